"""The neutral call: arguments are found and set where they stand."""

from __future__ import annotations

import msgspec

from explorer.core.call import Call, Placeholder

SEARCH = ("domain", "offset", "limit", "order")


def test_an_argument_is_found_by_name_or_by_place() -> None:
    call = Call("res.partner", "search", args=([], 10), kwargs={"limit": 5})
    assert call.argument("offset", SEARCH) == 10
    assert call.argument("limit", SEARCH) == 5
    assert call.argument("order", SEARCH, "name") == "name"
    assert call.argument("offset") is None


def test_a_named_argument_goes_before_a_place() -> None:
    assert Call("m", "search", args=([],), kwargs={"domain": [1]}).argument("domain", SEARCH) == [1]


def test_an_argument_is_set_where_it_stands() -> None:
    call = Call("res.partner", "search", args=([], 10), kwargs={"limit": 5})
    assert call.set_argument("offset", 20, SEARCH).args == ([], 20)
    assert call.set_argument("limit", 6, SEARCH).kwargs == {"limit": 6}
    assert call.set_argument("order", "id", SEARCH).kwargs == {"limit": 5, "order": "id"}
    assert call.args == ([], 10)


def test_an_argument_is_removed() -> None:
    call = Call("res.partner", "search", args=([], 10), kwargs={"limit": 5})
    assert call.set_argument("limit", msgspec.UNSET, SEARCH).kwargs == {}
    assert call.set_argument("offset", msgspec.UNSET, SEARCH).args == ([],)
    assert call.set_argument("domain", msgspec.UNSET, SEARCH).args == (None, 10)
    assert call.set_argument("order", msgspec.UNSET, SEARCH) == call
    assert call.with_kwargs(limit=msgspec.UNSET, order="id").kwargs == {"order": "id"}


def test_a_placeholder_prints_as_it_is_written() -> None:
    assert str(Placeholder("name")) == "{{name}}"
