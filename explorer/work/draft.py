"""The heart: one tab. A call being made, its edited text, its reply, its undo.

One call is the single source of truth of a tab; Build and Envelope are two views of it. Panels watch a draft and send
it intents. Text that does not parse keeps the last good call, is marked at its place, and can still be sent raw.
Hand-made headers and extra keys survive a change made in Build, because a changed call is written into the envelope
that stood there before (``template``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

import msgspec

from explorer.core.call import Call, Placeholder
from explorer.core.domain import tree
from explorer.core.domain.render import to_value
from explorer.core.envelope import EnvelopeTextError, HttpRequest, body_line, parse_text
from explorer.core.jsontext import JsonTextError
from explorer.core.signatures import Signature
from explorer.work.observe import Observable
from explorer.work.view import (
    Aspect,
    Count,
    Outcome,
    Phase,
    TextProblem,
    View,
    Writer,
    check_body,
    domain_of,
    domain_parameter,
    same_call,
)

__all__ = ["Aspect", "Count", "Draft", "Outcome", "Phase", "TextProblem", "View", "Writer"]

UNDO_STEPS = 200
MERGE_SECONDS = 1.0
"""Edits of the same place within this time are one step of undo."""


class Draft(Observable):
    """One tab. Edits are pure on the view and told to observers; ``generation`` numbers the sendings."""

    def __init__(self, call: Call, writer: Writer, title: str = "") -> None:
        super().__init__()
        self._writer = writer
        self._view = View(call, domain=domain_of(call, writer.signature(call)))
        self._undo: list[View] = []
        self._redo: list[View] = []
        self._merge_key: str | None = None
        self._merge_until = 0.0
        self._title = title
        self._hold: Callable[[], str] | None = None
        self.generation = 0
        self.phase = Phase.IDLE
        self.outcome: Outcome | None = None
        self.count: Count | None = None

    # What the views show

    @property
    def call(self) -> Call:
        """The last good call."""
        return self._view.call

    @property
    def domain(self) -> tree.Node:
        """The domain as the builder draws it, with whatever is still half made."""
        return self._view.domain

    @property
    def problem(self) -> TextProblem | None:
        """Why the edited text is no call, or None."""
        return self._view.problem

    @property
    def edited(self) -> bool:
        """Whether the envelope is the person's own text."""
        return self._view.text is not None

    @property
    def has_template(self) -> bool:
        """Whether the envelope keeps hand-made headers, keys or spelling of an earlier text."""
        return self._view.template is not None

    @property
    def title(self) -> str:
        """The tab's name: the person's, else what the call does."""
        return self._title or f"{self.call.model} · {self.call.method}"

    @property
    def named(self) -> bool:
        """Whether the person gave the tab its name."""
        return bool(self._title)

    @property
    def signature(self) -> Signature | None:
        """The parameters of the method, where known."""
        return self._writer.signature(self.call)

    @property
    def domain_name(self) -> str | None:
        """The name of the parameter that takes a domain, None when the method has none."""
        return domain_parameter(self.signature)

    def takes(self, name: str) -> bool:
        """Whether the method has a parameter ``name`` (or is unknown and was given it)."""
        signature = self.signature
        return name in self.call.kwargs or (signature is not None and name in signature.names)

    def argument(self, name: str) -> object:
        """Return an argument of the call, wherever it stands; None when it is not given."""
        return self.call.argument(name, self._names())

    def envelope_text(self) -> str:
        """Return what the envelope editor shows.

        Raises ValueError with a sentence for the person when the protocol cannot carry the call.
        """
        return self._view.text if self._view.text is not None else self.request().text()

    def request(self) -> HttpRequest:
        """Return the envelope as it would be sent now.

        Raises EnvelopeTextError when the person's text is no HTTP request, ValueError when the protocol cannot carry
        the call.
        """
        if self._view.text is not None:
            return parse_text(self._view.text)
        return self._writer.write(self.call, self._view.template)

    # Edits

    def set_call(self, call: Call, merge: str | None = None) -> None:
        """Replace the call. The envelope is written anew into the one that stood there.

        The call as it was changes nothing, so that a text made by hand stays.
        """
        if same_call(call, self.call):
            return
        domain = domain_of(call, self._writer.signature(call), self.domain)
        self._push(View(call, domain, None, self._template()), merge, Aspect.CALL, Aspect.TEXT)

    def adopt(self, call: Call) -> None:
        """Replace the call without a step of undo: what the program fills in by itself is no edit of the person's."""
        domain = domain_of(call, self._writer.signature(call), self.domain)
        self._view = View(call, domain, None, self._template())
        self.tell(Aspect.CALL, Aspect.TEXT, Aspect.TITLE)

    def set_model(self, model: str) -> None:
        """Turn to another model: the domain, fields, order and ids of the old one go."""
        kept = {k: v for k, v in self.call.kwargs.items() if k == "limit"}
        self.set_call(Call(model, self.call.method, None, (), kept, self.call.context))

    def set_method(self, method: str) -> None:
        """Turn to another method; arguments that it knows under the same name are kept.

        Where the parameters of one of the two are unknown, the arguments stay as they are.
        """
        before, names = self.call, tuple(self._names())
        changed = msgspec.structs.replace(before, method=method)
        after = self._writer.signature(changed)
        if after is None or len(before.args) > len(names):
            self.set_call(changed)
            return
        given = dict(zip(names, before.args, strict=False)) | dict(before.kwargs)
        known = {name: value for name, value in given.items() if name in after.names}
        if (source := domain_parameter(self.signature)) and (target := domain_parameter(after)) and source in given:
            known[target] = given[source]
        ids = None if after.on_model else (before.ids if before.ids is not None else ())
        self.set_call(msgspec.structs.replace(changed, ids=ids, args=(), kwargs=known))

    def set_argument(self, name: str, value: object, merge: str | None = None) -> None:
        """Set one argument where it stands; ``msgspec.UNSET`` removes it."""
        self.set_call(self.call.set_argument(name, value, self._names()), merge)

    def set_ids(self, ids: tuple[object, ...] | Placeholder | None) -> None:
        """Set the records that the method runs on."""
        self.set_call(msgspec.structs.replace(self.call, ids=ids), "ids")

    def set_context(self, context: Mapping[str, object] | Placeholder) -> None:
        """Set the context of the call itself."""
        self.set_call(msgspec.structs.replace(self.call, context=context), "context")

    def set_domain(self, domain: tree.Node, merge: str | None = None) -> None:
        """Set the domain as the builder drew it.

        Raises ValueError with a sentence (nothing is changed) when a part of it cannot be sent, such as an
        expression that has no value yet.
        """
        name = self.domain_name or "domain"
        call = self.call.set_argument(name, to_value(domain), self._names())
        if not same_call(call, self.call):
            self._push(View(call, domain, None, self._template()), merge, Aspect.CALL, Aspect.TEXT)
        elif domain != self.domain:
            # What is half made changes nothing on the wire, so the text stays as it is.
            self._push(msgspec.structs.replace(self._view, domain=domain), merge, Aspect.CALL)

    def take(self, other: Draft) -> None:
        """Begin with what another draft holds: its call, what is half made of its domain, its text made by hand."""
        self._view = other._view
        self.tell(Aspect.CALL, Aspect.TEXT, Aspect.TITLE)

    def set_title(self, title: str) -> None:
        """Name the tab; an empty text gives it back to the call."""
        self._title = title.strip()
        self.tell(Aspect.TITLE)

    def edit_text(self, text: str) -> None:
        """Take what the person typed into the envelope; the call follows where it is one that we know."""
        view = self._view
        if text == self._shown_text():
            return
        try:
            request = parse_text(text)
            check_body(request)
            known = self._writer.read(request)
            call = known.call if known else None
        except EnvelopeTextError as problem:
            changed = msgspec.structs.replace(
                view, text=text, problem=TextProblem(problem.line, problem.message, broken=True)
            )
        except JsonTextError as problem:
            line = body_line(text) + problem.line - 1
            changed = msgspec.structs.replace(view, text=text, problem=TextProblem(line, problem.message))
        except ValueError as problem:
            changed = msgspec.structs.replace(view, text=text, problem=TextProblem(0, str(problem)))
        else:
            if call is None:
                sentence = "This is no call that Build can draw; it is sent as it stands."
                changed = msgspec.structs.replace(view, text=text, problem=TextProblem(0, sentence))
            else:
                domain = domain_of(call, self._writer.signature(call), view.domain)
                changed = View(call, domain, text, request)
        aspects = [Aspect.TEXT] + ([] if same_call(changed.call, view.call) else [Aspect.CALL])
        self._push(changed, "text", *aspects)

    def discard_text(self) -> None:
        """Give the envelope back to the call: hand-made headers, keys and spelling go."""
        if self._view.text is not None or self._view.template is not None:
            self._push(View(self.call, self.domain), None, Aspect.TEXT)

    # Undo

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._redo)

    def undo(self) -> None:
        """Take the last step back, in all views."""
        if self._undo:
            self._redo.append(self._view)
            self._show(self._undo.pop())

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._redo:
            self._undo.append(self._view)
            self._show(self._redo.pop())

    # Sending

    def set_hold(self, hold: Callable[[], str] | None) -> None:
        """Ask ``hold`` before each sending; its sentence says what a view shows that is no value, empty for nothing.

        It is asked rather than told of complaints, so that none outlives the input that made it.
        """
        self._hold = hold

    def held(self) -> str:
        """Return why the call cannot be sent as it stands on screen; empty when it can, as a text made by hand can."""
        return self._hold() if self._hold is not None and not self.edited else ""

    def begin(self) -> int:
        """A sending starts; return its generation. Answers of older ones are dropped from now on."""
        self.generation += 1
        self.phase = Phase.SENDING
        self.tell(Aspect.REPLY)
        return self.generation

    def finish(self, outcome: Outcome) -> bool:
        """A sending ended. Return whether it was the latest; an older one changes nothing."""
        if outcome.generation != self.generation:
            return False
        self.phase = Phase.FAILED if outcome.fault else Phase.ANSWERED
        self.outcome = outcome
        self.count = None
        self.tell(Aspect.REPLY, Aspect.COUNT)
        return True

    def abandon(self, generation: int) -> None:
        """A sending was cancelled: the last outcome, if any, stays on screen."""
        if generation == self.generation and self.phase is Phase.SENDING:
            fault = self.outcome.fault if self.outcome else None
            self.phase = Phase.IDLE if self.outcome is None else Phase.FAILED if fault else Phase.ANSWERED
            self.tell(Aspect.REPLY)

    def set_count(self, generation: int, count: Count) -> None:
        """The count of an answer arrived."""
        if generation == self.generation:
            self.count = count
            self.tell(Aspect.COUNT)

    def set_writer(self, writer: Writer) -> None:
        """The connection or the protocol changed; the call stays, and so does what was made by hand.

        A hand-made envelope of another protocol waits until its own is chosen again.
        """
        self._writer = writer
        self.tell(Aspect.TEXT, Aspect.LIVE)

    # Inside

    def _names(self) -> Iterable[str]:
        signature = self.signature
        return signature.names if signature else ()

    def _shown_text(self) -> str | None:
        try:
            return self.envelope_text()
        except ValueError:
            # The protocol cannot carry the call, so there is no text.
            return None

    def _template(self) -> HttpRequest | None:
        """The hand-made envelope that a changed call is written into."""
        if self._view.text is None or self._view.problem is not None:
            return self._view.template
        try:
            return parse_text(self._view.text)
        except EnvelopeTextError:
            return self._view.template

    def _push(self, view: View, merge: str | None, *aspects: str) -> None:
        now = time.monotonic()
        if not (merge and merge == self._merge_key and now < self._merge_until and self._undo):
            self._undo.append(self._view)
            del self._undo[:-UNDO_STEPS]
        self._merge_key, self._merge_until = merge, now + MERGE_SECONDS
        self._redo.clear()
        self._view = view
        self.tell(*aspects, Aspect.TITLE)

    def _show(self, view: View) -> None:
        self._merge_key = None
        self._view = view
        self.tell(Aspect.CALL, Aspect.TEXT, Aspect.TITLE)
