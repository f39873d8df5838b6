"""Models under headings: the longest prefix wins, whole words only, and what nobody knows still finds a place."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from explorer.core.fields import Model
from explorer.work.model_groups import OTHER, group_models, title_of

TABLE = json.loads((Path(__file__).resolve().parents[3] / "resources/data/model_groups.json").read_bytes())["groups"]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("res.partner", "Contacts"),
        ("res.partner.category", "Contacts"),
        ("res.partner.bank", "Invoicing"),
        ("res.country.state", "Contacts"),
        ("crm.lead", "CRM"),
        ("sale.order.line", "Sales"),
        ("purchase.order", "Purchase"),
        ("account.move", "Invoicing"),
        ("account.analytic.line", "Project"),
        ("account.analytic.account", "Invoicing"),
        ("stock.picking", "Inventory"),
        ("uom.uom", "Products"),
        ("hr.employee", "Employees"),
        ("project.task", "Project"),
        ("website.page", "Website"),
        ("discuss.channel", "Discuss"),
        ("mail.message", "Discuss"),
        ("pos.order", "Point of Sale"),
        ("mrp.bom", "Manufacturing"),
        ("base.automation", "Automation"),
        ("base.language.install", "Technical"),
        ("ir.actions.server", "Automation"),
        ("ir.model.fields", "Technical"),
        ("res.users.log", "Settings"),
        ("res.groups", "Settings"),
        ("res.company", "Settings"),
        ("x_library.book", ""),
        ("saleable.thing", ""),
        ("sale_pdf.form", ""),
    ],
)
def test_the_longest_prefix_of_whole_words_wins(name: str, title: str) -> None:
    assert title_of(name) == title


def test_headings_come_in_the_order_of_the_table_then_unknown_ones_then_other() -> None:
    names = ["zebra.stripe", "ir.model", "fleet_rental.car", "fleet_rental.contract", "sale.order", "res.partner"]
    groups = group_models(Model(name, name) for name in names)
    assert [group.title for group in groups] == ["Contacts", "Sales", "Technical", "Fleet Rental", OTHER]
    assert [model.name for model in groups[3].models] == ["fleet_rental.car", "fleet_rental.contract"]


def test_models_of_a_heading_are_sorted_by_label() -> None:
    models = (Model("res.partner.title", "title"), Model("res.partner", "Contact"), Model("res.country"))
    (group,) = group_models(models)
    assert [model.name for model in group.models] == ["res.partner", "res.country", "res.partner.title"]


def test_no_model_is_lost_and_none_stands_twice() -> None:
    names = [f"{prefix}.x{number}" for entry in TABLE for prefix in entry["prefixes"] for number in range(2)]
    names += ["a.b", "a.c", "d", "x_y.z", "_unknown", ""]
    shown = [model.name for group in group_models(Model(name) for name in names) for model in group.models]
    assert Counter(shown) == Counter(names)


def test_a_new_heading_never_repeats_one_of_the_table() -> None:
    groups = group_models([Model("sale.order"), Model("sales.plan"), Model("sales.target")])
    assert [group.title for group in groups] == ["Sales", OTHER]


def test_the_table_names_each_prefix_and_each_title_once() -> None:
    prefixes = Counter(prefix for entry in TABLE for prefix in entry["prefixes"])
    titles = Counter(entry["title"] for entry in TABLE)
    assert [name for counted in (prefixes, titles) for name, times in counted.items() if times > 1] == []
