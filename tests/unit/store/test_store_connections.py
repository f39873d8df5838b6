"""connections.json: what the person made survives everything, and no secret is ever in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explorer.core.call import Placeholder
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.secret import Secret
from explorer.store.connections import Connections
from explorer.store.schema_cache import SchemaCache
from explorer.store.settings import Settings, SettingsFile
from explorer.store.vault import Vault

FULL = Connection(
    name="Shop",
    url="https://erp.example.com",
    database="shop",
    login="ada",
    password_ref="vault:1",
    key_ref="env:SHOP_KEY",
    protocol=ProtocolName.JSON2,
    stage=Stage.PRODUCTION,
    limits=Limits(connect_seconds=2.5, megabytes=10),
    context={"lang": "fr_FR", "allowed_company_ids": [1, 2]},
    allow_writes=True,
)
PLAIN = Connection(name="Test", url="http://localhost:8069")


def names(store: Connections) -> list[str]:
    return [item.name for item in store.load().items]


def content(folder: Path) -> dict[str, Any]:
    return msgspec.json.decode((folder / "connections.json").read_bytes(), type=dict[str, Any])


def put(folder: Path, **document: object) -> Connections:
    (folder / "connections.json").write_bytes(msgspec.json.encode(document))
    return Connections(folder)


def test_an_empty_folder_has_no_connections_and_stays_empty(tmp_path: Path) -> None:
    loaded = Connections(tmp_path / "config").load()
    assert (loaded.items, loaded.problems) == ((), ())
    assert not (tmp_path / "config").exists()


def test_connections_come_back_whole_and_in_order(tmp_path: Path) -> None:
    store = Connections(tmp_path)
    store.add(FULL)
    store.add(PLAIN)
    store.add(Connection(name="Alpha", url="http://localhost"))
    loaded = Connections(tmp_path).load()
    assert loaded.items[:2] == (FULL, PLAIN)
    assert [item.name for item in loaded.items] == ["Shop", "Test", "Alpha"]
    assert not loaded.problems
    assert store.by_name("shop ") == FULL
    assert store.by_name("Nobody") is None


def test_the_file_is_versioned_and_leaves_out_defaults(tmp_path: Path) -> None:
    Connections(tmp_path).add(PLAIN)
    assert (tmp_path / "connections.json").read_text(encoding="utf-8") == (
        '{\n  "version": 1,\n  "connections": [\n    {\n      "name": "Test",\n'
        '      "url": "http://localhost:8069"\n    }\n  ]\n}\n'
    )


def test_replace_keeps_the_place_also_under_another_name(tmp_path: Path) -> None:
    store = Connections(tmp_path)
    store.add(FULL)
    store.add(PLAIN)
    store.replace("Shop", msgspec.structs.replace(FULL, name="Boutique", stage=Stage.TEST))
    assert names(store) == ["Boutique", "Test"]
    assert store.load().items[0].stage is Stage.TEST


def test_remove_takes_exactly_one(tmp_path: Path) -> None:
    store = Connections(tmp_path)
    store.add(FULL)
    store.add(PLAIN)
    store.remove("Shop")
    assert names(store) == ["Test"]
    with pytest.raises(LookupError, match="no connection called “Shop”"):
        store.remove("Shop")
    with pytest.raises(LookupError, match="no connection called “Shop”"):
        store.replace("Shop", FULL)


def test_save_reorders_and_drops(tmp_path: Path) -> None:
    store = Connections(tmp_path)
    for connection in (FULL, PLAIN, Connection(name="Alpha", url="http://localhost")):
        store.add(connection)
    store.save((PLAIN, FULL))
    assert store.load().items == (PLAIN, FULL)


@pytest.mark.parametrize(
    ("connection", "sentence"),
    [
        (msgspec.structs.replace(PLAIN, name=" "), "needs a name"),
        (msgspec.structs.replace(PLAIN, name="TEST"), "already a connection called “TEST”"),
        (msgspec.structs.replace(PLAIN, name="practice"), "built-in practice server"),
        (msgspec.structs.replace(PLAIN, name="Mine", practice=True), "built-in practice server"),
        (msgspec.structs.replace(PLAIN, name="In", url="https://ada:swordfish@erp.example.com"), "before the @"),
        (msgspec.structs.replace(PLAIN, name="In", context={"a": [{"b": Placeholder("x")}]}), "not {{names}}"),
    ],
)
def test_what_would_mislead_is_refused_with_a_sentence(tmp_path: Path, connection: Connection, sentence: str) -> None:
    store = Connections(tmp_path)
    store.add(PLAIN)
    before = (tmp_path / "connections.json").read_bytes()
    with pytest.raises(ValueError, match=sentence):
        store.add(connection)
    assert (tmp_path / "connections.json").read_bytes() == before


def test_what_a_newer_version_wrote_survives_a_rewrite(tmp_path: Path) -> None:
    newer = {
        "name": "Shop",
        "url": "http://a",
        "tunnel": {"host": "b"},
        "limits": {"read_seconds": 9.0, "rows": 7},
    }
    stranger = {"name": "Mail", "url": "imap://a", "protocol": "pigeon"}
    store = put(tmp_path, version=3, groups=["x"], connections=[stranger, newer])

    loaded = store.load()
    assert [item.name for item in loaded.items] == ["Shop"]
    assert len(loaded.problems) == 1
    assert "“Mail” was skipped and stays in the file" in loaded.problems[0]

    store.replace("Shop", msgspec.structs.replace(loaded.items[0], login="ada", limits=Limits()))
    store.add(PLAIN)
    after = content(tmp_path)
    assert (after["version"], after["groups"]) == (3, ["x"])
    assert after["connections"] == [
        stranger,
        {"name": "Shop", "url": "http://a", "login": "ada", "limits": {"rows": 7}, "tunnel": {"host": "b"}},
        {"name": "Test", "url": "http://localhost:8069"},
    ]
    store.save(())
    assert content(tmp_path)["connections"] == [stranger]


def test_entries_that_are_no_connections_are_told_and_kept(tmp_path: Path) -> None:
    odd: list[object] = [17, {"name": "Half"}, {"name": "Practice", "url": "http://a"}]
    store = put(tmp_path, connections=[*odd, {"name": "One", "url": "http://a"}, {"name": "one", "url": "http://b"}])
    loaded = store.load()
    assert [item.url for item in loaded.items] == ["http://a"]
    assert [problem.split(" was skipped")[0] for problem in loaded.problems] == [
        "Entry 1 of the connections",
        "The connection “Half”",
        "The connection “Practice”",
        "The connection “one”",
    ]
    store.add(PLAIN)
    assert content(tmp_path)["connections"][:3] == odd
    store.save(store.load().items)
    rewritten = content(tmp_path)["connections"]
    assert len(rewritten) == 6
    assert all(entry in rewritten for entry in [*odd, {"name": "one", "url": "http://b"}])


def test_a_file_of_another_shape_is_told(tmp_path: Path) -> None:
    assert "holds no list" in put(tmp_path, connections="none").load().problems[0]


def test_a_damaged_file_is_set_aside_and_the_program_goes_on(tmp_path: Path) -> None:
    (tmp_path / "connections.json").write_bytes(b'{"version": 1, "connections": [{"name": "Sh')
    store = Connections(tmp_path)
    loaded = store.load()
    assert loaded.items == ()
    assert "connections.json.damaged-1" in loaded.problems[0]
    store.add(PLAIN)
    assert names(store) == ["Test"]
    assert (tmp_path / "connections.json.damaged-1").read_bytes().endswith(b'"Sh')


def test_two_windows_add_each_their_own(tmp_path: Path) -> None:
    first, second = Connections(tmp_path), Connections(tmp_path)
    first.load(), second.load()
    first.add(FULL)
    second.add(PLAIN)
    assert names(first) == names(second) == ["Shop", "Test"]


def test_a_window_that_saves_its_list_keeps_what_another_added(tmp_path: Path) -> None:
    alpha = Connection(name="Alpha", url="http://localhost")
    Connections(tmp_path).save((FULL, PLAIN))
    first, second = Connections(tmp_path), Connections(tmp_path)
    first.load(), second.load()
    first.add(alpha)
    second.save((PLAIN, msgspec.structs.replace(PLAIN, name="Copy")))
    assert names(second) == ["Test", "Copy", "Alpha"]
    second.save((alpha,))
    assert names(first) == ["Alpha"]


def test_nothing_secret_reaches_the_disk(tmp_path: Path) -> None:
    vault = Vault({"SHOP_KEY": "0123-the-key-4567"})
    vault.put("vault:1", Secret("swordfish"))
    store = Connections(tmp_path)
    store.add(FULL)
    store.replace("Shop", msgspec.structs.replace(FULL, login="grace"))
    SettingsFile(tmp_path).save(Settings(last_models={"Shop": "sale.order"}))
    SchemaCache(tmp_path / "cache").put(f"{FULL.base} {FULL.database} {FULL.login}", b"{}")
    assert vault.get("env:SHOP_KEY")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 3
    for path in written:
        assert b"swordfish" not in path.read_bytes()
        assert b"0123-the-key" not in path.read_bytes()
        if sys.platform != "win32":
            assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(TypeError):
        store.add(msgspec.structs.replace(FULL, name="Leak", context={"password": Secret("swordfish")}))
