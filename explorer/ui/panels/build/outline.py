"""The domain as a flat list of lines, as the panel draws it: a group's head, conditions, constants, odd parts.

Widgets are made from lines and compared with them, so that a change of one condition touches one row only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import msgspec

from explorer.core.domain import virtual
from explorer.core.domain.edit import as_group
from explorer.core.domain.tree import Const, Group, Leaf, Node, Path, Raw, SubDomain, leaves

Kind: TypeAlias = Literal["group", "condition", "constant", "raw"]

MOST_ROWS = 200
"""Above this many conditions rows are no way to work; the text is."""


class Line(msgspec.Struct, frozen=True):
    """One line of the panel.

    ``path`` is that of the (first) node in the tree that :func:`grouped` made; ``count`` is 2 for a range of two
    neighbouring bounds. ``depth`` is the indentation, 0 for the root's head. ``model`` is the one whose fields the
    paths of the condition start from, empty where it is not known.
    """

    kind: Kind
    path: Path
    depth: int
    nodes: tuple[Node, ...]
    model: str = ""
    shown: virtual.Shown | None = None
    sub_domain: bool = False

    @property
    def group(self) -> Path:
        """The path of the group that the line stands in."""
        return self.path[:-1]

    @property
    def node(self) -> Node:
        """The (first) node."""
        return self.nodes[0]

    @property
    def row(self) -> virtual.Row:
        """The line as the children of its group."""
        return virtual.Row(self.path[-1], len(self.nodes), self.shown)

    def same_as(self, other: Line) -> bool:
        """Whether a widget made for the other line shows this one already, wherever it stands now."""
        return (
            self.kind == other.kind
            and len(self.nodes) == len(other.nodes)
            and all(mine is theirs for mine, theirs in zip(self.nodes, other.nodes, strict=True))
        )


class Outline(msgspec.Struct, frozen=True):
    """The lines, and how many conditions there are; ``cut`` says that not all of them are among the lines."""

    lines: tuple[Line, ...]
    conditions: int
    cut: bool = False


TypeOf: TypeAlias = Callable[[str, str], tuple[str, str]]
"""Model and path give the field's type and the related model, both empty while unknown."""


def grouped(node: Node) -> Group:
    """The tree with a group at its root and in every sub-domain; branches that have them are shared."""
    whole = as_group(node)
    below = tuple(map(_with_groups, whole.children))
    if all(new is old for new, old in zip(below, whole.children, strict=True)):
        return whole
    return msgspec.structs.replace(whole, children=below)


def outline(
    root: Group, model: str, type_of: TypeOf, clock: virtual.Clock | None = None, *, most: int = MOST_ROWS
) -> Outline:
    """The lines of a tree that :func:`grouped` made; with a clock, literal dates are recognised as named ranges."""
    conditions = sum(1 for _ in leaves(root))
    found: list[Line] = []
    shown = 0
    for line in _group_lines(root, (), 0, model, _Asking(type_of, clock)):
        shown += line.kind != "group"
        if shown > most:
            return Outline(tuple(found), conditions, cut=True)
        found.append(line)
    return Outline(tuple(found), conditions)


class _Asking(msgspec.Struct, frozen=True):
    """What the walk has to know beside the tree."""

    type_of: TypeOf
    clock: virtual.Clock | None = None


def _with_groups(node: Node) -> Node:
    if isinstance(node, Group):
        return grouped(node)
    if isinstance(node, Leaf) and isinstance(node.value, SubDomain):
        inner = grouped(node.value.node)
        return node if inner is node.value.node else msgspec.structs.replace(node, value=SubDomain(inner))
    return node


def _group_lines(
    group: Group, path: Path, depth: int, model: str, ask: _Asking, *, sub: bool = False
) -> Iterator[Line]:
    yield Line("group", path, depth, (group,), model, sub_domain=sub)
    for row in virtual.rows(group, lambda field: ask.type_of(model, field)[0], clock=ask.clock):
        nodes = group.children[row.start : row.start + row.count]
        yield from _row_lines(row, nodes, (*path, row.start), depth + 1, model, ask)


def _row_lines(
    row: virtual.Row, nodes: tuple[Node, ...], path: Path, depth: int, model: str, ask: _Asking
) -> Iterator[Line]:
    node = nodes[0]
    if row.shown is not None:
        yield Line("condition", path, depth, nodes, model, row.shown)
        if isinstance(node, Leaf) and isinstance(node.value, SubDomain) and isinstance(node.value.node, Group):
            related = ask.type_of(model, node.path)[1]
            yield from _group_lines(node.value.node, (*path, 0), depth + 1, related, ask, sub=True)
    elif isinstance(node, Group):
        yield from _group_lines(node, path, depth, model, ask)
    elif isinstance(node, Const):
        yield Line("constant", path, depth, nodes, model)
    else:
        assert isinstance(node, Raw)  # a leaf always has a row
        yield Line("raw", path, depth, nodes, model)
