"""A draft: one call behind Build and Envelope, text made by hand, undo across both. No network."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from explorer.core import signatures
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Account, ProtocolName
from explorer.core.domain import tree
from explorer.core.domain.parse import DomainError, parse_list
from explorer.core.domain.render import same_domain, to_value
from explorer.core.envelope import EnvelopeTextError, HttpRequest
from explorer.core.signatures import Signature
from explorer.protocols import protocol
from explorer.protocols.recognise import protocol_of, recognise
from explorer.work import draft as module
from explorer.work.draft import Aspect, Count, Draft, Outcome, Phase, View, Writer

ACCOUNT = Account("https://erp.example.com", "erp", "api", uid=7, series="19.0")
ROWS = Call("res.partner", "search_read", None, (), {"domain": [["name", "ilike", "a"]], "fields": ["name"]})


def writer(name: ProtocolName = ProtocolName.JSON2, series: str = "19.0") -> Writer:
    """What an open connection would give."""

    def write(call: Call, template: HttpRequest | None) -> HttpRequest:
        if template is None or protocol_of(template) is not name:
            return protocol(name).encode(call, ACCOUNT, signature(call))
        return protocol(name).merge(template, call, ACCOUNT, signature(call))

    def signature(call: Call) -> Signature | None:
        return signatures.signature(call.method, series, call.model)

    return Writer(write, recognise, signature)


def make(call: Call = ROWS, name: ProtocolName = ProtocolName.JSON2) -> Draft:
    return Draft(call, writer(name))


def watched(draft: Draft) -> list[frozenset[str]]:
    """The changes that are told from now on."""
    told: list[frozenset[str]] = []
    draft.subscribe(told.append)
    return told


def body(draft: Draft) -> object:
    return json.loads(draft.request().body)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`clock(seconds)` lets time pass for the merging of edits, which otherwise stands still."""
    now = [1000.0]
    monkeypatch.setattr("explorer.work.draft.time.monotonic", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


# --- one call is the truth -----------------------------------------------------------------------------------------


def test_a_change_in_build_shows_in_the_envelope() -> None:
    draft = make()
    told = watched(draft)
    draft.set_argument("limit", 5)
    assert '"limit": 5' in draft.envelope_text()
    assert told == [frozenset({Aspect.CALL, Aspect.TEXT, Aspect.TITLE})]


def test_a_change_of_the_text_shows_in_the_call_and_in_the_domain() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace('["name", "ilike", "a"]', '["city", "=", "Ghent"]'))
    assert draft.call.kwargs["domain"] == [["city", "=", "Ghent"]]
    assert draft.domain == parse_list([["city", "=", "Ghent"]])
    assert draft.problem is None
    assert draft.edited


def test_a_change_of_method_in_the_text_renames_the_tab() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace("/search_read", "/search_count"))
    assert (draft.call.method, draft.title) == ("search_count", "res.partner · search_count")


@pytest.mark.parametrize(("typed", "meant"), [("true", True), ("1.0", 1.0), ('"1"', "1")])
def test_the_text_changes_one_into_a_value_that_python_may_find_equal(typed: str, meant: object) -> None:
    call = Call("res.partner", "search_count", None, (), {"domain": [["active", "=", 1]]})
    draft = make(call)
    draft.edit_text(draft.envelope_text().replace('"=", 1]', f'"=", {typed}]'))
    draft.set_argument("limit", 3)
    sent = body(draft)
    assert isinstance(sent, dict)
    value = sent["domain"][0][2]
    assert (type(value), value) == (type(meant), meant)
    assert json.dumps(to_value(draft.domain)) == json.dumps(sent["domain"])


@pytest.mark.parametrize(("before", "after"), [(1, True), (1, 1.0), (False, 0)])
def test_build_changes_a_value_into_one_that_python_finds_equal(before: object, after: object) -> None:
    draft = make(Call("res.partner", "write", (1,), (), {"vals": {"active": before}}))
    draft.set_argument("vals", {"active": after})
    sent = body(draft)
    assert isinstance(sent, dict)
    assert type(sent["vals"]["active"]) is type(after)


def test_a_half_made_domain_stays_while_the_call_says_the_same() -> None:
    draft = make()
    wrapped = tree.Group(children=(parse_list(ROWS.kwargs["domain"]),))
    draft.set_domain(wrapped)
    assert draft.domain == wrapped
    draft.set_argument("limit", 3)
    assert draft.domain == wrapped


def test_what_is_no_domain_is_shown_raw_and_kept() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace('["name", "ilike", "a"]', '["name", "ilike"]'))
    assert isinstance(draft.domain, tree.Raw)
    draft.set_argument("limit", 3)
    assert draft.call.kwargs["domain"] == [["name", "ilike"]]


def test_an_expression_without_a_value_changes_nothing() -> None:
    draft = make()
    leaf = tree.Leaf("date", ">", tree.Expression("context_today()"))
    before = draft.envelope_text()
    with pytest.raises(ValueError, match="context_today"):
        draft.set_domain(leaf)
    assert draft.envelope_text() == before
    assert not draft.can_undo


def test_name_search_had_another_name_for_its_domain_before_19() -> None:
    call = Call("res.partner", "name_search", None, ("az",), {})
    old, new = Draft(call, writer(series="17.0")), Draft(call, writer(series="19.0"))
    assert (old.domain_name, new.domain_name) == ("args", "domain")
    old.set_domain(parse_list([["active", "=", True]]))
    assert old.call.kwargs == {"args": [["active", "=", True]]}


# --- text made by hand ---------------------------------------------------------------------------------------------


def test_text_that_is_no_json_keeps_the_last_good_call_and_marks_the_line() -> None:
    draft = make()
    text = draft.envelope_text().replace('"fields": ["name"]', '"fields": ["name"')
    draft.edit_text(text)
    assert draft.call == ROWS
    assert draft.problem is not None
    assert not draft.problem.broken
    wrong = text.split("\n").index('  "fields": ["name"') + 1
    assert draft.problem.line in (wrong, wrong + 1)
    assert draft.problem.known_place
    assert draft.request().text() == text


def test_the_marked_line_is_that_of_the_mistake() -> None:
    draft = make()
    text = draft.envelope_text().replace('"name", "ilike", "a"', '\'name\', "ilike", "a"')
    draft.edit_text(text)
    assert draft.problem is not None
    assert "'name'" in text.split("\n")[draft.problem.line - 1]
    assert draft.problem.sentence == "JSON takes double quotes, not single ones."


@pytest.mark.parametrize("first", ["POST erp.example.com/jsonrpc", "FETCH https://erp.example.com/", "", "hello"])
def test_what_is_no_http_request_cannot_be_sent(first: str) -> None:
    draft = make()
    rest = draft.envelope_text().split("\n", 1)[1]
    draft.edit_text(first + "\n" + rest if first else "")
    assert draft.problem is not None
    assert draft.problem.broken
    assert draft.call == ROWS
    with pytest.raises(EnvelopeTextError):
        draft.request()


def test_a_header_without_a_colon_is_marked_at_its_line() -> None:
    draft = make()
    lines = draft.envelope_text().split("\n")
    draft.edit_text("\n".join([*lines[:2], "no header", *lines[2:]]))
    assert draft.problem is not None
    assert (draft.problem.line, draft.problem.broken) == (3, True)


def test_an_envelope_of_another_kind_is_sent_as_it_stands() -> None:
    draft = make()
    draft.edit_text("GET https://erp.example.com/web/version\n")
    assert draft.problem is not None
    assert not draft.problem.broken
    assert not draft.problem.known_place
    assert draft.call == ROWS
    assert draft.request() == HttpRequest("GET", "https://erp.example.com/web/version")


@pytest.mark.parametrize("name", ProtocolName)
def test_hand_made_headers_and_keys_survive_a_change_in_build(name: ProtocolName) -> None:
    draft = make(name=name)
    text = draft.envelope_text().replace("User-Agent:", "X-Trace: 42\nUser-Agent:")
    text = text.replace('"jsonrpc": "2.0"', '"jsonrpc": "2.0", "trace": {"a": 1}').replace('"id": 1', '"id": "mine"')
    draft.edit_text(text)
    assert draft.problem is None
    draft.set_argument("limit", 5)
    request = draft.request()
    assert request.header("X-Trace") == "42"
    assert '"limit": 5' in request.body
    assert (draft.edited, draft.has_template) == (False, True)
    if name is ProtocolName.JSONRPC:
        sent = json.loads(request.body)
        assert (sent["trace"], sent["id"]) == ({"a": 1}, "mine")
    draft.set_argument("limit", 6)
    assert draft.request().header("X-Trace") == "42"


def test_a_broken_text_gives_way_to_a_change_in_build_and_undo_brings_it_back() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace("User-Agent:", "X-Trace: 42\nUser-Agent:"))
    broken = draft.envelope_text() + "}"
    draft._merge_until = 0.0
    draft.edit_text(broken)
    draft.set_argument("limit", 5)
    assert draft.problem is None
    assert draft.request().header("X-Trace") == "42"
    draft.undo()
    assert draft.envelope_text() == broken
    assert draft.problem is not None


def test_setting_what_is_set_already_leaves_the_text_alone() -> None:
    draft = make()
    text = draft.envelope_text().replace('  "fields"', '     "fields"')
    draft.edit_text(text)
    draft.set_argument("fields", ["name"])
    draft.set_domain(draft.domain)
    draft.set_context({})
    assert draft.envelope_text() == text
    broken = text + "]"
    draft.edit_text(broken)
    draft.set_argument("fields", ["name"])
    assert draft.envelope_text() == broken


def test_the_text_as_it_stands_is_no_edit() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text())
    assert not draft.edited
    assert not draft.can_undo


def test_discarding_the_text_gives_the_envelope_back_to_the_call() -> None:
    draft = make()
    built = draft.envelope_text()
    draft.edit_text(built.replace("User-Agent:", "X-Trace: 42\nUser-Agent:"))
    draft.discard_text()
    assert draft.envelope_text() == built
    draft.undo()
    assert "X-Trace" in draft.envelope_text()


def test_a_changed_connection_leaves_what_was_made_by_hand() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace("User-Agent:", "X-Trace: 42\nUser-Agent:"))
    draft.set_argument("limit", 5)
    draft.set_writer(writer())
    assert draft.request().header("X-Trace") == "42"
    draft.set_writer(writer(ProtocolName.JSONRPC))
    assert draft.request().url.endswith("/jsonrpc")
    draft.set_writer(writer())
    assert draft.request().header("X-Trace") == "42"


def test_what_the_program_fills_in_is_no_step_of_undo_and_keeps_the_headers() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace("User-Agent:", "X-Trace: 42\nUser-Agent:"))
    draft.set_argument("limit", 5)
    steps = draft.can_undo
    draft.adopt(draft.call.with_kwargs(fields=["name", "city"]))
    assert draft.request().header("X-Trace") == "42"
    draft.undo()
    assert steps
    assert draft.edited


def test_placeholders_are_part_of_the_call() -> None:
    draft = make()
    draft.edit_text(draft.envelope_text().replace('"a"]', "{{part}}]"))
    assert draft.problem is None
    assert draft.call.kwargs["domain"] == [["name", "ilike", Placeholder("part")]]
    draft.set_argument("limit", Placeholder("size"))
    assert '"limit": {{size}}' in draft.envelope_text()


# --- model, method, protocol ---------------------------------------------------------------------------------------


def test_another_method_keeps_the_arguments_that_it_knows() -> None:
    draft = make(ROWS.with_kwargs(limit=5, order="name"))
    draft.set_method("search")
    assert draft.call.kwargs == {"domain": [["name", "ilike", "a"]], "limit": 5, "order": "name"}
    draft.set_method("read")
    assert (draft.call.ids, draft.call.kwargs) == ((), {})
    draft.undo()
    draft.undo()
    assert draft.call == ROWS.with_kwargs(limit=5, order="name")


def test_positional_arguments_become_named_when_the_method_changes() -> None:
    draft = make(Call("res.partner", "search", None, ([["id", ">", 3]], 10, 20)), ProtocolName.JSONRPC)
    draft.set_method("search_read")
    assert draft.call.kwargs == {"domain": [["id", ">", 3]], "offset": 10, "limit": 20}
    assert draft.call.args == ()


def test_an_unknown_method_keeps_all_arguments_on_the_way_there_and_back() -> None:
    start = Call("res.partner", "search", None, ([["id", ">", 3]], 10), {"order": "id"})
    draft = make(start, ProtocolName.JSONRPC)
    draft.set_method("my_own")
    assert draft.call == msgspec.structs.replace(start, method="my_own")
    draft.set_method("search")
    assert draft.call == start


def test_another_model_starts_anew_but_keeps_the_page() -> None:
    draft = make(ROWS.with_kwargs(limit=5, order="name"))
    draft.set_model("sale.order")
    assert (draft.call.model, draft.call.kwargs, draft.domain) == ("sale.order", {"limit": 5}, tree.EMPTY)


def test_from_json2_to_json_rpc_and_back_names_become_names() -> None:
    draft = make(Call("res.partner", "read", (7,), (["name"],)), ProtocolName.JSONRPC)
    assert json.loads(draft.request().body)["params"]["args"][5:] == [[[7], ["name"]], {}]
    draft.set_writer(writer(ProtocolName.JSON2))
    assert draft.request().url == "https://erp.example.com/json/2/res.partner/read"
    assert body(draft) == {"ids": [7], "fields": ["name"]}


def test_a_call_that_json2_cannot_carry_says_why() -> None:
    draft = make(Call("res.partner", "my_own", (7,), (1, 2)))
    with pytest.raises(ValueError, match=r"parameter names of res\.partner\.my_own are not known"):
        draft.envelope_text()
    draft.edit_text("GET https://erp.example.com/web/version\n")
    assert draft.edited


# --- undo ----------------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_through_build_and_text_alike() -> None:
    draft = make()
    draft.set_argument("limit", 5)
    draft.edit_text(draft.envelope_text().replace('"limit": 5', '"limit": 6'))
    draft.set_domain(parse_list([]))
    seen: list[object] = []
    while draft.can_undo:
        draft.undo()
        seen.append((draft.edited, draft.call.kwargs.get("limit")))
    assert seen == [(True, 6), (False, 5), (False, None)]
    assert draft.call == ROWS
    for _ in range(3):
        draft.redo()
    assert not draft.can_redo
    assert draft.call.kwargs == {"domain": [], "fields": ["name"], "limit": 6}


def test_typing_is_one_step(clock: Callable[[float], None]) -> None:
    draft = make()
    start = draft.envelope_text()
    for letter in ("x", "xy", "xyz"):
        draft.edit_text(start.replace('"a"]', f'"{letter}"]'))
        clock(0.9)
    clock(0.2)
    draft.edit_text(start.replace('"a"]', '"later"]'))
    draft.undo()
    assert '"xyz"' in draft.envelope_text()
    draft.undo()
    assert draft.envelope_text() == start
    assert not draft.can_undo


def test_edits_of_two_places_are_two_steps(clock: Callable[[float], None]) -> None:
    draft = make()
    draft.set_argument("limit", 1, "limit")
    draft.set_argument("limit", 12, "limit")
    draft.set_argument("order", "name", "order")
    draft.undo()
    assert draft.call.kwargs["limit"] == 12
    draft.undo()
    assert draft.call == ROWS


def test_after_an_undo_typing_starts_a_step_of_its_own(clock: Callable[[float], None]) -> None:
    draft = make()
    draft.set_argument("limit", 1, "limit")
    draft.set_argument("order", "id", "order")
    draft.undo()
    draft.set_argument("order", "name", "order")
    assert not draft.can_redo
    draft.undo()
    assert "order" not in draft.call.kwargs
    assert draft.call.kwargs["limit"] == 1


def test_two_hundred_steps_are_kept() -> None:
    draft = make()
    for number in range(module.UNDO_STEPS + 20):
        draft.set_argument("limit", number)
    for _ in range(module.UNDO_STEPS):
        assert draft.can_undo
        draft.undo()
    assert not draft.can_undo
    assert draft.call.kwargs["limit"] == 19


# --- sending -------------------------------------------------------------------------------------------------------


def test_an_older_answer_changes_nothing() -> None:
    draft = make()
    first, second = draft.begin(), draft.begin()
    assert not draft.finish(Outcome(first))
    assert (draft.phase, draft.outcome) == (Phase.SENDING, None)
    assert draft.finish(Outcome(second))
    draft.set_count(first, Count(3))
    assert draft.count is None
    draft.set_count(second, Count(4))
    assert draft.count == Count(4)


def test_cancelling_leaves_the_last_result() -> None:
    draft = make()
    outcome = Outcome(draft.begin())
    draft.finish(outcome)
    again = draft.begin()
    draft.abandon(again)
    assert (draft.phase, draft.outcome) == (Phase.ANSWERED, outcome)


def test_an_observer_that_left_is_told_nothing() -> None:
    draft = make()
    told: list[str] = []
    ends: list[Callable[[], None]] = []

    def first(_: frozenset[str]) -> None:
        told.append("first")
        ends[0]()

    draft.subscribe(first)
    ends.append(draft.subscribe(lambda _: told.append("second")))
    draft.set_title("mine")
    assert (told, draft.named) == (["first"], True)


# --- any sequence of edits -----------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["limit", "offset", "order", "fields", "extra"])
LEAVES = st.tuples(st.sampled_from(["name", "active", "country_id.code"]), st.sampled_from(["=", "!=", "in"]), VALUES)


@given(values=st.dictionaries(NAMES, VALUES, max_size=4), name=st.sampled_from(ProtocolName))
@settings(max_examples=60, deadline=None)
def test_the_text_of_any_call_reads_back_as_that_call(values: dict[str, object], name: ProtocolName) -> None:
    draft = make(ROWS.with_kwargs(**values), name)
    text = draft.envelope_text()
    other = make(name=name)
    other.edit_text(text + " ")
    assert other.problem is None
    assert other.call == draft.call
    assert json.dumps(other.call.kwargs) == json.dumps(dict(draft.call.kwargs))


class Editing(RuleBasedStateMachine):
    """Undo and redo are exact after any edits, and the view never contradicts itself."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = make()
        self.past: list[View] = []
        self.future: list[View] = []

    def _edited(self, before: View) -> None:
        if self.draft._view is not before:
            self.past.append(before)
            self.future.clear()
        self.draft._merge_until = 0.0

    @rule(name=NAMES, value=VALUES)
    def set_argument(self, name: str, value: object) -> None:
        before = self.draft._view
        self.draft.set_argument(name, value, name)
        self._edited(before)
        assert self.draft.argument(name) == value

    @rule(leaves=st.lists(LEAVES, max_size=3))
    def set_domain(self, leaves: list[tuple[str, str, object]]) -> None:
        before = self.draft._view
        try:
            wanted = parse_list([list(leaf) for leaf in leaves])
        except ValueError:
            return
        self.draft.set_domain(wanted)
        self._edited(before)
        assert self.draft.domain == wanted

    @rule(header=st.sampled_from(["X-One: 1", "X-Two: 2"]))
    def add_header(self, header: str) -> None:
        before = self.draft._view
        first, rest = self.draft.envelope_text().split("\n", 1)
        self.draft.edit_text(f"{first}\n{header}\n{rest}")
        self._edited(before)

    @rule(piece=st.sampled_from(["}", '"', "{{x}}", " ", "\n\n"]))
    def append(self, piece: str) -> None:
        before = self.draft._view
        text = self.draft.envelope_text() + piece
        self.draft.edit_text(text)
        self._edited(before)
        assert self.draft.envelope_text() == text

    @rule()
    def discard(self) -> None:
        before = self.draft._view
        self.draft.discard_text()
        self._edited(before)
        assert not self.draft.has_template

    @precondition(lambda self: bool(self.past))
    @rule()
    def undo(self) -> None:
        self.future.append(self.draft._view)
        self.draft.undo()
        assert self.draft._view == self.past.pop()

    @precondition(lambda self: bool(self.future))
    @rule()
    def redo(self) -> None:
        self.past.append(self.draft._view)
        self.draft.redo()
        assert self.draft._view == self.future.pop()

    @invariant()
    def what_is_shown_is_what_is_sent(self) -> None:
        draft = self.draft
        if draft.problem is not None and draft.problem.broken:
            return
        shown, request = draft.envelope_text(), draft.request()
        if not draft.edited:
            assert shown == request.text()
        if draft.problem is None:
            known = recognise(request)
            assert known is not None
            assert known.call == draft.call
            assert same_domain(draft.domain, _parsed(draft.argument("domain")))


def _parsed(domain: object) -> tree.Node:
    try:
        return parse_list(domain or [])
    except DomainError as problem:
        return tree.Raw(tree.freeze(domain), problem.message)


Editing.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestEditing = Editing.TestCase
