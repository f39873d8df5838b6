"""Which operators a field offers, in which words, with which editor, and on which Odoo series they exist.

The tables follow what Odoo's own editor shows first and keep the technical operators one step away. Labels
are plain English for the caller to translate.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from explorer.core import series as versions
from explorer.core.domain.tree import EMPTY, OPERATORS, SubDomain, Value

Editor: TypeAlias = Literal[
    "none", "text", "number", "list", "numbers", "date", "datetime", "dates", "datetimes", "date_range",
    "datetime_range", "number_range", "named_range", "selection", "selections", "record", "records",
    "boolean", "subdomain", "json",
]  # fmt: skip


class Choice(msgspec.Struct, frozen=True):
    """An entry of the operator menu. `key` is a real operator or the name of a virtual one (`virtual`)."""

    key: str
    label: str
    editor: Editor
    more: bool = False
    """Belongs under "More operators"."""


LABELS: dict[str, str] = {
    "=": "is equal to",
    "!=": "is not equal to",
    "<>": "is not equal to",
    "==": "is equal to",
    "<": "is less than",
    "<=": "is at most",
    ">": "is greater than",
    ">=": "is at least",
    "=?": "is equal to, ignored if empty",
    "in": "is in",
    "not in": "is not in",
    "like": "contains (same case)",
    "not like": "does not contain (same case)",
    "ilike": "contains",
    "not ilike": "does not contain",
    "=like": "matches the pattern (same case)",
    "not =like": "does not match the pattern (same case)",
    "=ilike": "matches the pattern",
    "not =ilike": "does not match the pattern",
    "any": "has any that match",
    "not any": "has none that match",
    "any!": "has any that match, without access rules",
    "not any!": "has none that match, without access rules",
    "child_of": "is, or is below",
    "parent_of": "is, or is above",
    "set": "is set",
    "not_set": "is not set",
    "true": "is true",
    "false": "is false",
    "starts_with": "starts with",
    "ends_with": "ends with",
    "between": "is between",
    "in_range": "is in the range",
}
"""Operators in words, the virtual ones (`set`, `not_set`, `true`, ..., `in_range`) included."""

NOTES: dict[str, str] = {
    "not_set": "For text, records whose text is empty may count as well.",
    "!=": "Records without a value are found too.",
    "not in": "Records without a value are found too.",
    "not like": "Records without a value are found too.",
    "not ilike": "Records without a value are found too.",
    "like": "The text may stand anywhere. % stands for any text, _ for one character.",
    "ilike": "The text may stand anywhere, in upper or lower case. % stands for any text, _ for one character.",
    "=like": "The whole text must match. % stands for any text, _ for one character.",
    "=ilike": "The whole text must match, in upper or lower case. % stands for any text, _ for one character.",
    "=?": 'Without a value this condition is ignored; with one it is the same as "is equal to".',
    "child_of": "The records themselves and all below them.",
    "parent_of": "The records themselves and all above them.",
    "any": "One related record has to meet all these conditions.",
    "not any": "No related record may meet these conditions.",
    "false": "Records that were never given a value are found too.",
}
"""A sentence for an operator's tooltip. That the negative ones find empty records was seen on 17.0 and 19.0
(recordings `116-jsonrpc-domain-not-ilike` and `domains/*.json`)."""

_DATE_LABELS = {"<": "is before", ">": "is after", "<=": "is on or before", ">=": "is on or after"}

VIRTUAL = frozenset({"set", "not_set", "true", "false", "starts_with", "ends_with", "between", "in_range"})
"""Operators that exist on the screen only; `virtual.build` writes them with real ones."""

NEGATIONS = {
    "=": "!=", "in": "not in", "like": "not like", "ilike": "not ilike", "any": "not any",
    "=like": "not =like", "=ilike": "not =ilike",
}  # fmt: skip
_FLIPS = NEGATIONS | {negative: positive for positive, negative in NEGATIONS.items()}
_FLIPS |= {"<>": "=", "==": "!="}

_ALIASES = {"<>": "!="}
"""Deprecated spellings that every series reads; `==` came with 19.0, as did upper case."""

# Field type -> operators on the menu | operators under "More", in the order of the menu.
_MENUS: dict[str, tuple[str, str]] = {
    "boolean": ("true,false", "in,not in"),
    "text": (
        "ilike,not ilike,=,!=,in,not in,starts_with,ends_with,set,not_set",
        "like,not like,=like,=ilike,not =like,not =ilike,<,>,<=,>=,=?",
    ),
    "selection": ("=,!=,in,not in,set,not_set", "like,not like,ilike,not ilike,=like,=ilike,=?"),
    "number": ("=,!=,>,>=,<,<=,between,in,not in,set,not_set", "ilike,not ilike,=?"),
    "date": ("in_range,=,!=,>,>=,<,<=,between,set,not_set", "in,not in"),
    "many2one": (
        "in,not in,ilike,not ilike,set,not_set,any",
        "=,!=,child_of,parent_of,not any,=?,like,not like,=like,=ilike",
    ),
    "x2many": ("in,not in,ilike,set,not_set,any,not any", "=,!=,child_of,parent_of,not ilike"),
    "many2one_reference": ("=,!=,in,not in,set,not_set", ">,<"),
    "reference": ("=,!=,in,ilike,set,not_set", "not in,like,not like,not ilike,=like,=ilike"),
    "binary": ("set,not_set", ""),
    "json": ("set,not_set,=,!=", "ilike,not ilike"),
    "tags": ("in,not in,set,not_set", ""),
    "one_of": ("=,!=,set,not_set", ""),
    "part": ("=,!=,in,not in,>,<,between", ""),
    "id": ("=,in,not in,>,<,any", "!=,>=,<=,not any,child_of,parent_of"),
    "unknown": ("=,!=,>,>=,<,<=,ilike,not ilike,like,not like,=like,=ilike,in,not in,set,not_set", ""),
}
_FAMILIES = {
    "char": "text", "html": "text", "integer": "number", "float": "number", "monetary": "number",
    "datetime": "date", "one2many": "x2many", "many2many": "x2many", "properties": "binary",
    "property_tags": "tags", "property_many2many": "tags", "property_many2one": "one_of",
    "property_selection": "one_of", "date_part": "part", "separator": "binary",
}  # fmt: skip

DATE_PARTS: dict[str, tuple[int, int]] = {
    "year_number": (1, 9999), "quarter_number": (1, 4), "month_number": (1, 12), "iso_week_number": (1, 53),
    "day_of_year": (1, 366), "day_of_month": (1, 31), "day_of_week": (0, 6), "hour_number": (0, 23),
    "minute_number": (0, 59), "second_number": (0, 59),
}  # fmt: skip
"""Suffixes of a date's path, such as `create_date.month_number`, with their smallest and largest number (18.0+)."""


def has_operator(operator: str, series: object = "19.0") -> bool:
    """Whether a server of the series accepts the operator in a list, as it is spelled."""
    name = operator.lower()
    if name != operator or name == "==":
        if not versions.has(series, versions.Feature.OPERATOR_DOUBLE_EQUALS):
            return False
        name = normalise_operator(operator)
    return _ALIASES.get(name, name) in versions.operators(series)


def flip(operator: str, series: object = "19.0") -> str | None:
    """The operator that means the exact opposite, or None where there is none (rules 17, 18 and 20).

    For paths without a dot only: through a relation, "some line is not" differs from "no line is" (rule 19).
    """
    flipped = _FLIPS.get(operator.lower())
    return flipped if flipped and has_operator(flipped, series) else None


def normalise_operator(operator: str) -> str:
    """The spelling that every series reads: lower case, `!=` for `<>`, `=` for `==` (rule 42)."""
    name = operator.lower()
    return {"<>": "!=", "==": "="}.get(name, name if name in OPERATORS else operator)


def label(key: str, field_type: str = "") -> str:
    """The operator in words; an unknown one is its own label, and dates are "before" and "after"."""
    if field_type in ("date", "datetime") and key in _DATE_LABELS:
        return _DATE_LABELS[key]
    return LABELS.get(key, LABELS.get(key.lower(), key))


def family(field_type: str, path: str = "") -> str:
    """The row of the table a field belongs to. `field_type` is Odoo's, `date_part` or `property_...`."""
    last = path.rpartition(".")[2]
    if last == "id":
        return "id"
    name = field_type.removeprefix("property_") if field_type not in _FAMILIES else field_type
    return _FAMILIES.get(name, name if name in _MENUS else "unknown")


def choices(
    field_type: str, series: object = "19.0", *, path: str = "", current: str | None = None
) -> tuple[Choice, ...]:
    """The operator menu of a field: the common ones first, then those with `more` set.

    Only operators of the series are offered. `current`, the key in use, is added where it is missing, so that
    a condition made elsewhere is never lost.
    """
    menu, more = _MENUS[family(field_type, path)]
    keys = [(key, False) for key in menu.split(",")] + [(key, True) for key in more.split(",") if key]
    found = [
        Choice(key, label(key, field_type), editor(key, field_type, path), under)
        for key, under in keys
        if key in VIRTUAL or has_operator(key, series)
    ]
    if current is not None and all(choice.key != current for choice in found):
        found.append(Choice(current, label(current, field_type), editor(current, field_type, path)))
    return tuple(found)


def editor(key: str, field_type: str, path: str = "") -> Editor:
    """The kind of value editor that an operator needs on a field."""
    kind, name = family(field_type, path), key.lower()
    base = field_type.removeprefix("property_")
    if name in ("set", "not_set", "true", "false"):
        return "none"
    if name == "in_range":
        return "named_range"
    if name in ("any", "not any", "any!", "not any!"):
        return "subdomain"
    if name == "between":
        return _RANGE_EDITORS.get(base, "number_range")
    if "like" in name or name in ("starts_with", "ends_with"):
        return "text"
    return _list_editor(kind, base) if name in ("in", "not in") else _scalar_editor(kind, base, name)


def default_value(kind: Editor) -> Value:
    """What an editor of this kind starts from: bounds as a pair, dates empty until one is picked."""
    if kind in ("list", "numbers", "dates", "datetimes", "selections", "records"):
        return ()
    if kind == "subdomain":
        return SubDomain(EMPTY)
    if kind == "boolean":
        return True
    if kind in ("number", "record"):
        return 0 if kind == "number" else False
    if kind == "named_range":
        return "today"
    if kind.endswith("_range"):
        return (0, 0) if kind == "number_range" else ("", "")
    return False if kind in ("none", "selection") else ""


_RANGE_EDITORS: dict[str, Editor] = {"date": "date_range", "datetime": "datetime_range"}
_LIST_EDITORS: dict[str, Editor] = {
    "number": "numbers", "part": "numbers", "id": "numbers", "many2one_reference": "numbers",
    "many2one": "records", "x2many": "records", "selection": "selections", "one_of": "selections",
}  # fmt: skip
_SCALAR_EDITORS: dict[str, Editor] = {
    "boolean": "boolean", "number": "number", "part": "number", "id": "number", "many2one_reference": "number",
    "selection": "selection", "one_of": "selection", "many2one": "record", "x2many": "record", "json": "json",
}  # fmt: skip


def _list_editor(kind: str, base: str) -> Editor:
    if kind == "date":
        return "datetimes" if base == "datetime" else "dates"
    if base in ("many2one", "many2many"):
        return "records"
    return _LIST_EDITORS.get(kind, "list")


def _scalar_editor(kind: str, base: str, name: str) -> Editor:
    if kind == "date":
        return "datetime" if base == "datetime" else "date"
    if name in ("child_of", "parent_of"):
        return "records"
    return "record" if base == "many2one" else _SCALAR_EDITORS.get(kind, "text")
