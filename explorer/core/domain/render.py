"""From the tree back to Odoo's prefix list, and to JSON or Python text for people to read.

The output is canonical: two trees mean the same request exactly when `to_json` writes the same text (rule 14).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explorer.core.call import Placeholder
from explorer.core.domain.tree import (
    LIST_OPERATORS,
    Const,
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

WIDTH = 100
"""Columns after which the values of a long list go on in the next line: one long line makes an editor slow."""

_OPERATOR_ITEMS = ("&", "|", "!")


class RenderError(ValueError):
    """The tree cannot become a list that a server could read; the message says what stands in the way."""


class UnresolvedError(RenderError):
    """Expressions are left that need a value first (rule 46): `texts` in reading order, `paths` beside them."""

    def __init__(self, found: list[tuple[Path, Expression]]) -> None:
        self.texts = tuple(dict.fromkeys(expression.text for _, expression in found))
        self.paths = tuple(path for path, _ in found)
        super().__init__(f"The domain needs a value for {', '.join(self.texts)}.")


def to_list(node: Node, explicit_and: bool = False) -> list[object]:
    """The domain as Odoo's list, ready for a Call (rules 11 to 13); variables in it stay Placeholders.

    At top level conditions joined by AND stand without `&`, unless `explicit_and`. Raises UnresolvedError
    where expressions are left, RenderError where the whole domain is a Raw that is no list.
    """
    value = to_value(node, explicit_and)
    if not isinstance(value, list):
        raise RenderError(f"The domain is no list of conditions. {node.reason if isinstance(node, Raw) else ''}")
    return value


def to_value(node: Node, explicit_and: bool = False) -> object:
    """Like `to_list`, but a whole-domain Raw comes back as it is: a Placeholder, a dictionary, ..."""
    open_ends = list(expressions(node))
    if open_ends:
        raise UnresolvedError(open_ends)
    return _plain(_top(node, explicit_and))


def to_json(node: Node, *, one_condition_a_line: bool = False, explicit_and: bool = False) -> str:
    """The domain as JSON text. Raises as `to_list` does for expressions: JSON has no words for them."""
    open_ends = list(expressions(node))
    if open_ends:
        raise UnresolvedError(open_ends)
    return _text(_top(node, explicit_and), _JSON, one_condition_a_line)


def to_python(node: Node, *, one_condition_a_line: bool = False, explicit_and: bool = False) -> str:
    """The domain as Python text, conditions as tuples, expressions as they were typed. Never raises for them."""
    return _text(_top(node, explicit_and, lenient=True), _PYTHON, one_condition_a_line)


def same_domain(left: Node, right: Node) -> bool:
    """Whether both trees write the same domain: the "modified" mark compares by this (rule 14)."""
    return to_python(left) == to_python(right)


def raw_text(raw: Raw) -> str:
    """What a Raw node holds, as text to show: a text as it is, an expression's source, else JSON."""
    if isinstance(raw.value, str):
        return raw.value
    return _inline(raw.value, _PYTHON if list(expressions(raw)) else _JSON)


class _Item(msgspec.Struct, frozen=True):
    """A condition on its way to text; told from a plain list of values by its type."""

    parts: tuple[object, ...]


class _Items(msgspec.Struct, frozen=True):
    """A domain's list on its way to text."""

    items: tuple[object, ...]


def _top(node: Node, explicit_and: bool = False, lenient: bool = False) -> object:
    """The domain's own list: without the brackets of a needless group around it, and without leading `&`s."""
    while isinstance(node, Group) and len(node.children) == 1 and not node.negate:
        node = node.children[0]
    if isinstance(node, Raw) and node.whole and not node.negate:
        return node.value
    items: list[object] = []
    if isinstance(node, Group) and node.op == "&" and not node.negate:
        if explicit_and:
            items.extend("&" * (len(node.children) - 1))
        for child in node.children:
            _emit(child, items, lenient)
    else:
        _emit(node, items, lenient)
    return _Items(tuple(items))


def _emit(node: Node, items: list[object], lenient: bool) -> None:
    """Appends a node in prefix notation: exactly one term."""
    if node.negate:
        items.append("!")
    if isinstance(node, Leaf):
        items.append(_condition(node, lenient))
    elif isinstance(node, Const):
        items.append(_constant(node.value))
    elif isinstance(node, Raw):
        if node.whole and not lenient:
            raise RenderError(f"A part of the domain is no condition. {node.reason}")
        items.append(_spread(node.value) if node.whole else node.value)
    elif not node.children:  # rule 13; the negation stands before it already
        items.append(_constant(node.op == "&"))
    else:
        items.extend(node.op * (len(node.children) - 1))
        for child in node.children:
            _emit(child, items, lenient)


def _spread(value: Value) -> Value:
    """A whole domain among conditions: for an expression Python has a way to write that."""
    return Expression(f"*({value.text}\n)") if isinstance(value, Expression) else value


def _constant(value: bool) -> _Item:
    return _Item((int(value), "=", 1))


def _condition(leaf: Leaf, lenient: bool) -> _Item:
    operator, value = leaf.operator, leaf.value
    if isinstance(value, SubDomain):
        return _Item((leaf.path, operator, _top(value.node, lenient=lenient)))
    if operator.lower() in LIST_OPERATORS:
        return _Item((leaf.path, operator, _as_list(value)))
    if isinstance(value, tuple) and value and operator in _LIST_EQUALITY:
        return _Item((leaf.path, _LIST_EQUALITY[operator], _as_list(value)))  # rule 29
    if isinstance(value, tuple):
        return _Item((leaf.path, operator, tuple(False if item is None else item for item in value)))
    return _Item((leaf.path, operator, False if value is None else value))


_LIST_EQUALITY = {"=": "in", "==": "in", "!=": "not in", "<>": "not in"}


def _as_list(value: Value) -> Value:
    """Rule 30: always a list, in order, each value once; 1, 1.0, true and "1" are different values.

    True and False alone stay: before 19.0 `in true` means "is set".
    """
    if isinstance(value, bool | Expression | SubDomain) or is_placeholder(value):
        return value
    if value is None:
        return (False,)
    if not isinstance(value, tuple):
        return (value,)
    kept: dict[tuple[type, object], Value] = {}
    for item in value:
        plain = False if item is None else item
        kept.setdefault((type(plain), repr(plain) if isinstance(plain, tuple | dict) else plain), plain)
    return tuple(kept.values())


def _plain(value: object) -> object:
    """Tuples as lists and items as what they hold: what json.loads would have returned."""
    if isinstance(value, _Items):
        return [_plain(item) for item in value.items]
    if isinstance(value, _Item):
        return [_plain(part) for part in value.parts]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


class _Style(msgspec.Struct, frozen=True):
    scalar: Callable[[object], str]
    opening: str
    closing: str


def _text(value: object, style: _Style, one_condition_a_line: bool) -> str:
    return _block(value, style, "") if one_condition_a_line else _inline(value, style)


def _inline(value: object, style: _Style) -> str:
    if isinstance(value, _Items):
        return "[" + ", ".join([_inline(item, style) for item in value.items]) + "]"
    if isinstance(value, _Item):
        return style.opening + ", ".join([_inline(part, style) for part in value.parts]) + style.closing
    if isinstance(value, tuple):
        return "[" + ", ".join([_inline(item, style) for item in value]) + "]"
    if isinstance(value, dict):
        pairs = [f"{style.scalar(key)}: {_inline(item, style)}" for key, item in value.items()]
        return "{" + ", ".join(pairs) + "}"
    return style.scalar(value)


def _block(value: object, style: _Style, indent: str) -> str:
    if not isinstance(value, _Items) or not value.items:
        return _inline(value, style)
    inner = indent + "  "
    lines: list[str] = []
    operators: list[str] = []
    for item in value.items:
        if isinstance(item, str) and item in _OPERATOR_ITEMS:
            operators.append(style.scalar(item))
            if len(operators) * 5 > WIDTH:
                lines.append(inner + ", ".join(operators))
                operators = []
            continue
        text = _condition_block(item, style, inner) if isinstance(item, _Item) else _inline(item, style)
        lines.append(inner + ", ".join([*operators, text]))
        operators = []
    return "[\n" + ",\n".join(lines) + f"\n{indent}]"


def _condition_block(item: _Item, style: _Style, indent: str) -> str:
    path, operator, value = item.parts
    head = f"{style.opening}{style.scalar(path)}, {style.scalar(operator)}, "
    if isinstance(value, _Items) and len(value.items) > 1:
        return head + _block(value, style, indent) + style.closing
    text = _inline(value, style)
    if isinstance(value, tuple) and len(head) + len(text) > WIDTH:
        text = _filled([_inline(part, style) for part in value], indent)
    return head + text + style.closing


def _filled(texts: list[str], indent: str) -> str:
    """A list of values in lines of about WIDTH columns."""
    lines, line = [], ""
    for text in texts:
        if line and len(indent) + len(line) + len(text) > WIDTH:
            lines.append(line.rstrip())
            line = ""
        line += text + ", "
    lines.append(line.rstrip(", "))
    return "[\n" + "\n".join(f"{indent}  {text}" for text in lines) + f"\n{indent}]"


def _json_scalar(value: object) -> str:
    if isinstance(value, Placeholder):
        return str(value)
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # half of a surrogate pair: only an escape can say it
        import json

        return json.dumps(value)


def _python_scalar(value: object) -> str:
    if isinstance(value, Expression):
        return value.text
    return str(value) if isinstance(value, Placeholder) else repr(value)


_JSON = _Style(_json_scalar, "[", "]")
_PYTHON = _Style(_python_scalar, "(", ")")
