"""Grouping: keys, labels, ranges, domains that find a group's records again, and order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from explorer.practice.orm.groups import and_domain
from explorer.practice.server import PracticeServer

Call = Callable[..., Any]


def test_read_group_counts_what_search_finds(any_server: PracticeServer, result: Call) -> None:
    groups = result(any_server, "res.partner", "read_group", [["is_company", "=", True]], ["id:count"], ["country_id"])
    assert groups
    for group in groups:
        assert set(group) == {"country_id", "country_id_count", "id", "__domain"}
        assert result(any_server, "res.partner", "search_count", group["__domain"]) == group["country_id_count"]
    total = result(any_server, "res.partner", "search_count", [["is_company", "=", True]])
    assert sum(group["country_id_count"] for group in groups) == total
    assert groups[-1]["country_id"] is False or groups[-1]["country_id"][1] >= groups[0]["country_id"][1]


@pytest.mark.parametrize("granularity", ["day", "week", "month", "quarter", "year"])
def test_dates_have_ranges(any_server: PracticeServer, result: Call, granularity: str) -> None:
    key = f"date_order:{granularity}"
    groups = result(
        any_server, "sale.order", "read_group", [], ["amount_total:sum"], [key, "state"], lazy=False, limit=8
    )
    assert len(groups) == 8
    for group in groups:
        span = group["__range"][key]
        assert span["from"] < span["to"]
        assert isinstance(group[key], str)
        assert result(any_server, "sale.order", "search_count", group["__domain"]) == group["__count"]


def test_month_labels(any_server: PracticeServer, result: Call) -> None:
    (group, *_) = result(any_server, "sale.order", "read_group", [], [], ["date_order"], orderby="date_order desc")
    month, year = group["date_order"].split()
    assert group["__range"]["date_order"]["from"] == datetime.strptime(f"1 {month} {year}", "%d %B %Y").strftime(  # noqa: DTZ007 - UTC by contract
        "%Y-%m-%d %H:%M:%S"
    )


def test_lazy_grouping_names_the_rest(any_server: PracticeServer, result: Call) -> None:
    groups = result(any_server, "crm.lead", "read_group", [], ["expected_revenue"], ["stage_id", "user_id"])
    assert groups[0]["__context"] == {"group_by": ["user_id"]}
    leads = result(any_server, "crm.lead", "search_read", groups[0]["__domain"], ["expected_revenue"])
    assert groups[0]["expected_revenue"] == pytest.approx(sum(lead["expected_revenue"] for lead in leads))


def test_formatted_read_group(practice_server: PracticeServer, result: Call) -> None:
    groups = result(
        practice_server,
        "sale.order",
        "formatted_read_group",
        [["state", "=", "sale"]],
        ["date_order:month"],
        ["__count", "amount_total:sum", "amount_total:max", "partner_id:count_distinct"],
        order="date_order:month desc",
        limit=3,
    )
    assert len(groups) == 3
    starts = [group["date_order:month"][0] for group in groups]
    assert starts == sorted(starts, reverse=True)
    for group in groups:
        domain = [*group["__extra_domain"], ["state", "=", "sale"]]
        orders = result(practice_server, "sale.order", "search_read", domain, ["amount_total", "partner_id"])
        assert group["__count"] == len(orders)
        assert group["amount_total:sum"] == pytest.approx(sum(order["amount_total"] for order in orders))
        assert group["amount_total:max"] == max(order["amount_total"] for order in orders)
        assert group["partner_id:count_distinct"] == len({order["partner_id"][0] for order in orders})


def test_without_a_key_there_is_one_group(practice_server: PracticeServer, result: Call) -> None:
    (group,) = result(practice_server, "sale.order", "formatted_read_group", [], [], ["__count"])
    assert group == {"__extra_domain": [], "__count": result(practice_server, "sale.order", "search_count", [])}


def test_having_and_order_by_an_aggregate(practice_server: PracticeServer, result: Call) -> None:
    groups = result(
        practice_server,
        "sale.order",
        "formatted_read_group",
        [],
        ["partner_id"],
        ["__count"],
        having=[["__count", ">", 2]],
        order="__count desc",
    )
    counts = [group["__count"] for group in groups]
    assert counts
    assert min(counts) > 2
    assert counts == sorted(counts, reverse=True)


def test_many2many_and_dotted_keys(practice_server: PracticeServer, result: Call) -> None:
    by_tag = result(practice_server, "res.partner", "formatted_read_group", [], ["category_id"], ["__count"])
    assert len(by_tag) > 10
    for group in by_tag[:-1]:
        assert result(practice_server, "res.partner", "search_count", group["__extra_domain"]) == group["__count"]
    by_country = result(
        practice_server, "sale.order", "formatted_read_group", [], ["partner_id.country_id"], ["__count"]
    )
    assert sum(group["__count"] for group in by_country) == result(practice_server, "sale.order", "search_count", [])


def test_grouping_is_of_its_series(older_server: PracticeServer, fault: Call) -> None:
    assert fault(older_server, "res.partner", "formatted_read_group", []) == (
        "builtins.AttributeError",
        "The method 'formatted_read_group' does not exist on the model 'res.partner'",
    )


def test_domains_put_together() -> None:
    first, second = ["a", "=", 1], ["b", "=", 2]
    assert and_domain([], [first]) == [first]
    assert and_domain([first], [second]) == ["&", first, second]
    assert and_domain(["&", first, second], [first]) == ["&", "&", first, second, first]
    assert and_domain([first, second], ["|", first, second]) == ["&", "&", first, second, "|", first, second]
    assert and_domain([first], ["!", second]) == ["&", first, "!", second]
