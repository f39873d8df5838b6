"""A tab at work: its draft, the connection it goes to, and what runs for it."""

from __future__ import annotations

import asyncio
from typing import Protocol

import msgspec

from explorer.background import CancelToken
from explorer.client import records
from explorer.core.call import Call
from explorer.core.connection import Limits
from explorer.core.envelope import EnvelopeTextError
from explorer.core.faults import CancelledFault, Fault, GuardFault, Kind
from explorer.core.records import Page
from explorer.work import pages
from explorer.work.draft import Aspect, Count, Draft, Outcome
from explorer.work.live import LiveAspect, LiveConnection
from explorer.work.send import Sent, send


class HasPageSize(Protocol):
    """Whoever knows how many rows a call without a limit gets."""

    @property
    def page_size(self) -> int: ...


class Tab:
    """One draft on one open connection. Paging and sorting edit the call and send it again."""

    def __init__(self, draft: Draft, live: LiveConnection, settings: HasPageSize) -> None:
        self.draft = draft
        self.live = live
        self.received = 0
        self._settings = settings
        self._token: CancelToken | None = None
        self._count_token: CancelToken | None = None
        self._unsubscribe = live.subscribe(self._live_changed)

    async def send(self, limits: Limits | None = None) -> None:
        """Send what the tab holds; a sending that still runs is cancelled.

        A call for rows without a limit gets the page size, which the outcome says. Everything that goes wrong becomes
        the outcome's fault; only asyncio's own cancelling is raised.
        """
        self.cancel()
        self._token = token = CancelToken()
        limited = self._limit()
        generation = self.draft.begin()
        self.received = 0
        try:
            request = self.draft.request()
            sent = await send(
                self.live.client,
                request,
                writes_allowed=self.live.writes_allowed,
                token=token,
                limits=limits,
                on_progress=self._progressed,
            )
        except (CancelledFault, asyncio.CancelledError):
            self.draft.abandon(generation)
            token.cancel()
            return
        except (EnvelopeTextError, ValueError) as problem:
            fault = GuardFault(str(problem), "Correct the envelope, then send again.")
            self.draft.finish(Outcome(generation, fault=fault))
            return
        outcome = _outcome(generation, sent, limited=limited)
        if self.draft.finish(outcome) and outcome.page is not None and outcome.call is not None:
            await self._count(generation, outcome.call, outcome.page)

    def cancel(self) -> None:
        """Stop what runs for this tab: the socket is shut at once, the last result stays."""
        for token in (self._token, self._count_token):
            if token is not None:
                token.cancel()
        self._token = self._count_token = None
        self.draft.abandon(self.draft.generation)

    async def open_fields(self) -> None:
        """Give a call for rows that names no fields those that its model shows at first, once they are known."""
        draft, model = self.draft, self.draft.call.model
        try:
            fields = await self.live.schema.fields(model)
        except Fault:
            # Sending says, in the tab, what is wrong with the model.
            return
        if draft.call.model == model and pages.shows_rows(draft.call.method) and "fields" not in draft.call.kwargs:
            chosen = list(pages.first_fields(tuple(fields.values())))
            kwargs = {"domain": [], "fields": chosen} | dict(draft.call.kwargs)
            draft.adopt(msgspec.structs.replace(draft.call, kwargs=kwargs))

    async def turn_page(self, step: int) -> None:
        """Show the page before (-1) or after (1) the one on screen; does nothing at an end."""
        outcome = self.draft.outcome
        if outcome is None or outcome.call is None or outcome.page is None:
            return
        offset = pages.next_page(outcome.call, len(outcome.page), step)
        if offset is not None:
            self.draft.set_argument("offset", offset or msgspec.UNSET)
            await self.send()

    async def set_page_size(self, size: int) -> None:
        """Show so many rows a page, from the first."""
        self.draft.set_call(pages.without_paging(self.draft.call).with_kwargs(limit=size))
        await self.send()

    async def sort(self, field: str) -> None:
        """Sort by a field on the server: ascending, then descending, then as the model does."""
        order = pages.sorted_by(self.draft.argument("order"), field)
        self.draft.set_call(pages.without_paging(self.draft.call).with_kwargs(order=order or msgspec.UNSET))
        await self.send()

    async def send_with_limit(self, megabytes: float) -> None:
        """Send again and take a reply of up to so many megabytes, this once."""
        await self.send(msgspec.structs.replace(self.live.connection.limits, megabytes=megabytes))

    def close(self) -> None:
        """End what runs and stop watching the connection."""
        self.cancel()
        self._unsubscribe()

    def move_to(self, live: LiveConnection) -> None:
        """Take the draft to another connection."""
        self.cancel()
        self._unsubscribe()
        self.live = live
        self._unsubscribe = live.subscribe(self._live_changed)
        self.draft.set_writer(live.writer())

    def _limit(self) -> bool:
        draft = self.draft
        if draft.edited or not pages.is_paged(draft.call.method) or "limit" in draft.call.kwargs:
            return False
        # search(domain, offset, limit): a limit may stand among the positional arguments.
        if draft.argument("limit") is not None:
            return False
        draft.set_argument("limit", self._settings.page_size)
        return True

    async def _count(self, generation: int, call: Call, page: Page) -> None:
        total = pages.known_total(call, len(page))
        if total is not None:
            self.draft.set_count(generation, Count(total))
            return
        if not pages.shows_rows(call.method):
            return
        self._count_token = token = CancelToken()
        try:
            total = await records.count(self.live.client, pages.counting_call(call), token=token)
        except Fault:
            # The rows are there; a server that cannot count them leaves the total unsaid.
            return
        self.draft.set_count(generation, Count(total))

    def _progressed(self, received: int) -> None:
        # Runs in the worker; a plain number needs no lock, the window reads it on its own clock.
        self.received = received

    def _live_changed(self, aspects: frozenset[str]) -> None:
        if aspects & {LiveAspect.PROTOCOL, LiveAspect.STATE}:
            self.draft.set_writer(self.live.writer())
        if LiveAspect.WRITES in aspects:
            self.draft.tell(Aspect.LIVE)


def _outcome(generation: int, sent: Sent, *, limited: bool) -> Outcome:
    return Outcome(
        generation,
        call=sent.known.call if sent.known else None,
        request=sent.request,
        reply=sent.reply,
        result=sent.answer.result if sent.answer else None,
        page=sent.page,
        fault=sent.fault,
        limited=limited,
    )


def may_ask_for_more(fault: Fault | None) -> bool:
    """Whether the person can be asked to take a reply over the size limit."""
    return fault is not None and fault.kind is Kind.TOO_LARGE
