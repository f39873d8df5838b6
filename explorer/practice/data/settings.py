"""The house itself: companies, users, groups, languages, modules, accounts, taxes, stages and other small tables."""

from __future__ import annotations

from typing import Any

from explorer.practice.data.countries import COUNTRIES
from explorer.practice.data.currencies import CURRENCIES, EURO
from explorer.practice.data.states import STATES

Rows = list[dict[str, Any]]

USD, GBP = 1, 17
UNITED_STATES, FRANCE, UNITED_KINGDOM = 233, 75, 231

COMPANIES = (
    # id, name, contact, currency, country, state, city, zip, street, mail
    (1, "Alder & Finch Trading", 1, USD, UNITED_STATES, 13, "San Francisco", "94107", "250 Executive Park Boulevard"),
    (2, "Alder & Finch Europe", 7, EURO, FRANCE, False, "Lyon", "69002", "18 quai du Port"),
    (3, "Alder & Finch UK", 8, GBP, UNITED_KINGDOM, False, "Leeds", "LS1 4AP", "7 Mill Lane"),
)

USERS = (
    # id, contact, name, login, companies, team, groups, active, share
    (1, 2, "System", "__system__", (1, 2, 3), False, (1, 2), False, False),
    (2, 3, "Robin Adler", "admin", (1, 2, 3), 1, (1, 2, 3, 4, 5), True, False),
    (3, 4, "Public user", "public", (1,), False, (7,), False, True),
    (4, 5, "Portal User Template", "portaltemplate", (1,), False, (6,), False, True),
    (5, 9, "Harper Lindgren", "portal", (1,), False, (6,), True, True),
    (6, 6, "Sam Demo", "demo", (1,), 1, (1, 3), True, False),
    (7, 10, "Mina Castellan", "mina", (1, 2), 2, (1, 3, 4), True, False),
    (8, 11, "Tobias Renner", "tobias", (2, 1), 2, (1, 3), True, False),
    (9, 12, "Priya Ramanathan", "priya", (1, 3), 1, (1, 3), True, False),
    (10, 13, "Owen Gallacher", "owen", (3, 1), 3, (1, 3), True, False),
    (11, 14, "Lucie Marchetti", "lucie", (2,), 2, (1, 3), True, False),
)
SALESPEOPLE = {1: (2, 6, 9), 2: (7, 8, 11), 3: (10, 9)}
"""Company -> users who sell for it."""

TEAM_OF = {1: 1, 2: 2, 3: 3}
"""Company -> sales team."""

GROUPS = ("Internal User", "Settings", "Salesperson", "Billing", "Contact Creation", "Portal", "Public")

LANGUAGES = (
    ("English (US)", "en_US", "en", True), ("French / Français", "fr_FR", "fr", False),
    ("German / Deutsch", "de_DE", "de", False), ("Spanish / Español", "es_ES", "es", False),
    ("Italian / Italiano", "it_IT", "it", False), ("Dutch / Nederlands", "nl_NL", "nl", False),
    ("Portuguese (BR) / Português (BR)", "pt_BR", "pt_BR", False), ("Swedish / Svenska", "sv_SE", "sv", False),
    ("Polish / Język polski", "pl_PL", "pl", False), ("English (UK)", "en_GB", "en_GB", False),
)  # fmt: skip

MODULES = (
    # name, title, application
    ("account", "Invoicing", True), ("base", "Base", False), ("contacts", "Contacts", True), ("crm", "CRM", True),
    ("product", "Products & Pricelists", False), ("sale", "Sales", False), ("sale_crm",
    "Opportunity to Quotation", False),
    ("sale_management", "Sales", True), ("sales_team", "Sales Teams", False), ("uom", "Units of measure", False),
    ("utm", "UTM Trackers", False), ("web", "Web", False),
)  # fmt: skip

PARAMETERS = (
    ("database.uuid", "5b1a7c1e-0f4e-4a63-9d5f-1c8a2f6f7d10"),
    ("database.create_date", "2025-05-20 08:00:00"),
    ("web.base.url", "http://127.0.0.1"),
    ("mail.default.from", "notifications"),
)

ACCOUNTS = (
    # code, name, type, reconcile
    ("101401", "Bank", "asset_cash", False), ("101501", "Cash", "asset_cash", False),
    ("121000", "Account Receivable", "asset_receivable", True), ("131000", "Tax Paid", "asset_current", False),
    ("151000", "Furniture and Equipment", "asset_fixed", False), ("211000", "Account Payable",
    "liability_payable", True),
    ("251000", "Tax Received", "liability_current", False), ("301000", "Capital", "equity", False),
    ("400000", "Product Sales", "income", False), ("441000", "Other Income", "income_other", False),
    ("600000", "Expenses", "expense", False), ("612000", "Rent", "expense", False),
    ("640000", "Salaries", "expense", False), ("999999", "Undistributed Profits", "equity_unaffected", False),
)  # fmt: skip
BANK, RECEIVABLE, TAX_PAID, PAYABLE, TAX_RECEIVED, INCOME, EXPENSE, RENT = 0, 2, 3, 5, 6, 8, 10, 11

JOURNALS = (
    # code, name, type, default account
    ("INV", "Customer Invoices", "sale", INCOME), ("BILL", "Vendor Bills", "purchase", EXPENSE),
    ("MISC", "Miscellaneous Operations", "general", None), ("BNK1", "Bank", "bank", BANK),
    ("CSH1", "Cash", "cash", 1),
)  # fmt: skip
SALE, PURCHASE, GENERAL, BANK_JOURNAL = 0, 1, 2, 3

TAXES = (
    # company, name, use, percent
    (1, "8.5%", "sale", 8.5), (1, "8.5% P", "purchase", 8.5), (2, "20%", "sale", 20.0), (2, "20% P", "purchase", 20.0),
    (2, "5.5%", "sale", 5.5), (3, "20% S", "sale", 20.0), (3, "20% P", "purchase", 20.0),
)  # fmt: skip
SALE_TAX = {1: 1, 2: 3, 3: 6}
PURCHASE_TAX = {1: 2, 2: 4, 3: 7}

TERMS = (("Immediate Payment", 0), ("15 Days", 15), ("30 Days", 30), ("45 Days", 45), ("60 Days", 60))

STAGES = (("New", False), ("Qualified", False), ("Proposition", False), ("Won", True))
TEAMS = (("Sales", 1, 2), ("Europe", 2, 7), ("United Kingdom", 3, 10))
LEAD_TAGS = ("Product", "Software", "Services", "Information", "Design", "Training", "Consulting", "Other", "Renewal")
LOST_REASONS = ("Too expensive", "We don't have people/skills", "Not enough stock", "Chose another offer", "No answer")
SOURCES = ("Search engine", "Lead Recall", "Newsletter", "Trade fair", "Recommendation", "Website")
MEDIUMS = ("Website", "Phone", "Direct", "Email", "Banner", "Social network")
CAMPAIGNS = ("Spring Offices", "Back to Work", "Winter Lights", "Workshop Days")
INDUSTRIES = (
    "Agriculture", "Construction", "Education", "Energy supply", "Finance/Insurance", "Food/Hospitality",
    "Health/Social", "IT/Communication", "Manufacturing", "Public Administration", "Scientific", "Transportation",
    "Wholesale/Retail",
)  # fmt: skip
TITLES = (("Madam", "Mrs."), ("Miss", "Miss"), ("Mister", "Mr."), ("Doctor", "Dr."), ("Professor", "Prof."))
COUNTRY_GROUPS = (
    ("Europe", "EU", "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"),
    ("South America", "SA", "AR BO BR CL CO EC GF GY PE PY SR UY VE"),
    ("Gulf Cooperation Council", "GCC", "SA AE BH OM QA KW"),
    (
        "SEPA Countries", "SEPA",
        ("AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT "
         "RO SE SI SK SM"),
    ),
)  # fmt: skip


def account(company: int, place: int) -> int:
    """Id of the account at a place of `ACCOUNTS` in a company's chart."""
    return (company - 1) * len(ACCOUNTS) + place + 1


def journal(company: int, place: int) -> int:
    return (company - 1) * len(JOURNALS) + place + 1


def currency_of(company: int) -> int:
    return COMPANIES[company - 1][3]


def country_ids() -> dict[str, int]:
    return {line[:2]: place for place, line in enumerate(COUNTRIES.splitlines(), start=1)}


def state_ids() -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for country, text in STATES.items():
        for entry in text.replace("\n", " ").split("|"):
            found[country, entry.strip().partition(" ")[0]] = len(found) + 1
    return found


def currency_ids() -> dict[str, int]:
    """Code -> id; the euro stands last in the list and has Odoo's id."""
    codes = [line[:3] for line in CURRENCIES.splitlines()]
    return {code: EURO if code == "EUR" else place for place, code in enumerate(codes, start=1)}


def places() -> dict[str, Rows]:
    """Countries, states, country groups, currencies and their rates."""
    countries, currencies = country_ids(), currency_ids()
    groups = {code: [g for g, group in enumerate(COUNTRY_GROUPS, 1) if code in group[2].split()] for code in countries}
    country_rows: Rows = []
    for line in COUNTRIES.splitlines():
        code, name, phone, money = line.split("|")
        country_rows.append({
            "id": countries[code], "name": name, "code": code, "phone_code": int(phone),
            "currency_id": currencies.get(money, False), "country_group_ids": groups[code],
            "state_required": code in ("US", "CA", "AU", "BR", "MX", "IN"), "zip_required": code not in ("AE", "HK"),
            "name_position": "before",
        })  # fmt: skip
    states: Rows = []
    for country, text in STATES.items():
        for entry in text.replace("\n", " ").split("|"):
            code, _, name = entry.strip().partition(" ")
            states.append({"id": len(states) + 1, "country_id": countries[country], "code": code, "name": name})
    money_rows: Rows = []
    rates: Rows = []
    for line in CURRENCIES.splitlines():
        code, number, full_name, symbol, position, decimals, active, rate = line.split("|")
        id_ = currencies[code]
        money_rows.append({
            "id": id_, "name": code, "iso_numeric": int(number), "full_name": full_name, "symbol": symbol,
            "position": position, "decimal_places": int(decimals), "rounding": round(10.0 ** -int(decimals), 4),
            "active": active == "1", "currency_unit_label": full_name.split()[-1].capitalize(),
        })  # fmt: skip
        rates.append({
            "id": len(rates) + 1, "currency_id": id_, "name": "2025-05-01", "rate": float(rate), "company_id": 1,
        })  # fmt: skip
    group_rows = [{"id": g, "name": name, "code": code} for g, (name, code, _) in enumerate(COUNTRY_GROUPS, 1)]
    return {
        "res.country": country_rows,
        "res.country.state": states,
        "res.country.group": group_rows,
        "res.currency": money_rows,
        "res.currency.rate": rates,
    }


def house() -> dict[str, Rows]:
    """Companies, users, groups, languages, modules, parameters."""
    companies = [
        {
            "id": id_, "name": name, "partner_id": contact, "currency_id": money, "sequence": id_,
            "parent_id": False, "account_fiscal_country_id": country, "account_sale_tax_id": SALE_TAX[id_],
            "account_purchase_tax_id": PURCHASE_TAX[id_], "primary_color": "#1F6F78", "secondary_color": "#C97B2B",
        }
        for id_, name, contact, money, country, *_ in COMPANIES
    ]  # fmt: skip
    users = [
        {
            "id": id_, "partner_id": contact, "login": login, "company_id": allowed[0], "company_ids": list(allowed),
            "group_ids": list(groups), "groups_id": list(groups), "active": active, "share": share,
            "sale_team_id": team, "notification_type": "inbox" if id_ == 2 else "email",
            "login_date": "2026-11-19 08:12:00" if active and id_ != 11 else False,
            "signature": f"<p>--<br>{name}</p>",
        }
        for id_, contact, name, login, allowed, team, groups, active, share in USERS
    ]  # fmt: skip
    return {
        "res.company": companies,
        "res.users": users,
        "res.groups": [{"id": g, "name": name, "share": g > 5} for g, name in enumerate(GROUPS, 1)],
        "res.lang": [
            {"id": place, "name": name, "code": code, "iso_code": iso, "url_code": iso, "active": active}
            for place, (name, code, iso, active) in enumerate(LANGUAGES, 1)
        ],
        "ir.module.module": [
            {
                "id": m, "name": name, "shortdesc": title, "application": application, "state": "installed",
                "author": "Practice", "latest_version": "1.0", "license": "LGPL-3",
            }
            for m, (name, title, application) in enumerate(MODULES, 1)
        ],
        "ir.config_parameter": [{"id": p, "key": key, "value": value} for p, (key, value) in enumerate(PARAMETERS, 1)],
    }  # fmt: skip


def books() -> dict[str, Rows]:
    """Accounts, journals, taxes and payment terms."""
    companies = [company[0] for company in COMPANIES]
    accounts = [
        {
            "id": account(company, place), "code": code, "name": name, "account_type": kind, "reconcile": reconcile,
            "company_id": company, "company_ids": [company],
        }
        for company in companies
        for place, (code, name, kind, reconcile) in enumerate(ACCOUNTS)
    ]  # fmt: skip
    journals = [
        {
            "id": journal(company, place), "code": code, "name": name, "type": kind, "company_id": company,
            "default_account_id": account(company, default) if default is not None else False, "sequence": place + 1,
        }
        for company in companies
        for place, (code, name, kind, default) in enumerate(JOURNALS)
    ]  # fmt: skip
    taxes = [
        {
            "id": t, "name": name, "type_tax_use": use, "amount": percent, "company_id": company,
            "country_id": COMPANIES[company - 1][4],
        }
        for t, (company, name, use, percent) in enumerate(TAXES, 1)
    ]  # fmt: skip
    return {
        "account.account": accounts,
        "account.journal": journals,
        "account.tax": taxes,
        "account.payment.term": [{"id": t, "name": name, "sequence": t} for t, (name, _) in enumerate(TERMS, 1)],
        "account.payment.term.line": [
            {"id": t, "payment_id": t, "value": "percent", "value_amount": 100.0, "nb_days": days}
            for t, (_, days) in enumerate(TERMS, 1)
        ],
    }


def named(names: tuple[str, ...], **more: object) -> Rows:
    return [{"id": place, "name": name, **more} for place, name in enumerate(names, 1)]


def selling() -> dict[str, Rows]:
    """What leads and orders refer to."""
    return {
        "crm.stage": [
            {"id": s, "name": name, "sequence": s, "is_won": won, "fold": False, "color": s}
            for s, (name, won) in enumerate(STAGES, 1)
        ],
        "crm.team": [
            {"id": t, "name": name, "company_id": company, "user_id": leader, "member_ids": list(SALESPEOPLE[company])}
            for t, (name, company, leader) in enumerate(TEAMS, 1)
        ],
        "crm.tag": [{**row, "color": row["id"]} for row in named(LEAD_TAGS)],
        "crm.lost.reason": named(LOST_REASONS),
        "utm.source": named(SOURCES),
        "utm.medium": named(MEDIUMS),
        "utm.campaign": [{**row, "title": row["name"]} for row in named(CAMPAIGNS, user_id=2)],
        "res.partner.industry": [{**row, "full_name": row["name"]} for row in named(INDUSTRIES)],
        "res.partner.title": [{"id": t, "name": name, "shortcut": short} for t, (name, short) in enumerate(TITLES, 1)],
        "product.pricelist": [
            {"id": 1, "name": "Default (USD)", "currency_id": USD, "company_id": 1},
            {"id": 2, "name": "Default (EUR)", "currency_id": EURO, "company_id": 2},
            {"id": 3, "name": "Default (GBP)", "currency_id": GBP, "company_id": 3},
        ],
        "uom.category": named(("Unit", "Weight", "Working Time")),
        "uom.uom": [
            {"id": 1, "name": "Units", "category_id": 1, "factor": 1.0, "relative_factor": 1.0, "sequence": 1},
            {"id": 2, "name": "Dozens", "category_id": 1, "factor": 12.0, "relative_factor": 12.0, "sequence": 2,
             "relative_uom_id": 1, "uom_type": "bigger"},
            {"id": 3, "name": "Hours", "category_id": 3, "factor": 1.0, "relative_factor": 1.0, "sequence": 3},
            {"id": 4, "name": "Days", "category_id": 3, "factor": 8.0, "relative_factor": 8.0, "sequence": 4,
             "relative_uom_id": 3, "uom_type": "bigger"},
            {"id": 5, "name": "kg", "category_id": 2, "factor": 1.0, "relative_factor": 1.0, "sequence": 5},
        ],
    }  # fmt: skip
