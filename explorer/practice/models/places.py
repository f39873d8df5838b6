"""Countries, their states and groups; currencies and their rates."""

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
    One2many,
    Selection,
    Text,
)
from explorer.practice.model import Check, Model, Unique
from explorer.practice.models import choices
from explorer.practice.models import system_rules as rules
from explorer.practice.models.formulas import constant, from_fields, no

CREATION = {operation: ["Contact/Creation"] for operation in "cwd"}

COUNTRY: list[Field] = [
    Char("name", "Country Name", required=True, translate=True, index=True),
    Char("code", "Country Code", required=True, size=2, help="Two letters of ISO 3166."),
    Text("address_format", "Layout in Reports", default=choices.ADDRESS_FORMAT),
    Many2one(
        "address_view_id", "ir.ui.view", "Input View", domain=(("model", "=", "res.partner"), ("type", "=", "form"))
    ),
    Many2one("currency_id", "res.currency"),
    Char("image_url", "Flag", compute=from_fields(["code"], rules.flag, "res.country")),
    Integer("phone_code", "Country Calling Code"),
    Many2many(
        "country_group_ids",
        "res.country.group",
        "Country Groups",
        table="res_country_res_country_group_rel",
        column1="res_country_id",
        column2="res_country_group_id",
    ),
    Json("country_group_codes", series="19.0", compute=rules.group_codes),
    One2many("state_ids", "res.country.state", "country_id", "States"),
    Selection(
        "name_position",
        [("before", "Before Address"), ("after", "After Address")],
        "Customer Name Position",
        default="before",
    ),
    Char("vat_label", translate=True),
    Boolean("state_required", default=False),
    Boolean("zip_required", default=True),
    Boolean(
        "is_mercado_pago_supported_country",
        series="19.0",
        compute=from_fields(["code"], lambda code: code in ("AR", "BR", "CL", "CO", "MX", "PE", "UY"), "res.country"),
    ),
    Boolean("is_stripe_supported_country", series="19.0", compute=from_fields(["currency_id"], bool, "res.country")),
]

CURRENCY: list[Field] = [
    Char("name", "Currency", required=True, size=3, help="Three letters of ISO 4217."),
    Integer("iso_numeric", "Currency numeric code.", series="19.0"),
    Char("full_name", "Name"),
    Char("symbol", required=True),
    Float("rate", "Current Rate", compute=rules.currency_rate),
    Float("inverse_rate", compute=rules.currency_inverse),
    Char("rate_string", compute=rules.rate_string),
    One2many("rate_ids", "res.currency.rate", "currency_id", "Rates"),
    Float("rounding", "Rounding Factor", digits=(12, 6), default=0.01),
    Integer("decimal_places", store=True, compute=from_fields(["rounding"], rules.decimal_places, "res.currency")),
    Boolean("active", default=True),
    Selection("position", [("after", "After Amount"), ("before", "Before Amount")], "Symbol Position", default="after"),
    Date("date", compute=rules.currency_date),
    Char("currency_unit_label", "Currency Unit", translate=True, variants={"17.0": {"translate": False}}),
    Char("currency_subunit_label", "Currency Subunit", translate=True, variants={"17.0": {"translate": False}}),
    Boolean("is_current_company_currency", compute=rules.is_own_currency),
    Boolean("display_rounding_warning", compute=no),
    Char("fiscal_country_codes", readonly=False, variants={"17.0": {"readonly": True}}, compute=constant("US")),
]

MODELS = [
    Model(
        "res.country",
        "Country",
        COUNTRY,
        order="name",
        names_search=["name", "code"],
        prepare_create=rules.upper_code,
        prepare_write=rules.upper_code_write,
        sql_constraints=[
            Unique("res_country_name_uniq", ["name"], "The name of the country must be unique!"),
            Unique("res_country_code_uniq", ["code"], "The code of the country must be unique!"),
        ],
        access="r",
        groups=CREATION,
    ),
    Model(
        "res.country.state",
        "Country state",
        [
            Many2one("country_id", "res.country", required=True, index=True),
            Char("name", "State Name", required=True),
            Char("code", "State Code", required=True, help="Short code of the state in its country."),
        ],
        order="code",
        names_search=["name", "code"],
        display_name=rules.state_name,
        sql_constraints=[
            Unique(
                "res_country_state_name_code_uniq",
                ["country_id", "code"],
                "The code of the state must be unique by country!",
            )
        ],
        access="r",
        groups=CREATION,
        variants={"17.0": {"names_search": None}},
    ),
    Model(
        "res.country.group",
        "Country Group",
        [
            Char("name", required=True, translate=True),
            Char("code", series="19.0"),
            Many2many(
                "country_ids",
                "res.country",
                "Countries",
                table="res_country_res_country_group_rel",
                column1="res_country_group_id",
                column2="res_country_id",
            ),
        ],
        access="r",
        groups=CREATION,
    ),
    Model(
        "res.currency",
        "Currency",
        CURRENCY,
        order="active desc, name",
        names_search=["name", "full_name"],
        sql_constraints=[
            Unique("res_currency_unique_name", ["name"], "The currency code must be unique!"),
            Check("res_currency_rounding_gt_zero", "rounding > 0", "The rounding factor must be greater than 0!"),
        ],
        access="r",
        groups={operation: ["Settings"] for operation in "cwd"},
    ),
    Model(
        "res.currency.rate",
        "Currency Rate",
        [
            Date("name", "Date", required=True, default=rules.today, index=True),
            Float("rate", "Technical Rate", aggregator="avg"),
            Many2one("currency_id", "res.currency", required=True, readonly=True, ondelete="cascade", index=True),
            Many2one("company_id", "res.company", default=rules.main_company),
        ],
        order="name desc, id",
        names_search=["name", "rate"],
        sql_constraints=[
            Unique(
                "res_currency_rate_unique_name_per_day",
                ["name", "currency_id", "company_id"],
                "Only one currency rate per day allowed!",
            ),
            Check("res_currency_rate_currency_rate_check", "rate > 0", "The currency rate must be strictly positive."),
        ],
        access="r",
    ),
]
