"""The test of a connection: each thing that must be right, said in a sentence, in the order in which it matters."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum

import msgspec

from explorer.background import CancelToken
from explorer.client import login
from explorer.client.client import Client
from explorer.core import series
from explorer.core.call import Call
from explorer.core.connection import ProtocolName
from explorer.core.faults import Fault, Kind, ServerFault, TransportFault
from explorer.core.series import Feature
from explorer.protocols.recognise import doc_index

SOON_DAYS = 14
"""A certificate or key that ends within so many days is worth a warning."""


class Level(StrEnum):
    """How a check went. After an ``error`` the connection does not work."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Check(msgspec.Struct, frozen=True):
    """One line of the test: a sentence, what to do about it, and the fault it comes from, if any.

    ``fault.detail["suggested_url"]`` holds a corrected URL where there is one.
    """

    level: Level
    sentence: str
    advice: str = ""
    fault: Fault | None = None


async def check_connection(
    client: Client, token: CancelToken | None = None, on_check: Callable[[Check], None] | None = None
) -> tuple[Check, ...]:
    """Test the connection of ``client`` and return the checks; ``on_check`` gets each as soon as it is known.

    Ends after the first error. Raises CancelledFault; every other fault is a check.
    """
    checks: list[Check] = []

    def say(check: Check) -> None:
        checks.append(check)
        if on_check is not None:
            on_check(check)

    try:
        version = await login.probe(client, token)
        say(_reached(version.seconds, client.transport.certificate_end))
        found = await _database(client, version.series, token)
        say(found)
        if found.level is not Level.ERROR:
            session = await client.ensure_login(token)
            say(await _accepted(client, session, token))
            say(await _documentation(client, session, token))
    except (ServerFault, TransportFault) as fault:
        say(await _failure(client, fault, token))
    return tuple(checks)


def _reached(seconds: float, certificate_end: str | None) -> Check:
    sentence = f"Reached in {max(1, round(seconds * 1000))} ms"
    if certificate_end is None:
        return Check(Level.OK, sentence)
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate_end), UTC).date()
    sentence += f", certificate valid until {end.isoformat()}"
    if (end - _today()).days < SOON_DAYS:
        return Check(Level.WARNING, sentence, "Ask the administrator to renew the certificate.")
    return Check(Level.OK, sentence)


async def _database(client: Client, version: str, token: CancelToken | None) -> Check:
    database = client.connection.database
    listed = await login.databases(client, token)
    if not database and client.connection.protocol is ProtocolName.JSONRPC:
        return Check(Level.ERROR, f"Odoo {version}, and no database is entered", _choose(listed))
    if database and listed and database not in listed:
        # A list may be filtered by the host's name, so the login has the last word.
        return Check(Level.WARNING, f"Odoo {version}, which does not list the database {database}", _choose(listed))
    return Check(Level.OK, f"Odoo {version}" + (f", database {database}" if database else ""))


def _choose(listed: tuple[str, ...]) -> str:
    if not listed:
        return "The server hides its databases: ask its administrator for the name."
    return f"The server lists {', '.join(listed[:5])}{' and others' if len(listed) > 5 else ''}."


async def _accepted(client: Client, session: login.Session, token: CancelToken | None) -> Check:
    """Say whom the secret belongs to, and when a key ends."""
    secret = "Key" if client.has_key else "Password"
    wanted = client.connection.login
    owner = await _first(client, Call("res.users", "read", (session.uid,), (), {"fields": ["login"]}), "login", token)
    if isinstance(owner, str) and wanted and owner != wanted:
        return Check(
            Level.WARNING, f"{secret} accepted, but for {owner}", f"Enter {owner} as login, or the key of {wanted}."
        )
    sentence = f"{secret} accepted for {owner or wanted or f'user {session.uid}'}"
    days = await _days_left(client, session, token)
    if days is None:
        return Check(Level.OK, sentence)
    sentence += f", ends in {days} day{'' if days == 1 else 's'}"
    return Check(Level.WARNING if days < SOON_DAYS else Level.OK, sentence)


async def _days_left(client: Client, session: login.Session, token: CancelToken | None) -> int | None:
    """Return the days until the user's key ends. None where that is unknown: keys do not tell which of them is used."""
    if not client.has_key or not series.has(session.series, Feature.KEY_EXPIRY):
        return None
    kwargs = {"domain": [["user_id", "=", session.uid]], "fields": ["expiration_date"], "limit": 2}
    end = await _first(client, Call("res.users.apikeys", "search_read", kwargs=kwargs), "expiration_date", token)
    if not isinstance(end, str):
        return None
    try:
        return max(0, (date.fromisoformat(end[:10]) - _today()).days)
    except ValueError:
        return None


async def _documentation(client: Client, session: login.Session, token: CancelToken | None) -> Check:
    """Say where models, fields and methods will come from."""
    if client.has_key and series.has(session.series, Feature.DOC_BEARER):
        try:
            await client.ask(doc_index(client.account), reads=True, token=token)
        except (ServerFault, TransportFault) as fault:
            if fault.kind is Kind.ACCESS:
                return await _listing(client, "No right to the method documentation", Level.WARNING, token)
        else:
            return Check(Level.OK, "Models, fields and methods come from the server's documentation")
    if session.series and not series.has(session.series, Feature.DOC_BEARER):
        return await _listing(client, f"Odoo {session.series} documents no methods", Level.OK, token)
    return await _listing(client, "The server documents no methods", Level.WARNING, token)


async def _listing(client: Client, reason: str, level: Level, token: CancelToken | None) -> Check:
    try:
        await client.call(Call("ir.model", "search_count", kwargs={"domain": []}), reads=True, token=token)
    except ServerFault:
        return Check(level, f"{reason}. Models come from get_available_models")
    return Check(level, f"{reason}. Models and fields come from ir.model")


async def _failure(client: Client, fault: Fault, token: CancelToken | None) -> Check:
    refused_key = fault.kind is Kind.LOGIN and client.has_key and client.connection.protocol is ProtocolName.JSON2
    if refused_key and await login.accepts_as_password(client, token):
        return Check(
            Level.ERROR,
            f"What is entered as API key is the password of {client.connection.login}",
            "Make a key in Odoo (Preferences, Account Security, New API Key) and enter that, or enter this as "
            "password and choose JSON-RPC.",
            fault,
        )
    return Check(Level.ERROR, fault.message.rstrip("."), fault.advice, fault)


async def _first(client: Client, call: Call, field: str, token: CancelToken | None) -> object:
    """Return a field of the only row that a call answers; None when there are more, none, or no right to look."""
    try:
        rows = (await client.call(call, reads=True, token=token)).value()
    except (ServerFault, TransportFault):
        return None
    if isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], dict):
        return rows[0].get(field)
    return None


def _today() -> date:
    return datetime.now(UTC).date()
