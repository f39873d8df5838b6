"""Which part of Odoo a model belongs to: a data table of name prefixes, so that 800 models read as twenty headings.

The table is ``resources/data/model_groups.json``. A prefix stands for whole words between dots (``sale`` for
``sale.order``, not for ``sale_pdf.form``), and the longest one wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from explorer import assets
from explorer.core.fields import Model

OTHER = "Other"
"""The title of what no prefix covers and what stands alone."""


class ModelGroup(msgspec.Struct, frozen=True):
    """A heading with its models, sorted by label. The title is English, to be translated where it is shown."""

    title: str
    models: tuple[Model, ...]


class _Entry(msgspec.Struct, frozen=True):
    title: str
    prefixes: tuple[str, ...]


def group_models(models: Iterable[Model]) -> tuple[ModelGroup, ...]:
    """Return the models under their headings: those of the table in its order, then unknown ones by name, then Other.

    Models that no prefix covers form a group of their own where two or more share their first word
    (``fleet_rental.car`` and ``fleet_rental.contract`` become "Fleet Rental").
    """
    found: dict[str, list[Model]] = {}
    unknown: dict[str, list[Model]] = {}
    for model in models:
        title = title_of(model.name)
        if title:
            found.setdefault(title, []).append(model)
        else:
            unknown.setdefault(model.name.partition(".")[0], []).append(model)
    groups = [ModelGroup(title, _by_label(found[title])) for title in _titles() if title in found]
    known = {title.casefold() for title in found}
    alone: list[Model] = []
    for word in sorted(unknown):
        if len(unknown[word]) > 1 and _as_title(word).casefold() not in known:
            groups.append(ModelGroup(_as_title(word), _by_label(unknown[word])))
        else:
            alone += unknown[word]
    if alone:
        groups.append(ModelGroup(OTHER, _by_label(alone)))
    return tuple(groups)


def title_of(name: str) -> str:
    """Return the heading that the table gives a model; empty when no prefix covers it."""
    table = _table()
    words = name.split(".")
    for count in range(len(words), 0, -1):
        title = table.get(".".join(words[:count]))
        if title:
            return title
    return ""


@cache
def _entries() -> tuple[_Entry, ...]:
    return msgspec.convert(assets.data("model_groups")["groups"], type=tuple[_Entry, ...])


@cache
def _titles() -> tuple[str, ...]:
    return tuple(entry.title for entry in _entries())


@cache
def _table() -> Mapping[str, str]:
    return {prefix: entry.title for entry in _entries() for prefix in entry.prefixes}


def _by_label(models: Iterable[Model]) -> tuple[Model, ...]:
    return tuple(sorted(models, key=lambda model: ((model.label or model.name).casefold(), model.name)))


def _as_title(word: str) -> str:
    return word.replace("_", " ").strip().title() or OTHER
