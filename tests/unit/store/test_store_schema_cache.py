"""The cache gives back exactly what was put, or nothing; and it never fails a call."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.store.schema_cache import SchemaCache

ROOT = Path(__file__).resolve().parents[3]
SHOP = "https://erp.example.com shop ada\n"


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.entry"))


def test_what_was_put_comes_back_in_another_instance(tmp_path: Path) -> None:
    values = {"plain": b"{}", "empty": b"", "lines\nand ü": b"\n\nx\n", "": bytes(range(256)) * 4000}
    for key, value in values.items():
        SchemaCache(tmp_path).put(key, value)
    SchemaCache(tmp_path).put("plain", b"[]")
    assert {key: SchemaCache(tmp_path).get(key) for key in values} == {**values, "plain": b"[]"}
    assert SchemaCache(tmp_path).get("other") is None


def test_an_absent_folder_is_an_empty_cache(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path / "none")
    assert cache.get("key") is None
    cache.forget("")
    assert not (tmp_path / "none").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    SchemaCache(tmp_path / "cache").put("key", b"x")
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert entries(tmp_path / "cache")[0].stat().st_mode & 0o777 == 0o600


def test_forget_takes_all_of_a_server_and_no_other(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path)
    for key in (SHOP + "models", SHOP + "fields res.partner", "https://other\nmodels"):
        cache.put(key, b"x")
    cache.forget(SHOP)
    assert [cache.get(key) for key in (SHOP + "models", SHOP + "fields res.partner")] == [None, None]
    assert cache.get("https://other\nmodels") == b"x"
    cache.forget("")
    assert entries(tmp_path) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content.replace(b"value", b"vilue"),
        lambda content: b"\xff" + content,
        lambda content: content.replace(b'"key"', b'"kex"'),
        lambda content: content.replace(b"\n", b" "),
    ],
    ids=["a byte short", "half", "empty", "a bit flipped", "a byte before", "another key", "no lines"],
)
def test_a_damaged_entry_counts_as_absent_and_is_rebuilt(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache = SchemaCache(tmp_path)
    cache.put("key", b"the value")
    cache.put("neighbour", b"whole")
    path = next(path for path in entries(tmp_path) if path.read_bytes().startswith(b'"key"'))
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("key") is None
    assert not path.exists()
    assert cache.get("neighbour") == b"whole"
    cache.put("key", b"the value")
    assert cache.get("key") == b"the value"


def test_a_damaged_entry_does_not_keep_the_others_from_being_forgotten(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path)
    cache.put("key", b"x")
    (tmp_path / "broken.entry").write_bytes(b"\xff\xfe\x00")
    cache.forget("k")
    assert entries(tmp_path) == []


def test_beyond_the_limit_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path, limit=10_000)
    for number in range(8):
        cache.put(f"key{number}", b"x" * 1000)
        # Times a second apart, where the file system's clock may be coarser than this loop.
        path = next(path for path in entries(tmp_path) if path.read_bytes().startswith(f'"key{number}"'.encode()))
        os.utime(path, (number + 1, number + 1))
    assert cache.get("key0")  # used just now
    cache.put("large", b"x" * 4000)
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 10_000
    assert cache.get("key0")
    assert cache.get("large")
    assert cache.get("key1") is None
    assert cache.get("key7")


def test_the_limit_holds_over_instances_and_a_value_larger_than_it_is_not_kept(tmp_path: Path) -> None:
    for number in range(30):
        SchemaCache(tmp_path, limit=5000).put(f"key{number}", b"x" * 900)
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= 5000
    cache = SchemaCache(tmp_path, limit=5000)
    cache.put("key29", b"x" * 5000)
    assert cache.get("key29") is None


def test_what_a_dead_instance_left_is_cleaned_up_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    cache = SchemaCache(tmp_path, limit=3000)
    dead, alive = tmp_path / ".a.entry.00.part", tmp_path / ".b.entry.00.part"
    for path in (dead, alive):
        path.write_bytes(b"x")
    os.utime(dead, (1, 1))
    for number in range(5):
        cache.put(f"key{number}", b"x" * 900)
    assert not dead.exists()
    assert alive.exists()


def test_a_disk_that_refuses_is_told_once_and_fails_nothing(
    tmp_path: Path, expect_log: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("cannot be used")
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    cache = SchemaCache(tmp_path / "cache")
    for _ in range(3):
        cache.put("key", b"x")
        assert cache.get("key") is None
        cache.forget("")
        cache.forget_one("key")
    assert len(caplog.records) == 1


def test_two_instances_at_once_see_whole_values_only(tmp_path: Path) -> None:
    program = """
        import sys
        from pathlib import Path
        from explorer.store.schema_cache import SchemaCache
        cache = SchemaCache(Path(sys.argv[1]), limit=300_000)
        sys.stdin.readline()
        for number in range(150):
            key = f"key{number % 5}"
            value = cache.get(key)
            assert value is None or (len(value) == 50_000 and len(set(value)) == 1), value
            cache.put(key, sys.argv[2].encode() * 50_000)
            if number % 20 == 0:
                cache.forget("key3")
        """
    command = [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)]
    processes = [
        subprocess.Popen([*command, name], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        errors = process.communicate(timeout=60)[1]
        assert (process.returncode, errors) == (0, "")
    assert SchemaCache(tmp_path).get("key4") in (b"a" * 50_000, b"b" * 50_000)
