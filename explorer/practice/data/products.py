"""Products from the catalog: categories, attributes, templates and one variant for each combination of attributes."""

from __future__ import annotations

from itertools import product as combinations
from typing import Any, NamedTuple

from explorer.practice.data.dice import Dice, stamp
from explorer.practice.data.goods import CATEGORIES, PRODUCTS
from explorer.practice.data.partners import path_of
from explorer.practice.data.pictures import square
from explorer.practice.data.settings import PURCHASE_TAX, SALE_TAX

Row = dict[str, Any]

PRODUCT_TAGS = ("New", "Bestseller", "Sustainable", "Sale", "Custom-made")
UNIT, HOUR, DOZEN = 1, 3, 2


class Sellable(NamedTuple):
    """A variant as orders and invoices need it."""

    id: int
    name: str
    """Display name, e.g. `[DE001-B] Oak Desk (Smoked, Steel)`."""
    price: float
    cost: float
    unit: int
    service: bool
    by_delivery: bool


class Catalogue:
    """Collects categories, attributes, templates and variants; `sellables` are the active variants."""

    def __init__(self) -> None:
        self.dice = Dice(23)
        self.templates: list[Row] = []
        self.variants: list[Row] = []
        self.attributes: dict[str, int] = {}
        self.values: dict[tuple[str, str], int] = {}
        self.value_rows: list[Row] = []
        self.template_values: list[Row] = []
        self.sellables: list[Sellable] = []
        self.categories = {path.rpartition("/")[2]: place for place, path in enumerate(CATEGORIES, 1)}
        for line in PRODUCTS.splitlines():
            self.add(*line.split("|"))

    def value(self, attribute: str, name: str) -> int:
        """The id of an attribute's value, made where it is new."""
        owner = self.attributes.setdefault(attribute, len(self.attributes) + 1)
        if (attribute, name) not in self.values:
            self.values[attribute, name] = place = len(self.values) + 1
            self.value_rows.append({"id": place, "name": name, "sequence": place, "attribute_id": owner})
        return self.values[attribute, name]

    def add(self, name: str, category: str, price: str, cost: str, kind: str, attributes: str) -> None:
        """A template with its variants."""
        dice, place = self.dice, len(self.templates) + 1
        code = f"{category[:2].upper()}{place:03d}"
        made = stamp(dice.moment(545, 400))
        service = kind == "s"
        unit = HOUR if "per Hour" in name else UNIT
        row = {
            "id": place, "name": name, "active": True, "sequence": place % 20 + 1,
            "categ_id": self.categories[category],
            "list_price": float(price), "type": "service" if service else "consu",
            "detailed_type": "service" if service else "consu", "is_storable": kind == "g", "uom_id": unit,
            "uom_po_id": unit,
            "sale_ok": True, "purchase_ok": not service, "invoice_policy": "delivery" if place % 9 == 0 else "order",
            "weight": 0.0 if service else round(dice.between(1, 400) / 10, 1), "volume": 0.0,
            "taxes_id": sorted(SALE_TAX.values()), "supplier_taxes_id": sorted(PURCHASE_TAX.values()),
            "product_tag_ids": [dice.between(1, len(PRODUCT_TAGS))] if dice.chance(30) else [],
            "is_favorite": dice.chance(8), "color": place % 12, "sale_delay": dice.between(0, 14), "responsible_id": 2,
            "description_sale": f"{name}, made to last." if dice.chance(20) else False,
            "create_date": made, "write_date": made, "create_uid": 2, "write_uid": 2,
        }  # fmt: skip
        if dice.chance(25):
            row["image_1920"] = row["image_128"] = square(place)
        self.templates.append(row)
        choices = [self.choices(row, text) for text in attributes.split(";") if text]
        row["has_configurable_attributes"] = bool(choices)
        chosen = list(combinations(*choices))
        for nth, picked in enumerate(chosen):
            own_code = f"{code}-{chr(65 + nth)}" if choices else code
            self.variant(row, own_code, picked, float(price) * int(cost) / 100)
        row["default_code"] = False if choices else code

    def choices(self, template: Row, text: str) -> list[Row]:
        """The values of one attribute of a template, as rows of the attribute's use in it."""
        attribute, _, names = text.partition(":")
        found: list[Row] = []
        for entry in names.split("/"):
            name, _, extra = entry.partition("+")
            row = {
                "id": len(self.template_values) + 1, "product_tmpl_id": template["id"],
                "product_attribute_value_id": self.value(attribute, name), "attribute_id": self.attributes[attribute],
                "price_extra": float(extra or 0), "name": name,
            }  # fmt: skip
            self.template_values.append(row)
            found.append(row)
        return found

    def variant(self, template: Row, code: str, picked: tuple[Row, ...], cost: float) -> None:
        place = len(self.variants) + 1
        extra = sum(row["price_extra"] for row in picked)
        cost = round(cost + extra * 0.5, 2)
        active = place % 41 != 0
        names = ", ".join(row["name"] for row in picked)
        shown = f"[{code}] {template['name']}" + (f" ({names})" if names else "")
        self.variants.append({
            "id": place, "product_tmpl_id": template["id"], "default_code": code, "active": active,
            "standard_price": cost,
            "barcode": f"40{place:010d}{place % 10}" if template["type"] != "service" else False,
            "product_template_attribute_value_ids": [row["id"] for row in picked],
            "combination_indices": ",".join(str(row["id"]) for row in picked) or False,
            "weight": template["weight"], "create_date": template["create_date"], "write_date": template["write_date"],
            "create_uid": 2, "write_uid": 2,
        })  # fmt: skip
        if not picked:
            template["active"] = active
        if active:
            price = round(template["list_price"] + extra, 2)
            by_delivery = template["invoice_policy"] == "delivery"
            service = template["type"] == "service"
            self.sellables.append(Sellable(place, shown, price, cost, template["uom_id"], service, by_delivery))

    def rows(self) -> dict[str, list[Row]]:
        ids = {path: place for place, path in enumerate(CATEGORIES, 1)}
        categories = [
            {
                "id": place, "name": path.rpartition("/")[2], "parent_id": ids.get(path.rpartition("/")[0], False),
                "complete_name": path.replace("/", " / "), "parent_path": path_of(ids, path),
            }
            for path, place in ids.items()
        ]  # fmt: skip
        hidden = ("name",)
        return {
            "product.category": categories,
            "product.tag": [{"id": place, "name": name} for place, name in enumerate(PRODUCT_TAGS, 1)],
            "product.attribute": [{"id": place, "name": name} for name, place in self.attributes.items()],
            "product.attribute.value": self.value_rows,
            "product.template.attribute.value": [
                {key: value for key, value in row.items() if key not in hidden} for row in self.template_values
            ],
            "product.template": self.templates,
            "product.product": self.variants,
        }
