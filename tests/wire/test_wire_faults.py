"""Replies that are no answer: each becomes a fault with its kind and a sentence that says what to do."""

from __future__ import annotations

import json
import tracemalloc

import msgspec
import pytest

from explorer.core.connection import ProtocolName
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import Fault, Kind, ServerFault, TransportFault
from explorer.protocols import decode, protocol
from explorer.protocols.base import Answer

RPC = HttpRequest("POST", "http://erp.example.com/odoo/jsonrpc", (), "{}")
TWO = HttpRequest("POST", "http://erp.example.com/json/2/res.partner/read", (), "{}")
JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def reply(body: str | bytes, status: int = 200, headers: tuple[tuple[str, str], ...] = JSON) -> HttpReply:
    return HttpReply(status, "Reason", headers, body.encode() if isinstance(body, str) else body)


def fault_of(answer: HttpReply, request: HttpRequest = RPC) -> Fault:
    with pytest.raises(Fault) as caught:
        decode(answer, request)
    assert caught.value.advice
    return caught.value


def error(name: str, message: str, code: int = 200) -> HttpReply:
    data = {"name": name, "message": message, "arguments": [message], "context": {}, "debug": "Traceback ..."}
    body = {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": "Odoo Server Error", "data": data}}
    return reply(json.dumps(body))


def call(method: str, *args: object, model: str = "res.partner", **kwargs: object) -> HttpRequest:
    params = {"service": "object", "method": "execute_kw", "args": ["d", 2, "p", model, method, list(args), kwargs]}
    return HttpRequest("POST", RPC.url, (), json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}))


@pytest.mark.parametrize("request_", [RPC, TWO])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply('{"jsonrpc": "2.0", "result": [1, 2'), Kind.MALFORMED_REPLY),
        (reply(""), Kind.MALFORMED_REPLY),
        (reply(" \n"), Kind.MALFORMED_REPLY),
        (reply("{oops}"), Kind.MALFORMED_REPLY),
        (reply("<html><title>Shop</title></html>", headers=HTML), Kind.NOT_ODOO),
        (reply("hello"), Kind.NOT_ODOO),
        (reply("<h1>Internal Server Error</h1>", 500, HTML), Kind.SERVER),
        (reply('{"detail": "boom"}', 500), Kind.SERVER),
        (reply('{"error": "no such route"}', 404), Kind.NOT_ODOO),
        (reply("<title>Login</title>", 401, HTML), Kind.NOT_ODOO),
        (reply("<title>Too large</title>", 413, HTML), Kind.ARGUMENTS),
        (reply("slow down", 429, HTML), Kind.SERVER),
        (reply("<title>502 Bad Gateway</title>", 502, HTML), Kind.NETWORK),
        (reply("", 503, HTML), Kind.SERVER),
        (reply("", 504, HTML), Kind.NETWORK),
        (reply("", 400), Kind.NOT_ODOO),
    ],
)
def test_a_reply_that_is_no_answer_has_its_kind(answer: HttpReply, kind: Kind, request_: HttpRequest) -> None:
    fault = fault_of(answer, request_)
    assert fault.kind is kind
    assert fault.status == answer.status


@pytest.mark.parametrize("request_", [RPC, TWO])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"jsonrpc": "2.0", "result": [1, 2', "it ends in the middle."),
        (b"{oops}", "what stands at byte 2 is not expected there."),
        (b"", "it is empty."),
    ],
)
def test_what_is_wrong_with_a_reply_is_said_in_plain_words(body: bytes, words: str, request_: HttpRequest) -> None:
    assert fault_of(reply(body), request_).message == f"The reply cannot be read as JSON: {words}"


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (b'["\xff"]', "it holds bytes that are no text in UTF-8."),
        (b"[1e999]", "it holds a number that is too large."),
        (b"[" * 20_000 + b"]" * 20_000, "it is nested too deeply."),
    ],
)
def test_what_is_wrong_with_a_result_is_said_in_plain_words(result: bytes, words: str) -> None:
    with pytest.raises(TransportFault) as caught:
        Answer(msgspec.Raw(result)).value()
    assert caught.value.message == f"The reply cannot be read as JSON: {words}"


@pytest.mark.parametrize("body", ['{"status": "ok"}', "[1, 2]", '"hello"', "12", '{"jsonrpc": 2, "result": 1}'])
def test_foreign_json_is_no_answer_of_json_rpc(body: str) -> None:
    assert fault_of(reply(body)).kind is Kind.NOT_ODOO


def test_a_json_rpc_server_that_is_not_odoo_is_told_apart() -> None:
    body = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "Method not found"}}
    fault = fault_of(reply(json.dumps(body)))
    assert fault.kind is Kind.NOT_ODOO
    assert "URL" in fault.advice


def test_the_first_builds_of_json2_sent_the_message_alone() -> None:
    fault = fault_of(reply('"Invalid apikey"', 401), TWO)
    assert (fault.kind, fault.message) == (Kind.LOGIN, "Invalid apikey")


def test_a_mistyped_name_at_odoo_com_is_told() -> None:
    page = reply("<title>Typo</title>", headers=HTML)
    fault = fault_of(page, HttpRequest("POST", "https://erpp.odoo.com/jsonrpc"))
    assert fault.kind is Kind.NOT_ODOO
    assert "spelling" in fault.advice
    assert "spelling" not in fault_of(page, HttpRequest("POST", "https://odoo.com.example.com/jsonrpc")).advice


def test_a_web_page_is_told_by_its_title_and_first_words() -> None:
    fault = fault_of(reply("<html><title>Shop &amp; more</title><p>Buy <b>now</b></p></html>", headers=HTML))
    assert "Shop & more: Buy now" in fault.message
    assert "<" not in fault.message


def test_a_redirect_to_https_on_the_same_host_is_offered_as_the_url() -> None:
    answer = reply("", 301, (("Location", "https://erp.example.com/odoo/jsonrpc"),))
    login = {"service": "common", "method": "login", "args": ["d", "l", "p"]}
    request = HttpRequest("POST", RPC.url, (), json.dumps({"params": login}))
    fault = fault_of(answer, request)
    assert isinstance(fault, TransportFault)
    assert fault.kind is Kind.NOT_ODOO
    assert fault.detail["suggested_url"] == "https://erp.example.com/odoo"
    assert "https://erp.example.com/odoo" in fault.advice


@pytest.mark.parametrize(
    "location", ["https://elsewhere.example.com/jsonrpc", "http://erp.example.com/web/login", "/web", ""]
)
def test_no_other_redirect_is_offered(location: str) -> None:
    fault = fault_of(reply("", 302, (("Location", location),)))
    assert "suggested_url" not in fault.detail


@pytest.mark.parametrize("location", ["http://erp.example.com/jsonrpc", "https://erp.example.com/login"])
def test_an_encrypted_connection_is_offered_nothing(location: str) -> None:
    request = HttpRequest("POST", "https://erp.example.com/jsonrpc")
    fault = fault_of(reply("", 302, (("Location", location),)), request)
    assert "suggested_url" not in fault.detail


def test_a_port_of_the_redirect_is_kept() -> None:
    answer = reply("", 308, (("Location", "https://erp.example.com:8443/jsonrpc"),))
    assert fault_of(answer).detail["suggested_url"] == "https://erp.example.com:8443"


def test_odoos_own_error_wins_over_a_proxys_status() -> None:
    answer = error("odoo.exceptions.UserError", "Not now")
    fault = fault_of(HttpReply(503, "", JSON, answer.body))
    assert fault.kind is Kind.USER_ERROR


def test_how_long_to_wait_is_kept() -> None:
    fault = fault_of(reply("", 429, (("Retry-After", "7"),)))
    assert fault.detail["retry_after"] == "7"


def test_a_fault_keeps_what_the_server_said() -> None:
    fault = fault_of(error("odoo.exceptions.UserError", "You cannot do that."))
    assert isinstance(fault, ServerFault)
    assert fault.exception == "odoo.exceptions.UserError"
    assert fault.traceback == "Traceback ..."
    assert fault.as_json() == {
        "kind": "user_error",
        "exception": "odoo.exceptions.UserError",
        "message": "You cannot do that.",
        "advice": fault.advice,
    }
    assert fault.detail == {"code": 200, "arguments": ["You cannot do that."]}


ERRORS = [
    ("psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update", Kind.CONFLICT),
    ("odoo.exceptions.LockError", "The record is locked", Kind.CONFLICT),
    ("odoo.exceptions.AccessError", "Uh-oh! Looks like you have stumbled upon some top-secret records.", Kind.ACCESS),
    ("odoo.exceptions.AccessError", "Due to security restrictions, you are not allowed to access 'X'", Kind.ACCESS),
    ("odoo.exceptions.AccessError", "Access to unauthorized or invalid companies.", Kind.ACCESS),
    ("odoo.exceptions.AccessDenied", "Too many login failures, please wait a bit before trying again.", Kind.LOGIN),
    ("werkzeug.exceptions.Forbidden", "Session user does not match the used apikey.", Kind.LOGIN),
    ("odoo.addons.auth_timeout.CheckIdentityException", "Check", Kind.SESSION_EXPIRED),
    ("builtins.AttributeError", "type object 'res.partner' has no attribute 'nope'", Kind.UNKNOWN_METHOD),
    ("builtins.NameError", "Method not available nope", Kind.UNKNOWN_METHOD),
    ("builtins.KeyError", "'no.model'", Kind.UNKNOWN_MODEL),
    ("builtins.ValueError", "Expected singleton: res.partner(1, 2)", Kind.ARGUMENTS),
    ("builtins.TypeError", "create() takes 2 positional arguments but 3 were given", Kind.ARGUMENTS),
    ("builtins.TypeError", "search() got an unexpected keyword argument 'count'", Kind.ARGUMENTS),
    ("builtins.AttributeError", "'list' object has no attribute 'keys'", Kind.ARGUMENTS),
    ("builtins.TypeError", "unhashable type: 'list'", Kind.DOMAIN),
    ("builtins.ValueError", "Cannot convert res.partner.tz_offset to SQL because it is not stored", Kind.DOMAIN),
    ("builtins.ValueError", "granularity x is not supported. Only month_number", Kind.DOMAIN),
    ("odoo.exceptions.UserError", "Invalid language code: fr_FR", Kind.USER_ERROR),
    ("odoo.exceptions.RedirectWarning", "Configure a journal first", Kind.USER_ERROR),
    ("psycopg2.errors.UniqueViolation", "duplicate key value violates unique constraint", Kind.VALIDATION),
    ("builtins.MemoryError", "", Kind.SERVER),
    ("builtins.ZeroDivisionError", "division by zero", Kind.SERVER),
]


@pytest.mark.parametrize(("name", "message", "kind"), ERRORS)
def test_errors_of_all_series_have_their_kind(name: str, message: str, kind: Kind) -> None:
    fault = fault_of(error(name, message), call("search_read", []))
    assert fault.kind is kind
    assert fault.message
    assert "?" not in fault.advice


def test_one_text_means_two_things_by_what_was_called() -> None:
    answer = error("builtins.IndexError", "tuple index out of range")
    assert fault_of(answer, call("search", [[["name", "=", "x"]]])).kind is Kind.DOMAIN
    without_ids = fault_of(answer, call("read"))
    assert without_ids.kind is Kind.ARGUMENTS
    assert "ids come first" in without_ids.advice
    command = fault_of(
        error("builtins.IndexError", "list index out of range"), call("write", [1], {"category_id": [[6]]})
    )
    assert "[6, 0, [ids]]" in command.advice


def test_text_in_a_many2one_and_text_in_a_condition_differ() -> None:
    answer = error("psycopg2.errors.InvalidTextRepresentation", 'invalid input syntax for type integer: "France"')
    assert fault_of(answer, call("write", [1], {"country_id": "France"})).kind is Kind.VALIDATION
    condition = fault_of(answer, call("search", [["country_id", "=", "France"]]))
    assert condition.kind is Kind.DOMAIN
    assert '"France"' in condition.advice


def test_a_database_list_that_is_closed_is_told_apart_from_a_login() -> None:
    listing = {"service": "db", "method": "list", "args": []}
    request = HttpRequest("POST", RPC.url, (), json.dumps({"jsonrpc": "2.0", "params": listing}))
    fault = fault_of(error("odoo.exceptions.AccessDenied", "Access Denied"), request)
    assert fault.kind is Kind.ACCESS
    assert "exact name" in fault.advice


def test_what_odoo_20_removed_is_named_with_what_replaces_it() -> None:
    answer = error("builtins.AttributeError", "The method 'res.partner.read_group' does not exist", 0)
    fault = fault_of(answer, call("read_group", [], ["id:count"], ["country_id"]))
    assert fault.kind is Kind.UNKNOWN_METHOD
    assert "formatted_read_group" in fault.advice


def test_false_is_an_answer_for_everything_but_a_login() -> None:
    answer = reply('{"jsonrpc": "2.0", "id": 1, "result": false}')
    assert decode(answer, call("action_post", [1], model="account.move")).value() is False
    assert protocol(ProtocolName.JSONRPC).decode(answer).value() is False


def test_the_result_stays_bytes_until_somebody_asks() -> None:
    rows = b",".join(b'{"id": %d, "name": "Partner"}' % number for number in range(20_000))
    body = b'{"jsonrpc": "2.0", "id": 1, "result": [' + rows + b"]}"
    tracemalloc.start()
    try:
        answer = decode(reply(body), call("search_read", []))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Parsed rows would take more than the bytes; a slice of them takes next to nothing.
    assert peak < len(body) / 10
    page = answer.page()
    assert page is not None
    assert len(page) == 20_000
    assert page.row(19_999) == {"id": 19_999, "name": "Partner"}


def test_a_result_that_cannot_be_decoded_is_a_malformed_reply() -> None:
    answer = decode(reply(b'{"jsonrpc": "2.0", "result": ["\xff"]}'), RPC)
    assert isinstance(answer, Answer)
    with pytest.raises(TransportFault) as caught:
        answer.value()
    assert caught.value.kind is Kind.MALFORMED_REPLY


def test_numbers_and_texts_are_no_page_and_still_a_value() -> None:
    assert decode(reply("12"), TWO).value() == 12
    assert decode(reply("12"), TWO).page() is None
    assert decode(reply("null"), TWO).value() is None
