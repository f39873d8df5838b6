"""Values for the expressions of views and favourites, which no server evaluates over its API (rules 44 to 47).

A small evaluator over Python's syntax tree knows dates, arithmetic and the user's context, and nothing else:
no attribute, call or operator outside of its tables, so that a pasted domain can do no harm.
"""

from __future__ import annotations

import ast
import operator
import warnings
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

import msgspec

from explorer.core.domain.parse import parse_list
from explorer.core.domain.relative import add_months
from explorer.core.domain.tree import Expression, Group, Leaf, Node, Raw, SubDomain, Value, expressions, freeze


class Scope(msgspec.Struct, frozen=True):
    """What expressions may ask for.

    `now` is the person's local time, `utc_offset` what it is ahead of UTC. `values` holds what a person typed
    for names nobody knows, by their source: `{"parent.partner_id": 7}`.
    """

    now: datetime
    uid: int | None = None
    context: Mapping[str, object] = {}
    utc_offset: timedelta = timedelta(0)
    values: Mapping[str, object] = {}


class ExpressionError(ValueError):
    """An expression without a value; `needs` names what a person could type a value for (rule 46)."""

    def __init__(self, message: str, needs: str = "") -> None:
        super().__init__(message)
        self.needs = needs


class Delta(msgspec.Struct, frozen=True):
    """`relativedelta(...)`: plural names add, singular ones set; applied to dates as dateutil does."""

    months: int = 0
    span: timedelta = timedelta(0)
    parts: tuple[tuple[str, int], ...] = ()
    weekday: int | None = None

    def added_to(self, moment: date, sign: int = 1) -> date:
        """The date, or date and time, moved by this much. Raises ValueError and OverflowError beyond the calendar."""
        full = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        parts = dict(self.parts)
        day = parts.pop("day", moment.day)
        full = add_months(_with_parts(full.replace(day=1), parts), sign * self.months)
        full = full.replace(day=min(day, monthrange(full.year, full.month)[1])) + sign * self.span
        if self.weekday is not None:
            full += timedelta(days=(self.weekday - full.weekday()) % 7)
        has_time = isinstance(moment, datetime) or self.span.seconds or {"hour", "minute", "second"} & set(parts)
        return full if has_time else full.date()


def problem(text: str) -> str | None:
    """Why a typed expression is no Python expression, as a sentence; None where it is one."""
    try:
        _parsed(text)
        listed = _quiet_parse("[" + text + "\n]")
    except (ExpressionError, SyntaxError, ValueError):
        listed = None
    if isinstance(listed, ast.List) and len(listed.elts) == 1:
        return None
    return _no_expression(text)


def evaluate(text: str, scope: Scope) -> Value:
    """The value of an expression as a domain holds it: dates as Odoo's text, lists as tuples.

    Raises ExpressionError, naming what is unknown.
    """
    text = text.strip().removeprefix("*")
    if text in scope.values:
        return freeze(scope.values[text])
    try:
        return _as_value(_Evaluation(scope).value(_parsed(text)))
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError(f"{text} cannot be worked out: {error}.") from None


def resolved(root: Node, scope: Scope) -> Node:
    """The tree with a value in the place of every expression that has one; the others stay."""
    if isinstance(root, Group):
        return msgspec.structs.replace(root, children=tuple(resolved(child, scope) for child in root.children))
    if isinstance(root, Leaf):
        if isinstance(root.value, SubDomain):
            return msgspec.structs.replace(root, value=SubDomain(resolved(root.value.node, scope)))
        return msgspec.structs.replace(root, value=_resolved_value(root.value, scope))
    return _resolved_raw(root, scope) if isinstance(root, Raw) else root


def missing(root: Node, scope: Scope) -> tuple[str, ...]:
    """The names that still need a value before the domain can be sent, in reading order: `parent.partner_id`, ...

    An expression that cannot be worked out for another reason is named whole.
    """
    names: dict[str, None] = {}
    for _, expression in expressions(root):
        try:
            evaluate(expression.text, scope)
        except ExpressionError as error:
            names[error.needs or expression.text] = None
    return tuple(names)


def _resolved_raw(raw: Raw, scope: Scope) -> Node:
    """An expression in the place of a condition, a field, an operator or a whole domain, read again with its value."""
    value = _resolved_value(raw.value, scope)
    if value == raw.value or any(_expressions_in(value)):
        return raw
    spread = isinstance(raw.value, Expression) and raw.value.text.startswith("*")
    node = parse_list(value if raw.whole or spread else [value])
    return msgspec.structs.replace(node, negate=node.negate != raw.negate)


def _resolved_value(value: Value, scope: Scope) -> Value:
    if isinstance(value, tuple):
        return tuple(_resolved_value(item, scope) for item in value)
    if isinstance(value, dict):
        return {key: _resolved_value(item, scope) for key, item in value.items()}
    if isinstance(value, Expression):
        try:
            return evaluate(value.text, scope)
        except ExpressionError:
            return value
    return value


def _expressions_in(value: Value) -> Iterator[Expression]:
    return (expression for _, expression in expressions(Raw(value, "")))


def _parsed(text: str) -> ast.expr:
    try:
        return _quiet_parse("(" + text + "\n)")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(_no_expression(text)) from None


def _quiet_parse(text: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python thinks of an odd escape is of no use here
        return ast.parse(text, mode="eval").body


def _no_expression(text: str) -> str:
    return f"{text} is no expression: look for a missing bracket, quote or comma."


def _as_value(value: object) -> Value:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(_as_value(item) for item in value)
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value)):
        return value
    raise ExpressionError("The expression gives no value that a condition could hold.")


_BINARY: dict[type[ast.operator], Callable[[Any, Any], object]] = {
    ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda item, items: item in items, ast.NotIn: lambda item, items: item not in items,
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], Callable[[Any], object]] = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_,
}  # fmt: skip
_LONGEST = 10_000
"""No number has more digits, and no text more characters, than this while an expression is worked out."""


class _Evaluation:
    """One evaluation; names are looked up by their dotted source, so modules never become objects here."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        now, today = scope.now.replace(tzinfo=None), scope.now.date()
        companies = scope.context.get("allowed_company_ids") or scope.context.get("company_ids")
        company = scope.context.get("company_id") or scope.context.get("current_company_id")
        if not company and isinstance(companies, list | tuple) and companies:
            company = companies[0]
        known = {"uid": scope.uid or scope.context.get("uid"), "allowed_company_ids": companies, "company_id": company}
        self.names: dict[str, object] = {name: value for name, value in known.items() if value is not None}
        self.names |= {"current_date": today.isoformat(), "context": dict(scope.context), "true": True, "false": False}
        self.names |= {"null": None, **scope.values}
        self.functions: dict[str, Callable[..., object]] = {
            "context_today": lambda: today,
            "datetime.date.today": lambda: today,
            "datetime.datetime.now": lambda: now,
            "datetime.datetime.today": lambda: now,
            "datetime.datetime.utcnow": lambda: now - scope.utc_offset,
            "datetime.datetime.combine": datetime.combine,
            "datetime.datetime": datetime,
            "datetime.date": date,
            "datetime.time": time,
            "datetime.timedelta": timedelta,
            "time.strftime": now.strftime,
            "relativedelta": _delta,
            "dateutil.relativedelta.relativedelta": _delta,
            "int": int,
            "str": str,
            "len": len,
        }

    def value(self, node: ast.expr) -> Any:
        """The value of a node, in Python's own types and Delta."""
        handler = getattr(self, "_" + type(node).__name__.lower(), None)
        if handler is None:
            raise ExpressionError(f"{ast.unparse(node)} is not understood here.", ast.unparse(node))
        return handler(node)

    def _constant(self, node: ast.Constant) -> object:
        return node.value

    def _name(self, node: ast.Name) -> object:
        return self._known(node.id)

    def _attribute(self, node: ast.Attribute) -> object:
        return self._known(ast.unparse(node))

    def _known(self, name: str) -> object:
        if name in self.names:
            return self.names[name]
        raise ExpressionError(f"{name} has no value here.", name)

    def _list(self, node: ast.List) -> object:
        return [self.value(item) for item in node.elts]

    def _tuple(self, node: ast.Tuple) -> object:
        return [self.value(item) for item in node.elts]

    def _unaryop(self, node: ast.UnaryOp) -> object:
        if type(node.op) not in _UNARY:
            raise ExpressionError(f"{ast.unparse(node)} is not understood here.")
        return _UNARY[type(node.op)](self.value(node.operand))

    def _binop(self, node: ast.BinOp) -> object:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Add | ast.Sub):
            return _sum(left, right, 1 if isinstance(node.op, ast.Add) else -1)
        if type(node.op) not in _BINARY or not all(_is_measure(item) for item in (left, right)):
            raise ExpressionError(f"{ast.unparse(node)} is not understood here.")
        return _bounded(_BINARY[type(node.op)](left, right))

    def _boolop(self, node: ast.BoolOp) -> object:
        result: object = None
        for item in node.values:
            result = self.value(item)
            if bool(result) != isinstance(node.op, ast.And):
                break
        return result

    def _compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for comparison, item in zip(node.ops, node.comparators, strict=True):
            right = self.value(item)
            if type(comparison) not in _COMPARE:
                raise ExpressionError(f"{ast.unparse(node)} is not understood here.")
            if not _COMPARE[type(comparison)](left, right):
                return False
            left = right
        return True

    def _ifexp(self, node: ast.IfExp) -> object:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _subscript(self, node: ast.Subscript) -> object:
        return self.value(node.value)[self.value(node.slice)]

    def _call(self, node: ast.Call) -> object:
        arguments = [self.value(item) for item in node.args]
        named = {item.arg: self.value(item.value) for item in node.keywords if item.arg}
        name = ast.unparse(node.func)
        if name in self.functions:
            return self.functions[name](*arguments, **named)
        if isinstance(node.func, ast.Attribute) and not node.func.attr.startswith("_"):
            return self._method(self.value(node.func.value), node, arguments, named)
        raise ExpressionError(f"{ast.unparse(node)} has no value here.", ast.unparse(node))

    def _method(self, owner: object, node: ast.Call, arguments: list[Any], named: dict[str, Any]) -> object:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name == "to_utc" and isinstance(owner, datetime):
            return owner - self.scope.utc_offset
        allowed = next((names for kind, names in _METHODS if isinstance(owner, kind)), frozenset())
        if name not in allowed:
            raise ExpressionError(f"{ast.unparse(node)} is not understood here.", ast.unparse(node))
        return getattr(owner, name)(*arguments, **named)


_METHODS: tuple[tuple[type, frozenset[str]], ...] = (
    (datetime, frozenset({"strftime", "isoformat", "replace", "date", "time", "weekday", "isoweekday"})),
    (date, frozenset({"strftime", "isoformat", "replace", "weekday", "isoweekday"})),
    (time, frozenset({"strftime", "isoformat", "replace"})),
    (dict, frozenset({"get"})),
    (str, frozenset({"lower", "upper", "strip"})),
)


def _delta(**given: int) -> Delta:
    """`relativedelta(...)` from its named arguments. Raises TypeError for others."""
    months = 12 * given.pop("years", 0) + given.pop("months", 0)
    span = timedelta(**{name: given.pop(name, 0) for name in ("weeks", "days", "hours", "minutes", "seconds")})
    weekday = given.pop("weekday", None)
    parts = {name: given.pop(name) for name in ("year", "month", "day", "hour", "minute", "second") if name in given}
    if given:
        raise TypeError(f"relativedelta does not know {', '.join(given)}")
    return Delta(months, span, tuple(parts.items()), weekday)


def _with_parts(moment: datetime, parts: Mapping[str, int]) -> datetime:
    return moment.replace(
        year=parts.get("year", moment.year),
        month=parts.get("month", moment.month),
        hour=parts.get("hour", moment.hour),
        minute=parts.get("minute", moment.minute),
        second=parts.get("second", moment.second),
    )


def _is_measure(value: object) -> bool:
    return isinstance(value, int | float | timedelta)


def _sum(left: Any, right: Any, sign: int) -> object:
    if isinstance(right, Delta) and isinstance(left, date):
        return right.added_to(left, sign)
    if isinstance(left, Delta) and isinstance(right, date) and sign == 1:
        return left.added_to(right)
    return _bounded(left + right if sign == 1 else left - right)


def _bounded(value: object) -> object:
    if isinstance(value, int) and value.bit_length() > 3 * _LONGEST:
        raise ExpressionError("The expression gives a number that is too large.")
    if isinstance(value, str | list) and len(value) > _LONGEST:
        raise ExpressionError("The expression gives a value that is too long.")
    return value
