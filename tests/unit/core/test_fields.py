"""Fields as ``fields_get`` describes them."""

from __future__ import annotations

from explorer.core.fields import Field


def test_a_relation() -> None:
    attributes = {
        "type": "many2one", "string": "Country", "relation": "res.country", "required": True, "store": True,
        "searchable": True, "sortable": True, "readonly": False, "change_default": False,
    }  # fmt: skip
    field = Field.from_attributes("country_id", attributes)
    assert (field.name, field.type, field.label, field.relation) == ("country_id", "many2one", "Country", "res.country")
    assert field.required
    assert field.is_relation
    assert field.attributes["change_default"] is False


def test_what_a_server_leaves_out_gets_odoos_default() -> None:
    field = Field.from_attributes("x", {})
    assert field == Field("x", "unknown")
    assert field.store
    assert field.searchable
    assert not field.required
    assert not field.is_relation


def test_values_of_another_type_do_no_harm() -> None:
    field = Field.from_attributes("x", {"type": None, "string": False, "relation": False, "store": "yes", "help": 1})
    assert (field.type, field.label, field.relation, field.store, field.help) == ("unknown", "", None, True, "")


def test_a_selection_is_pairs_of_texts() -> None:
    field = Field.from_attributes("state", {"type": "selection", "selection": [["draft", "Draft"], [1, "One"], "odd"]})
    assert field.selection == (("draft", "Draft"), ("1", "One"))
    assert Field.from_attributes("state", {"type": "selection", "selection": "_states"}).selection == ()


def test_a_reference_is_no_relation_to_follow() -> None:
    assert not Field.from_attributes("ref", {"type": "reference", "relation": False}).is_relation
