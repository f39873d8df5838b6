"""What the buttons and keys of a row do to the tree: pure functions from a grouped tree and a line to a new tree.

They add to ``core.domain.edit`` what the screen knows and the tree does not: a range is one row made of two
conditions, and rows move as the eye sees them, into and out of the groups they pass.
"""

from __future__ import annotations

import msgspec

from explorer.core.domain import edit, virtual
from explorer.core.domain.tree import Group, Leaf, Node, Op, Path
from explorer.ui.panels.build.outline import Line


def replaced(root: Node, line: Line, node: Node) -> Node:
    """The tree with another condition (or range) in the place of a row."""
    return virtual.set_row(root, line.group, line.row, node)


def added_below(root: Node, line: Line, node: Node) -> tuple[Node, Path]:
    """The tree with a node behind a row, at the end of a group for the group's head; and the node's path."""
    if line.kind == "group":
        count = len(edit.as_group(edit.get(root, line.path)).children)
        path: Path = (*line.path, count)
    else:
        path = (*line.group, line.path[-1] + len(line.nodes))
    return edit.insert(root, path, node), path


def duplicated(root: Node, line: Line) -> tuple[Node, Path]:
    """The tree with a row or group twice, the copy behind it; and the copy's path."""
    path = line.path
    for offset, node in enumerate(line.nodes):
        root = edit.insert(root, (*line.group, line.path[-1] + len(line.nodes) + offset), node)
        path = (*line.group, line.path[-1] + len(line.nodes))
    return root, path


def removed(root: Node, line: Line) -> Node:
    """The tree without a row or group."""
    for _ in line.nodes:
        root = edit.remove(root, line.path)
    return root


def wrapped(root: Node, line: Line) -> tuple[Node, Path]:
    """The tree with a new group around a row, of the other kind than the one it stands in; and the row's path.

    A group of the same kind would say nothing new, and a range in an "all of" would be read as the range again.
    """
    parent = edit.as_group(edit.get(root, line.group))
    op: Op = "|" if parent.op == "&" else "&"
    inner = line.nodes if len(line.nodes) == 1 else (Group("&", children=line.nodes),)
    return replaced(root, line, Group(op, children=inner)), (*line.path, 0)


def negated(root: Node, line: Line) -> Node:
    """The tree with NOT put before a row or group, or taken away."""
    if len(line.nodes) == 1:
        return edit.toggle_negate(root, line.path)
    return replaced(root, line, Group("&", negate=True, children=line.nodes))


def moved(root: Node, line: Line, step: int) -> tuple[Node, Path] | None:
    """The tree with a row one place up (-1) or down (1), into and out of groups; None at the very end.

    The second value is the row's new path.
    """
    if not line.path:
        return None
    if len(line.nodes) > 1:
        whole = Group("&", children=line.nodes)
        packed = _spliced(root, line.group, line.path[-1], len(line.nodes), (whole,))
        target = _target(packed, line.path, step)
        if target is None:
            return None
        after, path = edit.move(packed, line.path, target)
        parent = edit.get(after, path[:-1])
        if isinstance(parent, Group) and parent.op == "&":
            after = edit.ungroup(after, path)
        return after, path
    target = _target(root, line.path, step)
    return edit.move(root, line.path, target) if target is not None else None


def _target(root: Node, path: Path, step: int) -> Path | None:
    """Where a node goes, in paths of the tree before the move."""
    group, index = path[:-1], path[-1]
    parent = edit.as_group(edit.get(root, group))
    siblings = parent.children
    beside = index + step
    if 0 <= beside < len(siblings):
        neighbour = siblings[beside]
        if isinstance(neighbour, Group) and virtual.read(neighbour) is None:
            return (*group, beside, len(neighbour.children) if step < 0 else 0)
        pair = _is_pair(siblings, beside, step) if parent.op == "&" else 0
        return (*group, beside - pair) if step < 0 else (*group, beside + 1 + pair)
    if not group or not isinstance(edit.get(root, group[:-1]), Group):
        return None  # the ends of the root, and of a sub-domain: its conditions are about other records
    return group if step < 0 else (*group[:-1], group[-1] + 1)


def _is_pair(siblings: tuple[Node, ...], index: int, step: int) -> int:
    """1 when the neighbour is one end of a range that is drawn as one row, else 0."""
    first, second = (index, index + 1) if step > 0 else (index - 1, index)
    if first < 0 or second >= len(siblings):
        return 0
    a, b = siblings[first], siblings[second]
    return int(
        isinstance(a, Leaf)
        and isinstance(b, Leaf)
        and a.path == b.path
        and virtual.read(Group("&", children=(a, b)), "date") is not None
    )


def _spliced(root: Node, group: Path, start: int, count: int, nodes: tuple[Node, ...]) -> Node:
    parent = edit.as_group(edit.get(root, group))
    below = parent.children[:start] + nodes + parent.children[start + count :]
    return edit.replace(root, group, msgspec.structs.replace(parent, children=below))
