"""Users, their groups, languages."""

from __future__ import annotations

from explorer.practice.fields import Boolean, Char, Datetime, Field, Html, Integer, Many2many, Many2one, Selection, Text
from explorer.practice.model import Method, Model, Unique
from explorer.practice.models import contact_rules
from explorer.practice.models import system_rules as rules
from explorer.practice.models.formulas import constant, from_fields, length_of, no, search_values

ROLE = {operation: ["Access Rights"] for operation in "cwd"}
ADMINISTRATION = {operation: ["Administration/Access Rights"] for operation in "cwd"}

USER: list[Field] = [
    Many2one("partner_id", "res.partner", "Related Partner", required=True, index=True),
    Char("login", required=True, help="The name with which the user logs in."),
    Char("password", readonly=False, compute=no),
    Char("new_password", "Set Password", readonly=False, compute=no),
    Char("name", related="partner_id.name", readonly=False),
    Char("email", related="partner_id.email", readonly=False),
    Html("signature", "Email Signature"),
    Boolean("active", default=True),
    Boolean("active_partner", "Partner is Active", related="partner_id.active"),
    Boolean("share", "Share User", readonly=True, default=False),
    Datetime(
        "login_date",
        "Latest Login",
        variants={"17.0": {"string": "Latest authentication"}},
        store=True,
        extra={"store": False},
    ),
    Many2one("company_id", "res.company", required=True, default=rules.main_company),
    Many2many(
        "company_ids", "res.company", "Companies", table="res_company_users_rel", column1="user_id", column2="cid"
    ),
    Integer("companies_count", "Number of Companies", compute=length_of("res.users", "company_ids")),
    Char("tz_offset", "Timezone offset", compute=from_fields(["tz"], contact_rules.tz_offset, "res.users")),
    Many2many(
        "group_ids", "res.groups", "Groups", series="19.0", table="res_groups_users_rel", column1="uid", column2="gid"
    ),
    Many2many("groups_id", "res.groups", series="17.0", table="res_groups_users_rel", column1="uid", column2="gid"),
    Many2many("all_group_ids", "res.groups", "Groups and implied groups", series="19.0", compute=rules.all_groups),
    Integer("groups_count", "# Groups", compute=rules.group_count),
    Integer("accesses_count", "# Access Rights", compute=constant(0)),
    Integer("rules_count", "# Record Rules", compute=constant(0)),
    Selection(
        "role",
        [("group_user", "User"), ("group_system", "Administrator")],
        readonly=False,
        series="19.0",
        compute=rules.role,
    ),
    Selection(
        "notification_type",
        [("email", "By Emails"), ("inbox", "In Odoo")],
        "Notification",
        required=True,
        variants={"17.0": {"selection": [("email", "Handle by Emails"), ("inbox", "Handle in Odoo")]}},
        default="email",
    ),
    Boolean("tour_enabled", "Onboarding", series="19.0"),
    Selection(
        "odoobot_state",
        [
            ("not_initialized", "Not initialized"),
            ("onboarding_emoji", "Onboarding emoji"),
            ("onboarding_attachement", "Onboarding attachment"),
            ("onboarding_command", "Onboarding command"),
            ("onboarding_ping", "Onboarding ping"),
            ("onboarding_canned", "Onboarding canned"),
            ("idle", "Idle"),
            ("disabled", "Disabled"),
        ],
        "OdooBot Status",
        readonly=True,
        variants={
            "17.0": {
                "selection": [
                    ("not_initialized", "Not initialized"),
                    ("onboarding_emoji", "Onboarding emoji"),
                    ("onboarding_attachement", "Onboarding attachment"),
                    ("onboarding_command", "Onboarding command"),
                    ("onboarding_ping", "Onboarding ping"),
                    ("idle", "Idle"),
                    ("disabled", "Disabled"),
                ]
            }
        },
    ),
    Boolean("odoobot_failed", readonly=True),
    Selection(
        "manual_im_status",
        [("away", "Away"), ("busy", "Do Not Disturb"), ("offline", "Offline")],
        "IM status manually set by the user",
        series="19.0",
    ),
    Char("im_status", "IM Status", compute=constant("offline")),
    Datetime("out_of_office_from", series="19.0"),
    Datetime("out_of_office_to", series="19.0"),
    Html("out_of_office_message", "Vacation Responder", series="19.0"),
    Boolean("is_out_of_office", "Out of Office", series="19.0", compute=no),
    Boolean("totp_enabled", "Two-factor authentication", compute=no),
    Selection(
        "state",
        [("new", "Invited"), ("active", "Confirmed")],
        "Status",
        variants={"17.0": {"selection": [("new", "Never Connected"), ("active", "Confirmed")]}},
        compute=rules.login_state,
        search=search_values("res.users", rules.login_state),
    ),
    Many2one("sale_team_id", "crm.team", "User Sales Team", readonly=True),
    Integer("target_sales_won", "Won in Opportunities Target", series="17.0"),
    Integer("target_sales_done", "Activities Done Target", series="17.0"),
    Integer("target_sales_invoiced", "Invoiced in Sales Orders Target", series="17.0"),
]

MODELS = [
    Model(
        "res.users",
        "User",
        USER,
        order="name, login",
        inherits={"res.partner": "partner_id"},
        names_search=["name", "login", "email"],
        prepare_create=rules.user_defaults,
        after_change=contact_rules.after_user_change,
        before_unlink=contact_rules.forbid_own_user,
        constraints=[rules.company_allowed],
        sql_constraints=[Unique("res_users_login_key", ["login"], "You can not have two users with the same login!")],
        methods=[
            Method("has_group", rules.has_group, of_model=True, series="17.0"),
            Method("has_group", rules.has_group_of, series="19.0"),
        ],
        access="r",
        groups=ROLE,
        variants={"17.0": {"groups": ADMINISTRATION}},
    ),
    Model(
        "res.groups",
        "Access Groups",
        [
            Char("name", required=True, translate=True),
            Char("full_name", "Group Name", compute=from_fields(["name"], lambda name: name, "res.groups")),
            Text("comment", translate=True),
            Boolean("share", "Share Group"),
            Many2many(
                "users", "res.users", "Users", table="res_groups_users_rel", column1="gid", column2="uid", series="17.0"
            ),
            Many2many(
                "user_ids",
                "res.users",
                "Users",
                table="res_groups_users_rel",
                column1="gid",
                column2="uid",
                series="19.0",
            ),
        ],
        order="name",
        access="r",
        groups=ROLE,
        variants={"17.0": {"groups": ADMINISTRATION}},
    ),
    Model(
        "res.lang",
        "Languages",
        [
            Char("name", required=True),
            Char("code", "Locale Code", required=True),
            Char("iso_code", "ISO code"),
            Char("url_code", "URL Code", required=True),
            Boolean("active"),
            Selection("direction", [("ltr", "Left-to-Right"), ("rtl", "Right-to-Left")], required=True, default="ltr"),
            Char("date_format", required=True, default="%m/%d/%Y"),
            Char("time_format", required=True, default="%H:%M:%S"),
            Char("decimal_point", "Decimal Separator", required=True, default="."),
            Char("thousands_sep", "Thousands Separator", default=","),
        ],
        order="active desc,name",
        sql_constraints=[
            Unique("res_lang_name_uniq", ["name"], "The name of the language must be unique!"),
            Unique("res_lang_code_uniq", ["code"], "The code of the language must be unique!"),
        ],
        access="r",
        groups=ROLE,
        variants={"17.0": {"groups": ADMINISTRATION}},
    ),
]
