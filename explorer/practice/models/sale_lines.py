"""Lines of quotations and sales orders."""

from __future__ import annotations

from explorer.practice.fields import (
    Boolean,
    Field,
    Float,
    Integer,
    Json,
    Many2many,
    Many2one,
    Monetary,
    One2many,
    Selection,
    Text,
)
from explorer.practice.model import Check, Model
from explorer.practice.models import sale_line_rules as rules
from explorer.practice.models.formulas import no, search_through, yes

LINE: list[Field] = [
    Many2one("order_id", "sale.order", "Order Reference", required=True, ondelete="cascade", index=True),
    Integer("sequence", aggregator=False, default=10),
    Selection(
        "display_type",
        [("line_section", "Section"), ("line_subsection", "Subsection"), ("line_note", "Note")],
        variants={"17.0": {"selection": [("line_section", "Section"), ("line_note", "Note")]}},
    ),
    Text("name", "Description", required=True),
    Many2one("product_id", "product.product", change_default=True, index=True, ondelete="restrict"),
    Many2one(
        "product_template_id",
        "product.template",
        compute=rules.product_template,
        readonly=False,
        search=search_through("product_id.product_tmpl_id"),
    ),
    Many2one(
        "categ_id",
        "product.category",
        "Product Category",
        series="19.0",
        related="product_id.product_tmpl_id.categ_id",
        extra={"related": "product_id.categ_id"},
    ),
    Selection(
        "product_type",
        [("consu", "Goods"), ("service", "Service"), ("combo", "Combo")],
        variants={
            "17.0": {"selection": [("consu", "Consumable"), ("service", "Service"), ("product", "Storable Product")]}
        },
        related="product_id.product_tmpl_id.type",
        extra={"related": "product_id.type"},
    ),
    Selection(
        "service_tracking",
        [("no", "Nothing")],
        "Create on Order",
        series="19.0",
        related="product_id.product_tmpl_id.service_tracking",
        extra={"related": "product_id.service_tracking"},
    ),
    Boolean(
        "is_configurable_product",
        "Is the product configurable?",
        related="product_template_id.has_configurable_attributes",
    ),
    Float("product_uom_qty", "Quantity", required=True, digits=(16, 2), default=1.0),
    Many2one(
        "product_uom",
        "uom.uom",
        "Unit of Measure",
        domain="[('category_id', '=', product_uom_category_id)]",
        series="17.0",
    ),
    Many2one("product_uom_id", "uom.uom", "Unit", domain='[("id", "in", allowed_uom_ids)]', series="19.0"),
    Float("price_unit", "Unit Price", required=True, variants={"17.0": {"digits": (16, 2)}}, default=None),
    Float("technical_price_unit", series="19.0"),
    Float("discount", "Discount (%)", digits=(16, 2), default=0.0),
    Many2many(
        "tax_id",
        "account.tax",
        "Taxes",
        series="17.0",
        table="account_tax_sale_order_line_rel",
        column1="sale_order_line_id",
        column2="account_tax_id",
    ),
    Many2many(
        "tax_ids",
        "account.tax",
        "Taxes",
        series="19.0",
        table="account_tax_sale_order_line_rel",
        column1="sale_order_line_id",
        column2="account_tax_id",
    ),
    Monetary("price_subtotal", "Subtotal", store=True, compute=rules.price_subtotal),
    Float("price_tax", "Total Tax", store=True, compute=rules.price_tax),
    Monetary("price_total", "Total", store=True, compute=rules.price_total),
    Monetary("price_reduce_taxexcl", "Price Reduce Tax excl", store=True, compute=rules.price_reduce("price_subtotal")),
    Monetary("price_reduce_taxinc", "Price Reduce Tax incl", store=True, compute=rules.price_reduce("price_total")),
    Many2one("company_id", "res.company", store=True, related="order_id.company_id", index=True),
    Many2one("currency_id", "res.currency", store=True, related="order_id.currency_id"),
    Many2one("order_partner_id", "res.partner", "Customer", store=True, related="order_id.partner_id", index=True),
    Many2one("salesman_id", "res.users", "Salesperson", store=True, related="order_id.user_id"),
    Selection(
        "state",
        [("draft", "Quotation"), ("sent", "Quotation Sent"), ("sale", "Sales Order"), ("cancel", "Cancelled")],
        "Order Status",
        store=True,
        related="order_id.state",
    ),
    Many2one("tax_country_id", "res.country", related="order_id.tax_country_id", searchable=False),
    Float("customer_lead", "Lead Time", required=True, default=0.0),
    Float("qty_delivered", "Delivery Quantity", digits=(16, 2), default=0.0, copy=False),
    Selection(
        "qty_delivered_method",
        [("manual", "Manual"), ("analytic", "Analytic From Expenses"), ("stock_move", "Stock Moves")],
        "Method to update delivered qty",
        readonly=True,
        default="manual",
    ),
    Float("qty_invoiced", "Invoiced Quantity", store=True, digits=(16, 2), compute=rules.qty_invoiced),
    Float("qty_to_invoice", "Quantity To Invoice", store=True, digits=(16, 2), compute=rules.qty_to_invoice),
    Many2many(
        "invoice_lines",
        "account.move.line",
        table="sale_order_line_invoice_rel",
        column1="order_line_id",
        column2="invoice_line_id",
        copy=False,
    ),
    Selection(
        "invoice_status",
        [
            ("upselling", "Upselling Opportunity"),
            ("invoiced", "Fully Invoiced"),
            ("to invoice", "To Invoice"),
            ("no", "Nothing to Invoice"),
        ],
        store=True,
        compute=rules.line_invoice_status,
    ),
    Monetary("untaxed_amount_invoiced", "Untaxed Invoiced Amount", store=True, compute=rules.untaxed_amount_invoiced),
    Monetary("untaxed_amount_to_invoice", store=True, compute=rules.untaxed_amount_to_invoice),
    Boolean("is_downpayment", "Is a down payment"),
    Boolean("is_expense", "Is expense"),
    Boolean("is_optional", "Optional Line", series="19.0"),
    Many2one(
        "linked_line_id", "sale.order.line", "Linked Order Line", domain="[('order_id', '=', order_id)]", series="19.0"
    ),
    One2many("linked_line_ids", "sale.order.line", "linked_line_id", "Linked Order Lines", series="19.0"),
    Boolean("product_updatable", "Can Edit Product", compute=yes),
    Boolean("product_uom_readonly", compute=no),
    Selection(
        "tax_calculation_rounding_method",
        [("round_globally", "Round per Tax"), ("round_per_line", "Round per Line")],
        "Tax calculation rounding method",
        variants={"17.0": {"selection": [("round_per_line", "Round per Line"), ("round_globally", "Round Globally")]}},
        related="company_id.tax_calculation_rounding_method",
    ),
    Selection(
        "company_price_include",
        [("tax_included", "Tax Included"), ("tax_excluded", "Tax Excluded")],
        "Default Sales Price Include",
        series="19.0",
        related="company_id.account_price_include",
    ),
    Boolean("collapse_prices", series="19.0"),
    Boolean("collapse_composition", series="19.0"),
    Json("analytic_distribution"),
]

MODELS = [
    Model(
        "sale.order.line",
        "Sales Order Line",
        LINE,
        order="order_id, sequence, id",
        names_search=["name", "order_id.name"],
        display_name=rules.line_display_name,
        prepare_create=rules.prepare_line,
        before_unlink=rules.forbid_confirmed_line,
        after_change=rules.after_line_change,
        after_unlink=rules.after_line_unlink,
        sql_constraints=[
            Check(
                "sale_order_line_accountable_required_fields",
                "display_type IS NOT NULL OR is_downpayment OR product_id IS NOT NULL",
                "Missing required fields on accountable sale order line.",
            )
        ],
        modules="sale, sale_management",
    ),
]
