"""The life of a journal entry: drafts, numbers, posting, back to draft, cancelling, payment."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.practice.errors import UserError
from explorer.practice.model import Environment, Values
from explorer.practice.models.account_rules import INVOICES, LABELS, LINE, MOVE, PREFIXES, PURCHASES, amounts

Ids = list[int]
Result = Mapping[int, object]

DRAFTS = {
    "out_invoice": "Draft Invoice",
    "out_refund": "Draft Credit Note",
    "in_invoice": "Draft Bill",
    "in_refund": "Draft Vendor Credit Note",
    "out_receipt": "Draft Sales Receipt",
    "in_receipt": "Draft Purchase Receipt",
    "entry": "Draft Entry",
}


def display_name(env: Environment, ids: Ids) -> Result:
    """The number and reference, e.g. `INV/2026/00010 (PO 7)`; a draft without number is `Draft Invoice (* 58)`."""
    rows = env.rows(MOVE, ids, ["name", "state", "move_type", "ref"])
    result: dict[int, object] = {}
    for record, row in rows.items():
        number = row["name"] if row["name"] != "/" else False
        shown = str(number or f"{DRAFTS[row['move_type']]} (* {record})")
        if number and row["state"] == "draft":
            shown = f"{DRAFTS[row['move_type']]} {number}"
        result[record] = f"{shown} ({row['ref'][:50]})" if row["ref"] else shown
    return result


def line_display_name(env: Environment, ids: Ids) -> Result:
    """`INV/2026/00010 (reference) text`."""
    rows = env.rows(LINE, ids, ["move_name", "ref", "name", "product_id"])
    result: dict[int, object] = {}
    for record, row in rows.items():
        reference = f"({row['ref']})" if row["ref"] else ""
        parts = (row["move_name"] or "", reference, row["name"] or "")
        result[record] = " ".join(str(part) for part in parts if part)
    return result


def type_name(move_type: str) -> str:
    return LABELS[move_type]


def payment_state(env: Environment, ids: Ids) -> Result:
    """Paid, partial or not paid by what is left on the counterpart line."""
    rows = env.rows(MOVE, ids, ["state", "move_type", "payment_state"])
    sums = amounts(env, ids)
    result: dict[int, object] = {}
    for record, row in rows.items():
        if row["move_type"] not in INVOICES or row["state"] != "posted":
            result[record] = "not_paid"
        elif row["payment_state"] in ("reversed", "in_payment") and not sums[record]["amount_residual"]:
            result[record] = row["payment_state"]
        elif not sums[record]["amount_residual"] and sums[record]["amount_total"]:
            result[record] = "paid"
        elif sums[record]["amount_residual"] < sums[record]["amount_total"]:
            result[record] = "partial"
        else:
            result[record] = "not_paid"
    return result


def has_reconciled(env: Environment, ids: Ids) -> Result:
    rows = env.rows(MOVE, ids, ["amount_total", "amount_residual", "state"])
    return {record: r["state"] == "posted" and r["amount_residual"] < r["amount_total"] for record, r in rows.items()}


def can_reset(env: Environment, ids: Ids) -> Result:
    rows = env.rows(MOVE, ids, ["state"])
    return {record: row["state"] in ("posted", "cancel") for record, row in rows.items()}


def number_prefix(move_type: str, journal: str, date: str, refund: bool) -> str:
    """`INV/2026/`; vendor bills and other entries are numbered by month: `BILL/2026/01/`."""
    code = PREFIXES.get(move_type, journal) if journal in ("INV", "BILL") else f"R{journal}" if refund else journal
    return f"{code}/{date[:4]}/" if move_type in ("out_invoice", "out_refund") else f"{code}/{date[:4]}/{date[5:7]}/"


def next_name(env: Environment, move: Values) -> Values:
    """Name, prefix and number for an entry that has none yet."""
    journal = str(env.rows("account.journal", [move["journal_id"]], ["code"])[move["journal_id"]]["code"])
    prefix = number_prefix(move["move_type"], journal, move["date"], move["move_type"].endswith("refund"))
    domain = [("sequence_prefix", "=", prefix), ("company_id", "=", move["company_id"])]
    last = env.search(MOVE, domain, order="sequence_number desc", limit=1)
    number = env.rows(MOVE, last, ["sequence_number"])[last[0]]["sequence_number"] + 1 if last else 1
    width = 5 if move["move_type"] in ("out_invoice", "out_refund") else 4
    return {"name": f"{prefix}{number:0{width}d}", "sequence_prefix": prefix, "sequence_number": number}


def check_postable(env: Environment, record: int, move: Values) -> None:
    if move["state"] != "draft":
        raise UserError(f"The entry {move['name']} (id {record}) must be in draft.")
    if not move["line_ids"]:
        raise UserError("You need to add a line before posting.")
    if move["move_type"] in INVOICES and not move["partner_id"]:
        if move["move_type"] in PURCHASES:
            raise UserError("The field 'Vendor' is required, please complete it to validate the Vendor Bill.")
        raise UserError("The field 'Customer' is required, please complete it to validate the Customer Invoice.")
    if move["move_type"] in PURCHASES and not move["invoice_date"]:
        raise UserError("The Bill/Refund date is required to validate this document.")
    lines = env.rows(LINE, move["line_ids"], ["debit", "credit"]).values()
    debit, credit = (round(sum(line[side] for line in lines), 2) for side in ("debit", "credit"))
    if debit != credit:
        raise UserError(f"The entry is not balanced: its debits are {debit:.2f} and its credits {credit:.2f}.")


def action_post(env: Environment, ids: Ids) -> object:
    """Validate drafts: they get their number and can be paid."""
    names = [
        "name", "state", "line_ids", "move_type", "partner_id", "invoice_date", "invoice_date_due",
        "date", "journal_id", "company_id", "payment_reference",
    ]  # fmt: skip
    for record, move in env.rows(MOVE, ids, names).items():
        check_postable(env, record, move)
        values: Values = {}
        if move["move_type"] in INVOICES and not move["invoice_date"]:
            values["invoice_date"] = values["date"] = move["date"] = env.today()
        day = values.get("invoice_date") or move["invoice_date"]
        if move["move_type"] in INVOICES and not move["invoice_date_due"]:
            values["invoice_date_due"] = day
        if move["name"] in (False, "/", ""):
            values.update(next_name(env, move))
        if move["move_type"] == "out_invoice" and not move["payment_reference"]:
            values["payment_reference"] = values.get("name", move["name"])
        env.write(MOVE, [record], values)
        env.write(MOVE, [record], {"state": "posted", "posted_before": True})
    return False


def button_draft(env: Environment, ids: Ids) -> object:
    """Set posted and cancelled entries back to draft."""
    rows = env.rows(MOVE, ids, ["state"])
    if any(row["state"] not in ("posted", "cancel") for row in rows.values()):
        raise UserError("Only posted/cancelled journal entries can be reset to draft.")
    env.write(MOVE, ids, {"state": "draft"})
    return None


def button_cancel(env: Environment, ids: Ids) -> object:
    """Cancel drafts."""
    rows = env.rows(MOVE, ids, ["state"])
    if any(row["state"] != "draft" for row in rows.values()):
        raise UserError("Only draft journal entries can be cancelled.")
    env.write(MOVE, ids, {"state": "cancel"})
    return None


def forbid_posted(env: Environment, ids: Ids) -> None:
    rows = env.rows(MOVE, ids, ["state", "name"])
    if any(row["state"] == "posted" for row in rows.values()):
        raise UserError(
            "You cannot delete this entry, as it has already consumed a sequence number and is not the last "
            "one in the chain. You should probably revert it instead."
        )


def forbid_posted_line(env: Environment, ids: Ids) -> None:
    rows = env.rows(LINE, ids, ["parent_state"])
    if any(row["parent_state"] == "posted" for row in rows.values()):
        raise UserError("A posted journal item cannot be deleted. Reset its journal entry to draft first.")
