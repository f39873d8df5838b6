"""settings.json: defaults for what is missing or wrong, and nobody's values lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from explorer.store.settings import Settings, SettingsFile, Theme, effects

CHANGED = Settings(
    theme=Theme.DARK,
    page_size=500,
    window_geometry=b"\x01\xd9\xd0\xcb",
    splitter_sizes={"main": (240, 900), "results": (400, 300)},
    last_models={"Shop": "sale.order"},
)


def content(folder: Path) -> dict[str, Any]:
    return msgspec.json.decode((folder / "settings.json").read_bytes(), type=dict[str, Any])


def test_without_a_file_the_defaults_hold_and_nothing_is_written(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    loaded = file.load()
    assert loaded.settings == Settings()
    assert (loaded.settings.theme, loaded.settings.page_size, loaded.problems) == (Theme.SYSTEM, 80, ())
    file.save(loaded.settings)
    assert list(tmp_path.iterdir()) == []


def test_settings_come_back_as_they_were(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(CHANGED)
    loaded = SettingsFile(tmp_path).load()
    assert loaded.settings == CHANGED
    assert not loaded.problems


def test_every_setting_says_its_effect_in_a_sentence() -> None:
    assert list(effects()) == list(Settings.__struct_fields__)
    assert all(sentence.endswith(".") and len(sentence) > 20 for sentence in effects().values())


@pytest.mark.parametrize(
    ("key", "value", "used"),
    [
        ("theme", "mauve", '"system"'),
        ("page_size", "80", "80"),
        ("page_size", 81, "80"),
        ("page_size", True, "80"),
        ("window_geometry", "no base64!", '""'),
        ("splitter_sizes", {"main": ["wide"]}, "{}"),
        ("last_models", ["res.partner"], "{}"),
    ],
)
def test_a_wrong_type_falls_back_to_the_default_and_says_so(tmp_path: Path, key: str, value: object, used: str) -> None:
    (tmp_path / "settings.json").write_bytes(msgspec.json.encode({key: value}))
    loaded = SettingsFile(tmp_path).load()
    assert loaded.settings == Settings()
    assert len(loaded.problems) == 1
    assert f"The setting {key} in settings.json cannot be used" in loaded.problems[0]
    assert loaded.problems[0].endswith(f"{used} is used instead.")


def test_a_wrong_value_stays_until_the_person_sets_that_very_setting(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(b'{"page_size": "many"}')
    file = SettingsFile(tmp_path)
    settings = msgspec.structs.replace(file.load().settings, theme=Theme.LIGHT)
    file.save(settings)
    assert content(tmp_path)["page_size"] == "many"
    file.save(msgspec.structs.replace(settings, page_size=200))
    assert content(tmp_path)["page_size"] == 200


def test_keys_of_a_newer_version_survive(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(b'{"version": 4, "hologram": {"depth": 3}, "page_size": 200}')
    file = SettingsFile(tmp_path)
    loaded = file.load()
    assert loaded.settings.page_size == 200
    assert not loaded.problems
    file.save(msgspec.structs.replace(loaded.settings, theme=Theme.DARK))
    assert content(tmp_path) == {"version": 4, "hologram": {"depth": 3}, "page_size": 200, "theme": "dark"}


def test_two_windows_do_not_undo_each_other(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(Settings(last_models={"A": "res.users", "Gone": "res.bank"}))
    first, second = SettingsFile(tmp_path), SettingsFile(tmp_path)
    one, two = first.load().settings, second.load().settings
    first.save(msgspec.structs.replace(one, theme=Theme.DARK, last_models={**one.last_models, "B": "sale.order"}))
    second.save(msgspec.structs.replace(two, page_size=200, last_models={"A": "crm.lead"}))
    merged = SettingsFile(tmp_path).load().settings
    assert (merged.theme, merged.page_size) == (Theme.DARK, 200)
    assert merged.last_models == {"A": "crm.lead", "B": "sale.order"}


def test_a_damaged_file_gives_the_defaults_and_is_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(b"theme = dark")
    loaded = SettingsFile(tmp_path).load()
    assert loaded.settings == Settings()
    assert "settings.json.damaged-1" in loaded.problems[0]
    assert (tmp_path / "settings.json.damaged-1").read_bytes() == b"theme = dark"
