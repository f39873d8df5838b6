"""What a cell says about a value, and that no shape of a row breaks the table."""

from __future__ import annotations

import asyncio
import json

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.core.fields import Field
from explorer.core.records import ListPage, RawPage, page_of
from explorer.ui.models import cells
from explorer.ui.models.cells import MISSING, Cell, column, formatter
from explorer.ui.models.records import RecordsModel
from explorer.ui.panels.results import columns, copying

NARROW = "\u202f"


def written(value: object, field_type: str, name: str = "field") -> Cell:
    return formatter(column(name, (), Field(name, field_type)))(value)


@pytest.mark.parametrize(
    ("field_type", "value", "text", "tone"),
    [
        ("many2one", [233, "United States"], "United States", "accent"),
        ("many2one", {"id": 233, "display_name": "United States"}, "United States", "accent"),
        ("many2one", 233, "233", "accent"),
        ("many2one", [7, ""], "7", "accent"),
        ("many2one", False, "", "text"),
        ("many2many", [], "", "text"),
        ("many2many", [4], "1 record", "dim"),
        ("one2many", list(range(1243)), f"1{NARROW}243 records", "dim"),
        ("one2many", [{"id": 1}, {"id": 2}], "2 records", "dim"),
        ("char", False, "", "text"),
        ("char", "a\nb\tc\r\n d", "a b c d", "text"),
        ("char", MISSING, "", "text"),
        ("char", None, "null", "dim"),
        ("integer", 0, "0", "text"),
        ("integer", 12345, "12345", "text"),
        ("float", 1234567.25, f"1{NARROW}234{NARROW}567.25", "text"),
        ("monetary", -1990.0, f"-1{NARROW}990.0", "text"),
        ("float", 1e22, "1e+22", "text"),
        ("date", "2026-03-02", "2026-03-02", "dim"),
        ("datetime", "2026-03-02 09:14:07", "2026-03-02 09:14", "dim"),
        ("html", "<style>p{color:red}</style><p>One&nbsp;&amp; <b>two</b></p><br/>three", "One & two three", "text"),
        ("html", "<p>cut in <b", "cut in", "text"),
        ("binary", "12.5 Kb", "12.5 Kb", "dim"),
        ("binary", "QUJD" * 1000, "3.0 kB", "dim"),
        ("reference", "res.partner,14", "res.partner,14", "accent"),
        ("selection", "draft", "draft", "text"),
        ("json", {"a": [1, True, None]}, '{"a":[1,true,null]}', "text"),
        ("properties", [{"name": "x"}], '[{"name":"x"}]', "text"),
        ("unknown", [[1, 2], {"a": 1}], '[[1,2],{"a":1}]', "text"),
    ],
)
def test_a_value_is_written_by_its_type(field_type: str, value: object, text: str, tone: str) -> None:
    cell = written(value, field_type)
    assert (cell.text, cell.tone) == (text, tone)


def test_numbers_stand_at_the_right_and_the_id_in_fixed_type() -> None:
    assert written(5, "integer").right
    assert written(5.5, "monetary").right
    assert not written("5", "char").right
    cell = written(14, "integer", "id")
    assert (cell.text, cell.right, cell.fixed) == ("14", True, True)


def test_false_is_a_fact_in_a_boolean_column_only() -> None:
    assert written(False, "boolean").check is False
    assert written(True, "boolean").check is True
    assert written(False, "boolean").spoken == "false"
    assert written(False, "char").check is None


@pytest.mark.parametrize(
    ("values", "guess"),
    [
        ([False, True, False], "boolean"),
        ([False, False], "unknown"),
        ([False, "a"], "char"),
        ([[1, "x"], False], "many2one"),
        ([[1, 2, 3], []], "many2many"),
        ([1, 2.5], "float"),
        ([1, "x"], "unknown"),
        (["2026-01-02 10:00:00"], "datetime"),
        (["2026-01-02"], "date"),
        ([{"a": 1}, []], "json"),
    ],
)
def test_the_type_is_told_from_the_values_where_no_schema_does(values: list[object], guess: str) -> None:
    assert column("field", values).type == ("" if guess == "unknown" else guess)


def test_text_is_cut_before_it_costs_a_paint() -> None:
    assert len(written("x" * 5_000_000, "char").text) == cells.LONGEST + 1
    assert len(written({"a": "y" * 100_000}, "json").text) == cells.LONGEST + 1
    assert len(written("<p>" + "z" * 1_000_000, "html").text) == cells.LONGEST + 1


def test_tool_tips_say_what_a_cell_does_not() -> None:
    country = column("country_id", (), Field("country_id", "many2one", relation="res.country"))
    assert cells.details(country, [233, "United States"]) == "res.country, id 233"
    tags = column("category_id", (), Field("category_id", "many2many", relation="res.partner.category"))
    assert cells.details(tags, [3, 7]) == "res.partner.category, ids 3, 7"
    state = column("state", (), Field("state", "selection", selection=(("draft", "Quotation"),)))
    assert cells.details(state, "draft") == "Quotation"


MET = Field("met", "datetime", "Met")


def test_times_stand_in_the_zone_of_the_call_and_their_tool_tip_has_what_came() -> None:
    met = column("met", (), MET, "Europe/Brussels")
    assert formatter(met)("2026-03-02 09:14:07") == Cell("2026-03-02 10:14", "dim")
    assert formatter(met)("2026-06-30 22:30:00").text == "2026-07-01 00:30"
    assert cells.details(met, "2026-03-02 09:14:07") == (
        "2026-03-02 10:14 Brussels\n2026-03-02 09:14:07 UTC on the wire"
    )
    assert formatter(met)(False).text == ""
    assert formatter(met)("soon").text == "soon"
    assert cells.details(met, "soon") == "soon"


@pytest.mark.parametrize("zone", ["", "UTC", "Mars/Olympus"])
def test_times_without_a_zone_are_utc_and_say_so(zone: str) -> None:
    met = column("met", (), MET, zone)
    assert formatter(met)("2026-03-02 09:14:07").text == "2026-03-02 09:14"
    assert cells.details(met, "2026-03-02 09:14:07") == "2026-03-02 09:14:07 UTC on the wire"


def test_what_only_looks_like_a_moment_stays_as_it_came() -> None:
    guessed = column("met", ["2026-03-02 09:14:07"], zone="Europe/Brussels")
    assert formatter(guessed)("2026-03-02 09:14:07").text == "2026-03-02 09:14:07"
    day = column("day", (), Field("day", "date"), "Europe/Brussels")
    assert formatter(day)("2026-03-02").text == "2026-03-02"


# --- the table -------------------------------------------------------------------------------------------------------

ROWS = [
    {"id": 14, "name": "Azure Interior", "country_id": [233, "United States"], "is_company": True},
    {"id": 10, "name": "Deco Addict", "country_id": False, "is_company": False},
]


def raw(rows: object) -> RawPage:
    page = page_of(json.dumps(rows).encode())
    assert page is not None
    return page


@pytest.fixture
def records(qtbot: QtBot) -> RecordsModel:
    return RecordsModel()


def test_screen_readers_hear_the_field_and_its_value(records: RecordsModel) -> None:
    records.set_page(raw(ROWS), {"country_id": Field("country_id", "many2one", "Country")})
    spoken = Qt.ItemDataRole.AccessibleTextRole
    heard = [records.data(records.index(0, place), spoken) for place in range(records.columnCount())]
    assert heard == ["id: 14", "name: Azure Interior", "Country: United States", "is_company: true"]
    assert records.data(records.index(0, 2)) == "United States"
    assert records.data(records.index(0, 2), Qt.ItemDataRole.FontRole) is None
    assert records.headerData(2, Qt.Orientation.Horizontal) == "Country"


def test_labels_and_types_may_come_after_the_rows(records: RecordsModel, qtbot: QtBot) -> None:
    records.set_page(raw([{"id": 1, "active": False, "note": False}]))
    assert records.cells(0)[1].check is None
    with qtbot.waitSignals([records.headerDataChanged, records.dataChanged]):
        records.set_fields({"active": Field("active", "boolean", "Active"), "note": Field("note", "text", "Note")})
    assert [shown.label for shown in records.columns] == ["id", "Active", "Note"]
    assert records.cells(0)[1].check is False
    assert records.cells(0)[2].text == ""


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 1}, {"name": "no id"}, {}],
        [{"id": 1, "a": {"b": [{"c": []}]}}, {"id": [1, 2], "a": "text"}],
        [{}],
        [{"": 1, " ": None}],
        [{"id": "text", "a": 10**60, "b": -1.5e300}],
    ],
)
def test_odd_rows_are_shown_as_far_as_they_go(records: RecordsModel, rows: list[dict[str, object]]) -> None:
    records.set_page(raw(rows))
    assert records.rowCount() == len(rows)
    for row in range(len(rows)):
        for place in range(records.columnCount()):
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                records.data(records.index(row, place), role)
    assert records.data(records.index(len(rows), 0)) is None


def test_rows_that_are_no_records_do_not_break_the_table(records: RecordsModel) -> None:
    rows = [msgspec.Raw(b'{"id": 1}')] * 60 + [msgspec.Raw(b"5"), msgspec.Raw(b'{"id": "\xff"}'), msgspec.Raw(b"{")]
    records.set_page(RawPage(rows))
    assert [records.cells(row)[0].text for row in (59, 60, 61, 62)] == ["1", "", "", ""]
    deep = msgspec.Raw(b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}")
    records.set_page(RawPage([deep]))
    assert records.columnCount() == 0


def test_python_rows_are_a_page_too(records: RecordsModel) -> None:
    records.set_page(ListPage([{"id": 1, "blob": object(), "bytes": b"\xff"}]))
    assert records.cells(0)[0].text == "1"
    assert "object" in records.cells(0)[1].text


def test_only_rows_that_are_looked_at_are_decoded(records: RecordsModel) -> None:
    page = RawPage([msgspec.Raw(b'{"id": %d}' % number) for number in range(200_000)])
    records.set_page(page)
    assert records.rowCount() == 200_000
    assert records.cells(150_000)[0].text == "150000"
    assert len(page._decoded) < 100


def test_a_record_is_found_again_where_it_was_or_elsewhere(records: RecordsModel) -> None:
    records.set_page(raw([{"id": number} for number in (5, 6, 7)]))
    assert records.place_of(6, 1) == 1
    assert records.place_of(7, 0) == 2
    assert records.place_of(9, 0) is None
    assert records.place_of(5, 99) == 0


# --- copying ---------------------------------------------------------------------------------------------------------


def test_copied_rows_are_a_table_with_technical_names(records: RecordsModel) -> None:
    rows = [
        {"id": 1, "name": 'Tab\there "x"', "country_id": [233, "United States"], "tags": [3, 7], "ok": True, "n": 1.5},
        {"id": 2, "name": False, "country_id": False, "tags": [], "ok": False, "n": 0.0},
    ]
    records.set_page(raw(rows))
    made = asyncio.run(copying.table(records, [0, 1], records.columns))
    assert made == (
        'id\tname\tcountry_id\ttags\tok\tn\n1\t"Tab\there ""x"""\tUnited States\t3, 7\ttrue\t1.5\n2\t\t\t\tfalse\t0.0\n'
    )


def test_copied_times_are_those_of_the_wire(records: RecordsModel) -> None:
    records.set_page(raw([{"id": 1, "met": "2026-03-02 09:14:07"}]), {"met": MET}, "Europe/Brussels")
    assert records.cells(0)[1].text == "2026-03-02 10:14"
    assert asyncio.run(copying.table(records, [0], records.columns)) == "id\tmet\n1\t2026-03-02 09:14:07\n"


# --- columns ---------------------------------------------------------------------------------------------------------


def test_room_left_over_goes_to_texts_and_not_without_end() -> None:
    assert columns.fitted([50, 100, 100], [False, True, False], 300) == [50, 150, 100]
    assert columns.fitted([50, 100, 200], [False, True, True], 390) == [50, 113, 227]
    assert columns.fitted([50, 100], [False, True], 1000) == [50, 160]
    assert columns.fitted([50, 100], [False, False], 1000) == [50, 100]


def test_wide_texts_give_way_before_the_table_scrolls() -> None:
    assert columns.fitted([50, 400, 100], [False, True, True], 450) == [50, 300, 100]
    assert columns.fitted([50, 400, 380, 100], [False, True, True, True], 650) == [50, 250, 250, 100]
    assert columns.fitted([50, 400, 380, 100], [False, True, True, True], 300) == [50, 240, 240, 100]
    assert columns.fitted([50, 380, 400], [False, True, True], 370) == [50, 160, 160]
    assert columns.fitted([400, 100], [False, True], 300) == [400, 100]


def test_a_new_field_stands_beside_its_neighbour() -> None:
    assert columns.ordered(["id", "a", "b", "c"], ["c", "id", "gone", "a"]) == ["c", "id", "a", "b"]
    assert columns.ordered(["id", "a"], []) == ["id", "a"]
