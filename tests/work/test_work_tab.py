"""A tab at work against a real server: sending, paging, counting, cancelling, and the bytes on the wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from explorer.core import signatures
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Limits, ProtocolName, Stage
from explorer.core.faults import Fault, Kind
from explorer.core.secret import MASK, Secret
from explorer.practice.server import PracticeServer
from explorer.work.draft import Aspect, Count, Outcome, Phase
from explorer.work.guard import Reason
from explorer.work.live import State
from explorer.work.tab import Tab, may_ask_for_more

AtWork = Callable[..., Any]
JSONRPC, JSON2 = ProtocolName.JSONRPC, ProtocolName.JSON2
ROWS = Call("res.partner", "search_read", None, (), {"domain": [], "fields": ["name"], "order": "id", "limit": 5})
BARE = Call("res.partner", "search_read", None, (), {"domain": [], "fields": ["name"]})
RENAME = Call("res.partner", "write", (1,), (), {"vals": {"name": "Changed"}})


def outcome_of(tab: Tab) -> Outcome:
    assert tab.draft.outcome is not None
    return tab.draft.outcome


def fault_of(tab: Tab) -> Fault:
    fault = outcome_of(tab).fault
    assert fault is not None
    return fault


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


# --- the bytes on the wire -----------------------------------------------------------------------------------------


def shown_as_received(tab: Tab, server: PracticeServer, secret: str) -> None:
    """Compare what the envelope showed, its secret revealed, with the bytes of the last request."""
    shown = outcome_of(tab).request
    assert shown is not None
    text = shown.text()
    assert MASK in text
    assert secret not in text
    head, _, body = text.replace(MASK, secret).partition("\n\n")
    first, *headers = head.rstrip("\n").split("\n")
    request = server.received[-1]
    assert request.body == body.encode()
    assert request.head.decode("latin-1").split("\r\n")[0] == first.replace(server.url, "") + " HTTP/1.1"
    came = [f"{name}: {value}" for name, value in request.headers]
    assert sorted(line for line in came if not line.startswith(("Host:", "Content-Length:"))) == sorted(headers)
    assert request.header("Content-Length") == str(len(body.encode()))


AWKWARD = {
    "name": 'Ünïcødé “quotes” \\ "x" \t\n 😀',
    "big": 12345678901234567890123,
    "float": 0.1,
    "nothing": None,
    "no": False,
    "nested": {"a": [1, [2, {"b": []}]]},
}


@pytest.mark.parametrize("edited", [False, True], ids=["built", "edited"])
@pytest.mark.parametrize("protocol", ProtocolName)
def test_the_server_receives_exactly_what_the_envelope_shows(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName, edited: bool
) -> None:
    call = Call("res.partner", "create", None, (), {"vals_list": [{"name": "Zoë"}], **AWKWARD}, {"lang": "en_US"})

    async def use(tab: Tab) -> None:
        if edited:
            text = tab.draft.envelope_text().replace("User-Agent:", "X-Twice: 1\nX-Twice: 2\nUser-Agent:")
            tab.draft.edit_text(text.replace('"float": 0.1', '"float"   :   1e-1') + "\n\n ")
        shown = tab.draft.envelope_text()
        await tab.send()
        request = outcome_of(tab).request
        assert request is not None
        assert request.text() == shown
        shown_as_received(tab, server, server.password if protocol is JSONRPC else server.api_key)

    secrets = {"password": server.password, "key": ""} if protocol is JSONRPC else {}
    at_work(server, use, call, protocol=protocol, allow_writes=True, **secrets)
    assert len(server.received) == 1


@pytest.mark.parametrize("protocol", ProtocolName)
def test_a_text_that_is_no_json_is_sent_as_it_stands(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName
) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(tab.draft.envelope_text() + ",,,")
        assert tab.draft.problem is not None
        await tab.send()
        assert tab.draft.phase is Phase.FAILED
        assert fault_of(tab).kind is Kind.ARGUMENTS
        assert outcome_of(tab).call is None

    at_work(server, use, ROWS, protocol=protocol, allow_writes=True)
    assert server.received[-1].body.endswith(b",,,")


def test_positional_arguments_are_named_through_the_documentation(
    server: PracticeServer, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "signature", lambda *_: None)
    call = Call("res.partner", "read", (1,), (["name"],))

    async def use(tab: Tab) -> None:
        with pytest.raises(ValueError, match="not known"):
            tab.draft.envelope_text()
        told: list[frozenset[str]] = []
        tab.draft.subscribe(told.append)
        await tab.send()
        assert result(tab)[0]["id"] == 1
        assert frozenset({Aspect.TEXT}) in told
        await tab.send()

    at_work(server, use, call)
    assert paths(server) == ["/doc-bearer/res.partner.json", *["/json/2/res.partner/read"] * 2]
    assert bodies(server)[0] == {"ids": [1], "fields": ["name"]}


@pytest.mark.parametrize("protocol", ProtocolName)
def test_changing_the_protocol_keeps_the_call(server: PracticeServer, at_work: AtWork, protocol: ProtocolName) -> None:
    call = Call("res.partner", "read", (1, 3), (["name"],))
    other = JSON2 if protocol is JSONRPC else JSONRPC

    async def use(tab: Tab) -> None:
        await tab.send()
        before = ids(tab)
        tab.live.use_protocol(other)
        await tab.send()
        assert ids(tab) == before == [1, 3]

    at_work(server, use, call, protocol=protocol)
    by_place, by_name = (0, 1) if protocol is JSONRPC else (1, 0)
    assert bodies(server)[by_place]["params"]["args"][5] == [[1, 3], ["name"]]
    assert bodies(server)[by_name] == {"ids": [1, 3], "fields": ["name"]}


# --- the guard -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ProtocolName)
@pytest.mark.parametrize(
    "call",
    [RENAME, Call("res.partner", "unlink", (1,)), Call("res.partner", "my_own", (1,)), Call("x", "_private")],
    ids=lambda call: call.method,
)
def test_read_only_refuses_what_writes_or_is_unknown(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName, call: Call
) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        fault = fault_of(tab)
        assert fault.kind is Kind.REFUSED_BY_GUARD
        assert fault.detail["reason"] == Reason.READ_ONLY
        assert f"{call.method} on {call.model}" in fault.message

    at_work(server, use, call, protocol=protocol)
    assert server.received == []


@pytest.mark.parametrize(
    "text",
    [
        "POST {0}/web/session/destroy\nContent-Type: application/json\n\n{{}}",
        "DELETE {0}/json/2/res.partner/search_read\n",
        'POST {0}/jsonrpc\n\n{{"params": {{"service": "db", "method": "drop", "args": ["x", "practice"]}}}}',
        'POST {0}/jsonrpc\n\n{{"params": {{"service": "object", "method": "execute_kw"}}}}',
        "POST {0}/json/2/res.partner/search_read\n\n[1]",
        "POST {0}/json/2/res.partner/search_read/../unlink\n\n{{}}",
    ],
)
def test_read_only_refuses_envelopes_that_it_does_not_know(server: PracticeServer, at_work: AtWork, text: str) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(text.format(server.url))
        await tab.send()
        assert fault_of(tab).kind is Kind.REFUSED_BY_GUARD

    at_work(server, use, ROWS)
    assert server.received == []


@pytest.mark.parametrize(
    "text", ["GET {0}/web/version\n", "POST {0}/web/webclient/version_info\nContent-Type: application/json\n\n{{}}"]
)
def test_read_only_lets_known_questions_pass(server: PracticeServer, at_work: AtWork, text: str) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(text.format(server.url))
        await tab.send()
        assert outcome_of(tab).fault is None
        assert outcome_of(tab).reply is not None

    at_work(server, use, ROWS)
    assert len(server.received) == 1


def test_writes_pass_once_they_are_allowed(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        tab.live.allow_writes(True)
        await tab.send()
        assert result(tab) is True

    at_work(server, use, RENAME)
    assert bodies(server) == [{"ids": [1], "vals": {"name": "Changed"}}]


def test_production_starts_read_only_whatever_was_chosen_before(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        assert not tab.live.writes_allowed
        await tab.send()
        assert fault_of(tab).kind is Kind.REFUSED_BY_GUARD

    at_work(server, use, RENAME, stage=Stage.PRODUCTION, allow_writes=True)
    assert server.received == []


@pytest.mark.parametrize("protocol", ProtocolName)
@pytest.mark.parametrize("allowed", [False, True])
def test_placeholders_without_a_value_are_named_and_nothing_is_sent(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName, allowed: bool
) -> None:
    call = ROWS.with_kwargs(domain=[["name", "=", "Dear {{first}}"], ["id", "=", Placeholder("second")]])

    async def use(tab: Tab) -> None:
        await tab.send()
        fault = fault_of(tab)
        assert fault.message == "{{first}}, {{second}} have no value."
        assert fault.detail["reason"] == Reason.PLACEHOLDER

    at_work(server, use, call, protocol=protocol, allow_writes=allowed)
    assert server.received == []


def test_the_secret_goes_to_the_connection_s_own_server_alone(
    server: PracticeServer, older_server: PracticeServer, at_work: AtWork
) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(tab.draft.envelope_text().replace(server.url, older_server.url))
        await tab.send()
        fault = fault_of(tab)
        assert fault.kind is Kind.REFUSED_BY_GUARD
        assert older_server.url in fault.message
        without = tab.draft.envelope_text().replace(f"Authorization: bearer {MASK}\n", "")
        tab.draft.edit_text(without)
        await tab.send()

    at_work(server, use, ROWS)
    assert server.received == []
    assert [request.header("Authorization") for request in older_server.received] == [""]


def test_rows_of_another_user_are_not_counted_as_ours(server: PracticeServer, at_work: AtWork) -> None:
    demo = server.service.accounts.named("demo")

    async def use(tab: Tab) -> None:
        text = tab.draft.envelope_text()
        own = f"{tab.live.client.account.uid},\n"
        assert own in text
        tab.draft.edit_text(text.replace(own, f"{demo.uid},\n").replace(MASK, "demo"))
        await tab.send()
        assert len(ids(tab)) == 5
        assert tab.draft.count is None

    at_work(server, use, ROWS, protocol=JSONRPC)
    assert len(server.received) == 1


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


# --- what goes wrong -----------------------------------------------------------------------------------------------


def test_a_reply_over_the_limit_is_taken_when_the_person_wants_it(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        fault = fault_of(tab)
        assert may_ask_for_more(fault)
        size = fault.detail["size"]
        assert isinstance(size, int)
        assert fault.detail["repeatable"] is True
        assert tab.draft.call == BARE.with_kwargs(limit=500)
        await tab.send_with_limit(size * 1.05 / 1e6)
        assert outcome_of(tab).fault is None
        assert len(ids(tab)) == 500
        await tab.send()
        assert may_ask_for_more(fault_of(tab))

    at_work(server, use, BARE.with_kwargs(limit=500), limits=Limits(megabytes=0.005))


def test_rows_that_are_no_records_are_an_answer_without_a_page(server: PracticeServer, at_work: AtWork) -> None:
    from explorer.core.envelope import HttpReply
    from explorer.work import send

    for body in (b'[{"a": 1}, 5]', b'[{"a": 1e400}]'):
        reply = HttpReply(200, "OK", (("Content-Type", "application/json"),), body)

        async def use(tab: Tab, reply: HttpReply = reply) -> None:
            sent = send._read(tab.live.client, tab.draft.request(), None, reply)
            assert sent.page is None
            assert sent.answer is not None
            assert bytes(sent.answer.result) == reply.body

        at_work(server, use, ROWS, log_in=False)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("html500", Kind.SERVER),
        ("notjson", Kind.NOT_ODOO),
        ("redirect", Kind.NOT_ODOO),
        ("cut", Kind.MALFORMED_REPLY),
        ("status/404", Kind.NOT_ODOO),
    ],
)
@pytest.mark.parametrize("protocol", ProtocolName)
def test_each_bad_reply_is_a_fault_and_nothing_typed_is_lost(
    server: PracticeServer, at_work: AtWork, protocol: ProtocolName, path: str, kind: Kind
) -> None:
    async def use(tab: Tab) -> None:
        text = tab.draft.envelope_text().replace(server.url, f"{server.url}/practice/fault/{path}")
        tab.draft.edit_text(text)
        await tab.send()
        fault = fault_of(tab)
        assert fault.kind is kind
        assert fault.message
        assert fault.advice
        assert tab.draft.envelope_text() == text
        assert tab.draft.phase is Phase.FAILED

    at_work(server, use, RENAME if path == "cut" else ROWS, protocol=protocol, allow_writes=True)


def test_a_fault_never_tells_the_secret(server: PracticeServer, at_work: AtWork) -> None:
    key = server.api_key

    async def use(tab: Tab) -> None:
        built = tab.draft.envelope_text()
        texts = [
            built.replace("search_read", key),
            built.replace(server.url, f"{server.url}/{key}"),
            built.replace(server.url, f"http://127.0.0.1:1/{key}"),
            built.replace("res.partner", key),
            f"GET http://[{key}/\nAuthorization: bearer {MASK}\n",
            built.replace("User-Agent:", f"Authorization: {key}\u20ac\nUser-Agent:"),
        ]
        for text in texts:
            tab.draft.edit_text(text)
            await tab.send()
            fault = fault_of(tab)
            told = json.dumps([fault.as_json(), fault.traceback, repr(fault.detail), str(fault), repr(fault)])
            assert key not in told, text

    at_work(server, use, ROWS, allow_writes=True)


def test_a_broken_text_is_not_sent(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text("hello")
        await tab.send()
        assert fault_of(tab).kind is Kind.REFUSED_BY_GUARD
        assert fault_of(tab).advice == "Correct line 1 of the envelope, then send again."

    at_work(server, use, ROWS)
    assert server.received == []


def test_a_call_that_the_protocol_cannot_carry_is_a_fault(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert fault_of(tab).kind is Kind.ARGUMENTS
        assert "my_own" in fault_of(tab).message

    at_work(server, use, Call("res.partner", "my_own", (1,), (2,)), allow_writes=True)
    assert all(request.path.startswith("/doc-bearer") for request in server.received)


def test_sending_logs_in_where_that_was_not_done(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        assert "{{uid}}" in tab.draft.envelope_text()
        await tab.send()
        assert outcome_of(tab).fault is None
        assert "{{uid}}" not in tab.draft.envelope_text()
        assert tab.live.state is State.CONNECTED

    at_work(server, use, ROWS, protocol=JSONRPC, log_in=False)


def test_a_refused_login_is_the_outcome(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        assert fault_of(tab).kind is Kind.LOGIN
        assert "wrong" not in repr(fault_of(tab).as_json()).lower().replace("wrongly", "")

    at_work(server, use, ROWS, protocol=JSONRPC, password="WRONG-secret-1", key="", log_in=False)


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
