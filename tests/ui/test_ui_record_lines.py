"""How the inspector writes values of every type, and which lines it shows."""

from __future__ import annotations

import pytest

from explorer.core.fields import Field
from explorer.ui.models.record_lines import (
    DASH,
    Line,
    Link,
    field_lines,
    hidden_count,
    ids_of,
    order,
    record_lines,
    shown_lines,
    tag_requests,
    value_line,
)

STATES = (("draft", "Quotation"), ("sale", "Sales Order"))


def line(kind: str, value: object, relation: str | None = None, zone: str = "", **more: object) -> Line:
    field = Field("thing", kind, "Thing", relation=relation, selection=STATES if kind == "selection" else ())
    return value_line(field, value, zone, **more)  # type: ignore[arg-type]  # only names are passed on


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("char", "Azure", "Azure"),
        ("text", "one\ntwo", "one\ntwo"),
        ("integer", 0, "0"),
        ("integer", 1234567, "1234567"),
        ("float", 1234567.5, "1\u202f234\u202f567.5"),
        ("monetary", 0.0, "0.0"),
        ("boolean", True, "Yes"),
        ("boolean", False, "No"),
        ("selection", "sale", "Sales Order"),
        ("selection", "unheard", "unheard"),
        ("date", "2026-03-02", "2026-03-02"),
        ("datetime", "no moment", "no moment"),
        ("html", "<p>Hello <b>you</b> &amp; me</p>", "Hello you & me"),
        ("many2one", [233, "United States"], "United States"),
        ("many2one", [233, ""], "id 233"),
        ("many2one", 233, "id 233"),
        ("many2one", {"id": 233, "display_name": "United States"}, "United States"),
        ("one2many", [1, 2, 3], "3 records"),
        ("one2many", [1], "1 record"),
        ("reference", "res.partner,3", "res.partner,3"),
        ("json", {"a": [1, None]}, '{"a":[1,null]}'),
        ("binary", "QUJD", "3 B"),
        ("binary", "12.5 Kb", "12.5 Kb"),
        ("unknown", [[1, "x"], None], '[[1,"x"],null]'),
    ],
)
def test_values_read_as_people_say_them(kind: str, value: object, shown: str) -> None:
    made = line(kind, value, "res.country" if kind == "many2one" else "res.partner" if "2many" in kind else None)
    assert (made.value, made.empty) == (shown, False)


@pytest.mark.parametrize("kind", ["char", "many2one", "date", "selection", "binary", "html", "float", "one2many"])
@pytest.mark.parametrize("value", [False, None, "", []])
def test_what_is_not_set_is_a_dim_dash(kind: str, value: object) -> None:
    made = line(kind, value)
    assert (made.value, made.tone, made.empty, made.copied) == (DASH, "dim", True, "" if value != [] else made.copied)


def test_relations_are_links() -> None:
    assert line("many2one", [233, "United States"], "res.country").link == Link("res.country", (233,))
    assert line("one2many", [4, 5], "res.partner").link == Link("res.partner", (4, 5))
    assert line("reference", "res.partner,3").link == Link("res.partner", (3,))
    assert line("many2one", [233, "United States"]).link is None


def test_tags_show_their_names_once_all_are_known() -> None:
    names = {("res.partner.category", 3): "VIP", ("res.partner.category", 7): "Prospect"}
    assert line("many2many", [3, 7], "res.partner.category", names=names).chips == ("VIP", "Prospect")
    assert line("many2many", [3, 8], "res.partner.category", names=names).chips == ()
    assert line("many2many", [3, 8], "res.partner.category", names=names).value == "2 records"


def test_a_selection_names_its_key_beside() -> None:
    made = line("selection", "sale")
    assert (made.aside, made.copied) == ("sale", "sale")


def test_moments_are_local_with_the_wire_below() -> None:
    made = line("datetime", "2026-03-02 09:14:07")
    assert (made.value, made.aside, made.below) == ("2026-03-02 09:14", "UTC", "09:14:07 UTC on the wire")
    assert made.copied == "2026-03-02 09:14:07"
    unknown = line("datetime", "2026-03-02 09:14:07", zone="Mars/Olympus")
    assert unknown.below.endswith("This computer does not know the zone Mars/Olympus.")


def test_long_texts_are_cut_on_screen_and_whole_in_the_copy() -> None:
    made = line("text", "x" * 5000)
    assert len(made.value) < 3100
    assert made.copied == "x" * 5000


FIELDS = {
    "id": Field("id", "integer", "ID"),
    "name": Field("name", "char", "Name"),
    "email": Field("email", "char", "Email"),
    "phone": Field("phone", "char", "Phone"),
    "active": Field("active", "boolean", "Active"),
}
VALUES = {"id": 14, "email": False, "name": "Azure", "active": False, "phone": False, "x_new": 3}


def test_fields_of_the_call_come_first_then_the_others() -> None:
    lines = record_lines(VALUES, ("id", "email", "name"), FIELDS)
    assert [made.name for made in lines] == ["email", "name", "phone", "active", "x_new", "id"]
    assert [made.asked for made in lines] == [True, True, False, False, False, False]


def test_what_people_look_for_comes_before_counters_and_bookkeeping() -> None:
    fields = [
        Field("create_uid", "many2one", "Created by", relation="res.users"),
        Field("message_bounce", "integer", "Bounce"),
        Field("supplier_invoice_count", "integer", "# Vendor Bills", store=False),
        Field("contact_address", "char", "Complete Address", store=False),
        Field("child_ids", "one2many", "Children", relation="res.partner"),
        Field("employee", "boolean", "Employee"),
        Field("color", "integer", "Color Index"),
        Field("zip", "char", "Zip"),
        Field("date", "date", "Date"),
        Field("street", "char", "Street"),
        Field("company_id", "many2one", "Company", relation="res.company"),
        *(Field(f"x_{number}", "char", "Required too", required=True) for number in range(4)),
        Field("autopost_bills", "selection", "Auto-post bills", required=True),
        Field("user_id", "many2one", "Salesperson", relation="res.users"),
        Field("email", "char", "Email"),
        Field("name", "char", "Name"),
        Field("display_name", "char", "Display Name", store=False),
    ]
    expected = "display_name name email user_id company_id x_0 x_1 x_2 x_3 autopost_bills date street zip color"
    expected += " employee child_ids contact_address supplier_invoice_count message_bounce create_uid"
    assert [field.name for field in order(fields, fields)] == expected.split()


def test_empty_ones_are_hidden_unless_the_call_asked_for_them() -> None:
    lines = record_lines(VALUES, ("name", "email"), FIELDS)
    assert [made.name for made in shown_lines(lines, "", empty=False)] == ["name", "email", "active", "x_new", "id"]
    assert hidden_count(lines) == 1
    assert [made.name for made in shown_lines(lines, "", empty=True)][2:4] == ["phone", "active"]


@pytest.mark.parametrize(("words", "names"), [("pho", ["phone"]), ("x new", ["x_new"]), ("xnew", ["x_new"]), ("q", [])])
def test_the_filter_reaches_labels_names_and_empty_fields(words: str, names: list[str]) -> None:
    lines = record_lines(VALUES, (), FIELDS)
    assert [made.name for made in shown_lines(lines, words, empty=False)] == names


def test_only_short_lists_of_tags_are_asked_by_name() -> None:
    fields = {
        "tags": Field("tags", "many2many", relation="tag"),
        "more": Field("more", "many2many", relation="tag"),
        "many": Field("many", "many2many", relation="tag"),
        "lines": Field("lines", "one2many", relation="line"),
    }
    values = {"tags": [1, 2], "more": [2, 3], "many": [7, 8, 9, 10], "lines": [5], "unknown": [6]}
    assert tag_requests(values, fields, 3) == {"tag": [1, 2, 3]}


def test_ids_of_any_form() -> None:
    assert ids_of([1, {"id": 2}, "x", True]) == (1, 2)
    assert ids_of("nothing") == ()


def test_the_facts_of_a_field() -> None:
    field = Field.from_attributes(
        "state",
        {
            "type": "selection",
            "string": "Status",
            "selection": [["draft", "Quotation"], ["sale", "Sales Order"]],
            "required": True,
            "help": "Where it stands.",
            "groupable": True,
        },
    )
    lines = {made.label: made.value for made in field_lines(field)}
    assert lines["Technical name"] == "state"
    assert lines["Type"] == "selection"
    assert lines["Help"] == "Where it stands."
    assert (lines["Required"], lines["Read-only"]) == ("Yes", "No")
    assert (lines["Quotation"], lines["Sales Order"]) == ("draft", "sale")
    assert lines["groupable"] == "true"
    assert "string" not in lines


def test_the_related_model_of_a_field_is_a_link() -> None:
    lines = field_lines(Field("partner_id", "many2one", "Customer", relation="res.partner"))
    assert [made.link for made in lines if made.link] == [Link("res.partner")]
