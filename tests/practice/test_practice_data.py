"""The practice data hold together: what points somewhere points at something, books balance, totals are sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from explorer.practice.data import rows, sale_lines
from explorer.practice.fields import SERIES, Many2many, Many2one
from explorer.practice.models import declarations
from explorer.practice.registry import Registry

Rows = dict[str, list[dict[str, Any]]]

FIRST, LAST = "2025-05-01 00:00:00", "2026-11-20 23:59:59"


@pytest.fixture(scope="module")
def data() -> Rows:
    return rows()


def empty(value: object) -> bool:
    return value is None or value is False or value == ""


def cents(amount: float) -> int:
    return round(amount * 100)


def test_the_data_fall_the_same_way_each_time(data: Rows) -> None:
    assert rows() == data


def test_sizes_are_lifelike(data: Rows) -> None:
    wanted = {
        "res.partner": (550, 700),
        "res.partner.category": (30, 60),
        "res.country": (249, 260),
        "product.template": (110, 140),
        "crm.lead": (380, 420),
        "sale.order": (850, 950),
        "sale.order.line": (3300, 3900),
        "account.move": (480, 620),
        "account.move.line": (2200, 2800),
    }
    sizes = {model: len(data[model]) for model in wanted}
    assert all(low <= sizes[model] <= high for model, (low, high) in wanted.items()), sizes


def test_ids_of_the_recordings(data: Rows) -> None:
    names = {row["id"]: row["name"] for row in data["res.country"]}
    known = {75: "France", 128: "Liechtenstein", 139: "Montenegro", 203: "San Marino", 233: "United States"}
    assert {number: names[number] for number in known} == known
    codes = {row["code"]: row["id"] for row in data["res.country"]}
    assert (codes["AD"], codes["BE"], codes["FR"], codes["US"], len(codes)) == (1, 20, 75, 233, len(names))
    states = {row["id"]: (row["name"], row["country_id"]) for row in data["res.country.state"]}
    assert states[13] == ("California", 233)
    assert states[22] == ("Illinois", 233)
    assert {row["id"]: row["name"] for row in data["res.currency"]}[1] == "USD"
    users = {row["id"]: row for row in data["res.users"]}
    assert (users[2]["login"], users[2]["partner_id"], users[6]["login"]) == ("admin", 3, "demo")
    assert data["res.company"][0]["partner_id"] == 1


@pytest.mark.parametrize("series", SERIES)
def test_every_reference_exists_and_every_column_is_known(data: Rows, series: str) -> None:
    registry = Registry(declarations(), series)
    ids = {model: {row["id"] for row in found} for model, found in data.items()}
    other = Registry(declarations(), "19.0" if series == "17.0" else "17.0")
    for name, found in data.items():
        if name not in registry:
            continue
        assert len(ids[name]) == len(found), f"{name} gives an id twice"
        fields = registry[name].by_name
        unknown = {key for row in found for key in row} - set(fields)
        assert all(name in other and key in other[name].by_name for key in unknown), (name, unknown)
        for field in fields.values():
            if isinstance(field, Many2one):
                values = {row[field.name] for row in found if row.get(field.name)}
                assert values <= ids.get(field.comodel, set()), (name, field.name)
            elif isinstance(field, Many2many):
                values = {value for row in found for value in row.get(field.name) or ()}
                assert values <= ids.get(field.comodel, set()), (name, field.name)


@pytest.mark.parametrize("series", SERIES)
def test_required_columns_are_filled(data: Rows, series: str) -> None:
    registry = Registry(declarations(), series)
    for name, found in data.items():
        for field in registry[name].fields if name in registry else ():
            worked_out = field.compute is not None or field.related
            if field.required and field.column and field.default is None and not worked_out:
                assert not any(empty(row.get(field.name)) for row in found), (name, field.name)


def test_moments_lie_in_the_eighteen_months(data: Rows) -> None:
    for model in ("res.partner", "crm.lead", "sale.order", "account.move"):
        for row in data[model]:
            assert FIRST < row["create_date"] <= row["write_date"] <= LAST, (model, row["id"])


def test_journal_entries_balance(data: Rows) -> None:
    sums: Counter[int] = Counter()
    for line in data["account.move.line"]:
        assert cents(line["debit"]) - cents(line["credit"]) == cents(line["balance"])
        assert not (line["debit"] and line["credit"])
        sums[line["move_id"]] += cents(line["balance"])
    assert set(sums) == {row["id"] for row in data["account.move"]}
    assert {move for move, total in sums.items() if total} == set()


def test_invoice_totals_are_those_of_their_lines(data: Rows) -> None:
    lines = defaultdict(list)
    for line in data["account.move.line"]:
        lines[line["move_id"], line["display_type"]].append(line)
    documents = [row for row in data["account.move"] if row["move_type"] != "entry"]
    assert {row["state"] for row in documents} == {"draft", "posted", "cancel"}
    assert {row["payment_state"] for row in documents} == {"not_paid", "partial", "paid"}
    for row in documents:
        products, taxes = lines[row["id"], "product"], lines[row["id"], "tax"]
        (term,) = lines[row["id"], "payment_term"]
        assert cents(row["amount_untaxed"]) == sum(cents(line["price_subtotal"]) for line in products)
        assert cents(row["amount_tax"]) == sum(abs(cents(line["balance"])) for line in taxes)
        assert cents(row["amount_total"]) == cents(row["amount_untaxed"]) + cents(row["amount_tax"])
        assert cents(row["amount_total"]) == abs(cents(term["balance"]))
        assert cents(row["amount_residual"]) == abs(cents(term["amount_residual"]))
        assert (row["payment_state"] == "paid") == (row["state"] == "posted" and not row["amount_residual"])


def test_payments_settle_what_is_paid(data: Rows) -> None:
    by_number = defaultdict(list)
    for line in data["account.move.line"]:
        if line.get("matching_number"):
            by_number[line["matching_number"]].append(line)
    assert by_number
    for number, matched in by_number.items():
        left = sum(cents(line["balance"]) for line in matched)
        assert left == sum(cents(line["amount_residual"]) for line in matched), number
        assert number.startswith("P") == bool(left), number


def test_entry_numbers_are_unique_and_without_gap(data: Rows) -> None:
    numbers = defaultdict(list)
    for row in data["account.move"]:
        if row["name"]:
            numbers[row["company_id"], row["sequence_prefix"]].append(row["sequence_number"])
    for found in numbers.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def test_order_totals_are_those_of_their_lines(data: Rows) -> None:
    lines = defaultdict(list)
    for line in data["sale.order.line"]:
        lines[line["order_id"]].append(line)
    assert {row["state"] for row in data["sale.order"]} == {"draft", "sent", "sale", "cancel"}
    for order in data["sale.order"]:
        mine = lines[order["id"]]
        assert order["name"] == f"S{order['id']:05d}"
        assert cents(order["amount_untaxed"]) == sum(cents(line["price_subtotal"]) for line in mine)
        assert cents(order["amount_total"]) == sum(cents(line["price_total"]) for line in mine)
        for line in mine:
            repeated = ("company_id", "currency_id", "state")
            assert [line[key] for key in repeated] == [order[key] for key in repeated]
            assert line["order_partner_id"] == order["partner_id"]


def test_leads_agree_with_their_stage(data: Rows) -> None:
    for row in data["crm.lead"]:
        assert (row["probability"] == 100) == (row["stage_id"] == 4)
        assert (row["won_status"] == "lost") == (not row["active"])
    assert {row["stage_id"] for row in data["crm.lead"]} == {1, 2, 3, 4}


def test_contacts_are_of_many_kinds(data: Rows) -> None:
    partners = data["res.partner"]
    assert len({row["country_id"] for row in partners if row.get("country_id")}) >= 12
    assert sum(not row["active"] for row in partners) > 20
    assert sum(not row.get("email") for row in partners) > 40
    assert sum(not row.get("country_id") for row in partners) > 20
    assert any(row["name"] is False and row["type"] == "delivery" for row in partners)
    assert all(row["email"].endswith("example.com") for row in partners if row.get("email"))


def test_tags_stand_in_a_hierarchy(data: Rows) -> None:
    tags = {row["id"]: row for row in data["res.partner.category"]}
    assert max(row["parent_path"].count("/") for row in tags.values()) == 3
    for row in tags.values():
        above = tags[row["parent_id"]]["parent_path"] if row["parent_id"] else ""
        assert row["parent_path"] == f"{above}{row['id']}/"


def test_more_lines_come_one_order_at_a_time(data: Rows) -> None:
    stream = sale_lines(25, 901, 5000)
    found = list(stream)
    lines = [line for _, of_order in found for line in of_order]
    assert [order["id"] for order, _ in found] == [901, 902, 903]
    assert [line["id"] for line in lines] == list(range(5000, 5025))
    partners = {row["id"] for row in data["res.partner"]}
    products = {row["id"] for row in data["product.product"]}
    for order, of_order in found:
        assert order["partner_id"] in partners
        assert cents(order["amount_total"]) == sum(cents(line["price_total"]) for line in of_order)
        assert all(line["order_id"] == order["id"] and line["product_id"] in products for line in of_order)
