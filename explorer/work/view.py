"""The values of a draft: what its views show, what became of a sending, and how calls and domains are compared."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from explorer.core.call import Call
from explorer.core.domain import tree
from explorer.core.domain.parse import DomainError, parse_list
from explorer.core.domain.render import to_value
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import Fault
from explorer.core.jsontext import compact, load
from explorer.core.records import Page
from explorer.core.signatures import Signature
from explorer.protocols.base import Recognised


class Aspect:
    """What of a draft changed; observers receive a set of these names."""

    CALL = "call"
    TEXT = "text"
    REPLY = "reply"
    COUNT = "count"
    TITLE = "title"
    LIVE = "live"
    HELD = "held"
    """A sending was refused, because something on screen is no value yet."""


class TextProblem(msgspec.Struct, frozen=True):
    """Why an edited text is no call that Build can draw. ``line`` counts from 1; 0 means the text as a whole.

    ``broken`` means it is no HTTP request, so that it cannot even be sent raw.
    """

    line: int
    sentence: str
    broken: bool = False

    @property
    def known_place(self) -> bool:
        """Whether one line is to blame."""
        return self.line > 0


class Phase(StrEnum):
    """Where the draft's last sending stands."""

    IDLE = "idle"
    SENDING = "sending"
    ANSWERED = "answered"
    FAILED = "failed"


class Outcome(msgspec.Struct, frozen=True):
    """What became of one sending.

    ``call`` is what was sent (None for an envelope that is no call we know), ``request`` its envelope. ``reply`` is
    None when nothing came back; ``page`` is there when the result is a list of records; ``fault`` when it failed.
    """

    generation: int
    call: Call | None = None
    request: HttpRequest | None = None
    reply: HttpReply | None = None
    result: msgspec.Raw | None = None
    page: Page | None = None
    fault: Fault | None = None
    limited: bool = False


class Count(msgspec.Struct, frozen=True):
    """How many records match the domain of the last answer. ``exact`` is false for "more than"."""

    total: int
    exact: bool = True


class Writer(msgspec.Struct, frozen=True):
    """How a draft becomes an envelope and back on its connection and protocol; given by the open connection."""

    write: Callable[[Call, HttpRequest | None], HttpRequest]
    read: Callable[[HttpRequest], Recognised | None]
    signature: Callable[[Call], Signature | None]


class View(msgspec.Struct, frozen=True):
    """What undo brings back. ``text`` is None while the envelope follows the call."""

    call: Call
    domain: tree.Node = tree.EMPTY
    text: str | None = None
    template: HttpRequest | None = None
    problem: TextProblem | None = None


def domain_parameter(signature: Signature | None) -> str | None:
    """Return the name of the parameter that takes a domain, None when a method is known to have none."""
    names = signature.names if signature else ()
    # name_search called its domain ``args`` before 19.0.
    if signature is not None and signature.method == "name_search" and "args" in names:
        return "args"
    return "domain" if signature is None or "domain" in names else None


def domain_of(call: Call, signature: Signature | None, before: tree.Node | None = None) -> tree.Node:
    """Return the tree of the call's domain; ``before`` stays when it says the same, with all that is half made."""
    name = domain_parameter(signature)
    value = call.argument(name, signature.names if signature else ()) if name else None
    if value is None:
        return tree.EMPTY
    if before is not None:
        try:
            if compact(to_value(before)) == compact(value):
                return before
        except ValueError:
            # What is half made says nothing yet, so it says something else.
            pass
    try:
        return parse_list(value)
    except DomainError as problem:
        return tree.Raw(tree.freeze(value), problem.message)


def check_body(request: HttpRequest) -> None:
    """Raise JsonTextError, with its place in the body, for a body that should be JSON and is none."""
    if request.body.strip() and "json" in (request.header("Content-Type") or "json").lower():
        load(request.body)


def same_call(one: Call, other: Call) -> bool:
    """Whether two calls are the same on the wire, where ``1`` and ``true`` differ although Python finds them equal."""
    return one == other and compact(_parts(one)) == compact(_parts(other))


def _parts(call: Call) -> list[object]:
    return [getattr(call, name) for name in call.__struct_fields__]
