"""One call without a window: the same client, guard and envelope."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import msgspec

from explorer.background import RpcWorker, StoreThread
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, ProtocolName
from explorer.core.envelope import HttpRequest
from explorer.core.faults import Fault, Kind
from explorer.core.secret import Secret
from explorer.protocols.jsonrpc import split_ids
from explorer.work.live import LiveConnection
from explorer.work.practice_server import PracticeServer, connection_to
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
    """Send the call and return what became of it. Raises Fault when the login failed already."""
    return asyncio.run(_with_live(target, order, sending=True))


def envelope(target: Target, order: Order) -> HttpRequest:
    """Return the request that :func:`run` would send; nothing is sent but, where the server answers, the login.

    JSON-RPC carries the user's id. Where nobody can log in it stands as ``{{uid}}``. Raises Fault when the protocol
    cannot carry the call.
    """
    return asyncio.run(_with_live(target, order, sending=False)).request


async def _with_live(target: Target, order: Order, *, sending: bool) -> Sent:
    async with AsyncExitStack() as stack:
        worker, store = RpcWorker(), StoreThread()
        stack.callback(store.shutdown)
        stack.callback(worker.shutdown)
        connection, password, key = target.connection, target.password, target.key
        if target.practice:
            server = PracticeServer()
            stack.callback(server.stop)
            connection, password, key = connection_to(await worker.run(server.wait))
        if order.protocol is not None:
            connection = msgspec.structs.replace(connection, protocol=order.protocol)
        client = Client(connection, password, key, worker)
        stack.callback(client.close)
        live = LiveConnection(connection, client, Schema(client, worker), worker)
        if not await live.connect() and sending and live.fault is not None:
            raise live.fault
        request = await _request(live, order)
        if not sending:
            return Sent(request, None)
        return await send(client, request, writes_allowed=order.allow_writes)


async def _request(live: LiveConnection, order: Order) -> HttpRequest:
    ids, args = split_ids(order.model, order.method, order.args)
    kwargs = dict(order.kwargs)
    context = order.context
    if context is None:
        given = kwargs.pop("context", None)
        context = given if isinstance(given, dict) else live.context
    call = Call(order.model, order.method, ids, args, kwargs, context)
    if live.protocol is ProtocolName.JSON2 and args and live.signature(call) is None and live.fault is None:
        # Only the server knows how this method names its arguments.
        await live.schema.methods(order.model)
    try:
        return live.writer().write(call, None)
    except ValueError as problem:
        raise Fault(Kind.ARGUMENTS, str(problem), "Give the arguments by name, with --kwargs.") from None
