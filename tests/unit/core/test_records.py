"""Rows stay bytes until somebody looks at them."""

from __future__ import annotations

import json

import msgspec
import pytest

from explorer.core.records import CACHE_ROWS, ListPage, RawPage, page_of

ROWS = [{"name": "A", "id": 1}, {"name": "Zoë", "id": 2, "email": False}]


def raw_page(rows: object) -> RawPage:
    page = page_of(json.dumps(rows).encode())
    assert page is not None
    return page


def test_rows_are_decoded_one_by_one() -> None:
    page = raw_page(ROWS)
    assert len(page) == 2
    assert page.row(1) == ROWS[1]
    assert json.loads(page.raw(0)) == ROWS[0]
    with pytest.raises(IndexError):
        page.row(2)


@pytest.mark.parametrize("page", [raw_page(ROWS), ListPage(ROWS)])
def test_columns_come_in_the_order_seen_with_id_first(page: RawPage | ListPage) -> None:
    assert page.columns() == ("id", "name", "email")
    assert len(page) == 2
    assert page.row(0) == ROWS[0]


def test_no_rows_have_no_columns() -> None:
    assert raw_page([]).columns() == ()
    assert ListPage([]).columns() == ()


@pytest.mark.parametrize("text", [b"12", b"null", b"[1, 2]", b'{"length": 1, "records": []}', b"[[1]]", b"[{", b""])
def test_what_is_no_list_of_records_has_no_page(text: bytes) -> None:
    assert page_of(text) is None


def test_only_rows_on_screen_are_decoded_and_only_so_many_kept() -> None:
    # The last row is no record: it must not matter until it is looked at.
    text = b"[" + b",".join(b'{"id": %d}' % number for number in range(CACHE_ROWS + 50)) + b", 7]"
    page = page_of(msgspec.Raw(text))
    assert page is not None
    first = page.row(0)
    assert page.row(0) is first
    for number in range(1, CACHE_ROWS + 50):
        assert page.row(number) == {"id": number}
    assert page.row(0) is not first
    with pytest.raises(msgspec.ValidationError):
        page.row(len(page) - 1)


@pytest.mark.parametrize("text", [b"5", b'{"id": "\xff"}', b"{", b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", b""])
def test_a_row_that_is_no_record_raises_one_error(text: bytes) -> None:
    page = RawPage([msgspec.Raw(text)])
    with pytest.raises(msgspec.DecodeError):
        page.row(0)
    with pytest.raises(msgspec.DecodeError):
        page.columns()


@pytest.mark.parametrize(("text", "value"), [(b"1e400", float("inf")), (b'"\\ud83d"', "\ud83d")])
def test_values_that_only_python_reads_are_values(text: bytes, value: object) -> None:
    page = RawPage([msgspec.Raw(b'{"id": 1, "a": ' + text + b"}")])
    assert page.row(0) == {"id": 1, "a": value}
    assert page.columns() == ("id", "a")
