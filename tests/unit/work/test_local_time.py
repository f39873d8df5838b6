"""Odoo's UTC in the person's zone: summer, midnight, zones nobody knows, texts that are no moment."""

from __future__ import annotations

import pytest

from explorer.work import local_time
from explorer.work.local_time import Moment, moment


def test_without_a_zone_it_is_utc() -> None:
    assert moment("2026-03-02 09:14:07", "") == Moment("2026-03-02 09:14", "UTC", "09:14:07")


@pytest.mark.parametrize(
    ("wire", "zone", "expected"),
    [
        ("2026-03-02 09:14:07", "Europe/Brussels", Moment("2026-03-02 10:14", "Brussels", "09:14:07")),
        ("2026-07-02 09:14:07", "Europe/Brussels", Moment("2026-07-02 11:14", "Brussels", "09:14:07")),
        (
            "2026-03-02 23:30:00",
            "Europe/Brussels",
            Moment("2026-03-03 00:30", "Brussels", "2026-03-02 23:30:00"),
        ),
        (
            "2026-03-02 01:00:00",
            "America/New_York",
            Moment("2026-03-01 20:00", "New York", "2026-03-02 01:00:00"),
        ),
    ],
)
def test_the_zone_decides(wire: str, zone: str, expected: Moment) -> None:
    if local_time._zone(zone) is None:
        pytest.skip("this computer has no table of time zones")
    assert moment(wire, zone) == expected


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Europe", "/etc/passwd", "\0"])
def test_an_unknown_zone_is_said_and_shown_as_utc(zone: str) -> None:
    assert moment("2026-03-02 09:14:07", zone) == Moment("2026-03-02 09:14", "UTC", "09:14:07", known=False)


@pytest.mark.parametrize("wire", ["", "2026-03-02", "yesterday", "2026-13-02 00:00:00", "2026-03-02T09:14:07Z"])
def test_what_is_no_moment_has_none(wire: str) -> None:
    assert moment(wire, "Europe/Brussels") is None


@pytest.mark.parametrize("wire", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_ends_of_the_calendar_do_no_harm(wire: str, zone: str) -> None:
    assert moment(wire, zone) is not None
