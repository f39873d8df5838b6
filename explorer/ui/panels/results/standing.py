"""How what is on screen stands to the call: whether it answers it, and whether a later sending was cancelled."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from explorer.core.call import Call
from explorer.work.draft import Outcome, Phase
from explorer.work.tab import Tab


class Standing(msgspec.Struct, frozen=True):
    """``outdated``: the call was changed since. ``other``: it names another model or method, so its rows have other
    columns. ``cancelled``: a sending after the one that is answered on screen was given up."""

    outdated: bool = False
    other: bool = False
    cancelled: bool = False


class Follower:
    """Remembers what was asked. Calls are read back from the wire under other names, so comparing alone says too much:
    ``read(1, ["name"])`` comes back with ``fields``."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._sending: tuple[int, Call | None] = (0, None)
        self._asked: tuple[int, Call | None] = (0, None)

    def note(self) -> None:
        """A sending began or ended."""
        draft = self._tab.draft
        if draft.phase is Phase.SENDING and self._sending[0] != draft.generation:
            self._sending = draft.generation, draft.call
        if draft.outcome is not None and draft.outcome.generation == self._sending[0]:
            self._asked = self._sending

    def standing(self) -> Standing:
        """Return how what is on screen stands to the call as it is now."""
        draft = self._tab.draft
        outcome = draft.outcome
        cancelled = draft.phase is not Phase.SENDING and draft.generation > (outcome.generation if outcome else 0)
        if outcome is None:
            return Standing(cancelled=cancelled)
        asked = self._asked[1] if self._asked[0] == outcome.generation else outcome.call
        if asked is draft.call or asked == draft.call or self._tab.current_rows:
            return Standing(cancelled=cancelled)
        other = asked is not None and (asked.model, asked.method) != (draft.call.model, draft.call.method)
        return Standing(outdated=True, other=other, cancelled=cancelled)


def zone_of(call: Call | None) -> str:
    """Return the zone that a call asked for in its context; empty, which means UTC, when it did not."""
    context = call.context if call is not None else {}
    zone = context.get("tz") if isinstance(context, Mapping) else None
    return zone if isinstance(zone, str) else ""


def same_page(before: Outcome | None, after: Outcome) -> bool:
    """Whether an answer stands in the place of the one before: the same model, the same page of it."""
    if before is None or before.call is None or after.call is None:
        return False
    old, new = before.call, after.call
    return old.model == new.model and all(old.kwargs.get(key) == new.kwargs.get(key) for key in ("offset", "order"))
