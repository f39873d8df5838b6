"""Operators that exist on the screen only ("is set", "starts with", "is between", "is in the range").

They are written with real operators before anything is sent, and recognised again where the real ones read so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from explorer.core import series as versions
from explorer.core.domain import edit, relative
from explorer.core.domain.operators import Editor, choices, default_value, editor
from explorer.core.domain.tree import Group, Leaf, Node, Path, SubDomain, Value

_SPAN = re.compile(r"(past|next) (\d+)([dwmy])")
_PAST = re.compile(r"today -(\d+)([dwmy])")
_AHEAD = re.compile(r"today \+(\d+)([dwmy])")
_AHEAD_MOMENT = re.compile(r"today \+(\d+)([dwmy])(?: \+1d)?")
_WILDCARD = re.compile(r"(?<!\\)(?:\\\\)*[%_]")
_Bounds: TypeAlias = tuple[tuple[str, str], tuple[str, str]]


class Clock(msgspec.Struct, frozen=True):
    """The person's local time and how far it is ahead of UTC: what named ranges need before 19.0."""

    now: datetime
    utc_offset: timedelta = timedelta(0)


class Shown(msgspec.Struct, frozen=True):
    """A condition as a row of the builder shows it. `key` is an operator of the menu, real or virtual.

    `value` of `between` is a pair, of `in_range` the key of a named range or "past 7d", "next 2w" (d, w, m, y).
    """

    path: str
    key: str
    value: Value
    negate: bool = False


class Row(msgspec.Struct, frozen=True):
    """`count` neighbouring children of a group, from `start`, that are one row; `shown` is None for other nodes."""

    start: int
    count: int
    shown: Shown | None


def build(shown: Shown, field_type: str = "", *, series: object = "19.0", clock: Clock | None = None) -> Node:
    """The real condition, or the group of two, that a row stands for.

    Named ranges are written in words from 19.0 on, else as literal dates, which needs `clock`. Raises ValueError
    for a range nobody knows, for a value that is no pair where `between` needs one, and for a missing clock.
    """
    path, key, value = shown.path, shown.key, shown.value
    simple = _SIMPLE.get((key, field_type == "boolean"))
    if simple:
        return Leaf(path, *simple, shown.negate)
    if key == "starts_with":
        return Leaf(path, "=ilike", escape(_text(value)) + "%", shown.negate)
    if key == "ends_with":
        return Leaf(path, "=ilike", "%" + escape(_text(value)), shown.negate)
    if key == "between":
        if not isinstance(value, tuple) or len(value) != 2:
            raise ValueError("A range needs two values, from and to.")
        return _pair(path, (">=", value[0]), ("<=", value[1]), negate=shown.negate)
    if key != "in_range":
        return Leaf(path, key, value, shown.negate)
    if isinstance(value, tuple):
        return build(msgspec.structs.replace(shown, key="between"), field_type)
    first, second = _bounds(_text(value), field_type)
    if not versions.has(series, versions.Feature.RELATIVE_DATES):
        first, second = _literal(first, field_type, clock), _literal(second, field_type, clock)
    return _pair(path, first, second, negate=shown.negate)


def fresh(path: str, field_type: str, *, series: object = "19.0") -> Node:
    """A new condition on a field: the first operator of its menu that needs no more than an empty value."""
    menu = [choice for choice in choices(field_type, series, path=path) if choice.key != "in_range"]
    return build(Shown(path, menu[0].key, default_value(menu[0].editor)), field_type, series=series)


def read(node: Node, field_type: str = "", *, clock: Clock | None = None) -> Shown | None:
    """The row that a condition, or a group of exactly two, is shown as; None where it takes a whole group.

    With a clock, literal bounds that are a named range today are recognised as that range.
    """
    if isinstance(node, Leaf):
        key, value = _virtual_key(node, field_type)
        return Shown(node.path, key, value, node.negate)
    if isinstance(node, Group) and node.op == "&" and len(node.children) == 2:
        shown = _range(node.children[0], node.children[1], field_type, clock)
        return msgspec.structs.replace(shown, negate=node.negate) if shown else None
    return None


def rows(group: Group, field_type: Callable[[str], str], *, clock: Clock | None = None) -> tuple[Row, ...]:
    """The rows a group is drawn as: two neighbouring bounds of one path are one row, every other child its own.

    `field_type` gives the type of the field at a path, or "" where it is not known.
    """
    found: list[Row] = []
    index, below = 0, group.children
    while index < len(below):
        node = below[index]
        path = node.path if isinstance(node, Leaf) else _common_path(node)
        count, shown = 1, read(node, field_type(path) if path else "", clock=clock)
        if group.op == "&" and index + 1 < len(below) and path:
            pair = _range(node, below[index + 1], field_type(path), clock)
            count, shown = (2, pair) if pair else (count, shown)
        found.append(Row(index, count, shown))
        index += count
    return tuple(found)


def set_row(root: Node, group: Path, row: Row, node: Node) -> Node:
    """The tree with another node in the place of a row; an "all of" pair becomes part of an "all of" group."""
    parent = edit.as_group(edit.get(root, group))
    mergeable = isinstance(node, Group) and node.op == parent.op and not node.negate
    nodes = node.children if isinstance(node, Group) and mergeable else (node,)
    below = parent.children[: row.start] + nodes + parent.children[row.start + row.count :]
    return edit.replace(root, group, msgspec.structs.replace(parent, children=below))


def carried(value: Value, before: Editor, after: Editor) -> Value:
    """The value a row keeps when its operator changes and with it the editor; else what the new editor starts from."""
    if before == after:
        return value
    ranged, listed = after.endswith("_range") and after != "named_range", _ITEM_EDITORS.get(after)
    if isinstance(value, tuple) and before in _ITEM_EDITORS and _ITEM_EDITORS[before] == after and value:
        return value[0]
    if (listed == before or (ranged and after == f"{before}_range")) and value not in ("", False, None):
        return (value, value) if ranged else (value,)
    if isinstance(value, tuple) and before == f"{after}_range":
        return value[0]
    return default_value(after)


def changed_key(shown: Shown, key: str, field_type: str) -> Shown:
    """The row with another operator: its value is kept where the new one can use it (`carried`)."""
    before, after = editor(shown.key, field_type, shown.path), editor(key, field_type, shown.path)
    return msgspec.structs.replace(shown, key=key, value=carried(shown.value, before, after))


def escape(text: str) -> str:
    """Text for a pattern: `%`, `_` and the backslash stand for themselves. Odoo's own editor forgets this."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def unescape(pattern: str) -> str:
    """The text an escaped pattern matches."""
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


_SIMPLE: dict[tuple[str, bool], tuple[str, bool]] = {
    ("set", False): ("!=", False),
    ("not_set", False): ("=", False),
    ("set", True): ("=", True),
    ("not_set", True): ("!=", True),
    ("true", True): ("=", True),
    ("false", True): ("=", False),
    ("true", False): ("=", True),
    ("false", False): ("=", False),
}
_BOOLEAN_KEYS = {("=", True): "true", ("!=", False): "true", ("=", False): "false", ("!=", True): "false"}
_ITEM_EDITORS: dict[Editor, Editor] = {
    "list": "text", "numbers": "number", "dates": "date", "datetimes": "datetime", "selections": "selection",
    "records": "record",
}  # fmt: skip


def _virtual_key(leaf: Leaf, field_type: str) -> tuple[str, Value]:
    value, operator = leaf.value, leaf.operator
    if isinstance(value, bool) or value is None:
        if field_type == "boolean":
            return _BOOLEAN_KEYS.get((operator, bool(value)), operator), value
        if not value and operator in ("=", "!="):
            return ("not_set" if operator == "=" else "set"), False
    if operator == "=ilike" and isinstance(value, str) and len(value) > 1:
        head, tail = value[:-1], value[1:]
        if value[-1] == "%" and not _WILDCARD.search(head) and not _ends_escaped(head):
            return "starts_with", unescape(head)
        if value[0] == "%" and not _WILDCARD.search(tail):
            return "ends_with", unescape(tail)
    return operator, value


def _ends_escaped(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "" if value is None or isinstance(value, bool) else str(value)


def _pair(path: str, first: tuple[str, Value], second: tuple[str, Value], *, negate: bool) -> Group:
    return Group("&", negate, (Leaf(path, *first), Leaf(path, *second)))


def _common_path(node: Node) -> str:
    """The path that both conditions of a pair test."""
    first = node.children[0] if isinstance(node, Group) and len(node.children) == 2 else None
    return first.path if isinstance(first, Leaf) else ""


def _range(first: Node, second: Node, field_type: str, clock: Clock | None) -> Shown | None:
    """Two neighbouring bounds as one row, or None; neither may be negated (3.3 of the study)."""
    if not isinstance(first, Leaf) or not isinstance(second, Leaf) or first.path != second.path:
        return None
    if first.negate or second.negate or isinstance(first.value, SubDomain) or isinstance(second.value, SubDomain):
        return None
    if field_type in ("date", "datetime"):
        name = _range_name((first.operator, first.value), (second.operator, second.value), field_type, clock)
        if name:
            return Shown(first.path, "in_range", name)
    if (first.operator, second.operator) == (">=", "<=") and not isinstance(first.value, bool | tuple):
        return Shown(first.path, "between", (first.value, second.value))
    return None


def _range_name(
    first: tuple[str, Value], second: tuple[str, Value], field_type: str, clock: Clock | None
) -> str | None:
    for known in relative.RANGES:
        words = _bounds(known.key, field_type)
        if (first, second) == words:
            return known.key
        if clock and (first, second) == tuple(_literal(bound, field_type, clock) for bound in words):
            return known.key
    if isinstance(first[1], str) and isinstance(second[1], str):
        for direction, pattern, text in (
            ("past", _PAST, first[1]),
            ("next", _AHEAD_MOMENT if field_type == "datetime" else _AHEAD, second[1]),
        ):
            found = pattern.fullmatch(text)
            if found:
                number = int(found[1]) - (direction == "next" and field_type == "datetime" and found[2] == "d")
                name = f"{direction} {number}{found[2]}"
                if (first, second) == _bounds(name, field_type):
                    return name
    return None


def _bounds(name: str, field_type: str) -> _Bounds:
    """The two conditions of a range, in words. For a datetime, `today` is today at 00:00."""
    for known in relative.RANGES:
        if known.key == name:
            return (">=", known.start), ("<", known.end)
    found = _SPAN.fullmatch(name)
    if not found:
        raise ValueError(f"{name!r} is no known range of dates.")
    number, unit = int(found[2]), found[3]
    if not number:
        return (">=", "today"), ("<", "today +1d")
    if found[1] == "past":
        return (">=", f"today -{number}{unit}"), ("<", "today")
    if field_type != "datetime":
        return (">", "today"), ("<=", f"today +{number}{unit}")
    end = f"today +{number + 1}d" if unit == "d" else f"today +{number}{unit} +1d"
    return (">", "today +1d"), ("<=", end)


def _literal(bound: tuple[str, str], field_type: str, clock: Clock | None) -> tuple[str, str]:
    if clock is None:
        raise ValueError("A named range needs to know the date of today on a server before 19.0.")
    return bound[0], relative.literal(bound[1], field_type, clock.now, clock.utc_offset)
