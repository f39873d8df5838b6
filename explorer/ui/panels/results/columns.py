"""How wide columns are and in which order they stand, and what the person changed about it, by model and field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

import msgspec

from explorer.work.workspace import Workspace

WIDEST = 400
NARROWEST = 48
SHORTEST = 160
"""No column of texts gives way below this: then the table scrolls."""
COMFORTABLE = 240
"""What a column of texts gets at most where the table scrolls anyway."""
_FILLED = 1.6
"""So many times its natural width does a column take at most to fill the card."""


class Layout(msgspec.Struct):
    """What the person made of a model's columns: widths in device-independent pixels, names from left to right."""

    widths: dict[str, int] = {}
    order: tuple[str, ...] = ()


class LayoutMemory:
    """The layouts of a session."""

    def __init__(self) -> None:
        self._layouts: dict[str, Layout] = {}

    def layout(self, model: str) -> Layout:
        """Return the layout of a model, to be changed in place."""
        return self._layouts.setdefault(model, Layout())


_memories: WeakKeyDictionary[Workspace, LayoutMemory] = WeakKeyDictionary()


def memory_of(workspace: Workspace) -> LayoutMemory:
    """Return the memory that all tabs of a workspace share."""
    return _memories.setdefault(workspace, LayoutMemory())


def ordered(names: Sequence[str], remembered: Sequence[str]) -> list[str]:
    """Return ``names`` in the remembered order; a new one comes behind its neighbour of the answer."""
    known = [name for name in remembered if name in names]
    for place, name in enumerate(names):
        if name not in known:
            before = names[place - 1] if place else ""
            known.insert(known.index(before) + 1 if before in known else 0, name)
    return known


def fitted(natural: Sequence[int], roomy: Iterable[bool], room: int) -> list[int]:
    """Return the widths for ``room``: roomy columns give way where it is short, the widest first, and fill it else.

    Where all of them together cannot fill it, the rest stays empty: a date of half a screen's width reads badly.
    """
    elastic = [place for place, gives in enumerate(roomy) if gives]
    if sum(natural) > room:
        return _shrunk(natural, elastic, room)
    return _grown(natural, elastic, room)


def _shrunk(natural: Sequence[int], elastic: Sequence[int], room: int) -> list[int]:
    """Cut the elastic columns to one width: the largest that fits, or a comfortable one where none does."""
    stiff = sum(natural) - sum(natural[place] for place in elastic)
    left, level = room - stiff, 0
    for taken, place in enumerate(sorted(elastic, key=lambda place: natural[place])):
        level = left // (len(elastic) - taken)
        if natural[place] > level:
            break
        left -= natural[place]
    if level < SHORTEST:
        level = COMFORTABLE
    return [min(width, level) if place in elastic else width for place, width in enumerate(natural)]


def _grown(natural: Sequence[int], elastic: Sequence[int], room: int) -> list[int]:
    widths = list(natural)
    spare, total = room - sum(widths), sum(widths[place] for place in elastic)
    if not total:
        return widths
    share = min(_FILLED - 1, spare / total)
    for place in elastic:
        widths[place] += int(widths[place] * share)
    if share < _FILLED - 1:
        widths[elastic[-1]] += room - sum(widths)
    return widths
