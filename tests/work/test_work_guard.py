"""The guard by itself: what passes, what does not, and what it says."""

from __future__ import annotations

import pytest

from explorer.core.call import Call
from explorer.core.connection import Account
from explorer.core.envelope import HttpRequest
from explorer.core.faults import GuardFault, Kind
from explorer.protocols import json2, jsonrpc
from explorer.protocols.recognise import common_authenticate, db_list, doc_index, recognise, web_version
from explorer.work import guard

ACCOUNT = Account("https://erp.example.com", "erp", "api", uid=7, series="19.0")


def check(request: HttpRequest, *, writes_allowed: bool = False) -> None:
    guard.check(recognise(request), request.text(), writes_allowed=writes_allowed)


@pytest.mark.parametrize("method", ["search", "search_read", "search_count", "fields_get", "name_search"])
@pytest.mark.parametrize("module", [json2, jsonrpc], ids=["json2", "jsonrpc"])
def test_reading_calls_pass(module: object, method: str) -> None:
    encode = json2.encode if module is json2 else jsonrpc.encode
    check(encode(Call("res.partner", method), ACCOUNT))


@pytest.mark.parametrize(
    "request_",
    [common_authenticate(ACCOUNT), db_list("https://erp.example.com"), web_version("https://x"), doc_index(ACCOUNT)],
)
def test_questions_that_change_nothing_pass(request_: HttpRequest) -> None:
    check(request_)


@pytest.mark.parametrize("method", ["create", "write", "unlink", "copy", "message_post", "whatever", "_search"])
@pytest.mark.parametrize("module", [json2, jsonrpc], ids=["json2", "jsonrpc"])
def test_writing_and_unknown_calls_need_permission(module: object, method: str) -> None:
    encode = json2.encode if module is json2 else jsonrpc.encode
    request = encode(Call("res.partner", method, (1,)), ACCOUNT)
    with pytest.raises(GuardFault, match=f"^{method} on res.partner may change records") as caught:
        check(request)
    assert caught.value.kind is Kind.REFUSED_BY_GUARD
    assert caught.value.detail == {"reason": guard.Reason.READ_ONLY}
    assert "Allow writes" in caught.value.advice
    check(request, writes_allowed=True)


def test_a_service_is_named() -> None:
    request = jsonrpc.encode_service("https://erp.example.com", "db", "drop", ["master", "erp"])
    with pytest.raises(GuardFault, match=r"^db\.drop may change records"):
        check(request)


def test_what_is_not_recognised_counts_as_writing() -> None:
    request = HttpRequest("GET", "https://erp.example.com/web/database/drop")
    assert not guard.reads(None)
    with pytest.raises(GuardFault, match="counts as writing"):
        check(request)
    check(request, writes_allowed=True)


@pytest.mark.parametrize(
    ("url", "body", "sentence"),
    [
        ("https://x/json/2/{{model}}/search_read", "{}", "{{model}} has no value."),
        (
            "https://x/json/2/m/search_read",
            '{"limit": {{a}}, "order": "{{b}} {{a}}", "comment": "{{ object.name }}"}',
            "{{a}}, {{b}} have no value.",
        ),
    ],
)
def test_placeholders_are_named_wherever_they_stand(url: str, body: str, sentence: str) -> None:
    with pytest.raises(GuardFault) as caught:
        check(HttpRequest("POST", url, (), body), writes_allowed=True)
    assert caught.value.message == sentence
    assert caught.value.detail == {"reason": guard.Reason.PLACEHOLDER}
