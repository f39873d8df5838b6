"""The client against the practice server, in the dialects of 17.0 and 19.0: from the login to the rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from explorer.background import RpcWorker
from explorer.client import Client, login, records
from explorer.client.check import Level, check_connection
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, Limits, ProtocolName
from explorer.core.envelope import HttpRequest
from explorer.core.faults import Fault, Kind
from explorer.core.secret import MASK, Secret
from explorer.practice.server import PracticeServer

T = TypeVar("T")
PATIENCE = 10.0
LIMITS = Limits()
WAYS = [("17.0", ProtocolName.JSONRPC), ("19.0", ProtocolName.JSONRPC), ("19.0", ProtocolName.JSON2)]
ROWS = Call("res.partner", "search_read", kwargs={"domain": [], "fields": ["name"], "limit": 5, "order": "id"})


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: f"{way[1]}-{way[0]}")
def practice(request: pytest.FixtureRequest) -> Iterator[tuple[PracticeServer, ProtocolName]]:
    series, protocol = request.param
    with PracticeServer(series=series) as server:
        yield server, protocol


Practice = tuple[PracticeServer, ProtocolName]


def using(
    practice: Practice,
    use: Callable[[Client, RpcWorker], Awaitable[T]],
    *,
    path: str = "",
    database: str | None = None,
    password: str | None = None,
    key: str | None = None,
    limits: Limits = LIMITS,
) -> T:
    """Run ``use(client, worker)`` with the practice server's own secrets, or with those given."""
    server, protocol = practice
    worker = RpcWorker()
    connection = Connection(
        "practice", server.url + path, database or server.database, server.login, protocol=protocol, limits=limits
    )
    secrets = (password, key) if password is not None or key is not None else (server.password, server.api_key)
    client = Client(connection, Secret(secrets[0] or ""), Secret(secrets[1] or ""), worker)

    async def scenario() -> T:
        try:
            return await use(client, worker)
        finally:
            client.close()

    try:
        return asyncio.run(scenario())
    finally:
        assert worker.shutdown(PATIENCE)


def fault_from(practice: Practice, call: Call = ROWS, *, reads: bool = True, **options: str | Limits) -> Fault:
    async def use(client: Client, _: RpcWorker) -> object:
        return await client.call(call, reads=reads)

    with pytest.raises(Fault) as caught:
        using(practice, use, **options)  # type: ignore[arg-type]  # options are texts, and limits where named so
    assert caught.value.message
    assert caught.value.advice
    return caught.value


def test_from_login_to_rows(practice: Practice) -> None:
    async def use(client: Client, _: RpcWorker) -> tuple[login.Session, int, list[object]]:
        page = await records.page(client, ROWS)
        total = await records.count(client, Call("res.partner", "search_count", kwargs={"domain": []}))
        assert client.session is not None
        return client.session, total, [page.row(index)["id"] for index in range(len(page))]

    session, total, ids = using(practice, use)
    assert (session.uid, session.series) == (2, practice[0].series)
    assert session.context["uid"] == 2
    assert total > len(ids) == 5
    assert len(set(ids)) == 5


def test_the_bytes_received_are_the_envelope_revealed(practice: Practice) -> None:
    server, _ = practice

    async def use(client: Client, _: RpcWorker) -> HttpRequest:
        await client.ensure_login()
        request = client.encode(ROWS)
        server.forget()
        await client.send(request, reads=True)
        return request

    request = using(practice, use)
    (received,) = server.received
    wire = request.revealed(Secret(server.api_key))
    assert MASK in request.text()
    assert received.body == wire.body
    assert [tuple(pair) for pair in received.headers if pair[0] not in ("Host", "Content-Length")] == list(wire.headers)


def test_models_fields_and_methods(practice: Practice) -> None:
    server, _ = practice

    async def use(client: Client, worker: RpcWorker) -> tuple[str, set[str], object, bool]:
        schema = Schema(client, worker)
        index = await schema.models()
        fields = await schema.fields("res.partner")
        methods = await schema.methods("res.partner")
        return index.source, {model.name for model in index.models}, fields["country_id"].relation, bool(methods)

    source, models, relation, documented = using(practice, use)
    newer = server.series == "19.0"
    assert source == ("doc-bearer" if newer else "ir.model")
    assert {"res.partner", "sale.order", "account.move"} <= models
    assert relation == "res.country"
    assert documented is newer


def test_names_are_searched(practice: Practice) -> None:
    async def use(client: Client, _: RpcWorker) -> object:
        return await records.name_search(client, "res.country", "Franc")

    assert (75, "France") in using(practice, use)  # type: ignore[operator]  # pairs of id and name


def test_walking_by_id_sees_every_record_once(practice: Practice) -> None:
    async def use(client: Client, _: RpcWorker) -> tuple[list[int], int]:
        seen: list[int] = []
        start = Call("res.partner", "search_read", kwargs={"domain": ["|", ["id", "<", 9], ["is_company", "=", True]]})
        last = 0
        while len(page := await records.page(client, records.after(start.with_kwargs(fields=["id"]), last, 50))):
            for index in range(len(page)):
                last = page.row(index)["id"]  # type: ignore[assignment]  # an id is a number
                seen.append(last)
        counting = Call("res.partner", "search_count", kwargs=start.kwargs)
        return seen, await records.count(client, counting)

    seen, total = using(practice, use)
    assert seen == sorted(set(seen))
    assert len(seen) == total


def test_the_practice_connection_passes_its_check(practice: Practice) -> None:
    async def use(client: Client, _: RpcWorker) -> list[str]:
        checks = await check_connection(client)
        assert all(check.level is not Level.ERROR for check in checks)
        return [check.sentence for check in checks]

    sentences = using(practice, use)
    assert sentences[1] == f"Odoo {practice[0].series}, database practice"
    assert sentences[2].startswith("Key accepted for admin")


def test_wrong_secret_and_wrong_database(practice: Practice) -> None:
    assert fault_from(practice, key="wrong").kind is Kind.LOGIN
    assert fault_from(practice, database="nope").kind is Kind.DATABASE


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/practice/fault/cut", Kind.MALFORMED_REPLY),
        ("/practice/fault/html500", Kind.SERVER),
        ("/practice/fault/notjson", Kind.NOT_ODOO),
        ("/practice/fault/redirect", Kind.NOT_ODOO),
        ("/practice/fault/status/404", Kind.NOT_ODOO),
        ("/nowhere", Kind.NOT_ODOO),
    ],
)
def test_bad_servers(practice: Practice, path: str, kind: Kind) -> None:
    fault = fault_from(practice, path=path)
    assert fault.kind is kind
    if path.endswith("redirect"):
        assert fault.detail["suggested_url"] == practice[0].url.replace("http:", "https:") + path


def test_a_reply_over_the_limit(practice: Practice) -> None:
    everything = Call("res.partner", "search_read", kwargs={"domain": [], "fields": ["name", "email"]})
    fault = fault_from(practice, everything, limits=Limits(megabytes=0.002))
    assert fault.kind is Kind.TOO_LARGE
    assert fault.detail["repeatable"] is True


def test_an_unknown_model_is_the_servers_fault(practice: Practice) -> None:
    fault = fault_from(practice, Call("no.model", "search", kwargs={"domain": []}))
    assert fault.kind is Kind.UNKNOWN_MODEL


def test_a_busy_server_is_asked_again_when_the_call_reads(practice: Practice) -> None:
    server, _ = practice
    server.forget()

    async def use(client: Client, _: RpcWorker) -> None:
        client.transport = type(client.transport)(client.connection.limits, waits=(0.001, 0.001))
        await client.ensure_login()

    using(practice, use, path="/practice/fault/flaky/2-login")
    assert len(server.received) > 2
