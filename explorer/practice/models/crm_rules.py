"""What Odoo works out for leads: probability by stage, won and lost, contact data taken from the partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from explorer.practice.errors import UserError
from explorer.practice.model import Environment, Values

Ids = list[int]
Result = Mapping[int, object]

CONTACT = ("phone", "function", "website", "street", "street2", "zip", "city", "state_id", "country_id")


def first_stage(env: Environment) -> object:
    return next(iter(env.search("crm.stage", [("fold", "=", False)], order="sequence, id", limit=1)), False)


def prorated(revenue: float, probability: float) -> float:
    return round((revenue or 0.0) * (probability or 0.0) / 100.0, 2)


def won_status(env: Environment, ids: Ids) -> Result:
    rows = env.rows("crm.lead", ids, ["active", "probability", "stage_id"])
    stages = env.rows("crm.stage", env.search("crm.stage", []), ["is_won"])
    result: dict[int, object] = {}
    for record, row in rows.items():
        won = row["probability"] == 100 and row["stage_id"] in stages and stages[row["stage_id"]]["is_won"]
        lost = not row["active"] and row["probability"] == 0
        result[record] = "won" if won else "lost" if lost else "pending"
    return result


def duplicates(env: Environment, ids: Ids) -> dict[int, list[int]]:
    """Other leads with the same e-mail address."""
    rows = env.rows("crm.lead", ids, ["email_normalized"])
    wanted = sorted({row["email_normalized"] for row in rows.values() if row["email_normalized"]})
    others = env.rows("crm.lead", env.search("crm.lead", [("email_normalized", "in", wanted)]), ["email_normalized"])
    result: dict[int, list[int]] = {}
    for record, row in rows.items():
        mail = row["email_normalized"]
        result[record] = [
            other for other, its in others.items() if mail and its["email_normalized"] == mail and other != record
        ]
    return result


def duplicate_ids(env: Environment, ids: Ids) -> Result:
    return duplicates(env, ids)


def duplicate_count(env: Environment, ids: Ids) -> Result:
    return {record: len(others) for record, others in duplicates(env, ids).items()}


def orders_of(env: Environment, ids: Ids, states: list[str]) -> dict[int, list[Values]]:
    found = env.search("sale.order", [("opportunity_id", "in", ids), ("state", "in", states)])
    result: dict[int, list[Values]] = {record: [] for record in ids}
    for row in env.rows("sale.order", found, ["opportunity_id", "amount_untaxed"]).values():
        result[row["opportunity_id"]].append(row)
    return result


def sale_amount(env: Environment, ids: Ids) -> Result:
    return {
        record: round(sum(row["amount_untaxed"] for row in rows), 2)
        for record, rows in orders_of(env, ids, ["sale"]).items()
    }


def quotation_count(env: Environment, ids: Ids) -> Result:
    return {record: len(rows) for record, rows in orders_of(env, ids, ["draft", "sent"]).items()}


def order_count(env: Environment, ids: Ids) -> Result:
    return {record: len(rows) for record, rows in orders_of(env, ids, ["sale"]).items()}


def team_leads(env: Environment, ids: Ids) -> Result:
    rows = env.rows("crm.lead", env.search("crm.lead", [("team_id", "in", ids), ("active", "=", True)]), ["team_id"])
    counted = Counter(row["team_id"] for row in rows.values())
    return {record: counted[record] for record in ids}


def from_partner(env: Environment, values: Values) -> Values:
    """Contact data that the lead does not bring come from its partner."""
    partner = values.get("partner_id")
    if not partner:
        return values
    names = ["name", "email", "is_company", "commercial_company_name", *CONTACT]
    rows = env.rows("res.partner", [partner], names)
    if not rows:
        return values
    row = rows[partner]
    for name in CONTACT:
        if row[name] and not values.get(name):
            values[name] = row[name]
    if not values.get("email_from"):
        values["email_from"] = row["email"]
    if not values.get("partner_name"):
        values["partner_name"] = row["name"] if row["is_company"] else row["commercial_company_name"]
    if not values.get("contact_name") and not row["is_company"]:
        values["contact_name"] = row["name"]
    return values


def by_stage(env: Environment, values: Values) -> Values:
    """A move to another stage is dated; a won stage closes the lead."""
    if "stage_id" not in values:
        return values
    values.setdefault("date_last_stage_update", env.now())
    stage = values["stage_id"]
    if stage and env.rows("crm.stage", [stage], ["is_won"]).get(stage, {}).get("is_won"):
        values.update(probability=100.0, automated_probability=100.0, date_closed=env.now())
    elif values.get("probability") != 0:
        values.setdefault("date_closed", False)
    return values


def prepare_create(env: Environment, values: Values) -> Values:
    values = by_stage(env, from_partner(env, dict(values)))
    if values.get("user_id"):
        values.setdefault("date_open", env.now())
    values.setdefault("automated_probability", values.get("probability") or 0.0)
    return values


def prepare_write(env: Environment, ids: Ids, values: Values) -> Values:
    values = by_stage(env, dict(values))
    if values.get("user_id"):
        values.setdefault("date_open", env.now())
    if values.get("probability") == 100 or values.get("active") is False:
        values.setdefault("date_closed", env.now())
    return values


def action_set_won(env: Environment, ids: Ids) -> object:
    """Move the leads to the won stage, at 100 %."""
    stages = env.search("crm.stage", [("is_won", "=", True)], order="sequence, id", limit=1)
    env.write("crm.lead", ids, {"active": True, "stage_id": stages[0] if stages else False, "probability": 100.0})
    return True


def action_set_lost(env: Environment, ids: Ids, **additional_values: object) -> object:
    """Archive the leads as lost; `lost_reason_id` may come along."""
    values: Values = {"active": False, "probability": 0.0, "automated_probability": 0.0, **additional_values}
    env.write("crm.lead", ids, values)
    return True


def convert_opportunity(env: Environment, ids: Ids, partner: object = False, user_ids: object = False) -> object:
    """Turn leads into opportunities, of the given partner where one is named."""
    rows = env.rows("crm.lead", ids, ["active", "probability"])
    values: Values = {"type": "opportunity", "date_conversion": env.now()}
    if partner:
        values["partner_id"] = partner
    open_ones = [record for record, row in rows.items() if row["active"] and row["probability"] < 100]
    if open_ones:
        env.write("crm.lead", open_ones, values)
    return True


def forbid_stage_in_use(env: Environment, ids: Ids) -> None:
    if env.search("crm.lead", [("stage_id", "in", ids)], limit=1):
        names = ", ".join(env.names("crm.stage", ids).values())
        raise UserError(f"Stages that still hold leads cannot be deleted: {names}. Move the leads first.")


def company_of_user(env: Environment, ids: Ids) -> Result:
    """The lead's company, else those of its salesperson."""
    rows = env.rows("crm.lead", ids, ["company_id", "user_id"])
    users = env.rows("res.users", sorted({r["user_id"] for r in rows.values() if r["user_id"]}), ["company_ids"])
    return {
        record: [row["company_id"]]
        if row["company_id"]
        else users[row["user_id"]]["company_ids"]
        if row["user_id"]
        else []
        for record, row in rows.items()
    }


def team_count(env: Environment, ids: Ids) -> Result:
    return dict.fromkeys(ids, len(env.search("crm.team", [("active", "=", True)])))
