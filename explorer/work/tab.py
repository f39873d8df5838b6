"""A tab at work: its draft, the connection it goes to, and what runs for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

import msgspec

from explorer.background import CancelToken
from explorer.client import records
from explorer.core.call import Call
from explorer.core.connection import Limits, ProtocolName
from explorer.core.envelope import EnvelopeTextError
from explorer.core.faults import CancelledFault, Fault, GuardFault, Kind
from explorer.core.jsontext import compact
from explorer.protocols.base import Recognised
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
        the outcome's fault; only asyncio's own cancelling is raised. While a view shows something that is no value,
        nothing is sent: the value before it is not what the person sees.
        """
        self.cancel()
        if sentence := self.draft.held():
            advice = "Correct the marked value in Build, then send again. Nothing was sent."
            self.draft.finish(Outcome(self.draft.begin(), fault=GuardFault(sentence, advice)))
            self.draft.tell(Aspect.HELD)
            return
        self._token = token = CancelToken()
        limited = self._limit()
        generation = self.draft.begin()
        self.received = 0
        try:
            await self._prepare(token)
            sent = await send(
                self.live.client,
                self.draft.request(),
                writes_allowed=self.live.writes_allowed,
                token=token,
                limits=limits,
                on_progress=self._progressed,
            )
        except CancelledFault:
            self.draft.abandon(generation)
        except asyncio.CancelledError:
            token.cancel()
            self.draft.abandon(generation)
            raise
        except Fault as fault:
            self.draft.finish(Outcome(generation, fault=self.live.client.redacted(fault)))
        except ValueError as problem:
            self.draft.finish(Outcome(generation, fault=self._unsendable(problem)))
        else:
            outcome = self._outcome(generation, sent, limited=limited)
            if self.draft.finish(outcome) and not token.cancelled:
                await self._count(outcome, sent.known)

    def show_fault(self, fault: Fault) -> None:
        """Show a fault that came before anything could be sent, such as a failed login."""
        self.cancel()
        self.draft.finish(Outcome(self.draft.begin(), fault=fault))

    @property
    def sent(self) -> bool:
        """Whether anything of this tab ever went to the server."""
        return self.draft.outcome is not None and self.draft.outcome.request is not None

    @property
    def current_rows(self) -> bool:
        """Whether what is on screen answers the call as it stands now, its page aside."""
        outcome = self.draft.outcome
        if outcome is None or outcome.call is None:
            return False
        try:
            # Compared as both stand on the wire, where a tuple is a list and an argument has one place.
            known = self.live.writer().read(self.draft.request())
        except ValueError:
            return False
        return known is not None and known.call is not None and self._bare(known.call) == self._bare(outcome.call)

    def _bare(self, call: Call) -> str:
        named = pages.named(call, self.live.signature(call)).with_kwargs(offset=msgspec.UNSET, limit=msgspec.UNSET)
        return compact([getattr(named, name) for name in named.__struct_fields__])

    def _pages(self) -> bool:
        """Whether the call as it stands now is the one whose rows are on screen, conditions and order aside."""
        outcome, call = self.draft.outcome, self.draft.call
        shown = outcome.call if outcome is not None else call
        return (
            shown is not None
            and pages.is_paged(call.method)
            and (call.model, call.method) == (shown.model, shown.method)
        )

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
        if not self._lacks_fields():
            return
        try:
            fields = await self.live.schema.fields(model)
        except Fault:
            # Sending says, in the tab, what is wrong with the model.
            return
        if draft.call.model == model and self._lacks_fields():
            chosen = list(pages.first_fields(tuple(fields.values())))
            start: dict[str, object] = {"fields": chosen} if draft.call.args else {"domain": [], "fields": chosen}
            draft.adopt(msgspec.structs.replace(draft.call, kwargs=start | dict(draft.call.kwargs)))

    async def turn_page(self, step: int) -> None:
        """Show the page before (-1) or after (1) the one on screen; does nothing at an end.

        When the conditions were changed since, their first page is shown.
        """
        outcome, count = self.draft.outcome, self.draft.count
        if not self._pages() or outcome is None or outcome.call is None or outcome.page is None:
            return
        if not self.current_rows:
            self._set({"offset": msgspec.UNSET})
            await self.send()
            return
        offset = pages.next_page(outcome.call, len(outcome.page), step)
        if offset is None or (step > 0 and count is not None and count.exact and offset >= count.total):
            return
        self._set({"offset": offset or msgspec.UNSET})
        await self.send()

    async def set_page_size(self, size: int) -> None:
        """Show so many rows a page, from the first; does nothing when the call is another by now."""
        if not self._pages():
            return
        self._set({"offset": msgspec.UNSET, "limit": size})
        await self.send()

    async def sort(self, field: str) -> None:
        """Sort by a field on the server: ascending, then descending, then as the model does.

        Does nothing when the call is another by now than the one whose columns are on screen.
        """
        if not self._pages():
            return
        order = pages.sorted_by(self.draft.argument("order"), field)
        self._set({"offset": msgspec.UNSET, "order": order or msgspec.UNSET})
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

    def _set(self, changes: Mapping[str, object]) -> None:
        signature = self.draft.signature
        names = signature.names if signature else ()
        self.draft.set_call(pages.with_arguments(self.draft.call, changes, names))

    def _lacks_fields(self) -> bool:
        draft = self.draft
        return not draft.edited and pages.shows_rows(draft.call.method) and draft.argument("fields") is None

    def _limit(self) -> bool:
        draft = self.draft
        if draft.edited or not pages.is_paged(draft.call.method) or "limit" in draft.call.kwargs:
            return False
        # search(domain, offset, limit): a limit may stand among the positional arguments.
        if draft.argument("limit") is not None:
            return False
        draft.set_argument("limit", self._settings.page_size)
        return True

    async def _prepare(self, token: CancelToken) -> None:
        """Fetch what the envelope still needs: the user's id for JSON-RPC, the parameters' names for JSON/2."""
        if self.draft.edited:
            return
        if self.live.protocol is ProtocolName.JSONRPC and self.live.client.session is None:
            if not await self.live.connect(token):
                raise self.live.fault or CancelledFault
            self.draft.tell(Aspect.TEXT)
        if await self.live.learn(self.draft.call, token):
            self.draft.tell(Aspect.TEXT)

    def _unsendable(self, problem: ValueError) -> Fault:
        """Return the fault for what is no envelope, or no call that the protocol can carry."""
        fault: Fault = Fault(Kind.ARGUMENTS, str(problem), "Correct the arguments, then send again.")
        if isinstance(problem, EnvelopeTextError):
            fault = GuardFault(str(problem), f"Correct line {problem.line} of the envelope, then send again.")
        return self.live.client.redacted(fault)

    def _outcome(self, generation: int, sent: Sent, *, limited: bool) -> Outcome:
        call = sent.known.call if sent.known else None
        problem = self.draft.problem
        if sent.fault is not None and sent.fault.kind is Kind.REFUSED_BY_GUARD and problem and problem.known_place:
            # Whoever mistyped wants to know where, rather than that the program does not know such a call.
            sent.fault.message = f"Line {problem.line} of the envelope: {problem.sentence}"
            sent.fault.advice = f"Correct the line. {sent.fault.advice}"
        return Outcome(
            generation,
            call=pages.named(call, self.live.signature(call)) if call else None,
            request=sent.request,
            reply=sent.reply,
            result=sent.answer.result if sent.answer else None,
            page=sent.page,
            fault=sent.fault,
            limited=limited,
        )

    async def _count(self, outcome: Outcome, known: Recognised | None) -> None:
        """Say how many records match; asked of the server where the page does not show its end."""
        call, page, generation = outcome.call, outcome.page, outcome.generation
        if call is None or page is None:
            return
        total = pages.known_total(call, len(page))
        if total is not None:
            self.draft.set_count(generation, Count(total))
            return
        if not pages.shows_rows(call.method) or not self.live.owns(known):
            # A text made by hand may go to another database or user, whose records nobody here can count.
            return
        self._count_token = token = CancelToken()
        try:
            total = await records.count(self.live.client, pages.counting_call(call), token=token)
        except Fault:
            # The rows are there; a server that cannot count them leaves the total unsaid.
            return
        except asyncio.CancelledError:
            token.cancel()
            raise
        self.draft.set_count(generation, Count(total))

    def _progressed(self, received: int) -> None:
        # Runs in the worker; a plain number needs no lock, the window reads it on its own clock.
        self.received = received

    def _live_changed(self, aspects: frozenset[str]) -> None:
        if aspects & {LiveAspect.PROTOCOL, LiveAspect.STATE}:
            self.draft.set_writer(self.live.writer())
        if LiveAspect.WRITES in aspects:
            self.draft.tell(Aspect.LIVE)
