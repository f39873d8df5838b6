"""What journal entries refer to: the chart of accounts, journals, taxes and payment terms."""

from __future__ import annotations

from explorer.practice.fields import Boolean, Char, Float, Html, Integer, Many2many, Many2one, One2many, Selection
from explorer.practice.model import Model, Unique
from explorer.practice.models import account_rules as rules
from explorer.practice.models import choices
from explorer.practice.models.formulas import from_fields
from explorer.practice.models.system_rules import main_company

ADMINISTRATION = {operation: ["Accounting/Administrator"] for operation in "cwd"}
BILLING_ADMINISTRATION = {operation: ["Invoicing/Billing Administrator"] for operation in "cwd"}

GROUPS = [
    ("equity", "Equity"),
    ("asset", "Asset"),
    ("liability", "Liability"),
    ("income", "Income"),
    ("expense", "Expense"),
]

ACCOUNT = Model(
    "account.account",
    "Account",
    [
        Char("name", "Account Name", required=True, translate=True, index=True),
        Char("code", size=64, index=True),
        Selection(
            "account_type",
            choices.ACCOUNT_TYPES,
            "Type",
            required=True,
            default="asset_current",
            help="Decides on which side of the balance sheet or in which part of the result the account stands.",
        ),
        Selection(
            "internal_group",
            [*GROUPS, ("off", "Off Balance")],
            compute=from_fields(["account_type"], rules.internal_group, "account.account"),
            store=True,
            variants={"17.0": {"selection": [*GROUPS, ("off_balance", "Off Balance")]}},
        ),
        Boolean("reconcile", "Allow Reconciliation"),
        Boolean("deprecated", series="17.0"),
        Boolean("active", default=True, series="19.0"),
        Many2one("company_id", "res.company", required=True, readonly=True, default=main_company, series="17.0"),
        Many2many("company_ids", "res.company", "Companies", required=True, series="19.0"),
        Many2one("currency_id", "res.currency", "Account Currency"),
        Many2many("tax_ids", "account.tax", "Default Taxes"),
        Html("note", "Internal Notes"),
    ],
    order="code",
    names_search=["name", "code"],
    display_name=rules.account_display_name,
    access="r",
    groups=ADMINISTRATION,
    modules="account",
    variants={"17.0": {"groups": BILLING_ADMINISTRATION}},
)

JOURNAL = Model(
    "account.journal",
    "Journal",
    [
        Char("name", "Journal Name", required=True, translate=True),
        Char("code", "Short Code", size=5, required=True, variants={"19.0": {"string": "Sequence Prefix"}}),
        Boolean("active", default=True),
        Selection(
            "type",
            [
                ("sale", "Sales"),
                ("purchase", "Purchase"),
                ("cash", "Cash"),
                ("bank", "Bank"),
                ("general", "Miscellaneous"),
            ],
            required=True,
        ),
        Many2one("default_account_id", "account.account", "Default Account"),
        Integer("sequence", default=10),
        Many2one("currency_id", "res.currency"),
        Many2one("company_id", "res.company", required=True, readonly=True, default=main_company, index=True),
        Integer("color", "Color Index", default=0),
        Boolean("show_on_dashboard", "Show journal on dashboard", default=True),
    ],
    order="sequence, type, code",
    names_search=["name", "code"],
    sql_constraints=[
        Unique(
            "account_journal_code_company_uniq",
            ["company_id", "code"],
            "Journal codes must be unique per company.",
        )
    ],
    access="r",
    groups=ADMINISTRATION,
    modules="account",
    variants={"17.0": {"groups": BILLING_ADMINISTRATION}},
)

TAX = Model(
    "account.tax",
    "Tax",
    [
        Char("name", "Tax Name", required=True, translate=True),
        Selection(
            "type_tax_use",
            [("sale", "Sales"), ("purchase", "Purchases"), ("none", "None")],
            "Tax Type",
            required=True,
            default="sale",
        ),
        Selection(
            "amount_type",
            [
                ("group", "Group of Taxes"),
                ("fixed", "Fixed"),
                ("percent", "Percentage of Price"),
                ("division", "Percentage of Price Tax Included"),
            ],
            "Tax Computation",
            required=True,
            default="percent",
        ),
        Float("amount", required=True, default=0.0, digits=(16, 4), help="Percent of the untaxed price."),
        Boolean("active", default=True),
        Many2one("company_id", "res.company", required=True, readonly=True, default=main_company),
        Integer("sequence", required=True, default=1),
        Char("description", translate=True),
        Boolean("price_include", "Included in Price", default=False),
        Many2one("country_id", "res.country", required=True, default=233),
    ],
    order="sequence,id",
    names_search=["name", "description"],
    access="r",
    groups=ADMINISTRATION,
    modules="account",
    variants={"17.0": {"groups": BILLING_ADMINISTRATION}},
)

TERM = Model(
    "account.payment.term",
    "Payment Terms",
    [
        Char("name", "Payment Terms", required=True, translate=True),
        Boolean("active", default=True),
        Html("note", "Description on the Invoice", translate=True),
        Many2one("company_id", "res.company"),
        Integer("sequence", required=True, default=10),
        One2many("line_ids", "account.payment.term.line", "payment_id", "Terms"),
    ],
    order="sequence, id",
    access="r",
    groups=ADMINISTRATION,
    modules="account",
    variants={"17.0": {"groups": BILLING_ADMINISTRATION}},
)

TERM_LINE = Model(
    "account.payment.term.line",
    "Payment Terms Line",
    [
        Many2one("payment_id", "account.payment.term", "Payment Terms", required=True, ondelete="cascade", index=True),
        Selection("value", [("percent", "Percent"), ("fixed", "Fixed")], required=True, default="percent"),
        Float("value_amount", "Due", default=100.0),
        Integer("nb_days", "Days", default=0),
    ],
    access="r",
    groups=ADMINISTRATION,
    modules="account",
    variants={"17.0": {"groups": BILLING_ADMINISTRATION}},
)

MODELS = [ACCOUNT, JOURNAL, TAX, TERM, TERM_LINE]
