"""Text as PostgreSQL sees it: LIKE and ILIKE with its wildcards, and an order that ignores case and accents."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=512)
def _matcher(pattern: str, insensitive: bool) -> Callable[[str], bool]:
    """A test for one LIKE pattern: `%` any text, `_` one character, a backslash takes their meaning away."""
    if insensitive:
        pattern = pattern.lower()
    inner = pattern[1:-1]
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "%" and not re.search(r"[%_\\]", inner):
        return lambda text: inner in text
    pieces: list[str] = []
    signs = iter(pattern)
    for sign in signs:
        if sign == "\\":
            pieces.append(re.escape(next(signs, "\\")))
        elif sign == "%":
            pieces.append(".*")
        elif sign == "_":
            pieces.append(".")
        else:
            pieces.append(re.escape(sign))
    found = re.compile("".join(pieces), re.DOTALL).fullmatch
    return lambda text: found(text) is not None


def like(value: object, pattern: str | None) -> int | None:
    """SQL's LIKE, NULL for an empty value."""
    if value is None or pattern is None:
        return None
    return int(_matcher(pattern, False)(str(value)))


def ilike(value: object, pattern: str | None) -> int | None:
    """SQL's ILIKE, NULL for an empty value."""
    if value is None or pattern is None:
        return None
    return int(_matcher(pattern, True)(str(value).lower()))


_PARTS: dict[str, Callable[[datetime], int]] = {
    "year_number": lambda moment: moment.year,
    "quarter_number": lambda moment: (moment.month + 2) // 3,
    "month_number": lambda moment: moment.month,
    "iso_week_number": lambda moment: moment.isocalendar().week,
    "day_of_year": lambda moment: moment.timetuple().tm_yday,
    "day_of_month": lambda moment: moment.day,
    "day_of_week": lambda moment: moment.isoweekday() % 7,
    "hour_number": lambda moment: moment.hour,
    "minute_number": lambda moment: moment.minute,
    "second_number": lambda moment: moment.second,
}
DATE_PARTS = tuple(_PARTS)


def date_part(value: str | None, part: str) -> int | None:
    """A part of a stored date or datetime as a number; Sunday is day 0 of the week."""
    return None if value is None else _PARTS[part](datetime.fromisoformat(value))


def prepare(connection: sqlite3.Connection) -> None:
    """Teach a connection these functions."""
    functions: list[tuple[str, int, Callable[..., Any]]] = [
        ("pg_like", 2, like),
        ("pg_ilike", 2, ilike),
        ("date_part", 2, date_part),
    ]
    for name, arity, function in functions:
        connection.create_function(name, arity, function, deterministic=True)
