"""Reading: raw values of records, their names, and the form in which `read` gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.database import quote
from explorer.practice.errors import OdooError
from explorer.practice.fields import Field, Many2many, Many2one, One2many
from explorer.practice.model import Model
from explorer.practice.orm import access
from explorer.practice.orm.search import query

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

Row = dict[str, Any]

_NUMBERS: Mapping[str, Any] = {"integer": 0, "float": 0.0, "monetary": 0.0}


def empty(field: Field) -> Any:
    """What a field without a value reads as."""
    if field.x2many:
        return []
    return _NUMBERS.get(field.type, False)


def _value(field: Field, stored: Any) -> Any:
    """A stored value as a raw value."""
    if stored is None:
        return empty(field)
    if field.type == "boolean":
        return bool(stored)
    if field.sql_type == "JSON":
        return json.loads(stored)
    if field.sql_type == "REAL":
        return float(stored)
    return stored


def existing(env: Env, model: Model, ids: Sequence[int]) -> list[int]:
    """Those of some ids that have a record, in the order given."""
    found = {
        row[0]
        for row in env.select(
            f"SELECT id FROM {quote(model.table)} WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
        )
    }
    return [record_id for record_id in ids if record_id in found]


def rows(env: Env, model: Model, ids: Sequence[int], names: Sequence[str]) -> dict[int, Row]:
    """Raw values of those records that exist, by id, in the order of the ids."""
    ids = list(dict.fromkeys(ids))
    fields = [model.by_name[name] for name in names]
    columns = [field for field in fields if field.column and field.name != "id"]
    shown = ", ".join(["id", *(quote(field.name) for field in columns)])
    found: dict[int, Row] = {}
    wanted: int | str
    if len(ids) == 1:
        where, wanted = "id = ?", ids[0]
    else:
        where, wanted = "id IN (SELECT value FROM json_each(?))", json.dumps(ids)
    for stored in env.select(f"SELECT {shown} FROM {quote(model.table)} WHERE {where}", [wanted]):
        row: Row = {"id": stored[0]}
        for field, value in zip(columns, stored[1:], strict=True):
            row[field.name] = _value(field, value)
        found[stored[0]] = row
    result = {record_id: found[record_id] for record_id in ids if record_id in found}
    for field in fields:
        if not field.column and field.name != "id":
            values_of = _elsewhere(env, model, field, list(result))
            nothing = empty(field)
            for record_id, row in result.items():
                row[field.name] = values_of.get(record_id, nothing)
    return result


def _elsewhere(env: Env, model: Model, field: Field, ids: list[int]) -> Mapping[int, Any]:
    """Values of a field that has no column."""
    if not ids:
        return {}
    if field.name == "display_name" and not field.compute:
        return names(env, model, ids)
    if field.compute is not None:
        return field.compute(env, ids)
    if field.related:
        return _related(env, model, field, ids)
    if field.store and isinstance(field, One2many):
        return _one2many(env, field, ids)
    if field.store and isinstance(field, Many2many):
        return _many2many(env, model, field, ids)
    return {}


def _related(env: Env, model: Model, field: Field, ids: list[int]) -> dict[int, Any]:
    """Follow a related path; through several records their values are put together."""
    first, _, rest = (field.related or "").partition(".")
    links = rows(env, model, ids, [first])
    comodel = env.registry.comodel(model.by_name[first])
    if not rest:
        return {record_id: row[first] for record_id, row in links.items()}
    if comodel is None:
        return {}
    targets: dict[int, list[int]] = {}
    for record_id, row in links.items():
        link = row[first]
        targets[record_id] = link if isinstance(link, list) else [link] if link else []
    if "." in rest:
        step = object.__new__(type(field))
        vars(step).update(vars(field), related=rest)
        wanted = list(dict.fromkeys(other for others in targets.values() for other in others))
        values = _related(env, comodel, step, wanted)
    else:
        wanted = list(dict.fromkeys(other for others in targets.values() for other in others))
        values = {record_id: row[rest] for record_id, row in rows(env, comodel, wanted, [rest]).items()}
    result: dict[int, Any] = {}
    for record_id, others in targets.items():
        found = [values[other] for other in others if other in values]
        if field.x2many:
            result[record_id] = list(
                dict.fromkeys(item for value in found for item in (value if isinstance(value, list) else [value]))
            )
        elif found:
            result[record_id] = found[0]
    return result


def _active_test(env: Env, field: One2many | Many2many) -> bool:
    return bool(field.context.get("active_test", env.context.get("active_test", True)))


def _one2many(env: Env, field: One2many, ids: list[int]) -> dict[int, list[int]]:
    comodel, inverse = env.registry.comodel(field), env.registry.inverse(field)
    if comodel is None or inverse is None:
        return {}
    domain: list[Any] = [(inverse.name, "in", ids)]
    if isinstance(field.domain, list):
        domain += field.domain
    sql, values = query(env, comodel, domain, order=comodel.order, active_test=_active_test(env, field))
    result: dict[int, list[int]] = {record_id: [] for record_id in ids}
    for owner, record_id in env.select(f"SELECT r.{quote(inverse.name)}, r.id {sql}", values):
        result[owner].append(record_id)
    return result


def _many2many(env: Env, model: Model, field: Many2many, ids: list[int]) -> dict[int, list[int]]:
    comodel = env.registry.comodel(field)
    link = env.registry.links.get((model.name, field.name))
    if comodel is None or link is None:
        return {}
    pairs = env.select(
        f"SELECT {quote(link.own)}, {quote(link.other)} FROM {quote(link.table)} "
        f"WHERE {quote(link.own)} IN (SELECT value FROM json_each(?))",
        [json.dumps(ids)],
    )
    others = list({other for _, other in pairs})
    sql, values = query(env, comodel, [("id", "in", others)], order=comodel.order, active_test=_active_test(env, field))
    place = {row[0]: n for n, row in enumerate(env.select(f"SELECT r.id {sql}", values))}
    result: dict[int, list[int]] = {record_id: [] for record_id in ids}
    for own, other in pairs:
        if other in place:
            result[own].append(other)
    return {record_id: sorted(found, key=place.__getitem__) for record_id, found in result.items()}


def names(env: Env, model: Model, ids: Sequence[int]) -> dict[int, Any]:
    """Display names of those records that exist."""
    ids = list(dict.fromkeys(ids))
    if model.display_name is not None:
        return dict(model.display_name(env.sudo(), existing(env, model, ids)))
    if model.rec_name is None:
        return {record_id: f"{model.name},{record_id}" for record_id in existing(env, model, ids)}
    field = model.by_name[model.rec_name]
    found = rows(env, model, ids, [field.name])
    if isinstance(field, Many2one):
        comodel = env.registry.comodel(field)
        linked = [row[field.name] for row in found.values() if row[field.name]]
        other = names(env, comodel, linked) if comodel else {}
        return {record_id: other.get(row[field.name], False) for record_id, row in found.items()}
    if field.type == "selection":
        labels = dict(getattr(field, "selection", ()))
        return {record_id: labels.get(row[field.name], row[field.name]) for record_id, row in found.items()}
    return {record_id: str(row[field.name]) if row[field.name] else False for record_id, row in found.items()}


def readable(env: Env, model: Model) -> list[str]:
    """The fields that the user sees."""
    return [field.name for field in model.fields if access.sees(env, field)]


def check_names(env: Env, model: Model, fields: Sequence[str]) -> None:
    """Raise the series' ValueError for a field that a model does not have (083)."""
    for name in fields:
        if name not in model.by_name:
            where = "on model" if env.series == "17.0" else "on"
            raise ValueError(f"Invalid field {name!r} {where} {model.name!r}")


def formatted(env: Env, model: Model, ids: Sequence[int], fields: Sequence[str], load: object) -> list[Row]:
    """Records as `read` gives them: a many2one is [id, name] unless `load` is None or empty."""
    check_names(env, model, fields)
    access.check(env, model, "r")
    access.check_fields(env, model, fields, "r")
    access.check_records(env, model, ids, "r")
    wanted = ["id", *(name for name in dict.fromkeys(fields) if name != "id")]
    found = list(rows(env.sudo(), model, ids, wanted[1:]).values())
    if load == "_classic_read":
        for name in wanted[1:]:
            field = model.by_name[name]
            if isinstance(field, Many2one):
                _name_links(env, field, found)
    if env.context.get("bin_size"):
        _show_sizes(model, wanted, found)
    return [{name: row[name] for name in wanted} for row in found]


def _name_links(env: Env, field: Many2one, found: list[Row]) -> None:
    linked = {row[field.name] for row in found if row[field.name]}
    if not linked:
        return
    comodel = env.registry.comodel(field)
    try:
        named = names(env.sudo(), comodel, sorted(linked)) if comodel else {}
    except OdooError:
        named = {}
    for row in found:
        record_id = row[field.name]
        if record_id:
            row[field.name] = [record_id, named.get(record_id, f"{field.comodel},{record_id}")]


def _show_sizes(model: Model, names_wanted: Sequence[str], found: list[Row]) -> None:
    """With `bin_size` in the context a binary field tells its size instead of its content."""
    for name in names_wanted:
        if model.by_name[name].type == "binary":
            for row in found:
                if row[name]:
                    row[name] = human_size(len(row[name]) * 3 // 4)


def human_size(size: float) -> str:
    """A size as Odoo shows it, e.g. `12.50 Kb`."""
    for unit in ("bytes", "Kb", "Mb", "Gb"):
        if size < 1024 or unit == "Gb":
            return f"{size:.2f} {unit}"
        size /= 1024
    return ""


def follow(env: Env, model: Model, field: Field, ids: list[int]) -> Mapping[int, Any]:
    """The values of a related field, read where it points to."""
    return _related(env, model, field, ids)
