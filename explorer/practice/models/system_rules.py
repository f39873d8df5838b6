"""What Odoo works out for models, users, companies, countries and currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from explorer.practice.errors import ValidationError
from explorer.practice.model import Environment, Values

Ids = list[int]
Result = Mapping[int, object]


def main_company(env: Environment) -> object:
    """The company of the user who asks."""
    return env.rows("res.users", [env.uid], ["company_id"])[env.uid]["company_id"]


def own_user(env: Environment) -> object:
    return env.uid


def now(env: Environment) -> object:
    return env.now()


def today(env: Environment) -> object:
    return env.today()


def state_name(env: Environment, ids: Ids) -> Result:
    """`California (US)`."""
    rows = env.rows("res.country.state", ids, ["name", "country_id"])
    countries = env.rows("res.country", sorted({row["country_id"] for row in rows.values()}), ["code"])
    return {record: f"{row['name']} ({countries[row['country_id']]['code']})" for record, row in rows.items()}


def flag(code: str | bool) -> str | bool:
    return f"/base/static/img/country_flags/{str(code).lower()}.png" if code else False


def group_codes(env: Environment, ids: Ids) -> Result:
    """Codes of the country groups that a country is in; an empty code stands for none, as in Odoo 19."""
    rows = env.rows("res.country", ids, ["country_group_ids"])
    wanted = sorted({group for row in rows.values() for group in row["country_group_ids"]})
    groups = env.rows("res.country.group", wanted, ["code"]) if wanted else {}
    return {
        record: [groups[group]["code"] or "" for group in row["country_group_ids"]] or [""]
        for record, row in rows.items()
    }


def upper_code(env: Environment, values: Values) -> Values:
    """Country codes are kept in capitals."""
    values = dict(values)
    if values.get("code"):
        values["code"] = str(values["code"]).upper()
    return values


def upper_code_write(env: Environment, ids: Ids, values: Values) -> Values:
    return upper_code(env, values)


def rates(env: Environment, ids: Ids) -> dict[int, tuple[str | bool, float]]:
    """Currency -> (day, rate) of its newest rate, 1 where it has none."""
    found = env.search("res.currency.rate", [("currency_id", "in", ids)], order="name desc, id")
    result: dict[int, tuple[str | bool, float]] = dict.fromkeys(ids, (False, 1.0))
    for row in reversed(env.rows("res.currency.rate", found, ["currency_id", "name", "rate"]).values()):
        result[row["currency_id"]] = row["name"], row["rate"]
    return result


def currency_rate(env: Environment, ids: Ids) -> Result:
    return {record: rate for record, (_, rate) in rates(env, ids).items()}


def currency_inverse(env: Environment, ids: Ids) -> Result:
    return {record: round(1 / rate, 6) if rate else 0.0 for record, (_, rate) in rates(env, ids).items()}


def currency_date(env: Environment, ids: Ids) -> Result:
    return {record: day for record, (day, _) in rates(env, ids).items()}


def rate_string(env: Environment, ids: Ids) -> Result:
    """`1 USD = 0.920000 EUR`, against the currency of the user's company; empty for that currency itself."""
    company = env.rows("res.company", [int(str(main_company(env)))], ["currency_id"])
    own = next(iter(company.values()))["currency_id"]
    names = env.rows("res.currency", [*ids, own], ["name"])
    found = rates(env, ids)
    return {
        record: "" if record == own else f"1 {names[own]['name']} = {found[record][1]:.6f} {names[record]['name']}"
        for record in ids
    }


def is_own_currency(env: Environment, ids: Ids) -> Result:
    company = env.rows("res.company", [int(str(main_company(env)))], ["currency_id"])
    own = next(iter(company.values()))["currency_id"]
    return {record: record == own for record in ids}


def decimal_places(rounding: float) -> int:
    places = 0
    while 0 < rounding < 1 and places < 6 and round(rounding * 10**places) < 1:
        places += 1
    return places


def company_parents(env: Environment, ids: Ids) -> dict[int, list[int]]:
    rows = env.rows("res.company", env.search("res.company", []), ["parent_id"])
    result: dict[int, list[int]] = {}
    for record in ids:
        path: list[int] = []
        at = record
        while at in rows and at not in path:
            path.insert(0, at)
            at = rows[at]["parent_id"]
        result[record] = path
    return result


def parent_ids(env: Environment, ids: Ids) -> Result:
    return company_parents(env, ids)


def root_id(env: Environment, ids: Ids) -> Result:
    return {record: path[0] if path else record for record, path in company_parents(env, ids).items()}


def parent_path(env: Environment, ids: Ids) -> Result:
    return {record: "".join(f"{part}/" for part in path) for record, path in company_parents(env, ids).items()}


def company_of_contact(env: Environment, values: Values) -> Values:
    """A company without a contact gets one of its own name."""
    values = dict(values)
    if not values.get("partner_id") and values.get("name"):
        names = ("name", "email", "phone", "website", "vat")
        own = {name: values[name] for name in names if values.get(name)}
        values["partner_id"] = env.create("res.partner", {**own, "is_company": True})
    return values


def user_defaults(env: Environment, values: Values) -> Values:
    """A user belongs at least to the company it works in."""
    values = dict(values)
    if values.get("company_id") and not values.get("company_ids"):
        values["company_ids"] = [(6, 0, [values["company_id"]])]
    return values


def company_allowed(env: Environment, ids: Ids) -> None:
    rows = env.rows("res.users", ids, ["company_id", "company_ids", "active", "name"])
    for row in rows.values():
        if row["active"] and row["company_id"] not in row["company_ids"]:
            names = env.names("res.company", [row["company_id"], *row["company_ids"]])
            allowed = ", ".join(names[record] for record in row["company_ids"])
            raise ValidationError(
                f"Company {names[row['company_id']]} is not in the allowed companies "
                f"for user {row['name']} ({allowed})."
            )


def groups_field(env: Environment) -> str:
    return "groups_id" if env.series == "17.0" else "group_ids"


def group_count(env: Environment, ids: Ids) -> Result:
    name = groups_field(env)
    return {record: len(row[name]) for record, row in env.rows("res.users", ids, [name]).items()}


def all_groups(env: Environment, ids: Ids) -> dict[int, list[int]]:
    name = groups_field(env)
    return {record: row[name] for record, row in env.rows("res.users", ids, [name]).items()}


def role(env: Environment, ids: Ids) -> Result:
    """Administrator or user, by group 2, `Role / Administrator`."""
    groups = all_groups(env, ids)
    share = env.rows("res.users", ids, ["share"])
    return {
        record: False if share[record]["share"] else "group_system" if 2 in found else "group_user"
        for record, found in groups.items()
    }


def login_state(env: Environment, ids: Ids) -> Result:
    rows = env.rows("res.users", ids, ["login_date"])
    return {record: "active" if row["login_date"] else "new" for record, row in rows.items()}


def record_counts(env: Environment, ids: Ids) -> Result:
    """How many records each model holds, archived ones included."""
    rows = env.rows("ir.model", ids, ["model", "transient"])
    return {record: len(env.search(row["model"], [])) if not row["transient"] else 0 for record, row in rows.items()}


def model_fields_name(env: Environment, ids: Ids) -> Result:
    """`Country (res.partner)`."""
    rows = env.rows("ir.model.fields", ids, ["field_description", "model"])
    return {record: f"{row['field_description']} ({row['model']})" for record, row in rows.items()}


def selection_text(env: Environment, ids: Ids) -> Result:
    """The selection as Python text, e.g. `[('a', 'A')]`."""
    found = env.search("ir.model.fields.selection", [("field_id", "in", ids)], order="sequence, id")
    texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in env.rows("ir.model.fields.selection", found, ["field_id", "value", "name"]).values():
        texts[row["field_id"]].append((row["value"], row["name"]))
    return {record: repr(texts[record]) if record in texts else False for record in ids}


def modules_of_fields(env: Environment, ids: Ids) -> Result:
    rows = env.rows("ir.model.fields", ids, ["model_id"])
    models = env.rows("ir.model", sorted({row["model_id"] for row in rows.values()}), ["modules"])
    return {record: models[row["model_id"]]["modules"] for record, row in rows.items()}


def model_modules(env: Environment, ids: Ids) -> Result:
    """The modules that a model belongs to, as its declaration names them."""
    from explorer.practice.models import declarations

    modules = {model.name: model.modules for model in declarations()}
    return {record: modules.get(row["model"], "base") for record, row in env.rows("ir.model", ids, ["model"]).items()}


def first_currency(env: Environment) -> object:
    return next(iter(env.search("res.currency", [("active", "=", True)], order="id", limit=1)), False)


def has_group(env: Environment, group_ext_id: str) -> object:
    """Whether the user who asks is in a group, e.g. `base.group_user`. The administrator is in every one."""
    from explorer.practice.model import Model

    login = env.rows("res.users", [env.uid], ["login"])[env.uid]["login"]
    return login not in Model.groups_of or group_ext_id in Model.groups_of[login]


def has_group_of(env: Environment, ids: Ids, group_ext_id: str) -> object:
    """Whether a user is in a group, e.g. `base.group_user`. The administrator is in every one."""
    from explorer.practice.model import Model

    logins = [row["login"] for row in env.rows("res.users", ids, ["login"]).values()]
    return all(login not in Model.groups_of or group_ext_id in Model.groups_of[login] for login in logins)
