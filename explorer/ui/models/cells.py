"""How one value of a record is written in a cell: its text, its colour, its side. It never raises.

Nothing is rounded or translated: a cell says what the wire says, cut at a length that a paint can afford (a text of
5 000 characters in each cell made one paint 646 ms). Times alone are turned: into the zone of whoever asked.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication

from explorer.core.fields import Field
from explorer.ui import text

LONGEST = 300
"""Characters of a value that a cell shows."""
_HTML_READ = 6000
"""Characters of a formatted text that are read for its first words."""

NO_FIELD = Field("", "unknown")

MISSING = msgspec.UNSET
"""The value of a row that lacks the key."""


class Cell(msgspec.Struct, frozen=True):
    """What a cell shows. ``tone`` is a token; ``check`` is the state of a box that is drawn instead of the text."""

    text: str = ""
    tone: str = "text"
    right: bool = False
    fixed: bool = False
    check: bool | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return self.text


EMPTY = Cell()
CHECKED = Cell("true", check=True)
UNCHECKED = Cell("false", check=False)

Format = Callable[[object], Cell]


class Column(msgspec.Struct, frozen=True):
    """One column: the field as the schema knows it, else with the type that its values suggest (``known`` false).

    ``zone`` is that of the times in the grid, such as ``Europe/Brussels``; empty for UTC.
    """

    name: str
    field: Field
    known: bool
    zone: str = ""

    @property
    def label(self) -> str:
        """The field's label, else its technical name."""
        return self.field.label or self.name

    @property
    def type(self) -> str:
        """The field's type in Odoo's word; empty when nothing is known."""
        return "" if self.field.type == "unknown" else self.field.type

    @property
    def right(self) -> bool:
        """Whether the values stand at the right."""
        return self.name == "id" or self.type in _NUMBERS

    @property
    def timed(self) -> bool:
        """Whether the values are moments that are shown in the zone: a text that only looks like one stays as it is."""
        return self.known and self.type == "datetime"

    @property
    def roomy(self) -> bool:
        """Whether wider is better: texts, as opposed to numbers, dates and boxes."""
        return self.type in ("", "char", "text", "html", "many2one", "reference", "json", "properties")


def column(name: str, values: Iterable[object], field: Field | None = None, zone: str = "") -> Column:
    """Return the column ``name``; ``values`` are those of its first rows, which tell its type when no schema does."""
    if field is not None:
        return Column(name, field, known=True, zone=zone)
    return Column(name, Field(name, guessed_type(values)), known=False)


def guessed_type(values: Iterable[object]) -> str:
    """Return the field type that explains the values; ``unknown`` when they are all false or mixed.

    False is the empty value of every type, so it makes a column boolean only beside a true.
    """
    kinds = {_kind(value) for value in values if value is not False and value is not None and value is not MISSING}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {"integer", "float"}:
        return "float"
    # An empty list fits both: it is how a list of no records is written.
    if kinds == {"many2many", "json"}:
        return "json"
    return "unknown"


def formatter(column: Column) -> Format:
    """Return the function that writes the values of a column."""
    if column.name == "id":
        return _identifier
    if column.timed:
        return partial(_local, zone=column.zone)
    return _FORMATS.get(column.type, plain)


def plain(value: object) -> Cell:
    """Write a value by what it is; false and a missing value are empty."""
    if value is False or value is MISSING:
        return EMPTY
    if value is True:
        return CHECKED
    if value is None:
        return Cell("null", "dim")
    if isinstance(value, str):
        return Cell(one_line(value))
    if isinstance(value, int | float):
        return Cell(digits(value), right=True)
    return Cell(compact(value))


def one_line(value: str) -> str:
    """Return the beginning of a text in one line."""
    if len(value) > LONGEST:
        value = value[:LONGEST] + "…"
    return value if value.isprintable() else _SPACES.sub(" ", value)


def compact(value: object) -> str:
    """Return the beginning of a value as JSON in one line."""
    try:
        written = msgspec.json.encode(value, enc_hook=str)
    except (TypeError, ValueError, RecursionError):
        written = repr(value).encode("utf-8", errors="replace")
    return one_line(written[: LONGEST * 4].decode("utf-8", errors="ignore"))


def without_tags(value: str) -> str:
    """Return the words of a formatted text."""
    return " ".join(html.unescape(_TAGS.sub(" ", value[:_HTML_READ])).split())


def details(column: Column, value: object) -> str:
    """Return what a cell does not show and its tool tip does; empty when there is nothing to add."""
    field = column.field
    if column.timed and isinstance(value, str):
        return _on_the_wire(value, column.zone)
    pair = id_and_name(value)
    if pair is not None and column.type in ("many2one", "reference"):
        model = f"{field.relation}, " if field.relation else ""
        return f"{model}id {pair[0]}\n{pair[1]}" if len(pair[1]) > 40 else f"{model}id {pair[0]}"
    if column.type in _LISTS and isinstance(value, list | tuple) and value:
        ids = [_id_of(item) for item in value[:20]]
        more = f" … ({text.number(len(value))})" if len(value) > len(ids) else ""
        model = f"{field.relation}, " if field.relation else ""
        return f"{model}ids {', '.join(ids)}{more}"
    if column.type == "selection" and isinstance(value, str):
        return dict(field.selection).get(value, "")
    if column.type == "binary" and isinstance(value, str):
        return ""
    if isinstance(value, str) and (len(value) > 40 or "\n" in value):
        return value[:2000] + ("…" if len(value) > 2000 else "")
    if isinstance(value, dict | list):
        return compact(value)
    return ""


def tool_tip(words: str) -> str:
    """Return words as a tool tip that wraps and takes nothing in them for markup; empty stays empty."""
    return f'<p style="white-space: pre-wrap">{html.escape(words)}</p>' if words else ""


# --- by type -------------------------------------------------------------------------------------------------------


def _identifier(value: object) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        return Cell(digits(value), right=True, fixed=True)
    return plain(value)


def _boolean(value: object) -> Cell:
    if isinstance(value, bool):
        return CHECKED if value else UNCHECKED
    return plain(value)


def _many2one(value: object) -> Cell:
    pair = id_and_name(value)
    if pair is not None:
        return Cell(one_line(pair[1]) or str(pair[0]), "accent")
    if isinstance(value, int) and not isinstance(value, bool):
        # ``load=None`` answers bare ids (19.0/082-jsonrpc-read-load-classic-off).
        return Cell(str(value), "accent")
    if isinstance(value, str):
        return Cell(one_line(value), "accent")
    return plain(value)


def _list(value: object) -> Cell:
    if isinstance(value, list | tuple):
        if not value:
            return EMPTY
        return Cell(_counted(len(value)), "dim")
    return plain(value)


def _float(value: object) -> Cell:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Cell(grouped(digits(value)), right=True)
    return plain(value)


def digits(value: float) -> str:
    """Return a number as text."""
    try:
        return str(value)
    except ValueError:
        # Python writes no whole number of more than 4 300 digits.
        return hex(int(value))[:LONGEST]


def grouped(number: str) -> str:
    """Return a decimal number with its thousands apart and every digit as it was."""
    whole, point, rest = number.partition(".")
    sign, whole = whole[: whole.startswith("-")], whole.removeprefix("-")
    if not whole.isdecimal():
        return number
    return f"{sign}{text.number(int(whole))}{point}{rest}"


def _counted(records: int) -> str:
    if records == 1:
        return QCoreApplication.translate("Cells", "1 record")
    return QCoreApplication.translate("Cells", "{count} records").format(count=text.number(records))


def _moment(value: object) -> Cell:
    return Cell(one_line(value), "dim") if isinstance(value, str) else plain(value)


def _local(value: object, zone: str) -> Cell:
    """Write a moment by the clock of a zone, to the minute; its tool tip has the rest."""
    # Python's zones take 4 ms to import, which the start does not have.
    from explorer.work.local_time import moment

    when = moment(value, zone) if isinstance(value, str) and len(value) == _MOMENT_LENGTH else None
    return Cell(when.local, "dim") if when is not None else _moment(value)


def _on_the_wire(value: str, zone: str) -> str:
    """Return the lines of a moment's tool tip: by which clock it is shown, and what came."""
    from explorer.work.local_time import UTC_NAME, moment

    when = moment(value, zone)
    if when is None:
        return one_line(value)
    wire = QCoreApplication.translate("Cells", "{wire} UTC on the wire").format(wire=value)
    return wire if when.place == UTC_NAME else f"{when.local} {when.place}\n{wire}"


def _html(value: object) -> Cell:
    return Cell(one_line(without_tags(value))) if isinstance(value, str) else plain(value)


def _binary(value: object) -> Cell:
    """Odoo answers the content as base64, or with ``bin_size`` in the context a text such as ``12.5 Kb``."""
    if not isinstance(value, str):
        return plain(value)
    if len(value) < 20 and _SIZE.match(value):
        return Cell(value, "dim", right=True)
    return Cell(text.size(len(value) * 3 // 4 - value[-2:].count("=")), "dim", right=True)


def _reference(value: object) -> Cell:
    return Cell(one_line(value), "accent") if isinstance(value, str) else _many2one(value)


_FORMATS: Mapping[str, Format] = {
    "boolean": _boolean,
    "many2one": _many2one,
    "one2many": _list,
    "many2many": _list,
    "float": _float,
    "monetary": _float,
    "date": _moment,
    "datetime": _moment,
    "html": _html,
    "binary": _binary,
    "image": _binary,
    "reference": _reference,
}
_NUMBERS = frozenset({"integer", "float", "monetary", "binary", "image"})
_LISTS = frozenset({"one2many", "many2many"})
_SPACES = re.compile(r"[^\S\u202f\u00a0]+|[\x00-\x1f\x7f\u2028\u2029]+")
_TAGS = re.compile(
    r"<(?:style|script)\b.*?(?:</(?:style|script)>|$)|<!--.*?(?:-->|$)|<[^>]*(?:>|$)", re.DOTALL | re.IGNORECASE
)
_SIZE = re.compile(r"[\d.,]+ ?(?:bytes|[kmgt]?b)$", re.IGNORECASE)
_MOMENT_LENGTH = len("2026-03-02 09:14:07")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?$")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    if isinstance(value, str):
        return ("date" if len(value) == 10 else "datetime") if _MOMENT.match(value) else "char"
    if isinstance(value, list | tuple):
        if id_and_name(value) is not None:
            return "many2one"
        return "many2many" if all(isinstance(item, int) for item in value) else "json"
    return "json"


def id_and_name(value: object) -> tuple[int, str] | None:
    """Return id and name of a many2one: ``[233, "United States"]``, or as ``web_read`` has it a dictionary."""
    if isinstance(value, list | tuple) and len(value) == 2:
        number, name = value
        if isinstance(number, int) and isinstance(name, str):
            return number, name
    if isinstance(value, Mapping) and isinstance(value.get("id"), int):
        name = value.get("display_name")
        return value["id"], name if isinstance(name, str) else ""
    return None


def _id_of(item: object) -> str:
    if isinstance(item, Mapping):
        item = item.get("id", "?")
    return one_line(str(item))[:40]


def copied(value: object, boolean: bool) -> str:
    """Return a value as a spreadsheet takes it: a many2one by its name, false as empty unless it is a fact."""
    if value is None or value is MISSING or (value is False and not boolean):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    pair = id_and_name(value)
    if pair is not None:
        return pair[1] or str(pair[0])
    if isinstance(value, Sequence) and all(isinstance(item, int) for item in value):
        return ", ".join(map(str, value))
    if isinstance(value, int | float):
        return digits(value)
    try:
        return msgspec.json.encode(value, enc_hook=str).decode()
    except (TypeError, ValueError, RecursionError):
        return repr(value)
