"""What Odoo works out for sales orders: totals, invoices, numbers, confirming and cancelling."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer.practice.errors import UserError
from explorer.practice.model import Environment, Values

Ids = list[int]
Result = Mapping[int, object]

LINE = "sale.order.line"
ORDER = "sale.order"


def order_lines(env: Environment, ids: Ids, names: list[str]) -> dict[int, list[Values]]:
    result: dict[int, list[Values]] = {record: [] for record in ids}
    found = env.search(LINE, [("order_id", "in", ids)])
    for row in env.rows(LINE, found, ["order_id", *names]).values():
        result[row["order_id"]].append(row)
    return result


def order_sum(*names: str) -> Callable[[Environment, Ids], Result]:
    """The sum of the named columns over the lines of the order."""

    def compute(env: Environment, ids: Ids) -> Result:
        return {
            record: round(sum(row[name] or 0.0 for row in rows for name in names), 2)
            for record, rows in order_lines(env, ids, list(names)).items()
        }

    return compute


def undiscounted(env: Environment, ids: Ids) -> Result:
    lines = order_lines(env, ids, ["product_uom_qty", "price_unit"])
    return {
        record: round(sum(r["product_uom_qty"] * r["price_unit"] for r in rows), 2) for record, rows in lines.items()
    }


def invoice_status(env: Environment, ids: Ids) -> Result:
    states = env.rows(ORDER, ids, ["state"])
    result: dict[int, object] = {}
    for record, rows in order_lines(env, ids, ["invoice_status", "display_type"]).items():
        found = [row["invoice_status"] for row in rows if not row["display_type"]]
        if states[record]["state"] != "sale":
            result[record] = "no"
        elif "to invoice" in found:
            result[record] = "to invoice"
        elif found and all(status == "invoiced" for status in found):
            result[record] = "invoiced"
        else:
            result[record] = "no"
    return result


def order_invoices(env: Environment, ids: Ids) -> dict[int, list[int]]:
    lines = order_lines(env, ids, ["invoice_lines"])
    wanted = sorted({item for rows in lines.values() for row in rows for item in row["invoice_lines"]})
    moves = env.rows("account.move.line", wanted, ["move_id"]) if wanted else {}
    return {
        record: sorted({moves[item]["move_id"] for row in rows for item in row["invoice_lines"] if item in moves})
        for record, rows in lines.items()
    }


def invoice_ids(env: Environment, ids: Ids) -> Result:
    return order_invoices(env, ids)


def invoice_count(env: Environment, ids: Ids) -> Result:
    return {record: len(moves) for record, moves in order_invoices(env, ids).items()}


def search_invoices(env: Environment, operator: str, value: object) -> list[object]:
    return [("order_line.invoice_lines.move_id", operator, value)]


def amount_invoiced(env: Environment, ids: Ids) -> Result:
    """Total of the posted invoices of the order."""
    moves = order_invoices(env, ids)
    wanted = sorted({move for found in moves.values() for move in found})
    names = ["amount_total", "state", "move_type"]
    rows = env.rows("account.move", wanted, names) if wanted else {}
    result: dict[int, object] = {}
    for record, found in moves.items():
        posted = [rows[move] for move in found if rows[move]["state"] == "posted"]
        result[record] = round(
            sum(-r["amount_total"] if r["move_type"] == "out_refund" else r["amount_total"] for r in posted), 2
        )
    return result


def amount_to_invoice(env: Environment, ids: Ids) -> Result:
    totals = env.rows(ORDER, ids, ["amount_total"])
    return {
        record: round(totals[record]["amount_total"] - float(str(done)), 2)
        for record, done in amount_invoiced(env, ids).items()
    }


def type_name(state: str) -> str:
    return "Quotation" if state in ("draft", "sent", "cancel") else "Sales Order"


def is_expired(env: Environment, ids: Ids) -> Result:
    today = env.today()
    rows = env.rows(ORDER, ids, ["state", "validity_date"])
    return {
        record: bool(row["state"] in ("draft", "sent") and row["validity_date"] and row["validity_date"] < today)
        for record, row in rows.items()
    }


def prepare_order(env: Environment, values: Values) -> Values:
    """A new order gets a number, and addresses, payment terms and currency of its customer and company."""
    values = dict(values)
    if not values.get("name") or values["name"] == "New":
        values["name"] = env.next_number(ORDER)
    partner = values.get("partner_id")
    for name in ("partner_invoice_id", "partner_shipping_id"):
        if partner and not values.get(name):
            values[name] = partner
    if partner and not values.get("payment_term_id"):
        found = env.rows("res.partner", [partner], ["property_payment_term_id"])
        values["payment_term_id"] = found.get(partner, {}).get("property_payment_term_id", False)
    company = values.get("company_id")
    if company and not values.get("currency_id"):
        values["currency_id"] = env.rows("res.company", [company], ["currency_id"])[company]["currency_id"]
    return values


def after_order_change(env: Environment, ids: Ids) -> None:
    """Customer, currency and state stand in the lines too."""
    lines = env.search(LINE, [("order_id", "in", ids)])
    if lines:
        env.recompute(LINE, lines)
        env.recompute(ORDER, ids)


def forbid_confirmed(env: Environment, ids: Ids) -> None:
    rows = env.rows(ORDER, ids, ["state"])
    if any(row["state"] not in ("draft", "cancel") for row in rows.values()):
        raise UserError("You can not delete a sent quotation or a confirmed sales order. You must first cancel it.")


def action_confirm(env: Environment, ids: Ids) -> object:
    """Turn quotations into sales orders."""
    rows = env.rows(ORDER, ids, ["state", "name"])
    wrong = [str(row["name"]) for row in rows.values() if row["state"] not in ("draft", "sent")]
    if wrong and env.series == "17.0":
        raise UserError(f"The following orders are not in a state requiring confirmation: {', '.join(wrong)}")
    if wrong:
        raise UserError("Some orders are not in a state requiring confirmation.")
    env.write(ORDER, ids, {"state": "sale", "date_order": env.now()})
    return True


def action_cancel(env: Environment, ids: Ids) -> object:
    """Cancel orders; locked ones are refused."""
    rows = env.rows(ORDER, ids, ["locked"])
    if any(row["locked"] for row in rows.values()):
        raise UserError("You cannot cancel a locked order. Please unlock it first.")
    env.write(ORDER, ids, {"state": "cancel"})
    return True


def action_draft(env: Environment, ids: Ids) -> object:
    """Set cancelled and sent orders back to quotations."""
    rows = env.rows(ORDER, ids, ["state"])
    back = [record for record, row in rows.items() if row["state"] in ("cancel", "sent")]
    if back:
        env.write(ORDER, back, {"state": "draft", "signature": False, "signed_by": False, "signed_on": False})
    return True


def action_quotation_sent(env: Environment, ids: Ids) -> object:
    """Mark draft quotations as sent."""
    rows = env.rows(ORDER, ids, ["state"])
    if any(row["state"] != "draft" for row in rows.values()):
        raise UserError("Only draft orders can be marked as sent directly.")
    env.write(ORDER, ids, {"state": "sent"})
    return None


def action_lock(env: Environment, ids: Ids) -> object:
    """Lock orders against changes."""
    env.write(ORDER, ids, {"locked": True})
    return None


def action_unlock(env: Environment, ids: Ids) -> object:
    """Unlock orders."""
    env.write(ORDER, ids, {"locked": False})
    return None
