"""Laws of the domain tree over random domains: it means what the list means, and reading loses nothing.

The evaluator here works on lists with a stack and knows no trees, so that a mistake in the tree shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.core.domain import edit, rewrite
from explorer.core.domain.parse import DomainError, parse_list, parse_text
from explorer.core.domain.render import same_domain, to_json, to_list, to_python, to_value
from explorer.core.domain.tree import Const, Group, Leaf, Node, Raw, SubDomain, children, leaves, walk

PATHS = ("a", "b", "c", "line_ids.x")
World = int
"""A truth assignment: a bit for each condition there can be, once for the record and once for each of two lines."""


def condition_truth(path: str, operator: str, value: object, world: World, row: int) -> bool:
    """Conditions with opposite operators have opposite truths; dotted paths do not."""
    positive = {"!=": "=", "not in": "in", "not ilike": "ilike"}.get(operator, operator)
    opposite = positive != operator and "." not in path
    name = operator if "." in path else positive
    return bool(crc32(repr((path, name, value, row, world)).encode()) & 8) != opposite


def evaluate(domain: list[Any], world: World, row: int = 0) -> bool:
    """What a server makes of a list: from the right, operands onto a stack; what is left over is joined by AND."""
    stack: list[bool] = []
    for item in reversed(domain):
        if item == "!":
            stack.append(not stack.pop())
        elif item in ("&", "|"):
            left, right = stack.pop(), stack.pop()
            stack.append((left and right) if item == "&" else (left or right))
        elif item[0] in (0, 1):
            stack.append(bool(item[0]))
        elif item[1] in ("any", "not any"):
            found = any(evaluate(item[2], world, 10 * row + line) for line in (1, 2))
            stack.append(found == (item[1] == "any"))
        else:
            stack.append(condition_truth(item[0], item[1], item[2], world, row))
    return all(stack)


def truth(node: Node, world: World, row: int = 0) -> bool:
    """The same for a tree, by its definition."""
    if isinstance(node, Group):
        found = [truth(child, world, row) for child in node.children]
        result = all(found) if node.op == "&" else any(found)
    elif isinstance(node, Const):
        result = node.value
    elif isinstance(node, Leaf) and isinstance(node.value, SubDomain):
        sub = node.value.node
        result = any(truth(sub, world, 10 * row + line) for line in (1, 2)) == (node.operator == "any")
    elif isinstance(node, Leaf):
        value = list(node.value) if isinstance(node.value, tuple) else node.value
        result = condition_truth(node.path, node.operator, value, world, row)
    else:
        raise AssertionError(node)
    return result != node.negate


def worlds() -> Iterator[World]:
    return iter(range(24))


def means_the_same(left: list[Any], right: list[Any]) -> bool:
    return all(evaluate(left, world) == evaluate(right, world) for world in worlds())


texts = st.sampled_from(["x", "it's", 'say "x"', "a\\b", "ü😀", "{{name}}", "line\nbreak", "%"])
scalars = texts | st.booleans() | st.integers(-3, 2**70) | st.floats(allow_nan=False, allow_infinity=False)
plain_conditions = st.one_of(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(["=", "!=", "ilike", "not ilike", "<", ">="]), scalars),
    st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(["in", "not in"]),
        st.lists(st.integers(0, 9), unique=True, max_size=3),
    ),
    st.sampled_from([(1, "=", 1), (0, "=", 1)]),
).map(list)


def _terms(conditions: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[list[Any]]:
    """Terms in prefix notation, each as the list of its items."""
    return st.recursive(
        conditions.map(lambda condition: [condition]),
        lambda terms: st.one_of(
            terms.map(lambda term: ["!", *term]),
            st.tuples(st.sampled_from("&|"), terms, terms).map(lambda parts: [parts[0], *parts[1], *parts[2]]),
        ),
        max_leaves=8,
    )


def _domains(conditions: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[list[Any]]:
    return st.lists(_terms(conditions), max_size=3).map(lambda terms: [item for term in terms for item in term])


sub_conditions = st.tuples(
    st.sampled_from(["line_ids", "a"]), st.sampled_from(["any", "not any"]), _domains(plain_conditions)
).map(list)
domains = _domains(plain_conditions | sub_conditions)

tree_leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(
        Leaf,
        st.sampled_from(PATHS),
        st.sampled_from(["=", "!=", "ilike", "<", "child_of"]),
        st.integers(0, 3) | st.text(max_size=2),
        st.booleans(),
    ),
    st.builds(Const, st.booleans(), st.booleans()),
)


def _groups(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    groups = st.builds(Group, st.sampled_from(["&", "|"]), st.booleans(), st.lists(nodes, max_size=3).map(tuple))
    holders = st.builds(Leaf, st.just("line_ids"), st.sampled_from(["any", "not any"]), nodes.map(SubDomain))
    return groups | holders


trees: st.SearchStrategy[Node] = st.recursive(tree_leaves, _groups, max_leaves=10)


@given(domains)
def test_the_tree_means_what_the_list_means(domain: list[Any]) -> None:
    tree = parse_list(domain)
    assert all(truth(tree, world) == evaluate(domain, world) for world in worlds())
    assert means_the_same(to_list(tree), domain)
    assert means_the_same(to_list(tree, explicit_and=True), domain)


@given(domains)
def test_writing_again_changes_nothing(domain: list[Any]) -> None:
    once = to_list(parse_list(domain))
    again = to_list(parse_list(once))
    assert repr(again) == repr(once)
    assert repr(to_list(parse_list(to_list(parse_list(domain), explicit_and=True)))) == repr(once)


@given(domains)
def test_no_condition_is_lost(domain: list[Any]) -> None:
    def conditions(items: list[Any]) -> Iterator[str]:
        for item in items:
            if isinstance(item, list):
                yield repr([*item[:2], item[2] if item[1] not in ("any", "not any") else list(conditions(item[2]))])

    assert list(conditions(to_list(parse_list(domain)))) == list(conditions(domain))
    assert not any(isinstance(node, Raw) for _, node in walk(parse_list(domain)))


@given(trees)
def test_any_tree_is_written_as_what_it_means(tree: Node) -> None:
    domain = to_list(tree)
    assert all(evaluate(domain, world) == truth(tree, world) for world in worlds())


@given(domains, st.booleans())
def test_text_round_trip(domain: list[Any], lines: bool) -> None:
    tree = parse_list(domain)
    expected = repr(to_list(tree))
    assert repr(to_list(parse_text(to_json(tree, one_condition_a_line=lines)))) == expected
    assert repr(to_list(parse_text(to_python(tree, one_condition_a_line=lines)))) == expected
    assert same_domain(parse_text(to_python(tree)), tree)


@pytest.mark.parametrize(
    "rewriting",
    [edit.simplify, rewrite.push_not_down, lambda tree: edit.wrap(tree, ()), edit.as_group, rewrite.normalised],
    ids=["simplify", "push_not_down", "wrap", "as_group", "normalised"],
)
@given(tree=trees)
@settings(max_examples=60)
def test_rewriting_keeps_the_meaning(rewriting: Callable[[Node], Node], tree: Node) -> None:
    rewritten = rewriting(tree)
    assert all(truth(rewritten, world) == truth(tree, world) for world in worlds())


@given(trees)
def test_simplified_trees_hold_nothing_needless(tree: Node) -> None:
    simple = edit.simplify(tree)
    assert same_domain(edit.simplify(simple), simple)
    for path, node in walk(simple):
        if isinstance(node, Group) and node.children:
            assert len(node.children) > 1
            assert not any(isinstance(child, Const) for child in node.children)
        elif isinstance(node, Const | Group) and path:
            assert isinstance(edit.get(simple, path[:-1]), Leaf), "only a whole sub-domain may be constant"


@given(trees)
def test_pushed_down_not_stands_on_conditions_only(tree: Node) -> None:
    for _, node in walk(rewrite.push_not_down(tree)):
        if node.negate:
            assert isinstance(node, Leaf)
            assert "." in node.path or node.operator in ("<", "child_of")


@given(trees, st.data())
def test_edits_do_what_they_say_and_nothing_else(tree: Node, data: st.DataObject) -> None:
    path, node = data.draw(st.sampled_from(list(walk(tree))))
    mark = Leaf("mark", "=", 1)
    assert edit.get(edit.replace(tree, path, mark), path) is mark
    assert edit.replace(tree, path, node) == tree
    assert edit.toggle_negate(edit.toggle_negate(tree, path), path) == tree
    parent = edit.get(tree, path[:-1]) if path else None
    if isinstance(parent, Group):
        added = edit.insert(tree, path, mark)
        assert edit.get(added, path) is mark
        assert edit.remove(added, path) == tree
        twice = edit.duplicate(tree, path)
        assert edit.get(twice, (*path[:-1], path[-1] + 1)) == edit.get(twice, path) == node
    left = list(leaves(edit.remove(tree, path)))
    assert len(left) == len(list(leaves(tree))) - len(list(leaves(node)))


@given(trees)
def test_moving_keeps_every_condition_and_says_where_it_went(tree: Node) -> None:
    paths = [path for path, _ in walk(tree)]
    for source in paths[1:6]:
        for target in paths[:8]:
            node = edit.get(tree, source)
            if not target or (target[: len(source)] == source and target != source):
                with pytest.raises(IndexError):
                    edit.move(tree, source, target)
                continue
            moved, reached = edit.move(tree, source, target)
            assert edit.get(moved, reached) is node
            before = sorted(repr((leaf.path, leaf.operator)) for _, leaf in leaves(tree))
            assert sorted(repr((leaf.path, leaf.operator)) for _, leaf in leaves(moved)) == before


@given(trees, st.data())
def test_moving_within_one_group_and_ungrouping_keep_the_meaning(tree: Node, data: st.DataObject) -> None:
    groups = [(path, node) for path, node in walk(tree) if isinstance(node, Group) and len(node.children) > 1]
    if not groups:
        return
    path, group = data.draw(st.sampled_from(groups))
    source = data.draw(st.integers(0, len(group.children) - 1))
    target = data.draw(st.integers(0, len(group.children)))
    moved, _ = edit.move(tree, (*path, source), (*path, target))
    wrapped = edit.ungroup(edit.wrap(tree, (*path, source)), (*path, source))
    assert wrapped == tree
    assert all(truth(moved, world) == truth(tree, world) for world in worlds())


@given(trees)
def test_bad_paths_are_index_errors(tree: Node) -> None:
    wrong = (len(children(tree)) + 1,)
    for change in (edit.get, edit.remove, edit.wrap, edit.ungroup, edit.duplicate, edit.toggle_negate):
        with pytest.raises(IndexError):
            change(tree, wrong)
    with pytest.raises(IndexError):
        edit.get(tree, (-1,))
    with pytest.raises(IndexError):
        edit.insert(tree, (len(children(edit.as_group(tree))) + 1,), tree)


def attempt(read: Callable[[Any], Node], given_value: object) -> Node | DomainError:
    try:
        return read(given_value)
    except DomainError as error:
        return error


json_values = st.recursive(
    st.sampled_from(["&", "|", "!", "=", "in", "any", "name", 0, 1, 1.5, None, True, False, "{{x}}"]),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.sampled_from("ab"), values, max_size=2),
    max_leaves=12,
)


@given(json_values)
@settings(max_examples=300)
def test_whatever_json_is_read_and_written_again_unchanged(value: Any) -> None:
    tree = attempt(parse_list, value)
    if isinstance(tree, DomainError):
        assert tree.position
        return
    written = to_value(tree)
    assert repr(to_value(parse_list(written))) == repr(written)
    assert same_domain(parse_text(to_python(tree, one_condition_a_line=True)), tree)


@given(st.text(alphabet="[](){},'\"&|!=a1 \n#/*\\x{}", max_size=25))
@example("a)(")
@example("a),(b")
@example("(a")
@settings(max_examples=400)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    tree = attempt(parse_text, text)
    if isinstance(tree, DomainError):
        assert tree.line is not None
        assert 1 <= tree.line <= text.count("\n") + 1
        assert tree.column is not None
        assert tree.column >= 1
        return
    assert same_domain(parse_text(to_python(tree)), tree)
