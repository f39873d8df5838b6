"""Rewriting a tree into one that means the same: NOT pushed down to the conditions, old spellings replaced.

Only ever done when a person asks for it: Odoo's own editor does some of it while reading, and changes meanings.
"""

from __future__ import annotations

import msgspec

from explorer.core.domain.operators import flip, normalise_operator
from explorer.core.domain.tree import Const, Group, Leaf, Node, Op, Raw, SubDomain

_OTHER: dict[Op, Op] = {"&": "|", "|": "&"}


def push_not_down(node: Node, series: object = "19.0") -> Node:
    """The tree with every NOT as close to the conditions as it can go, by De Morgan (rule 16).

    A condition takes the opposite operator only where that is safe (`flippable`); otherwise NOT stays on it:
    inequalities lose the empty records when turned round (rule 18), dotted paths mean another thing (rule 19).
    """
    if isinstance(node, Group):
        op = _OTHER[node.op] if node.negate else node.op
        below = (msgspec.structs.replace(child, negate=child.negate != node.negate) for child in node.children)
        return Group(op, children=tuple(push_not_down(child, series) for child in below))
    if isinstance(node, Const):
        return Const(node.value != node.negate)
    if not isinstance(node, Leaf):
        return node
    if isinstance(node.value, SubDomain):
        node = msgspec.structs.replace(node, value=SubDomain(push_not_down(node.value.node, series)))
    opposite = flippable(node, series)
    if not node.negate or opposite is None:
        return node
    return msgspec.structs.replace(node, operator=opposite, negate=False)


def flippable(leaf: Leaf, series: object = "19.0") -> str | None:
    """The operator that says the exact opposite of this condition's, or None where NOT has to stay (rules 17 to 20).

    An opposite exists for paths without a dot only.
    """
    if "." in leaf.path:
        return None
    return flip(leaf.operator, series)


def normalised(node: Node) -> Node:
    """The tree with every operator in the spelling that all series read (rule 42)."""
    if isinstance(node, Group):
        return msgspec.structs.replace(node, children=tuple(normalised(child) for child in node.children))
    if not isinstance(node, Leaf):
        return node
    value = SubDomain(normalised(node.value.node)) if isinstance(node.value, SubDomain) else node.value
    return msgspec.structs.replace(node, operator=normalise_operator(node.operator), value=value)


ARCHIVED_TOO = Leaf("active", "in", (True, False))
"""The condition that makes Odoo return archived records as well: it is always true, but it names `active` (rule 43)."""


def includes_archived(root: Node) -> bool:
    """Whether archived records are found: Odoo hides them unless a condition outside of sub-domains names `active`."""
    if isinstance(root, Group):
        return any(includes_archived(child) for child in root.children)
    if isinstance(root, Raw):
        return isinstance(root.value, tuple) and bool(root.value) and root.value[0] == "active"
    return isinstance(root, Leaf) and root.path == "active"


def with_archived(root: Node, on: bool) -> Node:
    """The tree with the condition that includes archived records added or taken away.

    It stands in the outermost "all of" group; other conditions on `active` are a person's own and stay.
    """
    outer = root if isinstance(root, Group) and root.op == "&" and not root.negate else Group("&", children=(root,))
    others = tuple(child for child in outer.children if not is_archived_switch(child))
    if on and not includes_archived(Group("&", children=others)):
        return Group("&", children=(*others, ARCHIVED_TOO))
    return root if len(others) == len(outer.children) else Group("&", children=others)


def is_archived_switch(node: Node) -> bool:
    """Whether a condition is the switch itself, which a builder shows as a box to tick and not as a row."""
    return (
        isinstance(node, Leaf)
        and not node.negate
        and (node.path, node.operator) == ("active", "in")
        and isinstance(node.value, tuple)
        and {repr(item) for item in node.value} == {"True", "False"}
    )
