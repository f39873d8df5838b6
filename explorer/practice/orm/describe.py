"""`fields_get`: what a model's fields say of themselves, by series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.fields import (
    Binary,
    Char,
    Field,
    Float,
    Html,
    Many2many,
    Many2one,
    Many2oneReference,
    Monetary,
    One2many,
    Properties,
    Reference,
    Selection,
)
from explorer.practice.model import Model
from explorer.practice.orm import access

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

_SANITIZE = {
    "sanitize": True,
    "sanitize_attributes": True,
    "sanitize_style": False,
    "sanitize_tags": True,
    "strip_classes": False,
    "strip_style": False,
}


def fields_get(
    env: Env, model: Model, wanted: Sequence[str] | None = None, attributes: Sequence[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Field -> its attributes. Unknown names are left out, as are fields that the user does not see (053)."""
    found: dict[str, dict[str, Any]] = {}
    for field in model.fields:
        if (wanted and field.name not in wanted) or not access.sees(env, field):
            continue
        said = describe(env, model, field)
        found[field.name] = {k: v for k, v in said.items() if k in attributes} if attributes else said
    return found


def describe(env: Env, model: Model, field: Field) -> dict[str, Any]:
    """All attributes of one field, in the order of the alphabet as Odoo gives them."""
    stored = _in_database(env, model, field)
    said: dict[str, Any] = {
        "change_default": field.change_default,
        "company_dependent": field.company_dependent,
        "default_export_compatible": False,
        "depends": list(field.depends),
        "exportable": field.exportable,
        "groups": field.groups,
        "help": field.help,
        "manual": False,
        "name": field.name,
        "readonly": field.readonly,
        "related": field.related,
        "required": field.required,
        "searchable": _searchable(env, model, field),
        "sortable": _sortable(field, stored),
        "store": field.store,
        "string": field.string,
        "type": field.type,
    }
    if env.series != "17.0":
        said["groupable"] = _groupable(field, stored)
    said["group_operator" if env.series == "17.0" else "aggregator"] = _aggregator(env, field, stored)
    said |= _of_type(env, field)
    said |= field.extra
    return {name: said[name] for name in sorted(said) if said[name] is not None}


def _in_database(env: Env, model: Model, field: Field) -> bool:
    """Whether the value stands in a column here or, by a chain of many2one, elsewhere."""
    if field.column:
        return True
    if not field.related:
        return False
    current: Model | None = model
    steps = field.related.split(".")
    for step in steps[:-1]:
        link = current.by_name.get(step) if current else None
        if not isinstance(link, Many2one) or not link.column:
            return False
        current = env.registry.comodel(link)
    last = current.by_name.get(steps[-1]) if current else None
    return last is not None and last.column


def _searchable(env: Env, model: Model, field: Field) -> bool:
    if field.searchable is not None:
        return field.searchable
    return bool(field.store or field.search or (field.related and _reaches(env, model, field)))


def _reaches(env: Env, model: Model, field: Field) -> bool:
    """Whether the end of a related path can be searched."""
    current: Model | None = model
    steps = (field.related or "").split(".")
    for step in steps[:-1]:
        link = current.by_name.get(step) if current else None
        current = env.registry.comodel(link) if link else None
    last = current.by_name.get(steps[-1]) if current else None
    return last is None or last is field or current is None or _searchable(env, current, last)


def _sortable(field: Field, stored: bool) -> bool:
    if field.sortable is not None:
        return field.sortable
    return stored and not (isinstance(field, Binary) and field.attachment)


def _groupable(field: Field, stored: bool) -> bool:
    if field.groupable is not None:
        return field.groupable
    if isinstance(field, Many2many):
        return field.store
    return stored and not (isinstance(field, Binary) and field.attachment)


def _aggregator(env: Env, field: Field, stored: bool) -> object:
    """17.0 names one for every number, 19.0 only where the database can work it out."""
    if isinstance(field.aggregator, str):
        return field.aggregator
    if field.aggregator is False or field.name in ("id", "sequence"):
        return None
    if env.series != "17.0" and not stored:
        return None
    return field.default_aggregator


def _of_type(env: Env, field: Field) -> dict[str, Any]:
    """Attributes that only one type has."""
    if isinstance(field, Char):
        return {"size": field.size, "translate": field.translate, "trim": field.trim}
    if isinstance(field, Html):
        return {"translate": field.translate, **_SANITIZE, **field.sanitize}
    if field.type == "text":
        return {"translate": field.translate}
    if isinstance(field, Selection | Reference):
        return {"selection": [list(pair) for pair in field.selection]}
    if isinstance(field, Many2one | One2many | Many2many):
        return _of_relation(env, field)
    if isinstance(field, Float):
        return {"digits": list(field.digits) if field.digits else None}
    if isinstance(field, Monetary):
        return {"currency_field": field.currency_field}
    if isinstance(field, Binary):
        return {"attachment": field.attachment}
    if isinstance(field, Many2oneReference):
        return {"model_field": field.model_field} if env.series != "17.0" else {}
    if isinstance(field, Properties):
        return {
            "definition_record": field.definition_record,
            "definition_record_field": field.definition_record_field,
        }
    return {}


def _of_relation(env: Env, field: Many2one | One2many | Many2many) -> dict[str, Any]:
    said: dict[str, Any] = {"relation": field.comodel, "context": field.context, "domain": field.domain}
    if isinstance(field, One2many):
        said["relation_field"] = field.inverse
    if env.series != "17.0":
        comodel = env.registry.comodel(field)
        said["allow_hierachy_operators"] = bool(comodel and comodel.parent_name)
    return said
