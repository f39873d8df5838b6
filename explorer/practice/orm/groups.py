"""Grouping: `read_group` of both series and `formatted_read_group` of 19.0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.errors import UserError
from explorer.practice.model import Model
from explorer.practice.orm.grouping import GroupBy, GroupQuery
from explorer.practice.text import DATE_PARTS

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env


def and_domain(first: Sequence[Any], second: Sequence[Any]) -> list[Any]:
    """Two domains that both must hold, with every `&` written out where Odoo writes it."""
    return [*["&"] * (_parts(first) + _parts(second) - 1), *first, *second] if first else list(second)


def _parts(domain: Sequence[Any]) -> int:
    """How many conditions and groups stand side by side in a domain."""
    missing, parts = 0, 0
    for item in domain:
        if item in ("&", "|"):
            missing += 1 if missing else 2
            continue
        if item == "!":
            missing = missing or 1
            continue
        if missing:
            missing -= 1
            parts += 1 if not missing else 0
        else:
            parts += 1
    return parts


def read_group(
    env: Env,
    model: Model,
    domain: Any,
    fields: Sequence[str],
    groupby: Any,
    *,
    offset: Any = 0,
    limit: Any = None,
    orderby: Any = False,
    lazy: bool = True,
) -> list[dict[str, Any]]:
    """`read_group` as both series answer it (093, 094)."""
    specs = [groupby] if isinstance(groupby, str) else list(groupby or ())
    taken = specs[:1] if lazy else specs
    query = GroupQuery(env, model)
    groups = [GroupBy(query, spec) for spec in taken]
    keys, aggregates = _aggregates(model, fields, [group.path for group in groups])
    found = query.run(domain, groups, ["__count", *aggregates], order=orderby or None, limit=limit, offset=offset)
    names = [query.named(group, [row[n] for row in found]) for n, group in enumerate(groups)]
    counter = f"{groups[0].path}_count" if lazy and groups else "__count"
    result: list[dict[str, Any]] = []
    for row in found:
        line: dict[str, Any] = {}
        narrow: list[Any] = []
        ranges: dict[str, Any] = {}
        for n, group in enumerate(groups):
            line[group.spec] = _group_value(group, row[n], names[n])
            narrow = and_domain(narrow, group.domain(row[n]))
            if group.granularity and group.granularity not in DATE_PARTS:
                span = group.span(row[n]) if row[n] is not None else None
                ranges[group.spec] = {"from": span[0], "to": span[1]} if span else False
        line[counter] = row[len(groups)]
        for key, spec, value in zip(keys, aggregates, row[len(groups) + 1 :], strict=True):
            line[key] = query.finished(spec, value)
        line["__domain"] = _with(narrow, domain)
        if ranges:
            line["__range"] = ranges
        if lazy and len(specs) > 1:
            line["__context"] = {"group_by": specs[1:]}
        result.append(line)
    return result


def _with(narrow: list[Any], domain: Any) -> list[Any]:
    """The group's domain and the caller's."""
    return and_domain(narrow, list(domain)) if domain else narrow


def _aggregates(model: Model, fields: Sequence[str], grouped: Sequence[str]) -> tuple[list[str], list[str]]:
    """Keys of the answer and `field:function` behind them, out of `name`, `name:agg` and `name:agg(field)`."""
    keys, specs = [], []
    for wanted in fields or ():
        match = re.fullmatch(r"(\w+)(?::(\w+)(?:\((\w+)\))?)?", wanted)
        if match is None:
            raise UserError(f"Invalid field specification {wanted!r}.")
        name, function, target = match.groups()
        if wanted == "__count" or name in grouped:
            continue
        field = model.by_name.get(target or name)
        if field is None:
            raise ValueError(f"Invalid field {target or name!r} on model {model.name!r}")
        chosen = function or (field.aggregator if isinstance(field.aggregator, str) else field.default_aggregator)
        if not chosen or (field.aggregator is False and not function) or not (field.column or function):
            continue
        if not field.column and field.name != "id" and not field.related:
            continue
        keys.append(name)
        specs.append(f"{target or name}:{chosen}")
    return keys, specs


def _group_value(group: GroupBy, key: Any, names: dict[Any, Any]) -> Any:
    if key is None:
        return False
    if group.granularity in DATE_PARTS:
        return key
    if group.granularity:
        return group.label(key)
    if group.field.relational:
        return [key, names.get(key, "")]
    return group.plain(key)


def formatted_read_group(
    env: Env,
    model: Model,
    domain: Any,
    groupby: Sequence[str] = (),
    aggregates: Sequence[str] = (),
    *,
    having: Sequence[Any] = (),
    offset: Any = 0,
    limit: Any = None,
    order: str | None = None,
) -> list[dict[str, Any]]:
    """`formatted_read_group` of 19.0: keys, `__extra_domain`, aggregates by the names asked for (19.0/095)."""
    query = GroupQuery(env, model)
    groups = [GroupBy(query, spec) for spec in groupby]
    found = query.run(domain, groups, list(aggregates), order=order, limit=limit, offset=offset, having=having or ())
    names = [query.named(group, [row[n] for row in found]) for n, group in enumerate(groups)]
    result: list[dict[str, Any]] = []
    for row in found:
        line: dict[str, Any] = {}
        narrow: list[Any] = []
        for n, group in enumerate(groups):
            key = row[n]
            value = _group_value(group, key, names[n])
            if group.granularity and group.granularity not in DATE_PARTS and key is not None:
                value = [group.span(key)[0], value]
            line[group.spec] = value
            narrow = and_domain(narrow, group.domain(key))
        line["__extra_domain"] = narrow
        for spec, value in zip(aggregates, row[len(groups) :], strict=True):
            line[spec] = query.finished(spec, value)
        result.append(line)
    return result
