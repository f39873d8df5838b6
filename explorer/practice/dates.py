"""Dates in domains: ISO text, the relative terms of 19.0 ("today -7d", "=monday"), PostgreSQL's words in 17.0."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from explorer.practice.errors import DatabaseError

_WEEKDAYS = {name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday"))}
_WEEKDAYS |= {"saturday": 5, "sunday": 6}
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years", "H": "hours", "M": "minutes", "S": "seconds"}
_SIZES = {"S": 1, "M": 2, "H": 3, "d": 4, "w": 4, "m": 5, "y": 6}


def _move_months(moment: datetime, months: int) -> datetime:
    """The same day some months on, or the last day of that month where it is shorter."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    days = 31
    while True:
        try:
            return moment.replace(year=year, month=month + 1, day=min(moment.day, days))
        except ValueError:
            days -= 1
            if days < 28:
                raise


def _shift(moment: datetime, sign: str, number: int, unit: str) -> datetime:
    if sign in "+-":
        number = -number if sign == "-" else number
        if unit in "my":
            return _move_months(moment, number * (12 if unit == "y" else 1))
        return moment + timedelta(**{_UNITS[unit]: number})
    return _set(moment, number, unit)


def _set(moment: datetime, number: int, unit: str) -> datetime:
    """Set one part; `=1d` and greater units go to midnight, `=3H` sets minutes and seconds to 0."""
    size = _SIZES[unit]
    moment = moment.replace(microsecond=0)
    if size > 1:
        moment = moment.replace(second=0)
    if size > 2:
        moment = moment.replace(minute=0)
    if size > 3:
        moment = moment.replace(hour=0)
    names = {"S": "second", "M": "minute", "H": "hour", "d": "day", "m": "month", "y": "year"}
    if unit == "m":
        return _move_months(moment, number - moment.month)
    if unit == "y":
        return _move_months(moment, (number - moment.year) * 12)
    if unit not in names:
        raise ValueError(unit)
    return moment.replace(**{names[unit]: number})  # type: ignore[arg-type]  # every part is an int


def _to_weekday(moment: datetime, sign: str, name: str) -> datetime:
    """Monday is the first day; `=monday` may lie back, `+monday` never does, and today stays today."""
    wanted = 6 if name == "week_start" else _WEEKDAYS[name]
    start = 6  # the weeks of en_US begin on Sunday
    here, there = (moment.weekday() - start) % 7, (wanted - start) % 7
    offset = there - here
    if sign == "+" and offset < 0:
        offset += 7
    elif sign == "-" and offset > 0:
        offset -= 7
    moment += timedelta(days=offset)
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) if sign == "=" else moment


def parse_19(value: str, now: datetime) -> date | datetime:
    """A date of a domain in 19.0: ISO text or terms relative to `now` (UTC). Raises ValueError in its words."""
    if re.match(r"\d+-", value):
        return datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    terms = value.split()
    if not terms:
        raise ValueError("Empty date value")
    base = terms.pop(0) if terms[0] in ("today", "now") else "now"
    moment = datetime.combine(now.date(), time.min) if base == "today" else now
    only_date = base == "today"
    for term in terms:
        sign, rest = term[0], term[1:]
        if sign not in "+-=" or len(term) < 3:
            raise ValueError(f"Invalid term {term!r} in expression date: {value!r}")
        if rest in _WEEKDAYS or rest == "week_start":
            moment = _to_weekday(moment, sign, rest)
            continue
        number, unit = rest[:-1], rest[-1]
        if unit not in _UNITS or not number.isdecimal():
            raise ValueError(f"Invalid term {term!r} in expression date: {value!r}")
        try:
            moment = _shift(moment, sign, int(number), unit)
        except ValueError:
            raise ValueError(f"Invalid term {term!r} in expression date: {value!r}") from None
        only_date = only_date and unit not in "HMS"
    return moment.date() if only_date else moment


def to_date_19(value: object, now: datetime) -> object:
    """A value that a date field is compared with, as ISO text or False."""
    if value is False or value is None:
        return False
    if not isinstance(value, str):
        raise ValueError(f"Failed to cast {value!r} into a date")
    found = parse_19(value, now)
    return (found.date() if isinstance(found, datetime) else found).isoformat()


def to_datetime_19(value: object, now: datetime) -> tuple[datetime | None, bool]:
    """A value that a datetime field is compared with, None when empty; and whether it was a mere date."""
    if value is False or value is None:
        return None, True
    if not isinstance(value, str):
        raise ValueError(f"Failed to cast {value!r} into a datetime")
    found = parse_19(value, now)
    if isinstance(found, datetime):
        if found.tzinfo is not None:
            raise ValueError(f"expecting only datetimes with no timezone: {value!r}")
        return found, False
    return datetime.combine(found, time.min), True


def text_of(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def read_17(value: object, kind: str, now: datetime) -> str:
    """Text that 17.0 hands to PostgreSQL, as PostgreSQL reads it. Raises its InvalidDatetimeFormat (17.0/141)."""
    text = str(value).strip()
    word = text.split()[0].lower() if text else ""
    days = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
    if word in days:
        found = now if word == "now" else datetime.combine(now.date(), time.min) + timedelta(days=days[word])
    else:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            type_name = "date" if kind == "date" else "timestamp"
            refused = "InvalidDatetimeFormat"
            if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}.*", text):
                refused = "DatetimeFieldOverflow"
                message = f'date/time field value out of range: "{value}"\n'
            else:
                message = f'invalid input syntax for type {type_name}: "{value}"\n'
            raise DatabaseError(f"errors.{refused}", message) from None
    if found.tzinfo is not None:
        found = found.astimezone(UTC).replace(tzinfo=None)
    return found.date().isoformat() if kind == "date" else text_of(found)
