"""Pages as edits of a call: pure functions."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core import signatures
from explorer.core.call import Call, Placeholder
from explorer.core.fields import Field
from explorer.work import pages

CALL = Call("res.partner", "search_read", None, (), {"domain": []})
NAME = st.from_regex(r"[a-z_]{1,8}(\.[a-z]{1,4})?", fullmatch=True)


@given(st.lists(st.tuples(NAME, st.booleans()), max_size=4))
def test_an_order_reads_back(terms: list[tuple[str, bool]]) -> None:
    assert pages.parse_order(pages.render_order(terms)) == tuple(terms)


@pytest.mark.parametrize("order", [None, False, "", 7, Placeholder("order")])
def test_what_is_no_order_has_no_terms(order: object) -> None:
    assert pages.parse_order(order) == ()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, "name"),
        ("id", "name"),
        ("name", "name desc"),
        ("name asc, id", "name desc"),
        ("name DESC", ""),
        ("id, name", "name"),
    ],
)
def test_a_click_on_a_column(order: object, expected: str) -> None:
    assert pages.sorted_by(order, "name") == expected


@pytest.mark.parametrize(
    ("limit", "offset", "rows", "before", "after"),
    [
        (80, None, 80, None, 80),
        (80, 80, 80, 0, 160),
        (80, 100, 80, 20, 180),
        (80, 20, 80, 0, 100),
        (80, 160, 3, 80, None),
        (80, 160, 0, 80, None),
        (None, None, 500, None, None),
        (0, None, 500, None, None),
        (None, 10, 5, 5, None),
        (Placeholder("x"), 0, 5, None, None),
        (True, 0, 5, None, None),
    ],
)
def test_the_pages_beside(limit: object, offset: object, rows: int, before: int | None, after: int | None) -> None:
    call = CALL.with_kwargs(limit=limit, offset=offset)
    assert (pages.next_page(call, rows, -1), pages.next_page(call, rows, 1)) == (before, after)


@pytest.mark.parametrize(
    ("limit", "offset", "rows", "total"),
    [(80, 0, 80, None), (80, 0, 79, 79), (80, 80, 3, 83), (80, 80, 0, None), (80, 0, 0, 0), (0, 0, 500, 500)],
)
def test_a_page_that_shows_its_end_tells_the_total(limit: int, offset: int, rows: int, total: int | None) -> None:
    assert pages.known_total(CALL.with_kwargs(limit=limit, offset=offset), rows) == total


def test_arguments_by_place_are_named_for_paging_alone() -> None:
    call = Call("res.partner", "search_read", None, ([], ["name"], 10, 5))
    named = pages.named(call, signatures.signature("search_read", "19.0"))
    assert named.kwargs == {"domain": [], "fields": ["name"], "offset": 10, "limit": 5}
    assert pages.next_page(named, 5, 1) == 15
    assert pages.named(call, None) == call
    too_many = msgspec.structs.replace(call, args=(1,) * 20)
    assert pages.named(too_many, signatures.signature("search_read", "19.0")) == too_many
    read = Call("res.partner", "read", (1,), (["name"],))
    assert pages.named(read, signatures.signature("read", "19.0")) == read


def test_arguments_are_set_where_they_stand() -> None:
    names = ("domain", "fields", "offset", "limit", "order")
    call = Call("res.partner", "search_read", None, ([], ["name"], 10, 5), {"order": "id"})
    changed = pages.with_arguments(call, {"offset": msgspec.UNSET, "limit": 7, "order": msgspec.UNSET}, names)
    assert changed == Call("res.partner", "search_read", None, ([], ["name"], 0, 7), {})
    assert pages.with_arguments(CALL, {"offset": msgspec.UNSET, "limit": 7}, names).kwargs == {"domain": [], "limit": 7}


def test_the_counting_call_asks_for_the_domain_wherever_it_stands() -> None:
    by_place = Call("res.partner", "search_read", None, ([["id", ">", 1]], ["name"]), {}, {"lang": "fr_FR"})
    counting = pages.counting_call(by_place)
    assert (counting.method, counting.kwargs, counting.context) == (
        "search_count",
        {"domain": [["id", ">", 1]]},
        {"lang": "fr_FR"},
    )
    assert pages.counting_call(Call("m", "search_read", None, (), {"domain": False})).kwargs == {"domain": []}


def _field(name: str, kind: str = "char", *, required: bool = False, store: bool = True) -> Field:
    return Field(name=name, type=kind, label=name, required=required, store=store)


def test_the_first_fields_are_few_stored_and_no_pictures() -> None:
    many = [_field(f"x_{number}") for number in range(20)]
    fields = (
        _field("id", "integer"),
        _field("display_name", store=False),
        _field("image_1920", "binary"),
        _field("computed", store=False),
        _field("line_ids", "one2many"),
        *many,
        _field("kind", "selection", required=True),
        _field("name"),
    )
    chosen = pages.first_fields(fields)
    assert chosen[:3] == ("display_name", "name", "kind")
    assert len(chosen) == 1 + pages.MORE_FIELDS
    assert not {"image_1920", "computed", "line_ids", "id"} & set(chosen)


def test_a_model_without_a_display_name_shows_none() -> None:
    assert pages.first_fields((_field("code"),)) == ("code",)
