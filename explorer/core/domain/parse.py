"""From a domain as Odoo or a person writes it to the tree: lists, JSON text, Python text.

Reading is tolerant and keeps everything: what is no condition becomes a Raw node with its reason, and only
what has no reading at all (a missing operand, text that does not parse) raises, saying where and what to do.
"""

from __future__ import annotations

from collections import deque

import msgspec

from explorer.core.call import Placeholder
from explorer.core.domain.tree import (
    EMPTY,
    MAX_DEPTH,
    OPERATORS,
    SUBDOMAIN_OPERATORS,
    Const,
    Expression,
    Group,
    Leaf,
    Node,
    Op,
    Path,
    Raw,
    SubDomain,
    Value,
    children,
    freeze,
    is_placeholder,
)

_JOINS: dict[str, Op] = {"&": "&", "|": "|"}
_PREFIX = frozenset("&|!")


class DomainError(ValueError):
    """A domain with no reading. The message is a sentence for a person that says what to do.

    `position`: indexes into the list, from outside in (`(2,)` is the third item; `(0, 2, 1)` lies in the
    sub-domain of the first). `line` and `column` count from 1 and are given where the domain came as text.
    """

    def __init__(self, message: str, position: Path = (), line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.line = line
        self.column = column


class _Open:
    """A group while it is read: children can be added at both ends without copying them each time."""

    def __init__(self, op: Op) -> None:
        self.op = op
        self.negate = False
        self.items: deque[Node] = deque()

    def append(self, term: _Open | Node) -> None:
        if isinstance(term, _Open) and term.op == self.op and not term.negate:
            self.items.extend(term.items)
        else:
            self.items.append(_close(term))


def parse_text(text: str) -> Node:
    """The tree of a domain written as JSON or as Python (rules 8 and 44); empty text is the empty domain.

    Single quotes, tuples, True/False/None beside true/false/null, trailing commas and comments are read;
    other Python becomes an Expression, and `{{name}}` without quotes a Placeholder.
    Raises DomainError with line and column.
    """
    stripped = text.strip()
    if not stripped:
        return EMPTY
    try:
        value = msgspec.json.decode(stripped)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        value = None
    if value is None or isinstance(value, float | str):
        from explorer.core.domain import source

        return source.parse_python(text)
    try:
        return parse_list(value)
    except DomainError as error:
        from explorer.core.domain import source

        raise source.located(error, text) from None


def parse_list(value: object) -> Node:
    """The tree of a domain as a Python value, such as json.loads returns (lists or tuples; rules 1 to 10).

    `[]` and True are the domain that matches everything, False the one that matches nothing (rule 7). A value
    that is no list comes back as a Raw with `whole` set. Raises DomainError, naming the item, for an operator
    without its operands and for more than MAX_DEPTH levels.
    """
    try:
        return _parse(value, ())
    except RecursionError:
        raise DomainError(_too_deep(), ()) from None


def _parse(value: object, at: Path) -> Node:
    if isinstance(value, bool):
        return EMPTY if value else Const(value)
    if not isinstance(value, list | tuple):
        return Raw(freeze(value), _why_no_list(value), whole=True)
    if _is_bare_condition(value):
        reason = "This is one condition without its own brackets: a domain is a list of conditions."
        return Raw(freeze(value), reason, whole=True)
    stack: list[_Open | Node] = []
    # From right to left every operand is known before its operator, so no recursion and no lookahead.
    for index in range(len(value) - 1, -1, -1):
        item = value[index]
        if not isinstance(item, str) or item not in _PREFIX:
            stack.append(_term(item, (*at, index)))
        elif item == "!":
            _need(stack, 1, item, (*at, index))
            stack.append(_negated(stack.pop()))
        else:
            _need(stack, 2, item, (*at, index))
            stack.append(_joined(_JOINS[item], stack.pop(), stack.pop()))
    root = _top(stack)
    if _deeper_than(root, MAX_DEPTH):
        raise DomainError(_too_deep(), at)
    return root


def _top(stack: list[_Open | Node]) -> Node:
    """What is left over is joined by an implicit AND (rule 2); one term alone stays as it is."""
    if len(stack) == 1:
        return _close(stack[0])
    group = _Open("&")
    while stack:
        group.append(stack.pop())
    return _close(group)


def _need(stack: list[_Open | Node], count: int, op: str, at: Path) -> None:
    if len(stack) >= count:
        return
    found = "nothing" if not stack else "only one"
    wanted = "two conditions" if count == 2 else "a condition"
    raise DomainError(
        f'The "{op}" at item {_spoken(at)} needs {wanted} after it and finds {found}: '
        f'add what is missing, or remove the "{op}".',
        at,
    )


def _spoken(at: Path) -> str:
    """`2`, or `1 of the sub-domain of item 0`; the 2 between them is the condition's value."""
    text = str(at[-1])
    for index in reversed(at[:-1:2]):
        text += f" of the sub-domain of item {index}"
    return text


def _joined(op: Op, left: _Open | Node, right: _Open | Node) -> _Open:
    if isinstance(left, _Open) and left.op == op and not left.negate:
        left.append(right)
        return left
    if isinstance(right, _Open) and right.op == op and not right.negate:
        right.items.appendleft(_close(left))
        return right
    group = _Open(op)
    group.append(left)
    group.append(right)
    return group


def _negated(term: _Open | Node) -> _Open | Node:
    if isinstance(term, _Open):
        term.negate = not term.negate
        return term
    return msgspec.structs.replace(term, negate=not term.negate)  # rule 5


def _close(term: _Open | Node) -> Node:
    return Group(term.op, term.negate, tuple(term.items)) if isinstance(term, _Open) else term


def _term(item: object, at: Path) -> Node:
    """A condition, a constant, or a Raw that says why it is neither."""
    if isinstance(item, bool):  # 19.0 reads a bare true or false as a constant
        return Const(item)
    if not isinstance(item, list | tuple):
        return Raw(freeze(item), _why_no_condition(item))
    if len(item) != 3:
        return Raw(freeze(item), _why_not_three(item))
    path, operator, value = item
    if isinstance(path, int | float) and path in (0, 1) and operator == "=" and value == 1:  # rule 6
        return Const(bool(path))
    if not isinstance(path, str) or not isinstance(operator, str):
        return Raw(freeze(item), _why_no_leaf(path, operator))
    if operator.lower() in SUBDOMAIN_OPERATORS:
        return _sub_domain(path, operator, value, at)
    return Leaf(path, operator, _without_none(freeze(value)))


def _sub_domain(path: str, operator: str, value: object, at: Path) -> Node:
    if isinstance(value, list | tuple):
        return Leaf(path, operator, SubDomain(_parse(value, (*at, 2))))
    if isinstance(value, Expression | SubDomain | Placeholder) or (isinstance(value, str) and is_placeholder(value)):
        return Leaf(path, operator, value)
    return Raw(freeze([path, operator, value]), f'"{operator}" needs a domain, a list of conditions, as its value.')


def _without_none(value: Value) -> Value:
    """Rule 26: the server turns null into false, also inside the list of an `in`."""
    if value is None:
        return False
    if isinstance(value, tuple):
        return tuple(False if item is None else item for item in value)
    return value


def _is_bare_condition(value: list[object] | tuple[object, ...]) -> bool:
    if len(value) != 3 or not isinstance(value[0], str) or not isinstance(value[1], str):
        return False
    path, operator, operand = value[0], value[1], value[2]
    if path in _PREFIX or operator in _PREFIX or is_placeholder(path):
        return False
    return operator.lower() in OPERATORS or not isinstance(operand, list | tuple)


def _deeper_than(root: Node, limit: int) -> bool:
    level: list[Node] = [root]
    for _ in range(limit):
        level = [child for node in level for child in children(node)]
        if not level:
            return False
    return True


def _too_deep() -> str:
    return f"The domain is nested more than {MAX_DEPTH} levels deep: take some of the groups or brackets away."


def _why_no_list(value: object) -> str:
    if is_placeholder(value):
        return "The whole domain comes from a variable."
    if isinstance(value, Expression):
        return "The whole domain is an expression that only Odoo's own screens evaluate."
    if isinstance(value, dict):
        return 'A domain is a list of conditions such as [["name", "=", "x"]], not an object.'
    return 'A domain is a list of conditions such as [["name", "=", "x"]].'


def _why_no_condition(item: object) -> str:
    if is_placeholder(item):
        return "This condition comes from a variable."
    if isinstance(item, Expression):
        return "This condition is an expression that only Odoo's own screens evaluate."
    if isinstance(item, str):
        return f'"{item}" is neither a condition nor one of the operators &, | and !.'
    return "This is no condition: a condition is a field, an operator and a value in brackets."


def _why_not_three(item: list[object] | tuple[object, ...]) -> str:
    if item and all(isinstance(part, list | tuple) for part in item):
        return "There is one pair of brackets too many: this is a list of conditions, not a condition."
    return f"A condition has three parts, a field, an operator and a value; this has {len(item)}."


def _why_no_leaf(path: object, operator: object) -> str:
    if isinstance(path, Expression):
        return "The field of this condition is an expression that only Odoo's own screens evaluate."
    if isinstance(operator, Expression):
        return "The operator of this condition is an expression that only Odoo's own screens evaluate."
    if isinstance(path, list | tuple) and isinstance(operator, list | tuple):
        return "There is one pair of brackets too many: this is a list of conditions, not a condition."
    if isinstance(path, int | float):
        return 'Only [1, "=", 1] (always) and [0, "=", 1] (never) begin with a number.'
    return "A condition begins with the name of a field and an operator, both as text."
