"""One call without a window, the practice server as a child, and a call as the line that makes it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explorer.cli import main
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Connection, ProtocolName, Stage
from explorer.core.faults import Fault, GuardFault, Kind, TransportFault
from explorer.core.jsontext import load
from explorer.core.secret import MASK, Secret
from explorer.practice.server import PracticeServer
from explorer.work import single_call, terminal
from explorer.work.command_line import command_line
from explorer.work.guard import Reason
from explorer.work.practice_server import PracticeFailedError, connection_to
from explorer.work.practice_server import PracticeServer as Child
from explorer.work.single_call import Order, Target
from explorer.work.tab import Tab

AtWork = Callable[..., Any]
JSONRPC, JSON2 = ProtocolName.JSONRPC, ProtocolName.JSON2


def target(server: PracticeServer, protocol: ProtocolName = JSON2, **changes: Any) -> Target:
    secrets = {"password": Secret(server.password), "key": Secret(server.api_key)}
    secrets |= {name: changes.pop(name) for name in ("password", "key") if name in changes}
    connection = Connection("Test", server.url, server.database, server.login, protocol=protocol)
    return Target(msgspec.structs.replace(connection, **changes), secrets["password"], secrets["key"])


def value(sent: Any) -> Any:
    assert sent.answer is not None, sent.fault
    return json.loads(bytes(sent.answer.result))


# --- single calls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ProtocolName)
def test_arguments_by_place_reach_both_protocols(server: PracticeServer, protocol: ProtocolName) -> None:
    sent = single_call.run(target(server, protocol), Order("res.partner", "read", ([1], ["display_name"])))
    assert [row["id"] for row in value(sent)] == [1]


@pytest.mark.parametrize("protocol", ProtocolName)
def test_ids_by_name_reach_both_protocols(server: PracticeServer, protocol: ProtocolName) -> None:
    order = Order("res.partner", "read", (), {"ids": [1, 3], "fields": ["display_name"]})
    assert [row["id"] for row in value(single_call.run(target(server, protocol), order))] == [1, 3]
    wrong = single_call.run(target(server, protocol), Order("res.partner", "search", (), {"domain": [], "ids": [1]}))
    assert wrong.fault is None or wrong.fault.kind is Kind.ARGUMENTS


def test_the_order_s_protocol_goes_before_the_connection_s(server: PracticeServer) -> None:
    single_call.run(target(server, JSON2), Order("res.partner", "search_count", ([],), protocol=JSONRPC))
    assert {request.path for request in server.received[1:]} == {"/jsonrpc"}


@pytest.mark.parametrize(
    ("kwargs", "context", "expected"),
    [
        ({}, None, {"lang": "en_US", "tz": "Europe/Brussels"}),
        ({}, {}, None),
        ({"context": {"lang": "fr_FR"}}, None, {"lang": "fr_FR"}),
        ({"context": None}, None, None),
        ({}, {"active_test": False}, {"active_test": False}),
    ],
)
def test_the_context_is_the_user_s_own_unless_one_is_given(
    server: PracticeServer, kwargs: dict[str, object], context: dict[str, object] | None, expected: object
) -> None:
    request = single_call.envelope(target(server), Order("res.partner", "search", kwargs=kwargs, context=context))
    assert json.loads(request.body).get("context") == expected


@pytest.mark.parametrize("protocol", ProtocolName)
def test_an_envelope_sends_nothing_but_the_login(server: PracticeServer, protocol: ProtocolName) -> None:
    request = single_call.envelope(target(server, protocol), Order("res.partner", "unlink", ([1],)))
    assert MASK in request.text()
    assert not any(secret in request.text() for secret in (server.api_key, '"admin"'))
    assert "{{uid}}" not in request.body
    assert all(b"unlink" not in one.body and "unlink" not in one.path for one in server.received)


@pytest.mark.parametrize("protocol", ProtocolName)
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "/practice/fault/html500"])
def test_an_envelope_needs_no_server(server: PracticeServer, protocol: ProtocolName, url: str) -> None:
    away = target(server, protocol, url=server.url + url if url.startswith("/") else url)
    request = single_call.envelope(away, Order("res.partner", "search", ([],)))
    assert ("{{uid}}" in request.body) == (protocol is JSONRPC)
    assert "domain" in request.body or protocol is JSONRPC


def test_an_envelope_needs_no_secret(server: PracticeServer) -> None:
    request = single_call.envelope(target(server, JSONRPC, password=None, key=None), Order("res.partner", "search"))
    assert MASK in request.body
    assert server.received == []


@pytest.mark.parametrize("stage", Stage)
def test_writes_need_the_option_whatever_the_connection_allows(server: PracticeServer, stage: Stage) -> None:
    order = Order("res.partner", "write", ([1], {"name": "Changed"}))
    sent = single_call.run(target(server, stage=stage, allow_writes=True), order)
    assert sent.fault is not None
    assert sent.fault.kind is Kind.REFUSED_BY_GUARD
    assert "--allow-writes" in sent.fault.advice
    assert all(b"Changed" not in one.body for one in server.received)
    sent = single_call.run(target(server, stage=stage), msgspec.structs.replace(order, allow_writes=True))
    assert value(sent) is True


@pytest.mark.parametrize(
    ("protocol", "secrets", "words"),
    [
        (JSON2, {"key": None}, "--protocol jsonrpc"),
        (JSON2, {"key": None, "password": None}, "--key-env"),
        (JSON2, {"key": Secret(""), "password": Secret("")}, "--key-env"),
        (JSONRPC, {"key": None, "password": None}, "--password-env"),
    ],
)
def test_a_missing_secret_is_told_in_options_and_nothing_is_sent(
    server: PracticeServer, protocol: ProtocolName, secrets: dict[str, Secret | None], words: str
) -> None:
    with pytest.raises(Fault) as caught:
        single_call.run(target(server, protocol, **secrets), Order("res.partner", "search"))
    assert caught.value.kind is Kind.LOGIN
    assert words in caught.value.advice
    assert server.received == []


def test_an_unknown_method_by_place_says_that_names_are_needed(server: PracticeServer) -> None:
    with pytest.raises(Fault, match="my_own") as caught:
        single_call.run(target(server), Order("res.partner", "my_own", ([1], 2), allow_writes=True))
    assert (caught.value.kind, caught.value.advice) == (Kind.ARGUMENTS, "Give the arguments by name, with --kwargs.")


def test_advice_names_options() -> None:
    guarded, other = GuardFault("x", "in the window"), GuardFault("a character", "in the window")
    guarded.detail["reason"] = Reason.PLACEHOLDER
    assert "--kwargs" in terminal.in_options(guarded, by_url=True).advice
    assert "variable" in terminal.in_options(other, by_url=True).advice
    large = TransportFault(Kind.TOO_LARGE, "x", "Ask for less.")
    assert terminal.in_options(large, by_url=False).advice == "Ask for less."
    assert "--connection" in terminal.in_options(large, by_url=True).advice


# --- the practice server as a child --------------------------------------------------------------------------------


@pytest.mark.parametrize(("series", "protocol"), [("19.0", JSON2), ("17.0", JSONRPC)])
def test_the_child_serves_until_it_is_stopped(series: str, protocol: ProtocolName) -> None:
    child = Child(["--series", series])
    try:
        facts = child.wait()
        assert facts is child.wait()
        connection, password, key = connection_to(facts)
        assert (facts.series, connection.protocol, connection.practice) == (series, protocol, True)
        sent = single_call.run(Target(connection, password, key), Order("res.company", "search_count", ([],)))
        assert value(sent) > 0
    finally:
        child.stop()
    assert child._process.returncode == 0
    child.stop()


def test_a_folder_of_the_same_name_is_not_taken_for_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "explorer").mkdir()
    (tmp_path / "explorer" / "__init__.py").write_text("raise SystemExit('not me')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    child = Child()
    try:
        assert child.wait().series == "19.0"
    finally:
        child.stop()


def test_a_child_that_cannot_start_says_why() -> None:
    child = Child(["--series", "9.0"])
    with pytest.raises(PracticeFailedError, match=r"invalid choice: '9\.0'"):
        child.wait()
    child.stop()


# --- a call as a line ----------------------------------------------------------------------------------------------


def order_of(line: str) -> dict[str, Any]:
    """The options of a line by name, JSON read."""
    words = shlex.split(line)
    assert words[:2] == ["odoo-explorer", "call"]
    options: dict[str, Any] = {"model": words[2], "method": words[3]}
    rest = iter(words[4:])
    for word in rest:
        name, equals, inline = word.partition("=")
        if name == "--allow-writes":
            options[name] = True
        else:
            text = inline if equals else next(rest)
            options[name] = load(text) if name in ("--args", "--kwargs", "--context") else text
    return options


@pytest.mark.parametrize(
    "text",
    [
        "it's",
        'a "quote"',
        "two\nlines\ttab",
        "$HOME `id` \\ !",
        "ünï 😀",
        "",
        "--args",
        "\x00\x7f",
        "\u2028",
        "%s;&|<>*?",
    ],
)
def test_any_value_survives_the_shell(server: PracticeServer, at_work: AtWork, text: str) -> None:
    call = Call("res.partner", "write", (1, 3), (text,), {"vals": {"name": text, text: [None, True, 0.1]}}, {"k": text})

    async def use(tab: Tab) -> str:
        return command_line(tab.draft.call, tab.live)

    options = order_of(at_work(server, use, call, log_in=False))
    assert options["--args"] == [[1, 3], text]
    assert options["--kwargs"] == {"vals": {"name": text, text: [None, True, 0.1]}}
    assert options["--context"] == {"k": text}
    assert "--allow-writes" not in options


def test_the_line_names_variables_and_never_a_secret(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> list[str]:
        lines = []
        for changes in (
            {"key_ref": "vault:1"},
            {"key_ref": "env:MY_KEY", "password_ref": "env:MY_PASSWORD"},
            {"password_ref": "vault:2", "name": "-odd 'name'"},
        ):
            tab.live.connection = msgspec.structs.replace(tab.live.connection, **changes)
            lines.append(command_line(tab.draft.call, tab.live))
        tab.live.allow_writes(True)
        tab.live.use_protocol(JSONRPC)
        return [*lines, command_line(tab.draft.call, tab.live)]

    lines = at_work(server, use, Call("res.partner", "search"), log_in=False)
    options = [order_of(line) for line in lines]
    assert [one.get("--key-env") for one in options[:2]] == ["ODOO_KEY", "MY_KEY"]
    assert [one.get("--password-env") for one in options[:3]] == [None, "MY_PASSWORD", "ODOO_PASSWORD"]
    assert options[2]["--connection"] == "-odd 'name'"
    assert [one["--protocol"] for one in options] == ["json2"] * 3 + ["jsonrpc"]
    assert options[3]["--allow-writes"] is True
    assert server.api_key not in "".join(lines)


def test_placeholders_stay_placeholders(server: PracticeServer, at_work: AtWork) -> None:
    call = Call("res.partner", "read", Placeholder("ids"), (), {"fields": [Placeholder("f")]}, Placeholder("context"))

    async def use(tab: Tab) -> str:
        return command_line(tab.draft.call, tab.live)

    line = at_work(server, use, call, log_in=False)
    options = order_of(line)
    assert options["--args"] == [Placeholder("ids")]
    assert options["--kwargs"] == {"fields": [Placeholder("f")]}
    assert options["--context"] == Placeholder("context")


# --- the options themselves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["--help"], ["call", "--help"], ["practice", "--help"]])
def test_every_option_is_explained(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    entries = [line for line in shown.split("\n") if line.startswith("  -")]
    assert len(entries) >= 6
    lines = shown.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(("  -", "  MODEL", "  METHOD")):
            explained = "  " in line.strip() or lines[number + 1].startswith(" " * 20)
            assert explained, line
