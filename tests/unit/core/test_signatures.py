"""Positional arguments become named ones and back, by the series of the server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.call import Call, Placeholder
from explorer.core.fields import Method, Parameter
from explorer.core.signatures import (
    ArgumentMismatch,
    SignatureUnknown,
    as_ids,
    from_method,
    lifetime,
    methods,
    signature,
    to_named,
    to_positional,
)

DOC = Path(__file__).resolve().parents[3] / ".." / "shared" / "recordings" / "19.0" / "269-doc-bearer-model.json"


def text(method: str, series: str, model: str | None = None) -> str:
    known = signature(method, series, model)
    return known.text() if known else "unknown"


@pytest.mark.parametrize(
    ("method", "series", "wanted"),
    [
        ("search", "15.0", "search(args, offset=0, limit=None, order=None, count=False)"),
        ("search", "16.0", "search(domain, offset=0, limit=None, order=None, count=False)"),
        ("search", "17.0-20240709", "search(domain, offset=0, limit=None, order=None)"),
        ("name_search", "18.0", "name_search(name='', args=None, operator='ilike', limit=100)"),
        ("name_search", "20.0", "name_search(name='', domain=None, operator='ilike', limit=100)"),
        ("default_get", "17.0", "default_get(fields_list)"),
        ("default_get", "19.0", "default_get(fields)"),
        ("has_access", "17.0", "unknown"),
        ("has_access", "18.0", "has_access(operation)"),
        ("name_get", "18.0", "unknown"),
        ("read_group", "20.0", "unknown"),
        ("formatted_read_group", "17.0", "unknown"),
        ("web_read", "17.0", "web_read(specification)"),
        ("web_read", "16.0", "unknown"),
        ("x_custom", "19.0", "unknown"),
        ("unlink", "", "unlink()"),
        ("search_panel_select_range", "19.0", "search_panel_select_range(field_name, **kwargs)"),
        ("message_mail_with_source", "16.0", "unknown"),
    ],
)
def test_the_names_of_each_series(method: str, series: str, wanted: str) -> None:
    assert text(method, series) == wanted


def test_a_form_of_one_model_goes_before_the_general_one() -> None:
    old, new = signature("has_group", "17.0", "res.users"), signature("has_group", "18.0", "res.users")
    assert old is not None
    assert new is not None
    assert (old.on_model, new.on_model) == (True, False)
    assert signature("has_group", "18.0", "res.partner") is None
    assert "context_get" in methods("res.users")


def test_a_star_stands_before_what_is_named_only() -> None:
    known = signature("formatted_read_grouping_sets", "19.0")
    assert known is not None
    assert known.text() == "formatted_read_grouping_sets(domain, grouping_sets, aggregates=(), *, order=None)"
    assert known.names == ("domain", "grouping_sets", "aggregates")
    post = signature("message_post", "17.0")
    assert post is not None
    assert post.takes_any_name
    assert post.names == ()


def test_what_is_required_and_what_is_missing() -> None:
    known = signature("create", "19.0")
    assert known is not None
    assert known.on_model
    assert known.missing(Call("m", "create")) == ("vals_list",)
    assert known.missing(Call("m", "create", args=({},))) == ()
    assert known.missing(Call("m", "create", kwargs={"vals_list": {}})) == ()


def test_positional_arguments_get_their_names() -> None:
    call = Call("res.partner", "search_read", args=([], ["name"]), kwargs={"limit": 5})
    named = to_named(call, signature("search_read", "19.0"))
    assert (named.args, named.kwargs) == ((), {"domain": [], "fields": ["name"], "limit": 5})


def test_a_call_with_names_alone_needs_no_signature() -> None:
    call = Call("x.custom", "frobnicate", (1,), (), {"a": 1})
    assert to_named(call, None) is call
    assert to_positional(Call("x.custom", "frobnicate", (1,), ("a",)), None).args == ("a",)


def test_unknown_names_say_what_to_do() -> None:
    with pytest.raises(SignatureUnknown, match=r"x\.custom\.frobnicate .*by name, or load"):
        to_named(Call("x.custom", "frobnicate", args=(1,)), None)
    with pytest.raises(SignatureUnknown, match="execute_kw"):
        to_positional(Call("x.custom", "frobnicate", kwargs={"a": 1}), None)
    assert issubclass(SignatureUnknown, ValueError)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Call("m", "unlink", (1,), ("x",)), "takes no arguments by place, and 1 is given"),
        (Call("m", "write", (1,), ({}, {})), "takes 1 argument by place"),
        (Call("m", "message_post", (1,), ("Hello",)), "takes no arguments by place"),
        (Call("m", "write", (1,), ({},), {"vals": {}}), "“vals” is given twice"),
    ],
)
def test_arguments_that_do_not_fit_are_named(call: Call, words: str) -> None:
    with pytest.raises(ArgumentMismatch, match=words):
        to_named(call, signature(call.method, "19.0"))


def test_ids_among_the_arguments_are_found() -> None:
    named = to_named(Call("m", "read", args=([1, 2], ["name"])), signature("read"))
    assert (named.ids, named.kwargs) == ((1, 2), {"fields": ["name"]})
    assert to_named(Call("m", "write", args=({"a": 1},)), signature("write")).kwargs == {"vals": {"a": 1}}


def test_gaps_are_filled_with_defaults() -> None:
    search = signature("search", "19.0")
    flat = to_positional(Call("m", "search", args=([],), kwargs={"order": "id", "x": 1}), search)
    assert (flat.args, flat.kwargs) == (([], 0, None, "id"), {"x": 1})
    group = to_positional(Call("m", "formatted_read_group", kwargs={"domain": [], "aggregates": ["__count"]}),
                          signature("formatted_read_group", "19.0"))  # fmt: skip
    assert group.args == ([], [], ["__count"])
    gap = to_positional(Call("m", "search", kwargs={"limit": 5}), search)
    assert (gap.args, gap.kwargs) == ((), {"limit": 5})


@given(
    st.lists(st.integers(), max_size=4),
    st.dictionaries(st.sampled_from(["domain", "offset", "limit", "order"]), st.integers(), max_size=4),
)
def test_named_and_back_means_the_same(args: list[int], kwargs: dict[str, int]) -> None:
    search = signature("search", "19.0")
    assert search is not None
    kwargs = {name: value for name, value in kwargs.items() if name not in search.names[: len(args)]}
    named = to_named(Call("m", "search", args=tuple(args), kwargs=kwargs), search)
    flat = to_positional(named, search)
    again = to_named(flat, search)
    defaults = {"offset": 0, "limit": None, "order": None}
    assert {**defaults, **again.kwargs} == {**defaults, **named.kwargs}
    assert not named.args


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (7, (7,)),
        ([1, 2], (1, 2)),
        ([], ()),
        (Placeholder("x"), Placeholder("x")),
        ([Placeholder("x"), 2], (Placeholder("x"), 2)),
        (True, None),
        ("7", None),
        (["7"], None),
        ([[1]], None),
        ({}, None),
        (None, None),
    ],
)
def test_what_can_be_a_recordset(value: object, ids: object) -> None:
    assert as_ids(value) == ids


def test_a_signature_from_the_servers_documentation() -> None:
    method = Method("frobnicate", (Parameter("one"), Parameter("two", required=False, default="[]")), on_model=True)
    known = from_method(method)
    assert (known.source, known.names, known.on_model) == ("doc-bearer", ("one", "two"), True)
    assert to_named(Call("m", "frobnicate", args=(1, 2)), known).kwargs == {"one": 1, "two": 2}


def test_how_long_a_method_lives() -> None:
    assert lifetime("read_group") == ("", "19.1")
    assert lifetime("has_access") == ("18.0", "")
    assert lifetime("x_custom") is None


def test_the_table_agrees_with_what_a_real_server_documents() -> None:
    if not DOC.is_file():
        pytest.skip("../shared/recordings is not beside this checkout")
    described = json.loads(DOC.read_bytes())["response"]["body"]["methods"]
    compared = 0
    for name, method in described.items():
        known = signature(name, "19.0", "res.partner")
        if known is None:
            continue
        compared += 1
        kinds = {key: value.get("kind", "POSITIONAL_OR_KEYWORD") for key, value in method["parameters"].items()}
        assert {parameter.name: parameter.kind for parameter in known.parameters} == kinds, name
        assert [parameter.name for parameter in known.parameters] == list(kinds), name
        assert known.on_model == ("model" in method.get("api", [])), name
        for parameter in known.parameters:
            if not parameter.kind.startswith("VAR_"):
                assert parameter.required == ("default" not in method["parameters"][parameter.name]), name
    assert compared > 70
