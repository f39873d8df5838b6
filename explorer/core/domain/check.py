"""What can be said about a domain before it is sent: what the server would refuse, ignore or read otherwise.

Odoo accepts many domains that do not mean what they seem to; each finding says so in a sentence and, where it
can, carries the corrected tree. Facts about conditions' values are in `check_values`.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import msgspec

from explorer.core import series as versions
from explorer.core.domain import check_values, edit
from explorer.core.domain.check_values import DomainFinding, Situation
from explorer.core.domain.expressions import Scope, missing, resolved
from explorer.core.domain.operators import has_operator, normalise_operator
from explorer.core.domain.paths import Fields, resolve_path
from explorer.core.domain.tree import (
    OPERATORS,
    SUBDOMAIN_OPERATORS,
    Expression,
    Group,
    Leaf,
    Node,
    Path,
    Raw,
    SubDomain,
    Value,
    expressions,
    is_placeholder,
)
from explorer.core.domain.virtual import Clock

__all__ = ["DomainFinding", "check"]

_MEANT = {
    "===": "=", "!==": "!=", "=!": "!=", "=>": ">=", "=<": "<=", "contains": "ilike", "is": "=", "is not": "!=",
    "not": "!=", "=not ilike": "not ilike", "=not like": "not like", "notin": "not in", "not_in": "not in",
    "not_ilike": "not ilike", "not_like": "not like", "childof": "child_of", "child of": "child_of",
    "parent of": "parent_of", "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "lte": "<=", "gte": ">=",
}  # fmt: skip
"""Operators that people write and no server knows, and what they mean by them."""


def check(
    root: Node,
    model: str,
    fields: Fields,
    *,
    series: object = "19.0",
    scope: Scope | None = None,
    clock: Clock | None = None,
) -> tuple[DomainFinding, ...]:
    """Everything worth saying about a domain of `model`, in reading order.

    With a `scope`, expressions that have a value there are hints instead of errors; with a `clock`, relative
    dates can be replaced by literal ones. Fixes are whole trees; apply one, then check again.
    """
    return tuple(_walk(root, (), model, _Checked(root, fields, series, scope, clock)))


class _Checked(msgspec.Struct, frozen=True):
    root: Node
    fields: Fields
    series: object
    scope: Scope | None
    clock: Clock | None

    def finding(
        self, path: Path, severity: check_values.Severity, sentence: str, node: Node | None = None, label: str = ""
    ) -> DomainFinding:
        """A finding whose fix puts another node at its path."""
        fix = edit.replace(self.root, path, node) if node is not None else None
        return DomainFinding(path, sentence, severity, fix, label)


def _walk(node: Node, path: Path, model: str, told: _Checked) -> Iterator[DomainFinding]:
    if isinstance(node, Group):
        yield from _lines_apart(node, path, model, told)
        for index, child in enumerate(node.children):
            yield from _walk(child, (*path, index), model, told)
    elif isinstance(node, Raw):
        yield from _raw(node, path, told)
    elif isinstance(node, Leaf):
        yield from _leaf(node, path, model, told)


def _raw(raw: Raw, path: Path, told: _Checked) -> Iterator[DomainFinding]:
    open_ends = [expression for _, expression in expressions(raw)]
    if open_ends:
        yield from _expressions(raw, path, told)
    elif not is_placeholder(raw.value):
        repaired = _repaired(raw.value)
        yield told.finding(path, "error", raw.reason, repaired, "Correct the brackets" if repaired else "")
    if raw.whole and path:
        yield told.finding(path, "error", "A whole domain cannot be one of several conditions.")


def _repaired(value: Value) -> Node | None:
    """Conditions for the two usual mistakes with brackets: a pair too few, a pair too many."""
    from explorer.core.domain.parse import DomainError, parse_list

    if not isinstance(value, tuple):
        return None
    for attempt in ((value,), value):
        try:
            node = parse_list(attempt)
        except DomainError:
            continue
        below = node.children if isinstance(node, Group) else (node,)
        if below and not any(isinstance(child, Raw) for child in below):
            return node
    return None


def _leaf(leaf: Leaf, path: Path, model: str, told: _Checked) -> Iterator[DomainFinding]:
    if is_placeholder(leaf.path):
        return
    target = resolve_path(leaf.path, model, told.fields)
    situation = Situation(leaf, path, target, told.series, told.clock)
    if target.problem:
        yield told.finding(path, "error", target.problem, *_similar(leaf, target.resolved, target.model, told))
    elif target.type:
        yield from _searchable(situation, told)
    yield from _operator(leaf, path, told)
    for remark in check_values.findings(situation):
        node, label = (remark[2], remark[3]) if len(remark) == 4 else (None, "")
        yield told.finding(path, remark[0], remark[1], node, label)
    if any(True for _ in expressions(msgspec.structs.replace(leaf, value=_own_value(leaf)))):
        yield from _expressions(leaf, path, told)
    if isinstance(leaf.value, SubDomain):
        yield from _walk(leaf.value.node, (*path, 0), target.relation or "", _known_only(told, target.relation))


def _own_value(leaf: Leaf) -> Value:
    return False if isinstance(leaf.value, SubDomain) else leaf.value


def _known_only(told: _Checked, relation: str | None) -> _Checked:
    """Where it is not known which model a sub-domain searches, nothing is said about its fields."""
    return told if relation else msgspec.structs.replace(told, fields=lambda _: None)


def _similar(leaf: Leaf, place: int, model: str, told: _Checked) -> tuple[Node | None, str]:
    """The condition with the field that was probably meant."""
    from difflib import get_close_matches

    segments, known = leaf.path.split("."), told.fields(model)
    if known is None or place >= len(segments):
        return None, ""
    near = get_close_matches(segments[place], known, n=1, cutoff=0.75)
    if not near:
        return None, ""
    better = ".".join([*segments[:place], near[0], *segments[place + 1 :]])
    return msgspec.structs.replace(leaf, path=better), f"Use {near[0]}"


def _searchable(situation: Situation, told: _Checked) -> Iterator[DomainFinding]:
    unsearchable = next((field for field in situation.target.fields if not field.searchable), None)
    if unsearchable is not None:
        if versions.has(told.series, versions.Feature.SEARCHABLE_CHECKED):
            sentence = f'"{unsearchable.name}" is computed and cannot be searched: the server refuses this condition.'
        else:
            sentence = (
                f'"{unsearchable.name}" is computed and cannot be searched: this server ignores the condition '
                "without an error, and all records match."
            )
        yield told.finding(situation.path, "error", sentence)
    if situation.target.type == "date_part" and not versions.has(told.series, versions.Feature.DATE_PARTS):
        yield told.finding(situation.path, "error", "Parts of a date can be searched from Odoo 18.0 on.")


def _operator(leaf: Leaf, path: Path, told: _Checked) -> Iterator[DomainFinding]:
    """Rules 41 and 42, and operators that do not exist."""
    written, plain = leaf.operator, normalise_operator(leaf.operator)
    better: Node | None = msgspec.structs.replace(leaf, operator=plain)
    if plain in ("any!", "not any!"):
        better = msgspec.structs.replace(leaf, operator=plain[:-1])
        sentence = f'"{written}" skips access rules and is for the server\'s own code: it refuses it in a request.'
        yield told.finding(path, "error", sentence, better, f"Use {plain[:-1]}")
    elif plain not in OPERATORS:
        meant = unescape(written).lower().strip()
        meant = _MEANT.get(meant, meant)
        better = msgspec.structs.replace(leaf, operator=meant) if meant in OPERATORS - SUBDOMAIN_OPERATORS else None
        yield told.finding(
            path, "error", f'There is no operator "{written}".', better, f"Use {meant}" if better else ""
        )
    elif not has_operator(written, told.series):
        sentence, label = f'This server does not know the operator "{written}".', f"Use {plain}"
        if plain == written or not has_operator(plain, told.series):
            better, label = _without_not(leaf, told.series), "Use NOT"
        yield told.finding(path, "error", sentence, better, label if better else "")
    elif plain != written:
        yield told.finding(path, "hint", f'"{written}" is an old spelling of "{plain}".', better, f"Use {plain}")


def _without_not(leaf: Leaf, series: object) -> Node | None:
    """`not =like` as NOT and `=like`, for a server that knows the latter only."""
    positive = leaf.operator.removeprefix("not ")
    if positive == leaf.operator or not has_operator(positive, series):
        return None
    return msgspec.structs.replace(leaf, operator=positive, negate=not leaf.negate)


def _expressions(node: Node, path: Path, told: _Checked) -> Iterator[DomainFinding]:
    """Rules 44 to 46: with a value an expression is a preview, without one it blocks sending."""
    if told.scope is None:
        names = tuple(dict.fromkeys(expression.text for _, expression in expressions(node)))
        yield told.finding(path, "error", f"{', '.join(names)}: no server works out expressions; put a value there.")
        return
    names = missing(node, told.scope)
    if names:
        yield told.finding(path, "error", f"This condition needs a value for {', '.join(names)}.")
        return
    worked_out = resolved(node, told.scope)
    value = worked_out.value if isinstance(worked_out, Leaf) else None
    shown = "" if value is None or isinstance(value, Expression) else f" Now that is {check_values.spoken(value)}."
    yield told.finding(
        path, "hint", f"The expression is worked out before sending.{shown}", worked_out, "Put the value"
    )


def _lines_apart(group: Group, path: Path, model: str, told: _Checked) -> Iterator[DomainFinding]:
    """Rule 22: two dotted conditions through a one2many or many2many may be met by two different lines."""
    if group.op != "&":
        return
    places: dict[str, list[int]] = {}
    for index, child in enumerate(group.children):
        if isinstance(child, Leaf) and "." in child.path and not child.negate:
            length = resolve_path(child.path, model, told.fields).through_x2many
            if length:
                places.setdefault(".".join(child.path.split(".")[:length]), []).append(index)
    for prefix, indexes in places.items():
        if len(indexes) > 1:
            sentence = (
                f'Different records of "{prefix}" may meet these {len(indexes)} conditions. '
                "If one record has to meet all of them, combine them."
            )
            combined = _combined(group, prefix, indexes)
            fix = edit.replace(told.root, path, combined) if has_operator("any", told.series) else None
            yield DomainFinding((*path, indexes[1]), sentence, "hint", fix, "Combine them" if fix else "")


def _combined(group: Group, prefix: str, indexes: list[int]) -> Node:
    """The group with some of its conditions as one `any` on their common path."""
    inner: list[Node] = []
    for index in indexes:
        leaf = group.children[index]
        if isinstance(leaf, Leaf):
            inner.append(msgspec.structs.replace(leaf, path=leaf.path.removeprefix(prefix + ".")))
    joined = Leaf(prefix, "any", SubDomain(Group("&", children=tuple(inner))))
    below = [child for index, child in enumerate(group.children) if index not in indexes]
    below.insert(indexes[0], joined)
    return msgspec.structs.replace(group, children=tuple(below))
