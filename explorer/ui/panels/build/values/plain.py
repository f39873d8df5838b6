"""Lines of text, numbers and JSON: how they are read and written."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from explorer.core import jsontext
from explorer.core.call import Placeholder
from explorer.core.domain.tree import Expression, Value, freeze
from explorer.ui.panels.build.values.base import BadValueError, LineEditor, placeholder

_WHOLE = re.compile(r"[+-]?\d+")
_COMMA = re.compile(r"[+-]?\d+,\d+")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ValueEditor", text)


def text_editor(name: str, hint: str = "", parent: QWidget | None = None) -> LineEditor:
    """A line for text; ``{{name}}`` in it is filled in later."""
    return LineEditor(name, read_text, write_text, hint, parent=parent)


def number_editor(name: str, *, whole: bool, parent: QWidget | None = None) -> LineEditor:
    """A line for a number of any size; ``whole`` refuses fractions."""
    return LineEditor(name, read_whole if whole else read_number, write_text, _tr("number"), parent=parent)


def json_editor(name: str, parent: QWidget | None = None) -> LineEditor:
    """A line of JSON, for values that no other editor can show."""
    return LineEditor(name, read_json, write_json, "JSON", fixed=True, parent=parent)


def read_text(text: str) -> Value:
    """Any text."""
    return text


def write_text(value: Value) -> str:
    """Text as it is; false and nothing are empty; numbers as Python writes them."""
    if value is None or isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value)


def read_whole(text: str) -> Value:
    """A whole number or a placeholder."""
    if (variable := placeholder(text)) is not None:
        return variable
    if not _WHOLE.fullmatch(text.strip()):
        raise BadValueError(_tr("A whole number is needed here, such as 42."))
    return int(text.strip())


def read_number(text: str) -> Value:
    """A number with a point, or a placeholder. Whole ones stay whole."""
    if (variable := placeholder(text)) is not None:
        return variable
    stripped = text.strip()
    if _WHOLE.fullmatch(stripped):
        return int(stripped)
    if _COMMA.fullmatch(stripped):
        raise BadValueError(_tr("Write {number}: decimals follow a point.").format(number=stripped.replace(",", ".")))
    try:
        value = float(stripped)
    except ValueError:
        raise BadValueError(_tr("A number is needed here, such as 42 or 1.5.")) from None
    if value - value != 0:  # infinity and NaN have no JSON
        raise BadValueError(_tr("This number is too large."))
    return value


def read_json(text: str) -> Value:
    """Any JSON value, with ``{{name}}`` where a value may stand."""
    try:
        return freeze(jsontext.load(text))
    except jsontext.JsonTextError as problem:
        raise BadValueError(problem.message) from None
    except RecursionError:
        raise BadValueError(_tr("This value is nested too deeply.")) from None


def write_json(value: Value) -> str:
    """JSON on one line; an expression stays as its source."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Placeholder):
        return str(value)
    return jsontext.compact(value)


def read_item(text: str) -> Value:
    """An item of a list of texts, or a placeholder."""
    variable = placeholder(text)
    return text if variable is None else variable


def write_item(value: Value) -> str:
    """A chip's label: a text as it is, anything else as JSON, so that 1 and "1" can be told apart by their tips."""
    return value if isinstance(value, str) else write_json(value)
