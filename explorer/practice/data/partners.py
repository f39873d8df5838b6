"""Contacts: the own companies and their people, about 200 customers and vendors with contacts and addresses, tags."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import Any

from explorer.practice.data.dice import Dice, capped, stamp
from explorer.practice.data.pictures import square
from explorer.practice.data.regions import FIRM_ENDS, FIRM_STARTS, JOBS, REGIONS, Region
from explorer.practice.data.settings import (
    COMPANIES,
    INDUSTRIES,
    PAYABLE,
    RECEIVABLE,
    TERMS,
    USERS,
    account,
    country_ids,
    state_ids,
)

Row = dict[str, Any]

FIRMS = 185
FIRST_FREE = 20

TAGS = (
    "Customer", "Customer/Key Account", "Customer/Retail", "Customer/Retail/Chain", "Customer/Retail/Single Shop",
    "Customer/Wholesale", "Customer/Public Sector", "Customer/Public Sector/School", "Customer/Public Sector/Town",
    "Vendor", "Vendor/Office Supplies", "Vendor/Furniture", "Vendor/Electronics", "Vendor/Services",
    "Vendor/Services/Cleaning", "Vendor/Services/Transport", "Prospect", "Prospect/Hot", "Prospect/Trade Fair",
    "Prospect/Newsletter", "Partner", "Partner/Gold", "Partner/Silver", "Partner/Bronze", "Role", "Role/Decision Maker",
    "Role/Technical Contact", "Role/Accounting", "Do Not Call", "Late Payer", "Speaks French", "Speaks German",
    "Reference", "Former Customer",
)  # fmt: skip

COUNTRIES = country_ids()
STATES = state_ids()
REGION = {region.code: region for region in REGIONS}
COMPANY_OF = {"US": 1, "CA": 1, "MX": 1, "BR": 1, "IN": 1, "AU": 1, "GB": 3}
"""Country -> the own company that serves it; the rest of the world is served by company 2."""


def slug(text: str) -> str:
    """Letters and digits for a mail address or a web address."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("Ł", "L"))
    return re.sub(r"[^a-z0-9]", "", plain.encode("ascii", "ignore").decode().lower())


def phone(dice: Dice, pattern: str) -> str:
    return "".join(str(dice.below(10)) if sign == "#" else sign for sign in pattern)


def address(dice: Dice, region: Region) -> Row:
    town, code, state = dice.pick(region.towns).split("|")
    return {
        "street": dice.pick(region.streets).format(dice.between(1, 240)),
        "zip": code,
        "city": town,
        "state_id": STATES[region.code, state] if state else False,
        "country_id": COUNTRIES[region.code],
    }


def base_row(id_: int, name: str | bool, created: str, written: str, uid: int) -> Row:
    """What every contact brings; the keys that follow replace these."""
    return {
        "id": id_, "name": name, "active": True, "is_company": False, "type": "contact", "lang": "en_US",
        "create_date": created, "write_date": written, "create_uid": uid, "write_uid": uid,
        "commercial_partner_id": id_, "partner_share": True, "color": id_ * 5 % 12, "tz": False,
        "complete_name": name, "parent_id": False, "company_id": False, "user_id": False,
    }  # fmt: skip


class Contacts:
    """Collects the rows. `customers` and `vendors` list the companies to sell to and to buy from."""

    def __init__(self) -> None:
        self.dice = Dice(11)
        self.rows: list[Row] = []
        self.customers: list[Row] = []
        self.vendors: list[Row] = []
        self.people: dict[int, list[Row]] = {}
        self.next = FIRST_FREE
        self.taken: set[str] = set()

    def house(self) -> None:
        """The own companies and the contacts of the users."""
        start = "2025-05-20 08:00:00"
        for _, name, contact, _, country, state, city, code, street in COMPANIES:
            row = base_row(contact, name, start, start, 1)
            code_of = next(key for key, value in COUNTRIES.items() if value == country)
            row |= {
                "is_company": True, "street": street, "city": city, "zip": code, "state_id": state,
                "country_id": country, "email": f"hello@{slug(name)}.example.com", "commercial_company_name": name,
                "website": f"https://{slug(name)}.example.com", "phone": phone(self.dice, REGION[code_of].phone),
                "vat": f"{code_of}{10203040 + contact}", "image": True,
            }  # fmt: skip
            self.rows.append(row)
        for user, contact, name, login, companies, _, _, active, share in USERS:
            row = base_row(contact, name, start, start, 1)
            home = {"parent_id": 1, "complete_name": f"{COMPANIES[0][1]}, {name}"} if contact == 6 else {}
            row |= {
                "active": active, "partner_share": share, "function": "Salesperson" if user > 5 else False,
                "email": f"{login}@example.com" if active else False, "tz": "Europe/Brussels" if active else False,
                "company_id": companies[0] if user > 5 else False,
                "country_id": COMPANIES[companies[0] - 1][4] if active else False,
            }  # fmt: skip
            if home:
                row |= {**home, "commercial_partner_id": 1, "commercial_company_name": COMPANIES[0][1]}
            self.rows.append(row)
        for id_, name, job in ((15, "Noor Haddad", "Warehouse Lead"), (16, "Felix Aubrey", "Accountant")):
            row = base_row(id_, name, start, start, 2)
            row |= {
                "parent_id": 1, "commercial_partner_id": 1, "commercial_company_name": COMPANIES[0][1],
                "complete_name": f"{COMPANIES[0][1]}, {name}", "function": job, "country_id": 233, "state_id": 13,
                "city": "San Francisco", "zip": "94107", "email": f"{slug(name)}@alderfinchtrading.example.com",
            }  # fmt: skip
            self.rows.append(row)

    def firm_name(self, region: Region) -> str:
        while True:
            stem = f"{self.dice.pick(FIRM_STARTS)} {self.dice.pick(FIRM_ENDS)}"
            if stem not in self.taken:
                self.taken.add(stem)
                return f"{stem} {self.dice.pick(region.endings)}"

    def firm(self, place: int) -> None:
        """A company with up to four people, sometimes with addresses of their own."""
        dice = self.dice
        region = dice.weighted([(region, region.weight) for region in REGIONS])
        name = self.firm_name(region)
        made = dice.moment(540, 30)
        changed = capped(made + timedelta(days=dice.below(120), minutes=dice.below(600)))
        company = COMPANY_OF.get(region.code, 2)
        seller = dice.pick({1: (2, 6, 9), 2: (7, 8, 11), 3: (10, 9)}[company])
        row = base_row(self.take(), name, stamp(made), stamp(changed), seller)
        vendor = place % 6 == 0
        domain = f"{slug(' '.join(name.split()[:2]))}.example.com"
        row |= address(dice, region) if dice.chance(95) else {}
        row |= {
            "is_company": True, "commercial_company_name": name, "user_id": seller if dice.chance(85) else False,
            "company_id": company if dice.chance(25) else False, "active": not dice.chance(6),
            "email": f"{dice.pick(('info', 'office', 'hello', 'contact'))}@{domain}" if dice.chance(88) else False,
            "phone": phone(dice, region.phone) if dice.chance(90) else False,
            "website": f"https://{domain}" if dice.chance(70) else False,
            "vat": f"{region.code}{dice.between(10_000_000, 999_999_999)}" if dice.chance(75) else False,
            "ref": f"{'V' if vendor else 'C'}{row['id']:05d}" if dice.chance(60) else False,
            "category_id": self.tags(vendor),
            "industry_id": dice.between(1, len(INDUSTRIES)) if dice.chance(60) else False,
            "customer_rank": 0 if vendor else dice.between(1, 30),
            "supplier_rank": dice.between(1, 12) if vendor else 0,
            "property_payment_term_id": dice.between(1, len(TERMS)) if dice.chance(70) else False,
            "property_supplier_payment_term_id": dice.between(2, len(TERMS)) if vendor else False,
            "credit_limit": float(dice.between(1, 20) * 500) if dice.chance(30) else 0.0,
            "trust": dice.weighted((("normal", 80), ("good", 14), ("bad", 6))), "tz": region.timezone,
            "comment": f"<p>{dice.pick(NOTES)}</p>" if dice.chance(15) else False,
            "company": company, "region": region.code, "image": dice.chance(20),
        }  # fmt: skip
        self.rows.append(row)
        if row["active"]:
            (self.vendors if vendor else self.customers).append(row)
        self.people[row["id"]] = [self.person(region, row, domain) for _ in range(dice.weighted(PEOPLE))]
        if dice.chance(22):
            self.other_address(region, row)

    def tags(self, vendor: bool) -> list[int]:
        dice = self.dice
        first, last = (10, 16) if vendor else (1, 9)
        found = {dice.between(first, last)} if dice.chance(80) else set()
        if dice.chance(35):
            found.add(dice.between(17, len(TAGS)))
        return sorted(found)

    def take(self) -> int:
        self.next += 1
        return self.next - 1

    def person(self, region: Region, firm: Row | None, domain: str = "mail.example.com") -> Row:
        """Somebody of a company, or a private person."""
        dice = self.dice
        first, last = dice.pick(region.first.split()), dice.pick(region.last.split())
        name = f"{first} {last}"
        made = dice.moment(530, 5)
        uid = firm["create_uid"] if firm else dice.pick((2, 6, 7, 10))
        created = max(stamp(made), firm["create_date"]) if firm else stamp(made)
        changed = max(created, stamp(capped(made + timedelta(days=dice.below(60)))))
        row = base_row(self.take(), name, created, changed, uid)
        row |= {
            "function": dice.pick(JOBS) if firm and dice.chance(80) else False,
            "email": f"{slug(first)}.{slug(last)}@{domain}" if dice.chance(85) else False,
            "phone": phone(dice, region.phone) if dice.chance(65) else False,
            "active": not dice.chance(5), "category_id": [dice.between(26, 28)] if dice.chance(20) else [],
            "title": dice.between(1, 5) if dice.chance(40) else False, "tz": region.timezone, "region": region.code,
        }  # fmt: skip
        row["mobile"] = phone(dice, region.phone) if row["phone"] and dice.chance(40) else False
        if firm:
            own = ("street", "zip", "city", "state_id", "country_id", "user_id")
            row |= {key: firm.get(key, False) for key in own}
            row |= {
                "parent_id": firm["id"], "commercial_partner_id": firm["id"], "commercial_company_name": firm["name"],
                "complete_name": f"{firm['name']}, {name}", "company_id": firm["company_id"],
                "active": firm["active"] and row["active"],
            }  # fmt: skip
        else:
            row |= address(dice, region) if dice.chance(80) else {}
            row |= {"customer_rank": dice.between(1, 5), "company": COMPANY_OF.get(region.code, 2)}
            if row["active"]:
                self.customers.append(row)
        self.rows.append(row)
        return row

    def other_address(self, region: Region, firm: Row) -> None:
        """A delivery or invoice address, named only by its type."""
        kind, label = self.dice.pick((("delivery", "Delivery"), ("invoice", "Invoice"), ("other", "Other")))
        row = base_row(self.take(), False, firm["create_date"], firm["write_date"], firm["create_uid"])
        row |= address(self.dice, region)
        row |= {
            "type": kind, "parent_id": firm["id"], "commercial_partner_id": firm["id"],
            "commercial_company_name": firm["name"], "complete_name": f"{firm['name']}, {label}",
            "company_id": firm["company_id"], "active": firm["active"],
        }  # fmt: skip
        self.rows.append(row)


PEOPLE = ((0, 15), (1, 30), (2, 30), (3, 17), (4, 8))
NOTES = (
    "Prefers deliveries in the morning.", "Asks for one invoice a month.", "Met at the spring fair.",
    "Wants a call before each delivery.", "Pays by card.", "Is moving to a larger office next year.",
)  # fmt: skip


def finished(row: Row, company_accounts: tuple[int, int]) -> Row:
    """The row with the columns that Odoo works out from the others."""
    from explorer.practice.models.contact_rules import email_normalized, phone_sanitized

    receivable, payable = company_accounts
    row["email_normalized"] = email_normalized(row.get("email") or False)
    row["phone_sanitized"] = phone_sanitized(row.get("phone") or False)
    row["property_account_receivable_id"] = receivable
    row["property_account_payable_id"] = payable
    if row.pop("image", False):
        row["image_1920"] = row["image_128"] = square(row["id"])
    row.pop("company", None)
    row.pop("region", None)
    return row


def contacts() -> Contacts:
    """All contacts, those of the house first."""
    made = Contacts()
    made.house()
    for place in range(FIRMS):
        made.firm(place)
    for _ in range(40):
        made.person(made.dice.weighted([(region, region.weight) for region in REGIONS]), None)
    return made


def path_of(names: dict[str, int], path: str) -> str:
    """Ids from the topmost tag down, e.g. `3/4/` for "Customer/Retail/Chain" at 4."""
    parts = path.split("/")
    return "".join(f"{names['/'.join(parts[: depth + 1])]}/" for depth in range(len(parts)))


def rows_of(made: Contacts) -> dict[str, list[Row]]:
    """Rows of contacts and tags."""
    accounts = (account(1, RECEIVABLE), account(1, PAYABLE))
    names = {path: place for place, path in enumerate(TAGS, 1)}
    tags: list[Row] = []
    for path, place in names.items():
        above, _, name = path.rpartition("/")
        tags.append({
            "id": place, "name": name, "parent_id": names.get(above, False), "color": place % 12,
            "active": place != len(TAGS), "parent_path": path_of(names, path),
        })  # fmt: skip
    return {
        "res.partner.category": tags,
        "res.partner": sorted((finished(dict(row), accounts) for row in made.rows), key=lambda row: int(row["id"])),
    }
