"""What Odoo works out for contacts and users: names, commercial entity, addresses, balances, checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from explorer.practice.errors import UserError, ValidationError
from explorer.practice.fields import Compute
from explorer.practice.model import Environment, Values
from explorer.practice.models.formulas import count_of, no_loop, path_of, with_children

ADDRESS_LABELS = {"invoice": "Invoice", "delivery": "Delivery", "other": "Other"}
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")

Ids = list[int]
Result = Mapping[int, object]

no_partner_loop = no_loop("res.partner", "You cannot create recursive Partner hierarchies.")
no_category_loop = no_loop("res.partner.category", "You can not create recursive tags.")


def full_name(name: str | bool, company: str | bool, is_company: bool, kind: str | bool) -> str:
    """`Parent, Name` for the contact of a company; an address without a name is named after its type."""
    own = name or ""
    if not company or is_company:
        return str(own)
    if not own and kind in ADDRESS_LABELS:
        own = ADDRESS_LABELS[str(kind)]
    return f"{company}, {own}"


def complete_name(env: Environment, ids: Ids) -> Result:
    rows = env.rows("res.partner", ids, ["name", "parent_id", "company_name", "is_company", "type"])
    parents = env.rows("res.partner", sorted({row["parent_id"] for row in rows.values() if row["parent_id"]}), ["name"])
    return {
        record: full_name(
            row["name"],
            parents[row["parent_id"]]["name"] if row["parent_id"] in parents else row["company_name"],
            row["is_company"],
            row["type"],
        )
        for record, row in rows.items()
    }


def display_name(env: Environment, ids: Ids) -> Result:
    rows = env.rows("res.partner", ids, ["complete_name", "email"])
    shows_email = bool(env.context.get("show_email"))
    return {
        record: f"{row['complete_name']} <{row['email']}>"
        if shows_email and row["email"]
        else row["complete_name"] or ""
        for record, row in rows.items()
    }


def commercial_partner(env: Environment, ids: Ids) -> Result:
    """The company that the contact belongs to: the first one upwards, else the topmost contact."""
    known: dict[int, Values] = {}
    result: dict[int, object] = {}
    for record in ids:
        at, seen = record, set[int]()
        while True:
            if at not in known:
                known.update(env.rows("res.partner", [at], ["is_company", "parent_id"]))
            row = known[at]
            seen.add(at)
            if row["is_company"] or not row["parent_id"] or row["parent_id"] in seen:
                break
            at = row["parent_id"]
        result[record] = at
    return result


def commercial_company_name(env: Environment, ids: Ids) -> Result:
    heads = commercial_partner(env, ids)
    companies = env.rows("res.partner", sorted({int(str(head)) for head in heads.values()}), ["name", "is_company"])
    own = env.rows("res.partner", ids, ["company_name"])
    return {
        record: companies[int(str(head))]["name"]
        if companies[int(str(head))]["is_company"]
        else own[record]["company_name"]
        for record, head in heads.items()
    }


def email_normalized(email: str | bool) -> str | bool:
    found = MAIL.findall(str(email)) if email else []
    return found[0].lower() if len(found) == 1 else False


def email_formatted(name: str | bool, email: str | bool) -> str | bool:
    return f'"{name or ""}" <{email}>' if email else False


def phone_sanitized(phone: str | bool) -> str | bool:
    digits = re.sub(r"\D", "", str(phone)) if phone else ""
    return f"+{digits}" if digits and str(phone).lstrip().startswith("+") else False


def company_type(is_company: bool) -> str:
    return "company" if is_company else "person"


def address_label(kind: str | bool) -> str | bool:
    return {"contact": "Address", "invoice": "Invoice Address", "delivery": "Delivery Address"}.get(
        str(kind), "Other Address"
    )


def contact_address(separator: str) -> Compute:
    """The whole address, its lines joined by `separator`."""

    def compute(env: Environment, ids: Ids) -> Result:
        rows = env.rows("res.partner", ids, ["name", *ADDRESS])
        states = env.rows(
            "res.country.state", sorted({row["state_id"] for row in rows.values() if row["state_id"]}), ["code"]
        )
        countries = env.names("res.country", sorted({r["country_id"] for r in rows.values() if r["country_id"]}))
        result: dict[int, object] = {}
        for record, row in rows.items():
            code = states[row["state_id"]]["code"] if row["state_id"] else ""
            town = " ".join(str(part) for part in (row["city"], code, row["zip"]) if part)
            lines = (row["street"], row["street2"], town, countries.get(row["country_id"]))
            result[record] = separator.join(str(line) for line in lines if line)
        return result

    return compute


def tz_offset(tz: str | bool) -> str:
    from datetime import datetime
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return datetime.now(ZoneInfo(str(tz or "UTC"))).strftime("%z")
    except ZoneInfoNotFoundError:  # a system without a time zone database
        return "+0000"


def itself(env: Environment, ids: Ids) -> Result:
    return {record: record for record in ids}


def partner_share(env: Environment, ids: Ids) -> Result:
    """False for the people of the house: those with a user that is not a portal user."""
    users = env.rows("res.users", env.search("res.users", [("partner_id", "in", ids)]), ["partner_id", "share"])
    inside = {row["partner_id"] for row in users.values() if not row["share"]}
    return {record: record not in inside for record in ids}


def same_vat(env: Environment, ids: Ids) -> Result:
    """Another contact, outside the own company, with the same tax number."""
    rows = env.rows("res.partner", ids, ["vat", "commercial_partner_id"])
    numbers = sorted({row["vat"] for row in rows.values() if row["vat"]})
    others = env.rows(
        "res.partner", env.search("res.partner", [("vat", "in", numbers)]), ["vat", "commercial_partner_id"]
    )
    return {
        record: next(
            (
                other
                for other, values in others.items()
                if row["vat"]
                and values["vat"] == row["vat"]
                and values["commercial_partner_id"] != row["commercial_partner_id"]
            ),
            False,
        )
        for record, row in rows.items()
    }


def count_in_family(model: str, field: str = "partner_id", domain: tuple[Any, ...] = ()) -> Compute:
    """How many records of `model` belong to the contact or to a contact below it."""
    count = count_of(model, field, domain)

    def compute(env: Environment, ids: Ids) -> Result:
        families = with_children(env, ids, "res.partner")
        counted = count(env, sorted({member for family in families.values() for member in family}))
        return {record: sum(int(str(counted[member])) for member in family) for record, family in families.items()}

    return compute


def open_balance(account_type: str, sign: int) -> Compute:
    """What is still to be paid on posted journal items of receivable or payable accounts, in company currency."""

    def compute(env: Environment, ids: Ids) -> Result:
        domain = [
            ("partner_id", "in", ids),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("account_id.account_type", "=", account_type),
        ]
        lines = env.rows(
            "account.move.line", env.search("account.move.line", domain), ["partner_id", "amount_residual"]
        )
        result = dict.fromkeys(ids, 0.0)
        for line in lines.values():
            result[line["partner_id"]] += sign * line["amount_residual"]
        return {record: round(value, 2) for record, value in result.items()}

    return compute


def total_invoiced(env: Environment, ids: Ids) -> Result:
    """Untaxed sum of the posted customer invoices and credit notes of the contact and those below it."""
    families = with_children(env, ids, "res.partner")
    members = sorted({member for family in families.values() for member in family})
    domain = [
        ("partner_id", "in", members),
        ("state", "=", "posted"),
        ("move_type", "in", ["out_invoice", "out_refund"]),
    ]
    moves = env.rows("account.move", env.search("account.move", domain), ["partner_id", "amount_untaxed_signed"])
    sums = dict.fromkeys(members, 0.0)
    for move in moves.values():
        sums[move["partner_id"]] += move["amount_untaxed_signed"]
    return {record: round(sum(sums[member] for member in family), 2) for record, family in families.items()}


category_name = path_of("res.partner.category", " / ", "name")
category_ids = path_of("res.partner.category", "/", "id")


def category_path(env: Environment, ids: Ids) -> Result:
    """Ids from the topmost tag down, e.g. `1/6/`."""
    return {record: f"{path}/" for record, path in category_ids(env, ids).items()}


def set_company_type(env: Environment, values: Values) -> Values:
    """Writing `company_type` sets `is_company`; it has no column of its own."""
    if "company_type" in values:
        values["is_company"] = values.pop("company_type") == "company"
    return values


def prepare_create(env: Environment, values: Values) -> Values:
    """A contact made under a company takes the company's address when it brings none."""
    values = set_company_type(env, dict(values))
    parent = values.get("parent_id")
    if parent and values.get("type") == "contact" and not any(values.get(name) for name in ADDRESS):
        rows = env.rows("res.partner", [parent], ADDRESS)
        values.update(rows.get(parent, {}))
    return values


def prepare_write(env: Environment, ids: Ids, values: Values) -> Values:
    return set_company_type(env, dict(values))


def after_change(env: Environment, ids: Ids) -> None:
    """Names and commercial entities of the contacts below follow those above."""
    below = [record for record in env.search("res.partner", [("id", "child_of", ids)]) if record not in set(ids)]
    if below:
        env.recompute("res.partner", below)


def after_user_change(env: Environment, ids: Ids) -> None:
    """A contact whose user works here is one of the house."""
    rows = env.rows("res.users", ids, ["partner_id"])
    env.recompute("res.partner", sorted({row["partner_id"] for row in rows.values()}))


def before_unlink(env: Environment, ids: Ids) -> None:
    users = env.search("res.users", [("partner_id", "in", ids), ("active", "=", True)])
    if users:
        names = ", ".join(env.names("res.users", users).values())
        raise ValidationError(
            "You cannot delete contacts linked to an active user.\n"
            "Ask an administrator to archive their associated user first.\n\n"
            f"Linked active users: {names}"
        )


def archive_check(env: Environment, ids: Ids) -> None:
    """A contact with an active user stays active."""
    rows = env.rows("res.partner", ids, ["active"])
    gone = [record for record, row in rows.items() if not row["active"]]
    if gone and env.search("res.users", [("partner_id", "in", gone), ("active", "=", True)]):
        raise ValidationError(
            "You cannot archive contacts linked to an active user.\n"
            "Ask an administrator to archive their associated user first."
        )


def forbid_own_user(env: Environment, ids: Ids) -> None:
    if env.uid in ids:
        raise UserError("You cannot delete the user you are logged in with.")
    if 1 in ids:
        raise UserError("You can not remove the admin user as it is used internally.")
