"""The query behind a grouping: its keys with their granularity, its aggregates, its order and its having."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from explorer.practice.database import quote
from explorer.practice.errors import UserError
from explorer.practice.fields import Field, Many2many, Many2one
from explorer.practice.model import Model
from explorer.practice.orm import access, read
from explorer.practice.orm.search import check_window
from explorer.practice.text import DATE_PARTS

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

_TRUNCATE = {
    "hour": "strftime('%Y-%m-%d %H:00:00', {0})",
    "day": "strftime('%Y-%m-%d', {0})",
    "week": "date({0}, '-6 days', 'weekday 0')",
    "month": "strftime('%Y-%m-01', {0})",
    "quarter": "printf('%s-%02d-01', strftime('%Y', {0}), ((strftime('%m', {0}) + 2) / 3) * 3 - 2)",
    "year": "strftime('%Y-01-01', {0})",
}
_AGGREGATES = {
    "sum": "SUM({0})",
    "avg": "AVG({0})",
    "min": "MIN({0})",
    "max": "MAX({0})",
    "count": "COUNT({0})",
    "count_distinct": "COUNT(DISTINCT {0})",
    "bool_and": "MIN(COALESCE({0}, 0))",
    "bool_or": "MAX(COALESCE({0}, 0))",
    "array_agg": "json_group_array({0})",
    "array_agg_distinct": "json_group_array(DISTINCT {0})",
    "recordset": "json_group_array(DISTINCT {0})",
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


class GroupBy:
    """One `field[:granularity]` of a grouping, with the SQL that gives its key."""

    def __init__(self, query: GroupQuery, spec: str) -> None:
        self.spec = spec
        path, _, granularity = spec.partition(":")
        self.path = path
        self.field, self.column = query.column(path)
        self.many2many = isinstance(self.field, Many2many)
        is_moment = self.field.type in ("date", "datetime")
        self.granularity = (granularity or "month") if is_moment else ""
        if granularity and not is_moment:
            raise ValueError(f"Granularity set on a no-datetime field or property: {spec!r}")
        if is_moment and self.granularity in DATE_PARTS and query.env.series != "17.0":
            self.sql = f"date_part({self.column}, '{self.granularity}')"
        elif is_moment:
            if self.granularity not in _TRUNCATE:
                raise ValueError(f"Granularity specification isn't correct: {self.granularity!r}")
            self.sql = _TRUNCATE[self.granularity].format(self.column)
        elif self.field.type == "boolean":
            self.sql = f"COALESCE({self.column}, 0)"
        else:
            self.sql = self.column

    def span(self, key: str) -> tuple[str, str]:
        """First moment of a group, and first moment after it, as the field stores them."""
        start = datetime.fromisoformat(key)
        steps = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
        if self.granularity in steps:
            end = start + steps[self.granularity]
        else:
            months = {"month": 1, "quarter": 3, "year": 12}[self.granularity]
            index = start.year * 12 + start.month - 1 + months
            end = start.replace(year=index // 12, month=index % 12 + 1)
        shape = "%Y-%m-%d" if self.field.type == "date" else "%Y-%m-%d %H:%M:%S"
        return start.strftime(shape), end.strftime(shape)

    def label(self, key: str) -> str:
        """What a person reads, e.g. `September 2026`, `W36 2026`, `Q3 2026`, `05 Sep 2026`."""
        start = datetime.fromisoformat(key)
        month = _MONTHS[start.month - 1]
        if self.granularity == "hour":
            return f"{start:%H}:00 {start.day:02d} {month[:3]}"
        if self.granularity == "day":
            return f"{start.day:02d} {month[:3]} {start.year}"
        if self.granularity == "week":
            last = date(start.year, start.month, start.day) + timedelta(days=6)
            first_day = date(last.year, 1, 1)
            week = (last - first_day).days // 7 + 1
            return f"W{week} {last.year}"
        if self.granularity == "month":
            return f"{month} {start.year}"
        if self.granularity == "quarter":
            return f"Q{(start.month + 2) // 3} {start.year}"
        return str(start.year)

    def domain(self, key: Any) -> list[Any]:
        """The domain of one group's records."""
        if self.granularity in DATE_PARTS:
            return [[f"{self.path}.{self.granularity}" if key is not None else self.path, "=", key or False]]
        if self.granularity and key is not None:
            start, end = self.span(key)
            return ["&", [self.path, ">=", start], [self.path, "<", end]]
        return [[self.path, "=", self.plain(key)]]

    def plain(self, key: Any) -> Any:
        """The key without its label."""
        if self.field.type == "boolean":
            return bool(key)
        return False if key is None else key


class GroupQuery:
    """A grouping: keys, aggregates and counts in one query."""

    def __init__(self, env: Env, model: Model) -> None:
        access.check(env, model, "r")
        self.env = env
        self.model = model
        self.joins: dict[str, None] = {}

    def column(self, path: str) -> tuple[Field, str]:
        """The field at the end of a path and its column; related fields and many2one paths are joined."""
        model, alias = self.model, "r"
        steps = path.split(".")
        while True:
            field = model.by_name.get(steps[0])
            if field is None:
                raise ValueError(f"Invalid field {path!r} on model {self.model.name!r}")
            if not field.store and field.related:
                steps = [*field.related.split("."), *steps[1:]]
                continue
            if len(steps) == 1:
                return field, self._last(model, field, alias)
            comodel = self.env.registry.comodel(field)
            if not isinstance(field, Many2one) or not field.column or comodel is None:
                raise ValueError(f"Invalid field {path!r} on model {self.model.name!r}")
            joined = f"{alias}_{field.name}"
            self.joins[f"LEFT JOIN {quote(comodel.table)} {joined} ON {joined}.id = {alias}.{quote(field.name)}"] = None
            model, alias, steps = comodel, joined, steps[1:]

    def _last(self, model: Model, field: Field, alias: str) -> str:
        link = self.env.registry.links.get((model.name, field.name))
        if link is not None:
            joined = f"{alias}_{field.name}"
            self.joins[f"LEFT JOIN {quote(link.table)} {joined} ON {joined}.{quote(link.own)} = {alias}.id"] = None
            return f"{joined}.{quote(link.other)}"
        if field.name != "id" and not field.column:
            if self.env.series == "17.0":
                raise UserError(f"Field '{field.name}' of model '{model.name}' is not stored and cannot be grouped.")
            raise ValueError(f"Cannot convert {model.name}.{field.name} to SQL because it is not stored")
        return f"{alias}.{quote(field.name)}"

    def aggregate(self, spec: str) -> str:
        """The SQL of `field:function` or `__count`."""
        if spec == "__count":
            return "COUNT(DISTINCT r.id)" if any("_rel" in join for join in self.joins) else "COUNT(*)"
        path, _, function = spec.partition(":")
        if function not in _AGGREGATES:
            raise ValueError(f"Invalid aggregate method {function!r} for {spec!r}.")
        _, column = self.column(path)
        return _AGGREGATES[function].format(column)

    def order_of(self, group: GroupBy, down: bool) -> list[str]:
        """ORDER BY for one key; a many2one goes by the order of its model."""
        from explorer.practice.orm.search import Ordering

        place = f"{'DESC' if down else 'ASC'} NULLS {'FIRST' if down else 'LAST'}"
        if isinstance(group.field, Many2one) and group.column.startswith("r."):
            ordering = Ordering(self.env)
            ordering.add(self.model, "r", f"{group.path.split(':')[0]} {'desc' if down else 'asc'}")
            self.joins.update(dict.fromkeys(ordering.joins))
            return [*ordering.terms, f"{group.sql} {place}"]
        collation = " COLLATE NOCASE" if group.field.sql_type == "TEXT" else ""
        return [f"{group.sql}{collation} {place}"]

    def run(
        self,
        domain: object,
        groups: Sequence[GroupBy],
        aggregates: Sequence[str],
        *,
        order: str | None,
        limit: Any = None,
        offset: Any = 0,
        having: Sequence[Any] = (),
    ) -> list[tuple[Any, ...]]:
        """One tuple a group: its keys, then its aggregates."""
        shown = [group.sql for group in groups] + [self.aggregate(spec) for spec in aggregates]
        ordering = self._ordering(order, groups, aggregates)
        translator = self.env.translator()
        where, values = translator.where(self.model, domain, "r", True)
        for rule in access.domains(self.env, self.model, "r"):
            more, more_values = translator.where(self.model, rule, "r", False)
            where, values = f"({where}) AND ({more})", values + more_values
        sql = f"SELECT {', '.join(shown)} FROM {quote(self.model.table)} r {' '.join(self.joins)} WHERE {where}"
        if groups:
            sql += f" GROUP BY {', '.join(group.sql for group in groups)}"
        if having:
            text, more_values = self._having(having)
            sql, values = f"{sql} HAVING {text}", values + more_values
        if groups and ordering:
            sql += f" ORDER BY {', '.join(ordering)}"
        check_window(limit, offset)
        if limit or offset:
            sql += " LIMIT ? OFFSET ?"
            values = [*values, int(limit) if limit else -1, int(offset or 0)]
        return self.env.select(sql, values)

    def _ordering(self, order: str | None, groups: Sequence[GroupBy], aggregates: Sequence[str]) -> list[str]:
        terms: list[str] = []
        if not order:
            for group in groups:
                terms += self.order_of(group, down=False)
            return terms
        for part in order.split(","):
            match = re.fullmatch(
                r"\s*([\w.]+(?::\w+)?)(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*", part, re.IGNORECASE
            )
            if match is None:
                raise UserError(f"Invalid order {order!r} for a grouping")
            spec, down = match[1], (match[2] or "").lower() == "desc"
            named = [group for group in groups if spec in (group.spec, group.path)]
            if named:
                terms += self.order_of(named[0], down)
                continue
            wanted = next((a for a in aggregates if spec in (a, a.partition(":")[0])), spec)
            if wanted != "__count" and ":" not in wanted:
                raise ValueError(f"Order term {part.strip()!r} is not a valid aggregate nor valid groupby")
            terms.append(f"{self.aggregate(wanted)} {'DESC' if down else 'ASC'}")
        return terms

    def _having(self, having: Sequence[Any]) -> tuple[str, list[Any]]:
        """A domain over aggregates, e.g. `[["amount_total:sum", ">", 100]]`."""
        stack: list[tuple[str, list[Any]]] = []
        for item in reversed(having):
            if item == "!":
                text, values = stack.pop()
                stack.append((f"(NOT {text})", values))
            elif item in ("&", "|"):
                (left, left_values), (right, right_values) = stack.pop(), stack.pop()
                stack.append((f"({left} {'AND' if item == '&' else 'OR'} {right})", left_values + right_values))
            elif isinstance(item, list | tuple) and len(item) == 3:
                spec, operator, value = item
                if operator in ("in", "not in"):
                    marks = ", ".join("?" * len(value))
                    stack.append((f"{self.aggregate(spec)} {operator.upper()} ({marks})", list(value)))
                elif operator in ("=", "!=", "<", ">", "<=", ">="):
                    stack.append((f"{self.aggregate(spec)} {operator} ?", [value]))
                else:
                    raise ValueError(
                        f"Invalid having clause {item!r}: supported comparators are "
                        "('in', 'not in', '<', '>', '<=', '>=', '=', '!=')"
                    )
            else:
                raise ValueError(f"Invalid having clause {item!r}: it should be a domain-like clause")
        return " AND ".join(text for text, _ in stack), [value for _, values in stack for value in values]

    def finished(self, spec: str, value: Any) -> Any:
        """An aggregate as a client gets it."""
        if spec == "__count":
            return value
        path, _, function = spec.partition(":")
        field, _ = self.column(path)
        if function in ("array_agg", "array_agg_distinct", "recordset"):
            return [item for item in json.loads(value) if item is not None or function == "array_agg"]
        if function.startswith("bool"):
            return bool(value)
        if value is None:
            return read.empty(field) if function == "sum" else False
        if field.sql_type == "REAL" and function in ("sum", "avg", "min", "max"):
            digits = getattr(field, "digits", None)
            exact = 2 if field.type == "monetary" else digits[1] if digits else None
            return round(float(value), exact) if exact is not None and function == "sum" else float(value)
        return value

    def named(self, group: GroupBy, keys: Sequence[Any]) -> dict[Any, Any]:
        """Names of the records that are keys of a grouping."""
        comodel = self.env.registry.comodel(group.field)
        if comodel is None or not group.field.relational:
            return {}
        return read.names(self.env.sudo(), comodel, sorted({key for key in keys if key is not None}))
