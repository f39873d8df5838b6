"""JSON as people write it: read back exactly, placeholders without quotes, mistakes named with their place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core import jsontext
from explorer.core.call import Placeholder

NAMES = st.from_regex(r"\A[A-Za-z_$][\w.$-]{0,8}\Z")
TEXTS = st.text(max_size=12) | st.sampled_from(["{{name}}", '"', "\\", "\ue000x\ue000", "\ud800", "{{", "}}", "\u2028"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
    | st.builds(Placeholder, NAMES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def without_placeholders(value: object) -> object:
    if isinstance(value, Placeholder):
        return 0
    if isinstance(value, list):
        return [without_placeholders(item) for item in value]
    if isinstance(value, dict):
        return {key: without_placeholders(item) for key, item in value.items()}
    return value


@given(VALUES, st.integers(1, 100))
def test_what_is_written_is_read_back(value: object, width: int) -> None:
    assert jsontext.load(jsontext.dump(value, width=width)) == value
    assert jsontext.load(jsontext.compact(value)) == value


@given(VALUES)
def test_what_is_written_is_json_and_can_be_sent(value: object) -> None:
    plain = without_placeholders(value)
    text = jsontext.dump(plain)
    text.encode()
    assert json.loads(text) == plain


def test_short_values_stay_on_their_line_and_the_outermost_object_is_opened() -> None:
    value = {"domain": [["name", "=", "x"]], "limit": 3}
    assert jsontext.dump(value) == '{\n  "domain": [["name", "=", "x"]],\n  "limit": 3\n}'
    assert jsontext.dump(value, expand_top=False) == '{"domain": [["name", "=", "x"]], "limit": 3}'
    assert jsontext.dump({}) == "{}"


def test_a_long_domain_stands_one_condition_a_line() -> None:
    value = [["name", "ilike", "a" * 30], ["email", "ilike", "b" * 30], ["active", "=", True]]
    assert jsontext.dump(value).split("\n") == [
        "[",
        f'  ["name", "ilike", "{"a" * 30}"],',
        f'  ["email", "ilike", "{"b" * 30}"],',
        '  ["active", "=", true]',
        "]",
    ]


def test_placeholders_are_whole_values_or_parts_of_texts() -> None:
    assert jsontext.load('{"a": {{ name }}, "b": "{{name}}", "c": [{{x.y}}]}') == {
        "a": Placeholder("name"),
        "b": "{{name}}",
        "c": [Placeholder("x.y")],
    }


def test_a_placeholder_in_place_of_a_key_becomes_a_text() -> None:
    assert jsontext.load("{{{name}}: {{value}}}") == {"{{name}}": Placeholder("value")}


def test_a_text_that_looks_like_an_inner_mark_stays_a_text() -> None:
    assert jsontext.load('[{{a}}, "\ue000b\ue000", "\\ue001c\\uE001"]') == [
        Placeholder("a"), "\ue000b\ue000", "\ue001c\ue001",
    ]  # fmt: skip


def test_half_a_surrogate_pair_can_be_written() -> None:
    assert jsontext.compact(["\ud800", "é"]) == '["\\ud800", "é"]'


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "is empty"),
        ('{"a": 1', 1, 8, "ends too early"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": True}', 1, 7, "true, not True"),
        ('{"a": None}', 1, 7, "null, not None"),
        ("[1, 2,]", 1, 7, "comma too many"),
        ("[1 2]", 1, 4, "comma is missing"),
        ('{"a" 1}', 1, 6, "colon is missing"),
        ("[1] 2", 1, 5, "left over"),
        ('["a\nb"]', 1, 4, "\\n or \\t"),
        ('["abc', 1, 2, "never closed"),
        ("{a: 1}", 1, 2, "name in double quotes"),
        ("[oops]", 1, 2, "value is expected"),
        ('{\n  "a": {{x}},\n  "b": {{y}} 1\n}', 3, 14, "comma is missing"),
        ("{{a b}}", 1, 2, "name in double quotes"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(jsontext.JsonTextError) as caught:
        jsontext.load(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in caught.value.message


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 200 + "{{a}}" + "]" * 200, '{"a":' * 300 + "1" + "}" * 300])
def test_what_is_nested_too_deeply_is_refused_in_words(text: str) -> None:
    with pytest.raises(jsontext.JsonTextError):
        jsontext.load(text)


def test_what_may_be_read_can_be_written() -> None:
    deep = jsontext.load("[" * 150 + "]" * 150)
    assert jsontext.load(jsontext.dump(deep, width=1)) == deep


def problem_of(text: str) -> jsontext.JsonTextError | None:
    try:
        jsontext.load(text)
    except jsontext.JsonTextError as problem:
        return problem
    return None


@given(st.text() | st.text(alphabet='{}[]",:a1 \n'))
def test_any_text_is_read_or_refused_inside_itself(text: str) -> None:
    problem = problem_of(text)
    if problem is not None:
        assert problem.message.endswith((".", "{."))
        assert 0 <= problem.position <= len(text)
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.column >= 1


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ('{"a": "NaN 1e999",\n "b": 1e400}', 2, 7, "The number 1e400 is too large."),
        ("[1, -Infinity]", 1, 5, "JSON has no -Infinity."),
        ("[NaN]", 1, 2, "JSON has no NaN."),
        ("[" + "9" * 5000 + "]", 1, 2, "The number 99999999999999999999… is too large."),
    ],
)
def test_numbers_that_cannot_be_kept_are_named_at_their_place(text: str, line: int, column: int, sentence: str) -> None:
    with pytest.raises(jsontext.JsonTextError) as problem:
        jsontext.load(text)
    assert (problem.value.line, problem.value.column, problem.value.message) == (line, column, sentence)
