"""What Odoo works out for products: names with codes and attributes, prices of variants, counts, sales."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.practice.model import Environment, Values
from explorer.practice.models.formulas import no_loop, path_of

Ids = list[int]
Result = Mapping[int, object]

no_category_loop = no_loop("product.category", "You cannot create recursive categories.")


category_name = path_of("product.category", " / ", "name")
category_ids = path_of("product.category", "/", "id")


def category_path(env: Environment, ids: Ids) -> Result:
    """Ids from the topmost category down, e.g. `1/4/9/`."""
    return {record: f"{path}/" for record, path in category_ids(env, ids).items()}


def first_category(env: Environment) -> object:
    return next(iter(env.search("product.category", [], order="id", limit=1)), False)


def products_in_category(env: Environment, ids: Ids) -> Result:
    """Templates of the category and of those below it."""
    result: dict[int, object] = {}
    for record in ids:
        result[record] = len(env.search("product.template", [("categ_id", "child_of", record), ("active", "=", True)]))
    return result


def with_code(code: str | bool, name: str | bool) -> str:
    return f"[{code}] {name}" if code else str(name or "")


def template_display_name(env: Environment, ids: Ids) -> Result:
    rows = env.rows("product.template", ids, ["default_code", "name"])
    return {record: with_code(row["default_code"], row["name"]) for record, row in rows.items()}


def variant_display_name(env: Environment, ids: Ids) -> Result:
    """`[code] Name (Attribute, Attribute)`."""
    rows = env.rows("product.product", ids, ["default_code", "product_tmpl_id", "product_template_attribute_value_ids"])
    templates = env.rows("product.template", sorted({r["product_tmpl_id"] for r in rows.values()}), ["name"])
    wanted = sorted({value for row in rows.values() for value in row["product_template_attribute_value_ids"]})
    values = env.rows("product.template.attribute.value", wanted, ["name"]) if wanted else {}
    result: dict[int, object] = {}
    for record, row in rows.items():
        name = str(templates[row["product_tmpl_id"]]["name"] or "")
        attributes = [str(values[value]["name"]) for value in row["product_template_attribute_value_ids"]]
        if attributes:
            name = f"{name} ({', '.join(attributes)})"
        result[record] = with_code(row["default_code"], name)
    return result


def price_extra(env: Environment, ids: Ids) -> Result:
    """What the attributes of the variant add to the template's price."""
    rows = env.rows("product.product", ids, ["product_template_attribute_value_ids"])
    wanted = sorted({value for row in rows.values() for value in row["product_template_attribute_value_ids"]})
    values = env.rows("product.template.attribute.value", wanted, ["price_extra"]) if wanted else {}
    return {
        record: round(sum(values[value]["price_extra"] for value in row["product_template_attribute_value_ids"]), 2)
        for record, row in rows.items()
    }


def lst_price(env: Environment, ids: Ids) -> Result:
    rows = env.rows("product.product", ids, ["list_price"])
    extras = price_extra(env, ids)
    return {record: round(row["list_price"] + float(str(extras[record])), 2) for record, row in rows.items()}


def first_variant(env: Environment, ids: Ids) -> Result:
    rows = env.rows("product.template", ids, ["product_variant_ids"])
    return {
        record: row["product_variant_ids"][0] if row["product_variant_ids"] else False for record, row in rows.items()
    }


def only_variant(env: Environment, ids: Ids, name: str) -> Result:
    """A value of the only variant; of several variants there is none."""
    variants = env.rows("product.template", ids, ["product_variant_ids"])
    only = {record: r["product_variant_ids"][0] for record, r in variants.items() if len(r["product_variant_ids"]) == 1}
    rows = env.rows("product.product", sorted(only.values()), [name]) if only else {}
    return {record: rows[only[record]][name] if record in only else False for record in ids}


def template_cost(env: Environment, ids: Ids) -> Result:
    return only_variant(env, ids, "standard_price")


def template_barcode(env: Environment, ids: Ids) -> Result:
    return only_variant(env, ids, "barcode")


def is_configurable(env: Environment, ids: Ids) -> Result:
    rows = env.rows("product.template", ids, ["product_variant_ids"])
    return {record: len(row["product_variant_ids"]) > 1 for record, row in rows.items()}


def variant_sales(env: Environment, ids: Ids) -> Result:
    """Quantity on confirmed orders."""
    domain = [("product_id", "in", ids), ("state", "=", "sale")]
    lines = env.rows("sale.order.line", env.search("sale.order.line", domain), ["product_id", "product_uom_qty"])
    result = dict.fromkeys(ids, 0.0)
    for line in lines.values():
        result[line["product_id"]] += line["product_uom_qty"]
    return result


def template_sales(env: Environment, ids: Ids) -> Result:
    rows = env.rows("product.template", ids, ["product_variant_ids"])
    sold = variant_sales(env, sorted({variant for row in rows.values() for variant in row["product_variant_ids"]}))
    return {record: sum(float(str(sold[v])) for v in row["product_variant_ids"]) for record, row in rows.items()}


def variant_stock(env: Environment, ids: Ids) -> Result:
    """What lies in stock. The practice server keeps no stock moves: services have none, goods a fixed quantity."""
    rows = env.rows("product.product", ids, ["type"])
    return {record: 0.0 if row["type"] == "service" else float(record * 7 % 60) for record, row in rows.items()}


def template_stock(env: Environment, ids: Ids) -> Result:
    rows = env.rows("product.template", ids, ["product_variant_ids"])
    stock = variant_stock(env, sorted({variant for row in rows.values() for variant in row["product_variant_ids"]}))
    return {record: sum(float(str(stock[v])) for v in row["product_variant_ids"]) for record, row in rows.items()}


SHARED = ("default_code", "barcode", "standard_price")
"""Fields of a template that stand in its only variant."""


def prepare_template_write(env: Environment, ids: Ids, values: Values) -> Values:
    """Code, barcode and cost written on a template go to its only variant."""
    shared = {name: values[name] for name in SHARED if name in values}
    if shared:
        rows = env.rows("product.template", ids, ["product_variant_ids"])
        only = [r["product_variant_ids"][0] for r in rows.values() if len(r["product_variant_ids"]) == 1]
        stale = [
            record
            for record, row in env.rows("product.product", only, list(shared)).items()
            if any(row[name] != value for name, value in shared.items())
        ]
        if stale:
            env.write("product.product", stale, shared)
    return values


def prepare_variant(env: Environment, values: Values) -> Values:
    """A variant made without a template gets one of its own, which then makes no variant for itself."""
    from explorer.practice.models.products import TEMPLATE
    from explorer.practice.models.variants import VARIANT

    if values.get("product_tmpl_id"):
        return values
    own_names = {field.name for field in VARIANT if field.related != f"product_tmpl_id.{field.name}"}
    shared = {field.name for field in TEMPLATE} - own_names
    theirs = {name: value for name, value in values.items() if name in shared}
    own = {name: value for name, value in values.items() if name not in shared}
    own["product_tmpl_id"] = env.with_context(create_product_product=True).create("product.template", theirs)
    return own


def after_template_change(env: Environment, ids: Ids) -> None:
    """A template always has a variant: without attributes exactly one."""
    if env.context.get("create_product_product"):
        return
    rows = env.rows("product.template", ids, ["product_variant_ids", "active", "default_code"])
    for record, row in rows.items():
        if not row["product_variant_ids"] and row["active"]:
            env.create("product.product", {"product_tmpl_id": record, "default_code": row["default_code"]})


def after_variant_change(env: Environment, ids: Ids) -> None:
    """The template shows the code of its only variant, and none when it has several."""
    rows = env.rows("product.product", ids, ["product_tmpl_id"])
    templates = sorted({row["product_tmpl_id"] for row in rows.values()})
    codes = only_variant(env, templates, "default_code")
    for record, row in env.rows("product.template", templates, ["default_code"]).items():
        if row["default_code"] != codes[record]:
            env.write("product.template", [record], {"default_code": codes[record]})


def after_variant_unlink(env: Environment, rows: list[Values]) -> None:
    """A template goes with its last variant."""
    templates = sorted({row["product_tmpl_id"] for row in rows})
    left = env.rows("product.template", templates, ["product_variant_ids"])
    empty = [record for record, row in left.items() if not row["product_variant_ids"]]
    if empty:
        env.unlink("product.template", empty)


def after_category_change(env: Environment, ids: Ids) -> None:
    """Names and paths of the categories below follow those above."""
    below = [record for record in env.search("product.category", [("id", "child_of", ids)]) if record not in set(ids)]
    if below:
        env.recompute("product.category", below)
