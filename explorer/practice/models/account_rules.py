"""What Odoo works out for journal entries and invoices: amounts, taxes, the counterpart line, residuals, posting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from explorer.practice.model import Environment, Values

Ids = list[int]
Result = Mapping[int, object]

MOVE = "account.move"
LINE = "account.move.line"

OUTBOUND = ("in_invoice", "out_refund", "in_receipt")
INVOICES = ("out_invoice", "out_refund", "in_invoice", "in_refund", "out_receipt", "in_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
PREFIXES = {"out_invoice": "INV", "out_refund": "RINV", "in_invoice": "BILL", "in_refund": "RBILL"}
LABELS = {
    "entry": "Journal Entry",
    "out_invoice": "Customer Invoice",
    "out_refund": "Customer Credit Note",
    "in_invoice": "Vendor Bill",
    "in_refund": "Vendor Credit Note",
    "out_receipt": "Sales Receipt",
    "in_receipt": "Purchase Receipt",
}


def sign_of(move_type: str) -> int:
    """1 where the products of the document are debited (bills, customer credit notes), else -1."""
    return 1 if move_type in OUTBOUND else -1


def priced(env: Environment, ids: Ids) -> dict[int, tuple[float, float]]:
    """Line -> (subtotal, tax) in the currency of the document."""
    rows = env.rows(LINE, ids, ["quantity", "price_unit", "discount", "display_type", "tax_ids"])
    taxes = sorted({tax for row in rows.values() for tax in row["tax_ids"]})
    rates = env.rows("account.tax", taxes, ["amount"]) if taxes else {}
    result: dict[int, tuple[float, float]] = {}
    for record, row in rows.items():
        net = row["quantity"] * row["price_unit"] * (1 - (row["discount"] or 0.0) / 100)
        subtotal = round(net, 2) if row["display_type"] == "product" else 0.0
        result[record] = subtotal, round(sum(subtotal * rates[tax]["amount"] / 100 for tax in row["tax_ids"]), 2)
    return result


def price_subtotal(env: Environment, ids: Ids) -> Result:
    return {record: net for record, (net, _) in priced(env, ids).items()}


def price_total(env: Environment, ids: Ids) -> Result:
    return {record: round(net + tax, 2) for record, (net, tax) in priced(env, ids).items()}


def account_for(env: Environment, account_type: str, company: int) -> object:
    """The first account of a type, e.g. `asset_receivable`, in a company's chart."""
    owner = "company_id" if env.series == "17.0" else "company_ids"
    domain = [("account_type", "=", account_type), (owner, "in", [company])]
    return next(iter(env.search("account.account", domain, order="code", limit=1)), False)


def journal_for(env: Environment, move_type: str, company: int) -> object:
    kind = "purchase" if move_type in PURCHASES else "sale" if move_type in INVOICES else "general"
    domain = [("type", "=", kind), ("company_id", "=", company)]
    return next(iter(env.search("account.journal", domain, order="sequence, id", limit=1)), False)


def prepare_move(env: Environment, values: Values) -> Values:
    """A new entry gets the journal of its type, and partner and payment terms of a document."""
    values = dict(values)
    company = values["company_id"]
    kind = values.get("move_type") or "entry"
    if not values.get("journal_id"):
        values["journal_id"] = journal_for(env, kind, company)
    if not values.get("currency_id"):
        values["currency_id"] = env.rows("res.company", [company], ["currency_id"])[company]["currency_id"]
    if kind in INVOICES and not values.get("invoice_user_id"):
        values["invoice_user_id"] = env.uid
    if kind in INVOICES and values.get("invoice_date") and values.get("date") == env.today():
        values["date"] = values["invoice_date"]
    partner = values.get("partner_id")
    if partner and kind in INVOICES:
        if not values.get("partner_shipping_id"):
            values["partner_shipping_id"] = partner
        if not values.get("invoice_payment_term_id"):
            name = "property_supplier_payment_term_id" if kind in PURCHASES else "property_payment_term_id"
            values["invoice_payment_term_id"] = env.rows("res.partner", [partner], [name])[partner][name]
    return values


def prepare_line(env: Environment, values: Values) -> Values:
    """A line takes text, price, account and taxes from its product and document where it does not bring them."""
    values = dict(values)
    move = env.rows(MOVE, [values["move_id"]], ["move_type", "company_id", "currency_id", "partner_id"])[
        values["move_id"]
    ]
    for name in ("currency_id", "partner_id"):
        if not values.get(name):
            values[name] = move[name]
    if values.get("display_type") not in (None, False, "product"):
        return values
    values["display_type"] = "product"
    purchase = move["move_type"] in PURCHASES
    product = values.get("product_id")
    if product and move["move_type"] in INVOICES:
        names = ["lst_price", "standard_price", "uom_id"]
        row = env.rows("product.product", [product], names)[product]
        if values.get("price_unit") is None:
            values["price_unit"] = row["standard_price"] if purchase else row["lst_price"]
        if not values.get("name"):
            values["name"] = env.names("product.product", [product])[product]
        if not values.get("product_uom_id"):
            values["product_uom_id"] = row["uom_id"]
    if not values.get("account_id") and move["move_type"] in INVOICES:
        values["account_id"] = account_for(env, "expense" if purchase else "income", move["company_id"])
    if values.get("balance") and not values.get("debit") and not values.get("credit"):
        values["debit"], values["credit"] = max(values["balance"], 0.0), max(-values["balance"], 0.0)
    return values


def rate_between(env: Environment, currency: int, company_currency: int) -> float:
    """How many units of the document's currency one unit of the company's currency buys."""
    if currency == company_currency:
        return 1.0
    rows = env.rows("res.currency", [currency, company_currency], ["rate"])
    return float(rows[currency]["rate"] / (rows[company_currency]["rate"] or 1.0)) or 1.0


def wanted_lines(env: Environment, move: Values) -> list[Values]:
    """Tax lines and the counterpart line that belong to the product lines of a document."""
    products = env.search(LINE, [("move_id", "=", move["id"]), ("display_type", "=", "product")])
    sign = sign_of(move["move_type"])
    rate = rate_between(env, move["currency_id"], move["company_currency_id"])
    rows = env.rows(LINE, products, ["tax_ids", "price_subtotal"])
    used = sorted({tax for row in rows.values() for tax in row["tax_ids"]})
    taxes = env.rows("account.tax", used, ["amount", "name"]) if used else {}
    amounts: dict[int, float] = defaultdict(float)
    bases: dict[int, float] = defaultdict(float)
    for row in rows.values():
        for tax in row["tax_ids"]:
            amounts[tax] += round(row["price_subtotal"] * taxes[tax]["amount"] / 100, 2)
            bases[tax] += row["price_subtotal"]
    tax_account = "asset_current" if move["move_type"] in PURCHASES else "liability_current"
    lines: list[Values] = [
        {
            "display_type": "tax",
            "name": taxes[tax]["name"],
            "account_id": account_for(env, tax_account, move["company_id"]),
            "tax_line_id": tax,
            "tax_base_amount": round(bases[tax] / rate, 2),
            "amount_currency": round(sign * amount, 2),
        }
        for tax, amount in amounts.items()
    ]
    total = sum(row["price_subtotal"] for row in rows.values()) + sum(amounts.values())
    if products:
        kind = "liability_payable" if move["move_type"] in PURCHASES else "asset_receivable"
        lines.append(
            {
                "display_type": "payment_term",
                "name": move["payment_reference"] or False,
                "account_id": account_for(env, kind, move["company_id"]),
                "date_maturity": move["invoice_date_due"] or move["invoice_date"] or move["date"],
                "amount_currency": round(-sign * total, 2),
            }
        )
    return lines


def with_balance(line: Values, rate: float) -> Values:
    balance = round(line["amount_currency"] / rate, 2)
    residual = balance if line["display_type"] == "payment_term" else 0.0
    return {
        **line,
        "balance": balance,
        "debit": max(balance, 0.0),
        "credit": max(-balance, 0.0),
        "amount_residual": residual,
        "amount_residual_currency": line["amount_currency"] if residual else 0.0,
        "reconciled": False,
    }


def balance_document(env: Environment, record: int) -> None:
    """Bring balances, tax lines and the counterpart of a draft document in line with its product lines."""
    names = [
        "move_type", "state", "company_id", "currency_id", "company_currency_id", "partner_id",
        "payment_reference", "invoice_date", "invoice_date_due", "date",
    ]  # fmt: skip
    move = {"id": record, **env.rows(MOVE, [record], names)[record]}
    if move["state"] != "draft" or move["move_type"] not in INVOICES:
        return
    rate = rate_between(env, move["currency_id"], move["company_currency_id"])
    wanted = wanted_lines(env, move)
    kinds = ("tax", "payment_term")
    present = env.search(LINE, [("move_id", "=", record), ("display_type", "in", list(kinds))])
    rows = env.rows(LINE, present, ["display_type", "tax_line_id"])
    at = {(row["display_type"], row["tax_line_id"]): line for line, row in rows.items()}
    counterpart = 0.0
    products = env.rows(
        LINE, env.search(LINE, [("move_id", "=", record), ("display_type", "=", "product")]), ["balance"]
    )
    for line in wanted:
        values = with_balance(line, rate)
        if line["display_type"] == "payment_term":  # takes what rounding leaves, so that the entry balances
            left = -round(counterpart + sum(row["balance"] for row in products.values()), 2)
            values = {
                **with_balance({**line, "amount_currency": left}, 1.0),
                "amount_currency": line["amount_currency"],
            }
            values["amount_residual_currency"] = line["amount_currency"]
        counterpart += values["balance"]
        known = at.pop((line["display_type"], line.get("tax_line_id") or False), None)
        if known:
            env.write(LINE, [known], values)
        else:
            env.create(LINE, {**values, "move_id": record})
    if at:
        env.unlink(LINE, sorted(at.values()))
    env.recompute(MOVE, [record])


def after_move_change(env: Environment, ids: Ids) -> None:
    """Dates, state and partner of a document stand in its lines too; orders follow their invoices."""
    lines = env.search(LINE, [("move_id", "in", ids)])
    if lines:
        env.recompute(LINE, lines)
        for record in ids:
            balance_document(env, record)
        env.recompute(MOVE, ids)
        refresh_orders(env, lines)


def refresh_orders(env: Environment, lines: Ids) -> None:
    sold = sorted({item for row in env.rows(LINE, lines, ["sale_line_ids"]).values() for item in row["sale_line_ids"]})
    if sold:
        env.recompute("sale.order.line", sold)
        orders = env.rows("sale.order.line", sold, ["order_id"])
        env.recompute("sale.order", sorted({row["order_id"] for row in orders.values()}))


def after_line_change(env: Environment, ids: Ids) -> None:
    rows = env.rows(LINE, ids, ["move_id", "display_type"])
    for move in sorted({row["move_id"] for row in rows.values() if row["display_type"] == "product"}):
        balance_document(env, move)
    refresh_orders(env, ids)


def after_line_unlink(env: Environment, rows: list[Values]) -> None:
    moves = sorted({row["move_id"] for row in rows if row["display_type"] == "product"})
    for move in env.search(MOVE, [("id", "in", moves)]):
        balance_document(env, move)


def product_balance(env: Environment, ids: Ids) -> dict[int, float]:
    """What a line adds to its entry: for products of a document worked out, else as written."""
    rows = env.rows(LINE, ids, ["display_type", "move_type", "move_id", "debit", "credit"])
    moves = env.rows(MOVE, sorted({r["move_id"] for r in rows.values()}), ["currency_id", "company_currency_id"])
    prices = priced(env, ids)
    result: dict[int, float] = {}
    for record, row in rows.items():
        if row["display_type"] == "product" and row["move_type"] in INVOICES:
            move = moves[row["move_id"]]
            rate = rate_between(env, move["currency_id"], move["company_currency_id"])
            result[record] = round(sign_of(row["move_type"]) * prices[record][0] / rate, 2)
        else:
            result[record] = round((row["debit"] or 0.0) - (row["credit"] or 0.0), 2)
    return result


def balance(env: Environment, ids: Ids) -> Result:
    return dict(product_balance(env, ids))


def debit(env: Environment, ids: Ids) -> Result:
    return {record: max(value, 0.0) for record, value in product_balance(env, ids).items()}


def credit(env: Environment, ids: Ids) -> Result:
    return {record: max(-value, 0.0) for record, value in product_balance(env, ids).items()}


def amount_currency(env: Environment, ids: Ids) -> Result:
    """The balance in the currency of the document."""
    rows = env.rows(LINE, ids, ["display_type", "move_type"])
    prices = priced(env, ids)
    balances = product_balance(env, ids)
    return {
        record: sign_of(row["move_type"]) * prices[record][0]
        if row["display_type"] == "product" and row["move_type"] in INVOICES
        else balances[record]
        for record, row in rows.items()
    }


def move_lines(env: Environment, ids: Ids, names: list[str]) -> dict[int, list[Values]]:
    result: dict[int, list[Values]] = {record: [] for record in ids}
    found = env.search(LINE, [("move_id", "in", ids)])
    for row in env.rows(LINE, found, ["move_id", "display_type", *names]).values():
        result[row["move_id"]].append(row)
    return result


def amounts(env: Environment, ids: Ids) -> dict[int, dict[str, float]]:
    """Move -> untaxed, tax, total and residual, both in the document's currency and signed in the company's."""
    moves = env.rows(MOVE, ids, ["move_type"])
    names = ["balance", "amount_currency", "price_subtotal", "amount_residual", "amount_residual_currency"]
    result: dict[int, dict[str, float]] = {}
    for record, lines in move_lines(env, ids, names).items():
        kind = moves[record]["move_type"]
        sign = -sign_of(kind) if kind in INVOICES else 1
        products = [line for line in lines if line["display_type"] == "product"]
        taxes = [line for line in lines if line["display_type"] == "tax"]
        terms = [line for line in lines if line["display_type"] == "payment_term"]
        if kind in INVOICES:
            untaxed = sum(line["price_subtotal"] for line in products)
            tax = sum(abs(line["amount_currency"]) for line in taxes)
            own = -sum(line["balance"] for line in products), -sum(line["balance"] for line in taxes)
        else:
            untaxed = tax = 0.0
            own = sum(line["balance"] for line in lines if line["balance"] > 0), 0.0
        result[record] = {
            "amount_untaxed": round(untaxed, 2),
            "amount_tax": round(tax, 2),
            "amount_total": round(untaxed + tax if kind in INVOICES else own[0], 2),
            "amount_residual": round(abs(sum(line["amount_residual_currency"] for line in terms)), 2),
            "amount_untaxed_signed": round(own[0], 2),
            "amount_tax_signed": round(own[1], 2),
            "amount_total_signed": round(own[0] + own[1], 2),
            "amount_total_in_currency_signed": round(sign * (untaxed + tax), 2),
            "amount_residual_signed": round(sum(line["amount_residual"] for line in terms), 2),
        }
    return result


def amount(name: str) -> Callable[[Environment, Ids], Result]:
    """One of the values of `amounts`."""

    def compute(env: Environment, ids: Ids) -> Result:
        return {record: found[name] for record, found in amounts(env, ids).items()}

    return compute


def internal_group(account_type: str | bool) -> str:
    """`asset` for `asset_receivable`, and so on."""
    return str(account_type).split("_", 1)[0]


def account_display_name(env: Environment, ids: Ids) -> Result:
    """`121000 Account Receivable`; Odoo 19 shows the name alone, see `19.0/071-jsonrpc-search_read-all-fields`."""
    rows = env.rows("account.account", ids, ["code", "name"])
    if env.series == "17.0":
        return {record: f"{row['code']} {row['name']}" for record, row in rows.items()}
    return {record: row["name"] for record, row in rows.items()}


def sale_order_count(env: Environment, ids: Ids) -> Result:
    """How many orders the document invoices."""
    lines = move_lines(env, ids, ["sale_line_ids"])
    sold = sorted({item for rows in lines.values() for row in rows for item in row["sale_line_ids"]})
    orders = env.rows("sale.order.line", sold, ["order_id"]) if sold else {}
    return {
        record: len({orders[item]["order_id"] for row in rows for item in row["sale_line_ids"] if item in orders})
        for record, rows in lines.items()
    }
