"""Findings about one condition's value: what its field and operator make of it on the server.

Rules are numbered as in the study of Odoo's server; recordings are named where a fact was seen on the wire.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from explorer.core import series as versions
from explorer.core.domain import relative
from explorer.core.domain.operators import DATE_PARTS, normalise_operator
from explorer.core.domain.paths import Target
from explorer.core.domain.tree import (
    SUBDOMAIN_OPERATORS,
    Expression,
    Group,
    Leaf,
    Node,
    Path,
    SubDomain,
    Value,
    is_placeholder,
)
from explorer.core.domain.virtual import Clock
from explorer.core.fields import RELATIONAL

Severity: TypeAlias = Literal["error", "warning", "hint"]
Told: TypeAlias = tuple[Severity, str] | tuple[Severity, str, Node, str]
"""Severity and sentence, and where it can be put right: the corrected condition and what the fix is called."""

_INEQUALITIES = frozenset({"<", "<=", ">", ">="})
_EQUALITIES = frozenset({"=", "!=", "in", "not in"})
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[ T](\d{1,2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d\d:?\d\d)?")


class DomainFinding(msgspec.Struct, frozen=True):
    """One thing to say about the node at `path`. `fix` is the whole corrected tree, `fix_label` what it is called.

    `error`: the server refuses or ignores it. `warning`: it may not mean what it seems. `hint`: good to know.
    """

    path: Path
    sentence: str
    severity: Severity
    fix: Node | None = None
    fix_label: str = ""


class Situation(msgspec.Struct, frozen=True):
    """A condition with all that is known about its place."""

    leaf: Leaf
    path: Path
    target: Target
    series: object
    clock: Clock | None

    @property
    def operator(self) -> str:
        """The operator in its present spelling."""
        return normalise_operator(self.leaf.operator)

    @property
    def items(self) -> tuple[Value, ...]:
        """The single values: those of a list, or the value itself."""
        value = self.leaf.value
        return value if isinstance(value, tuple) else (value,)

    def with_value(self, value: Value, operator: str | None = None) -> Leaf:
        """The condition with another value, and perhaps another operator."""
        return msgspec.structs.replace(self.leaf, value=value, operator=operator or self.leaf.operator)


def findings(at: Situation) -> Iterator[Told]:
    """What there is to say about the value. An open value, a variable or an expression, is left alone."""
    if any(isinstance(item, Expression) or _has_variable(item) for item in at.items):
        return
    kind = at.target.type
    if kind == "binary" and not _is_presence(at):  # rule 40
        yield (
            "error",
            "Of a file the server only tests whether it is set; anything else it ignores, and all records match.",
            at.with_value(value=False, operator="!="),
            "Test whether it is set",
        )
        return
    if at.operator in SUBDOMAIN_OPERATORS or isinstance(at.leaf.value, SubDomain):
        yield from _sub_domain(at)
        return
    yield from _lists(at)
    yield from _by_operator(at)
    yield from _BY_TYPE[kind](at) if kind in _BY_TYPE else ()


def spoken(value: Value) -> str:
    """A value for a sentence: texts in quotes, lists cut after five."""
    if isinstance(value, tuple):
        more = ", ..." if len(value) > 5 else ""
        return ", ".join(spoken(item) for item in value[:5]) + more if value else "nothing"
    return repr(value) if isinstance(value, str) else "false" if value is False or value is None else str(value).lower()


def _has_variable(value: Value) -> bool:
    return is_placeholder(value) or (isinstance(value, str) and "{{" in value)


def _is_presence(at: Situation) -> bool:
    return at.operator in ("=", "!=") and (at.leaf.value is False or at.leaf.value is None)


def _sub_domain(at: Situation) -> Iterator[Told]:
    """Rule 41."""
    if at.operator not in SUBDOMAIN_OPERATORS:
        yield "error", f'A domain as value needs the operator "any" or "not any", not "{at.leaf.operator}".'
    elif not isinstance(at.leaf.value, SubDomain):
        yield "error", f'"{at.leaf.operator}" needs a domain as its value.'
    if at.target.type and at.target.relation is None and at.target.type != "property_unknown":
        yield "error", f'"{at.leaf.operator}" works on relations; "{at.leaf.path}" is of type {at.target.type}.'


def _lists(at: Situation) -> Iterator[Told]:
    """Rules 29 and 30."""
    value, operator = at.leaf.value, at.operator
    if operator in ("in", "not in"):
        if value == () and isinstance(value, tuple):
            what = "matches nothing" if operator == "in" else "leaves nothing out"
            yield "warning", f'An empty list: "{at.leaf.operator}" {what}.'
        elif isinstance(value, bool) or value is None:
            equal = "=" if operator == "in" else "!="
            yield (
                "warning",
                f'"{at.leaf.operator}" wants a list, and series differ in what they make of {spoken(value)}.',
                at.with_value(bool(value), equal),
                f"Use {equal}",
            )
        elif not isinstance(value, tuple):
            yield "hint", "A single value is sent as a list of one.", at.with_value((value,)), "Make it a list"
    elif isinstance(value, tuple) and operator in ("=", "!="):
        if value:
            better = "in" if operator == "=" else "not in"
            yield (
                "hint",
                f'With a list, "{operator}" is sent as "{better}".',
                at.with_value(value, better),
                f"Use {better}",
            )
        else:
            sentence = f'The server reads "{operator}" with an empty list as "{operator} false".'
            yield "warning", sentence, at.with_value(value=False), "Use false"
    elif isinstance(value, tuple) and operator not in ("child_of", "parent_of"):
        yield "error", f'"{at.leaf.operator}" compares with one value, not with a list.'


def _by_operator(at: Situation) -> Iterator[Told]:
    """Rules 31 to 35."""
    value, operator, kind = at.leaf.value, at.operator, at.target.type
    if operator in _INEQUALITIES and (isinstance(value, bool) or value is None) and kind != "boolean":
        yield "warning", f'Nothing is before or after {spoken(value)}: "{operator}" matches no record.'
    if operator in _INEQUALITIES and kind in RELATIONAL and isinstance(value, str):
        yield "error", "A relation can be compared by order with an id only, not with text."
    if "like" in operator:
        if operator.endswith(("=like", "=ilike")) and not isinstance(value, str | bool | tuple):
            yield "error", f'"{at.leaf.operator}" needs text.', at.with_value(str(value)), "Make it text"
        elif value == "" and not operator.endswith(("=like", "=ilike")):
            always = not operator.startswith("not")
            what = ("is set" if always else "is not set") if kind in RELATIONAL else "always" if always else "never"
            yield "warning", f'Without text this means "{what}".'
    if operator == "=?" and not value and not isinstance(value, tuple):
        yield "hint", "The value is empty, so this condition is ignored."
    if operator in ("child_of", "parent_of"):
        if kind and kind not in RELATIONAL and at.leaf.path.rpartition(".")[2] != "id":
            yield "error", f'"{operator}" works on relations and on id; "{at.leaf.path}" is of type {kind}.'
        elif value in (False, None, (), ""):
            yield "warning", "Without a record to begin with this matches nothing."


def _boolean(at: Situation) -> Iterator[Told]:
    """Rule 39."""
    values = set(map(repr, at.items))
    if at.operator == "in" and {"True", "False"} <= values:
        yield "hint", "True or false: this is always so."
    for item in at.items:
        if at.operator in _EQUALITIES and not isinstance(item, bool) and item is not None:
            meant = str(item).lower() in ("1", "true", "t", "yes", "y", "on")
            if isinstance(at.leaf.value, tuple):
                yield "warning", f"A boolean is true or false, not {spoken(item)}."
            else:
                yield (
                    "warning",
                    f"A boolean is true or false, not {spoken(item)}.",
                    at.with_value(meant),
                    f"Use {meant}",
                )
            return


def _number(at: Situation) -> Iterator[Told]:
    """Recording `19.0/142-jsonrpc-domain-bad-int`: int() of the text is what the server tries."""
    if at.operator not in _EQUALITIES | _INEQUALITIES | {"=?"}:
        return
    bad = next((item for item in at.items if isinstance(item, str) and _as_number(item) is None), None)
    if bad is not None:
        yield "error", f"{spoken(bad)} is no number."
    elif isinstance(at.leaf.value, str) and (number := _as_number(at.leaf.value)) is not None:
        yield "hint", "This number is written as text.", at.with_value(number), "Make it a number"


def _as_number(text: str) -> int | float | None:
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return None


def _date_part(at: Situation) -> Iterator[Told]:
    yield from _number(at)
    low, high = DATE_PARTS[at.leaf.path.rpartition(".")[2]]
    for item in at.items:
        if isinstance(item, int) and not isinstance(item, bool) and not low <= item <= high:
            yield "warning", f"This part of a date goes from {low} to {high}."
            return


def _selection(at: Situation) -> Iterator[Told]:
    field = at.target.field
    keys = {key for key, _ in field.selection} if field else set()
    if not keys or at.operator not in _EQUALITIES:
        return
    for item in at.items:
        if isinstance(item, str) and item not in keys:
            match = (
                next((key for key, name in field.selection if name.lower() == item.lower()), None) if field else None
            )
            sentence = f"{spoken(item)} is none of the keys {', '.join(sorted(keys))}."
            if match and not isinstance(at.leaf.value, tuple):
                yield "warning", sentence, at.with_value(match), f"Use {match}"
            else:
                yield "warning", sentence
            return


def _dates(at: Situation) -> Iterator[Told]:
    """Rules 36 to 38, and text that is no date (recording `19.0/141-jsonrpc-domain-bad-type`)."""
    if at.operator not in _EQUALITIES | _INEQUALITIES | {"=?"}:
        return
    kind = at.target.type
    for item in at.items:
        if not isinstance(item, str) or not item:
            continue
        if relative.is_relative(item):
            yield from _relative(at, item)
        elif _DATE.fullmatch(item):
            if kind == "datetime" and at.operator in ("=", "!=") and not isinstance(at.leaf.value, tuple):
                bounds = (Leaf(at.leaf.path, ">=", item), Leaf(at.leaf.path, "<=", item))
                day = Group("&", at.leaf.negate != (at.operator == "!="), bounds)
                yield "warning", "This matches one second, midnight, and not the whole day.", day, "Match the whole day"
        else:
            yield from _moment(at, item)


def _relative(at: Situation, text: str) -> Iterator[Told]:
    if versions.has(at.series, versions.Feature.RELATIVE_DATES):
        return
    sentence = "This server does not understand relative dates: it reads the text otherwise, without an error."
    if at.clock is None or isinstance(at.leaf.value, tuple):
        yield "error", sentence
        return
    try:
        value = relative.literal(text, at.target.type, at.clock.now, at.clock.utc_offset)
    except ValueError:
        yield "error", sentence
        return
    yield "error", sentence, at.with_value(value), f"Use {value}"


def _moment(at: Situation, text: str) -> Iterator[Told]:
    found = _MOMENT.fullmatch(text)
    if not found:
        yield (
            "error",
            f"{spoken(text)} is no date: write YYYY-MM-DD"
            + (" or YYYY-MM-DD HH:MM:SS, in UTC." if at.target.type == "datetime" else "."),
        )
    elif found[4] or "T" in text:
        plain = f"{found[1]} {found[2]}"
        sentence = "Odoo wants YYYY-MM-DD HH:MM:SS in UTC, without T and zone; newer servers refuse a zone."
        if found[4] in (None, "Z", "+00:00", "+0000") and not isinstance(at.leaf.value, tuple):
            yield "warning", sentence, at.with_value(plain), f"Use {plain}"
        else:
            yield "warning", sentence


_BY_TYPE = {
    "boolean": _boolean, "integer": _number, "float": _number, "monetary": _number, "many2one_reference": _number,
    "selection": _selection, "date": _dates, "datetime": _dates, "date_part": _date_part,
}  # fmt: skip
