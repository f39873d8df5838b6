"""What the builder shows: operator menus by type and series, virtual operators, relative dates, expressions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.domain import edit, operators, relative, virtual
from explorer.core.domain.expressions import ExpressionError, Scope, evaluate, missing, problem, resolved
from explorer.core.domain.parse import parse_list, parse_text
from explorer.core.domain.render import to_list
from explorer.core.domain.tree import Expression, Group, Leaf, Node, SubDomain, Value
from explorer.core.domain.virtual import Clock, Row, Shown

NOW = datetime(2026, 3, 31, 15, 45, 12)  # noqa: DTZ001  local time, as the person's clock shows it
CLOCK = Clock(NOW, timedelta(hours=2))
TYPES = [
    *("boolean", "char", "text", "html", "selection", "integer", "float", "monetary", "date", "datetime"),
    *("many2one", "many2many", "one2many", "reference", "many2one_reference", "binary", "json", "properties"),
    *("property_tags", "property_selection", "date_part", "nonsense"),
]


def keys(field_type: str, series: str = "19.0", **more: Any) -> list[str]:
    return [choice.key for choice in operators.choices(field_type, series, **more)]


def common(field_type: str, series: str = "19.0") -> str:
    return ", ".join(choice.label for choice in operators.choices(field_type, series) if not choice.more)


def test_menus_in_words() -> None:
    assert common("boolean") == "is true, is false"
    assert common("char") == (
        "contains, does not contain, is equal to, is not equal to, is in, is not in, starts with, ends with, "
        "is set, is not set"
    )
    assert common("date").startswith(
        "is in the range, is equal to, is not equal to, is after, is on or after, is before"
    )
    assert common("many2one") == (
        "is in, is not in, contains, does not contain, is set, is not set, has any that match"
    )
    assert common("binary") == "is set, is not set"
    assert keys("binary") == ["set", "not_set"]


def test_menus_follow_the_series() -> None:
    assert "any" not in keys("many2one", "16.0")
    assert "any" in keys("many2one", "17.0")
    assert "not =like" not in keys("char", "18.0")
    assert "not =like" in keys("char", "19.0")
    assert "child_of" in keys("integer", path="partner_id.id")
    assert keys("char", current="~~")[-1] == "~~"
    assert keys("char", current="=").count("=") == 1


@pytest.mark.parametrize("field_type", TYPES)
def test_every_choice_has_words_an_editor_and_a_value_to_start_from(field_type: str) -> None:
    choices = operators.choices(field_type)
    assert choices
    assert len({choice.key for choice in choices}) == len(choices)
    for choice in choices:
        assert choice.label in operators.LABELS.values() or choice.label.startswith("is ")
        value = operators.default_value(choice.editor)
        node = virtual.build(Shown("f", choice.key, value), field_type)
        assert all(operators.has_operator(leaf.operator) for leaf in conditions(node))


def conditions(node: Node) -> list[Leaf]:
    return [child for child in edit.as_group(node).children if isinstance(child, Leaf)]


@pytest.mark.parametrize(
    ("key", "field_type", "editor"),
    [
        ("=", "integer", "number"),
        ("in", "integer", "numbers"),
        ("ilike", "integer", "text"),
        ("=", "datetime", "datetime"),
        ("between", "date", "date_range"),
        ("between", "monetary", "number_range"),
        ("in", "many2one", "records"),
        ("=", "many2one", "record"),
        ("ilike", "many2one", "text"),
        ("any", "one2many", "subdomain"),
        ("child_of", "many2one", "records"),
        ("in", "selection", "selections"),
        ("in", "char", "list"),
        ("set", "binary", "none"),
        ("=", "json", "json"),
        ("in", "property_many2many", "records"),
        ("in", "boolean", "list"),
        ("in_range", "date", "named_range"),
    ],
)
def test_editors(key: str, field_type: str, editor: str) -> None:
    assert operators.editor(key, field_type) == editor


def test_operators_by_series_and_their_opposites() -> None:
    assert operators.has_operator("<>", "14.0")
    assert not operators.has_operator("==", "18.0")
    assert operators.has_operator("==", "19.0")
    assert not operators.has_operator("ILIKE", "17.0")
    assert operators.has_operator("ILIKE", "19.0")
    assert not operators.has_operator("any!", "19.0")
    assert operators.flip("not in") == "in"
    assert operators.flip("<") is None
    assert operators.flip("=like", "18.0") is None
    assert operators.flip("=like", "19.0") == "not =like"
    assert [operators.normalise_operator(name) for name in ("<>", "==", "NOT LIKE", "Odd")] == [
        "!=", "=", "not like", "Odd",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "field_type", "domain"),
    [
        (Shown("f", "set", value=False), "char", [["f", "!=", False]]),
        (Shown("f", "not_set", value=False), "many2one", [["f", "=", False]]),
        (Shown("f", "true", value=True), "boolean", [["f", "=", True]]),
        (Shown("f", "false", value=False), "boolean", [["f", "=", False]]),
        (Shown("f", "starts_with", "abc"), "char", [["f", "=ilike", "abc%"]]),
        (Shown("f", "starts_with", "50%_\\"), "char", [["f", "=ilike", "50\\%\\_\\\\%"]]),
        (Shown("f", "ends_with", "abc"), "char", [["f", "=ilike", "%abc"]]),
        (Shown("f", "between", (1, 5)), "integer", [["f", ">=", 1], ["f", "<=", 5]]),
        (Shown("f", "between", (1, 5), negate=True), "integer", ["!", "&", ["f", ">=", 1], ["f", "<=", 5]]),
        (Shown("f", "in_range", "last_month"), "date", [["f", ">=", "today =1d -1m"], ["f", "<", "today =1d"]]),
        (Shown("f", "in_range", "past 7d"), "date", [["f", ">=", "today -7d"], ["f", "<", "today"]]),
        (Shown("f", "in_range", "next 2w"), "date", [["f", ">", "today"], ["f", "<=", "today +2w"]]),
        (Shown("f", "in_range", "next 2d"), "datetime", [["f", ">", "today +1d"], ["f", "<=", "today +3d"]]),
        (Shown("f", "in_range", "next 2m"), "datetime", [["f", ">", "today +1d"], ["f", "<=", "today +2m +1d"]]),
        (Shown("f", "ilike", "x", negate=True), "char", ["!", ["f", "ilike", "x"]]),
        (Shown("f", "=?", "x"), "char", [["f", "=?", "x"]]),
    ],
)
def test_virtual_operators_are_written_and_recognised(shown: Shown, field_type: str, domain: list[Any]) -> None:
    node = virtual.build(shown, field_type)
    assert to_list(node) == domain
    back = virtual.read(parse_list(domain), field_type)
    assert back is not None
    if shown.key == "in_range" and shown.value == "past 7d":
        assert back.value == "last_7_days"  # the same bounds, and the name comes first
    else:
        assert back == shown


@pytest.mark.parametrize("pattern", ["a%b%", "%a%", "_a%", "%", "a\\%", "", "%a_"])
def test_other_patterns_stay_patterns(pattern: str) -> None:
    shown = virtual.read(Leaf("f", "=ilike", pattern), "char")
    assert shown == Shown("f", "=ilike", pattern)


@given(st.text(alphabet="a%_\\b", min_size=1, max_size=6), st.sampled_from(["starts_with", "ends_with"]))
def test_typed_wildcards_are_taken_literally(text: str, key: str) -> None:
    node = virtual.build(Shown("f", key, text), "char")
    shown = virtual.read(node, "char")
    assert shown is not None
    assert (shown.key, shown.value) == (key, text)


def test_ranges_before_19_are_literal_dates() -> None:
    day = virtual.build(Shown("d", "in_range", "last_month"), "date", series="17.0", clock=CLOCK)
    assert to_list(day) == [["d", ">=", "2026-02-01"], ["d", "<", "2026-03-01"]]
    moment = virtual.build(Shown("d", "in_range", "today"), "datetime", series="17.0", clock=CLOCK)
    assert to_list(moment) == [["d", ">=", "2026-03-30 22:00:00"], ["d", "<", "2026-03-31 22:00:00"]]
    assert virtual.read(moment, "datetime", clock=CLOCK) == Shown("d", "in_range", "today")
    with pytest.raises(ValueError, match="today"):
        virtual.build(Shown("d", "in_range", "today"), "date", series="17.0")
    with pytest.raises(ValueError, match="no known range"):
        virtual.build(Shown("d", "in_range", "soon"), "date")


def test_rows_join_two_bounds_and_nothing_else() -> None:
    group = parse_list([
        ["a", "=", 1], ["d", ">=", 1], ["d", "<=", 5], ["d", ">=", 2], ["e", "<=", 3], "!", ["e", ">=", 1],
        ["e", "<=", 1], "|", ["a", "=", 1], ["b", "=", 2],
    ])  # fmt: skip
    assert isinstance(group, Group)
    rows = virtual.rows(group, lambda path: "integer")
    assert [(row.start, row.count, row.shown.key if row.shown else None) for row in rows] == [
        (0, 1, "="), (1, 2, "between"), (3, 1, ">="), (4, 1, "<="), (5, 1, ">="), (6, 1, "<="), (7, 1, None),
    ]  # fmt: skip
    either = edit.set_connector(group, (), "any")
    assert isinstance(either, Group)
    assert all(row.count == 1 for row in virtual.rows(either, lambda path: "integer"))


def test_a_row_is_replaced_as_a_whole() -> None:
    root = parse_list([["a", "=", 1], ["d", ">=", 1], ["d", "<=", 5]])
    assert isinstance(root, Group)
    row = virtual.rows(root, lambda path: "integer")[1]
    assert row.shown is not None
    wider = virtual.build(Shown("d", "between", (0, 9)), "integer")
    assert to_list(virtual.set_row(root, (), row, wider)) == [["a", "=", 1], ["d", ">=", 0], ["d", "<=", 9]]
    scalar = virtual.changed_key(row.shown, "=", "integer")
    assert scalar == Shown("d", "=", 1)
    assert to_list(virtual.set_row(root, (), row, virtual.build(scalar))) == [["a", "=", 1], ["d", "=", 1]]
    either = Group("|", children=(Leaf("a", "=", 1),))
    assert to_list(virtual.set_row(either, (), Row(0, 1, None), wider)) == [["d", ">=", 0], ["d", "<=", 9]]


@pytest.mark.parametrize(
    ("shown", "key", "field_type", "value"),
    [
        (Shown("f", "=", 5), "in", "integer", (5,)),
        (Shown("f", "in", (5, 6)), "=", "integer", 5),
        (Shown("f", "=", 5), "between", "integer", (5, 5)),
        (Shown("f", "=", "x"), "ilike", "char", "x"),
        (Shown("f", "ilike", "x"), "set", "char", False),
        (Shown("f", "set", value=False), "ilike", "char", ""),
        (Shown("f", "in", (3,)), "ilike", "many2one", ""),
        (Shown("f", "in", (3,)), "any", "many2one", SubDomain(Group())),
    ],
)
def test_the_value_is_kept_where_the_new_operator_can_use_it(
    shown: Shown, key: str, field_type: str, value: Value
) -> None:
    assert virtual.changed_key(shown, key, field_type).value == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-03-31"),
        ("today -1m", "2026-02-28"),
        ("today =1d -1m", "2026-02-01"),
        ("today =1m =1d", "2026-01-01"),
        ("today =monday", "2026-03-30"),
        ("today +monday", "2026-04-06"),
        ("today -tuesday", "2026-03-31"),
        ("today -wednesday", "2026-03-25"),
        ("today +1y =12m", "2027-12-31"),
        ("now", "2026-03-31 15:45:12"),
        ("-3d", "2026-03-28 15:45:12"),
        ("now +2H =30M", "2026-03-31 17:30:00"),
        ("=8H", "2026-03-31 08:00:00"),
        ("=week_start", "2026-03-30 00:00:00"),
    ],
)
def test_relative_dates(text: str, expected: str) -> None:
    assert relative.is_relative(text)
    assert str(relative.resolve(text, NOW)) == expected


@pytest.mark.parametrize("text", ["2024-01-01", "todays", "", "+3x", "now then", "yesterday"])
def test_other_text_is_not_relative(text: str) -> None:
    assert not relative.is_relative(text)


@pytest.mark.parametrize("text", ["today =2w", "today =13m", "today -9999y", "today +9999999999d", "now x"])
def test_impossible_relative_dates_are_value_errors(text: str) -> None:
    with pytest.raises(ValueError):
        relative.resolve(text, NOW)


SCOPE = Scope(
    NOW, uid=2, context={"allowed_company_ids": [3, 1], "lang": "en_US"}, utc_offset=timedelta(hours=2),
    values={"parent.partner_id": 7},
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("uid", 2),
        ("[uid, False]", (2, False)),
        ("company_id", 3),
        ("allowed_company_ids", (3, 1)),
        ("allowed_company_ids[0]", 3),
        ("context.get('lang')", "en_US"),
        ("context_today()", "2026-03-31"),
        ("context_today().strftime('%Y-%m')", "2026-03"),
        ("current_date", "2026-03-31"),
        ("time.strftime('%Y-01-01')", "2026-01-01"),
        ("(context_today() - relativedelta(months=1))", "2026-02-28"),
        ("context_today() + relativedelta(day=1, months=-1)", "2026-02-01"),
        ("(context_today() + relativedelta(weekday=0)).strftime('%Y-%m-%d')", "2026-04-06"),
        ("context_today() - datetime.timedelta(days=7)", "2026-03-24"),
        ("context_today() + relativedelta(hours=3)", "2026-03-31 03:00:00"),
        ("relativedelta(years=-1, month=1, day=1) + context_today()", "2025-01-01"),
        ("datetime.datetime.now()", "2026-03-31 15:45:12"),
        ("datetime.datetime.combine(context_today(), datetime.time(0, 0, 0)).to_utc()", "2026-03-30 22:00:00"),
        ("datetime.datetime.utcnow()", "2026-03-31 13:45:12"),
        ("parent.partner_id", 7),
        ("3 * (2 + 1) // 2", 4),
        ("1 if uid == 2 else 0", 1),
        ("uid or parent.nope", 2),
        ("not uid", False),
        ("'a' + 'b'", "ab"),
        ("(datetime.date(2024, 1, 31) - datetime.date(2024, 1, 1)) == datetime.timedelta(days=30)", True),
    ],
)
def test_expressions_with_a_value(text: str, value: Value) -> None:
    assert evaluate(text, SCOPE) == value
    assert type(evaluate(text, SCOPE)) is type(value)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("parent.other", "parent.other"),
        ("active_id", "active_id"),
        ("uid + parent.other", "parent.other"),
        ("ref('base.main_company')", "ref('base.main_company')"),
        ("context_today().__class__", "context_today().__class__"),
        ("().__class__.__bases__", "().__class__.__bases__"),
        ("__import__('os')", "__import__('os')"),
        ("[x for x in y]", "[x for x in y]"),
        ("'x' * 10 ** 9", ""),
        ("9 ** 9 ** 9", ""),
        ("1 / 0", ""),
        ("uid.nope", "uid.nope"),
        ("context_today().replace(year=0)", ""),
        ("1e308 * 10", ""),
        ("lambda: 1", "lambda: 1"),
        ("uid +", ""),
        ("relativedelta(months=1)", ""),
        ("-" * 5000 + "1", ""),
    ],
)
def test_expressions_without_a_value(text: str, needs: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, SCOPE)
    assert caught.value.needs == needs


def test_a_domain_is_resolved_where_it_can_be() -> None:
    tree = parse_text(
        "[('user_id', '=', uid), ('p', 'in', [parent.partner_id, parent.other]),"
        " ('l', 'any', [('d', '<', context_today())]), (field, '=', 1), *more]"
    )
    assert missing(tree, SCOPE) == ("parent.other", "field", "more")
    typed = Scope(NOW, uid=2, values={"parent.partner_id": 7, "parent.other": 8, "field": "f", "more": [["a", "=", 1]]})
    assert missing(tree, typed) == ()
    assert to_list(resolved(tree, typed)) == [
        ["user_id", "=", 2], ["p", "in", [7, 8]], ["l", "any", [["d", "<", "2026-03-31"]]], ["f", "=", 1],
        ["a", "=", 1],
    ]  # fmt: skip
    half = resolved(tree, SCOPE)
    assert edit.get(half, (0,)) == Leaf("user_id", "=", 2)
    assert edit.get(half, (1,)) == Leaf("p", "in", (7, Expression("parent.other")))
    whole = resolved(parse_text("domain"), Scope(NOW, values={"domain": [["a", "=", 1]]}))
    assert to_list(whole) == [["a", "=", 1]]


def test_a_typed_expression_is_checked() -> None:
    assert problem("context_today() - relativedelta(days=1)") is None
    for text in ("uid +", "uid) , (", "uid] + [1", "uid, 1", ""):
        assert "no expression" in (problem(text) or ""), text
