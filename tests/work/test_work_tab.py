"""A tab at work against a real server: rows, their count, paging, sorting, cancelling."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from explorer.core.call import Call
from explorer.core.connection import ProtocolName
from explorer.core.faults import Kind
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.work.draft import Aspect, Count, Outcome, Phase
from explorer.work.tab import Tab

AtWork = Callable[..., Any]
JSONRPC, JSON2 = ProtocolName.JSONRPC, ProtocolName.JSON2
ROWS = Call("res.partner", "search_read", None, (), {"domain": [], "fields": ["name"], "order": "id", "limit": 5})
BARE = Call("res.partner", "search_read", None, (), {"domain": [], "fields": ["name"]})


def outcome_of(tab: Tab) -> Outcome:
    assert tab.draft.outcome is not None
    return tab.draft.outcome


def result(tab: Tab) -> Any:
    raw = outcome_of(tab).result
    assert raw is not None, outcome_of(tab).fault
    return json.loads(bytes(raw))


def bodies(server: PracticeServer) -> list[Any]:
    """The JSON bodies that the server received, in order."""
    return [json.loads(request.body) for request in server.received if request.body]


def paths(server: PracticeServer) -> list[str]:
    return [request.path for request in server.received]


def ids(tab: Tab) -> list[object]:
    page = outcome_of(tab).page
    assert page is not None
    return [page.row(number)["id"] for number in range(len(page))]


# --- rows and their count ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ProtocolName)
def test_rows_come_first_and_then_their_count(server: PracticeServer, at_work: AtWork, protocol: ProtocolName) -> None:
    told: list[tuple[bool, Count | None]] = []

    async def use(tab: Tab) -> None:
        def note(aspects: frozenset[str]) -> None:
            if Aspect.COUNT in aspects:
                told.append((tab.draft.outcome is not None, tab.draft.count))

        tab.draft.subscribe(note)
        await tab.send()
        assert outcome_of(tab).page is not None
        assert tab.draft.phase is Phase.ANSWERED

    at_work(server, use, ROWS, protocol=protocol)
    assert told[0] == (True, None)
    assert told[1][1] is not None
    assert told[1][1].total > 100
    assert len(server.received) == 2


@pytest.mark.parametrize("protocol", ProtocolName)
def test_a_page_that_shows_its_end_needs_no_count(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName
) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.set_argument("domain", [["id", "in", [1, 3]]])
        await tab.send()
        assert tab.draft.count == Count(2)
        tab.draft.set_argument("domain", [["id", "=", 0]])
        await tab.send()
        assert tab.draft.count == Count(0)

    at_work(server, use, ROWS, protocol=protocol)
    assert len(server.received) == 2


def test_the_count_asks_for_the_same_domain_and_context(server: PracticeServer, at_work: AtWork) -> None:
    call = msgspec.structs.replace(ROWS, context={"active_test": False}).with_kwargs(domain=[["id", ">", 3]])

    async def use(tab: Tab) -> None:
        await tab.send()

    at_work(server, use, call)
    assert paths(server)[1] == "/json/2/res.partner/search_count"
    assert bodies(server)[1] == {"domain": [["id", ">", 3]], "context": {"active_test": False}}


def test_arguments_by_place_page_and_count_as_those_by_name_do(server: PracticeServer, at_work: AtWork) -> None:
    call = Call("res.partner", "search_read", None, ([], ["name"], 0, 5))

    async def use(tab: Tab) -> None:
        await tab.send()
        count = tab.draft.count
        assert count is not None
        assert count.total > 100
        await tab.turn_page(1)
        assert tab.draft.call.args == ([], ["name"], 5, 5)
        await tab.set_page_size(7)
        assert tab.draft.call.args == ([], ["name"], 0, 7)
        await tab.sort("name")
        assert tab.draft.call.kwargs == {"order": "name"}
        assert outcome_of(tab).fault is None
        assert len(ids(tab)) == 7

    at_work(server, use, call, protocol=JSONRPC)


def test_a_call_without_a_limit_gets_the_page_size_and_says_so(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert outcome_of(tab).limited
        assert len(ids(tab)) == 30
        assert '"limit": 30' in tab.draft.envelope_text()
        await tab.send()
        assert not outcome_of(tab).limited

    at_work(server, use, BARE, page_size=30)
    assert bodies(server)[0]["limit"] == 30


@pytest.mark.parametrize("given", [None, 0, False])
def test_a_limit_of_nothing_is_a_limit(server: PracticeServer, at_work: AtWork, given: object) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert not outcome_of(tab).limited
        assert tab.draft.count == Count(len(ids(tab)))
        await tab.turn_page(1)

    at_work(server, use, BARE.with_kwargs(limit=given), page_size=30)
    assert [body["limit"] for body in bodies(server)] == [given]


def test_a_text_made_by_hand_gets_no_limit(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        text = tab.draft.envelope_text() + "\n"
        tab.draft.edit_text(text)
        await tab.send()
        assert not outcome_of(tab).limited
        assert len(ids(tab)) > 80
        assert tab.draft.envelope_text() == text

    at_work(server, use, BARE)
    assert "limit" not in bodies(server)[0]
    assert len(server.received) == 1


def test_search_is_limited_too(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert outcome_of(tab).limited
        assert outcome_of(tab).page is None
        assert len(result(tab)) == 10

    at_work(server, use, Call("res.partner", "search", None, (), {"domain": []}), page_size=10)
    assert bodies(server) == [{"domain": [], "limit": 10}]


# --- paging and sorting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ProtocolName)
def test_paging_edits_the_call_and_the_envelope_shows_it(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName
) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        first = ids(tab)
        await tab.turn_page(-1)
        assert ids(tab) == first
        await tab.turn_page(1)
        assert '"offset": 5' in tab.draft.envelope_text()
        second = ids(tab)
        assert not set(first) & set(second)
        await tab.turn_page(-1)
        assert ids(tab) == first
        assert "offset" not in tab.draft.envelope_text()
        assert tab.draft.can_undo

    at_work(server, use, ROWS, protocol=protocol)


def test_there_is_no_page_behind_the_last(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert tab.draft.count == Count(2)
        before = len(server.received)
        await tab.turn_page(1)
        assert len(server.received) == before

    at_work(server, use, ROWS.with_kwargs(domain=[["id", "in", [1, 3]]], limit=2))


def test_a_click_on_a_column_sorts_on_the_server(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.turn_page(1)
        tab.draft.set_argument("offset", 10)
        for _ in range(3):
            await tab.sort("name")

    at_work(server, use, ROWS.with_kwargs(order="id"))
    sent = [body for body in bodies(server) if "fields" in body]
    assert [body.get("order") for body in sent] == ["name", "name desc", None]
    assert all("offset" not in body for body in sent)


def test_another_page_size_starts_at_the_first_page(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        await tab.turn_page(1)
        await tab.set_page_size(200)
        assert len(ids(tab)) == 200
        assert tab.draft.call.kwargs["limit"] == 200
        assert "offset" not in tab.draft.call.kwargs

    at_work(server, use, ROWS)


def test_paging_a_text_made_by_hand_keeps_its_headers(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(tab.draft.envelope_text().replace("User-Agent:", "X-Trace: 42\nUser-Agent:"))
        await tab.send()
        await tab.turn_page(1)
        assert outcome_of(tab).fault is None

    at_work(server, use, ROWS)
    pages = [request for request in server.received if request.path.endswith("/search_read")]
    assert [request.header("X-Trace") for request in pages] == ["42", "42"]
    assert json.loads(pages[1].body)["offset"] == 5


def test_a_hand_made_execute_pages_in_its_own_style(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        text = tab.draft.envelope_text().replace('"execute_kw"', '"execute"')
        assert '[[], ["name"], 0, 5],' in text
        tab.draft.edit_text(text.replace('[[], ["name"], 0, 5],', '[], ["name"], 0, 5').replace("5\n      {}", "5"))
        assert tab.draft.problem is None, tab.draft.envelope_text()
        await tab.send()
        first = ids(tab)
        await tab.turn_page(1)
        assert not set(first) & set(ids(tab))

    call = Call("res.partner", "search_read", None, ([], ["name"], 0, 5))
    at_work(server, use, call, protocol=JSONRPC)
    pages = [body["params"] for body in bodies(server) if "search_read" in body["params"]["args"]]
    assert [(page["method"], page["args"][5:]) for page in pages] == [
        ("execute", [[], ["name"], 0, 5]),
        ("execute", [[], ["name"], 5, 5]),
    ]


# --- one after the other -------------------------------------------------------------------------------------------


def test_the_latest_sending_wins(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        first = asyncio.create_task(tab.send())
        await asyncio.sleep(0)
        tab.draft.set_argument("limit", 2)
        await tab.send()
        await first
        assert len(ids(tab)) == 2
        assert outcome_of(tab).generation == tab.draft.generation == 2

    at_work(server, use, ROWS)


def test_cancelling_frees_the_socket_and_keeps_the_last_result(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        kept = outcome_of(tab)
        text = tab.draft.envelope_text()
        tab.draft.edit_text(text.replace(server.url, server.url + "/practice/fault/hang"))
        server.forget()
        sending = asyncio.create_task(tab.send())
        while not server.received:
            await asyncio.sleep(0.005)
        tab.cancel()
        await sending
        assert tab.draft.outcome is kept
        assert tab.draft.phase is Phase.ANSWERED
        while tab.live.worker.busy:
            await asyncio.sleep(0.005)
        tab.draft.edit_text(text)
        await tab.send()
        assert outcome_of(tab).fault is None

    at_work(server, use, ROWS)


def test_a_cancelled_task_says_so_to_its_caller(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(tab.draft.envelope_text().replace(server.url, server.url + "/practice/fault/hang"))
        sending = asyncio.create_task(tab.send())
        while not server.received:
            await asyncio.sleep(0.005)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert tab.draft.phase is Phase.IDLE
        while tab.live.worker.busy:
            await asyncio.sleep(0.005)

    at_work(server, use, ROWS)


# --- fields of a new tab -------------------------------------------------------------------------------------------


def test_a_new_tab_shows_the_first_fields_of_its_model(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.open_fields()
        fields = tab.draft.call.kwargs["fields"]
        assert isinstance(fields, list)
        assert fields[0] == "display_name"
        assert len(fields) == 9
        assert not tab.draft.can_undo

    at_work(server, use, Call("res.partner", "search_read"))


def test_fields_that_come_late_change_no_text_and_no_other_model(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        loading = asyncio.create_task(tab.open_fields())
        await asyncio.sleep(0)
        text = tab.draft.envelope_text() + "\n"
        tab.draft.edit_text(text)
        await loading
        assert tab.draft.envelope_text() == text
        tab.draft.discard_text()
        tab.draft.set_model("product.product")
        loading = asyncio.create_task(tab.open_fields())
        await asyncio.sleep(0)
        tab.draft.set_model("sale.order")
        await loading
        assert "fields" not in tab.draft.call.kwargs

    at_work(server, use, Call("res.partner", "search_read", None, (), {"domain": []}))


def test_a_tab_moves_to_another_connection(server: PracticeServer, at_work: AtWork) -> None:
    from explorer.client import Client
    from explorer.client.schema import Schema
    from explorer.work.live import LiveConnection

    async def use(tab: Tab) -> None:
        old = tab.live
        connection = msgspec.structs.replace(old.connection, name="other", protocol=JSONRPC)
        client = Client(connection, Secret("admin"), None, old.worker)
        tab.move_to(LiveConnection(connection, client, Schema(client, old.worker), old.worker))
        assert tab.draft.request().url.endswith("/jsonrpc")
        told: list[frozenset[str]] = []
        tab.draft.subscribe(told.append)
        old.use_protocol(JSONRPC)
        assert told == []
        await tab.send()
        assert len(ids(tab)) == 5
        client.close()

    at_work(server, use, ROWS)


# --- what is on screen is what is sent -------------------------------------------------------------------------------


def test_nothing_is_sent_while_a_view_shows_what_is_no_value(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        told: list[frozenset[str]] = []
        tab.draft.subscribe(told.append)
        tab.draft.set_hold(lambda: "Limit: a limit is a whole number.")
        await tab.send()
        fault = outcome_of(tab).fault
        assert fault is not None
        assert (fault.kind, fault.message) == (Kind.REFUSED_BY_GUARD, "Limit: a limit is a whole number.")
        assert "Nothing was sent" in fault.advice
        assert tab.draft.phase is Phase.FAILED
        assert frozenset({Aspect.HELD}) in told
        assert server.received == []
        # A text made by hand is sent as it stands: the inputs of the other view are not part of it.
        tab.draft.edit_text(tab.draft.envelope_text() + " ")
        await tab.send()
        assert outcome_of(tab).fault is None
        tab.draft.discard_text()
        tab.draft.set_hold(None)
        await tab.send()
        assert outcome_of(tab).fault is None

    at_work(server, use, ROWS)


@pytest.mark.parametrize("protocol", ProtocolName)
def test_rows_are_those_of_the_call_until_it_is_changed(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName
) -> None:
    async def use(tab: Tab) -> None:
        seen = [tab.current_rows]
        await tab.send()
        seen.append(tab.current_rows)
        for name, value in (("limit", 3), ("order", "id desc")):
            tab.draft.set_argument(name, value)
            seen.append(tab.current_rows)
        tab.draft.undo()
        seen.append(tab.current_rows)
        assert seen == [False, True, True, False, True]

    at_work(server, use, ROWS.with_kwargs(domain=[("id", "in", (1, 3))]), protocol=protocol)


def test_records_read_by_place_are_those_of_the_call(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert tab.current_rows

    at_work(server, use, Call("res.partner", "read", (1, 3), (["name"],)))
