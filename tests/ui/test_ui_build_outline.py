"""The lines that a domain is drawn as, and what moving, wrapping and removing them does to it; no window."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.core.domain.parse import parse_list
from explorer.core.domain.render import to_list
from explorer.core.domain.tree import Group, Node
from explorer.ui.panels.build import changes
from explorer.ui.panels.build.order_line import descends, field_of, terms, turned
from explorer.ui.panels.build.outline import Line, Outline, grouped, outline

A, B, C = ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]
FROM, TO = ["d", ">=", "2024-01-01"], ["d", "<=", "2024-01-31"]

TYPES = {"d": ("date", ""), "lines": ("one2many", "sale.order.line"), "a": ("integer", "")}


def drawn(domain: list[Any], most: int = 200) -> tuple[Group, Outline]:
    root = grouped(parse_list(domain))
    return root, outline(root, "sale.order", lambda model, path: TYPES.get(path, ("char", "")), most=most)


def line_at(domain: list[Any], number: int) -> tuple[Group, Line]:
    root, found = drawn(domain)
    return root, found.lines[number]


def described(found: Outline) -> list[str]:
    return ["  " * line.depth + line.kind + (f" {line.shown.key}" if line.shown else "") for line in found.lines]


def test_groups_are_lines_of_their_own_above_their_conditions() -> None:
    _, found = drawn([A, "|", B, C])
    assert described(found) == ["group", "  condition =", "  group", "    condition =", "    condition ="]


def test_two_neighbouring_bounds_are_one_line() -> None:
    _, found = drawn([A, FROM, TO, B])
    assert described(found) == ["group", "  condition =", "  condition between", "  condition ="]
    assert found.conditions == 4


def test_a_sub_domain_is_a_group_on_the_related_model() -> None:
    _, found = drawn([["lines", "any", ["|", A, B]]])
    assert described(found)[1:3] == ["  condition any", "    group"]
    assert [line.model for line in found.lines] == ["sale.order"] * 2 + ["sale.order.line"] * 3
    assert found.lines[2].sub_domain


def test_constants_and_odd_parts_keep_their_place_and_their_words() -> None:
    domain = [A, [0, "=", 1], ["a", "b", "c", "d"], B]
    root, found = drawn(domain)
    assert [line.kind for line in found.lines[1:]] == ["condition", "constant", "raw", "condition"]
    assert to_list(root) == domain


def test_a_lone_condition_in_a_sub_domain_gets_a_group_and_the_domain_stays_the_same() -> None:
    domain = [["lines", "any", [A]]]
    root, found = drawn(domain)
    assert [line.path for line in found.lines] == [(), (0,), (0, 0), (0, 0, 0)]
    assert to_list(root) == domain


def test_of_very_many_conditions_the_first_are_drawn_and_all_counted() -> None:
    _, found = drawn([["a", "=", number] for number in range(7)], most=3)
    assert found.cut
    assert found.conditions == 7
    assert [line.kind for line in found.lines] == ["group", "condition", "condition", "condition"]


def test_unchanged_branches_are_the_same_nodes_again() -> None:
    root = parse_list([A, "|", B, C])
    assert grouped(root) is root


def moved(domain: list[Any], number: int, step: int) -> list[object] | None:
    root, line = line_at(domain, number)
    done = changes.moved(root, line, step)
    return to_list(done[0]) if done else None


@pytest.mark.parametrize(
    ("domain", "number", "step", "after"),
    [
        ([A, B], 1, 1, [B, A]),
        ([A, B], 2, -1, [B, A]),
        ([A, B], 1, -1, None),
        ([A, B], 2, 1, None),
        ([A, "|", B, C], 1, 1, ["|", "|", A, B, C]),
        (["|", B, C, A], 4, -1, ["|", "|", B, C, A]),
        ([A, "|", B, C], 3, -1, [A, B, C]),
        (["|", B, C, A], 3, 1, [B, C, A]),
        ([A, FROM, TO], 1, 1, [FROM, TO, A]),
        ([A, FROM, TO], 2, -1, [FROM, TO, A]),
        ([FROM, TO, A], 1, 1, [A, FROM, TO]),
        ([FROM, TO, A], 2, -1, [A, FROM, TO]),
        ([FROM, TO, "|", A, B], 1, 1, ["|", "|", "&", FROM, TO, A, B]),
        ([["lines", "any", [A, B]]], 3, -1, None),
        ([["lines", "any", [A, B]]], 3, 1, [["lines", "any", [B, A]]]),
    ],
)
def test_lines_move_as_the_eye_sees_them(domain: list[Any], number: int, step: int, after: list[object] | None) -> None:
    assert moved(domain, number, step) == after


def changed(change: Any, domain: list[Any], number: int) -> list[object]:
    root, line = line_at(domain, number)
    done = change(root, line)
    tree: Node = done[0] if isinstance(done, tuple) else done
    return to_list(tree)


def test_a_range_is_doubled_and_removed_whole() -> None:
    assert changed(changes.duplicated, [A, FROM, TO], 2) == [A, FROM, TO, FROM, TO]
    assert changed(changes.removed, [A, FROM, TO], 2) == [A]
    assert changed(changes.negated, [A, FROM, TO], 2) == [A, "!", "&", FROM, TO]


def test_the_last_condition_of_a_group_takes_the_group_with_it() -> None:
    root, line = line_at([A, "|", B, C], 3)
    once = grouped(changes.removed(root, line))
    assert to_list(changes.removed(once, line)) == [A]


def test_wrapping_makes_a_group_of_the_other_kind_and_changes_nothing_on_the_wire() -> None:
    root, line = line_at([A, B], 1)
    tree, path = changes.wrapped(root, line)
    assert to_list(tree) == [A, B]
    assert path == (0, 0)
    again = outline(grouped(tree), "m", lambda model, path: ("char", ""))
    assert described(again) == ["group", "  group", "    condition =", "  condition ="]


def test_a_wrapped_range_stays_one_line() -> None:
    root, line = line_at([A, FROM, TO], 2)
    tree, _ = changes.wrapped(root, line)
    assert to_list(tree) == [A, "&", FROM, TO]
    again = outline(grouped(tree), "m", lambda model, path: ("date", ""))
    assert described(again)[2:] == ["  group", "    condition between"]


def test_added_below_a_group_means_at_its_end() -> None:
    leaf = parse_list([["z", "=", 0]])
    root, head = line_at([A, "|", B, C], 2)
    tree, path = changes.added_below(root, head, leaf)
    assert to_list(tree) == [A, "|", "|", B, C, ["z", "=", 0]]
    assert path == (1, 2)


def test_the_terms_of_an_order_turn_and_keep_what_else_they_say() -> None:
    order = "name desc nulls last, id,  partner_id asc"
    assert terms(order) == ("name desc nulls last", "id", "partner_id asc")
    assert [turned(term) for term in terms(order)] == ["name nulls last", "id desc", "partner_id desc"]
    assert [descends(term) for term in terms(order)] == [True, False, False]
    assert field_of("name desc") == "name"
    assert terms(None) == ()
