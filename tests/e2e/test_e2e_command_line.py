"""The command line as a person or a script uses it: real processes against practice servers over sockets."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explorer import __version__
from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.secret import MASK, Secret
from explorer.practice.server import PracticeServer
from explorer.store import paths
from explorer.store.connections import Connections
from explorer.work.command_line import command_line
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
WAYS = [("19.0", "json2"), ("19.0", "jsonrpc"), ("17.0", "jsonrpc")]
Ran = subprocess.CompletedProcess[bytes]


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, PracticeServer]]:
    with PracticeServer("19.0") as new, PracticeServer("17.0") as old:
        yield {"19.0": new, "17.0": old}


@pytest.fixture
def server(servers: dict[str, PracticeServer]) -> PracticeServer:
    """A server of 19.0 with an empty log."""
    servers["19.0"].forget()
    return servers["19.0"]


@pytest.fixture
def older_server(servers: dict[str, PracticeServer]) -> PracticeServer:
    """A server of 17.0 with an empty log."""
    servers["17.0"].forget()
    return servers["17.0"]


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[1]}-{way[0]}")
def way(request: pytest.FixtureRequest, servers: dict[str, PracticeServer]) -> tuple[PracticeServer, str]:
    """A server and a protocol that it speaks, each pair in turn."""
    series, protocol = request.param
    servers[series].service.reset()
    servers[series].forget()
    return servers[series], protocol


def run(*words: str, environment: dict[str, str] | None = None) -> Ran:
    return subprocess.run(
        [sys.executable, "-m", "explorer", *words],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def call(server: PracticeServer, *words: str, by: str = "key", path: str = "", **environment: str) -> Ran:
    """Run a call against a server by its URL, as admin; what ``words`` say again goes before."""
    variable, option = {"key": ("TEST_KEY", "--key-env"), "password": ("TEST_PASSWORD", "--password-env")}[by]
    given = {"TEST_KEY": server.api_key, "TEST_PASSWORD": server.password, **environment}
    where = ["--url", server.url + path, "--database", server.database, "--login", server.login, option, variable]
    return run("call", *where, *words, environment=given)


def result(ran: Ran) -> Any:
    assert ran.stderr.decode() == ""
    assert ran.returncode == 0
    return json.loads(ran.stdout)


def fault(ran: Ran) -> dict[str, str]:
    """The fault on standard error, which has its four keys and says what to do."""
    assert ran.returncode == 1, ran.stderr.decode()
    assert ran.stderr.count(b"\n") == 1
    told: dict[str, str] = json.loads(ran.stderr)
    assert list(told) == ["kind", "exception", "message", "advice"]
    assert told["message"]
    assert told["advice"]
    return told


def usage(ran: Ran) -> str:
    """The sentence behind the usage of a command that was typed wrongly."""
    assert ran.returncode == 2
    assert ran.stdout == b""
    lines = ran.stderr.decode().rstrip("\n").split("\n")
    assert lines[0].startswith("usage: odoo-explorer")
    assert ": error: " in lines[-1]
    return lines[-1].partition(": error: ")[2]


def save(**facts: Any) -> None:
    """Save a connection where the program looks for it."""
    Connections(paths.folders().create().config).add(msgspec.structs.replace(Connection("Shop", ""), **facts))


# --- results -------------------------------------------------------------------------------------------------------


def test_a_reading_call_prints_its_result(way: tuple[PracticeServer, str]) -> None:
    server, protocol = way
    kwargs = '{"domain": [["id", "in", [1, 3]]], "fields": ["display_name", "email"], "order": "id"}'
    ran = call(server, "res.partner", "search_read", "--kwargs", kwargs, "--protocol", protocol)
    assert [row["id"] for row in result(ran)] == [1, 3]
    assert ran.stdout.startswith(b"[\n  {\n")
    expected = "/json/2/res.partner/search_read" if protocol == "json2" else "/jsonrpc"
    assert server.received[-1].path == expected


def test_ids_come_first_among_the_arguments(way: tuple[PracticeServer, str]) -> None:
    server, protocol = way
    ran = call(server, "res.partner", "read", "--args", '[[3], ["display_name"]]', "--protocol", protocol)
    assert [row["id"] for row in result(ran)] == [3]


def test_a_write_needs_permission(way: tuple[PracticeServer, str]) -> None:
    server, protocol = way
    words = ("res.partner", "write", "--args", '[[3], {"name": "Zoë “Q” 😀"}]', "--protocol", protocol)
    told = fault(call(server, *words))
    assert told["kind"] == "refused_by_guard"
    assert "--allow-writes" in told["advice"]
    assert not any(b"Zo" in request.body for request in server.received)
    assert result(call(server, *words, "--allow-writes")) is True
    ran = call(server, "res.partner", "read", "--args", '[[3], ["name"]]', "--protocol", protocol)
    assert result(ran) == [{"id": 3, "name": "Zoë “Q” 😀"}]


def test_a_method_that_nobody_knows_counts_as_writing(server: PracticeServer) -> None:
    assert fault(call(server, "res.partner", "my_own"))["kind"] == "refused_by_guard"
    assert fault(call(server, "res.partner", "my_own", "--allow-writes"))["kind"] == "unknown_method"


def test_a_password_serves_json_rpc(server: PracticeServer) -> None:
    ran = call(server, "res.partner", "search_count", "--args", "[[]]", "--database", "practice", by="password")
    assert result(ran) > 100


def test_the_context_is_the_user_s_unless_it_is_given(server: PracticeServer) -> None:
    words = ("res.partner", "search_count", "--protocol", "json2", "--kwargs", '{"domain": []}')
    result(call(server, *words))
    assert json.loads(server.received[-1].body)["context"]["lang"] == "en_US"
    result(call(server, *words, "--context", '{"active_test": false}'))
    assert json.loads(server.received[-1].body)["context"] == {"active_test": False}


def test_the_whole_reply_has_its_status_and_headers(server: PracticeServer) -> None:
    ran = call(server, "res.partner", "search_count", "--args", "[[]]", "--output", "reply")
    head, _, body = ran.stdout.decode().partition("\n\n")
    assert head.split("\n")[0] == "HTTP 200 OK"
    assert "Content-Type: application/json" in head
    assert json.loads(body)["result"] > 100


def test_the_reply_of_a_failed_call_is_shown_beside_its_fault(server: PracticeServer) -> None:
    ran = call(server, "res.partner", "search_count", "--protocol", "json2", "--output", "reply", "--args", '[["x"]]')
    assert fault(ran)["kind"] == "domain"
    assert ran.stdout.startswith(b"HTTP ")


# --- the envelope --------------------------------------------------------------------------------------------------


def test_the_envelope_is_printed_and_not_sent(way: tuple[PracticeServer, str]) -> None:
    server, protocol = way
    words = ("res.partner", "unlink", "--args", "[[3]]", "--protocol", protocol, "--output", "envelope")
    ran = call(server, *words)
    assert (ran.returncode, ran.stderr) == (0, b"")
    text = ran.stdout.decode()
    assert text.startswith(f"POST {server.url}/")
    assert MASK in text
    assert server.api_key not in text
    assert not any(b"unlink" in request.body or "unlink" in request.path for request in server.received)


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_the_envelope_needs_neither_server_nor_secret(server: PracticeServer, protocol: str) -> None:
    where = ("--url", f"http://127.0.0.1:{free_port()}", "--database", "erp", "--login", "api")
    words = ("call", "res.partner", "search", "--args", "[[]]", *where, "--protocol", protocol, "--output", "envelope")
    alone = run(*words)
    assert alone.returncode == 0
    assert MASK in alone.stdout.decode()
    with_secret = run(*words, "--key-env", "TEST_KEY", environment={"TEST_KEY": "s3cr3t-key-1"})
    assert with_secret.stdout == alone.stdout


# --- unusual JSON --------------------------------------------------------------------------------------------------


def test_unusual_values_arrive_as_they_are(server: PracticeServer) -> None:
    comment = '"ünï 😀 \\ud83d\\ude00 \\u0000 é"'
    numbers = '"a": 123456789012345678901234567890, "b": null, "c": 0.1, "d": -0.0'
    odd = f'{{"vals_list": [{{"comment": {comment}}}], {numbers}}}'
    ran = call(server, "res.partner", "create", "--kwargs", odd, "--protocol", "json2", "--allow-writes")
    assert fault(ran)["kind"] == "arguments"
    sent = json.loads(server.received[-1].body)
    sent.pop("context")
    assert sent == json.loads(odd)


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """A server that answers ``search_count`` with this JSON body, all else with ``{}``; gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                content = body if b"search_count" in client.recv(65536) else b"{}"
                client.sendall(head % len(content) + content)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


NUMBERS = ["1e400", "12345678901234567890123", "1.10", "-0.0", "0.1e1", "1E5", '"\\u00e9"', '"é"', "null"]


def test_the_result_keeps_every_number_as_the_server_wrote_it() -> None:
    words = ("res.partner", "search_count", "--protocol", "json2", "--args", "[[]]", "--key-env", "TEST_KEY")
    with answering(f"[{', '.join(NUMBERS)}]".encode()) as url:
        ran = run("call", *words, "--url", url, environment={"TEST_KEY": "k", "PYTHONIOENCODING": "ascii"})
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert [line.strip().rstrip(",") for line in ran.stdout.decode().split("\n")[1:-2]] == NUMBERS


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--args", "{}", "--args takes a JSON list such as"),
        ("--args", "[1,]", "At character 4: There is a comma too many"),
        ("--kwargs", "{'a': 1}", "At character 2: JSON takes double quotes"),
        ("--kwargs", "[]", "--kwargs takes a JSON object such as"),
        ("--kwargs", '{"context": 7}', "context"),
        ("--context", "null", "--context takes a JSON object such as"),
        ("--context", '{"a": True}', "JSON writes true, not True"),
        ("--args", "[1e400]", "At character 2: The number 1e400 is too large."),
        ("--args", "[NaN]", "At character 2: JSON has no NaN."),
        ("--args", f"[{'9' * 5000}]", "At character 2: The number 99999999999999999999… is too large."),
        ("--kwargs", '{"a":' * 300 + "1" + "}" * 300, "too deeply"),
    ],
)
def test_json_that_is_wrong_is_pointed_at(
    option: str, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from explorer.cli import main

    where = ["--url", "http://127.0.0.1:1", "--database", "d", "--login", "l"]
    with pytest.raises(SystemExit) as ended:
        main(["call", "res.partner", "search", option, text, *where])
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert words in shown.err.rstrip("\n").split("\n")[-1]
    assert shown.out == ""


# --- wrong arguments -----------------------------------------------------------------------------------------------

URL = ("--url", "http://127.0.0.1:1", "--database", "d", "--login", "l")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Say where to send it: either --connection NAME, or --url with --database and --login."),
        (("--connection", "Practice", *URL), "Say where to send it"),
        (("--connection", "Practice", "--login", "x"), "go with --url"),
        (("--connection", "Nowhere"), "There is no connection “Nowhere”. Saved are: none; “Practice” is always there."),
        (("--url", "http://127.0.0.1:1"), "JSON-RPC needs --database and --login"),
        (("--url", "ftp://erp", "--database", "d", "--login", "l"), "“ftp://erp” is not a web address."),
        (("--url", "http://h:99999", "--database", "d", "--login", "l"), "not a number between 1 and 65535"),
        (("--url", "http://me:pw@h", "--database", "d", "--login", "l"), "before the @"),
        ((*URL, "--key-env", "NOT_SET_ANYWHERE"), "The environment variable NOT_SET_ANYWHERE is not set."),
        ((*URL, "--key-env", "s3cr3t/key"), "takes the name of an environment variable, never the secret itself."),
        ((*URL, "--password", "s3cr3t"), "A secret is never an argument"),
        ((*URL, "--key=s3cr3t"), "A secret is never an argument"),
        ((*URL, "--protocol", "soap"), "--protocol: invalid choice: 'soap'"),
        ((*URL, "--out", "reply"), "unrecognized arguments: --out"),
        ((*URL, "--kwargs", '{"context": {}}', "--context", "{}"), "Give the context once"),
    ],
)
def test_wrong_options_are_told_in_a_sentence(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from explorer.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["call", "res.partner", "search", *words])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert sentence in told.rstrip("\n").split("\n")[-1]
    assert "s3cr3t" not in told


def test_usage_ends_with_status_2() -> None:
    assert "MODEL, METHOD" in usage(run("call"))
    assert "invalid choice: 'nonsense'" in usage(run("nonsense"))
    assert "MODEL and METHOD are names" in usage(run("call", "", "search", *URL))
    assert "The command comes first" in usage(run("--theme", "dark", "practice"))


@pytest.mark.parametrize("size", ["1440", "axb", "²x²", "100x100", "9000x900"])
def test_a_wrong_size_is_told(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    from explorer.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["--size", size])
    assert ended.value.code == 2
    assert "--size takes WIDTHxHEIGHT in pixels" in capsys.readouterr().err


def test_the_version_is_printed() -> None:
    ran = run("--version")
    assert (ran.returncode, ran.stdout.decode()) == (0, f"odoo-explorer {__version__}{os.linesep}")


# --- bad input -----------------------------------------------------------------------------------------------------

ROWS = ("res.partner", "search_read", "--kwargs", '{"limit": 200}')


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
@pytest.mark.parametrize(
    ("path", "kind", "advice"),
    [
        ("/nowhere", "not_odoo", "URL"),
        ("/practice/fault/redirect", "not_odoo", "https://"),
        ("/practice/fault/notjson", "not_odoo", "URL"),
        ("/practice/fault/html500", "server", "try again"),
        ("/practice/fault/cut", "malformed_reply", "again"),
    ],
)
def test_each_bad_address_is_a_fault(server: PracticeServer, protocol: str, path: str, kind: str, advice: str) -> None:
    told = fault(call(server, *ROWS, "--protocol", protocol, path=path))
    assert told["kind"] == kind
    assert advice in told["advice"]
    assert server.api_key not in json.dumps(told)


def test_a_wrong_port_is_a_network_fault(server: PracticeServer) -> None:
    told = fault(call(server, *ROWS, "--url", f"http://127.0.0.1:{free_port()}"))
    assert told["kind"] == "network"
    assert "Check the port" in told["advice"]


def test_https_to_a_port_without_it_is_a_tls_fault(server: PracticeServer) -> None:
    with answering(b"{}") as url:
        told = fault(call(server, *ROWS, "--url", url.replace("http:", "https:")))
    assert told["kind"] == "tls"
    assert url in told["advice"]


@pytest.mark.parametrize(("series", "protocol"), WAYS)
def test_a_wrong_database_is_told(servers: dict[str, PracticeServer], series: str, protocol: str) -> None:
    told = fault(call(servers[series], *ROWS, "--protocol", protocol, "--database", "elsewhere"))
    assert told["kind"] in ("database", "login")
    assert "database" in told["advice"]


@pytest.mark.parametrize(("series", "protocol"), WAYS)
def test_a_wrong_secret_is_told_and_never_shown(servers: dict[str, PracticeServer], series: str, protocol: str) -> None:
    told = fault(call(servers[series], *ROWS, "--protocol", protocol, TEST_KEY="wr0ng-s3cret"))
    assert told["kind"] == "login"
    assert told["exception"]
    assert "wr0ng" not in json.dumps(told)


def test_a_wrong_login_is_told(server: PracticeServer) -> None:
    told = fault(call(server, *ROWS, "--login", "nobody", by="password"))
    assert (told["kind"], told["exception"]) == ("login", "odoo.exceptions.AccessDenied")
    assert "nobody" in told["advice"]


@pytest.mark.parametrize(
    ("protocol", "by", "words"),
    [("json2", "key", "--key-env"), ("jsonrpc", "key", "--password-env"), ("jsonrpc", "password", "--key-env")],
)
def test_an_empty_secret_is_told_and_nothing_is_sent(
    server: PracticeServer, protocol: str, by: str, words: str
) -> None:
    told = fault(call(server, *ROWS, "--protocol", protocol, by=by, TEST_KEY="", TEST_PASSWORD=""))
    assert told["kind"] == "login"
    assert words in told["advice"]
    assert "window" not in told["advice"]
    assert server.received == []


def test_a_password_where_a_key_is_needed_is_told(server: PracticeServer) -> None:
    told = fault(call(server, *ROWS, "--protocol", "json2", by="password"))
    assert told["kind"] == "login"
    assert "--protocol jsonrpc" in told["advice"]
    assert server.received == []
    told = fault(call(server, *ROWS, "--protocol", "json2", TEST_KEY=server.password))
    assert told["kind"] == "login"


def test_a_secret_that_no_header_carries_is_told(server: PracticeServer) -> None:
    told = fault(call(server, *ROWS, "--protocol", "json2", TEST_KEY="kéy\u20ac-s3cret"))
    assert told["kind"] == "refused_by_guard"
    assert "s3cret" not in json.dumps(told)
    assert "variable" in told["advice"]


def test_json2_on_an_older_server_is_told(older_server: PracticeServer) -> None:
    told = fault(call(older_server, *ROWS, "--protocol", "json2"))
    assert told["kind"] == "not_odoo"
    assert "19.0" in told["advice"]
    assert "--protocol jsonrpc" in told["advice"]


def test_a_placeholder_without_a_value_is_named_and_nothing_is_sent(server: PracticeServer) -> None:
    words = ("res.partner", "search_count", "--kwargs", '{"domain": [["name", "=", "{{who}}"], ["id", "=", {{id}}]]}')
    told = fault(call(server, *words, "--protocol", "json2"))
    assert told["message"] == "{{who}}, {{id}} have no value."
    assert "--kwargs" in told["advice"]
    assert not any("search_count" in request.path for request in server.received)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("res.partners", "search_read"), "unknown_model"),
        (("res.partner", "search_read", "--kwargs", '{"fields": ["nmae"]}'), "unknown_field"),
        (("res.partner", "search_read", "--kwargs", '{"domain": [["name", "=="]]}'), "domain"),
        (("res.partner", "write", "--args", '[[999999], {"name": "x"}]', "--allow-writes"), "missing_record"),
        (("res.partner", "search_read", "--kwargs", '{"nonsense": 1}'), "arguments"),
    ],
)
@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_odoo_s_own_faults_have_their_kind(
    server: PracticeServer, protocol: str, words: tuple[str, ...], kind: str
) -> None:
    told = fault(call(server, *words, "--protocol", protocol))
    assert told["kind"] == kind
    assert told["exception"]


# --- saved connections ---------------------------------------------------------------------------------------------


def test_a_saved_connection_is_used_by_its_name(way: tuple[PracticeServer, str]) -> None:
    server, protocol = way
    save(
        url=server.url,
        database=server.database,
        login=server.login,
        protocol=ProtocolName(protocol),
        key_ref="env:SHOP_KEY",
        context={"tz": "Asia/Tokyo"},
    )
    words = ("call", "res.partner", "search_count", "--args", "[[]]", "--connection", " shop")
    ran = run(*words, environment={"SHOP_KEY": server.api_key})
    assert result(ran) > 100
    assert b"Asia/Tokyo" in server.received[-1].body
    told = fault(run(*words))
    assert told["kind"] == "login"
    assert "--key-env" in told["advice"]
    assert result(run(*words, "--key-env", "OTHER", environment={"OTHER": server.api_key})) > 100


def test_a_reply_over_the_connection_s_limit_is_a_fault(server: PracticeServer) -> None:
    limits = Limits(megabytes=0.004)
    save(url=server.url, database=server.database, login=server.login, limits=limits, password_ref="vault:gone")
    words = ("--connection", "Shop", "--password-env", "PW")
    told = fault(run("call", *ROWS, *words, environment={"PW": "admin"}))
    assert told["kind"] == "too_large"
    assert "fewer records" in told["advice"]
    assert "Limits" in told["advice"]


def test_a_slow_server_is_a_timeout(server: PracticeServer) -> None:
    limits = Limits(read_seconds=0.3)
    save(url=f"{server.url}/practice/fault/hang", database="practice", login="admin", limits=limits)
    told = fault(run("call", *ROWS, "--connection", "Shop", "--password-env", "PW", environment={"PW": "admin"}))
    assert told["kind"] == "timeout"
    assert "read limit" in told["advice"]


def test_production_refuses_writes_without_the_option(server: PracticeServer) -> None:
    save(
        url=server.url,
        database=server.database,
        login=server.login,
        stage=Stage.PRODUCTION,
        allow_writes=True,
        protocol=ProtocolName.JSON2,
    )
    words = ("call", "res.partner", "unlink", "--args", "[[3]]", "--connection", "Shop", "--key-env", "K")
    assert fault(run(*words, environment={"K": server.api_key}))["kind"] == "refused_by_guard"


def test_a_damaged_list_of_connections_is_told() -> None:
    folder = paths.folders().create().config
    (folder / "connections.json").write_text('{"connections": [{"name": "Shop"}]}', encoding="utf-8")
    sentence = usage(run("call", "res.partner", "search", "--connection", "Shop"))
    assert "There is no connection “Shop”" in sentence
    assert "was skipped" in sentence


# --- copy as command -----------------------------------------------------------------------------------------------


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., Ran]:
    """`shell(line, **variables)` runs a line as a person would paste it, in an empty folder."""
    program = tmp_path / "bin" / "odoo-explorer"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m explorer "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    def paste(line: str, **variables: str) -> Ran:
        search = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        environment = {**os.environ, "PATH": search, **variables}
        sh = shutil.which("sh")
        assert sh is not None
        return subprocess.run(
            [sh, "-c", line], cwd=tmp_path, env=environment, capture_output=True, timeout=PATIENCE, check=False
        )

    return paste


class PageSize(msgspec.Struct):
    """The one setting that a tab asks for."""

    page_size: int = 80


def sent_and_copied(server: PracticeServer, connection: Connection, wanted: Call) -> tuple[Any, str]:
    """Send a call as the window does; return its result and the line that its tab gives."""

    async def scenario() -> tuple[Any, str]:
        worker = RpcWorker()
        client = Client(connection, Secret(server.password), Secret(server.api_key), worker)
        live = LiveConnection(connection, client, Schema(client, worker), worker)
        tab = Tab(Draft(wanted, live.writer()), live, PageSize())
        try:
            assert await live.connect()
            tab.draft.set_context(live.context | dict(wanted.context))  # type: ignore[arg-type]  # a mapping here
            await tab.send()
            outcome = tab.draft.outcome
            assert outcome is not None
            assert outcome.result is not None, outcome.fault
            return json.loads(bytes(outcome.result)), command_line(tab.draft.call, live)
        finally:
            tab.close()
            client.close()
            assert worker.shutdown(PATIENCE)

    return asyncio.run(scenario())


AWKWARD = 'it\'s "quoted" $HOME `id` \\ \n two lines é 😀'


@pytest.mark.skipif(sys.platform == "win32", reason="the line is quoted for a POSIX shell")
@pytest.mark.parametrize("protocol", ProtocolName)
def test_the_copied_line_prints_what_the_window_showed(
    server: PracticeServer, shell: Callable[..., Ran], protocol: ProtocolName
) -> None:
    connection = Connection(
        'The "shop"\'s',
        server.url,
        server.database,
        server.login,
        key_ref="vault:1",
        protocol=protocol,
        context={"note": AWKWARD},
    )
    save(**{name: getattr(connection, name) for name in connection.__struct_fields__})
    domain = ["|", ["name", "=", AWKWARD], ["name", "ilike", "a"]]
    wanted = Call("res.partner", "search_read", None, (domain, ["name"]), {"order": "id desc"})
    shown, line = sent_and_copied(server, connection, wanted)
    assert len(shown) == 80
    server.forget()
    assert result(shell(line, ODOO_KEY=server.api_key)) == shown
    assert server.api_key not in line


@pytest.mark.skipif(sys.platform == "win32", reason="the line is quoted for a POSIX shell")
def test_the_line_of_the_practice_server_starts_one_of_its_own(
    server: PracticeServer, shell: Callable[..., Ran]
) -> None:
    server.service.reset()
    connection = Connection(
        "Practice", server.url, server.database, server.login, protocol=ProtocolName.JSON2, practice=True
    )
    fields = ["display_name", "email", "country_id", "category_id", "is_company"]
    wanted = Call("res.partner", "search_read", None, (), {"domain": [], "fields": fields})
    shown, line = sent_and_copied(server, connection, wanted)
    server.forget()
    assert result(shell(line)) == shown
    assert server.received == []


@pytest.mark.skipif(sys.platform == "win32", reason="the line is quoted for a POSIX shell")
def test_the_line_of_a_call_with_placeholders_names_them(server: PracticeServer, shell: Callable[..., Ran]) -> None:
    connection = Connection("Practice", server.url, protocol=ProtocolName.JSON2, practice=True)
    client = Client(connection, None, None, RpcWorker())
    live = LiveConnection(connection, client, Schema(client, client._worker), client._worker)
    line = command_line(Call("res.partner", "read", (Placeholder("id"),), (), {"fields": ["{{f}}"]}), live)
    assert fault(shell(line))["message"] == "{{id}}, {{f}} have no value."


# --- processes -----------------------------------------------------------------------------------------------------


def test_call_and_practice_import_no_qt() -> None:
    code = (
        "import sys\n"
        "from explorer.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "qt = sorted({name.split('.')[0] for name in sys.modules} & {'PySide6', 'shiboken6', 'qasync'})\n"
        "sys.exit(f'imported: {qt}' if qt else code)\n"
    )
    words = ["call", "res.partner", "search_count", "--args", "[[]]", "--connection", "Practice"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False
    )
    assert result(ran) > 100
    serving = subprocess.Popen(
        [sys.executable, "-c", code, "practice", "--child"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, errors = serving.communicate(b"", PATIENCE)
    assert (serving.returncode, errors) == (0, b"")
    assert json.loads(out.split(b"\n")[0])["database"] == "practice"


@pytest.mark.parametrize("module", [["explorer", "practice"], ["explorer.practice"]])
def test_practice_announces_itself_in_its_first_line(module: list[str]) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", *module, "--series", "17.0", "--child"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert serving.stdout is not None
        facts = json.loads(serving.stdout.readline())
        assert list(facts) == ["url", "database", "login", "password", "api_key", "demo_api_key", "series"]
        where = ("--url", facts["url"], "--database", facts["database"], "--login", facts["login"])
        words = ("call", "res.partner", "search_count", "--args", "[[]]", *where, "--password-env", "PW")
        assert result(run(*words, environment={"PW": facts["password"]})) > 100
    finally:
        _, errors = serving.communicate(b"", PATIENCE)
    assert (serving.returncode, errors) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_a_full_disk_is_told() -> None:
    words = ["call", "res.partner", "search_count", "--args", "[[]]", "--connection", "Practice"]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "explorer", *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith("odoo-explorer: the output cannot be written: ")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_quietly(server: PracticeServer) -> None:
    running = subprocess.Popen(
        [
            *[sys.executable, "-m", "explorer", "call", *ROWS, "--url", f"{server.url}/practice/fault/hang"],
            *["--database", "practice", "--login", "admin", "--key-env", "TEST_KEY"],
        ],
        cwd=ROOT,
        env={**os.environ, "TEST_KEY": server.api_key},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    asked = threading.Event()
    while not server.received and running.poll() is None:
        asked.wait(0.01)
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=PATIENCE) == (b"", b"")
    assert running.returncode == 130


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE")
def test_a_reader_that_left_ends_it_quietly(server: PracticeServer) -> None:
    running = subprocess.Popen(
        [
            *[sys.executable, "-m", "explorer", "call", *ROWS, "--url", server.url],
            *["--database", "practice", "--login", "admin", "--key-env", "TEST_KEY"],
        ],
        cwd=ROOT,
        env={**os.environ, "TEST_KEY": server.api_key},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    errors = running.stderr.read()
    running.stderr.close()
    assert (running.wait(PATIENCE), errors) == (141, b"")
