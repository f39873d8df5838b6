"""Values on their way into a column: checked and converted as Odoo's fields do, with its errors."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from explorer.practice.errors import DatabaseError
from explorer.practice.fields import Char, Field, Float, Selection
from explorer.practice.model import Model


def to_column(series: str, model: Model, field: Field, value: Any) -> Any:
    """The value as it is stored, None for empty.

    Raises ValueError for a selection key or a date that is none (19.0/150, 19.0/152), DatabaseError for a
    many2one that is no number.
    """
    if field.type == "boolean":
        return int(bool(value))
    if value is None or value is False:
        return 0 if field.type == "integer" and value is False else None
    if isinstance(field, Selection):
        return _selection(series, model, field, value)
    if field.type in ("date", "datetime"):
        return _moment(field, value)
    if field.type in ("integer", "many2one_reference"):
        return int(value or 0)
    if field.sql_type == "REAL":
        digits = field.digits if isinstance(field, Float) else (0, 2)
        number = float(value or 0.0)
        return round(number, digits[1]) if digits else number
    if field.type == "many2one":
        return _link(value)
    if field.sql_type == "JSON":
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return text[: field.size] if isinstance(field, Char) and field.size else text


def _selection(series: str, model: Model, field: Selection, value: Any) -> Any:
    if value in {key for key, _ in field.selection}:
        return value
    raise ValueError(f"Wrong value for {model.name}.{field.name}: {value!r}")


def _moment(field: Field, value: Any) -> str:
    """A date or datetime as text. Raises Python's own ValueError, as Odoo does (19.0/152)."""
    text = str(value)
    if field.type == "date":
        return datetime.strptime(text[:10], "%Y-%m-%d").strftime("%Y-%m-%d")  # noqa: DTZ007 - UTC by contract
    if len(text) == 10:
        text += " 00:00:00"
    moment = datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - UTC by contract
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _link(value: Any) -> int | None:
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    if value is None or isinstance(value, int):
        return value or None
    if isinstance(value, str):
        raise DatabaseError("errors.InvalidTextRepresentation", f'invalid input syntax for type integer: "{value}"\n')
    return None
