"""An open connection, and everything that is open beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from explorer.background import CancelToken
from explorer.client import Client
from explorer.core.call import Call
from explorer.core.connection import ProtocolName
from explorer.core.domain.parse import parse_list
from explorer.core.faults import Kind
from explorer.core.fields import Field
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.protocols import jsonrpc
from explorer.protocols.recognise import recognise
from explorer.work.draft import Phase
from explorer.work.live import LiveAspect, LiveConnection, State
from explorer.work.tab import Tab
from explorer.work.workspace import FieldSelection, RecordSelection, Workspace, WorkspaceAspect

AtWork = Callable[..., Any]
ROWS = Call("res.partner", "search_read", None, (), {"domain": [], "fields": ["name"], "limit": 5})
JSONRPC = ProtocolName.JSONRPC


class PageSize(msgspec.Struct):
    """The one setting that the workspace asks for."""

    page_size: int = 40


def test_after_the_login_the_context_is_the_user_s_and_the_connection_s(
    server: PracticeServer, at_work: AtWork
) -> None:
    async def use(tab: Tab) -> None:
        live = tab.live
        assert live.context["lang"] == "en_US"
        assert "uid" not in live.context
        live.connection = msgspec.structs.replace(live.connection, context={"lang": "fr_BE", "active_test": False})
        assert (live.context["lang"], live.context["active_test"]) == ("fr_BE", False)
        assert live.series == "19.0"

    at_work(server, use, ROWS)


@pytest.mark.parametrize("protocol", ProtocolName)
def test_a_refused_login_is_kept_as_the_connection_s_fault(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName
) -> None:
    async def use(tab: Tab) -> None:
        states: list[State] = []
        tab.live.subscribe(lambda _: states.append(tab.live.state))
        assert not await tab.live.connect()
        assert states == [State.CONNECTING, State.FAILED]
        assert tab.live.fault is not None
        assert tab.live.fault.kind is Kind.LOGIN
        assert "not the secret" not in repr(tab.live.fault.as_json())

    at_work(server, use, ROWS, protocol=protocol, password="", key="not the secret", log_in=False)


def test_a_cancelled_login_is_no_fault(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        token = CancelToken()
        connecting = asyncio.create_task(tab.live.connect(token))
        while not server.received:
            await asyncio.sleep(0.005)
        token.cancel()
        assert not await connecting
        assert (tab.live.state, tab.live.fault) == (State.CLOSED, None)
        while tab.live.worker.busy:
            await asyncio.sleep(0.005)

    at_work(server, use, ROWS, path="/practice/fault/hang", log_in=False)


def test_switches_are_told_once(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        live = tab.live
        told: list[frozenset[str]] = []
        live.subscribe(told.append)
        live.allow_writes(True)
        live.allow_writes(True)
        live.use_protocol(JSONRPC)
        live.use_protocol(JSONRPC)
        assert told == [frozenset({LiveAspect.WRITES}), frozenset({LiveAspect.PROTOCOL})]

    at_work(server, use, ROWS, log_in=False)


def test_it_knows_its_own_envelopes(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        live = tab.live
        own = jsonrpc.encode(ROWS, live.client.account)
        assert live.owns(recognise(own))
        assert not live.owns(None)
        for old, new in ((f"{live.client.account.uid},\n", "99,\n"), ('"practice"', '"other"')):
            assert old in own.body
            assert not live.owns(recognise(msgspec.structs.replace(own, body=own.body.replace(old, new, 1))))
        assert not live.owns(recognise(msgspec.structs.replace(own, url="http://127.0.0.1:9/jsonrpc")))

    at_work(server, use, ROWS, protocol=JSONRPC)


# --- the workspace -------------------------------------------------------------------------------------------------


def test_entering_a_connection_opens_its_first_model_with_rows(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        await workspace.enter(tab.live)
        front = workspace.current
        assert front is not None
        assert front.draft.call.model == "res.partner"
        assert front.draft.call.kwargs["limit"] == 40
        assert front.draft.phase is Phase.ANSWERED
        assert front.draft.outcome is not None
        assert front.draft.outcome.page is not None
        assert len(front.draft.outcome.page) == 40
        assert front.draft.count is not None
        await workspace.enter(tab.live)
        assert len(workspace.tabs) == 1
        workspace.close_tab(front)
        assert workspace.current is None

    at_work(server, use, ROWS, log_in=False)


def test_a_connection_that_fails_stays_in_front_with_its_fault(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        await workspace.enter(tab.live)
        assert workspace.live is tab.live
        assert tab.live.state is State.FAILED
        front = workspace.current
        assert front is not None
        assert front.live is tab.live
        assert front.draft.outcome is not None
        assert front.draft.outcome.fault is tab.live.fault
        workspace.close_tab(front)

    at_work(server, use, ROWS, key="wrong", password="", log_in=False)


def test_a_model_takes_the_place_of_an_untouched_one_alone(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        await workspace.enter(tab.live)
        await workspace.open_model("res.country")
        assert [one.draft.call.model for one in workspace.tabs] == ["res.country"]
        front = workspace.current
        assert front is not None
        front.draft.set_domain(parse_list([["code", "=", "BE"]]))
        await workspace.open_model("res.currency")
        assert [one.draft.call.model for one in workspace.tabs] == ["res.country", "res.currency"]
        await workspace.open_model("res.currency", new_tab=True)
        assert len(workspace.tabs) == 3
        for one in list(workspace.tabs):
            workspace.close_tab(one)

    at_work(server, use, ROWS)


def test_tabs_keep_their_order_and_the_one_in_front(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        with pytest.raises(RuntimeError, match="Open a connection first"):
            workspace.open_tab(ROWS)
        workspace.set_live(tab.live)
        told: list[frozenset[str]] = []
        workspace.subscribe(told.append)
        one, two, three = (workspace.open_tab(ROWS) for _ in range(3))
        fronts: list[Tab | None] = []
        workspace.show_tab(two)
        fronts.append(workspace.current)
        workspace.order_tabs([three, two])
        assert workspace.tabs == [three, two, one]
        for closed in (three, two, one):
            fronts.append(workspace.current)
            workspace.close_tab(closed)
        assert fronts == [two, two, two, one]
        assert workspace.current is None
        assert any({WorkspaceAspect.TABS, WorkspaceAspect.CURRENT, WorkspaceAspect.SELECTION} <= one for one in told)

    at_work(server, use, ROWS, log_in=False)


def test_the_connection_of_the_tab_in_front_is_in_front(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        other = LiveConnection(tab.live.connection, tab.live.client, tab.live.schema, tab.live.worker)
        first, second = workspace.open_tab(ROWS, tab.live), workspace.open_tab(ROWS, other)
        shown = []
        for front in (first, second):
            workspace.show_tab(front)
            shown.append(workspace.live)
        workspace.close_tab(second)
        assert [*shown, workspace.live] == [tab.live, other, tab.live]

    at_work(server, use, ROWS, log_in=False)


def test_what_is_in_front_goes_where_the_window_says(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        worker, connection = tab.live.worker, tab.live.connection
        wrong = Client(msgspec.structs.replace(connection, name="wrong"), None, Secret("no key"), worker)
        other = LiveConnection(wrong.connection, wrong, tab.live.schema, worker)
        await workspace.enter(tab.live)
        seen: list[bool] = []

        def compare(_: frozenset[str]) -> None:
            seen.append(workspace.current is None or workspace.current.live is workspace.live)

        workspace.subscribe(compare)
        await workspace.enter(other)
        front = workspace.current
        assert front is not None
        assert (front.live, workspace.live) == (other, other)
        workspace.close_tab(front)
        assert workspace.live is tab.live
        assert all(seen)
        wrong.close()

    at_work(server, use, ROWS)


def test_what_the_inspector_looks_at_belongs_to_the_tab(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        first = workspace.open_tab(ROWS, tab.live)
        workspace.select(RecordSelection(tab.live, "res.partner", 1, {"id": 1}))
        second = workspace.open_tab(ROWS, tab.live)
        looked_at = [workspace.selection]
        workspace.show_tab(first)
        looked_at.append(workspace.selection)
        assert [one is not None for one in looked_at] == [False, True]
        await workspace.open_model("res.country")
        assert workspace.current is first
        assert workspace.selection is None
        for one in (second, first):
            workspace.close_tab(one)
        assert workspace.selection is None

    at_work(server, use, ROWS)


def test_a_closed_tab_is_opened_again_with_what_was_typed(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        first = workspace.open_tab(ROWS, tab.live, "mine")
        text = first.draft.envelope_text() + " }"
        first.draft.edit_text(text)
        workspace.close_tab(first)
        assert workspace.can_reopen
        again = workspace.reopen_tab()
        assert again is not None
        assert (again.draft.title, again.draft.envelope_text(), again.live) == ("mine", text, tab.live)
        assert workspace.reopen_tab() is None

    at_work(server, use, ROWS)


def test_a_tab_is_doubled_with_its_name(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        first = workspace.open_tab(ROWS, tab.live, "mine")
        copy = workspace.duplicate_tab(first)
        assert (copy.draft.call, copy.draft.title) == (first.draft.call, "mine")
        copy.draft.set_argument("limit", 7)
        assert first.draft.call == ROWS
        text = first.draft.envelope_text() + " }"
        first.draft.edit_text(text)
        copy = workspace.duplicate_tab(first)
        assert (copy.draft.envelope_text(), copy.draft.problem) == (text, first.draft.problem)
        assert not copy.draft.can_undo

    at_work(server, use, ROWS, log_in=False)


def test_closing_a_tab_cancels_what_runs_for_it(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        opened = workspace.open_tab(ROWS, tab.live)
        sending = asyncio.create_task(opened.send())
        while not server.received:
            await asyncio.sleep(0.005)
        workspace.close_tab(opened)
        await sending
        assert opened.draft.outcome is None
        while tab.live.worker.busy:
            await asyncio.sleep(0.005)

    at_work(server, use, ROWS, path="/practice/fault/hang", log_in=False)


def test_the_inspector_s_selection_is_told(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        workspace = Workspace(PageSize())
        told: list[frozenset[str]] = []
        workspace.subscribe(told.append)
        selection = FieldSelection(tab.live, "res.partner", Field(name="name", type="char"))
        workspace.select(selection)
        assert (workspace.selection, told) == (selection, [frozenset({WorkspaceAspect.SELECTION})])

    at_work(server, use, ROWS, log_in=False)
