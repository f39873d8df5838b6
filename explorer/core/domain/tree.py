"""The domain as a tree of frozen values: groups, conditions, constants, and whatever could not be understood.

Odoo writes a domain as a flat list in prefix notation, which nobody can edit safely; every screen and check
works on this tree instead. `parse` makes it, `render` writes it back, `edit` changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Literal, TypeAlias

import msgspec

from explorer.core.call import Placeholder

Op: TypeAlias = Literal["&", "|"]
Connector: TypeAlias = Literal["all", "any", "none", "not_all"]
Path: TypeAlias = tuple[int, ...]
"""Indexes from the root to a node: `(1, 0)` is the first child of the second child. `()` is the root.

The sub-domain of an `any` condition is that condition's only child, so its path ends in 0.
"""

MAX_DEPTH = 150
"""How many groups and sub-domains may lie in each other. Deeper text is refused, so all walks may recurse."""

SUBDOMAIN_OPERATORS = frozenset({"any", "not any", "any!", "not any!"})
LIST_OPERATORS = frozenset({"in", "not in"})
OPERATORS = SUBDOMAIN_OPERATORS | {
    *("=", "!=", "<>", "==", "<", "<=", ">", ">=", "=?", "in", "not in", "child_of", "parent_of"),
    *("like", "not like", "ilike", "not ilike", "=like", "not =like", "=ilike", "not =ilike"),
}
"""Every operator that some series understands, in lower case."""


class Expression(msgspec.Struct, frozen=True):
    """Python source in the place of a value, such as `uid` or `context_today()`; no server evaluates it (rule 44)."""

    text: str


class SubDomain(msgspec.Struct, frozen=True):
    """The value of an `any` or `not any` condition: a domain of the related model (rule 9)."""

    node: Node


class Leaf(msgspec.Struct, frozen=True):
    """One condition. `path` is a field name or a dotted path; `operator` stands as it was spelled (rule 42).

    Lists are held as tuples (`freeze`). A leaf whose value holds a dictionary cannot be hashed.
    Python finds 1, 1.0 and True equal, so compare domains by `render.to_json`, not by `==`.
    """

    path: str
    operator: str
    value: Value
    negate: bool = False


class Const(msgspec.Struct, frozen=True):
    """Always (`[1, "=", 1]`) or never (`[0, "=", 1]`): rule 6."""

    value: bool
    negate: bool = False


class Raw(msgspec.Struct, frozen=True):
    """Something no condition can be made of, kept as it is, with a sentence that says why (rule 10).

    `whole` marks one that is no item of a domain's list but the entire domain: a Placeholder, an expression,
    a dictionary, a condition without its brackets.
    """

    value: Value
    reason: str
    negate: bool = False
    whole: bool = False


class Group(msgspec.Struct, frozen=True):
    """Conditions joined by `&` or `|`. Without children, `&` is always true and `|` always false (rule 13)."""

    op: Op = "&"
    negate: bool = False
    children: tuple[Node, ...] = ()


Node: TypeAlias = Group | Leaf | Const | Raw
Scalar: TypeAlias = bool | int | float | str | None
Value: TypeAlias = "Scalar | Expression | Placeholder | SubDomain | tuple[Value, ...] | dict[str, Value]"

_VARIABLE = re.compile(r"\s*\{\{\s*[A-Za-z_$][\w.$-]*\s*\}\}\s*")

EMPTY = Group()
"""The domain `[]`: all records."""

_CONNECTOR: dict[tuple[Op, bool], Connector] = {
    ("&", False): "all",
    ("|", False): "any",
    ("|", True): "none",
    ("&", True): "not_all",
}
_CONNECTOR_PARTS: dict[Connector, tuple[Op, bool]] = {name: parts for parts, name in _CONNECTOR.items()}


def connector(group: Group) -> Connector:
    """How the group reads: all of, any of, none of, not all of (rule 15)."""
    return _CONNECTOR[group.op, group.negate]


def connector_parts(name: Connector) -> tuple[Op, bool]:
    """The operator and the negation that a connector stands for."""
    return _CONNECTOR_PARTS[name]


def freeze(value: object, depth: int = MAX_DEPTH) -> Value:
    """A value as a tree holds it: lists and tuples become tuples, what JSON cannot say becomes an Expression.

    Raises RecursionError for lists and dictionaries nested deeper than `depth`.
    """
    if not depth:
        raise RecursionError("The value is nested too deeply.")
    if value is None or isinstance(value, bool | int | str | Expression | Placeholder | SubDomain):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else Expression(f'float("{value}")')
    if isinstance(value, list | tuple):
        return tuple(freeze(item, depth - 1) for item in value)
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: freeze(item, depth - 1) for key, item in value.items()}
    return Expression(repr(value))


def is_placeholder(value: object) -> bool:
    """Whether a variable stands here, `{{name}}` with or without quotes: what it holds, a list perhaps, is open."""
    return isinstance(value, Placeholder) or (isinstance(value, str) and _VARIABLE.fullmatch(value) is not None)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes one step below: a group's children, or the sub-domain of an `any` condition."""
    if isinstance(node, Group):
        return node.children
    if isinstance(node, Leaf) and isinstance(node.value, SubDomain):
        return (node.value.node,)
    return ()


def walk(root: Node) -> Iterator[tuple[Path, Node]]:
    """Every node with its path, parents before children, in reading order, sub-domains included."""
    stack: list[tuple[Path, Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        yield path, node
        below = children(node)
        stack.extend(((*path, index), below[index]) for index in range(len(below) - 1, -1, -1))


def leaves(root: Node) -> Iterator[tuple[Path, Leaf]]:
    """Every condition with its path, in reading order, those of sub-domains included."""
    return ((path, node) for path, node in walk(root) if isinstance(node, Leaf))


def expressions(root: Node) -> Iterator[tuple[Path, Expression]]:
    """Every expression in a value, with the path of the node that holds it (rules 44 to 46)."""
    for path, node in walk(root):
        if isinstance(node, Leaf | Raw):
            for expression in _expressions_in(node.value):
                yield path, expression


def _expressions_in(value: Value) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _expressions_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _expressions_in(item)
