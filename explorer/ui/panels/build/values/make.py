"""Which editor a condition gets: by the operator and the field's type, and JSON where the value fits no other."""

from __future__ import annotations

from datetime import tzinfo

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from explorer.core.call import Placeholder
from explorer.core.domain.operators import Editor
from explorer.core.domain.tree import Value
from explorer.ui.panels.build.paths import Resolved
from explorer.ui.panels.build.values import plain
from explorer.ui.panels.build.values.base import ValueEditor
from explorer.ui.panels.build.values.choices import ChoiceEditor, RangeNameEditor, selection_choices
from explorer.ui.panels.build.values.ranges import RangeEditor
from explorer.ui.panels.build.values.records import Names, RecordEditor


class Wanted(msgspec.Struct, frozen=True):
    """What decides about an editor; equal ones can be served by the same editor.

    ``kind`` is what the operator asks for, or ``json`` for a value that does not fit it.
    """

    kind: Editor
    type: str = ""
    relation: str = ""
    selection: tuple[tuple[str, str], ...] = ()
    words: bool = True
    zone: tzinfo | None = None


def wanted(kind: Editor, target: Resolved, value: Value, *, words: bool, zone: tzinfo) -> Wanted:
    """What the editor of a condition has to be."""
    fitting = kind if fits(kind, value) else "json"
    field = target.field
    selection = field.selection if field is not None and fitting in ("selection", "selections") else ()
    if fitting in ("selection", "selections") and not selection:
        fitting = "text" if fitting == "selection" else "list"
    return Wanted(fitting, target.type, target.relation, selection, words, zone)


def fits(kind: Editor, value: Value) -> bool:
    """Whether an editor of this kind can show a value without losing anything of it."""
    if kind in ("none", "json", "subdomain") or isinstance(value, Placeholder):
        return True
    if kind.endswith("_range") and kind != "named_range":
        base: Editor = _BASES.get(kind, "number")
        return isinstance(value, tuple) and len(value) == 2 and all(fits(base, end) for end in value)
    if kind in _ITEMS:
        items = value if isinstance(value, tuple) else (value,)
        return all(fits(_ITEMS[kind], item) or (item is False and kind != "numbers") for item in items)
    return isinstance(value, _TYPES[kind]) and (kind in ("boolean", "record") or not isinstance(value, bool))


def make(want: Wanted, name: str, names: Names, parent: QWidget | None = None) -> ValueEditor:
    """A new editor; it shows nothing yet."""
    kind = want.kind
    if kind in ("record", "records"):
        return RecordEditor(name, want.relation, names, single=kind == "record", parent=parent)
    if kind == "selection":
        return ChoiceEditor(name, selection_choices(want.selection), parent=parent)
    if kind == "boolean":
        choices = [(True, _tr("true"), ""), (False, _tr("false"), "")]
        return ChoiceEditor(name, choices, parent=parent)
    if kind == "named_range":
        return RangeNameEditor(name, parent)
    if kind in _ITEMS:
        return _list_editor(want, name, parent)
    if kind.endswith("_range"):
        base = msgspec.structs.replace(want, kind=_BASES.get(kind, "number"))
        return RangeEditor(name, lambda end: make(base, end, names), parent)
    return _line_editor(want, name, parent)


def _line_editor(want: Wanted, name: str, parent: QWidget | None) -> ValueEditor:
    if want.kind in ("date", "datetime"):
        from explorer.ui.panels.build.values.dates import DateEditor

        zone = want.zone if want.kind == "datetime" else None
        return DateEditor(name, zone=zone, words=want.words, parent=parent)
    if want.kind == "number":
        return plain.number_editor(name, whole=want.type not in ("float", "monetary"), parent=parent)
    if want.kind == "json":
        return plain.json_editor(name, parent)
    return plain.text_editor(name, _tr("text"), parent)


def _list_editor(want: Wanted, name: str, parent: QWidget | None) -> ValueEditor:
    from explorer.ui.panels.build.values.tags import TagEditor

    if want.kind == "selections":
        from explorer.ui.panels.build.values.selections import SelectionsEditor

        return SelectionsEditor(name, want.selection, parent)
    if want.kind == "numbers":
        read = plain.read_whole if want.type not in ("float", "monetary") else plain.read_number
        return TagEditor(name, read, plain.write_text, _tr("Numbers, each with Enter"), parent=parent)
    if want.kind in ("dates", "datetimes"):
        from explorer.ui.panels.build.values import dates

        reader = dates.reader(want.zone if want.kind == "datetimes" else None, words=want.words)
        writer = dates.writer(want.zone if want.kind == "datetimes" else None)
        return TagEditor(name, reader, writer, "2024-01-31", parent=parent)
    return TagEditor(name, plain.read_item, plain.write_item, _tr("Values, each with Enter"), parent=parent)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ValueEditor", text)


_BASES: dict[str, Editor] = {"date_range": "date", "datetime_range": "datetime", "number_range": "number"}
_ITEMS: dict[str, Editor] = {
    "list": "text",
    "numbers": "number",
    "dates": "date",
    "datetimes": "datetime",
    "selections": "selection",
    "records": "record",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "date": (str,),
    "datetime": (str,),
    "selection": (str,),
    "named_range": (str,),
    "record": (int, str),
    "boolean": (bool,),
}
