"""Leads and opportunities."""

from __future__ import annotations

from explorer.practice.fields import (
    Boolean,
    Char,
    Date,
    Datetime,
    Field,
    Float,
    Html,
    Integer,
    Many2many,
    Many2one,
    Monetary,
    One2many,
    Selection,
)
from explorer.practice.model import Check, Method, Model
from explorer.practice.models import contact_rules
from explorer.practice.models import crm_rules as rules
from explorer.practice.models.formulas import company_currency, from_fields, yes
from explorer.practice.models.system_rules import own_user

LEAD: list[Field] = [
    Char("name", "Opportunity", required=True, index=True),
    Many2one("user_id", "res.users", "Salesperson", default=own_user, index=True),
    Many2one("team_id", "crm.team", "Sales Team", index=True),
    Many2one("company_id", "res.company"),
    Many2many("user_company_ids", "res.company", compute=rules.company_of_user),
    Selection("type", [("lead", "Lead"), ("opportunity", "Opportunity")], required=True, default="opportunity"),
    Boolean("active", default=True),
    Selection("priority", [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")], default="0"),
    Many2one(
        "stage_id",
        "crm.stage",
        domain="['|', ('team_ids', '=', False), ('team_ids', 'in', team_id)]",
        default=rules.first_stage,
        index=True,
    ),
    Integer("stage_id_color", "Stage Color", series="19.0", related="stage_id.color"),
    Many2many("tag_ids", "crm.tag", "Tags", table="crm_tag_rel", column1="lead_id", column2="tag_id"),
    Integer("color", "Color Index", default=0),
    Monetary(
        "expected_revenue", currency_field="company_currency", help="What the customer is likely to pay, without taxes."
    ),
    Monetary(
        "prorated_revenue",
        store=True,
        currency_field="company_currency",
        compute=from_fields(["expected_revenue", "probability"], rules.prorated, "crm.lead"),
    ),
    Monetary("recurring_revenue", "Recurring Revenues", currency_field="company_currency"),
    Monetary("recurring_revenue_monthly", "Expected MRR", readonly=True, currency_field="company_currency"),
    Monetary("recurring_revenue_monthly_prorated", "Prorated MRR", readonly=True, currency_field="company_currency"),
    Monetary(
        "recurring_revenue_prorated", "Prorated Recurring Revenues", readonly=True, currency_field="company_currency"
    ),
    Many2one("company_currency", "res.currency", "Currency", compute=company_currency("crm.lead")),
    Float("probability", aggregator="avg", help="How likely the deal is, in percent."),
    Float("automated_probability", readonly=True),
    Boolean(
        "is_automated_probability",
        "Is automated probability?",
        compute=from_fields(
            ["probability", "automated_probability"], lambda own, automated: own == automated, "crm.lead"
        ),
    ),
    Selection(
        "won_status",
        [("won", "Won"), ("lost", "Lost"), ("pending", "Pending")],
        "Won/Lost",
        store=True,
        series="19.0",
        compute=rules.won_status,
    ),
    Many2one("lost_reason_id", "crm.lost.reason"),
    Datetime("date_open", "Assignment Date", readonly=True),
    Datetime("date_closed", "Closed Date", readonly=True),
    Datetime("date_automation_last", "Last Action", readonly=True),
    Datetime("date_conversion", "Conversion Date", readonly=True),
    Float("day_open", "Days to Assign", readonly=True),
    Float("day_close", "Days to Close", readonly=True),
    Datetime("date_last_stage_update", "Last Stage Update", readonly=True),
    Date("date_deadline", "Expected Closing", help="When the deal is expected to be won."),
    Many2one("partner_id", "res.partner", "Contact", variants={"17.0": {"string": "Customer"}}, index=True),
    Many2one(
        "commercial_partner_id",
        "res.partner",
        "Customer Company",
        domain="[('is_company', '=', True)]",
        series="19.0",
        related="partner_id.commercial_partner_id",
        readonly=False,
    ),
    Boolean("is_partner_visible", compute=yes),
    Char("partner_name", "Company Name"),
    Char("contact_name"),
    Many2one("title", "res.partner.title", series="17.0"),
    Char("function", "Job Position"),
    Char("email_from", "Email", index=True),
    Char("email_cc", "Email cc"),
    Char(
        "email_normalized",
        "Normalized Email",
        store=True,
        compute=from_fields(["email_from"], contact_rules.email_normalized, "crm.lead"),
    ),
    Char("email_domain_criterion", readonly=True),
    Selection("email_state", [("correct", "Correct"), ("incorrect", "Incorrect")], "Email Quality", readonly=True),
    Selection("phone_state", [("correct", "Correct"), ("incorrect", "Incorrect")], "Phone Quality", readonly=True),
    Char("phone"),
    Char("mobile", series="17.0"),
    Char(
        "phone_sanitized",
        "Sanitized Number",
        store=True,
        compute=from_fields(["phone"], contact_rules.phone_sanitized, "crm.lead"),
    ),
    Char("website"),
    Many2one("lang_id", "res.lang", "Language"),
    Char("lang_code", "Locale Code", related="lang_id.code"),
    Char("street"),
    Char("street2"),
    Char("zip", change_default=True),
    Char("city"),
    Many2one("state_id", "res.country.state", domain="[('country_id', '=?', country_id)]"),
    Many2one("country_id", "res.country"),
    Html("description", "Notes"),
    Char("referred", "Referred By"),
    Many2one("campaign_id", "utm.campaign"),
    Many2one("medium_id", "utm.medium"),
    Many2one("source_id", "utm.source"),
    Many2many("duplicate_lead_ids", "crm.lead", "Potential Duplicate Lead", compute=rules.duplicate_ids),
    Integer("duplicate_lead_count", "Potential Duplicate Lead Count", compute=rules.duplicate_count),
    One2many("order_ids", "sale.order", "opportunity_id", "Orders"),
    Integer("quotation_count", "Number of Quotations", compute=rules.quotation_count),
    Integer("sale_order_count", "Number of Sale Orders", compute=rules.order_count),
    Monetary("sale_amount_total", "Sum of Orders", currency_field="company_currency", compute=rules.sale_amount),
]

MODELS = [
    Model(
        "crm.lead",
        "Lead/Opportunity",
        LEAD,
        order="priority desc, id desc",
        prepare_create=rules.prepare_create,
        prepare_write=rules.prepare_write,
        sql_constraints=[
            Check(
                "crm_lead_check_probability",
                "probability IS NULL OR (probability >= 0 AND probability <= 100)",
                "The probability of closing the deal should be between 0% and 100%!",
            )
        ],
        methods=[
            Method("action_set_won", rules.action_set_won),
            Method("action_set_lost", rules.action_set_lost),
            Method("convert_opportunity", rules.convert_opportunity),
        ],
        modules="crm, sale_crm",
    ),
]
