"""Relative dates such as `today =1d -1m`, which a server understands from 19.0 on, and the named ranges made of them.

For older series the same words are computed here and sent as literal dates (rule 38).
Source of the grammar: `parse_date` of Odoo 19.0; recording `17.0/126-jsonrpc-domain-date-relative` shows that
17.0 accepts the text without an error and means something else.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

import msgspec

UNITS = {"d": "day", "w": "week", "m": "month", "y": "year", "H": "hour", "M": "minute", "S": "second"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_AMOUNT = re.compile(r"([=+-])(\d+)([dwmyHMS])")
_WEEKDAY = re.compile(rf"([=+-])({'|'.join(WEEKDAYS)}|week_start)")


class NamedRange(msgspec.Struct, frozen=True):
    """A range with a name: from `start` (included) to `end` (excluded), both in Odoo's words for relative dates."""

    key: str
    label: str
    start: str
    end: str


RANGES = (
    NamedRange("today", "today", "today", "today +1d"),
    NamedRange("yesterday", "yesterday", "today -1d", "today"),
    NamedRange("last_7_days", "last 7 days", "today -7d", "today"),
    NamedRange("last_30_days", "last 30 days", "today -30d", "today"),
    NamedRange("month_to_date", "month to date", "today =1d", "today +1d"),
    NamedRange("last_month", "last month", "today =1d -1m", "today =1d"),
    NamedRange("year_to_date", "year to date", "today =1m =1d", "today +1d"),
    NamedRange("last_12_months", "last 12 months", "today =1d -12m", "today =1d"),
)


def is_relative(value: object) -> bool:
    """Whether the value is text in the language of relative dates, and no ISO date."""
    if not isinstance(value, str):
        return False
    words = value.split()
    if words and words[0] in ("today", "now"):
        words = words[1:]
    elif not words:
        return False
    return all(_AMOUNT.fullmatch(word) or _WEEKDAY.fullmatch(word) for word in words)


def resolve(text: str, now: datetime) -> date | datetime:
    """The date (for text that begins with `today`) or the date and time that the words mean at `now`.

    `now` is the person's local time, and so is the answer. `=week_start` is Monday here; on a server it
    depends on the person's language. Raises ValueError for other words or dates out of range.
    """
    words = text.split()
    moment = now.replace(microsecond=0, tzinfo=None)
    as_date = bool(words) and words[0] == "today"
    if as_date:
        moment = datetime.combine(moment.date(), time())
    if words and words[0] in ("today", "now"):
        words = words[1:]
    try:
        for word in words:
            moment = _applied(moment, word)
    except OverflowError:
        raise ValueError(f"{text!r} leads outside of the calendar.") from None
    return moment.date() if as_date else moment


def literal(text: str, field_type: str, now: datetime, utc_offset: timedelta = timedelta(0)) -> str:
    """Relative words as the literal a server of any series reads: a date, or for datetimes a UTC date and time.

    `utc_offset` is what local time is ahead of UTC. Raises ValueError as `resolve` does.
    """
    moment = resolve(text, now)
    if field_type == "date":
        return (moment.date() if isinstance(moment, datetime) else moment).isoformat()
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return (moment - utc_offset).strftime("%Y-%m-%d %H:%M:%S")


def add_months(moment: datetime, months: int) -> datetime:
    """The same day some months later, or the month's last day where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("The year is out of range.")
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _applied(moment: datetime, word: str) -> datetime:
    weekday = _WEEKDAY.fullmatch(word)
    if weekday:
        return _to_weekday(moment, weekday[1], weekday[2])
    amount = _AMOUNT.fullmatch(word)
    if not amount:
        raise ValueError(f"{word!r} is no step such as +3d, -1m or =monday.")
    sign, number, unit = amount[1], int(amount[2]), amount[3]
    if sign == "=":
        return _with_part(moment, unit, number)
    steps = -number if sign == "-" else number
    if unit in "my":
        return add_months(moment, steps * (12 if unit == "y" else 1))
    return moment + timedelta(**{UNITS[unit] + "s": steps})


def _with_part(moment: datetime, unit: str, number: int) -> datetime:
    """`=3H` also clears minutes and seconds, `=1d` the time; `=6m` keeps the day."""
    if unit == "w":
        raise ValueError("A week cannot be set, only added: use =monday or =week_start.")
    if unit == "S":
        return moment.replace(second=number)
    if unit == "M":
        return moment.replace(minute=number, second=0)
    if unit == "H":
        return moment.replace(hour=number, minute=0, second=0)
    midnight = datetime.combine(moment.date(), time())
    if unit == "d":
        return midnight.replace(day=min(number, monthrange(moment.year, moment.month)[1]))
    months = number - moment.month if unit == "m" else 12 * (number - moment.year)
    if unit == "m" and not 1 <= number <= 12:
        raise ValueError("A month is a number from 1 to 12.")
    return add_months(midnight, months)


def _to_weekday(moment: datetime, sign: str, name: str) -> datetime:
    """`=monday`: of this week, at midnight. `+monday`, `-monday`: the next or last one, today included."""
    wanted = 0 if name == "week_start" else WEEKDAYS.index(name)
    away = wanted - moment.weekday()
    if sign == "=":
        return datetime.combine(moment.date(), time()) + timedelta(days=away)
    return moment + timedelta(days=away % 7 if sign == "+" else -(-away % 7))
