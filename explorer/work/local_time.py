"""Odoo's moments as the person's clock shows them: the wire speaks UTC without saying so, people live in a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

UTC_NAME = "UTC"


class Moment(msgspec.Struct, frozen=True):
    """A moment in the person's zone: ``2026-03-02 10:14``, the place ``Brussels``, and the wire's ``09:14:07``.

    ``wire`` carries its date where that is another than the local one. ``known`` is false where this computer does not
    know the zone; the moment is then in UTC.
    """

    local: str
    place: str
    wire: str
    known: bool = True


def moment(wire: str, zone: str) -> Moment | None:
    """Return ``2026-03-02 09:14:07`` (UTC, as Odoo writes it) in a zone such as ``Europe/Brussels``.

    None when the text is no such moment. An empty zone means UTC.
    """
    try:
        utc = datetime.strptime(wire, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    found = _zone(zone) if zone else None
    try:
        local = utc.astimezone(found) if found is not None else utc
    except (OverflowError, ValueError):
        # The first and last days of Python's calendar have no neighbours.
        local = utc
    seconds = utc.strftime("%H:%M:%S")
    same_day = local.date() == utc.date()
    return Moment(
        local=local.strftime("%Y-%m-%d %H:%M"),
        place=place_of(zone) if found is not None else UTC_NAME,
        wire=seconds if same_day else f"{wire[:10]} {seconds}",
        known=not zone or found is not None,
    )


def place_of(zone: str) -> str:
    """Return ``Brussels`` for ``Europe/Brussels``."""
    return zone.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo | None:
    """Return a zone; None where the computer has no table of zones, or not this one."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        # ZoneInfoNotFoundError is a KeyError; a folder's name raises IsADirectoryError, a path ValueError.
        return None
