"""Leads and opportunities: about 400 over all stages, some won, some lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from explorer.practice.data.dice import LAST_DAY, Dice, capped, day, stamp
from explorer.practice.data.partners import COMPANY_OF, Contacts, slug
from explorer.practice.data.regions import FIRM_ENDS, FIRM_STARTS, REGIONS
from explorer.practice.data.settings import (
    CAMPAIGNS,
    LEAD_TAGS,
    LOST_REASONS,
    MEDIUMS,
    SALESPEOPLE,
    SOURCES,
    TEAM_OF,
    country_ids,
)  # fmt: skip

Row = dict[str, Any]

LEADS = 400
WON = 4
SUBJECTS = (
    "Office refit", "Quote for {n} desks", "Quote for {n} chairs", "New branch in {city}", "Lighting for the workshop",
    "Yearly paper supply", "Meeting room for {n} people", "Kitchen equipment", "Network for {n} workplaces",
    "Ergonomics training", "Interest in standing desks", "Storage for the archive", "Warehouse trolleys",
    "Service contract", "Moving to a new building", "Furniture for {n} employees", "Acoustic panels",
    "Safety equipment", "Design of the reception", "Request from the trade fair",
)  # fmt: skip


class Leads:
    """Collects the rows; `won` lists (lead, partner, company) of won opportunities that became orders."""

    def __init__(self, contacts: Contacts) -> None:
        self.dice = Dice(37)
        self.contacts = contacts
        self.countries = country_ids()
        self.rows: list[Row] = []
        for place in range(1, LEADS + 1):
            self.rows.append(self.lead(place))

    def lead(self, place: int) -> Row:
        dice = self.dice
        made = dice.moment()
        firm = dice.pick(self.contacts.customers) if dice.chance(60) else None
        kind = "lead" if not firm and dice.chance(45) else "opportunity"
        row = self.known(firm) if firm else self.stranger()
        company = row.pop("company")
        seller = dice.pick(SALESPEOPLE[company]) if dice.chance(92) else False
        stage = 1 if kind == "lead" else dice.weighted(((1, 28), (2, 27), (3, 22), (4, 23)))
        lost = stage != WON and dice.chance(14)
        moved = capped(made + timedelta(days=dice.below(60), minutes=dice.below(500)))
        probability = 100.0 if stage == WON else 0.0 if lost else float(dice.between(2, 18) * 5)
        revenue = float(dice.between(2, 240) * 250) if dice.chance(90) else 0.0
        subject = dice.pick(SUBJECTS).format(n=dice.between(4, 60), city=row.get("city") or "the north")
        return row | {
            "id": place, "name": subject, "type": kind, "active": not lost, "stage_id": stage, "user_id": seller,
            "team_id": TEAM_OF[company], "company_id": company if dice.chance(70) else False,
            "priority": dice.weighted((("0", 45), ("1", 30), ("2", 17), ("3", 8))),
            "probability": probability, "automated_probability": probability if dice.chance(70) else 50.0,
            "expected_revenue": revenue, "prorated_revenue": round(revenue * probability / 100, 2),
            "won_status": "won" if stage == WON else "lost" if lost else "pending",
            "lost_reason_id": dice.between(1, len(LOST_REASONS)) if lost else False,
            "tag_ids": sorted(dice.some(range(1, len(LEAD_TAGS) + 1), dice.between(0, 3))),
            "source_id": dice.between(1, len(SOURCES)) if dice.chance(60) else False,
            "medium_id": dice.between(1, len(MEDIUMS)) if dice.chance(55) else False,
            "campaign_id": dice.between(1, len(CAMPAIGNS)) if dice.chance(25) else False,
            "description": "<p>Called in, wants to hear from us this week.</p>" if dice.chance(15) else False,
            "referred": "A happy customer" if dice.chance(6) else False, "color": 0,
            **self.dates(made, moved, closed=stage == WON or lost, seller=bool(seller)),
            "create_uid": seller or 2, "write_uid": seller or 2,
        }  # fmt: skip

    def dates(self, made: datetime, moved: datetime, *, closed: bool, seller: bool) -> Row:
        due = made + timedelta(days=self.dice.between(20, 160))
        return {
            "create_date": stamp(made), "write_date": stamp(moved), "date_last_stage_update": stamp(moved),
            "date_open": stamp(made) if seller else False, "day_open": 0.0,
            "date_closed": stamp(moved) if closed else False,
            "day_close": round((moved - made).total_seconds() / 86400, 2) if closed else 0.0,
            "date_deadline": day(due) if self.dice.chance(75) or due > LAST_DAY else False,
        }  # fmt: skip

    def known(self, firm: Row) -> Row:
        """Data of a customer and, where it has people, of one of them."""
        people = [row for row in self.contacts.people.get(firm["id"], []) if row["active"]]
        person = self.dice.pick(people) if people else None
        address = ("street", "zip", "city", "state_id", "country_id", "website")
        row = {key: firm.get(key, False) for key in address}
        contact = person or firm
        name = firm["name"] if firm["is_company"] else False
        return row | self.mail(contact.get("email") or False, contact.get("phone") or False) | {
            "partner_id": firm["id"], "partner_name": name,
            "contact_name": person["name"] if person else False if firm["is_company"] else firm["name"],
            "function": (person or {}).get("function", False), "title": (person or {}).get("title", False),
            "company": firm["company"],
        }  # fmt: skip

    def stranger(self) -> Row:
        """Somebody who is not a contact yet."""
        dice = self.dice
        region = dice.weighted([(region, region.weight) for region in REGIONS])
        first, last = dice.pick(region.first.split()), dice.pick(region.last.split())
        firm = f"{dice.pick(FIRM_STARTS)} {dice.pick(FIRM_ENDS)} {dice.pick(region.endings)}"
        mail = f"{slug(first)}@{slug(' '.join(firm.split()[:2]))}.example.com" if dice.chance(85) else False
        phone = "".join(str(dice.below(10)) if sign == "#" else sign for sign in region.phone)
        return self.mail(mail, phone if dice.chance(70) else False) | {
            "partner_id": False, "partner_name": firm, "contact_name": f"{first} {last}" if dice.chance(80) else False,
            "country_id": self.countries[region.code] if dice.chance(70) else False,
            "city": dice.pick(region.towns).partition("|")[0] if dice.chance(50) else False,
            "company": COMPANY_OF.get(region.code, 2),
        }  # fmt: skip

    def mail(self, mail: str | bool, phone: str | bool) -> Row:
        from explorer.practice.models.contact_rules import email_normalized, phone_sanitized

        return {
            "email_from": mail, "email_normalized": email_normalized(mail), "phone": phone,
            "phone_sanitized": phone_sanitized(phone), "email_state": "correct" if mail else False,
        }  # fmt: skip
