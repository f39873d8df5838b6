"""Reading by specification, as the web client does: which fields, and which fields of related records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.fields import Many2one
from explorer.practice.model import Model
from explorer.practice.orm import read, search

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env


def read_specified(
    env: Env, model: Model, ids: Sequence[int], specification: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Records with the fields of a specification such as `{"country_id": {"fields": {"name": {}}}}` (096, 097)."""
    names = [name for name in specification.keys() if name != "id"]  # noqa: SIM118 - a list fails as in Odoo
    found = read.formatted(env, model, ids, names, None)
    for name in names:
        field = model.by_name[name]
        inner = specification[name] or {}
        comodel = env.registry.comodel(field)
        if not field.relational or comodel is None or "fields" not in inner:
            continue
        linked = [row[name] for row in found]
        if isinstance(field, Many2one):
            wanted = list(dict.fromkeys(one for one in linked if one))
            nested = {row["id"]: row for row in _nested(env, comodel, wanted, inner)}
            for row in found:
                row[name] = nested.get(row[name], False) if row[name] else False
            continue
        for row in found:
            kept = row[name]
            if inner.get("order"):
                kept = search.ids(env, comodel, [("id", "in", kept)], order=inner["order"], active_test=False)
            shown = kept[: inner["limit"]] if inner.get("limit") else kept
            row[name] = [*_nested(env, comodel, shown, inner), *({"id": one} for one in kept[len(shown) :])]
            if inner.get("limit"):
                row[name] = row[name][: inner["limit"]]
    return found


def _nested(env: Env, comodel: Model, ids: Sequence[int], inner: Mapping[str, Any]) -> list[dict[str, Any]]:
    return read_specified(env, comodel, ids, inner["fields"] or {})
