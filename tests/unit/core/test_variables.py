"""``{{name}}`` in calls and texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from explorer.core.call import Call, Placeholder
from explorer.core.variables import fill, fill_text, names_in

CALL = Call(
    "{{model}}",
    "write",
    Placeholder("ids"),
    ({"name": "Dear {{name}}", "color": Placeholder("color")},),
    {"note": ["{{name}}", {"{{key}}": 1}]},
    {"lang": Placeholder("lang")},
)
NAME = st.from_regex(r"[A-Za-z_$][A-Za-z0-9_$-]{0,6}", fullmatch=True)


def test_all_names_are_found_once_in_the_order_of_reading() -> None:
    assert names_in(CALL) == ("model", "ids", "name", "color", "key", "lang")
    assert names_in([1, None, "x"]) == ()


def test_a_whole_value_keeps_its_type_and_a_part_of_a_text_becomes_text() -> None:
    values = {"model": "res.partner", "ids": [1, 2], "name": 7, "color": 3, "key": "k", "lang": "fr_FR"}
    assert fill(CALL, values) == Call(
        "res.partner",
        "write",
        (1, 2),
        ({"name": "Dear 7", "color": 3},),
        {"note": ["7", {"k": 1}]},
        {"lang": "fr_FR"},
    )


def test_one_id_becomes_a_recordset() -> None:
    assert fill(Call("m", "read", Placeholder("id")), {"id": 7}).ids == (7,)
    assert fill(Call("m", "read", (1, Placeholder("id"))), {"id": 7}).ids == (1, 7)


def test_a_whole_context_is_filled() -> None:
    assert fill(Call("m", "read", context=Placeholder("c")), {"c": {"lang": "en_US"}}).context == {"lang": "en_US"}


def test_unknown_names_stay() -> None:
    assert fill(CALL, {}) == CALL
    assert fill_text("{{a}} {{b}}", {"b": 1}) == "{{a}} 1"


def test_a_template_of_odoo_is_no_placeholder() -> None:
    assert names_in({"subject": "{{ object.name }} and {{object.ref}}"}) == ()
    assert fill_text("{{ object.name }}", {"object.name": "x"}) == "{{ object.name }}"


@given(st.dictionaries(NAME, st.text(alphabet="xyz ", max_size=5), max_size=4))
def test_a_text_is_filled_name_by_name(values: dict[str, str]) -> None:
    text = " ".join("{{" + name + "}}" for name in values)
    assert fill_text(text, values) == " ".join(values.values())
    assert names_in(text) == tuple(values)
