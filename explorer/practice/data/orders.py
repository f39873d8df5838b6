"""Sales orders with their lines: about 900 over eighteen months, and more on request.

An order's totals are the sums of its lines; which lines are invoiced is decided in `invoices.py`, which fills in
what depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from explorer.practice.data.dice import LAST_DAY, SPAN_DAYS, Dice, capped, day, stamp
from explorer.practice.data.leads import WON, Leads
from explorer.practice.data.partners import Contacts
from explorer.practice.data.products import Catalogue, Sellable
from explorer.practice.data.settings import SALE_TAX, SALESPEOPLE, TAXES, TEAM_OF, currency_of

Row = dict[str, Any]

ORDERS = 900
PERCENT = {tax: TAXES[tax - 1][3] for tax in SALE_TAX.values()}


def line_amounts(quantity: float, price: float, discount: float, tax: int) -> Row:
    """Price columns of a line, by the rule that the models apply too: tax rounded on each line."""
    subtotal = round(quantity * price * (1 - discount / 100), 2)
    duty = round(subtotal * PERCENT[tax] / 100, 2)
    return {
        "price_subtotal": subtotal, "price_tax": duty, "price_total": round(subtotal + duty, 2),
        "price_reduce_taxexcl": round(subtotal / quantity, 2),
        "price_reduce_taxinc": round((subtotal + duty) / quantity, 2),
    }  # fmt: skip


def order_line(line: int, order: Row, item: Sellable, quantity: float, discount: float, sequence: int) -> Row:
    """A line of an order. Nothing of it is invoiced yet."""
    tax = SALE_TAX[order["company_id"]]
    sold = order["state"] == "sale"
    delivered = quantity if sold and item.by_delivery else 0.0
    due = (delivered if item.by_delivery else quantity) if sold else 0.0
    amounts = line_amounts(quantity, item.price, discount, tax)
    return {
        "id": line, "order_id": order["id"], "sequence": sequence, "product_id": item.id, "name": item.name,
        "product_uom_qty": quantity, "product_uom": item.unit, "product_uom_id": item.unit, "price_unit": item.price,
        "discount": discount, "tax_id": [tax], "tax_ids": [tax], **amounts, "customer_lead": 0.0,
        "company_id": order["company_id"], "currency_id": order["currency_id"], "order_partner_id": order["partner_id"],
        "salesman_id": order["user_id"], "state": order["state"], "qty_delivered": delivered, "qty_invoiced": 0.0,
        "qty_delivered_method": "manual", "qty_to_invoice": due, "untaxed_amount_invoiced": 0.0,
        "untaxed_amount_to_invoice": amounts["price_subtotal"] if due else 0.0, "invoice_lines": [],
        "invoice_status": "to invoice" if due else "no", "create_date": order["create_date"],
        "write_date": order["write_date"], "create_uid": order["create_uid"], "write_uid": order["write_uid"],
    }  # fmt: skip


def sum_up(order: Row, lines: list[Row]) -> None:
    """Totals and invoice status of an order from its lines."""
    order["amount_untaxed"] = round(sum(line["price_subtotal"] for line in lines), 2)
    order["amount_tax"] = round(sum(line["price_tax"] for line in lines), 2)
    order["amount_total"] = round(order["amount_untaxed"] + order["amount_tax"], 2)
    found = {line["invoice_status"] for line in lines if not line.get("display_type")}
    if order["state"] != "sale":
        order["invoice_status"] = "no"
    elif "to invoice" in found:
        order["invoice_status"] = "to invoice"
    else:
        order["invoice_status"] = "invoiced" if found == {"invoiced"} else "no"


class Orders:
    """Collects orders and lines. `lines_of` maps an order's id to its lines."""

    def __init__(self, contacts: Contacts, catalogue: Catalogue, leads: Leads) -> None:
        self.dice = Dice(53)
        self.contacts = contacts
        self.catalogue = catalogue
        self.rows: list[Row] = []
        self.lines: list[Row] = []
        self.lines_of: dict[int, list[Row]] = {}
        self.won = [row for row in leads.rows if row["stage_id"] == WON and row["partner_id"]]
        self.partners = {row["id"]: row for row in contacts.rows}
        moments = sorted(self.dice.moment(SPAN_DAYS - 5) for _ in range(ORDERS))
        for place, moment in enumerate(moments, start=1):
            self.add(place, moment)

    def add(self, place: int, moment: datetime) -> None:
        dice = self.dice
        partner = dice.pick(self.contacts.customers)
        lead = None
        if dice.chance(12):
            lead = next((row for row in self.won if row["create_date"] < stamp(moment)), None)
        if lead:
            self.won.remove(lead)
            partner = self.partners[lead["partner_id"]]
        order = self.order(place, moment, partner, lead)
        lines = [
            order_line(
                len(self.lines) + nth + 1, order, item, self.quantity(item), float(dice.weighted(DISCOUNTS)), 10 + nth
            )
            for nth, item in enumerate(dice.some(self.catalogue.sellables, dice.weighted(LENGTHS)))
        ]
        if lines and dice.chance(6):
            lines.append(self.note(len(self.lines) + len(lines) + 1, order))
        self.lines += lines
        self.lines_of[order["id"]] = lines
        sum_up(order, lines)
        self.rows.append(order)

    def order(self, place: int, moment: datetime, partner: Row, lead: Row | None) -> Row:
        dice = self.dice
        company = partner["company"]
        age = (LAST_DAY - moment).days
        state = dice.weighted(RECENT if age < 40 else OLDER)
        seller = partner["user_id"] if partner["user_id"] in SALESPEOPLE[company] else dice.pick(SALESPEOPLE[company])
        changed = capped(moment + timedelta(days=dice.below(12), minutes=dice.below(400)))
        ordered = changed if state == "sale" else moment
        people = self.contacts.people.get(partner["id"], [])
        return {
            "id": place, "name": f"S{place:05d}", "state": state, "partner_id": partner["id"],
            "partner_invoice_id": partner["id"],
            "partner_shipping_id": dice.pick(people)["id"] if people and dice.chance(20) else partner["id"],
            "date_order": stamp(ordered), "validity_date": day(moment + timedelta(days=30)),
            "commitment_date": stamp(ordered + timedelta(days=14)) if state == "sale" and dice.chance(40) else False,
            "client_order_ref": f"PO-{dice.between(1000, 99999)}" if dice.chance(35) else False,
            "origin": f"Web {dice.between(100, 999)}" if dice.chance(8) else False,
            "user_id": seller, "team_id": TEAM_OF[company], "company_id": company, "currency_id": currency_of(company),
            "pricelist_id": company, "payment_term_id": partner.get("property_payment_term_id") or False,
            "opportunity_id": lead["id"] if lead else False, "source_id": lead["source_id"] if lead else False,
            "medium_id": lead["medium_id"] if lead else False, "campaign_id": lead["campaign_id"] if lead else False,
            "tag_ids": [dice.between(1, 9)] if dice.chance(20) else [], "require_signature": True,
            "locked": state == "sale" and age > 300, "picking_policy": "direct",
            "note": "<p>Delivery to the second floor.</p>" if dice.chance(5) else False,
            "create_date": stamp(moment), "write_date": stamp(changed), "create_uid": seller, "write_uid": seller,
        }  # fmt: skip

    def quantity(self, item: Sellable) -> float:
        most = 3 if item.price > 400 else 12 if item.price > 60 else 60
        return float(self.dice.between(1, most))

    def note(self, line: int, order: Row) -> Row:
        """A line of text without a product."""
        return {
            "id": line, "order_id": order["id"], "sequence": 90, "display_type": "line_note", "product_uom_qty": 0.0,
            "name": "Assembly on site is included.", "price_unit": 0.0, "discount": 0.0, "price_subtotal": 0.0,
            "price_tax": 0.0, "price_total": 0.0, "price_reduce_taxexcl": 0.0, "price_reduce_taxinc": 0.0,
            "company_id": order["company_id"], "currency_id": order["currency_id"], "customer_lead": 0.0,
            "order_partner_id": order["partner_id"], "salesman_id": order["user_id"], "state": order["state"],
            "qty_delivered": 0.0, "qty_invoiced": 0.0, "qty_to_invoice": 0.0, "untaxed_amount_invoiced": 0.0,
            "untaxed_amount_to_invoice": 0.0, "invoice_status": "no", "create_date": order["create_date"],
            "write_date": order["write_date"], "create_uid": order["create_uid"], "write_uid": order["write_uid"],
        }  # fmt: skip


DISCOUNTS = ((0, 76), (5, 10), (10, 9), (15, 5))
LENGTHS = ((1, 12), (2, 16), (3, 20), (4, 18), (5, 14), (6, 10), (7, 6), (8, 4))
RECENT = (("draft", 35), ("sent", 30), ("sale", 30), ("cancel", 5))
OLDER = (("draft", 6), ("sent", 9), ("sale", 74), ("cancel", 11))

LINES_AN_ORDER = 10


def more_orders(
    count: int, first_order: int, first_line: int, customers: list[tuple[int, int, int]], items: list[Sellable]
) -> Iterator[tuple[Row, list[Row]]]:
    """Orders with ten lines each until `count` lines stand, made one at a time.

    `customers` are (partner, company, user). Ids start at `first_order` and `first_line`.
    """
    dice = Dice(first_order)
    oldest = LAST_DAY - timedelta(days=SPAN_DAYS)
    orders = -(-count // LINES_AN_ORDER)
    step = timedelta(seconds=SPAN_DAYS * 86400 // max(orders, 1))
    for nth in range(orders):
        partner, company, user = customers[dice.below(len(customers))]
        moment = stamp((oldest + step * nth).replace(microsecond=0))
        order: Row = {
            "id": first_order + nth, "name": f"S{first_order + nth:05d}", "state": "sale" if nth % 4 else "draft",
            "partner_id": partner, "partner_invoice_id": partner, "partner_shipping_id": partner, "date_order": moment,
            "user_id": user, "team_id": TEAM_OF[company], "company_id": company, "currency_id": currency_of(company),
            "picking_policy": "direct", "create_date": moment, "write_date": moment, "create_uid": user,
            "write_uid": user,
        }  # fmt: skip
        start = nth * LINES_AN_ORDER
        lines = [
            order_line(
                first_line + line, order, items[dice.below(len(items))], float(dice.between(1, 20)), 0.0, line - start
            )
            for line in range(start, min(start + LINES_AN_ORDER, count))
        ]
        sum_up(order, lines)
        yield order, lines
