"""What a tab sends and what it refuses: the bytes on the wire, the guard, and every way in which it can fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from explorer.core import signatures
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Limits, ProtocolName, Stage
from explorer.core.faults import Fault, Kind
from explorer.core.secret import MASK
from explorer.practice.server import PracticeServer
from explorer.work.draft import Aspect, Outcome, Phase
from explorer.work.guard import Reason
from explorer.work.live import State
from explorer.work.tab import Tab

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


# --- what goes wrong -----------------------------------------------------------------------------------------------


def test_a_reply_over_the_limit_is_taken_when_the_person_wants_it(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        await tab.send()
        fault = fault_of(tab)
        assert fault.kind is Kind.TOO_LARGE
        size = fault.detail["size"]
        assert isinstance(size, int)
        assert fault.detail["repeatable"] is True
        assert tab.draft.call == BARE.with_kwargs(limit=500)
        await tab.send_with_limit(size * 1.05 / 1e6)
        assert outcome_of(tab).fault is None
        assert len(ids(tab)) == 500
        await tab.send()
        assert fault_of(tab).kind is Kind.TOO_LARGE

    at_work(server, use, BARE.with_kwargs(limit=500), limits=Limits(megabytes=0.005))


def test_rows_that_are_no_records_are_an_answer_without_a_page(server: PracticeServer, at_work: AtWork) -> None:
    from explorer.core.envelope import HttpReply
    from explorer.work import send

    for body, rows in ((b'[{"a": 1}, 5]', None), (b'[{"a": 1e400}]', 1)):
        reply = HttpReply(200, "OK", (("Content-Type", "application/json"),), body)

        async def use(tab: Tab, reply: HttpReply = reply, rows: int | None = rows) -> None:
            sent = send._read(tab.live.client, tab.draft.request(), None, reply)
            assert (len(sent.page) if sent.page is not None else None) == rows
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


def test_broken_json_is_told_by_its_line_when_it_is_not_sent(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(tab.draft.envelope_text().replace('"domain": []', '"domain": [}'))
        await tab.send()
        fault = fault_of(tab)
        assert fault.kind is Kind.REFUSED_BY_GUARD
        assert fault.message.startswith("Line 9 of the envelope: ")
        assert "Nothing was sent" in fault.advice

    at_work(server, use, BARE)
    assert server.received == []


def test_hand_made_headers_go_along_to_another_protocol(server: PracticeServer, at_work: AtWork) -> None:
    async def use(tab: Tab) -> None:
        tab.draft.edit_text(tab.draft.envelope_text().replace("User-Agent:", "X-Trace: 42\nUser-Agent:"))
        tab.draft.set_argument("limit", 2)
        tab.live.use_protocol(ProtocolName.JSONRPC)
        request = tab.draft.request()
        assert request.url.endswith("/jsonrpc")
        assert request.header("X-Trace") == "42"
        assert request.header("X-Odoo-Database") is None
        assert [name for name, _ in request.headers].count("User-Agent") == 1

    at_work(server, use, BARE)
