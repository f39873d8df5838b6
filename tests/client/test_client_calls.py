"""The client of one connection: login, whose secret goes where, calls, and the check of a connection."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, TypeVar

import pytest

from explorer.background import CancelToken, RpcWorker
from explorer.client import Client, login, records
from explorer.client.check import Level, check_connection
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.envelope import HttpRequest
from explorer.core.faults import CancelledFault, Fault, GuardFault, Kind, ServerFault
from explorer.core.secret import MASK, Secret

T = TypeVar("T")
PATIENCE = 10.0
KEY = "0123456789abcdef0123456789abcdef01234567"
VERSION_17 = {"server_version": "17.0-20240709", "server_version_info": [17, 0, 0, "final", 0, ""]}
VERSION_19 = {"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}
CONTEXT = {"lang": "en_US", "tz": "Europe/Brussels", "uid": 2}
HTML = "<!DOCTYPE html><html><title>Welcome</title></html>"


class Refused(NamedTuple):
    """An error as Odoo writes it."""

    name: str
    message: str
    status: int = 200

    @property
    def data(self) -> dict[str, object]:
        return {"name": self.name, "message": self.message, "arguments": [], "context": {}, "debug": "Traceback"}


class Received(NamedTuple):
    what: str
    headers: dict[str, str]
    body: str


NO_PAGE = object()
DENIED = Refused("odoo.exceptions.AccessDenied", "Access Denied")


class Odoo:
    """Answers by what is asked: ``GET /path``, ``common.login``, ``res.users.read``; what it lacks is an HTML 404."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers
        self.received: list[Received] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
                pass

            def do_GET(self) -> None:
                outer.answer(self, "")

            def do_POST(self) -> None:
                outer.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def asked(self) -> list[str]:
        return [received.what for received in self.received]

    def answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        what = _what(handler.command, handler.path, body)
        self.received.append(Received(what, dict(handler.headers), body))
        found = self.answers.get(what, NO_PAGE)
        if callable(found):
            found = found(self.received[-1])
        status, text = 200, ""
        if found is NO_PAGE:
            status, text = 404, HTML
        elif isinstance(found, str):
            text = found
        elif handler.path in ("/jsonrpc", "/web/webclient/version_info", "/web/database/list"):
            error = {"code": 200, "message": "Odoo Server Error"}
            outcome = {"error": error | {"data": found.data}} if isinstance(found, Refused) else {"result": found}
            text = json.dumps({"jsonrpc": "2.0", "id": 1, **outcome})
        elif isinstance(found, Refused):
            status, text = found.status, json.dumps(found.data)
        else:
            text = json.dumps(found)
        data = text.encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        handler.wfile.write(head.encode() + data)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


def _what(command: str, path: str, body: str) -> str:
    if path == "/jsonrpc":
        params = json.loads(body)["params"]
        args = params["args"]
        return f"{args[3]}.{args[4]}" if params["service"] == "object" else f"{params['service']}.{params['method']}"
    if path.startswith("/json/2/"):
        return path.removeprefix("/json/2/").replace("/", ".")
    return f"{command} {path}"


@contextmanager
def odoo(answers: Mapping[str, object]) -> Iterator[Odoo]:
    server = Odoo(answers)
    try:
        yield server
    finally:
        server.close()


SERVER_17: dict[str, object] = {
    "POST /web/webclient/version_info": VERSION_17,
    "POST /web/database/list": ["erp", "other"],
    "common.authenticate": lambda received: 2 if json.loads(received.body)["params"]["args"][2] == "secret" else False,
    "res.users.context_get": CONTEXT,
    "res.users.read": [{"id": 2, "login": "me"}],
    "ir.model.search_count": 400,
}
SERVER_19: dict[str, object] = {
    "GET /web/version": VERSION_19,
    "POST /web/database/list": ["erp"],
    "res.users.context_get": lambda received: (
        CONTEXT
        if received.headers.get("Authorization") == f"bearer {KEY}"
        else Refused("werkzeug.exceptions.Unauthorized", "Invalid apikey", 401)
    ),
    "res.users.read": [{"id": 2, "login": "me"}],
    "res.users.apikeys.search_read": [{"id": 1, "expiration_date": "2099-01-01 00:00:00"}],
    "GET /doc-bearer/index.json": {"models": []},
    "common.authenticate": lambda received: 2 if json.loads(received.body)["params"]["args"][2] == "secret" else False,
}


@pytest.fixture
def worker() -> Iterator[RpcWorker]:
    pool = RpcWorker()
    yield pool
    assert pool.shutdown(PATIENCE)


Use = Callable[[Client], Awaitable[T]]


@pytest.fixture
def using(worker: RpcWorker) -> Callable[..., Any]:
    """Run ``use(client)`` on a client of a connection to a server; the client is closed after it."""

    def run(
        server: Odoo | str,
        use: Use[T],
        *,
        protocol: ProtocolName = ProtocolName.JSONRPC,
        password: str | None = None,
        key: str | None = None,
        database: str = "erp",
        user: str = "me",
    ) -> T:
        url = server if isinstance(server, str) else server.url
        connection = Connection("test", url, database, user, protocol=protocol)
        client = Client(
            connection, None if password is None else Secret(password), None if key is None else Secret(key), worker
        )

        async def scenario() -> T:
            try:
                return await use(client)
            finally:
                client.close()

        return asyncio.run(scenario())

    return run


def ensure(client: Client) -> Awaitable[login.Session]:
    return client.ensure_login()


def refusal(using: Callable[..., Any], server: Odoo | str, use: Use[object], **options: object) -> Fault:
    with pytest.raises(Fault) as caught:
        using(server, use, **options)
    assert caught.value.advice
    return caught.value


# --- login ----------------------------------------------------------------------------------------------------------


def test_login_with_a_password_over_json_rpc(using: Callable[..., Any]) -> None:
    with odoo(SERVER_17) as server:
        session = using(server, ensure, password="secret")
    assert (session.uid, session.series, session.version) == (2, "17.0", "17.0-20240709")
    assert session.context == CONTEXT
    assert session.protocols == (ProtocolName.JSONRPC,)
    assert server.asked == [
        "GET /web/version",
        "POST /web/webclient/version_info",
        "common.authenticate",
        "res.users.context_get",
    ]
    probes, asked = server.received[:2], json.loads(server.received[3].body)["params"]["args"]
    assert asked[:5] == ["erp", 2, "secret", "res.users", "context_get"]
    assert not any("secret" in probe.body for probe in probes)


def test_login_with_a_key_over_json2(using: Callable[..., Any]) -> None:
    with odoo(SERVER_19) as server:
        session = using(server, ensure, key=KEY, protocol=ProtocolName.JSON2)
    assert (session.uid, session.series) == (2, "19.0")
    assert session.protocols == (ProtocolName.JSON2, ProtocolName.JSONRPC)
    assert server.asked == ["GET /web/version", "res.users.context_get"]
    assert "Authorization" not in server.received[0].headers
    assert server.received[1].headers["X-Odoo-Database"] == "erp"


def test_login_works_where_the_version_is_hidden(using: Callable[..., Any]) -> None:
    answers = {key: value for key, value in SERVER_17.items() if "version" not in key}
    with odoo(answers) as server:
        session = using(server, ensure, password="secret")
    assert (session.uid, session.series) == (2, "")


def test_two_who_want_to_log_in_at_once_log_in_once(using: Callable[..., Any]) -> None:
    async def both(client: Client) -> bool:
        first, second = await asyncio.gather(client.ensure_login(), client.ensure_login())
        return first is second

    with odoo(SERVER_17) as server:
        assert using(server, both, password="secret")
    assert server.asked.count("common.authenticate") == 1


@pytest.mark.parametrize("protocol", list(ProtocolName))
@pytest.mark.parametrize("secrets", [{}, {"password": "", "key": ""}])
def test_an_empty_secret_is_a_fault_before_anything_is_sent(
    using: Callable[..., Any], protocol: ProtocolName, secrets: dict[str, str]
) -> None:
    with odoo(SERVER_19) as server:
        fault = refusal(using, server, ensure, protocol=protocol, **secrets)
    assert fault.kind is Kind.LOGIN
    assert server.received == []


def test_a_password_where_a_key_is_needed(using: Callable[..., Any]) -> None:
    with odoo(SERVER_19) as server:
        fault = refusal(using, server, ensure, password="secret", protocol=ProtocolName.JSON2)
    assert fault.kind is Kind.LOGIN
    assert "API key" in fault.message
    assert server.received == []


def test_a_wrong_password_is_a_login_fault(using: Callable[..., Any]) -> None:
    with odoo(SERVER_17) as server:
        fault = refusal(using, server, ensure, password="wrong")
    assert (type(fault), fault.kind) == (ServerFault, Kind.LOGIN)
    assert "two-factor" in fault.advice


def test_a_wrong_key_is_a_login_fault(using: Callable[..., Any]) -> None:
    with odoo(SERVER_19) as server:
        fault = refusal(using, server, ensure, key="wrong-key", protocol=ProtocolName.JSON2)
    assert fault.kind is Kind.LOGIN


def test_a_wrong_database_is_a_database_fault(using: Callable[..., Any]) -> None:
    said = 'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "erp" does not exist\n'
    answers = {**SERVER_17, "common.authenticate": Refused("psycopg2.OperationalError", said)}
    with odoo(answers) as server:
        assert refusal(using, server, ensure, password="secret").kind is Kind.DATABASE


def test_a_page_that_is_no_odoo(using: Callable[..., Any]) -> None:
    with odoo({"GET /web/version": HTML, "POST /web/webclient/version_info": HTML, "common.version": HTML}) as server:
        fault = refusal(using, server, login.probe)
        assert fault.kind is Kind.NOT_ODOO
        assert refusal(using, server, ensure, password="secret").kind is Kind.NOT_ODOO


def test_a_server_that_is_not_there_is_asked_once(using: Callable[..., Any]) -> None:
    assert refusal(using, "http://no-such-host.invalid", ensure, password="secret").kind is Kind.NETWORK
    assert refusal(using, "erp.example.com", ensure, password="secret").kind is Kind.NETWORK


def test_the_databases_that_the_server_lists(using: Callable[..., Any]) -> None:
    with odoo({"db.list": ["a", "b"]}) as server:
        assert using(server, login.databases) == ("a", "b")
    with odoo({"POST /web/database/list": DENIED, "db.list": DENIED}) as server:
        assert using(server, login.databases) == ()


# --- calls ----------------------------------------------------------------------------------------------------------


def test_a_call_is_answered_by_each_protocol(using: Callable[..., Any]) -> None:
    call = Call("res.partner", "search_count", kwargs={"domain": [["active", "=", True]]}, context={"lang": "en_US"})

    async def counted(client: Client) -> int:
        return await records.count(client, call)

    with odoo({**SERVER_17, "res.partner.search_count": 42}) as server:
        assert using(server, counted, password="secret") == 42
    with odoo({**SERVER_19, "res.partner.search_count": 43}) as server:
        assert using(server, counted, key=KEY, protocol=ProtocolName.JSON2) == 43
    assert json.loads(server.received[-1].body) == {"domain": [["active", "=", True]], "context": {"lang": "en_US"}}


def test_positional_arguments_are_named_for_json2(using: Callable[..., Any]) -> None:
    async def named(client: Client) -> object:
        return await records.name_search(client, "res.country", "Fra", [["id", ">", 0]])

    with odoo({**SERVER_19, "res.country.name_search": [[75, "France"]]}) as server:
        assert using(server, named, key=KEY, protocol=ProtocolName.JSON2) == ((75, "France"),)
    body = json.loads(server.received[-1].body)
    assert body == {"name": "Fra", "domain": [["id", ">", 0]], "operator": "ilike", "limit": 8}


def test_unknown_names_for_json2_are_an_arguments_fault(using: Callable[..., Any]) -> None:
    async def unknown(client: Client) -> object:
        return await client.call(Call("x.y", "own_method", None, ("text",)), reads=False)

    with odoo(SERVER_19) as server:
        assert refusal(using, server, unknown, key=KEY, protocol=ProtocolName.JSON2).kind is Kind.ARGUMENTS


def test_a_record_is_read_whole_or_is_not_there(using: Callable[..., Any]) -> None:
    def reading(client: Client) -> Awaitable[object]:
        return records.read_one(client, "res.partner", 14)

    with odoo({**SERVER_17, "res.partner.read": [{"id": 14, "name": "Azure"}]}) as server:
        assert using(server, reading, password="secret") == {"id": 14, "name": "Azure"}
    with odoo({**SERVER_17, "res.partner.read": []}) as server:
        assert using(server, reading, password="secret") is None


def test_the_call_behind_an_id_keeps_its_conditions() -> None:
    call = Call("m", "search_read", kwargs={"domain": ["|", ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]], "offset": 80})
    assert records.after(call, 7, 100).kwargs == {
        "domain": ["&", ["id", ">", 7], "&", "|", ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]],
        "order": "id",
        "limit": 100,
    }
    assert records.after(Call("m", "search_read"), 7, 5).kwargs["domain"] == [["id", ">", 7]]


def test_the_secret_never_goes_to_another_server(using: Callable[..., Any]) -> None:
    with odoo(SERVER_17) as other, odoo(SERVER_17) as server:
        request = HttpRequest("POST", other.url + "/jsonrpc", (), json.dumps({"x": MASK}, ensure_ascii=False))

        async def sending(client: Client) -> object:
            return await client.send(request, reads=False)

        with pytest.raises(GuardFault):
            using(server, sending, password="secret")
        assert other.received == []


def test_what_the_server_repeats_of_a_secret_is_masked(using: Callable[..., Any]) -> None:
    told = Refused("odoo.exceptions.UserError", 'no "s3cret\\"word" for an administrator, said me')

    async def failing(client: Client) -> object:
        return await client.ask(HttpRequest("POST", f"{client.connection.url}/jsonrpc", (), _asking), reads=True)

    with odoo({"common.version": told}) as server:
        fault = refusal(using, server, failing, password='s3cret"word')
        assert fault.message == f'no "{MASK}" for an administrator, said me'
        assert str(fault) == fault.message
    with odoo({"common.version": Refused("x.UserError", "admin is no administrator")}) as server:
        assert refusal(using, server, failing, password="admin").message == f"{MASK} is no administrator"
        assert refusal(using, server, failing, password="admin", user="admin").message == "admin is no administrator"


_asking = json.dumps({"params": {"service": "common", "method": "version", "args": []}})


def test_cancelling_a_call_frees_the_worker(using: Callable[..., Any], worker: RpcWorker) -> None:
    asked, go = threading.Event(), threading.Event()

    def hang(_: Received) -> object:
        asked.set()
        go.wait(PATIENCE)
        return []

    async def cancelled(client: Client) -> None:
        token = CancelToken()
        call = asyncio.ensure_future(client.call(Call("m", "search"), reads=True, token=token))
        while not asked.is_set():
            await asyncio.sleep(0.002)
        token.cancel()
        with pytest.raises(CancelledFault):
            await call
        while worker.busy:
            await asyncio.sleep(0.002)

    with odoo({**SERVER_17, "m.search": hang}) as server:
        using(server, lambda client: asyncio.wait_for(cancelled(client), PATIENCE / 2), password="secret")
        go.set()


# --- the check of a connection --------------------------------------------------------------------------------------


def test_a_good_connection_passes_every_check(using: Callable[..., Any]) -> None:
    with odoo(SERVER_19) as server:
        checks = using(server, check_connection, key=KEY, protocol=ProtocolName.JSON2)
    assert [check.level for check in checks] == [Level.OK] * 4
    assert checks[0].sentence.startswith("Reached in ")
    assert checks[1].sentence == "Odoo 19.0, database erp"
    assert checks[2].sentence.startswith("Key accepted for me, ends in ")
    assert checks[3].sentence == "Models, fields and methods come from the server's documentation"


def test_a_user_with_fewer_rights_is_told_so(using: Callable[..., Any]) -> None:
    no_right = Refused("odoo.exceptions.AccessError", "You need the group", 403)
    answers = {**SERVER_19, "GET /doc-bearer/index.json": no_right, "ir.model.search_count": no_right}
    with odoo(answers) as server:
        checks = using(server, check_connection, key=KEY, protocol=ProtocolName.JSON2)
    assert checks[-1].level is Level.WARNING
    assert checks[-1].sentence == "No right to the method documentation. Models come from get_available_models"


def test_an_older_server_passes_with_a_password(using: Callable[..., Any]) -> None:
    with odoo(SERVER_17) as server:
        checks = using(server, check_connection, password="secret")
    assert [check.level for check in checks] == [Level.OK] * 4
    assert checks[2].sentence == "Password accepted for me"
    assert checks[3].sentence == "Odoo 17.0 documents no methods. Models and fields come from ir.model"


def test_a_key_of_somebody_else_is_seen(using: Callable[..., Any]) -> None:
    with odoo(SERVER_19) as server:
        checks = using(server, check_connection, key=KEY, user="you", protocol=ProtocolName.JSON2)
    assert checks[2].level is Level.WARNING
    assert checks[2].sentence == "Key accepted, but for me"


def test_a_password_entered_as_key_is_told_apart_from_a_wrong_key(using: Callable[..., Any]) -> None:
    with odoo(SERVER_19) as server:
        password = using(server, check_connection, key="secret", protocol=ProtocolName.JSON2)
        wrong = using(server, check_connection, key="wrong", protocol=ProtocolName.JSON2)
    assert password[-1].level is Level.ERROR
    assert password[-1].sentence == "What is entered as API key is the password of me"
    assert wrong[-1].level is Level.ERROR
    assert "password" not in wrong[-1].sentence


def test_the_check_says_which_databases_there_are(using: Callable[..., Any]) -> None:
    with odoo(SERVER_17) as server:
        none = using(server, check_connection, password="secret", database="")
        wrong = using(server, check_connection, password="secret", database="nope")
    assert (none[-1].level, none[-1].advice) == (Level.ERROR, "The server lists erp, other.")
    assert wrong[1].level is Level.WARNING
    assert "nope" in wrong[1].sentence


def test_the_check_ends_at_what_cannot_be_reached(using: Callable[..., Any]) -> None:
    seen: list[object] = []
    checks = using(
        "http://no-such-host.invalid",
        lambda client: check_connection(client, on_check=seen.append),
        password="secret",
    )
    assert [check.level for check in checks] == [Level.ERROR]
    assert checks[0].fault.kind is Kind.NETWORK
    assert list(checks) == seen
