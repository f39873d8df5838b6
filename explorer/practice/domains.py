"""The strict reader of domains: a list becomes a tree, or an error with Odoo's own words for the mistake.

A tree is a tuple: `("&", [trees])`, `("|", [trees])`, `("!", tree)`, `("?", bool)`,
`("leaf", (field path, operator, value))` or `("!any", leaf)`, the opposite of a dotted path in 17.0.
17.0 and 19.0 read differently and complain differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Leaf = tuple[Any, Any, Any]
Tree = tuple[Any, ...]

TRUE_LEAF = (1, "=", 1)
FALSE_LEAF = (0, "=", 1)
TRUE: Tree = ("?", True)
FALSE: Tree = ("?", False)

NEGATIVE = ("!=", "not like", "not ilike", "not in", "not =like", "not =ilike", "not any")

INVERSE = {
    "<": ">=",
    ">": "<=",
    "<=": ">",
    ">=": "<",
    "=": "!=",
    "!=": "=",
    "in": "not in",
    "not in": "in",
    "like": "not like",
    "not like": "like",
    "ilike": "not ilike",
    "not ilike": "ilike",
    "any": "not any",
    "not any": "any",
}
"""The operators that 17.0 turns round when a condition is negated; it puts NOT before the others."""

_COMMON = ("=", "!=", "<=", "<", ">", ">=", "=?", "=like", "=ilike", "like", "not like", "ilike", "not ilike")
OPERATORS_17 = (*_COMMON, "in", "not in", "child_of", "parent_of", "any", "not any", "<>")
OPERATORS_19 = (
    *_COMMON,
    "in",
    "not in",
    "child_of",
    "parent_of",
    "any",
    "not any",
    "<>",
    "==",
    "not =like",
    "not =ilike",
)

_ARITY = {"!": 1, "&": 2, "|": 2}


def conditions(tree: Tree) -> Iterable[Leaf]:
    """The conditions of a tree, without those inside `any`."""
    if tree[0] in ("leaf", "!any"):
        yield tree[1]
    elif tree[0] == "!":
        yield from conditions(tree[1])
    elif tree[0] in ("&", "|"):
        for child in tree[1]:
            yield from conditions(child)


def normalize_17(domain: object) -> list[Any]:
    """Make the implied `&` explicit. Raises what 17.0 raises (17.0/135, 17.0/138, 17.0/140)."""
    if not isinstance(domain, list | tuple):
        raise AssertionError("Domains to normalize must have a 'domain' form: a list or tuple of domain components")
    if not domain:
        return [TRUE_LEAF]
    result: list[Any] = []
    expected = 1
    for token in domain:
        if expected == 0:
            result[0:0] = ["&"]
            expected = 1
        if isinstance(token, list | tuple):
            expected -= 1
            result.append(tuple(token))
        else:
            expected += _ARITY.get(token, 0) - 1
            result.append(token)
    if expected:
        raise ValueError(f"Domain {domain} is syntactically not correct.")
    return result


def is_false_17(domain: object) -> bool:
    """Whether 17.0 sees without asking the database that nothing matches; trips as it does (17.0/131, 139)."""
    stack: list[int] = []
    for item in reversed(normalize_17(domain)):
        if item == "&":
            stack.append(min(stack.pop(), stack.pop()))
        elif item == "|":
            stack.append(max(stack.pop(), stack.pop()))
        elif item == "!":
            stack.append(-stack.pop())
        elif item == TRUE_LEAF:
            stack.append(1)
        elif item == FALSE_LEAF or (item[1] == "in" and not item[2]):
            stack.append(-1)
        elif item[1] == "not in" and not item[2]:
            stack.append(1)
        else:
            stack.append(0)
    return stack.pop() == -1


def read_17(domain: object) -> Tree:
    """A domain as 17.0 takes it; conditions are checked when they are turned into SQL."""
    stack: list[Tree] = []
    for item in reversed(normalize_17(domain)):
        if isinstance(item, str) and item == "!":
            stack.append(negate_17(stack.pop()))
        elif isinstance(item, str) and item in ("&", "|"):
            first, second = stack.pop(), stack.pop()
            left_part = first[1] if first[0] == item else [first]
            right_part = second[1] if second[0] == item else [second]
            stack.append((item, [*left_part, *right_part]))
        else:
            left, operator, right = item
            if item == TRUE_LEAF:
                stack.append(TRUE)
            elif item == FALSE_LEAF:
                stack.append(FALSE)
            else:
                stack.append(("leaf", (left, operator, right)))
    return stack[0] if len(stack) == 1 else ("&", stack[::-1])


def negate_17(tree: Tree) -> Tree:
    """Push a `!` down to the conditions, where the operator is turned round if it has an opposite."""
    kind = tree[0]
    if kind == "?":
        return ("?", not tree[1])
    if kind == "!":
        return tree[1]  # type: ignore[no-any-return]  # a tree by construction
    if kind == "&":
        return ("|", [negate_17(child) for child in tree[1]])
    if kind == "|":
        return ("&", [negate_17(child) for child in tree[1]])
    if kind == "!any":
        return ("leaf", tree[1])
    left, operator, right = tree[1]
    # A dotted path is `any` by the time 17.0 negates it, so its opposite is "not any".
    if isinstance(left, str) and "." in left:
        return ("!any", tree[1])
    if isinstance(operator, str) and operator in INVERSE:
        return ("leaf", (left, INVERSE[operator], right))
    return ("!", tree)


def _join(kind: str, trees: Sequence[Tree]) -> Tree:
    """AND or OR of trees, with true and false folded away as 19.0 does at once."""
    folds_to = kind == "|"
    kept: list[Tree] = []
    for tree in trees:
        if tree[0] == "?":
            if tree[1] is folds_to:
                return tree
        elif tree[0] == kind:
            kept += tree[1]
        else:
            kept.append(tree)
    if len(kept) == 1:
        return kept[0]
    return (kind, kept) if kept else ("?", not folds_to)


def _negate_19(tree: Tree) -> Tree:
    if tree[0] == "?":
        return ("?", not tree[1])
    if tree[0] == "!":
        return tree[1]  # type: ignore[no-any-return]  # a tree by construction
    return ("!", tree)


def read_19(domain: object) -> Tree:
    """A domain as 19.0 takes it. Raises TypeError and ValueError with its words (19.0/131 to 140)."""
    if domain is True or domain == []:
        return TRUE
    if domain is False:
        return FALSE
    if not isinstance(domain, list | tuple):
        raise TypeError(f"Domain() invalid argument type for domain: {domain!r}")
    stack: list[Tree] = []
    try:
        for item in reversed(domain):
            stack.append(_item_19(item, stack))
    except IndexError:
        raise ValueError(f"Domain() malformed domain {domain!r}") from None
    return stack[0] if len(stack) == 1 else _join("&", stack[::-1])


def _item_19(item: object, stack: list[Tree]) -> Tree:
    if isinstance(item, list | tuple) and len(item) == 3:
        return _condition_19(*item)
    if isinstance(item, bool):
        return ("?", item)
    if item == "!":
        return _negate_19(stack.pop())
    if item in ("&", "|"):
        return _join(str(item), [stack.pop(), stack.pop()])
    raise ValueError(f"Domain() invalid item in domain: {item!r}")


def _condition_19(left: object, operator: Any, right: object) -> Tree:
    if not isinstance(left, str):
        if (left, operator, right) == TRUE_LEAF:
            return TRUE
        if (left, operator, right) == FALSE_LEAF:
            return FALSE
        raise TypeError(f"Domain() invalid arguments: {(left, operator, right)!r}")
    leaf = (left, operator, right)
    if not left:
        raise TypeError(f"Empty field name in condition {leaf!r}")
    if not isinstance(operator, str) or operator.lower() not in OPERATORS_19:
        if operator in ("any!", "not any!"):
            raise ValueError(f"Domain() invalid item in domain: {list(leaf)!r}")
        raise ValueError(f"Invalid operator in condition {leaf!r}")
    return ("leaf", (left, operator.lower(), False if right is None else right))
