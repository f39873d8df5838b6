"""Changes to a domain tree, each a pure function from a tree and a path to a new tree.

Untouched branches are shared between the old tree and the new one, which makes undo a matter of keeping
trees. Every function raises IndexError for a path that leads nowhere, and nothing else.
"""

from __future__ import annotations

import msgspec

from explorer.core.domain.tree import (
    EMPTY,
    Connector,
    Const,
    Group,
    Leaf,
    Node,
    Op,
    Path,
    Raw,
    SubDomain,
    children,
    connector_parts,
    walk,
)


def get(root: Node, path: Path) -> Node:
    """The node at a path."""
    node = root
    for index in path:
        below = children(node)
        _check(index, len(below))
        node = below[index]
    return node


def replace(root: Node, path: Path, node: Node) -> Node:
    """The tree with another node at a path."""
    if not path:
        return node
    below = children(root)
    _check(path[0], len(below))
    return _with_child(root, path[0], replace(below[path[0]], path[1:], node))


def as_group(root: Node) -> Group:
    """The tree with a group at its root, as a builder shows it: a lone condition becomes "all of" one."""
    return root if isinstance(root, Group) else Group("&", children=(root,))


def insert(root: Node, path: Path, node: Node) -> Node:
    """The tree with a node added so that it stands at `path`; what stood there moves on by one.

    Where the parent is a lone condition (the root, or a whole sub-domain), both become an "all of" group.
    """
    if not path:
        raise IndexError("A node is inserted into a group: the path needs an index.")
    parent = as_group(get(root, path[:-1]))
    _check(path[-1], len(parent.children) + 1)
    return replace(root, path[:-1], _spliced(parent, path[-1], 0, (node,)))


def append(root: Node, group: Path, node: Node) -> Node:
    """The tree with a node added at the end of the group at a path."""
    return insert(root, (*group, len(as_group(get(root, group)).children)), node)


def remove(root: Node, path: Path) -> Node:
    """The tree without the node at a path.

    A group that loses its last child goes too, since an empty one would match everything or nothing; at the
    root and as a whole sub-domain an empty "all of" stays.
    """
    get(root, path)
    while path:
        parent = get(root, path[:-1])
        if not isinstance(parent, Group):
            return replace(root, path, EMPTY)
        if len(parent.children) > 1:
            return replace(root, path[:-1], _spliced(parent, path[-1], 1, ()))
        path = path[:-1]
    return EMPTY


def wrap(root: Node, path: Path, op: Op = "&") -> Node:
    """The tree with a new group around the node at a path; its meaning stays."""
    return replace(root, path, Group(op, children=(get(root, path),)))


def ungroup(root: Node, path: Path) -> Node:
    """The tree with a group's children in its place, among its parent's.

    A negated group hands its NOT to each child. A root (or whole sub-domain) with one child becomes this
    child; with several there is nowhere to put them, and the tree stays as it is, as it does for a leaf.
    """
    group = get(root, path)
    if not isinstance(group, Group):
        return root
    freed = tuple(negated(child) for child in group.children) if group.negate else group.children
    parent = get(root, path[:-1]) if path else None
    if isinstance(parent, Group):
        if not freed:
            return remove(root, path)
        return replace(root, path[:-1], _spliced(parent, path[-1], 1, freed))
    return replace(root, path, freed[0]) if len(freed) == 1 else root


def duplicate(root: Node, path: Path) -> Node:
    """The tree with the node at a path twice, the copy behind it; a lone root becomes "all of" both."""
    node = get(root, path)
    if path and isinstance(get(root, path[:-1]), Group):
        return insert(root, (*path[:-1], path[-1] + 1), node)
    return replace(root, path, Group("&", children=(node, node)))


def move(root: Node, source: Path, target: Path) -> tuple[Node, Path]:
    """The tree with the node from `source` in front of what stands at `target`, and the node's new path.

    Both paths are of the tree before the move; the last index of `target` may be the length of its group.
    A node cannot go into itself: IndexError. A group that loses its last child goes (see `remove`).
    """
    node = get(root, source)
    if source and target == source:
        return root, source
    if target[: len(source)] == source:
        raise IndexError("A group cannot be moved into itself.")
    gap, goal = Raw(None, "the place left"), Raw(None, "the place reached")
    marked = insert(replace(root, source, gap), target, goal)
    closed = remove(marked, _find(marked, gap))
    reached = _find(closed, goal)
    return replace(closed, reached, node), reached


def set_connector(root: Node, path: Path, name: Connector) -> Node:
    """The tree with a group that reads "all", "any", "none" or "not_all" (rule 15); a leaf is wrapped first."""
    op, negate = connector_parts(name)
    return replace(root, path, msgspec.structs.replace(as_group(get(root, path)), op=op, negate=negate))


def toggle_negate(root: Node, path: Path) -> Node:
    """The tree with NOT added to the node at a path, or taken from it."""
    return replace(root, path, negated(get(root, path)))


def negated(node: Node) -> Node:
    """The node with NOT added or taken away; nothing else changes (rules 16 to 20)."""
    return msgspec.structs.replace(node, negate=not node.negate)


def new_branch(parent: Group, leaf: Leaf) -> Group:
    """A group to add below another: the opposite operator, and the condition twice, ready to be changed."""
    return Group("|" if parent.op == "&" else "&", children=(leaf, leaf))


def simplify(node: Node) -> Node:
    """The shortest tree that means the same: constants folded, needless groups and double NOT gone.

    Conditions stay, also those that can never be true: what the server makes of them is for `check` to say.
    """
    simple = _simplified(node)
    if isinstance(simple, Const) and simple.value:
        return EMPTY
    return simple


def _simplified(node: Node) -> Node:
    if isinstance(node, Const):
        return Const(node.value != node.negate)
    if isinstance(node, Leaf) and isinstance(node.value, SubDomain):
        return msgspec.structs.replace(node, value=SubDomain(simplify(node.value.node)))
    if not isinstance(node, Group):
        return node
    decisive = node.op == "|"  # the constant that settles the group whatever the rest says
    kept: list[Node] = []
    for child in node.children:
        simple = _simplified(child)
        if isinstance(simple, Const):
            if simple.value == decisive:
                return Const(decisive != node.negate)
        elif isinstance(simple, Group) and simple.op == node.op and not simple.negate:
            kept.extend(simple.children)
        else:
            kept.append(simple)
    if not kept:
        return Const((not decisive) != node.negate)
    if len(kept) == 1:
        return _simplified(negated(kept[0])) if node.negate else kept[0]
    return Group(node.op, node.negate, tuple(kept))


def _check(index: int, count: int) -> None:
    if not 0 <= index < count:
        raise IndexError(f"There is no item {index} here.")


def _with_child(parent: Node, index: int, child: Node) -> Node:
    if isinstance(parent, Group):
        return _spliced(parent, index, 1, (child,))
    if isinstance(parent, Leaf):
        return msgspec.structs.replace(parent, value=SubDomain(child))
    raise IndexError("This node has nothing below it.")


def _spliced(group: Group, start: int, count: int, nodes: tuple[Node, ...]) -> Group:
    below = group.children[:start] + nodes + group.children[start + count :]
    return msgspec.structs.replace(group, children=below)


def _find(root: Node, wanted: Node) -> Path:
    return next(path for path, node in walk(root) if node is wanted)
