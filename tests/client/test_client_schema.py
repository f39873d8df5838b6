"""Models, fields and methods: where they come from, that each is asked once, and what is kept between starts."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

import pytest

from explorer.background import CancelToken, RpcWorker
from explorer.client import Client, documentation, schema
from explorer.client.schema import Schema
from explorer.client.shared import Shared
from explorer.core.connection import Connection, ProtocolName
from explorer.core.faults import CancelledFault, Fault, Kind
from explorer.core.fields import ModelIndex
from explorer.core.secret import Secret
from explorer.core.signatures import from_method

T = TypeVar("T")
PATIENCE = 10.0
RECORDINGS = Path(__file__).resolve().parents[2] / ".." / "shared" / "recordings"

INDEX = {
    "modules": ["base"],
    "models": [
        {"model": "res.users", "name": "User", "fields": {"login": {"string": "Login"}}, "methods": ["search"]},
        {"model": "res.partner", "name": "Contact", "fields": {"name": {"string": "Name"}}, "methods": ["search"]},
    ],
}
PARTNER = {
    "model": "res.partner",
    "fields": {},
    "methods": {
        "write": {"parameters": {"vals": {"annotation": "ValuesType"}}, "doc": "<p>Writes.</p>", "module": "base"},
        "search": {
            "parameters": {
                "domain": {},
                "offset": {"default": 0},
                "operator": {"default": "ilike"},
                "order": {"default": None, "kind": "KEYWORD_ONLY"},
                "options": {"kind": "VAR_KEYWORD"},
            },
            "api": ["model", "readonly"],
        },
    },
}
FIELDS = {
    "name": {"type": "char", "string": "Name", "required": True, "own": [1]},
    "country_id": {"type": "many2one", "string": "Country", "relation": "res.country"},
}
ACCESS = {"name": "odoo.exceptions.AccessError", "message": "No right", "debug": ""}


class Server:
    """JSON/2 and /doc-bearer by path; a pair is a status and a body, what is missing a 404. Replies carry an ETag."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = {"/web/version": {"version_info": [19, 0], "version": "19.0"}, **answers}
        self.asked: list[str] = []
        self.statuses: list[int] = []
        self.bodies: list[object] = []
        self.gate = threading.Event()
        self.gate.set()
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

    def answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        path = handler.path.removeprefix("/json/2/")
        self.asked.append(path)
        self.bodies.append(json.loads(body) if body else None)
        found = self.answers.get(path, (404, "<html>no</html>"))
        status, value = found if isinstance(found, tuple) else (200, found)
        if path not in ("/web/version", "res.users/context_get"):
            self.gate.wait(PATIENCE)
        data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        etag = f'"{hash(data)}"'
        if handler.headers.get("If-None-Match") == etag:
            status, data = 304, b""
        self.statuses.append(status)
        head = f"HTTP/1.1 {status} X\r\nETag: {etag}\r\nContent-Length: {len(data)}\r\n\r\n"
        handler.wfile.write(head.encode() + data)

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)


@contextmanager
def serving(answers: Mapping[str, object]) -> Iterator[Server]:
    server = Server({"res.users/context_get": {"lang": "fr_FR", "tz": "UTC", "uid": 2}, **answers})
    try:
        yield server
    finally:
        server.close()


class Memory:
    """A cache in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    async def put(self, key: str, value: bytes) -> None:
        self.kept[key] = value


def run(
    server: Server, use: Callable[[Schema], Awaitable[T]], cache: Memory | None = None, *, practice: bool = False
) -> T:
    """Run ``use(schema)`` on a fresh client, as after a start of the program."""
    worker = RpcWorker()
    connection = Connection("test", server.url, "erp", "me", protocol=ProtocolName.JSON2, practice=practice)
    client = Client(connection, None, Secret("key"), worker)

    async def scenario() -> T:
        try:
            return await use(Schema(client, worker, cache))
        finally:
            client.close()

    try:
        return asyncio.run(scenario())
    finally:
        assert worker.shutdown(PATIENCE)


def models(found: Schema) -> Awaitable[ModelIndex]:
    return found.models()


DOCUMENTED = {
    "/doc-bearer/index.json": INDEX,
    "/doc-bearer/res.partner.json": PARTNER,
    "res.partner/fields_get": FIELDS,
}


# --- where models come from -----------------------------------------------------------------------------------------


def test_models_come_from_the_documentation() -> None:
    with serving(DOCUMENTED) as server:
        index = run(server, models)
    assert [(model.name, model.label) for model in index.models] == [("res.partner", "Contact"), ("res.users", "User")]
    assert index.source == "doc-bearer"
    assert index.field_labels["res.partner"] == {"name": "Name"}


@pytest.mark.parametrize("refusal", [(404, "<html>no</html>"), (403, ACCESS)])
def test_without_documentation_models_come_from_ir_model(refusal: tuple[int, object]) -> None:
    answers = {
        "/doc-bearer/index.json": refusal,
        "ir.model/search_read": [{"id": 1, "model": "res.partner", "name": "Contact"}],
        "ir.model.fields/search_read": [
            {"id": 1, "model": "res.partner", "name": "name", "field_description": "Name"},
            {"id": 2, "model": "res.partner", "name": "odd", "field_description": False},
        ],
    }
    with serving(answers) as server:
        index = run(server, models)
    assert (index.source, [model.label for model in index.models]) == ("ir.model", ["Contact"])
    assert index.field_labels == {"res.partner": {"name": "Name", "odd": "odd"}}
    assert server.bodies[-1] == {
        "domain": [],
        "fields": ["model", "name", "field_description"],
        "order": "model",
        "context": {"lang": "fr_FR"},
    }


def test_a_user_with_few_rights_gets_the_available_models() -> None:
    answers = {
        "/doc-bearer/index.json": (403, ACCESS),
        "ir.model/search_read": (403, ACCESS),
        "ir.model/get_available_models": [{"model": "res.partner", "display_name": "Contact"}],
    }
    with serving(answers) as server:
        index = run(server, models)
    assert (index.source, index.models[0].label, index.field_labels) == ("get_available_models", "Contact", {})


def test_when_all_ways_are_barred_the_missing_right_is_told() -> None:
    unknown = {"name": "builtins.AttributeError", "message": "The method 'ir.model.x' does not exist", "debug": ""}
    answers = {"ir.model/search_read": (403, ACCESS), "ir.model/get_available_models": (404, unknown)}
    with serving(answers) as server, pytest.raises(Fault) as caught:
        run(server, models)
    assert (caught.value.kind, caught.value.message) == (Kind.ACCESS, "No right")


def test_a_list_of_another_form_is_a_fault() -> None:
    answers = {"ir.model/search_read": [{"id": 1}], "ir.model.fields/search_read": []}
    with serving(answers) as server, pytest.raises(Fault) as caught:
        run(server, models)
    assert caught.value.kind is Kind.MALFORMED_REPLY
    assert caught.value.message.endswith(": its values have another form than this call returns.")


# --- fields and methods ---------------------------------------------------------------------------------------------


def test_fields_come_with_all_that_the_server_says() -> None:
    with serving(DOCUMENTED) as server:
        fields = run(server, lambda found: found.fields("res.partner"))
    assert list(fields) == ["name", "country_id"]
    assert (fields["name"].label, fields["name"].required, fields["name"].attributes["own"]) == ("Name", True, [1])
    assert fields["country_id"].relation == "res.country"
    assert server.bodies[-1] == {"context": {"lang": "fr_FR"}}


def test_methods_come_with_their_parameters() -> None:
    async def use(found: Schema) -> tuple[str, bool]:
        assert found.known_method("res.partner", "search") is None
        await found.methods("res.partner")
        method = found.known_method("res.partner", "search")
        assert method is not None
        return from_method(method).text(), method.on_model

    with serving(DOCUMENTED) as server:
        text, on_model = run(server, use)
    assert text == "search(domain, offset=0, operator='ilike', *, order=None, **options)"
    assert on_model


def test_a_server_without_documentation_has_no_known_methods() -> None:
    with serving({}) as server:
        assert run(server, lambda found: found.methods("res.partner")) == {}


# --- once -----------------------------------------------------------------------------------------------------------


def test_the_server_is_asked_once_for_what_two_want() -> None:
    async def use(found: Schema) -> int:
        first, second = await asyncio.gather(found.fields("res.partner"), found.fields("res.partner"))
        assert first is second is await found.fields("res.partner")
        return len(first)

    with serving(DOCUMENTED) as server:
        assert run(server, use) == 2
    assert server.asked.count("res.partner/fields_get") == 1


@pytest.mark.parametrize("by_token", [False, True])
def test_one_who_stops_waiting_does_not_disturb_the_other(*, by_token: bool) -> None:
    with serving(DOCUMENTED) as server:

        async def use(found: Schema) -> int:
            server.gate.clear()
            token = CancelToken() if by_token else None
            first = asyncio.ensure_future(found.fields("res.partner", token))
            second = asyncio.ensure_future(found.fields("res.partner"))
            while "res.partner/fields_get" not in server.asked:
                await asyncio.sleep(0.002)
            if token is not None:
                token.cancel()
            else:
                first.cancel()
            with pytest.raises(CancelledFault if by_token else asyncio.CancelledError):
                await first
            server.gate.set()
            return len(await second)

        assert run(server, use) == 2
    assert server.asked.count("res.partner/fields_get") == 1


def test_when_nobody_waits_any_more_the_fetch_is_stopped_and_can_start_again() -> None:
    async def scenario() -> int:
        shared: Shared[int] = Shared()
        tokens: list[CancelToken] = []

        async def make(token: CancelToken) -> int:
            tokens.append(token)
            if len(tokens) == 1:
                await asyncio.sleep(PATIENCE)
            return len(tokens)

        waiter = asyncio.ensure_future(shared.get("key", make))
        while not tokens:
            await asyncio.sleep(0)
        waiter.cancel()
        await asyncio.gather(waiter, return_exceptions=True)
        assert tokens[0].cancelled
        return await shared.get("key", make)

    assert asyncio.run(scenario()) == 2


def test_a_failure_reaches_all_who_wait_and_is_not_remembered() -> None:
    async def scenario() -> list[object]:
        shared: Shared[int] = Shared()

        async def fail(_: CancelToken) -> int:
            await asyncio.sleep(0)
            raise ValueError("x")

        async def succeed(_: CancelToken) -> int:
            return 1

        both = await asyncio.gather(shared.get("k", fail), shared.get("k", fail), return_exceptions=True)
        return [*map(type, both), await shared.get("k", succeed)]

    assert asyncio.run(scenario()) == [ValueError, ValueError, 1]


# --- kept between starts --------------------------------------------------------------------------------------------


def test_the_next_start_takes_the_index_from_the_cache_when_the_server_says_it_is_unchanged() -> None:
    cache = Memory()
    with serving(DOCUMENTED) as server:
        first = run(server, models, cache)
        assert run(server, models, cache) == first
        assert server.statuses[-1] == 304
        server.answers["/doc-bearer/index.json"] = {"models": [{"model": "new", "name": "New"}]}
        assert [model.name for model in run(server, models, cache).models] == ["new"]
        assert server.statuses[-1] == 200


def test_the_next_start_asks_no_more_for_fields_until_refreshed_or_old(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Memory()

    async def refreshed(found: Schema) -> Mapping[str, object]:
        await found.refresh()
        return await found.fields("res.partner")

    with serving(DOCUMENTED) as server:
        for _ in range(2):
            assert len(run(server, lambda found: found.fields("res.partner"), cache)) == 2
        assert server.asked.count("res.partner/fields_get") == 1
        server.answers["res.partner/fields_get"] = {"name": {"type": "char"}}
        assert list(run(server, refreshed, cache)) == ["name"]
        assert server.asked.count("res.partner/fields_get") == 2
        monkeypatch.setattr(schema, "FRESH_SECONDS", 0.0)
        run(server, lambda found: found.fields("res.partner"), cache)
        assert server.asked.count("res.partner/fields_get") == 3


def test_damage_in_the_cache_and_another_user_lead_to_the_server() -> None:
    cache = Memory()
    with serving(DOCUMENTED) as server:
        run(server, lambda found: found.fields("res.partner"), cache)
        cache.kept = dict.fromkeys(cache.kept, b"\xc1 damaged")
        assert len(run(server, lambda found: found.fields("res.partner"), cache)) == 2
        server.answers["res.users/context_get"] = {"lang": "fr_FR", "tz": "UTC", "uid": 5}
        run(server, lambda found: found.fields("res.partner"), cache)
    assert server.asked.count("res.partner/fields_get") == 3
    assert len(cache.kept) == 2
    assert not any("key" in key.split("\n") for key in cache.kept)


def test_nothing_is_kept_of_the_practice_server() -> None:
    cache = Memory()
    with serving(DOCUMENTED) as server:
        run(server, models, cache, practice=True)
    assert cache.kept == {}


# --- recordings -----------------------------------------------------------------------------------------------------


def recorded(name: str) -> bytes:
    found = next(RECORDINGS.glob(f"19.0/{name}*.json"), None)
    if found is None:
        pytest.skip("the recordings are not beside this checkout")
    body = json.loads(found.read_text(encoding="utf-8"))["response"]["body"]
    return json.dumps(body["result"] if "jsonrpc" in body else body).encode()


def test_the_recorded_documents_are_read() -> None:
    index = documentation.index_of_documentation(recorded("268-doc-bearer-index"))
    assert len(index.models) == 384
    assert index.field_labels["res.partner"]["country_id"] == "Country"
    methods = documentation.methods_of(recorded("269-doc-bearer-model"))
    assert (
        from_method(methods["name_search"]).text() == "name_search(name='', domain=None, operator='ilike', limit=100)"
    )
    assert methods["name_search"].on_model
    assert not methods["write"].on_model
    assert methods["search_read"].parameters[-1].kind == "VAR_KEYWORD"
    assert not methods["search_read"].parameters[-1].required


def test_the_recorded_lists_of_models_are_read() -> None:
    everything = documentation.index_of_rows(recorded("056-jsonrpc-models-list"), "ir.model", {})
    available = documentation.index_of_rows(recorded("058-jsonrpc-models-available"), "get_available_models", {})
    assert {model.name for model in available.models} < {model.name for model in everything.models}
    assert next(model.label for model in available.models if model.name == "res.partner") == "Contact"


def test_the_recorded_fields_are_read() -> None:
    fields = documentation.fields_of(recorded("032-jsonrpc-fields_get-res.partner"))
    assert fields["country_id"].relation == "res.country"
    assert ("contact", "Contact") in fields["type"].selection
