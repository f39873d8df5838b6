"""External identifiers, `get_metadata` and `export_data`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.model import Model
from explorer.practice.orm import read

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

_KNOWN = {
    ("res.partner", 1): "base.main_partner",
    ("res.partner", 3): "base.partner_admin",
    ("res.users", 1): "base.user_root",
    ("res.users", 2): "base.user_admin",
    ("res.company", 1): "base.main_company",
    ("res.country", 75): "base.fr",
    ("res.country", 233): "base.us",
    ("res.currency", 1): "base.USD",
}


def external_id(model: Model, record_id: int) -> str:
    """The identifier that an export shows; records without one get one as Odoo makes it."""
    mark = (record_id * 2654435761) % 2**32
    return _KNOWN.get((model.name, record_id)) or f"__export__.{model.table}_{record_id}_{mark:08x}"


def metadata(env: Env, model: Model, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Who made and changed the records and when, and their identifiers (100)."""
    names = [name for name in ("create_uid", "create_date", "write_uid", "write_date") if name in model.by_name]
    found = read.formatted(env, model, ids, names, "_classic_read")
    for row in found:
        known = _KNOWN.get((model.name, row["id"]))
        row["xmlid"] = known or False
        row["noupdate"] = bool(known)
        row["xmlids"] = [{"xmlid": known, "noupdate": True}] if known else []
    return found


def export_rows(env: Env, model: Model, ids: Sequence[int], paths: Sequence[str]) -> list[list[Any]]:
    """One line a record, and further lines for what x2many paths hold (101)."""
    lines: list[list[Any]] = []
    for record_id in read.existing(env, model, ids):
        lines += _lines(env, model, record_id, [path.replace(".id", "/.id").lstrip("/").split("/") for path in paths])
    return lines


def _lines(env: Env, model: Model, record_id: int, paths: Sequence[list[str]]) -> list[list[Any]]:
    first: list[Any] = [""] * len(paths)
    more: list[list[Any]] = []
    seen: set[str] = set()
    for column, path in enumerate(paths):
        name, rest = path[0], path[1:]
        if name in seen:
            continue
        if name == "id":
            first[column] = external_id(model, record_id)
        elif name == ".id":
            first[column] = str(record_id)
        elif name not in model.by_name:
            raise ValueError(f"Invalid field {name!r} on model {model.name!r}")
        else:
            field = model.by_name[name]
            comodel = env.registry.comodel(field)
            value = read.rows(env, model, [record_id], [name])[record_id][name]
            if not field.relational or comodel is None:
                first[column] = value if value is not False or field.type == "boolean" else ""
                continue
            linked = value if isinstance(value, list) else [value] if value else []
            if not rest:
                names = read.names(env, comodel, linked)
                first[column] = ",".join(str(names[one]) for one in linked if one in names)
                continue
            seen.add(name)
            columns = [n for n, other in enumerate(paths) if other[0] == name]
            inner = [
                line for one in linked for line in _lines(env, comodel, one, [paths[n][1:] or ["id"] for n in columns])
            ]
            for number, line in enumerate(inner):
                if number > len(more):
                    more.append([""] * len(paths))
                target = first if number == 0 else more[number - 1]
                for place, n in enumerate(columns):
                    target[n] = line[place]
    return [first, *more]
