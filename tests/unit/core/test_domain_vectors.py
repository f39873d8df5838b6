"""Reading and writing domains, case by case: what the tree looks like, what comes out, what is said about mistakes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from explorer.core.call import Placeholder
from explorer.core.domain import rewrite
from explorer.core.domain.edit import simplify
from explorer.core.domain.parse import DomainError, parse_list, parse_text
from explorer.core.domain.render import RenderError, UnresolvedError, raw_text, to_json, to_list, to_python, to_value
from explorer.core.domain.tree import (
    EMPTY,
    MAX_DEPTH,
    Const,
    Expression,
    Group,
    Leaf,
    Node,
    Raw,
    SubDomain,
    connector,
    expressions,
    leaves,
    walk,
)

A, B, C = ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]
LEAF_A, LEAF_B, LEAF_C = Leaf("a", "=", 1), Leaf("b", "=", 2), Leaf("c", "=", 3)
SHARED = Path(__file__).resolve().parents[3] / ".." / "shared" / "recordings"
needs_recordings = pytest.mark.skipif(not SHARED.is_dir(), reason="the recordings are not beside this checkout")


def all_of(*children: Node, negate: bool = False) -> Group:
    return Group("&", negate, children)


def any_of(*children: Node, negate: bool = False) -> Group:
    return Group("|", negate, children)


VECTORS: list[tuple[list[Any], Node, list[Any]]] = [
    ([], EMPTY, []),
    ([A, B, C], all_of(LEAF_A, LEAF_B, LEAF_C), [A, B, C]),
    (["|", A, B, C], all_of(any_of(LEAF_A, LEAF_B), LEAF_C), ["|", A, B, C]),
    (["&", A, "&", B, C], all_of(LEAF_A, LEAF_B, LEAF_C), [A, B, C]),
    (["!", "|", A, B], any_of(LEAF_A, LEAF_B, negate=True), ["!", "|", A, B]),
    (["!", "!", A], LEAF_A, [A]),
    (["!", A, "&", "|", B, C, A], all_of(Leaf("a", "=", 1, negate=True), any_of(LEAF_B, LEAF_C), LEAF_A),
     ["!", A, "|", B, C, A]),
    (["|", "&", A, B, "!", C], any_of(all_of(LEAF_A, LEAF_B), Leaf("c", "=", 3, negate=True)),
     ["|", "&", A, B, "!", C]),
    (["|", "!", "!", "|", A, B, C], any_of(LEAF_A, LEAF_B, LEAF_C), ["|", "|", A, B, C]),
    (["!", "&", A, B, C], all_of(all_of(LEAF_A, LEAF_B, negate=True), LEAF_C), ["!", "&", A, B, C]),
    (["|", ["state", "=", "draft"], ["partner_id.country_id.code", "=", "US"]],
     any_of(Leaf("state", "=", "draft"), Leaf("partner_id.country_id.code", "=", "US")),
     ["|", ["state", "=", "draft"], ["partner_id.country_id.code", "=", "US"]]),
    ([["order_line", "any", ["|", ["qty", ">", 1], ["price", "=", 0]]]],
     Leaf("order_line", "any", SubDomain(any_of(Leaf("qty", ">", 1), Leaf("price", "=", 0)))),
     [["order_line", "any", ["|", ["qty", ">", 1], ["price", "=", 0]]]]),
    ([["line_ids", "not any", []]], Leaf("line_ids", "not any", SubDomain(EMPTY)), [["line_ids", "not any", []]]),
    ([[1, "=", 1]], Const(value=True), [[1, "=", 1]]),
    ([[0, "=", 1]], Const(value=False), [[0, "=", 1]]),
    (["!", [1, "=", 1]], Const(value=True, negate=True), ["!", [1, "=", 1]]),
    ([True, A], all_of(Const(value=True), LEAF_A), [[1, "=", 1], A]),
    ([["d", ">=", "2024-01-01"], ["d", "<=", "2024-01-31"]],
     all_of(Leaf("d", ">=", "2024-01-01"), Leaf("d", "<=", "2024-01-31")),
     [["d", ">=", "2024-01-01"], ["d", "<=", "2024-01-31"]]),
    (["!", ["amount", "<", 5]], Leaf("amount", "<", 5, negate=True), ["!", ["amount", "<", 5]]),
    (["!", ["line_ids.product_id", "=", 5]], Leaf("line_ids.product_id", "=", 5, negate=True),
     ["!", ["line_ids.product_id", "=", 5]]),
    ([["f", "=", None]], Leaf("f", "=", value=False), [["f", "=", False]]),
    ([["f", "in", [None, 3]]], Leaf("f", "in", (False, 3)), [["f", "in", [False, 3]]]),
    ([["id", "in", 1]], Leaf("id", "in", 1), [["id", "in", [1]]]),
    ([["id", "in", [2, 1, 2, "2", True, 1]]], Leaf("id", "in", (2, 1, 2, "2", True, 1)),
     [["id", "in", [2, 1, "2", True]]]),
    ([["id", "not in", []]], Leaf("id", "not in", ()), [["id", "not in", []]]),
    ([["id", "=", [1, 2]]], Leaf("id", "=", (1, 2)), [["id", "in", [1, 2]]]),
    ([["id", "=", []]], Leaf("id", "=", ()), [["id", "=", []]]),
    ([["a", "<>", 1]], Leaf("a", "<>", 1), [["a", "<>", 1]]),
    ([["a", "===", 1]], Leaf("a", "===", 1), [["a", "===", 1]]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "tree", "written"), VECTORS, ids=[json.dumps(vector[0]) for vector in VECTORS])
def test_vector(given: list[Any], tree: Node, written: list[Any]) -> None:
    assert repr(parse_list(given)) == repr(tree)
    assert repr(to_list(tree)) == repr(written)
    assert repr(parse_text(json.dumps(given))) == repr(tree)
    assert repr(parse_text(repr(given))) == repr(tree)
    assert repr(parse_list(tuple(tuple(item) if isinstance(item, list) else item for item in given))) == repr(tree)


@pytest.mark.parametrize(
    ("domain", "position", "words"),
    [
        (["&", A], (0,), '"&" at item 0 needs two conditions after it and finds only one'),
        (["!"], (0,), '"!" at item 0 needs a condition after it and finds nothing'),
        (["|"], (0,), '"|" at item 0 needs two'),
        ([A, "|", B, "&", C], (3,), '"&" at item 3'),
        (["&", "&", A, B], (0,), "at item 0"),
        ([A, ["x", "any", [B, "|"]]], (1, 2, 1), "item 1 of the sub-domain of item 1"),
    ],
)
def test_a_missing_operand_names_its_operator(domain: list[Any], position: tuple[int, ...], words: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_list(domain)
    assert caught.value.position == position
    assert words in caught.value.message
    with pytest.raises(DomainError) as caught:
        parse_text(json.dumps(domain, indent=1))
    assert caught.value.position == position
    lines = json.dumps(domain, indent=1).split("\n")
    assert caught.value.line is not None
    assert caught.value.column is not None
    assert lines[caught.value.line - 1][caught.value.column - 1 :].strip('",') in ("&", "|", "!")


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("[('a','=',1)", 1, 1, 'the bracket "[" is not closed'),
        ("[\n  ('a','=',1)\n  ('b','=',2)\n]", 2, 14, "comma"),
        ('[["a","=",1] ["b","=",2]]', 1, 13, "comma"),
        ("[('a','=','x)]", 1, 11, "quote"),
        ("[('a','=',1]", 1, 12, 'the bracket "(" is closed by "]"'),
        ("[('a','=',1)]]", 1, 14, "bracket too many"),
        ("[('a','=',1)])([('a','=',1)]", 1, 14, "bracket too many"),
        ("('a','=',1", 1, 1, 'the bracket "(" is not closed'),
        ("\n ('a','=',1),\n (('b','=',2)", 3, 2, 'the bracket "(" is not closed'),
        ("[('a','=',“x”)]", 1, 11, 'the character "“"'),
        ("[('a','=',1),,]", 1, 14, "cannot be read"),
        ("  [('é','=',1), '|']", 1, 17, "needs two conditions"),
        ("[" * 300 + "]" * 300, 1, None, "nested"),
    ],
)
def test_unreadable_text_says_where_and_what_to_do(text: str, line: int, column: int | None, words: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_text(text)
    assert words in caught.value.message
    assert caught.value.line == line
    if column is not None:
        assert caught.value.column == column


@pytest.mark.parametrize(
    "text",
    [
        "[('a', '=', True), ('b', 'in', [1, None,],),]  # as Python",
        '[["a", "=", true], ["b", "in", [1, null]]]',
        "  # above\n\n   [ ('a', '=', true),  // of a kind\n ['b', \"in\", (1, /* one */ None)] ]\n",
        "('a', '=', True), ('b', 'in', {'x': 1} and [1, False])".replace("{'x': 1} and ", ""),
        "[('a', '=', True)] + [('b', 'in', [1, False])]",
        "\r\n[('a', '=', True),\r\n('b', 'in', [1, False])]\r\n",
        "[['a', \"=\", True], '&', [1, '=', 1], ['b', 'in', (1, False)]]".replace("'&', [1, '=', 1], ", ""),
    ],
)
def test_all_ways_to_write_one_domain(text: str) -> None:
    expected = all_of(Leaf("a", "=", value=True), Leaf("b", "in", (1, False)))
    assert repr(parse_text(text)) == repr(expected)


@pytest.mark.parametrize("text", ["", "  \n", "[]", "()", "True", "true", "# nothing"])
def test_texts_of_the_empty_domain(text: str) -> None:
    assert parse_text(text) == EMPTY
    assert to_json(parse_text(text)) == "[]"


def test_false_as_a_domain_is_sent_as_a_condition() -> None:
    assert to_list(parse_text("False")) == [[0, "=", 1]]
    assert to_list(parse_list(False)) == [[0, "=", 1]]


def test_numbers_and_texts_stay_what_they_are() -> None:
    text = '[["a", "=", 0.10000000000000001], ["b", "=", 1.0], ["c", "=", 12345678901234567890123], ["d", "=", "1"]]'
    assert to_json(parse_text(text)) == (
        '[["a", "=", 0.1], ["b", "=", 1.0], ["c", "=", 12345678901234567890123], ["d", "=", "1"]]'
    )
    assert repr(to_list(parse_text("[('a', '=', -1.5), ('b', '=', '\\ud83d\\ude00\\/')]"))) == (
        "[['a', '=', -1.5], ['b', '=', '😀\\\\/']]"
    )
    assert to_list(parse_text('[["b", "=", "\\ud83d\\ude00\\/"]]')) == [["b", "=", "😀/"]]


RAWS: list[tuple[Any, str]] = [
    ([A, ["a", "=", 1, 2], B], "this has 4"),
    ([A, ["name", "="]], "this has 2"),
    ([[["name", "=", "x"]]], "one pair of brackets too many"),
    ([[A, B, C]], "one pair of brackets too many"),
    (["x", A], '"x" is neither a condition nor one of the operators'),
    ([A, 5], "no condition"),
    ([[2, "=", 1]], "begin with a number"),
    ([["1", 3, 1]], "begins with the name of a field and an operator"),
    ([["line_ids", "any", 5]], '"any" needs a domain'),
    (["name", "=", "x"], "without its own brackets"),
    (["id", "in", [1, 2]], "without its own brackets"),
    ({"name": "x"}, "not an object"),
    ("name = x", "A domain is a list"),
    (5, "A domain is a list"),
]


@pytest.mark.parametrize(("value", "words"), RAWS, ids=[json.dumps(value) for value, _ in RAWS])
def test_what_is_no_condition_is_kept_with_its_reason(value: Any, words: str) -> None:
    tree = parse_list(value)
    raws = [node for _, node in walk(tree) if isinstance(node, Raw)]
    assert words in raws[0].reason
    assert to_value(tree) == value
    assert to_value(parse_text(to_json(tree))) == value
    if not isinstance(value, list):
        with pytest.raises(RenderError, match="no list of conditions"):
            to_list(tree)


def test_the_rest_of_a_damaged_domain_stays_editable() -> None:
    domain = ["|", ["a", "=?", 1], ["no.such", "===", uid := "x"], ["a", "=", 1, 2], ["l", "any", [["q", "!~", uid]]]]
    tree = parse_list(domain)
    assert [leaf.operator for _, leaf in leaves(tree)] == ["=?", "===", "any", "!~"]
    assert to_list(tree) == domain


def test_expressions_become_chips_and_block_sending() -> None:
    text = "[('user_id', '=', uid), ('d', '>=', context_today() - relativedelta(days=7)), ('p', 'in', [1, parent.x])]"
    tree = parse_text(text)
    assert [found.text for _, found in expressions(tree)] == [
        "uid", "context_today() - relativedelta(days=7)", "parent.x",
    ]  # fmt: skip
    assert to_python(tree) == text
    with pytest.raises(UnresolvedError, match=r"needs a value for uid, context_today\(\) .*, parent.x") as caught:
        to_list(tree)
    assert caught.value.texts[0] == "uid"
    assert caught.value.paths == ((0,), (1,), (2,))


@pytest.mark.parametrize("text", ["domain", "domain + [('a', '=', 1)]", "[('a', '=', 1)] if x else []"])
def test_a_whole_expression_is_kept_as_typed(text: str) -> None:
    tree = parse_text(text)
    assert isinstance(tree, Raw)
    assert tree.whole
    assert raw_text(tree) == to_python(tree) == text
    assert isinstance(tree.value, Expression)


def test_variables_stay_usable_everywhere() -> None:
    text = '[{{condition}}, ["id", "in", {{ids}}], ["name", "ilike", "a {{b}} c"], ["line_ids", "any", {{sub}}]]'
    tree = parse_text(text)
    assert to_json(tree) == text == to_python(tree).replace("(", "[").replace(")", "]").replace("'", '"')
    assert to_list(tree)[:2] == [Placeholder("condition"), ["id", "in", Placeholder("ids")]]
    assert to_value(parse_text("{{domain}}")) == Placeholder("domain") == to_value(parse_list(Placeholder("domain")))
    assert to_list(parse_list([["id", "in", "{{ids}}"]])) == [["id", "in", "{{ids}}"]]
    assert to_json(parse_text("[('id','=',{{ $random-1 }})]")) == '[["id", "=", {{$random-1}}]]'


def test_one_condition_a_line() -> None:
    tree = parse_list(["|", A, "!", B, ["line_ids", "any", ["|", A, B]], ["x", "any", [C]]])
    assert to_json(tree, one_condition_a_line=True) == (
        "[\n"
        '  "|", ["a", "=", 1],\n'
        '  "!", ["b", "=", 2],\n'
        '  ["line_ids", "any", [\n'
        '    "|", ["a", "=", 1],\n'
        '    ["b", "=", 2]\n'
        "  ]],\n"
        '  ["x", "any", [["c", "=", 3]]]\n'
        "]"
    )
    assert to_python(parse_list([A]), one_condition_a_line=True) == "[\n  ('a', '=', 1)\n]"
    assert to_json(EMPTY, one_condition_a_line=True) == "[]"


def test_no_line_of_a_long_domain_is_long() -> None:
    domain = ["|"] * 999 + [["id", "in", list(range(1000))]] + [["id", "=", index] for index in range(999)]
    text = to_json(parse_list(domain), one_condition_a_line=True)
    assert max(map(len, text.splitlines())) < 140
    assert to_list(parse_text(text)) == domain


def test_explicit_and() -> None:
    assert to_list(parse_list([A, B, C]), explicit_and=True) == ["&", "&", A, B, C]
    assert to_list(parse_list([A]), explicit_and=True) == [A]


def test_empty_groups() -> None:
    assert to_list(any_of()) == [[0, "=", 1]]
    assert to_list(any_of(LEAF_A, all_of())) == ["|", A, [1, "=", 1]]
    assert to_list(any_of(LEAF_A, any_of(negate=True))) == ["|", A, "!", [0, "=", 1]]
    assert to_list(all_of(negate=True)) == ["!", [1, "=", 1]]
    assert to_list(all_of(any_of(LEAF_A, negate=True))) == ["!", A]


def test_simplify_takes_constants_away() -> None:
    assert to_list(simplify(parse_list([[1, "=", 1]]))) == []
    assert to_list(simplify(parse_list(["|", A, [0, "=", 1]]))) == [A]
    assert to_list(simplify(parse_list(["|", A, [1, "=", 1], B]))) == [B]
    assert to_list(simplify(parse_list(["&", A, [0, "=", 1]]))) == [[0, "=", 1]]
    assert to_list(simplify(parse_list([["id", "in", []]]))) == [["id", "in", []]]


@pytest.mark.parametrize(
    ("domain", "series", "written"),
    [
        (["!", "|", A, B], "19.0", [["a", "!=", 1], ["b", "!=", 2]]),
        (["!", A, "!", ["n", "not ilike", "x"]], "17.0", [["a", "!=", 1], ["n", "ilike", "x"]]),
        (["!", ["amount", "<", 5]], "19.0", ["!", ["amount", "<", 5]]),
        (["!", ["line_ids.product_id", "=", 5]], "19.0", ["!", ["line_ids.product_id", "=", 5]]),
        (["!", ["n", "=ilike", "x%"]], "17.0", ["!", ["n", "=ilike", "x%"]]),
        (["!", ["n", "=ilike", "x%"]], "19.0", [["n", "not =ilike", "x%"]]),
        (["!", ["p", "child_of", 1], "!", ["e", "=?", 1]], "19.0", ["!", ["p", "child_of", 1], "!", ["e", "=?", 1]]),
        (["!", ["l", "any", ["!", A]]], "19.0", [["l", "not any", [["a", "!=", 1]]]]),
        (["!", "&", A, ["amount", ">=", 1]], "19.0", ["|", ["a", "!=", 1], "!", ["amount", ">=", 1]]),
        (["!", [1, "=", 1]], "19.0", [[0, "=", 1]]),
    ],
)
def test_push_not_down_flips_only_what_is_safe(domain: list[Any], series: str, written: list[Any]) -> None:
    assert to_list(rewrite.push_not_down(parse_list(domain), series)) == written


def test_old_spellings_are_replaced_when_asked() -> None:
    tree = parse_list([["a", "<>", 1], ["b", "==", 2], ["c", "NOT IN", [1]], ["l", "ANY", [["d", "ILIKE", "x"]]]])
    assert to_list(rewrite.normalised(tree)) == [
        ["a", "!=", 1], ["b", "=", 2], ["c", "not in", [1]], ["l", "any", [["d", "ilike", "x"]]],
    ]  # fmt: skip


def test_connectors() -> None:
    assert [connector(Group(op, negate)) for op in ("&", "|") for negate in (False, True)] == [
        "all", "not_all", "any", "none",
    ]  # fmt: skip


def test_depth_is_limited_and_length_is_not() -> None:
    deep: list[Any] = [A]
    for _ in range(MAX_DEPTH + 10):
        deep = [["x", "any", deep]]
    for domain in (deep, ["|", "&"] * 400 + [A] * 801, [["a", "=", json.loads("[" * 400 + "]" * 400)]]):
        with pytest.raises(DomainError, match="nested"):
            parse_list(domain)
    long = ["|"] * 20_000 + [A] * 20_001
    assert to_list(parse_list(long)) == long


@needs_recordings
@pytest.mark.parametrize("series", ["17.0", "19.0"])
def test_recorded_random_domains_round_trip(series: str) -> None:
    recorded = json.loads((SHARED / "domains" / f"{series}.json").read_text())
    assert len(recorded["cases"]) >= 100
    for case in recorded["cases"]:
        tree = parse_list(case["domain"])
        assert not any(isinstance(node, Raw) for _, node in walk(tree))
        written = to_list(tree)
        assert to_list(parse_list(written)) == written
        assert to_list(parse_text(to_python(tree, one_condition_a_line=True))) == written


@needs_recordings
@pytest.mark.parametrize("series", ["17.0", "19.0"])
def test_recorded_good_domains_are_understood_and_bad_ones_explained(series: str) -> None:
    seen = 0
    for file in sorted((SHARED / series).glob("*-jsonrpc-domain-*.json")):
        domain = json.loads(file.read_text())["request"]["body"]["params"]["args"][5][0]
        if "bad-arity" in file.name:
            with pytest.raises(DomainError, match="at item 0 needs two conditions"):
                parse_list(domain)
            continue
        tree = parse_list(domain)
        seen += 1
        raws = [node for _, node in walk(tree) if isinstance(node, Raw)]
        shape_is_wrong = any(name in file.name for name in ("nesting", "two-tuple", "bad-string", "flat", "dict"))
        assert bool(raws) == shape_is_wrong, file.name
        assert all(raw.reason for raw in raws)
        if file.name.endswith(("-domain-eq-list.json", "-domain-inverted-in.json", "-domain-and-explicit.json")):
            continue  # the same meaning in another spelling: "in" with a list, no needless "&"
        assert to_value(tree) == domain, file.name
    assert seen > 30


def test_reading_and_writing_load_nothing_heavy() -> None:
    program = (
        "import explorer.core.domain.tree, explorer.core.domain.parse, explorer.core.domain.render, sys;"
        "print(*sorted({'ast', 'json', 'datetime', 'hypothesis', 'dataclasses'} & set(sys.modules)))"
    )
    before = subprocess.run(
        [sys.executable, "-c", "import msgspec, sys; print(*sorted(set(sys.modules)))"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    after = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert set(after) <= set(before)


def test_trees_are_values() -> None:
    tree = parse_list([["a", "in", [1, 2]], ["l", "any", [A]]])
    assert hash(tree) == hash(parse_list([["a", "in", [1, 2]], ["l", "any", [A]]]))
    with pytest.raises(AttributeError):
        tree.negate = True  # type: ignore[misc]  # the assignment under test
    assert msgspec.structs.replace(tree, negate=True) != tree
