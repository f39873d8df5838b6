"""The one way out: whatever is sent, by the window or the command line, passes here.

Placeholders and the guard are looked at first; then the client sends, and the reply is decoded in the same worker.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explorer.background import CancelToken
from explorer.client import Client
from explorer.core.connection import Limits
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import CancelledFault, Fault
from explorer.core.records import Page
from explorer.protocols import decode
from explorer.protocols.base import Answer, Recognised
from explorer.protocols.recognise import recognise
from explorer.work import guard


class Sent(msgspec.Struct, frozen=True):
    """What became of a request: an answer, or a fault; the reply where one came back at all."""

    request: HttpRequest
    known: Recognised | None
    reply: HttpReply | None = None
    answer: Answer | None = None
    page: Page | None = None
    fault: Fault | None = None


async def send(
    client: Client,
    request: HttpRequest,
    *,
    writes_allowed: bool,
    token: CancelToken | None = None,
    limits: Limits | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Sent:
    """Send one envelope and decode what comes back; faults are returned, not raised.

    ``on_progress`` receives the bytes that came so far, in the worker's thread. Raises CancelledFault when the token
    is cancelled, and asyncio.CancelledError when the task is.
    """
    known = recognise(request)
    try:
        guard.check(known, request.text(), writes_allowed=writes_allowed)
        return await client.ask_as(
            lambda reply: _read(client, request, known, reply),
            request,
            reads=guard.reads(known),
            token=token,
            limits=limits,
            on_progress=on_progress,
        )
    except CancelledFault:
        raise
    except Fault as fault:
        return Sent(request, known, fault=client.redacted(fault))


def _read(client: Client, request: HttpRequest, known: Recognised | None, reply: HttpReply) -> Sent:
    """Decode a reply, in the worker: finding the rows of a large one takes 45 ms."""
    try:
        answer = decode(reply, request)
    except Fault as fault:
        return Sent(request, known, reply, fault=client.redacted(fault))
    return Sent(request, known, reply, answer, _page(answer))


def _page(answer: Answer) -> Page | None:
    """Return the rows, their columns found; None for a list whose rows are no records after all."""
    page = answer.page()
    try:
        if page is not None:
            page.columns()
    except (msgspec.DecodeError, UnicodeDecodeError):
        # A number beyond all floats, or a row of another form: the JSON view still shows it as it came.
        return None
    return page
