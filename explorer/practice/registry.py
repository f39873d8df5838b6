"""The models of one series: declarations with the series' differences applied, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from explorer.practice.fields import Field, Many2many, Many2one, One2many
from explorer.practice.model import Model

Declared = TypeVar("Declared", Model, Field)


class Link(NamedTuple):
    """The table of a many2many field: this record's id stands in `own`, the other's in `other`."""

    table: str
    own: str
    other: str


class Registry:
    """All models of a series, by name.

    `links` maps (model, field) of each stored many2many to its table; `pointers` maps a model to the
    (model, field) pairs of stored many2one fields that point at it.
    """

    def __init__(self, declarations: Iterable[Model], series: str) -> None:
        self.series = series
        self.models: dict[str, Model] = {}
        for declaration in declarations:
            if declaration.series in (None, series):
                self.models[declaration.name] = _model_of(declaration, series)
        for name in list(self.models):
            self._inherit(self.models[name])
        self.links: dict[tuple[str, str], Link] = {}
        self.pointers: dict[str, list[tuple[Model, Many2one]]] = {}
        for model in self.models.values():
            for field in model.fields:
                if isinstance(field, Many2many) and field.store and field.comodel in self.models:
                    self.links[model.name, field.name] = self._link(model, field)
                elif isinstance(field, Many2one) and field.column:
                    self.pointers.setdefault(field.comodel, []).append((model, field))

    def __contains__(self, name: object) -> bool:
        return name in self.models

    def __getitem__(self, name: str) -> Model:
        return self.models[name]

    def comodel(self, field: Field) -> Model | None:
        """The model that a relational field points at, None where the server does not hold it."""
        return self.models.get(getattr(field, "comodel", ""))

    def inverse(self, field: One2many) -> Many2one | None:
        """The stored many2one behind a one2many, None where there is none on this server."""
        comodel = self.comodel(field)
        inverse = comodel.by_name.get(field.inverse or "") if comodel else None
        return inverse if isinstance(inverse, Many2one) and inverse.column else None

    def _inherit(self, model: Model) -> None:
        """Let the fields of `_inherits` parents show up as related fields."""
        for parent_name, through in model.inherits.items():
            parent = self.models[parent_name]
            self._inherit(parent)
            for field in parent.fields:
                if field.name not in model.by_name:
                    shown = _copy(field)
                    shown.related = f"{through}.{field.name}"
                    shown.depends = (shown.related,)
                    shown.store, shown.compute, shown.search = False, None, None
                    shown.inherited = True
                    model.fields.append(shown)
                    model.by_name[shown.name] = shown
                elif model.by_name[field.name].related == f"{through}.{field.name}":
                    model.by_name[field.name].inherited = not model.by_name[field.name].store

    def _link(self, model: Model, field: Many2many) -> Link:
        comodel = self.models[field.comodel]
        table = field.table or "_".join([*sorted([model.table, comodel.table]), "rel"])
        own = field.column1 or f"{model.table}_id"
        other = field.column2 or f"{comodel.table}_id"
        if own == other:
            other = f"{other}2"
        return Link(table, own, other)


def _copy(declared: Declared) -> Declared:
    twin = object.__new__(type(declared))
    twin.__dict__.update(declared.__dict__)
    return twin


def _model_of(declaration: Model, series: str) -> Model:
    """The model as it is in a series; the declaration itself, which serves all series, stays untouched."""
    model = _copy(declaration)
    vars(model).update(declaration.variants.get(series, {}))
    model.fields = []
    for field in declaration.fields:
        if field.series in (None, series):
            changes = field.variants.get(series)
            shown = _copy(field)
            if changes:
                vars(shown).update(changes)
            model.fields.append(shown)
    model.by_name = {field.name: field for field in model.fields}
    model.methods = {n: m for n, m in declaration.methods.items() if m.series in (None, series)}
    return model
