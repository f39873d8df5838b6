"""Journal entries that balance: customer invoices of orders, credit notes, vendor bills, rent, and the payments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from explorer.practice.data import settings as house
from explorer.practice.data.dice import LAST_DAY, SPAN_DAYS, Dice, capped, day, stamp
from explorer.practice.data.orders import Orders, sum_up
from explorer.practice.data.partners import Contacts

Row = dict[str, Any]

INVOICED_ORDERS = 245
BILLS = 85
RENTS = 36
PERCENT = {tax: row[3] for tax, row in enumerate(house.TAXES, 1)}
PREFIX = {"out_invoice": "INV", "out_refund": "RINV", "in_invoice": "BILL"}


class Invoices:
    """Collects entries and their lines; marks what is invoiced on the order lines."""

    def __init__(self, contacts: Contacts, orders: Orders) -> None:
        self.dice = Dice(71)
        self.contacts = contacts
        self.partners = {row["id"]: row for row in contacts.rows}
        self.orders = orders
        self.rows: list[Row] = []
        self.lines: list[Row] = []
        self.numbers: dict[tuple[int, str], int] = {}
        drafts = [*self.for_customers(), *self.for_vendors(), *self.for_rent()]
        for moment, _, make in sorted(drafts, key=lambda draft: draft[:2]):
            self.enter(*make, moment=moment)

    # What is to be entered, each as (moment, place in its list, arguments of `enter`)

    def for_customers(self) -> Iterable[tuple[datetime, int, tuple[Any, ...]]]:
        sold = [row for row in self.orders.rows if row["invoice_status"] == "to invoice"]
        for place, order in enumerate(self.dice.some(sold, INVOICED_ORDERS)):
            when = datetime.fromisoformat(order["date_order"]) + timedelta(days=self.dice.between(0, 20), hours=1)
            lines = [line for line in self.orders.lines_of[order["id"]] if line["qty_to_invoice"] > 0]
            yield capped(when), place, ("out_invoice", order["company_id"], order["partner_id"], lines, order)

    def for_vendors(self) -> Iterable[tuple[datetime, int, tuple[Any, ...]]]:
        for place in range(BILLS):
            vendor = self.dice.pick(self.contacts.vendors)
            items = self.dice.some(self.orders.catalogue.sellables, self.dice.between(1, 6))
            lines = [
                {
                    "product_id": item.id, "name": item.name, "quantity": float(self.dice.between(2, 40)),
                    "price_unit": item.cost, "discount": 0.0, "unit": item.unit,
                }
                for item in items
            ]  # fmt: skip
            moment = self.dice.moment(SPAN_DAYS - 10)
            yield moment, 1000 + place, ("in_invoice", vendor["company"], vendor["id"], lines, None)

    def for_rent(self) -> Iterable[tuple[datetime, int, tuple[Any, ...]]]:
        for place in range(RENTS):
            moment = LAST_DAY - timedelta(days=15 * place + 5, hours=8)
            yield moment, 2000 + place, ("entry", place % 2 + 1, False, [], None)

    # Entering

    def enter(
        self, kind: str, company: int, partner: int | bool, items: list[Row], order: Row | None, *, moment: datetime
    ) -> None:
        if kind == "entry":
            self.rent(company, moment)
            return
        age = (LAST_DAY - moment).days
        state = self.dice.weighted(
            (("posted", 90), ("cancel", 3), ("draft", 7)) if age > 30 else (("posted", 70), ("draft", 30))
        )
        days = house.TERMS[(order["payment_term_id"] or 1) - 1][1] if order else 30
        move = self.move(kind, company, moment, state, partner, due=moment + timedelta(days=days))
        if order:
            move |= {
                "invoice_origin": order["name"], "invoice_user_id": order["user_id"], "team_id": order["team_id"],
                "invoice_payment_term_id": order["payment_term_id"], "ref": order["client_order_ref"],
                "partner_shipping_id": order["partner_shipping_id"],
            }  # fmt: skip
        else:
            move["ref"] = f"{self.dice.between(2025, 2026)}-{self.dice.between(100, 9999)}"
        self.document(move, items, order)
        if state == "posted" and age > 10:
            self.settle(move, moment, age)
        if order and state == "posted" and self.dice.chance(7):
            self.refund(move, items[:1], order, moment)

    def move(self, kind: str, company: int, moment: datetime, state: str, partner: int | bool, due: datetime) -> Row:
        """An entry without lines; the journal follows from its kind."""
        place = {"out_invoice": house.SALE, "out_refund": house.SALE, "in_invoice": house.PURCHASE}.get(
            kind, house.GENERAL
        )
        uid = self.dice.pick(house.SALESPEOPLE[company])
        document = kind != "entry"
        row: Row = {
            "id": len(self.rows) + 1, "move_type": kind, "state": state, "date": day(moment), "company_id": company,
            "journal_id": house.journal(company, place), "currency_id": house.currency_of(company),
            "partner_id": partner,
            "commercial_partner_id": self.partners[partner]["commercial_partner_id"] if partner else False,
            "invoice_partner_display_name": self.partners[partner]["complete_name"] if partner else False,
            "invoice_date": day(moment) if document and state != "draft" else False,
            "invoice_date_due": day(due) if document and state != "draft" else False,
            "partner_shipping_id": partner if document else False, "posted_before": state == "posted", "ref": False,
            "payment_state": "not_paid", "auto_post": "no", "invoice_currency_rate": 1.0, "name": False,
            "checked": False,
            "is_move_sent": state == "posted" and kind == "out_invoice", "create_date": stamp(moment),
            "write_date": stamp(capped(moment + timedelta(days=3))), "create_uid": uid, "write_uid": uid,
        }  # fmt: skip
        if state != "draft":
            self.number(row, PREFIX.get(kind, "MISC"), moment)
        self.rows.append(row)
        return row

    def number(self, row: Row, prefix: str, moment: datetime) -> None:
        """The next number of the entry's journal: by year for customers, by month for the rest."""
        yearly = prefix in ("INV", "RINV")
        start = f"{prefix}/{moment:%Y}/" if yearly else f"{prefix}/{moment:%Y/%m}/"
        key = row["company_id"], start
        self.numbers[key] = self.numbers.get(key, 0) + 1
        width = 5 if yearly else 4
        row |= {
            "name": f"{start}{self.numbers[key]:0{width}d}", "sequence_prefix": start,
            "sequence_number": self.numbers[key],
            "payment_reference": f"{start}{self.numbers[key]:0{width}d}" if prefix == "INV" else False,
        }  # fmt: skip

    def line(self, move: Row, place: int, balance: float, **more: object) -> Row:
        """An item of an entry. What it repeats from the entry is given here."""
        row: Row = {
            "id": len(self.lines) + 1, "move_id": move["id"], "move_name": move["name"], "parent_state": move["state"],
            "date": move["date"], "invoice_date": move["invoice_date"], "ref": move["ref"], "quantity": 1.0,
            "journal_id": move["journal_id"], "company_id": move["company_id"], "currency_id": move["currency_id"],
            "company_currency_id": house.currency_of(move["company_id"]), "partner_id": move["partner_id"],
            "discount": 0.0,
            "account_id": house.account(move["company_id"], place), "display_type": "product", "price_unit": 0.0,
            "balance": round(balance, 2), "debit": round(max(balance, 0.0), 2), "credit": round(max(-balance, 0.0), 2),
            "amount_currency": round(balance, 2), "amount_residual": 0.0, "amount_residual_currency": 0.0,
            "reconciled": False, "price_subtotal": 0.0, "price_total": 0.0, "sequence": 100,
            "create_date": move["create_date"], "write_date": move["write_date"],
            "create_uid": move["create_uid"], "write_uid": move["write_uid"], **more,
        }  # fmt: skip
        self.lines.append(row)
        return row

    def document(self, move: Row, items: list[Row], order: Row | None) -> None:
        """Product lines, one tax line and the counterpart on receivable or payable."""
        purchase = move["move_type"] == "in_invoice"
        sign = 1 if move["move_type"] in ("in_invoice", "out_refund") else -1
        tax = (house.PURCHASE_TAX if purchase else house.SALE_TAX)[move["company_id"]]
        untaxed = duty = 0.0
        for nth, item in enumerate(items):
            quantity = item.get("quantity") or item["product_uom_qty"]
            subtotal = round(quantity * item["price_unit"] * (1 - item["discount"] / 100), 2)
            own_duty = round(subtotal * PERCENT[tax] / 100, 2)
            row = self.line(
                move, house.EXPENSE if purchase else house.INCOME, sign * subtotal, name=item["name"],
                product_id=item["product_id"], quantity=quantity, price_unit=item["price_unit"],
                discount=item["discount"], price_subtotal=subtotal, price_total=round(subtotal + own_duty, 2),
                tax_ids=[tax], product_uom_id=item.get("unit") or item["product_uom_id"], sequence=10 + nth,
            )  # fmt: skip
            untaxed, duty = untaxed + subtotal, duty + own_duty
            if order:
                self.mark(item, row, move)
        duty, untaxed = round(duty, 2), round(untaxed, 2)
        if duty:
            self.line(
                move, house.TAX_PAID if purchase else house.TAX_RECEIVED, sign * duty, display_type="tax",
                name=house.TAXES[tax - 1][1], tax_line_id=tax, tax_base_amount=untaxed,
            )  # fmt: skip
        total = round(untaxed + duty, 2)
        move["term"] = self.line(
            move, house.PAYABLE if purchase else house.RECEIVABLE, -sign * total, display_type="payment_term",
            name=move.get("payment_reference") or False, date_maturity=move["invoice_date_due"] or move["date"],
            amount_residual=-sign * total, amount_residual_currency=-sign * total,
        )  # fmt: skip
        move |= {
            "amount_untaxed": untaxed, "amount_tax": duty, "amount_total": total, "amount_residual": total,
            "amount_untaxed_signed": -sign * untaxed, "amount_tax_signed": -sign * duty,
            "amount_total_signed": -sign * total, "amount_total_in_currency_signed": -sign * total,
            "amount_residual_signed": -sign * total,
        }  # fmt: skip
        if order:
            sum_up(order, self.orders.lines_of[order["id"]])

    def mark(self, sold: Row, line: Row, move: Row) -> None:
        """Note on an order line that an invoice line bills it."""
        sold["invoice_lines"].append(line["id"])
        if move["state"] == "cancel":
            return
        sign = -1 if move["move_type"] == "out_refund" else 1
        sold["qty_invoiced"] += sign * line["quantity"]
        due = sold["qty_delivered"] if sold["product_uom_qty"] == sold["qty_delivered"] else sold["product_uom_qty"]
        sold["qty_to_invoice"] = round(due - sold["qty_invoiced"], 2)
        if move["state"] == "posted":
            sold["untaxed_amount_invoiced"] = round(sold["untaxed_amount_invoiced"] + sign * line["price_subtotal"], 2)
        left = sold["qty_to_invoice"]
        rest = left * sold["price_unit"] * (1 - sold["discount"] / 100)
        sold["untaxed_amount_to_invoice"] = round(rest, 2)
        sold["invoice_status"] = "to invoice" if left else "invoiced"

    def settle(self, move: Row, moment: datetime, age: int) -> None:
        """Pay a document, wholly, in part or not yet, with an entry of the bank journal."""
        dice = self.dice
        share = dice.weighted(((100, 52), (50, 6), (0, 42))) if age < 200 else dice.weighted(((100, 78), (0, 22)))
        paid = round(move["amount_total"] * share / 100, 2)
        if not paid:
            return
        when = capped(moment + timedelta(days=dice.between(3, min(age, 45)), hours=1))
        term = move["term"]
        sign = 1 if term["balance"] > 0 else -1
        pay = self.move("entry", move["company_id"], when, "draft", move["partner_id"], due=when)
        pay |= {
            "state": "posted",
            "posted_before": True,
            "journal_id": house.journal(move["company_id"], house.BANK_JOURNAL),
        }
        self.number(pay, "BNK1", when)
        pay["ref"] = move["name"]
        self.line(pay, house.BANK, sign * paid, name=f"Payment of {move['name']}")
        place = house.RECEIVABLE if sign > 0 else house.PAYABLE
        matched = f"P{pay['id']}" if share < 100 else str(pay["id"])
        self.line(pay, place, -sign * paid, name=f"Payment of {move['name']}", reconciled=True, matching_number=matched)
        self.totals_of_entry(pay, paid)
        left = round(move["amount_total"] - paid, 2)
        term |= {
            "amount_residual": sign * left, "amount_residual_currency": sign * left, "reconciled": not left,
            "matching_number": matched,
        }  # fmt: skip
        move |= {
            "amount_residual": left, "amount_residual_signed": sign * left,
            "payment_state": "partial" if left else "paid",
        }  # fmt: skip

    def refund(self, move: Row, items: list[Row], order: Row, moment: datetime) -> None:
        """A credit note for the first line of an invoice."""
        when = capped(moment + timedelta(days=self.dice.between(2, 25), hours=2))
        note = self.move("out_refund", move["company_id"], when, "posted", move["partner_id"], due=when)
        note |= {
            "reversed_entry_id": move["id"], "ref": f"Reversal of: {move['name']}", "invoice_origin": order["name"],
            "invoice_user_id": order["user_id"], "team_id": order["team_id"],
        }  # fmt: skip
        self.document(note, items, order)

    def rent(self, company: int, moment: datetime) -> None:
        """Half a month's rent as a miscellaneous entry."""
        entry = self.move("entry", company, moment, "posted", False, due=moment)
        entry["ref"] = f"Rent {moment:%Y-%m}"
        paid = 2400.0 if company == 1 else 1850.0
        self.line(entry, house.RENT, paid, name="Rent")
        self.line(entry, house.BANK, -paid, name="Rent")
        self.totals_of_entry(entry, paid)

    def totals_of_entry(self, entry: Row, total: float) -> None:
        zero = dict.fromkeys(("amount_untaxed", "amount_tax", "amount_residual", "amount_tax_signed"), 0.0)
        entry |= {
            **zero, "amount_total": total, "amount_untaxed_signed": total, "amount_total_signed": total,
            "amount_total_in_currency_signed": 0.0, "amount_residual_signed": 0.0,
        }  # fmt: skip

    def table(self) -> dict[str, list[Row]]:
        moves = [{key: value for key, value in row.items() if key != "term"} for row in self.rows]
        return {"account.move": moves, "account.move.line": self.lines}
