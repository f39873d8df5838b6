"""The declared models: held to the recorded `fields_get`, to the seed, and to what their workflows promise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.practice.data import rows
from explorer.practice.database import connect
from explorer.practice.errors import OdooError, UserError, ValidationError
from explorer.practice.fields import SERIES, One2many
from explorer.practice.model import Environment
from explorer.practice.models import declarations
from explorer.practice.orm import read, write
from explorer.practice.orm.describe import fields_get
from explorer.practice.orm.environment import Env
from explorer.practice.registry import Registry
from explorer.practice.seed import build

RECORDINGS = Path(__file__).resolve().parents[2] / ".." / "shared" / "recordings"
FACTS = (
    "type", "relation", "relation_field", "required", "readonly", "store", "string", "currency_field", "translate",
)  # fmt: skip

ADMIN = 2


@pytest.fixture(scope="module")
def seeds() -> dict[str, bytes]:
    """The built database of each series."""
    made: dict[str, bytes] = {}
    for series in SERIES:
        connection = connect()
        build(connection, Registry(declarations(), series), rows())
        made[series] = connection.serialize()
        connection.close()
    return made


@pytest.fixture(params=SERIES)
def env(request: pytest.FixtureRequest, seeds: dict[str, bytes]) -> Iterator[Env]:
    """The administrator's view of a fresh copy."""
    series: str = request.param
    connection: sqlite3.Connection = connect()
    connection.deserialize(seeds[series])
    yield Env(Registry(declarations(), series), connection, ADMIN)
    connection.close()


def one(env: Environment, model: str, record: int, *names: str) -> Any:
    """One value of a record, or a tuple of several."""
    row = env.rows(model, [record], names)[record]
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)


def call(env: Env, model: str, method: str, ids: list[int], **kwargs: object) -> object:
    return env.model(model).methods[method].function(env, ids, **kwargs)


def refused(kind: type[OdooError], function: Callable[..., object], *args: object) -> str:
    """The message with which something is refused."""
    with pytest.raises(kind) as caught:
        function(*args)
    return caught.value.message


# The declarations


def test_relations_point_at_models_that_are_there(env: Env) -> None:
    for model in env.registry.models.values():
        for field in model.fields:
            comodel = getattr(field, "comodel", None)
            assert comodel is None or comodel in env.registry, (model.name, field.name)
            if isinstance(field, One2many) and field.inverse and not field.inherited:
                inverse = env.registry.inverse(field)
                assert inverse is not None, (model.name, field.name)
                assert inverse.comodel == model.name, (model.name, field.name)


def test_every_field_of_every_model_can_be_read(env: Env) -> None:
    for model in env.registry.models.values():
        ids = env.search(model.name, [])[:40]
        found = env.rows(model.name, ids, [field.name for field in model.fields])
        assert list(found) == ids
        assert all(isinstance(name, str) for name in env.names(model.name, ids).values())


def test_the_seed_holds_what_the_models_work_out(env: Env) -> None:
    def plain(value: object) -> object:
        if isinstance(value, float):
            return round(value, 2)
        return value or False

    checked = 0
    for model in env.registry.models.values():
        ids = env.search(model.name, [])
        fields = [field for field in model.fields if field.column and (field.compute or field.related)]
        kept = env.rows(model.name, ids, [field.name for field in fields])
        for field in fields:
            fresh = field.compute(env, ids) if field.compute else read.follow(env, model, field, ids)
            wrong = {n: kept[n][field.name] for n in ids if plain(kept[n][field.name]) != plain(fresh.get(n))}
            assert wrong == {}, (model.name, field.name)
            checked += 1
    assert checked > 60


def recorded(series: str) -> list[tuple[str, dict[str, Any]]]:
    folder = RECORDINGS / series
    if not folder.is_dir():
        pytest.skip("the recordings of real servers lie beside the checkout only during development")
    found = []
    for file in sorted(folder.glob("*-jsonrpc-fields_get-*.json")):
        case = json.loads(file.read_text())
        args = case["request"]["body"]["params"]["args"]
        if args[3:] == [args[3], "fields_get", [], {}]:
            found.append((args[3], case["response"]["body"]["result"]))
    return found


def test_fields_are_as_recorded(env: Env) -> None:
    compared = 0
    for model, want in recorded(env.series):
        if model not in env.registry:
            continue
        got = fields_get(env, env.model(model))
        invented = set(got) - set(want)
        assert invented == set(), model
        assert len(got) >= min(25, len(want)), model
        for name, said in got.items():
            facts = {fact: want[name][fact] for fact in FACTS if fact in want[name]}
            if (model, name) != ("res.users", "barcode"):  # hr has another field of this name, which is not here
                assert {fact: said.get(fact) for fact in facts} == facts, (model, name)
            choices = {key for key, _ in said.get("selection", ())}
            assert choices <= {key for key, _ in want[name].get("selection", ())}, (model, name)
        compared += 1
    assert compared == 15


def test_series_differ_where_odoo_does(env: Env) -> None:
    old = env.series == "17.0"
    assert ("mobile" in env.model("res.partner").by_name) == old
    assert ("tax_id" in env.model("sale.order.line").by_name) == old
    assert ("group_ids" in env.model("res.users").by_name) != old
    assert ("res.partner.title" in env.registry) == old


# Names


def test_display_names(env: Env) -> None:
    assert env.names("res.country.state", [13]) == {13: "California (US)"}
    assert env.names("res.partner", [6]) == {6: "Alder & Finch Trading, Sam Demo"}
    assert env.names("product.product", [2])[2] == "[DE001-B] Oak Desk (Natural, Beech)"
    assert env.names("res.partner.category", [4])[4] == "Customer / Retail / Chain"
    shown = "121000 Account Receivable" if env.series == "17.0" else "Account Receivable"
    assert env.names("account.account", [3])[3] == shown


# Workflows


def new_order(env: Env) -> int:
    lines = [[0, 0, {"product_id": 1, "product_uom_qty": 2, "price_unit": 5}], [0, 0, {"product_id": 20}]]
    return env.create("sale.order", {"partner_id": 21, "order_line": lines})


def test_an_order_takes_number_and_prices(env: Env) -> None:
    order = new_order(env)
    assert one(env, "sale.order", order, "name", "state", "currency_id") == ("S00901", "draft", 1)
    lines = one(env, "sale.order", order, "order_line")
    taxes = "tax_id" if env.series == "17.0" else "tax_ids"
    assert one(env, "sale.order.line", lines[1], "price_unit", taxes) == (89.0, [1])
    assert one(env, "sale.order", order, "amount_untaxed", "amount_tax", "amount_total") == (99.0, 8.42, 107.42)


def test_totals_follow_lines(env: Env) -> None:
    order = new_order(env)
    first, second = one(env, "sale.order", order, "order_line")
    env.write("sale.order", [order], {"order_line": [[1, first, {"product_uom_qty": 10}], [2, second, 0]]})
    assert one(env, "sale.order", order, "amount_untaxed", "amount_total") == (50.0, 54.25)
    env.write("sale.order.line", [first], {"discount": 50})
    assert one(env, "sale.order", order, "amount_untaxed") == 25.0
    env.unlink("sale.order.line", [first])
    assert one(env, "sale.order", order, "amount_total") == 0.0


def test_orders_are_confirmed_once(env: Env) -> None:
    order = new_order(env)
    assert call(env, "sale.order", "action_confirm", [order]) is True
    assert one(env, "sale.order", order, "state", "invoice_status") == ("sale", "to invoice")
    lines = one(env, "sale.order", order, "order_line")
    assert one(env, "sale.order.line", lines[0], "state", "qty_to_invoice") == ("sale", 2.0)
    text = refused(UserError, call, env, "sale.order", "action_confirm", [order])
    if env.series == "17.0":
        assert text == "The following orders are not in a state requiring confirmation: S00901"
    else:
        assert text == "Some orders are not in a state requiring confirmation."


def test_confirmed_orders_are_cancelled_before_they_go(env: Env) -> None:
    order = new_order(env)
    call(env, "sale.order", "action_confirm", [order])
    assert "first cancel" in refused(UserError, env.unlink, "sale.order", [order])
    call(env, "sale.order", "action_cancel", [order])
    env.unlink("sale.order", [order])
    assert env.search("sale.order.line", [("order_id", "=", order)]) == []


def new_invoice(env: Env, **more: object) -> int:
    lines = [
        [0, 0, {"name": "Consulting", "quantity": 2, "price_unit": 150.0, "tax_ids": [[6, 0, [1]]]}],
        [0, 0, {"product_id": 3, "tax_ids": [[6, 0, []]]}],
    ]
    values = {"move_type": "out_invoice", "partner_id": 21, "invoice_date": "2026-01-15", "invoice_line_ids": lines}
    return env.create("account.move", {**values, **more})


def sides(env: Env, move: int) -> list[tuple[str, float, float]]:
    lines = one(env, "account.move", move, "line_ids")
    found = env.rows("account.move.line", lines, ["display_type", "debit", "credit"])
    return [(row["display_type"], row["debit"], row["credit"]) for row in found.values()]


def test_an_invoice_balances_itself(env: Env) -> None:
    move = new_invoice(env)
    assert sides(env, move) == [
        ("product", 0.0, 300.0), ("product", 0.0, 379.0), ("tax", 0.0, 25.5), ("payment_term", 704.5, 0.0),
    ]  # fmt: skip
    assert one(env, "account.move", move, "amount_total", "amount_residual", "date") == (704.5, 704.5, "2026-01-15")
    line = min(one(env, "account.move", move, "line_ids"))
    env.write("account.move.line", [line], {"quantity": 4})
    assert sides(env, move)[-1] == ("payment_term", 1030.0, 0.0)
    assert one(env, "account.move", move, "amount_total") == 1030.0


def test_a_foreign_invoice_is_kept_in_both_currencies(env: Env) -> None:
    move = new_invoice(env, currency_id=125)
    assert one(env, "account.move", move, "amount_total") == 704.5
    lines = env.rows("account.move.line", one(env, "account.move", move, "line_ids"), ["balance", "amount_currency"])
    assert round(sum(row["balance"] for row in lines.values()), 2) == 0
    assert round(sum(row["amount_currency"] for row in lines.values()), 2) == 0
    assert one(env, "account.move", move, "amount_total_signed") == pytest.approx(704.5 / 0.8627, abs=0.02)


def test_an_invoice_is_posted_once(env: Env) -> None:
    move = new_invoice(env)
    assert env.names("account.move", [move]) == {move: f"Draft Invoice (* {move})"}
    assert call(env, "account.move", "action_post", [move]) is False
    name = one(env, "account.move", move, "name")
    assert name.startswith("INV/2026/")
    assert env.search("account.move", [("name", "=", name), ("company_id", "=", 1)]) == [move]
    assert one(env, "account.move", move, "state", "payment_state") == ("posted", "not_paid")
    text = refused(UserError, call, env, "account.move", "action_post", [move])
    assert text == f"The entry {name} (id {move}) must be in draft."
    call(env, "account.move", "button_draft", [move])
    assert one(env, "account.move", move, "state", "name") == ("draft", name)


def test_an_entry_that_does_not_balance_is_not_posted(env: Env) -> None:
    lines = [[0, 0, {"name": "a", "account_id": 1, "debit": 50}], [0, 0, {"name": "b", "account_id": 11, "credit": 40}]]
    move = env.create("account.move", {"line_ids": lines})
    assert sides(env, move) == [("product", 50.0, 0.0), ("product", 0.0, 40.0)]
    assert "not balanced" in refused(UserError, call, env, "account.move", "action_post", [move])
    line = max(one(env, "account.move", move, "line_ids"))
    env.write("account.move.line", [line], {"credit": 50})
    call(env, "account.move", "action_post", [move])
    assert one(env, "account.move", move, "state", "amount_total") == ("posted", 50.0)


def test_an_order_is_invoiced_and_paid(env: Env) -> None:
    order = new_order(env)
    call(env, "sale.order", "action_confirm", [order])
    at_order = env.with_context(active_model="sale.order", active_ids=[order])
    wizard = at_order.create("sale.advance.payment.inv", {"advance_payment_method": "delivered"})
    action = call(at_order, "sale.advance.payment.inv", "create_invoices", [wizard])
    (move,) = one(env, "sale.order", order, "invoice_ids")
    assert action == {
        "name": "Invoices", "type": "ir.actions.act_window", "res_model": "account.move", "view_mode": "form",
        "res_id": move,
    }  # fmt: skip
    assert one(env, "account.move", move, "amount_total", "invoice_origin") == (107.42, "S00901")
    assert one(env, "sale.order", order, "invoice_status", "invoice_count") == ("invoiced", 1)
    refused(UserError, call, at_order, "sale.advance.payment.inv", "create_invoices", [wizard])

    call(env, "account.move", "action_post", [move])
    assert one(env, "sale.order", order, "amount_invoiced", "amount_to_invoice") == (107.42, 0.0)
    at_move = env.with_context(active_model="account.move", active_ids=[move])
    register = at_move.create("account.payment.register", {"payment_date": "2026-11-20"})
    call(at_move, "account.payment.register", "action_create_payments", [register])
    assert one(env, "account.move", move, "payment_state", "amount_residual") == ("paid", 0.0)
    refused(UserError, call, at_move, "account.payment.register", "action_create_payments", [register])


def test_leads_are_won_and_lost(env: Env) -> None:
    lead = env.create("crm.lead", {"name": "Deal", "expected_revenue": 50000, "partner_id": 21})
    assert one(env, "crm.lead", lead, "stage_id", "user_id", "type") == (1, ADMIN, "opportunity")
    assert one(env, "crm.lead", lead, "email_from") == one(env, "res.partner", 21, "email")
    env.write("crm.lead", [lead], {"stage_id": 2, "probability": 75})
    assert one(env, "crm.lead", lead, "prorated_revenue", "date_closed") == (37500.0, False)
    call(env, "crm.lead", "action_set_won", [lead])
    assert one(env, "crm.lead", lead, "stage_id", "probability", "prorated_revenue") == (4, 100.0, 50000.0)
    call(env, "crm.lead", "action_set_lost", [lead], lost_reason_id=2)
    assert one(env, "crm.lead", lead, "active", "probability", "lost_reason_id") == (False, 0.0, 2)


def test_a_template_has_one_variant_and_a_variant_one_template(env: Env) -> None:
    template = env.create("product.template", {"name": "Shelf", "default_code": "X9", "list_price": 3})
    (variant,) = one(env, "product.template", template, "product_variant_ids")
    assert env.names("product.product", [variant]) == {variant: "[X9] Shelf"}
    env.write("product.template", [template], {"barcode": "777", "default_code": "Y1"})
    assert one(env, "product.product", variant, "barcode", "default_code") == ("777", "Y1")
    assert env.search("product.template", [("barcode", "=", "777")]) == [template]
    made = env.create("product.product", {"name": "Hook", "list_price": 9, "default_code": "H1"})
    owner = one(env, "product.product", made, "product_tmpl_id")
    assert one(env, "product.template", owner, "product_variant_ids", "default_code") == ([made], "H1")
    assert one(env, "product.product", made, "lst_price") == 9.0


def test_contacts_follow_their_company(env: Env) -> None:
    kids = [[0, 0, {"name": "Kid"}], [0, 0, {"type": "delivery"}]]
    company = env.create("res.partner", {"name": "Co", "company_type": "company", "city": "Gent", "child_ids": kids})
    assert one(env, "res.partner", company, "is_company") is True
    below = sorted(one(env, "res.partner", company, "child_ids"))
    assert list(env.names("res.partner", below).values()) == ["Co, Kid", "Co, Delivery"]
    assert one(env, "res.partner", below[0], "city", "commercial_partner_id") == ("Gent", company)
    env.write("res.partner", [company], {"name": "Co Two"})
    assert env.names("res.partner", below[:1]) == {below[0]: "Co Two, Kid"}


def test_rules_of_contacts_users_and_countries(env: Env) -> None:
    needs_name = "The operation cannot be completed: Contacts require a name"
    assert refused(ValidationError, env.create, "res.partner", {}) == needs_name
    loop = refused(ValidationError, env.write, "res.partner", [1], {"parent_id": 1})
    assert loop == "You cannot create recursive Partner hierarchies."
    twice = refused(ValidationError, env.create, "res.users", {"name": "dup", "login": "admin"})
    assert twice == "The operation cannot be completed: You can not have two users with the same login!"
    assert "must be unique" in refused(ValidationError, env.create, "res.country", {"name": "Elsewhere", "code": "us"})
    assert "active user" in refused(ValidationError, env.unlink, "res.partner", [3])


def test_a_user_of_the_house_is_no_customer(env: Env) -> None:
    user = env.create("res.users", {"name": "New One", "login": "new"})
    partner = one(env, "res.users", user, "partner_id")
    assert one(env, "res.users", user, "name", "company_ids") == ("New One", [1])
    assert one(env, "res.partner", partner, "partner_share") is False


def test_sums_of_a_contact_are_those_of_its_documents(env: Env) -> None:
    customer = next(
        partner
        for partner in env.search("res.partner", [("invoice_ids", "!=", False), ("is_company", "=", True)])
        if one(env, "res.partner", partner, "credit") > 0
    )
    domain = [
        ("partner_id", "=", customer),
        ("state", "=", "posted"),
        ("move_type", "in", ["out_invoice", "out_refund"]),
    ]
    moves = env.rows("account.move", env.search("account.move", domain), ["amount_residual_signed"])
    owed = round(sum(row["amount_residual_signed"] for row in moves.values()), 2)
    assert one(env, "res.partner", customer, "credit") == owed
    assert customer in env.search("res.partner", [("credit", ">", 0)])
    count = len(env.search("sale.order", [("partner_id", "child_of", customer)]))
    assert one(env, "res.partner", customer, "sale_order_count") == count


def test_the_demo_user_has_fewer_rights(env: Env) -> None:
    model = env.model("ir.model")
    wanted = "Administration/Access Rights" if env.series == "17.0" else "Access Rights"
    assert (model.access, model.groups["r"]) == ("", [wanted])
    assert env.model("res.partner").access == "crwd"
    assert env.model("res.users").access == "r"


def test_what_is_in_use_stays(env: Env) -> None:
    product = one(env, "sale.order.line", 1, "product_id")
    refused(ValidationError, env.unlink, "product.product", [product])
    refused(ValidationError, env.unlink, "res.partner", [one(env, "sale.order", 1, "partner_id")])
    refused(UserError, env.unlink, "crm.stage", [1])
    template = env.create("product.template", {"name": "Unused"})
    env.unlink("product.product", one(env, "product.template", template, "product_variant_ids"))
    assert env.search("product.template", [("id", "=", template)]) == []


def test_a_copy_of_an_order_is_a_new_quotation(env: Env) -> None:
    order = new_order(env)
    call(env, "sale.order", "action_confirm", [order])
    twin = write.copy(env, env.model("sale.order"), order)
    assert one(env, "sale.order", twin, "name", "state", "amount_total") == ("S00902", "draft", 107.42)
    assert len(one(env, "sale.order", twin, "order_line")) == 2
    assert one(env, "sale.order", order, "state") == "sale"
