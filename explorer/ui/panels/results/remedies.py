"""What can be done about a fault with one press: which ways out it has. Pure; the fault view makes buttons of them."""

from __future__ import annotations

from enum import Enum, auto
from math import ceil

import msgspec

from explorer.core.connection import Connection
from explorer.core.faults import Fault, GuardFault, Kind
from explorer.core.findings import Finding
from explorer.protocols.recognise import recognise
from explorer.ui.panels.results.replies import without_user
from explorer.work import guard
from explorer.work.draft import Outcome
from explorer.work.findings import findings
from explorer.work.live import LiveConnection, State


class Way(Enum):
    """A way out of a fault."""

    ALLOW_WRITES = auto()
    TAKE_LARGE = auto()
    EDIT_CONNECTION = auto()
    CONNECT = auto()
    SEND_AGAIN = auto()


_LOGIN = frozenset({Kind.LOGIN, Kind.SESSION_EXPIRED})
_PASSING = frozenset({Kind.NETWORK, Kind.TIMEOUT, Kind.MALFORMED_REPLY, Kind.CONFLICT})
"""Kinds that may be gone the next time."""
_ADDRESS = frozenset({Kind.LOGIN, Kind.DATABASE, Kind.NETWORK, Kind.TLS, Kind.NOT_ODOO})
"""Kinds that often lie in the connection's own entries."""


def ways(outcome: Outcome, live: LiveConnection) -> tuple[Way, ...]:
    """Return the ways out of an outcome's fault, the likeliest first."""
    fault = outcome.fault
    if fault is None:
        return ()
    found: list[Way] = []
    if fault.kind is Kind.REFUSED_BY_GUARD and refused_as_writing(outcome, live):
        found.append(Way.ALLOW_WRITES)
    if fault.kind is Kind.TOO_LARGE and fault.detail.get("repeatable", True):
        found.append(Way.TAKE_LARGE)
    if "suggested_url" in fault.detail:
        found.append(Way.EDIT_CONNECTION)
    if fault.kind in _LOGIN or (fault.kind is Kind.NETWORK and live.state is not State.CONNECTED):
        found.append(Way.CONNECT)
    elif fault.kind in _PASSING and _reads(outcome) and Way.EDIT_CONNECTION not in found:
        found.append(Way.SEND_AGAIN)
    # The practice connection is the program's own.
    if fault.kind in _ADDRESS and Way.EDIT_CONNECTION not in found and not live.connection.practice:
        found.append(Way.EDIT_CONNECTION)
    return tuple(found)


def refused_as_writing(outcome: Outcome, live: LiveConnection) -> bool:
    """Whether the guard refused only because the connection is read-only, and still is."""
    if outcome.request is None or live.writes_allowed:
        return False
    known, text = recognise(outcome.request), outcome.request.text()
    try:
        guard.check(known, text, writes_allowed=True)
    except GuardFault:
        return False
    return not guard.reads(known)


def correction(outcome: Outcome, live: LiveConnection) -> Finding | None:
    """Return what is wrong with the arguments of a refused call and can be put right; None where nothing is known."""
    fault, call = outcome.fault, outcome.call
    if fault is None or call is None or fault.kind is not Kind.ARGUMENTS:
        return None
    return next((finding for finding in findings(call, live.signature(call)) if finding.fix is not None), None)


def corrected(fault: Fault, connection: Connection) -> Connection:
    """Return the connection with the URL that the fault suggests; unchanged when it suggests none."""
    url = fault.detail.get("suggested_url")
    return msgspec.structs.replace(connection, url=url) if isinstance(url, str) else connection


def megabytes_needed(fault: Fault) -> int:
    """Return the limit under which a reply that was too large is taken: its size where known, else ten times more."""
    size, limit = fault.detail.get("size"), fault.detail.get("limit")
    known = size if isinstance(size, int) else None
    allowed = limit if isinstance(limit, int | float) else 100e6
    if known is None or known <= allowed:
        # Compressed on the wire it is smaller than what it becomes.
        return ceil(allowed * 10 / 1e6)
    return ceil(known * 1.05 / 1e6)


def ticket(outcome: Outcome, live: LiveConnection) -> str:
    """Return the facts of a fault for whoever is asked to look at it; no secret and no data of the call."""
    fault, call = outcome.fault, outcome.call
    if fault is None:
        return ""
    status = fault.status if fault.status is not None else outcome.reply.status if outcome.reply else None
    url = outcome.request.url if outcome.request else live.connection.base
    facts = [
        ("Kind", fault.kind.value),
        ("Status", "" if status is None else str(status)),
        ("Exception", fault.exception),
        ("Message", fault.message.strip()),
        ("Call", f"{call.model}.{call.method}" if call else ""),
        ("URL", without_user(url).partition("?")[0]),
        ("Database", live.connection.database),
        ("Series", live.series),
    ]
    return "\n".join(f"{name}: {value}" for name, value in facts if value) + "\n"


def _reads(outcome: Outcome) -> bool:
    return outcome.request is not None and guard.reads(recognise(outcome.request))
