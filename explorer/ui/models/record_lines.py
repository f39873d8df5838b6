"""A record, or the facts of a field, as lines of label and value; pure, so that it is tested without a widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication

from explorer.core.fields import RELATIONAL, X2MANY, Field
from explorer.ui import text
from explorer.ui.models import cells
from explorer.work import pages
from explorer.work.local_time import moment
from explorer.work.schema_search import squeeze

LONGEST = 3000
"""Characters of a value that are shown; copying gives all of them."""
DASH = "—"

Names = Mapping[tuple[str, int], str]
"""Names of related records by model and id, where they were read."""


class Link(msgspec.Struct, frozen=True):
    """Where a value leads: to records of a model, or with no ids to the model itself."""

    model: str
    ids: tuple[int, ...] = ()


class Line(msgspec.Struct, frozen=True):
    """One line. ``name`` and ``kind`` are the technical name and type, ``aside`` stands dim behind the value and
    ``below`` dim under it; ``chips`` are drawn in place of the value. ``copied`` is what copying gives."""

    label: str
    name: str = ""
    kind: str = ""
    value: str = ""
    tone: str = "text"
    fixed: bool = False
    link: Link | None = None
    chips: tuple[str, ...] = ()
    aside: str = ""
    below: str = ""
    help: str = ""
    copied: str = ""
    empty: bool = False
    heading: bool = False
    asked: bool = False


def record_lines(
    values: Mapping[str, object],
    asked: Sequence[str],
    fields: Mapping[str, Field],
    zone: str = "",
    names: Names = {},  # noqa: B006 - never changed
) -> list[Line]:
    """Return a line for each value: those the call ``asked`` for in their order, then the others by :func:`order`."""
    # Every answer has the id, asked for or not.
    first = [name for name in asked if name in values and name != "id"]
    taken = frozenset(first)
    known = {name: fields.get(name) or Field(name, cells.guessed_type([value]), name) for name, value in values.items()}
    rest = order([field for name, field in known.items() if name not in taken], tuple(fields.values()))
    lines = []
    for field in (*(known[name] for name in first), *rest):
        line = value_line(field, values[field.name], zone, names)
        lines.append(msgspec.structs.replace(line, asked=field.name in taken))
    return lines


def order(fields: Sequence[Field], model: Sequence[Field]) -> list[Field]:
    """Return some fields of a ``model``, of which all are given, in the order in which people look for them.

    First those that a new call of the model shows, as in the tree. Then, by label within each group: required ones,
    stored texts, relations, choices and dates, stored numbers, booleans, x2many fields, what is worked out and not
    stored, counters, and last the bookkeeping of Odoo itself, of its mail and of its access rights.
    """
    first = {name: place for place, name in enumerate(pages.first_fields(model))}

    def rank(field: Field) -> tuple[int, int, str, str]:
        label = (field.label or field.name).casefold()
        if field.name in first:
            return 0, first[field.name], label, field.name
        return _group(field), 0, label, field.name

    return sorted(fields, key=rank)


def _group(field: Field) -> int:
    name, number = field.name, field.type in ("integer", "float", "monetary")
    if name in _BOOKKEEPING or name.startswith(_OF_MIXINS):
        return 8
    if field.type == "integer" and name.endswith("_count"):
        return 7
    if field.required:
        return 1
    if field.type in X2MANY:
        return 5
    if not field.store:
        return 6
    if number:
        return 3
    return 4 if field.type == "boolean" else 2


_BOOKKEEPING = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date", "__last_update"})
_OF_MIXINS = ("message_", "activity_", "my_activity_", "website_message_", "rating_", "access_")
"""How the fields begin that ``mail.thread``, ``mail.activity.mixin``, ``rating.mixin`` and ``portal.mixin`` add."""


def shown_lines(lines: Iterable[Line], words: str, *, empty: bool) -> list[Line]:
    """Return the lines whose label or name holds all words; without words, empty ones only when asked for."""
    wanted = [word for word in map(squeeze, words.split()) if word]
    if not wanted:
        return [line for line in lines if empty or line.asked or not line.empty]
    return [line for line in lines if all(word in f"{squeeze(line.label)}\n{squeeze(line.name)}" for word in wanted)]


def hidden_count(lines: Iterable[Line]) -> int:
    """Return how many lines are hidden for being empty."""
    return sum(line.empty and not line.asked for line in lines)


def value_line(field: Field, value: object, zone: str = "", names: Names = {}) -> Line:  # noqa: B006 - never changed
    """Return the line of one value."""
    kind = f"{field.type} → {field.relation}" if field.relation else field.type
    line = Line(field.label or field.name, field.name, kind, help=field.help, copied=cells.copied(value, False))
    if field.type == "boolean" and isinstance(value, bool):
        words = _tr("Yes") if value else _tr("No")
        return _with(line, value=words, copied="true" if value else "false")
    if value is False or value is None or value in ("", [], ()):
        return _with(line, value=DASH, tone="dim", empty=True)
    if field.type in RELATIONAL or field.type == "reference":
        return _related(line, field, value, names)
    if isinstance(value, str):
        return _text(line, field, value, zone)
    if field.type in ("float", "monetary") and isinstance(value, int | float):
        return _with(line, value=cells.grouped(cells.digits(value)))
    if isinstance(value, int | float):
        return _with(line, value=str(value) if isinstance(value, bool) else cells.digits(value))
    return _with(line, value=cells.compact(value), fixed=True)


def tag_requests(values: Mapping[str, object], fields: Mapping[str, Field], most: int) -> dict[str, list[int]]:
    """Return the models and ids whose names many2many values need; values with more than ``most`` ids stay a count."""
    wanted: dict[str, dict[int, None]] = {}
    for name, value in values.items():
        field = fields.get(name)
        if field is not None and field.type == "many2many" and field.relation:
            ids = ids_of(value)
            if 0 < len(ids) <= most:
                wanted.setdefault(field.relation, {}).update(dict.fromkeys(ids))
    return {model: list(ids) for model, ids in wanted.items()}


def ids_of(value: object) -> tuple[int, ...]:
    """Return the ids of an x2many value."""
    if not isinstance(value, list | tuple):
        return ()
    found = (item.get("id") if isinstance(item, Mapping) else item for item in value)
    return tuple(item for item in found if isinstance(item, int) and not isinstance(item, bool))


def field_lines(field: Field) -> list[Line]:
    """Return what is known of a field: its place and type, its flags, its choices, everything else."""
    lines = [
        _fact(_tr("Technical name"), field.name, fixed=True),
        _fact(_tr("Type"), field.type, fixed=True),
    ]
    if field.relation:
        lines.append(_with(_fact(_tr("Related model"), field.relation), tone="accent", link=Link(field.relation)))
    if field.relation_field:
        lines.append(_fact(_tr("Field there"), field.relation_field, fixed=True))
    if field.help:
        lines.append(_fact(_tr("Help"), field.help))
    flags = (
        (_tr("Required"), field.required),
        (_tr("Read-only"), field.readonly),
        (_tr("Stored"), field.store),
        (_tr("Searchable"), field.searchable),
        (_tr("Sortable"), field.sortable),
    )
    lines += [_fact(label, _tr("Yes") if value else _tr("No")) for label, value in flags]
    if field.selection:
        lines.append(Line(_tr("Choices"), heading=True))
        lines += [Line(label or key, value=key, fixed=True, copied=key) for key, label in field.selection]
    others = {name: value for name, value in sorted(field.attributes.items()) if name not in _SAID}
    if others:
        lines.append(Line(_tr("Other attributes"), heading=True))
        lines += [
            Line(name, value=cells.compact(value), fixed=True, copied=cells.copied(value, True))
            for name, value in others.items()
        ]
    return lines


_SAID = frozenset(
    {"string", "type", "relation", "relation_field", "help", "required", "readonly", "store", "searchable", "sortable"}
    | {"selection", "name"}
)


def _related(line: Line, field: Field, value: object, names: Names) -> Line:
    if field.type in X2MANY and isinstance(value, list | tuple):
        ids = ids_of(value)
        link = Link(field.relation, ids) if field.relation and ids else None
        known = [names[field.relation or "", number] for number in ids if (field.relation or "", number) in names]
        counted = (
            _tr("1 record") if len(value) == 1 else _tr("{count} records").replace("{count}", text.number(len(value)))
        )
        chips = tuple(known) if len(known) == len(value) and field.type == "many2many" else ()
        return _with(line, value=counted, tone="accent" if link else "dim", link=link, chips=chips)
    if field.type == "reference" and isinstance(value, str):
        model, _, number = value.partition(",")
        link = Link(model, (int(number),)) if number.isdecimal() else None
        return _with(line, value=value, tone="accent" if link else "text", link=link)
    record, name = _pair(value)
    if record is None or not field.relation:
        return _with(line, value=name or cells.compact(value))
    link = Link(field.relation, (record,))
    return _with(line, value=name or f"id {record}", tone="accent", link=link)


def _pair(value: object) -> tuple[int | None, str]:
    """Return id and name of a many2one: a pair, a bare id (``load=None``), or a dictionary (``web_read``)."""
    number, name = value, None
    if isinstance(value, list | tuple) and len(value) == 2:
        number, name = value
    elif isinstance(value, Mapping):
        number, name = value.get("id"), value.get("display_name")
    known = number if isinstance(number, int) and not isinstance(number, bool) else None
    return known, name if isinstance(name, str) else ""


def _text(line: Line, field: Field, value: str, zone: str) -> Line:
    if field.type == "selection":
        label = dict(field.selection).get(value, value)
        return _with(line, value=label, aside=value if label != value else "")
    if field.type == "datetime":
        when = moment(value, zone)
        if when is not None:
            said = _tr("{time} UTC on the wire").replace("{time}", when.wire)
            if not when.known:
                said += "\n" + _tr("This computer does not know the zone {zone}.").replace("{zone}", zone)
            return _with(line, value=when.local, aside=when.place, below=said)
    if field.type == "html":
        value = cells.without_tags(value)
    if field.type in ("binary", "image"):
        return _with(line, value=cells.formatter(cells.column(field.name, (), field))(value).text, tone="dim")
    return _with(line, value=value[:LONGEST] + ("…" if len(value) > LONGEST else ""))


def _fact(label: str, value: str, *, fixed: bool = False) -> Line:
    return Line(label, value=value, fixed=fixed, copied=value)


def _with(line: Line, **changes: object) -> Line:
    return msgspec.structs.replace(line, **changes)


def _tr(words: str) -> str:
    return QCoreApplication.translate("RecordLines", words)
