"""Domains: 200 random ones of each series against the ids that a real Odoo found, and its words for mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.practice.database import connect
from explorer.practice.orm import search
from explorer.practice.orm.environment import Env
from explorer.practice.registry import Registry
from explorer.practice.seed import build, registry_of
from explorer.practice.server import PracticeServer


def _row(registry: Registry, model: str, recorded: dict[str, Any]) -> dict[str, Any]:
    fields = registry[model].by_name
    return {
        name: value[0] if fields[name].type == "many2one" and value else value
        for name, value in recorded.items()
        if name in fields and fields[name].type != "one2many"
    }


@pytest.mark.parametrize("series", ["17.0", "19.0"])
def test_finds_what_odoo_found(shared: Path, series: str) -> None:
    recorded = json.loads((shared / "recordings" / "domains" / f"{series}.json").read_text())
    registry = registry_of(series)
    rows = {model: [_row(registry, model, row) for row in many] for model, many in recorded["related"].items()}
    rows["res.partner"] = [_row(registry, "res.partner", row) for row in recorded["rows"]]
    connection = connect()
    build(connection, registry, rows)
    env = Env(registry, connection, 2)
    everyone = ["id", "in", [row["id"] for row in recorded["rows"]]]
    wrong = [
        case["domain"]
        for case in recorded["cases"]
        if search.ids(env, registry["res.partner"], [everyone, *case["domain"]], order="id") != case["ids"]
    ]
    connection.close()
    assert len(recorded["cases"]) == 200
    assert wrong == []


MISTAKES = [
    # domain, 17.0 (exception, message), 19.0 (exception, message); recordings 131 to 142
    (
        [[["name", "=", "x"]]],
        ("IndexError", "tuple index out of range"),
        ("ValueError", "Domain() invalid item in domain: [['name', '=', 'x']]"),
    ),
    (
        [["name", "===", "x"]],
        ("ValueError", "Invalid leaf ('name', '===', 'x')"),
        ("ValueError", "Invalid operator in condition ('name', '===', 'x')"),
    ),
    (
        [["no_such", "=", 1]],
        ("ValueError", "Invalid field res.partner.no_such in leaf ('no_such', '=', 1)"),
        ("ValueError", "Invalid field res.partner.no_such in condition ('no_such', '=', 1)"),
    ),
    (
        [["name.code", "=", 1]],
        ("AssertionError", "Invalid field 'name.code' in domain term ('name.code', '=', 1)"),
        ("ValueError", "Invalid field property 'code' on res.partner.name"),
    ),
    (
        ["|", ["name", "=", "x"]],
        ("ValueError", "Domain ['|', ['name', '=', 'x']] is syntactically not correct."),
        ("ValueError", "Domain() malformed domain ['|', ['name', '=', 'x']]"),
    ),
    (
        [["name", "="]],
        ("ValueError", "not enough values to unpack (expected 3, got 2)"),
        ("ValueError", "Domain() invalid item in domain: ['name', '=']"),
    ),
    (
        "name = x",
        ("AssertionError", "Domains to normalize must have a 'domain' form: a list or tuple of domain components"),
        ("TypeError", "Domain() invalid argument type for domain: 'name = x'"),
    ),
    (
        ["name", "=", "x"],
        ("IndexError", "string index out of range"),
        ("ValueError", "Domain() invalid item in domain: 'x'"),
    ),
    (
        [["color", "=", "abc"]],
        ("ValueError", "invalid literal for int() with base 10: 'abc'"),
        ("ValueError", "invalid literal for int() with base 10: 'abc'"),
    ),
]


@pytest.mark.parametrize(("domain", "older", "newer"), MISTAKES, ids=[str(case[0]) for case in MISTAKES])
def test_a_mistake_is_told_in_the_words_of_the_series(
    any_server: PracticeServer,
    fault: Callable[..., tuple[str, str]],
    domain: object,
    older: tuple[str, str],
    newer: tuple[str, str],
) -> None:
    name, message = older if any_server.series == "17.0" else newer
    assert fault(any_server, "res.partner", "search", domain) == (f"builtins.{name}", message)


def test_a_text_that_is_no_date(any_server: PracticeServer, fault: Callable[..., tuple[str, str]]) -> None:
    name, message = fault(any_server, "res.partner", "search", [["create_date", ">", "not a date"]])
    if any_server.series == "17.0":
        assert name == "psycopg2.errors.InvalidDatetimeFormat"
        assert message.startswith('invalid input syntax for type timestamp: "not a date 23:59:59"')
    else:
        assert (name, message) == (
            "builtins.ValueError",
            "Invalid term 'not' in expression date: 'not a date'",
        )


def test_a_field_that_cannot_be_searched(any_server: PracticeServer, rpc: Callable[..., Any]) -> None:
    """17.0 drops the condition and finds everything; 19.0 refuses."""
    answer = rpc(any_server, "res.partner", "search_count", [["tz_offset", "=", "+0000"]])
    if any_server.series == "17.0":
        assert answer["result"] == rpc(any_server, "res.partner", "search_count", [])["result"]
    else:
        assert "is not stored" in answer["error"]["data"]["message"]


def _count(result: Callable[..., Any], server: PracticeServer, domain: list[Any], model: str = "res.partner") -> int:
    return int(result(server, model, "search_count", domain))


def test_a_condition_and_its_opposite_make_the_whole(
    practice_server: PracticeServer, result: Callable[..., Any]
) -> None:
    """In 19.0 NOT is exact, also where values are empty."""
    whole = _count(result, practice_server, [])
    for leaf in (
        ["name", "ilike", "a"],
        ["city", "=", False],
        ["city", "<", "M"],
        ["parent_id.name", "=ilike", "a%"],
        ["category_id", "in", [1, 2]],
        ["child_ids", "any", [["is_company", "=", False]]],
        ["parent_id", "child_of", 8],
        ["create_date", ">=", "today -1y"],
        ["create_date.month_number", "in", [1, 2, 3]],
        ["color", ">", 3],
    ):
        assert _count(result, practice_server, [leaf]) + _count(result, practice_server, ["!", leaf]) == whole, leaf


def test_relative_dates_mean_what_their_dates_mean(practice_server: PracticeServer, result: Callable[..., Any]) -> None:
    today = result(
        practice_server, "sale.order", "search", [["date_order", ">=", "today"], ["date_order", "<", "today +1d"]]
    )
    same = result(
        practice_server, "sale.order", "search", [["date_order", ">=", "today"], ["date_order", "<=", "today"]]
    )
    assert today == same
    months = [_count(result, practice_server, [["date_order", ">=", f"today -{n}m"]], "sale.order") for n in (1, 3, 12)]
    assert 0 < months[0] < months[1] <= months[2]
    first = _count(result, practice_server, [["date_order", ">=", "today =1d"]], "sale.order")
    assert first <= months[0]


def test_date_parts_add_up(practice_server: PracticeServer, result: Callable[..., Any]) -> None:
    each = [
        _count(result, practice_server, [["date_order.month_number", "=", month]], "sale.order")
        for month in range(1, 13)
    ]
    assert sum(each) == _count(result, practice_server, [], "sale.order")


def test_archived_records_hide_until_they_are_named(any_server: PracticeServer, result: Callable[..., Any]) -> None:
    shown = _count(result, any_server, [])
    archived = _count(result, any_server, [["active", "=", False]])
    everything = result(any_server, "res.partner", "search_count", [], context={"active_test": False})
    assert archived > 0
    assert shown + archived == everything == _count(result, any_server, [["active", "in", [True, False]]])


def test_a_thousand_conditions(any_server: PracticeServer, result: Callable[..., Any]) -> None:
    domain = ["|"] * 1499 + [["name", "=", f"nobody {number}"] for number in range(1499)] + [["id", "=", 1]]
    assert result(any_server, "res.partner", "search", domain) == [1]


def test_like_knows_its_wildcards(any_server: PracticeServer, result: Callable[..., Any]) -> None:
    made = result(any_server, "res.partner", "create", [{"name": "100% Zürich_1"}, {"name": "100x zürich-1"}])

    def found(operator: str, value: str) -> list[int]:
        return list(
            result(any_server, "res.partner", "search", [["id", "in", made], ["name", operator, value]], order="id")
        )

    assert found("ilike", "ZÜRICH_") == made
    assert found("like", "Zürich") == made[:1]
    assert found("=like", "100_ %") == made
    assert found("=like", r"100\%%") == made[:1]
    assert found("not ilike", r"zürich\_") == made[1:]
    assert found("=ilike", "100% zürich_1") == made
