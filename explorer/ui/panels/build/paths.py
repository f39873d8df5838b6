"""What a dotted path of a condition leads to, in the words and types that its row needs.

Fields are known only once they were loaded; nothing is guessed meanwhile.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from explorer.core.domain.paths import Fields, resolve_path
from explorer.core.fields import Field

ARROW = " › "


class Resolved(msgspec.Struct, frozen=True):
    """Where a path leads.

    ``labels`` has one text a segment, the technical name where no label is known. ``type`` is as
    ``core.domain.operators`` knows it, empty while unknown. ``relation`` is the model that the path's end points to.
    ``problem`` says what is wrong with the path.
    """

    path: str
    labels: tuple[str, ...]
    type: str = ""
    field: Field | None = None
    relation: str = ""
    problem: str = ""

    @property
    def label(self) -> str:
        """The path as people read it: "Country › Country code"."""
        return ARROW.join(self.labels)


def resolve(model: str, path: str, fields: Fields) -> Resolved:
    """Follow a path from a model as far as the fields are known."""
    segments = path.split(".")
    if not model:
        return Resolved(path, tuple(segments))
    target = resolve_path(path, model, fields)
    labels = [field.label or field.name for field in target.fields]
    rest = [_part(name, target.type) for name in segments[len(labels) :]]
    known = target.field if target.type else None
    return Resolved(path, (*labels, *rest), target.type, known, target.relation or "", target.problem)


def why_not_searchable(field: Field) -> str:
    """The reason why a field cannot stand in a condition, empty when it can."""
    if field.type in ("json", "separator"):
        sentence = QCoreApplication.translate("FieldPicker", "A field of the type {type} cannot be searched.")
        return sentence.format(type=field.type)
    if not field.searchable:
        return QCoreApplication.translate("FieldPicker", "Computed: Odoo cannot search it.")
    return ""


def _part(name: str, field_type: str) -> str:
    return name.replace("_", " ") if field_type == "date_part" else name
