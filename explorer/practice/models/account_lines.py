"""Journal items: what is debited and credited where."""

from __future__ import annotations

from explorer.practice.fields import (
    Boolean,
    Char,
    Date,
    Field,
    Float,
    Integer,
    Json,
    Many2many,
    Many2one,
    Monetary,
    Selection,
)
from explorer.practice.model import Check, Model
from explorer.practice.models import account_posting as posting
from explorer.practice.models import account_rules as rules
from explorer.practice.models.choices import ACCOUNT_TYPES, ACCOUNT_TYPES_19
from explorer.practice.models.formulas import constant, from_fields, yes

BILLING = {operation: ["Invoicing/Billing"] for operation in "cwd"}

PRICE = ("quantity", "price_unit", "discount", "display_type")
"""What the balance of a product line hangs on."""

COMPANY = "company_currency_id"

LINE: list[Field] = [
    Many2one("move_id", "account.move", "Journal Entry", required=True, readonly=True, ondelete="cascade", index=True),
    Char("move_name", "Number", store=True, related="move_id.name", index=True),
    Selection(
        "move_type",
        [
            ("entry", "Journal Entry"),
            ("out_invoice", "Customer Invoice"),
            ("out_refund", "Customer Credit Note"),
            ("in_invoice", "Vendor Bill"),
            ("in_refund", "Vendor Credit Note"),
            ("out_receipt", "Sales Receipt"),
            ("in_receipt", "Purchase Receipt"),
        ],
        "Type",
        related="move_id.move_type",
    ),
    Selection(
        "parent_state",
        [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")],
        "Status",
        store=True,
        related="move_id.state",
    ),
    Date("date", store=True, aggregator="min", related="move_id.date", index=True),
    Date("invoice_date", "Invoice/Bill Date", store=True, aggregator="min", related="move_id.invoice_date"),
    Char("ref", "Reference", store=True, related="move_id.ref"),
    Many2one("journal_id", "account.journal", store=True, related="move_id.journal_id"),
    Many2one("company_id", "res.company", store=True, related="move_id.company_id", index=True),
    Many2one("company_currency_id", "res.currency", store=True, related="move_id.company_currency_id"),
    Integer("sequence", aggregator=False, default=100),
    Selection(
        "display_type",
        [
            ("product", "Product"),
            ("cogs", "Cost of Goods Sold"),
            ("tax", "Tax"),
            ("discount", "Discount"),
            ("rounding", "Rounding"),
            ("payment_term", "Payment Term"),
            ("line_section", "Section"),
            ("line_subsection", "Subsection"),
            ("line_note", "Note"),
            ("epd", "Early Payment Discount"),
            ("non_deductible_product_total", "Non Deductible Products Total"),
            ("non_deductible_product", "Non Deductible Products"),
            ("non_deductible_tax", "Non Deductible Tax"),
        ],
        required=True,
        variants={
            "17.0": {
                "selection": [
                    ("product", "Product"),
                    ("cogs", "Cost of Goods Sold"),
                    ("tax", "Tax"),
                    ("discount", "Discount"),
                    ("rounding", "Rounding"),
                    ("payment_term", "Payment Term"),
                    ("line_section", "Section"),
                    ("line_note", "Note"),
                    ("epd", "Early Payment Discount"),
                ]
            }
        },
        default="product",
    ),
    Char("name", "Label"),
    Many2one("account_id", "account.account", index=True, ondelete="restrict"),
    Char("account_name", translate=True, series="19.0", related="account_id.name"),
    Char("account_code", "Code", size=64, series="19.0", related="account_id.code"),
    Selection(
        "account_type",
        ACCOUNT_TYPES_19,
        "Internal Type",
        variants={"17.0": {"selection": ACCOUNT_TYPES}},
        related="account_id.account_type",
    ),
    Selection(
        "account_internal_group",
        [
            ("equity", "Equity"),
            ("asset", "Asset"),
            ("liability", "Liability"),
            ("income", "Income"),
            ("expense", "Expense"),
            ("off", "Off Balance"),
        ],
        "Internal Group",
        variants={
            "17.0": {
                "selection": [
                    ("equity", "Equity"),
                    ("asset", "Asset"),
                    ("liability", "Liability"),
                    ("income", "Income"),
                    ("expense", "Expense"),
                    ("off_balance", "Off Balance"),
                ]
            }
        },
        related="account_id.internal_group",
    ),
    Boolean("is_account_reconcile", "Account Reconcile", related="account_id.reconcile"),
    Many2one("partner_id", "res.partner", index=True, ondelete="restrict"),
    Many2one(
        "commercial_partner_country", "res.country", series="19.0", related="move_id.commercial_partner_id.country_id"
    ),
    Many2one("product_id", "product.product", index=True, ondelete="restrict"),
    Many2one(
        "product_category_id",
        "product.category",
        series="19.0",
        related="product_id.product_tmpl_id.categ_id",
    ),
    Many2one(
        "product_uom_id",
        "uom.uom",
        "Unit",
        domain="[('id', 'in', allowed_uom_ids)]",
        variants={"17.0": {"string": "Unit of Measure"}},
    ),
    Float("quantity", digits=(16, 2), default=1.0),
    Float("price_unit", "Unit Price", variants={"17.0": {"digits": (16, 2)}}, default=None),
    Float("discount", "Discount (%)", digits=(16, 2), default=0.0),
    Many2many(
        "tax_ids",
        "account.tax",
        "Taxes",
        table="account_move_line_account_tax_rel",
        column1="account_move_line_id",
        column2="account_tax_id",
    ),
    Many2one("group_tax_id", "account.tax", "Originator Group of Taxes"),
    Monetary("tax_base_amount", "Base Amount", readonly=True, currency_field="company_currency_id"),
    Monetary("price_subtotal", "Subtotal", store=True, compute=rules.price_subtotal),
    Monetary("price_total", "Total", store=True, compute=rules.price_total),
    Monetary("debit", store=True, readonly=False, compute=rules.debit, depends=PRICE, currency_field=COMPANY),
    Monetary("credit", store=True, readonly=False, compute=rules.credit, depends=PRICE, currency_field=COMPANY),
    Monetary(
        "balance",
        store=True,
        readonly=False,
        compute=rules.balance,
        depends=(*PRICE, "debit", "credit"),
        currency_field=COMPANY,
    ),
    Monetary(
        "amount_currency",
        "Amount in Currency",
        store=True,
        readonly=False,
        compute=rules.amount_currency,
        depends=(*PRICE, "debit", "credit"),
        variants={"17.0": {"aggregator": False}},
    ),
    Many2one("currency_id", "res.currency", required=True),
    Float("currency_rate", compute=constant(1.0)),
    Boolean("is_same_currency", compute=yes),
    Monetary("amount_residual", "Residual Amount", readonly=True, currency_field="company_currency_id"),
    Monetary(
        "amount_residual_currency",
        "Residual Amount in Currency",
        readonly=True,
        variants={"17.0": {"aggregator": False}},
    ),
    Boolean("reconciled", readonly=True),
    Char("matching_number", "Matching #", copy=False),
    Date("date_maturity", "Due Date", index=True),
    Date("discount_date", readonly=True, variants={"17.0": {"readonly": False}}),
    Monetary("discount_amount_currency", "Discount amount in Currency", variants={"17.0": {"aggregator": False}}),
    Monetary("discount_balance", currency_field="company_currency_id"),
    Boolean("is_downpayment"),
    Boolean("is_storno", "Company Storno Accounting", variants={"17.0": {"readonly": True, "extra": {"store": False}}}),
    Boolean("is_imported", series="19.0"),
    Boolean(
        "is_refund",
        compute=from_fields(["move_type"], lambda kind: kind in ("out_refund", "in_refund"), "account.move.line"),
    ),
    Float("deductible_amount", "Deductibility", series="19.0", default=100.0),
    Many2many(
        "sale_line_ids",
        "sale.order.line",
        "Sales Order Lines",
        readonly=True,
        table="sale_order_line_invoice_rel",
        column1="invoice_line_id",
        column2="order_line_id",
        copy=False,
    ),
    Boolean("collapse_prices", "Hide Prices", series="19.0"),
    Boolean("collapse_composition", "Hide Composition", series="19.0"),
    Boolean("no_followup", "No Follow-Up", series="19.0"),
    Boolean("blocked", "No Follow-up", series="17.0"),
    Boolean("tax_tag_invert", "Invert Tags", series="17.0"),
    Selection(
        "tax_calculation_rounding_method",
        [("round_globally", "Round per Tax"), ("round_per_line", "Round per Line")],
        "Tax calculation rounding method",
        variants={"17.0": {"selection": [("round_per_line", "Round per Line"), ("round_globally", "Round Globally")]}},
        related="company_id.tax_calculation_rounding_method",
    ),
    Json("analytic_distribution"),
    Many2one("tax_line_id", "account.tax", "Originator Tax", readonly=True),
]

MODELS = [
    Model(
        "account.move.line",
        "Journal Item",
        LINE,
        order="date desc, move_name desc, id",
        names_search=["name", "move_id", "product_id"],
        display_name=posting.line_display_name,
        prepare_create=rules.prepare_line,
        before_unlink=posting.forbid_posted_line,
        after_change=rules.after_line_change,
        after_unlink=rules.after_line_unlink,
        sql_constraints=[
            Check(
                "account_move_line_check_credit_debit",
                "display_type IN ('line_section', 'line_note') OR credit * debit = 0",
                "Wrong credit or debit value in accounting entry!",
            ),
            Check(
                "account_move_line_check_accountable_required_fields",
                "display_type IN ('line_section', 'line_note', 'line_subsection') OR account_id IS NOT NULL",
                "Missing required account on accountable line.",
            ),
        ],
        access="r",
        groups=BILLING,
        modules="account, sale",
    ),
]
