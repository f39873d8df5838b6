"""What each series can do, and how servers name themselves."""

from __future__ import annotations

import pytest

from explorer.core.series import KNOWN, Feature, Series, date_parts, fact, has, operators, parse


@pytest.mark.parametrize(
    ("version", "series"),
    [
        ("19.0", Series(19)),
        ("17.0-20240709", Series(17)),
        ("saas~18.4+e", Series(18, 4)),
        ("saas-17.2", Series(17, 2)),
        ("19.0+e-20260101", Series(19)),
        ("16", Series(16)),
        ([17, 0, 0, "final", 0, ""], Series(17)),
        (["saas~18", 4, 0, "final", 0, "e"], Series(18, 4)),
        ({"server_version": "17.0-20240709", "server_version_info": [17, 0, 0, "final", 0, ""]}, Series(17)),
        ({"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}, Series(19)),
        ({"server_serie": "18.0"}, Series(18)),
        (Series(20), Series(20)),
        ("", None),
        ("master", None),
        (None, None),
        (False, None),
        ({}, None),
        ([], None),
        ({"result": 1}, None),
    ],
)
def test_versions_as_servers_write_them(version: object, series: Series | None) -> None:
    assert parse(version) == series


def test_series_are_ordered_and_printed() -> None:
    assert sorted([Series(19), Series(9), Series(18, 4), Series(18)]) == [
        Series(9), Series(18), Series(18, 4), Series(19),
    ]  # fmt: skip
    assert str(Series(18, 4)) == "18.4"
    assert [str(series) for series in KNOWN] == ["14.0", "15.0", "16.0", "17.0", "18.0", "19.0", "20.0"]


@pytest.mark.parametrize(
    ("feature", "first", "last"),
    [
        (Feature.JSONRPC, "14.0", "20.0"),
        (Feature.JSON2, "19.0", "20.0"),
        (Feature.DB_SERVICE, "14.0", "19.0"),
        (Feature.DOC_BEARER, "19.0", "20.0"),
        (Feature.OPERATOR_ANY, "17.0", "20.0"),
        (Feature.DATE_PARTS, "18.0", "20.0"),
        (Feature.RELATIVE_DATES, "19.0", "20.0"),
        (Feature.READ_GROUP, "14.0", "19.0"),
        (Feature.FORMATTED_READ_GROUP, "19.0", "20.0"),
        (Feature.HAS_ACCESS, "18.0", "20.0"),
        (Feature.CHECK_ACCESS_RIGHTS, "14.0", "19.0"),
        (Feature.NAME_GET, "14.0", "17.0"),
        (Feature.AVAILABLE_MODELS, "16.0", "20.0"),
        (Feature.IR_ACCESS, "20.0", "20.0"),
        (Feature.WEB_VERSION, "19.0", "20.0"),
    ],
)
def test_features_come_and_go(feature: Feature, first: str, last: str) -> None:
    holding = [str(series) for series in KNOWN if has(series, feature)]
    assert (holding[0], holding[-1]) == (first, last)


def test_every_feature_has_a_note_for_people() -> None:
    for feature in Feature:
        assert fact(feature).note.endswith((".", ")."))


def test_removal_dates_are_known() -> None:
    assert fact(Feature.JSONRPC).removed == Series(22)
    assert not has("22.0", Feature.JSONRPC)
    assert "Online 21.1" in fact(Feature.JSONRPC).note


def test_an_unknown_version_has_what_no_known_series_lost() -> None:
    assert has("", Feature.JSONRPC)
    assert has("", Feature.OPERATOR_ANY)
    assert not has("", Feature.READ_GROUP)


def test_operators_of_each_series() -> None:
    assert "any" not in operators("16.0")
    assert {"any", "not any"} <= set(operators("17.0"))
    assert "not =ilike" not in operators("18.0")
    assert "not =ilike" in operators("19.0")
    assert operators("14.0")[:6] == ("=", "!=", ">", ">=", "<", "<=")
    assert "==" not in operators("19.0")


def test_date_parts_exist_from_18_on() -> None:
    assert date_parts("17.0") == ()
    assert "month_number" in date_parts("18.0")
    assert len(date_parts("saas~17.3")) == 10
