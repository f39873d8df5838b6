"""The two dialogs that carry an order on: invoice it, and register the payment of an invoice.

They are transient models called with the documents in the context, as in `19.0/178` to `19.0/186`.
"""

from __future__ import annotations

from typing import Any

from explorer.practice.errors import UserError
from explorer.practice.fields import Date, Many2many, Many2one, Selection
from explorer.practice.model import Environment, Method, Model, Values
from explorer.practice.models.account_posting import action_post
from explorer.practice.models.account_rules import INVOICES, LINE, MOVE
from explorer.practice.models.sale_line_rules import tax_field, unit_field
from explorer.practice.models.system_rules import today

Ids = list[int]


def chosen(model: str, env: Environment) -> Ids:
    """The records of `model` that the caller had before the dialog."""
    if env.context.get("active_model", model) != model:
        return []
    return [int(record) for record in env.context.get("active_ids") or []]


def chosen_orders(env: Environment) -> object:
    return [(6, 0, chosen("sale.order", env))]


def window(name: str, model: str, records: Ids) -> dict[str, Any]:
    """The action that a web client opens next."""
    action: dict[str, Any] = {"name": name, "type": "ir.actions.act_window", "res_model": model}
    if len(records) == 1:
        return {**action, "view_mode": "form", "res_id": records[0]}
    return {**action, "view_mode": "list,form", "domain": [["id", "in", records]]}


def invoice_lines(env: Environment, order: int) -> list[list[Any]]:
    """Commands for the invoice lines of what an order has left to invoice."""
    taxes, unit = tax_field(env), unit_field(env)
    names = ["product_id", "name", "qty_to_invoice", "price_unit", "discount", taxes, unit]
    due = env.search("sale.order.line", [("order_id", "=", order), ("qty_to_invoice", ">", 0)], order="sequence, id")
    return [
        [
            0,
            0,
            {
                "product_id": row["product_id"],
                "product_uom_id": row[unit],
                "name": row["name"],
                "quantity": row["qty_to_invoice"],
                "price_unit": row["price_unit"],
                "discount": row["discount"],
                "tax_ids": [[6, 0, row[taxes]]],
                "sale_line_ids": [[6, 0, [line]]],
            },
        ]
        for line, row in env.rows("sale.order.line", due, names).items()
    ]


def create_invoices(env: Environment, ids: Ids) -> object:
    """Make a draft invoice for each order of the dialog."""
    names = ["name", "company_id", "currency_id", "partner_invoice_id", "user_id", "team_id", "payment_term_id"]
    made: Ids = []
    for wizard in env.rows("sale.advance.payment.inv", ids, ["sale_order_ids"]).values():
        for order, row in env.rows("sale.order", wizard["sale_order_ids"], names).items():
            lines = invoice_lines(env, order)
            if not lines:
                raise UserError("Cannot create an invoice. No items are available to invoice.")
            values: Values = {
                "move_type": "out_invoice",
                "company_id": row["company_id"],
                "currency_id": row["currency_id"],
                "partner_id": row["partner_invoice_id"],
                "invoice_user_id": row["user_id"],
                "team_id": row["team_id"],
                "invoice_payment_term_id": row["payment_term_id"],
                "invoice_origin": row["name"],
                "invoice_line_ids": lines,
            }
            made.append(env.create(MOVE, values))
    return window("Invoices", MOVE, made)


def bank_account(env: Environment, company: int) -> tuple[int, int]:
    """(journal, account) of a company's bank."""
    domain = [("type", "=", "bank"), ("company_id", "=", company)]
    journal = env.search("account.journal", domain, order="sequence, id", limit=1)[0]
    account = env.rows("account.journal", [journal], ["default_account_id"])[journal]["default_account_id"]
    return journal, account


def pay(env: Environment, move: Values, date: str) -> int:
    """Enter the payment of what is left of a posted document; gives the bank's entry."""
    terms = env.search(LINE, [("move_id", "=", move["id"]), ("display_type", "=", "payment_term")])
    rows = env.rows(LINE, terms, ["amount_residual", "account_id"])
    journal, bank = bank_account(env, move["company_id"])
    left = round(sum(row["amount_residual"] for row in rows.values()), 2)
    text, other = f"Payment of {move['name']}", next(iter(rows.values()))["account_id"]
    sides = ((bank, left), (other, -left))
    entry = env.create(MOVE, {
        "move_type": "entry", "journal_id": journal, "company_id": move["company_id"], "date": date,
        "ref": move["name"], "partner_id": move["partner_id"],
        "line_ids": [
            [0, 0, {"account_id": account, "name": text, "debit": max(value, 0.0), "credit": max(-value, 0.0)}]
            for account, value in sides
        ],
    })  # fmt: skip
    action_post(env, [entry])
    settled = {"amount_residual": 0.0, "amount_residual_currency": 0.0, "reconciled": True}
    env.write(LINE, terms, {**settled, "matching_number": str(entry)})
    counterpart = env.search(LINE, [("move_id", "=", entry), ("account_id", "=", other)])
    env.write(LINE, counterpart, {"reconciled": True, "matching_number": str(entry)})
    env.recompute(MOVE, [move["id"]])
    return entry


def action_create_payments(env: Environment, ids: Ids) -> object:
    """Pay the posted documents from which the dialog was opened."""
    names = ["name", "state", "move_type", "company_id", "partner_id", "amount_residual"]
    moves = env.rows(MOVE, chosen(MOVE, env), names)
    open_ones = [
        {"id": record, **row}
        for record, row in moves.items()
        if row["state"] == "posted" and row["move_type"] in INVOICES and row["amount_residual"]
    ]
    if not open_ones:
        raise UserError(
            "You can't register a payment because there is nothing left to pay on the selected journal items."
        )
    date = next(iter(env.rows("account.payment.register", ids, ["payment_date"]).values()))["payment_date"]
    return window("Payments", MOVE, [pay(env, move, date) for move in open_ones])


MODELS = [
    Model(
        "sale.advance.payment.inv",
        "Sales Advance Payment Invoice",
        [
            Selection(
                "advance_payment_method",
                [("delivered", "Regular invoice")],
                "Create Invoice",
                required=True,
                default="delivered",
            ),
            Many2many("sale_order_ids", "sale.order", "Sales Orders", default=chosen_orders),
        ],
        transient=True,
        methods=[Method("create_invoices", create_invoices)],
        modules="sale",
    ),
    Model(
        "account.payment.register",
        "Pay",
        [
            Date("payment_date", required=True, default=today),
            Many2one("journal_id", "account.journal"),
        ],
        transient=True,
        methods=[Method("action_create_payments", action_create_payments)],
        access="",
        groups={operation: ["Invoicing/Billing"] for operation in "crwd"},
        modules="account",
        variants={"17.0": {"label": "Register Payment"}},
    ),
]
