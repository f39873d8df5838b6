"""Who am I on this server: which Odoo it is, whether the secret is accepted, and the user's language and time zone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from explorer.background import CancelToken
from explorer.core import series as series_table
from explorer.core.call import Call
from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import Fault, Kind, ServerFault, TransportFault
from explorer.core.series import Feature
from explorer.protocols import decode, protocol, recognise

if TYPE_CHECKING:
    from explorer.client.client import Client


class Version(msgspec.Struct, frozen=True):
    """Which Odoo answers.

    ``series`` such as ``19.0`` (``18.4`` for ``saas~18.4``), ``text`` as the server has it, ``seconds`` that its
    answer took, connecting included.
    """

    series: str
    text: str
    seconds: float = 0.0


class Session(msgspec.Struct, frozen=True):
    """A successful login.

    ``context`` is the answer of ``context_get``: lang, tz and uid. ``protocols`` are those that a server of this
    series answers, for the secrets at hand. ``series`` and ``version`` are empty where the server hides them.
    """

    uid: int
    series: str
    version: str
    context: Mapping[str, object]
    protocols: tuple[ProtocolName, ...]


async def probe(client: Client, token: CancelToken | None = None) -> Version:
    """Return which Odoo answers at the connection's URL; nobody logs in and no secret is sent.

    Asks ``/web/version`` (19.0 on), then ``/web/webclient/version_info``, then ``common.version``. Raises
    TransportFault, of the kind not_odoo when a web page answers everywhere.
    """
    base = client.connection.base
    requests = (recognise.web_version(base), recognise.web_version_info(base), recognise.common_version(base))
    first: Fault | None = None
    for request in requests:
        try:
            version = await client.ask_as(partial(_version, request), request, reads=True, token=token)
        except (ServerFault, TransportFault) as fault:
            # Without a connection the other two fail as well; a server that wants https says so each time.
            if fault.kind not in _NO_ANSWER or "suggested_url" in fault.detail:
                raise
            first = first or fault
            continue
        if version is not None:
            return version
    raise first or TransportFault(
        Kind.NOT_ODOO,
        f"What answers at {base} does not say which Odoo it is.",
        "Check the URL of the connection: host, port, and nothing like /web behind it.",
    )


_NO_ANSWER = frozenset({Kind.NOT_ODOO, Kind.MALFORMED_REPLY, Kind.SERVER, Kind.ACCESS, Kind.UNKNOWN_METHOD, Kind.LOGIN})
"""Kinds of fault after which another way of asking for the version may still succeed."""


async def login(client: Client, token: CancelToken | None = None) -> Session:
    """Log in by the connection's protocol and return the session.

    JSON-RPC asks ``common.authenticate``; JSON/2 has no login, so ``context_get`` shows whom the key belongs to. A
    server that hides its version is no obstacle. Raises Fault of the kind login before anything is sent when the
    secret is missing.
    """
    name, account = client.connection.protocol, client.account
    if (account.key if name is ProtocolName.JSON2 else account.any_secret) is None:
        raise no_secret(name, has_password=account.password is not None)
    hidden: Fault | None = None
    try:
        version = await probe(client, token)
    except (ServerFault, TransportFault) as fault:
        if fault.kind not in _NO_ANSWER or "suggested_url" in fault.detail:
            raise
        hidden, version = fault, Version("", "")
    account = msgspec.structs.replace(account, series=version.series)
    try:
        uid = None if name is ProtocolName.JSON2 else await _authenticate(client, account, token)
        context = await _context(client, msgspec.structs.replace(account, uid=uid), token)
    except TransportFault:
        if hidden is not None:
            raise hidden from None
        raise
    if uid is None:
        found = context.get("uid")
        uid = found if isinstance(found, int) else 0
    return Session(uid, version.series, version.text, context, _protocols(account, version.series))


def no_secret(name: ProtocolName, *, has_password: bool) -> ServerFault:
    """Return the fault for a connection without the secret that its protocol needs; nothing was sent."""
    if name is ProtocolName.JSON2 and has_password:
        return ServerFault(
            Kind.LOGIN,
            "JSON/2 takes an API key, and this connection has only a password.",
            "Make a key in Odoo (Preferences, Account Security, New API Key) and enter it in the connection, or choose "
            "JSON-RPC, which takes the password.",
        )
    wanted = "an API key" if name is ProtocolName.JSON2 else "a password or an API key"
    return ServerFault(
        Kind.LOGIN,
        f"This connection has no secret; it needs {wanted}.",
        "Enter it in the connection. Nothing was sent.",
    )


async def databases(client: Client, token: CancelToken | None = None) -> tuple[str, ...]:
    """Return the names of the databases that the server lists; empty where it hides them.

    Raises TransportFault when the server cannot be reached.
    """
    base = client.connection.base
    for request in (recognise.web_database_list(base), recognise.db_list(base)):
        try:
            names = (await client.ask(request, reads=True, token=token)).value()
        except ServerFault:
            continue
        except TransportFault as fault:
            if fault.kind not in _NO_ANSWER:
                raise
            continue
        if isinstance(names, list):
            return tuple(name for name in names if isinstance(name, str))
    return ()


async def accepts_as_password(client: Client, token: CancelToken | None = None) -> bool:
    """Whether what stands in the field for the key is in truth the password (or a key that only JSON-RPC takes)."""
    account = client.account
    request = recognise.common_authenticate(account)
    try:
        return bool((await client.ask(request, reads=True, token=token)).value())
    except (ServerFault, TransportFault):
        return False


async def _authenticate(client: Client, account: Account, token: CancelToken | None) -> int:
    request: HttpRequest = recognise.common_authenticate(account)
    # Decoding makes a fault of the refusal, which the server writes as false.
    uid = (await client.ask(request, reads=True, token=token)).value()
    if not isinstance(uid, int) or isinstance(uid, bool):
        raise TransportFault(
            Kind.NOT_ODOO,
            "The server answered the login with something that is no user.",
            "Check the URL of the connection: something else answers there.",
        )
    return uid


async def _context(client: Client, account: Account, token: CancelToken | None) -> dict[str, object]:
    request = protocol(client.connection.protocol).encode(Call("res.users", "context_get"), account)
    context = (await client.ask(request, reads=True, token=token)).value()
    return {str(key): value for key, value in context.items()} if isinstance(context, dict) else {}


def _protocols(account: Account, series: str) -> tuple[ProtocolName, ...]:
    found: list[ProtocolName] = []
    if account.key is not None and series_table.has(series, Feature.JSON2):
        found.append(ProtocolName.JSON2)
    if series_table.has(series, Feature.JSONRPC):
        found.append(ProtocolName.JSONRPC)
    return tuple(found)


def _version(request: HttpRequest, reply: HttpReply) -> Version | None:
    answer = decode(reply, request).value()
    series = series_table.parse(answer) if isinstance(answer, dict) else None
    if series is None or not isinstance(answer, dict):
        return None
    text = answer.get("server_version") or answer.get("version") or str(series)
    return Version(str(series), str(text), reply.timings.total)
