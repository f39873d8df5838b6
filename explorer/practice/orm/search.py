"""Searching: domain, order, limit and offset become one query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from explorer.practice.database import quote
from explorer.practice.errors import DatabaseError, UserError
from explorer.practice.fields import Many2one
from explorer.practice.model import Model
from explorer.practice.orm import access
from explorer.practice.sql import Sql

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

_TERM = re.compile(
    r"""\s*(?P<field>[a-z0-9_]+)(\.(?P<property>[a-z0-9_]+))?
    (\s+(?P<direction>asc|desc))?(\s+nulls\s+(?P<nulls>first|last))?\s*""",
    re.IGNORECASE | re.VERBOSE,
)


class Ordering:
    """ORDER BY of a query, with the joins it needs."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.joins: list[str] = []
        self.terms: list[str] = []

    def add(self, model: Model, alias: str, order: str, *, flip: bool = False, seen: tuple[str, ...] = ()) -> None:
        """Add the terms of an order specification. Raises what the series raises for a bad one (086, 085)."""
        for part in order.split(","):
            match = _TERM.fullmatch(part)
            if match is None:
                raise UserError(
                    f'Invalid "order" specified ({order}). A valid "order" specification is a comma-separated list '
                    "of valid field names (optionally followed by asc/desc for the direction)"
                )
            down = (match["direction"] or "").lower() == "desc"
            self._term(model, alias, match["field"], match["property"], down != flip, match["nulls"], seen)

    def _term(
        self,
        model: Model,
        alias: str,
        name: str,
        part: str | None,
        down: bool,
        nulls: str | None,
        seen: tuple[str, ...],
    ) -> None:
        field = model.by_name.get(name)
        if field is None:
            raise ValueError(f"Invalid field {name!r} on model {model.name!r}")
        if part is not None and not (part == "id" and self.env.series != "17.0" and isinstance(field, Many2one)):
            self._bad_part(model, name, part)
        if not field.column:
            self._without_column(model, alias, name, down, seen)
            return
        column = f"{alias}.{quote(name)}"
        comodel = self.env.registry.comodel(field)
        if isinstance(field, Many2one) and comodel is not None and comodel.order != "id" and part is None:
            key = f"{model.name}.{name}"
            if key not in seen:
                joined = f"{alias}_{name}"
                join = f"LEFT JOIN {quote(comodel.table)} {joined} ON {joined}.id = {column}"
                if join not in self.joins:
                    self.joins.append(join)
                self.add(comodel, joined, comodel.order, flip=down, seen=(*seen, key))
            return
        if field.type == "boolean":
            column = f"COALESCE({column}, 0)"
        collation = " COLLATE NOCASE" if field.sql_type == "TEXT" else ""
        place = nulls or ("first" if down else "last")
        if name == "id":
            self.terms.append(f"{column} {'DESC' if down else 'ASC'}")
            return
        self.terms.append(f"{column}{collation} {'DESC' if down else 'ASC'} NULLS {place.upper()}")

    def _without_column(self, model: Model, alias: str, name: str, down: bool, seen: tuple[str, ...]) -> None:
        """A field without a column: inherited ones are looked up in the parent, others cannot be sorted."""
        field = model.by_name[name]
        steps = (field.related or "").split(".")
        current, table = model, alias
        for step in steps[:-1]:
            link = current.by_name.get(step)
            comodel = self.env.registry.comodel(link) if link is not None else None
            if link is None or comodel is None or not isinstance(link, Many2one) or not link.column:
                break
            joined = f"{table}_{step}"
            join = f"LEFT JOIN {quote(comodel.table)} {joined} ON {joined}.id = {table}.{quote(step)}"
            if join not in self.joins:
                self.joins.append(join)
            current, table = comodel, joined
        else:
            if field.related:
                self._term(current, table, steps[-1], None, down, None, seen)
                return
        if self.env.series != "17.0":
            raise ValueError(f"Cannot convert {model.name}.{name} to SQL because it is not stored")

    def _bad_part(self, model: Model, name: str, part: str) -> None:
        if self.env.series == "17.0":
            raise ValueError(f"Order a property ({part!r}) on a non-properties field ({name!r})")
        raise ValueError(f"Invalid field property {part!r} on {model.name}.{name}")


def query(
    env: Env,
    model: Model,
    domain: object,
    *,
    order: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    active_test: bool = True,
) -> Sql:
    """`FROM ... WHERE ... ORDER BY ... LIMIT ...` of a search; the model's table is called `r`."""
    translator = env.translator()
    text, values = translator.where(model, domain, "r", active_test)
    for rule in access.domains(env, model, "r"):
        more, more_values = translator.where(model, rule, "r", False)
        text, values = f"({text}) AND ({more})", values + more_values
    ordering = Ordering(env)
    if order is not None:
        ordering.add(model, "r", order)
    sql = f"FROM {quote(model.table)} r {' '.join(ordering.joins)} WHERE {text}"
    if ordering.terms:
        sql += f" ORDER BY {', '.join(dict.fromkeys(ordering.terms))}"
    if limit or offset:
        check_window(limit, offset)
        sql += " LIMIT ? OFFSET ?"
        values = [*values, int(limit) if limit else -1, int(offset or 0)]
    return sql, values


def check_window(limit: Any, offset: Any) -> None:
    """Refuse a negative limit or offset as PostgreSQL does (19.0/087)."""
    if limit is not None and limit is not False and int(limit) < 0:
        raise DatabaseError("errors.InvalidRowCountInLimitClause", "LIMIT must not be negative\n")
    if offset and int(offset) < 0:
        raise DatabaseError("errors.InvalidRowCountInResultOffsetClause", "OFFSET must not be negative\n")


def ids(
    env: Env,
    model: Model,
    domain: object,
    *,
    order: str | None = None,
    limit: int | None = None,
    offset: int = 0,
    active_test: bool = True,
) -> list[int]:
    """Ids of the records of a domain, in the model's order unless another is given."""
    access.check(env, model, "r")
    sql, values = query(
        env, model, domain, order=order or model.order, limit=limit, offset=offset, active_test=active_test
    )
    return [row[0] for row in env.select(f"SELECT r.id {sql}", values)]


def count(env: Env, model: Model, domain: object, limit: int | None = None) -> int:
    """How many records a domain has, counted up to `limit`."""
    access.check(env, model, "r")
    sql, values = query(env, model, domain, limit=limit)
    return int(env.select(f"SELECT COUNT(*) FROM (SELECT 1 {sql})", values)[0][0])
