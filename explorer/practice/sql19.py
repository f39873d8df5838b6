"""Domains of 19.0 in SQL: every condition is either true or false, and NOT is its exact opposite."""

from __future__ import annotations

import operator as comparing
from datetime import timedelta
from typing import Any

from explorer.practice import dates
from explorer.practice.database import quote
from explorer.practice.domains import NEGATIVE, TRUE_LEAF, Leaf, conditions, read_19
from explorer.practice.fields import Field
from explorer.practice.model import Model
from explorer.practice.sql import ALWAYS, NEVER, Sql, Translator, among, joined
from explorer.practice.text import DATE_PARTS

_POSITIVE = {
    "!=": "=",
    "not in": "in",
    "not like": "like",
    "not ilike": "ilike",
    "not =like": "=like",
    "not =ilike": "=ilike",
    "not any": "any",
}
_COMPARE = {"<": comparing.lt, "<=": comparing.le, ">": comparing.gt, ">=": comparing.ge}
_FALSY: dict[str, Any] = {
    "boolean": False,
    "integer": 0,
    "float": 0.0,
    "monetary": 0.0,
    "char": "",
    "text": "",
    "html": "",
}
"""Values that mean the same as an empty column, by field type; other types have none."""


class Translator19(Translator):
    """Follows `odoo/orm/domains.py` and the fields' `condition_to_sql` of 19.0."""

    def where(self, model: Model, domain: object, alias: str, active_test: bool = True) -> Sql:
        tree = read_19(domain)
        archive = model.active_name
        found = self.node(tree, model, alias)
        hides = archive and active_test and self.env.context.get("active_test", True)
        if archive and hides and not any(leaf[0] == archive for leaf in conditions(tree)):
            return joined("AND", [found, (f"{alias}.{quote(archive)} = 1", [])])
        return found

    def opposite(self, text: str) -> str:
        return f"({text} IS NOT TRUE)"

    def condition(self, model: Model, leaf: Leaf, alias: str) -> Sql:
        left, operator, right = leaf
        name, _, rest = left.partition(".")
        field = model.by_name.get(name)
        if field is None:
            raise ValueError(f"Invalid field {model.name}.{name} in condition {leaf!r}")
        if rest:
            if field.relational:
                return self.condition(model, (name, "any", [(rest, operator, right)]), alias)
            return self._of_part(model, field, rest, operator, right, alias)
        if operator == "=?":
            if not right:
                return ALWAYS
            operator = "="
        operator = {"<>": "!=", "==": "="}.get(operator, operator)
        if operator in ("child_of", "parent_of"):
            if field.name != "id" and not field.relational:
                raise ValueError(
                    f"Cannot execute {operator} for {model.name}.{name}, works only for relational fields "
                    f"in condition {leaf!r}"
                )
            return self.family(model, field, operator, right, alias)
        if operator in ("=", "!=", "in", "not in"):
            operator, right = _as_collection(operator, right)
            if not right:
                return ALWAYS if operator == "not in" else NEVER
        return self._of_field(model, field, operator, right, alias)

    def _of_field(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        if operator in ("any", "not any"):
            return self._any(model, field, operator, right, alias)
        if field.name == "display_name" and not field.store:
            return self._by_display_name(model, operator, right, alias)
        if field.inherited:
            return self.through_parent(model, field, operator, right, alias)
        if not field.store:
            return self._without_column(model, field, operator, right, alias)
        if field.relational:
            return self._of_relation(model, field, operator, right, alias)
        return self._of_column(model, field, operator, right, f"{alias}.{quote(field.name)}")

    def _any(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        if field.name == "id":
            text, values = self.node(read_19(right), model, alias)
            return (text if operator == "any" else self.opposite(text)), values
        if not field.relational:
            raise ValueError(
                f"Cannot use 'any' with non-relational fields in condition {(field.name, operator, right)!r}"
            )
        if field.inherited:
            return self.through_parent(model, field, operator, right, alias)
        if not field.store and field.related:
            return self.through_related(model, field, operator, right, alias)
        if not field.store:
            return self._without_column(model, field, operator, right, alias)
        return self.has_any(model, field, right, alias, operator == "any")

    def _by_display_name(self, model: Model, operator: str, right: Any, alias: str) -> Sql:
        domain = self.by_name(model, operator, right)
        return self.node(read_19(domain or [TRUE_LEAF]), model, alias)

    def _without_column(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        if field.related:
            return self.through_related(model, field, operator, right, alias)
        if field.search is None:
            raise ValueError(f"Cannot convert {model.name}.{field.name} to SQL because it is not stored")
        if operator in ("in", "not in") and len(right) == 1:
            operator, right = ("=" if operator == "in" else "!="), right[0]
        return self.node(read_19(field.search(self.env, operator, right)), model, alias)

    def _of_relation(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        positive = operator not in NEGATIVE
        if operator.endswith("like"):
            found = _POSITIVE.get(operator, operator)
            if not right:
                negated = (operator in NEGATIVE) == ("=" in operator)
                return self.condition(model, (field.name, "!=" if negated else "=", False), alias)
            return self.has_any(model, field, [("display_name", found, right)], alias, positive)
        if operator in _COMPARE:
            if isinstance(right, str):
                raise TypeError(
                    "Inequality not supported for relational field using a string "
                    f"in condition {(field.name, operator, right)!r}"
                )
            return f"COALESCE({alias}.{quote(field.name)} {operator} ?, 0)", [int(right or 0)]
        names = [item for item in right if isinstance(item, str)]
        others = [item for item in right if not isinstance(item, str)]
        parts = []
        if names:
            parts.append(self.has_any(model, field, [("display_name", "in", names)], alias, positive))
        if others:
            parts.append(self._relation_in(model, field, others, alias, positive))
        return joined("OR" if positive else "AND", parts)

    def _relation_in(self, model: Model, field: Field, right: list[Any], alias: str, positive: bool) -> Sql:
        ids = [item for item in right if item]
        parts: list[Sql] = []
        if field.x2many:
            if ids:
                parts.append(self.linked(model, field, ids, alias, positive))
            if len(ids) < len(right):
                parts.append(self.has_any(model, field, [], alias, not positive))
            return joined("OR" if positive else "AND", parts)
        column = f"{alias}.{quote(field.name)}"
        if ids:
            text, values = among(column, ids)
            parts.append((f"COALESCE({text}, 0)", values))
        if len(ids) < len(right):
            parts.append((f"{column} IS NULL", []))
        text, values = joined("OR", parts)
        return (text if positive else f"(NOT {text})"), values

    def _of_column(self, model: Model, field: Field, operator: str, right: Any, column: str) -> Sql:
        if field.type == "boolean":
            return _boolean(operator, right, column)
        if operator.endswith("like"):
            return _like(operator, right, column)
        if field.type in ("date", "datetime"):
            return self._of_moment(field, operator, right, column)
        if operator in ("in", "not in"):
            return self._in(field, operator, right, column)
        falsy = _FALSY.get(field.type)
        value = self._value(field, right)
        text = f"{column} {operator} ?"
        if falsy is not None and _COMPARE[operator](falsy, value):
            return f"({text} OR {column} IS NULL)", [value]
        return f"COALESCE({text}, 0)", [value]

    def _in(self, field: Field, operator: str, right: Any, column: str) -> Sql:
        values = [self._value(field, item) for item in right if item is not False and item is not None]
        with_null = len(values) < len(right)
        falsy = _FALSY.get(field.type)
        if falsy is not None:
            if falsy in values:
                with_null = True
            elif with_null:
                values.append(falsy)
        parts: list[Sql] = []
        if values:
            text, params = among(column, values)
            parts.append((f"COALESCE({text}, 0)", params))
        if with_null:
            parts.append((f"{column} IS NULL", []))
        text, params = joined("OR", parts)
        return (text if operator == "in" else f"(NOT {text})"), params

    def _of_moment(self, field: Field, operator: str, right: Any, column: str) -> Sql:
        now = self.env.moment()
        if field.type == "date":
            if operator in _COMPARE:
                day = dates.to_date_19(right, now)
                return NEVER if day is False else (f"COALESCE({column} {operator} ?, 0)", [day])
            days = [dates.to_date_19(item, now) for item in right]
            return self._in(field, operator, days, column)
        if operator in _COMPARE:
            moment, only_date = dates.to_datetime_19(right, now)
            if moment is None:
                return NEVER
            delta = timedelta(days=1) if only_date else timedelta(0)
            if moment.microsecond:
                moment, delta = moment.replace(microsecond=0), timedelta(seconds=1)
            if operator in (">", "<="):
                moment += delta
                operator = ">=" if operator == ">" else "<"
            return f"COALESCE({column} {operator} ?, 0)", [dates.text_of(moment)]
        moments = [dates.to_datetime_19(item, now)[0] for item in right]
        return self._in(field, operator, [(m and dates.text_of(m)) or False for m in moments], column)

    def _of_part(self, model: Model, field: Field, part: str, operator: str, right: Any, alias: str) -> Sql:
        """A part of a date such as `create_date.month_number`."""
        if field.type not in ("date", "datetime"):
            raise ValueError(f"Invalid field property {part!r} on {model.name}.{field.name}")
        if part not in DATE_PARTS:
            raise ValueError(
                f"Error when processing the granularity {part} is not supported. Only "
                f"{', '.join(DATE_PARTS)} are supported"
            )
        column = f"date_part({alias}.{quote(field.name)}, '{part}')"
        if operator in ("=", "!=", "in", "not in"):
            operator, right = _as_collection(operator, right)
            return self._in(_NUMBER, operator, right, column) if right else (NEVER if operator == "in" else ALWAYS)
        if operator not in _COMPARE:
            raise ValueError(f"Invalid operator in condition {(f'{field.name}.{part}', operator, right)!r}")
        return f"COALESCE({column} {operator} ?, 0)", [int(right)]

    def _value(self, field: Field, value: Any) -> Any:
        """A value as the column holds it. Raises ValueError with Python's own words (19.0/142)."""
        if field.type in ("integer", "many2one_reference", _Number.type):
            return int(value or 0)
        if field.type in ("float", "monetary"):
            return float(value or 0.0)
        if value is False or value is None:
            return ""
        return str(value)


class _Number(Field):
    type = "date part"


_NUMBER = _Number("part")


def _as_collection(operator: str, right: Any) -> tuple[str, list[Any]]:
    """`=` and `!=` are `in` and `not in` with one value; an empty list after `=` means empty."""
    if operator in ("=", "!="):
        operator = "in" if operator == "=" else "not in"
        if isinstance(right, list | tuple) and not right:
            return operator, [False]
    return operator, list(right) if isinstance(right, list | tuple) else [right]


def _boolean(operator: str, right: Any, column: str) -> Sql:
    if operator not in ("in", "not in"):
        raise ValueError(f"Cannot compare {column!r} to {right!r} which is not a collection of length 1")
    wanted = {item.lower() in ("true", "1", "y", "yes", "t") if isinstance(item, str) else bool(item) for item in right}
    if len(wanted) == 2:
        return ALWAYS if operator == "in" else NEVER
    truth = (operator == "in") == (True in wanted)
    return f"COALESCE({column}, 0) {'!=' if truth else '='} 0", []


def _like(operator: str, right: Any, column: str) -> Sql:
    exact = "=" in operator
    negative = operator in NEGATIVE
    if not right:
        if exact:
            text = f"COALESCE({column}, '') = ''"
            return (f"(NOT {text})" if negative else text), []
        return NEVER if negative else ALWAYS
    if exact and not isinstance(right, str):
        raise TypeError("The pattern to match must be a string")
    function = "pg_ilike" if "ilike" in operator else "pg_like"
    text = f"COALESCE({function}({column}, ?), 0)"
    return (f"(NOT {text})" if negative else text), [str(right) if exact else f"%{right}%"]
