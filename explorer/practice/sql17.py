"""Domains of 17.0 in SQL, with its three-valued logic: NOT of an unknown stays unknown, so the row is left out."""

from __future__ import annotations

from typing import Any

from explorer.practice import dates
from explorer.practice.database import quote
from explorer.practice.domains import INVERSE, NEGATIVE, OPERATORS_17, Leaf, is_false_17, read_17
from explorer.practice.fields import Field, Many2one
from explorer.practice.model import Model
from explorer.practice.sql import ALWAYS, NEVER, Sql, Translator, among, joined


class Translator17(Translator):
    """Follows `odoo/osv/expression.py` of 17.0."""

    def where(self, model: Model, domain: object, alias: str, active_test: bool = True) -> Sql:
        if is_false_17(domain):
            return NEVER
        assert isinstance(domain, list | tuple)
        archive = model.active_name
        hides = archive and active_test and self.env.context.get("active_test", True)
        if hides and not any(item[0] == archive for item in domain):
            domain = [(archive, "=", 1), *domain]
        return self.node(read_17(domain), model, alias)

    def condition(self, model: Model, leaf: Leaf, alias: str) -> Sql:
        left, operator, right = leaf
        path = left.split(".", 1) if isinstance(left, str) else [left]
        field = model.by_name.get(path[0])
        if field is None:
            raise ValueError(f"Invalid field {model.name}.{path[0]} in leaf {leaf}")
        if operator not in OPERATORS_17:
            raise ValueError(f"Invalid leaf {leaf}")
        if len(path) > 1 and field.relational:
            return self.condition(model, (path[0], "any", [(path[1], operator, right)]), alias)
        if len(path) > 1:
            raise AssertionError(f"Invalid field '{left}' in domain term {leaf}")
        if operator == "<>":
            operator = "!="
        if isinstance(right, bool) and operator in ("in", "not in"):
            operator = "=" if operator == "in" else "!="
        if isinstance(right, list | tuple) and operator in ("=", "!="):
            operator = "in" if operator == "=" else "not in"
        return self._of_field(model, field, operator, right, alias)

    def _of_field(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        if operator in ("child_of", "parent_of") and (field.name == "id" or field.relational):
            return self.family(model, field, operator, right, alias)
        if field.inherited:
            return self.through_parent(model, field, operator, right, alias)
        if field.name == "display_name" and not field.store:
            return self._by_display_name(model, operator, right, alias)
        if not field.store:
            if field.related:
                return self.through_related(model, field, operator, right, alias)
            # 17.0 drops a condition on a field that it cannot search.
            domain = field.search(self.env, operator, right) if field.search else []
            return self.node(read_17(domain), model, alias)
        if operator in ("any", "not any"):
            if not field.relational:
                raise KeyError(None)  # what 17.0 gets when it looks for the model behind a plain field
            return self.has_any(model, field, right, alias, operator == "any")
        if field.x2many:
            return self._of_x2many(model, field, operator, right, alias)
        if isinstance(field, Many2one) and _is_text(right):
            return self._many2one_by_name(model, field, operator, right, alias)
        return self._of_column(field, operator, right, f"{alias}.{quote(field.name)}")

    def _by_display_name(self, model: Model, operator: str, right: Any, alias: str) -> Sql:
        return self.node(read_17(self.by_name(model, operator, right)), model, alias)

    def _of_x2many(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        positive = operator not in NEGATIVE
        if right is False or right is None:
            return self._has_none(model, field, alias, positive)
        if isinstance(right, str):
            found = operator if positive else INVERSE[operator]
            return self.has_any(model, field, [("display_name", found, right)], alias, positive)
        items = right if isinstance(right, list | tuple) else [right]
        return self.linked(model, field, [item for item in items if item], alias, positive)

    def _has_none(self, model: Model, field: Field, alias: str, none: bool) -> Sql:
        """Records without (or with) related ones: a one2many counts those that are not archived."""
        if field.type == "one2many":
            return self.has_any(model, field, [], alias, not none)
        link = self.registry.links.get((model.name, field.name))
        if link is None:
            return ALWAYS if none else NEVER
        word = "NOT IN" if none else "IN"
        return f"{alias}.id {word} (SELECT {quote(link.own)} FROM {quote(link.table)})", []

    def _many2one_by_name(self, model: Model, field: Field, operator: str, right: Any, alias: str) -> Sql:
        if operator in ("<", ">", "<=", ">="):
            operator = "in"
        if not isinstance(right, list | tuple) and operator in ("in", "not in"):
            operator = "=" if operator == "in" else "!="
        elif isinstance(right, list | tuple) and operator in ("=", "!="):
            operator = "in" if operator == "=" else "not in"
        name = [("display_name", operator, right)]
        found = self.has_any(model, field, name, alias, True)
        if operator not in NEGATIVE:
            return found
        return joined("OR", [found, (f"{alias}.{quote(field.name)} IS NULL", [])])

    def _of_column(self, field: Field, operator: str, right: Any, column: str) -> Sql:
        if operator in ("in", "not in"):
            return self._in(field, operator, right, column)
        if operator in ("=", "!=") and (right is False or right is None or (field.type == "boolean" and right is True)):
            return self._equals_empty(field, operator, right, column)
        if operator == "=?":
            if right is False or right is None:
                return ALWAYS
            return self._of_column(field, "=", right, column)
        if operator.endswith("like"):
            return _like(operator, right, column)
        text = f"{column} {operator} ?"
        if right and operator in NEGATIVE:
            text = f"({text} OR {column} IS NULL)"
        return text, [self._value(field, operator, right)]

    def _equals_empty(self, field: Field, operator: str, right: Any, column: str) -> Sql:
        if field.type == "boolean":
            wanted_false = (operator == "=") == (not right)
            if wanted_false:
                return f"({column} IS NULL OR {column} = 0)", []
            return f"({column} IS NOT NULL AND {column} != 0)", []
        return f"{column} IS {'' if operator == '=' else 'NOT '}NULL", []

    def _in(self, field: Field, operator: str, right: Any, column: str) -> Sql:
        if not isinstance(right, list | tuple):
            raise ValueError(f"Invalid domain term {(field.name, operator, right)!r}")
        if field.type == "boolean":
            values: list[Any] = [value for value in (True, False) if value in right]
            check_null = False in right
        else:
            values = [value for value in right if value is not False and value is not None]
            check_null = len(values) < len(right)
        if values:
            text, params = among(column, [self._value(field, "=", value) for value in values])
            if operator == "not in":
                text = text.replace(f"{column} IN", f"{column} NOT IN", 1)
        else:
            text, params = ("0" if operator == "in" else "1"), []
        if (operator == "in") == check_null:
            return f"({text} OR {column} IS NULL)", params
        if operator == "not in" and check_null:
            return f"({text} AND {column} IS NOT NULL)", params
        return text, params

    def _value(self, field: Field, operator: str, value: Any) -> Any:
        """A value as the column holds it. Raises what Python or PostgreSQL would (17.0/141, 17.0/142)."""
        if field.type in ("integer", "many2one", "many2one_reference"):
            return int(value or 0)
        if field.type in ("float", "monetary"):
            return float(value or 0.0)
        if field.type == "boolean":
            return int(bool(value))
        if field.type in ("date", "datetime"):
            if field.type == "datetime" and isinstance(value, str) and len(value) == 10:
                value += " 23:59:59" if operator in (">", "<=") else " 00:00:00"
            return dates.read_17(value, field.type, self.env.moment())
        return str(value)


def _is_text(right: Any) -> bool:
    if isinstance(right, str):
        return True
    return isinstance(right, list | tuple) and bool(right) and all(isinstance(item, str) for item in right)


def _like(operator: str, right: Any, column: str) -> Sql:
    wildcard = "=" not in operator
    function = "pg_ilike" if "ilike" in operator else "pg_like"
    text = f"{function}({column}, ?)"
    if operator.startswith("not"):
        text = f"NOT {text}"
    if (wildcard and not right) or (right and operator in NEGATIVE):
        text = f"({text} OR {column} IS NULL)"
    return f"({text})", [f"%{right or ''}%" if wildcard else str(right)]
