"""What Odoo works out for sales order lines: prices, taxes, what is invoiced and what is left to invoice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from explorer.practice.errors import UserError
from explorer.practice.model import Environment, Values

Ids = list[int]
Result = Mapping[int, object]

LINE = "sale.order.line"
ORDER = "sale.order"


def tax_field(env: Environment) -> str:
    return "tax_id" if env.series == "17.0" else "tax_ids"


def unit_field(env: Environment) -> str:
    return "product_uom" if env.series == "17.0" else "product_uom_id"


def tax_rates(env: Environment, taxes: Iterable[int]) -> dict[int, float]:
    """Percent of each tax."""
    wanted = sorted(set(taxes))
    return (
        {record: row["amount"] for record, row in env.rows("account.tax", wanted, ["amount"]).items()} if wanted else {}
    )


def priced(env: Environment, ids: Ids) -> dict[int, tuple[float, float]]:
    """Line -> (subtotal, tax), each rounded to cents."""
    name = tax_field(env)
    rows = env.rows(LINE, ids, ["product_uom_qty", "price_unit", "discount", "display_type", name])
    rates = tax_rates(env, (tax for row in rows.values() for tax in row[name]))
    result: dict[int, tuple[float, float]] = {}
    for record, row in rows.items():
        net = row["product_uom_qty"] * row["price_unit"] * (1 - (row["discount"] or 0.0) / 100)
        subtotal = 0.0 if row["display_type"] else round(net, 2)
        result[record] = subtotal, round(sum(subtotal * rates[tax] / 100 for tax in row[name]), 2)
    return result


def price_subtotal(env: Environment, ids: Ids) -> Result:
    return {record: net for record, (net, _) in priced(env, ids).items()}


def price_tax(env: Environment, ids: Ids) -> Result:
    return {record: tax for record, (_, tax) in priced(env, ids).items()}


def price_total(env: Environment, ids: Ids) -> Result:
    return {record: round(net + tax, 2) for record, (net, tax) in priced(env, ids).items()}


def price_reduce(name: str) -> Callable[[Environment, Ids], Result]:
    """The amount `name` of a line for one unit."""

    def compute(env: Environment, ids: Ids) -> Result:
        rows = env.rows(LINE, ids, ["product_uom_qty"])
        prices = priced(env, ids)
        result: dict[int, object] = {}
        for record, row in rows.items():
            net, tax = prices[record]
            amount = net if name == "price_subtotal" else net + tax
            result[record] = round(amount / row["product_uom_qty"], 2) if row["product_uom_qty"] else 0.0
        return result

    return compute


def invoiced(env: Environment, ids: Ids) -> dict[int, tuple[float, float]]:
    """Line -> (quantity, untaxed amount) on its invoices less its credit notes; cancelled ones do not count."""
    rows = env.rows(LINE, ids, ["invoice_lines"])
    wanted = sorted({line for row in rows.values() for line in row["invoice_lines"]})
    names = ["quantity", "price_subtotal", "parent_state", "move_type"]
    lines = env.rows("account.move.line", wanted, names) if wanted else {}
    result: dict[int, tuple[float, float]] = {}
    for record, row in rows.items():
        quantity = amount = 0.0
        for line in (lines[line] for line in row["invoice_lines"] if line in lines):
            if line["parent_state"] != "cancel":
                sign = -1 if line["move_type"] == "out_refund" else 1
                quantity += sign * line["quantity"]
                amount += sign * line["price_subtotal"] if line["parent_state"] == "posted" else 0.0
        result[record] = quantity, round(amount, 2)
    return result


def qty_invoiced(env: Environment, ids: Ids) -> Result:
    return {record: quantity for record, (quantity, _) in invoiced(env, ids).items()}


def untaxed_amount_invoiced(env: Environment, ids: Ids) -> Result:
    return {record: amount for record, (_, amount) in invoiced(env, ids).items()}


def to_invoice(env: Environment, ids: Ids) -> dict[int, tuple[float, str]]:
    """Line -> (quantity left to invoice, invoice status)."""
    names = ["state", "product_uom_qty", "qty_delivered", "product_id", "display_type"]
    rows = env.rows(LINE, ids, names)
    products = env.rows(
        "product.product", sorted({row["product_id"] for row in rows.values() if row["product_id"]}), ["invoice_policy"]
    )
    done = invoiced(env, ids)
    result: dict[int, tuple[float, str]] = {}
    for record, row in rows.items():
        if row["state"] != "sale" or row["display_type"]:
            result[record] = 0.0, "no"
            continue
        by_delivery = row["product_id"] in products and products[row["product_id"]]["invoice_policy"] == "delivery"
        due = row["qty_delivered"] if by_delivery else row["product_uom_qty"]
        left = round(due - done[record][0], 2)
        all_done = done[record][0] >= row["product_uom_qty"] > 0
        result[record] = left, "to invoice" if left else "invoiced" if all_done else "no"
    return result


def qty_to_invoice(env: Environment, ids: Ids) -> Result:
    return {record: left for record, (left, _) in to_invoice(env, ids).items()}


def line_invoice_status(env: Environment, ids: Ids) -> Result:
    return {record: status for record, (_, status) in to_invoice(env, ids).items()}


def untaxed_amount_to_invoice(env: Environment, ids: Ids) -> Result:
    rows = env.rows(LINE, ids, ["price_unit", "discount"])
    return {
        record: round(left * rows[record]["price_unit"] * (1 - (rows[record]["discount"] or 0.0) / 100), 2)
        for record, (left, _) in to_invoice(env, ids).items()
    }


def line_display_name(env: Environment, ids: Ids) -> Result:
    """`S00021 - First line of the description`."""
    rows = env.rows(LINE, ids, ["order_id", "name"])
    orders = env.names(ORDER, sorted({row["order_id"] for row in rows.values()}))
    return {
        record: f"{orders[row['order_id']]} - {str(row['name'] or '').splitlines()[0] if row['name'] else ''}"
        for record, row in rows.items()
    }


def product_template(env: Environment, ids: Ids) -> Result:
    rows = env.rows(LINE, ids, ["product_id"])
    products = env.rows(
        "product.product", sorted({r["product_id"] for r in rows.values() if r["product_id"]}), ["product_tmpl_id"]
    )
    return {
        record: products[row["product_id"]]["product_tmpl_id"] if row["product_id"] else False
        for record, row in rows.items()
    }


def prepare_line(env: Environment, values: Values) -> Values:
    """A line takes description, price, unit and taxes from its product where it does not bring them."""
    values = dict(values)
    product = values.get("product_id")
    if not product or values.get("display_type"):
        values["price_unit"] = values.get("price_unit") or 0.0
        return values
    names = ["lst_price", "uom_id", "taxes_id", "description_sale"]
    rows = env.rows("product.product", [product], names)
    if not rows:
        return values
    row = rows[product]
    if not values.get("name"):
        shown = env.names("product.product", [product])[product]
        values["name"] = f"{shown}\n{row['description_sale']}" if row["description_sale"] else shown
    for name, value in (("price_unit", row["lst_price"]), (unit_field(env), row["uom_id"])):
        if values.get(name) is None or values.get(name) is False:
            values[name] = value
    if values.get(tax_field(env)) is None and row["taxes_id"]:
        values[tax_field(env)] = [(6, 0, company_taxes(env, row["taxes_id"], values.get("order_id")))]
    return values


def company_taxes(env: Environment, taxes: Ids, order: int | None) -> Ids:
    """Of a product's taxes, those of the order's company."""
    if not order:
        return taxes
    company = env.rows(ORDER, [order], ["company_id"])[order]["company_id"]
    rows = env.rows("account.tax", taxes, ["company_id"])
    return [record for record, row in rows.items() if row["company_id"] == company]


def line_orders(env: Environment, ids: Ids) -> Ids:
    return sorted({row["order_id"] for row in env.rows(LINE, ids, ["order_id"]).values() if row["order_id"]})


def after_line_change(env: Environment, ids: Ids) -> None:
    env.recompute(ORDER, line_orders(env, ids))


def after_line_unlink(env: Environment, rows: list[Values]) -> None:
    alive = set(env.search(ORDER, [("id", "in", sorted({row["order_id"] for row in rows}))]))
    env.recompute(ORDER, sorted(alive))


def forbid_confirmed_line(env: Environment, ids: Ids) -> None:
    rows = env.rows(LINE, ids, ["state", "display_type", "order_id"])
    if any(row["state"] == "sale" and not row["display_type"] for row in rows.values()):
        raise UserError(
            "Once a sales order is confirmed, you can't remove one of its lines "
            "(we need to track if something gets invoiced or delivered).\nSet the quantity to 0 instead."
        )
