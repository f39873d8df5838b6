"""One call without a window: the same client, guard and envelope."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import msgspec

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.envelope import HttpRequest
from explorer.core.faults import Fault, Kind, TransportFault
from explorer.core.secret import Secret
from explorer.core.signatures import as_ids
from explorer.protocols.jsonrpc import split_ids
from explorer.work import terminal
from explorer.work.live import LiveConnection, State
from explorer.work.practice_server import PracticeFailedError, PracticeServer, connection_to
from explorer.work.send import Sent, send


class Target(msgspec.Struct, frozen=True):
    """Where a single call goes, with its secrets. ``practice`` starts a practice server for as long as it takes."""

    connection: Connection
    password: Secret | None = None
    key: Secret | None = None
    practice: bool = False


class Order(msgspec.Struct, frozen=True):
    """What to send. ``args`` begin with the ids, as in ``execute_kw``; ``context`` None means the user's own."""

    model: str
    method: str
    args: tuple[object, ...] = ()
    kwargs: dict[str, object] = {}
    context: dict[str, object] | None = None
    protocol: ProtocolName | None = None
    allow_writes: bool = False


def run(target: Target, order: Order) -> Sent:
    """Send the call and return what became of it; the fault's advice names options.

    Raises Fault when it could not even be sent: the secret is missing, the login failed, the practice server did not
    start, or the protocol cannot carry the call.
    """
    return asyncio.run(_in_options(_run(target, order), target))


def envelope(target: Target, order: Order) -> HttpRequest:
    """Return the request that :func:`run` would send; nothing is sent but, where the server answers, the login.

    JSON-RPC carries the user's id. Where nobody can log in it stands as ``{{uid}}``. Raises Fault when the protocol
    cannot carry the call.
    """
    return asyncio.run(_in_options(_envelope(target, order), target)).request


async def _run(target: Target, order: Order) -> Sent:
    async with _opened(target, order) as (live, missing):
        if missing is not None:
            raise missing
        if not await live.connect():
            raise live.fault or TransportFault(Kind.CANCELLED, "The login was cancelled.")
        return await send(live.client, await _request(live, order), writes_allowed=order.allow_writes)


async def _envelope(target: Target, order: Order) -> Sent:
    async with _opened(target, order) as (live, missing):
        if missing is None:
            await live.connect()
        return Sent(await _request(live, order), None)


async def _in_options(job: Coroutine[Any, Any, Sent], target: Target) -> Sent:
    """Return what became of ``job``, faults in the words of the command line."""
    by_url = not target.connection.name
    try:
        sent = await job
    except Fault as fault:
        raise terminal.in_options(fault, by_url=by_url) from None
    if sent.fault is not None:
        terminal.in_options(sent.fault, by_url=by_url)
    return sent


@asynccontextmanager
async def _opened(target: Target, order: Order) -> AsyncIterator[tuple[LiveConnection, Fault | None]]:
    """Open the connection for one call, not logged in yet, with the fault for a secret that is missing."""
    connection, password, key = target.connection, target.password, target.key
    with ExitStack() as stack:
        worker = RpcWorker()
        stack.callback(worker.shutdown)
        if target.practice:
            server = PracticeServer()
            stack.callback(server.stop)
            try:
                connection, password, key = connection_to(await worker.run(server.wait))
            except PracticeFailedError as problem:
                raise TransportFault(
                    Kind.NETWORK, str(problem), "Run “odoo-explorer practice”, which says more."
                ) from None
        if order.protocol is not None:
            connection = msgspec.structs.replace(connection, protocol=order.protocol)
        client = Client(connection, password, key, worker)
        stack.callback(client.close)
        live = LiveConnection(connection, client, Schema(client, worker), worker)
        yield live, terminal.missing_secret(connection.protocol, password, key)


def _with_ids(live: LiveConnection, call: Call) -> Call:
    """Return the call with ids that were given by name, as JSON/2 has them, where every protocol finds them."""
    signature = live.signature(call)
    ids = as_ids(call.kwargs.get("ids"))
    if call.ids is not None or ids is None or (signature is not None and signature.on_model):
        return call
    return msgspec.structs.replace(call.with_kwargs(ids=msgspec.UNSET), ids=ids)


async def _request(live: LiveConnection, order: Order) -> HttpRequest:
    ids, args = split_ids(order.model, order.method, order.args)
    kwargs = dict(order.kwargs)
    context = order.context
    if context is None:
        given = kwargs.pop("context", live.context)
        context = given if isinstance(given, dict) else {}
    call = _with_ids(live, Call(order.model, order.method, ids, args, kwargs, context))
    if live.state is State.CONNECTED:
        await live.learn(call)
    try:
        return live.writer().write(call, None)
    except ValueError as problem:
        raise Fault(Kind.ARGUMENTS, str(problem), "Give the arguments by name, with --kwargs.") from None
