"""Chance that falls the same way on every machine and Python: a small generator of its own, started from a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Item = TypeVar("Item")

LAST_DAY = datetime(2026, 11, 20, 18, 0, 0)  # noqa: DTZ001 - Odoo's datetimes are naive and in UTC
"""The seed ends here: the data do not depend on the day on which they are built."""

SPAN_DAYS = 549
"""About eighteen months."""


class Dice:
    """A linear congruential generator (Knuth's MMIX numbers); its upper 32 bits are used."""

    def __init__(self, seed: int) -> None:
        self._state = seed * 2862933555777941757 + 3037000493

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self._state >> 32) * limit >> 32

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in `percent` of a hundred cases."""
        return self.below(100) < percent

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Up to `count` different items, in the order in which they fall."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def weighted(self, weights: Sequence[tuple[Item, int]]) -> Item:
        """One of (item, weight)."""
        at = self.below(sum(weight for _, weight in weights))
        for item, weight in weights:
            at -= weight
            if at < 0:
                return item
        raise AssertionError(weights)

    def moment(self, oldest: int = SPAN_DAYS, newest: int = 0) -> datetime:
        """A moment in working hours, from `oldest` to `newest` days before the last day."""
        day = LAST_DAY - timedelta(days=self.between(newest, oldest))
        return day.replace(hour=self.between(7, 17), minute=self.below(60), second=self.below(60))


def stamp(moment: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS`."""
    return moment.isoformat(" ", "seconds")


def day(moment: datetime) -> str:
    """`YYYY-MM-DD`."""
    return moment.date().isoformat()


def capped(moment: datetime) -> datetime:
    """No later than the last day."""
    return min(moment, LAST_DAY)
