"""The practice server as a process: its first line, how it ends, its data file, and what it says of bad options."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """`start(*options, stdin=...)` -> the process; ended at teardown."""
    running: list[subprocess.Popen[str]] = []

    def starter(*options: str, stdin: Any = subprocess.PIPE) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "explorer.practice", *options],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        running.append(process)
        return process

    yield starter
    for process in running:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _greeting(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    found: dict[str, str] = json.loads(process.stdout.readline())
    return found


def _rpc(greeting: dict[str, str], model: str, method: str, *args: Any, **kwargs: Any) -> Any:
    params = {
        "service": "object",
        "method": "execute_kw",
        "args": [greeting["database"], 2, greeting["api_key"], model, method, list(args), kwargs],
    }
    request = urllib.request.Request(
        greeting["url"] + "/jsonrpc",
        json.dumps({"id": 1, "params": params}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)["result"]


def test_the_first_line(start: Start) -> None:
    greeting = _greeting(start("--child"))
    assert list(greeting) == ["url", "database", "login", "password", "api_key", "demo_api_key", "series"]
    assert (greeting["database"], greeting["login"], greeting["password"]) == ("practice", "admin", "admin")
    assert greeting["series"] == "19.0"
    assert len(greeting["api_key"]) == len(greeting["demo_api_key"]) == 40
    assert _rpc(greeting, "res.partner", "read", [1], ["id"]) == [{"id": 1}]


def test_a_child_ends_when_its_standard_input_closes(start: Start) -> None:
    process = start("--child", "--series", "17.0")
    assert _greeting(process)["series"] == "17.0"
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(20) == 0


def test_by_hand_it_goes_on_without_a_standard_input(start: Start) -> None:
    process = start(stdin=subprocess.DEVNULL)
    greeting = _greeting(process)
    assert _rpc(greeting, "res.partner", "search_count", []) > 100
    assert process.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("options", [(), ("--child",)])
def test_ctrl_c_is_a_quiet_end(start: Start, options: tuple[str, ...]) -> None:
    process = start(*options)
    _rpc(_greeting(process), "res.partner", "search_count", [])
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_data_file_keeps_data_and_keys(start: Start, tmp_path: Path) -> None:
    file = str(tmp_path / "practice.sqlite")
    first = start("--child", "--data", file)
    greeting = _greeting(first)
    made = _rpc(greeting, "res.partner", "create", {"name": "Kept"})
    first.communicate()
    again = _greeting(start("--child", "--data", file))
    assert (again["api_key"], again["demo_api_key"]) == (greeting["api_key"], greeting["demo_api_key"])
    assert _rpc(again, "res.partner", "read", [made], ["name"]) == [{"id": made, "name": "Kept"}]
    other = start("--child", "--data", file, "--series", "17.0")
    _, said = other.communicate(timeout=20)
    assert other.returncode == 2
    assert "was made for series 19.0, not 17.0" in said


def test_a_data_file_of_another_version_is_left_alone(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "practice.sqlite"
    first = start("--child", "--data", str(file))
    _greeting(first)
    first.communicate()
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("UPDATE practice_meta SET value = 'older' WHERE key = 'layout'")
    connection.close()
    process = start("--data", str(file))
    _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "another version" in said


def test_files_that_are_no_database(start: Start, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 100)
    for name in ("notes.txt", "missing/folder/x.sqlite"):
        process = start("--data", str(tmp_path / name))
        out, said = process.communicate(timeout=20)
        assert (process.returncode, out) == (2, "")
        assert said.startswith("odoo-explorer practice: ")
        assert "Traceback" not in said
    assert (tmp_path / "notes.txt").read_text() == "no database " * 100


def test_more_rows(start: Start) -> None:
    plain = _rpc(_greeting(start("--child")), "sale.order.line", "search_count", [])
    greeting = _greeting(start("--child", "--rows", "1234"))
    assert _rpc(greeting, "sale.order.line", "search_count", []) == plain + 1234
    (newest,) = _rpc(
        greeting, "sale.order.line", "search_read", [], ["order_id", "product_id"], limit=1, order="id desc"
    )
    assert newest["order_id"]
    assert newest["product_id"]


def test_rows_are_added_to_a_data_file_once(start: Start, tmp_path: Path) -> None:
    def lines(*options: str) -> tuple[list[int], str]:
        process = start("--child", "--data", str(tmp_path / "practice.sqlite"), *options)
        found = _rpc(_greeting(process), "sale.order.line", "search", [], order="id")
        _, said = process.communicate(timeout=20)
        return found, said

    first, said = lines("--rows", "25")
    assert said == ""
    assert lines("--rows", "25") == (first, "")
    assert lines() == (first, "")
    more, said = lines("--rows", "40")
    assert (more[: len(first)], len(more), said) == (first, len(first) + 15, "")
    kept, said = lines("--rows", "10")
    assert kept == more
    assert said.endswith(" holds 40 added sale order lines, more than the 10 of --rows; they stay as they are.\n")


def test_orders_made_before_and_after_rows_were_added_have_names_of_their_own(start: Start, tmp_path: Path) -> None:
    def names(*options: str) -> list[str]:
        process = start("--child", "--data", str(tmp_path / "practice.sqlite"), *options)
        greeting = _greeting(process)
        _rpc(greeting, "sale.order", "create", {"partner_id": 1})
        found = [row["name"] for row in _rpc(greeting, "sale.order", "search_read", [], ["name"])]
        process.communicate(timeout=20)
        return found

    names()
    found = names("--rows", "30")
    assert len(found) == len(set(found))


def test_a_reset_keeps_the_added_rows(start: Start, tmp_path: Path) -> None:
    file = str(tmp_path / "practice.sqlite")
    first = start("--child", "--data", file, "--rows", "25")
    before = _rpc(_greeting(first), "sale.order.line", "search_count", [])
    first.communicate(timeout=20)
    greeting = _greeting(start("--child", "--data", file))
    with urllib.request.urlopen(urllib.request.Request(greeting["url"] + "/practice/reset", b""), timeout=30):
        pass
    assert _rpc(greeting, "sale.order.line", "search_count", []) == before


def test_a_taken_port(start: Start) -> None:
    port = _greeting(start("--child"))["url"].rpartition(":")[2]
    process = start("--port", port)
    out, said = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert "cannot listen on 127.0.0.1" in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--series", "16.0"), "invalid choice: '16.0'"),
        (("--rows", "-5"), "-5 cannot be used: the number of lines to add is a whole number, 0 or more."),
        (("--rows", "many"), "many cannot be used: the number of lines to add is a whole number, 0 or more."),
        (("--port", "70000"), "70000 cannot be used: a port is a whole number from 0 to 65535; 0 takes a free one."),
        (("--port", "9" * 5000), "a port is a whole number from 0 to 65535; 0 takes a free one."),
        (("--nope",), "unrecognized arguments: --nope"),
    ],
)
def test_bad_options(start: Start, options: tuple[str, ...], sentence: str) -> None:
    process = start(*options)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "usage:" in said
    assert sentence in said
    assert "_count" not in said
    assert "_port" not in said


def test_help_explains_every_option(start: Start) -> None:
    out, _ = start("--help").communicate(timeout=20)
    for option in ("--host", "--port", "--series", "--data", "--rows", "--child"):
        assert option in out


def test_a_cache_that_cannot_be_used_is_not_missed(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert _rpc(_greeting(start("--child")), "res.partner", "search", [["id", "=", 1]]) == [1]
    broken = tmp_path / "broken"
    monkeypatch.setenv("XDG_CACHE_HOME", str(broken))
    assert _rpc(_greeting(start("--child")), "res.partner", "search", [["id", "=", 1]]) == [1]
    (kept,) = (broken / "odoo-api-explorer" / "practice").glob("19.0-*.sqlite")
    kept.write_bytes(b"SQLite format 3\x00" + b"\x00" * 5000)
    assert _rpc(_greeting(start("--child")), "res.partner", "search", [["id", "=", 1]]) == [1]
