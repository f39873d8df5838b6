"""The flat index: what people type finds models and fields, whatever they leave out, best first, and not too many."""

from __future__ import annotations

import pytest

from explorer.core.fields import Model, ModelIndex
from explorer.work.schema_search import Found, SchemaIndex, squeeze

MODELS = (
    Model("account.move", "Journal Entry"),
    Model("res.country", "Country"),
    Model("res.partner", "Contact"),
    Model("sale.order", "Sales Order"),
    Model("sale.order.line", "Sales Order Line"),
)
LABELS = {
    "account.move": {"partner_id": "Partner", "country_code": "Country Code"},
    "res.country": {"name": "Country Name", "code": "Country Code"},
    "res.partner": {"country_id": "Country", "city": "City", "vat": "Número de identificação"},
    "sale.order": {"partner_id": "Customer", "partner_shipping_id": "Delivery Address"},
    "sale.order.line": {"order_id": "Order Reference"},
}


@pytest.fixture
def index() -> SchemaIndex:
    return SchemaIndex(ModelIndex(MODELS, "doc-bearer", LABELS))


def shown(found: Found) -> list[str]:
    """The hits as text: a model alone, or ``model: its fields``; a star marks one that matches itself."""
    return [
        hit.model.name + "*" * hit.direct + (": " + " ".join(hit.fields) if hit.fields else "") for hit in found.hits
    ]


def test_it_knows_what_it_searches(index: SchemaIndex) -> None:
    assert index.complete
    assert [model.name for model in MODELS if index.has_fields(model.name)] == list(LABELS)


@pytest.mark.parametrize("typed", ["sale order", "saleorder", "sale.order", "SALE_ORDER", "order sale"])
def test_models_are_found_without_punctuation_case_and_order(index: SchemaIndex, typed: str) -> None:
    assert shown(index.search(typed))[:2] == ["sale.order*", "sale.order.line*"]


@pytest.mark.parametrize("typed", ["partner_id", "partnerid", "PartnerID"])
def test_fields_are_found_by_technical_name(index: SchemaIndex, typed: str) -> None:
    assert shown(index.search(typed)) == ["account.move: partner_id", "sale.order: partner_id"]


def test_fields_are_found_by_label_and_without_accents(index: SchemaIndex) -> None:
    assert shown(index.search("delivery")) == ["sale.order: partner_shipping_id"]
    assert shown(index.search("identificacao")) == ["res.partner: vat"]
    assert shown(index.search("NÚMERO")) == ["res.partner: vat"]


def test_a_word_may_name_the_model_and_another_its_field(index: SchemaIndex) -> None:
    assert shown(index.search("contact city")) == ["res.partner: city"]
    assert shown(index.search("city res.partner")) == ["res.partner: city"]


def test_models_come_before_fields_and_whole_names_before_parts(index: SchemaIndex) -> None:
    assert shown(index.search("country")) == [
        "res.country*: name code",
        "res.partner: country_id",
        "account.move: country_code",
    ]
    assert shown(index.search("code"))[0] == "res.country: code"


def test_nothing_typed_and_nothing_found_give_nothing(index: SchemaIndex) -> None:
    assert index.search("  ._- ") == Found()
    assert index.search("giraffe") == Found()


def test_what_is_cut_is_counted(index: SchemaIndex) -> None:
    found = index.search("r", most=4)
    everything = index.search("r", most=100)
    total = sum(hit.direct + len(hit.fields) for hit in everything.hits)
    kept = sum(hit.direct + len(hit.fields) for hit in found.hits)
    assert everything.more == 0
    assert (kept, found.more) == (4, total - 4)
    assert total > 4


def test_a_server_that_hides_its_fields_is_searched_as_far_as_they_were_opened() -> None:
    index = SchemaIndex(ModelIndex(MODELS, "get_available_models"))
    assert not index.complete
    assert shown(index.search("city")) == []
    index.add_fields("res.partner", {"city": "City"})
    assert index.has_fields("res.partner")
    assert shown(index.search("city")) == ["res.partner: city"]
    index.add_fields("no.such.model", {"city": "City"})
    assert shown(index.search("city")) == ["res.partner: city"]


def test_labels_come_back(index: SchemaIndex) -> None:
    assert index.label("sale.order", "partner_id") == "Customer"
    assert index.label("sale.order", "new_field") == "new_field"
    assert index.label("no.such.model", "name") == "name"


def test_letters_of_all_scripts_are_kept() -> None:
    assert squeeze("Ärger_Über.Straße") == "argeruberstrasse"
    assert squeeze("客户 名称") == "客户名称"
