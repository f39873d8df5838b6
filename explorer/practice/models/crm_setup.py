"""What leads are sorted by: stages, teams, tags, reasons, campaigns."""

from __future__ import annotations

from explorer.practice.fields import Boolean, Char, Field, Float, Integer, Many2many, Many2one, Text
from explorer.practice.model import Model, Unique
from explorer.practice.models import crm_rules as rules
from explorer.practice.models.system_rules import main_company

ADMINISTRATION = {operation: ["Sales/Administrator"] for operation in "cwd"}

STAGE: list[Field] = [
    Char("name", "Stage Name", required=True, translate=True),
    Integer("sequence", aggregator=False, default=1),
    Boolean("is_won", "Is Won Stage?"),
    Integer("rotting_threshold_days", "Days to rot", series="19.0"),
    Text("requirements"),
    Many2one("team_id", "crm.team", "Sales Team", series="17.0"),
    Many2many("team_ids", "crm.team", "Sales Teams", series="19.0"),
    Boolean("fold", "Folded in Pipeline", help="Shown folded in the pipeline."),
    Integer("team_count", "team_count", compute=rules.team_count),
    Integer("color", series="19.0"),
]

MODELS = [
    Model(
        "crm.stage",
        "CRM Stages",
        STAGE,
        order="sequence, name, id",
        before_unlink=rules.forbid_stage_in_use,
        access="r",
        groups=ADMINISTRATION,
        modules="crm",
    ),
    Model(
        "crm.team",
        "Sales Team",
        [
            Char("name", "Sales Team", required=True, translate=True),
            Integer("sequence", default=10),
            Boolean("active", default=True),
            Many2one("company_id", "res.company", default=main_company),
            Many2one("currency_id", "res.currency", related="company_id.currency_id"),
            Many2one("user_id", "res.users", "Team Leader"),
            Many2many("member_ids", "res.users", "Salespersons", table="crm_team_member_rel"),
            Integer("color", "Color Index"),
            Boolean("use_leads", "Leads"),
            Boolean("use_opportunities", "Pipeline", default=True),
            Float("invoiced_target", "Invoicing Target"),
            Integer("lead_all_count", "# Leads/Opps", compute=rules.team_leads),
        ],
        order="sequence ASC, create_date DESC, id DESC",
        access="r",
        groups=ADMINISTRATION,
        modules="sales_team, crm, sale",
    ),
    Model(
        "crm.tag",
        "CRM Tag",
        [Char("name", "Tag Name", required=True, translate=True), Integer("color", aggregator=False)],
        sql_constraints=[Unique("crm_tag_name_uniq", ["name"], "Tag name already exists!")],
        modules="sales_team",
    ),
    Model(
        "crm.lost.reason",
        "Opp. Lost Reason",
        [Char("name", "Description", required=True, translate=True), Boolean("active", default=True)],
        access="r",
        groups=ADMINISTRATION,
        modules="crm",
    ),
    Model(
        "utm.campaign",
        "UTM Campaign",
        [
            Char("name", "Campaign Identifier", required=True),
            Char("title", "Campaign Name", required=True, translate=True),
            Boolean("active", default=True),
            Many2one("user_id", "res.users", "Responsible"),
            Integer("color", "Color Index"),
        ],
        rec_name="title",
        sql_constraints=[Unique("utm_campaign_unique_name", ["name"], "The name must be unique")],
        modules="utm",
    ),
    Model(
        "utm.medium",
        "UTM Medium",
        [Char("name", "Medium Name", required=True), Boolean("active", default=True)],
        order="name",
        sql_constraints=[Unique("utm_medium_unique_name", ["name"], "The name must be unique")],
        modules="utm",
    ),
    Model(
        "utm.source",
        "UTM Source",
        [Char("name", "Source Name", required=True)],
        sql_constraints=[Unique("utm_source_unique_name", ["name"], "The name must be unique")],
        modules="utm",
    ),
]
