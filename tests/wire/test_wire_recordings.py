"""Both protocols held to what real Odoo servers of 17.0 and 19.0 sent and answered.

The recordings beside this file always run; all of ``../shared/recordings`` do where they are present.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import Fault, Kind, ServerFault
from explorer.core.secret import MASK, Secret
from explorer.protocols import decode, protocol
from explorer.protocols.recognise import recognise

CARRIED = Path(__file__).parent / "recordings"
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "recordings"
BASE = "https://erp.example.com"
OTHER = ("xmlrpc", "webhook")
"""Protocols that are none of ours yet."""

ODD = {
    "object-too-few-args": "no method is named",
    "jsonrpc-malformed-json": "the body is no JSON",
    "jsonrpc-wrong-content-type": "no service is named",
    "jsonrpc-get": "the body is empty",
    "jsonrpc-empty-params": "no service is named",
    "json2-get": "only POST calls a method",
    "json2-root": "neither model nor method is named",
    "json2-list-body": "Odoo ignores a body that is no object",
    "json2-malformed-body": "the body is no JSON",
}
"""Envelopes for our protocols that hold no call, with the reason."""

KINDS = {
    Kind.LOGIN: """common-login-wrong-password common-login-unknown-user common-authenticate-wrong
        object-wrong-password object-wrong-uid object-uid-zero web-session-wrong json2-wrong-key json2-no-key
        doc-bearer-no-key""",
    Kind.DATABASE: "common-login-unknown-db web-session-unknown-db json2-database-header-wrong",
    Kind.SESSION_EXPIRED: "web-session-info-anonymous web-call_kw-anonymous web-call_kw-after-destroy",
    Kind.ACCESS: """jsonrpc-models-list-demo jsonrpc-access-error-read jsonrpc-access-error-write
        jsonrpc-access-error-create jsonrpc-access-error-rule json2-access-error""",
    Kind.VALIDATION: """jsonrpc-create-missing-required jsonrpc-create-missing-required-partner
        jsonrpc-create-bad-selection jsonrpc-create-bad-many2one jsonrpc-create-bad-date jsonrpc-unlink-referenced
        jsonrpc-constraint-unique jsonrpc-constraint-python json2-validation json2-constraint-not-null
        json2-user-error-unlink""",
    Kind.USER_ERROR: "jsonrpc-flow-order-confirm-again jsonrpc-flow-invoice-post-again json2-confirm-order",
    Kind.MISSING_RECORD: "jsonrpc-write-missing-record jsonrpc-unlink-again json2-write-missing",
    Kind.ARGUMENTS: """common-authenticate-missing-arg object-too-few-args jsonrpc-malformed-json
        jsonrpc-wrong-content-type jsonrpc-get jsonrpc-empty-params jsonrpc-search_read-bad-order
        jsonrpc-search_read-negative-limit jsonrpc-search_read-unknown-kwarg jsonrpc-execute-write-packed-args
        web-call_kw-no-kwargs json2-create-wrong-name json2-write-values-name json2-model-method-with-ids
        json2-unknown-argument json2-missing-argument json2-list-body json2-malformed-body json2-empty-body
        json2-form-content-type""",
    Kind.UNKNOWN_MODEL: """object-unknown-model web-call_kw-unknown-model json2-unknown-model
        doc-bearer-unknown-model""",
    Kind.UNKNOWN_METHOD: """common-unknown-method unknown-service object-unknown-method jsonrpc-has_access
        jsonrpc-formatted_read_group jsonrpc-name_get json2-unknown-method json2-get json2-root""",
    Kind.PRIVATE_METHOD: """object-private-method web-call_kw-private jsonrpc-exists json2-private-method
        json2-browse-returns-ids""",
    Kind.UNKNOWN_FIELD: """jsonrpc-read-unknown-field jsonrpc-search_read-unknown-field-in-fields
        jsonrpc-search_read-unknown-order jsonrpc-domain-bad-field jsonrpc-domain-bad-dotted
        jsonrpc-create-unknown-field jsonrpc-write-unknown-field json2-bad-field""",
    Kind.DOMAIN: """jsonrpc-domain-date-part jsonrpc-domain-inverted-in jsonrpc-domain-bad-extra-nesting
        jsonrpc-domain-bad-operator jsonrpc-domain-bad-arity jsonrpc-domain-bad-arity-many
        jsonrpc-domain-bad-two-tuple jsonrpc-domain-bad-string jsonrpc-domain-bad-flat jsonrpc-domain-bad-dict
        jsonrpc-domain-bad-type jsonrpc-domain-bad-int json2-bad-domain""",
    Kind.NOT_ODOO: """web-version-get json-version-get web-dataset-search_read rest-api-absent rest-docs-absent
        json1-get""",
}
EXPECTED = {name: kind for kind, names in KINDS.items() for name in names.split()}
ONE_SERIES = {
    "17.0": "jsonrpc-has_access jsonrpc-formatted_read_group jsonrpc-domain-date-part jsonrpc-domain-inverted-in "
    "web-version-get json-version-get",
    "19.0": "jsonrpc-name_get jsonrpc-exists",
}
"""Errors of one series; the other answers well."""

ADVICE_NAMES = {
    "common-login-wrong-password": ("“admin”", "password", "API key"),
    "common-login-unknown-db": ("no_such_db",),
    "common-authenticate-missing-arg": ("{}",),
    "common-unknown-method": ("nope", "authenticate"),
    "object-wrong-uid": ("999999",),
    "object-unknown-model": ("no.model", "res.partner"),
    "object-unknown-method": ("nope", "res.partner"),
    "object-private-method": ("_compute_display_name",),
    "jsonrpc-wrong-content-type": ("Content-Type: application/json",),
    "jsonrpc-models-list-demo": ("get_available_models", "Access Rights"),
    "jsonrpc-access-error-write": ("change", "res.users", "Access Rights"),
    "jsonrpc-read-unknown-field": ("no_such_field", "res.partner", "fields_get"),
    "jsonrpc-write-unknown-field": ("no_such", "res.partner"),
    "jsonrpc-search_read-bad-order": ("name sideways",),
    "jsonrpc-search_read-unknown-kwarg": ("“field”", "fields=None"),
    "jsonrpc-has_access": ("18.0", "check_access_rights"),
    "jsonrpc-formatted_read_group": ("19.0", "read_group"),
    "jsonrpc-name_get": ("display_name",),
    "jsonrpc-exists": ("search",),
    "jsonrpc-domain-date-part": ("month_number", "18.0"),
    "jsonrpc-domain-bad-flat": ('[[["name", "=", "x"]]]',),
    "jsonrpc-domain-bad-arity": ("two conditions",),
    "jsonrpc-domain-bad-int": ("'abc'",),
    "jsonrpc-create-missing-required": ("“name”", "crm.stage"),
    "jsonrpc-create-bad-selection": ("“type”", "crm.lead", "'nope'"),
    "jsonrpc-create-bad-many2one": ("country_id", "name_search"),
    "jsonrpc-create-bad-date": ("31/12/2025", "2025-12-31"),
    "jsonrpc-unlink-referenced": ("res.country.state", "action_archive"),
    "jsonrpc-execute-write-packed-args": ("“vals”", "one by one"),
    "jsonrpc-write-missing-record": ("res.partner", "999999"),
    "json2-create-wrong-name": ("vals_list",),
    "json2-bad-domain": ('[["name", "=", "x"]]',),
    "json2-model-method-with-ids": ("“search”", "ids"),
    "json2-wrong-key": ("API key only", "password"),
    "json2-no-key": ("Authorization: bearer",),
    "json2-database-header-wrong": ("X-Odoo-Database",),
}
"""What the advice must name, so that a person knows what to do."""


class Recording(msgspec.Struct, frozen=True):
    """One exchange with a real server."""

    series: str
    name: str
    request: HttpRequest
    reply: HttpReply
    body: object

    @property
    def place(self) -> str:
        return f"{self.series}/{self.name}"


def load(path: Path) -> Recording:
    content = json.loads(path.read_bytes())
    request, response = content["request"], content["response"]

    def text(body: object) -> str:
        return body if isinstance(body, str) else json.dumps(body)

    return Recording(
        path.parent.name,
        content["name"],
        HttpRequest(
            request["method"], BASE + request["path"], tuple(request["headers"].items()), text(request["body"])
        ),
        HttpReply(response["status"], "", tuple(response["headers"].items()), text(response["body"]).encode()),
        response["body"],
    )


def recordings() -> list[Recording]:
    folder = SHARED if SHARED.is_dir() else CARRIED
    files = sorted(folder.glob("1?.0/*.json"))
    return [load(path) for path in files if not any(word in path.name for word in OTHER)]


def carried() -> list[Recording]:
    return [load(path) for path in sorted(CARRIED.glob("1?.0/*.json"))]


ALL = recordings()
CALLS = [one for one in ALL if (found := recognise(one.request)) and found.call]


def names(items: list[Recording]) -> list[str]:
    return [one.place for one in items]


# encode writes execute_kw and a list of ids; only merge keeps the other forms.
USUAL = [one for one in CALLS if "-execute-" not in one.name and one.name != "jsonrpc-read-scalar-id"]


def expected_kind(one: Recording) -> Kind | None:
    if one.series == "17.0" and one.name.startswith(("json2-", "doc-bearer-", "json1-")):
        return Kind.NOT_ODOO
    if any(one.name in listed.split() for series, listed in ONE_SERIES.items() if series != one.series):
        return None
    return EXPECTED.get(one.name)


def result_of(one: Recording) -> object:
    outer = isinstance(one.body, dict) and "jsonrpc" in one.body
    return one.body.get("result") if outer and isinstance(one.body, dict) else one.body


def without_secret(request: HttpRequest) -> str:
    """The recorded body with the dots in the secret's place."""
    body = json.loads(request.body)
    if isinstance(body, dict) and isinstance(body.get("params"), dict) and "args" in body["params"]:
        body["params"]["args"][2] = MASK
    return json.dumps(body)


def test_the_carried_recordings_are_as_the_server_answered() -> None:
    assert len(carried()) >= 40
    assert {one.series for one in carried()} == {"17.0", "19.0"}
    if not SHARED.is_dir():
        pytest.skip("../shared/recordings is not beside this checkout")
    for path in CARRIED.glob("1?.0/*.json"):
        assert path.read_bytes() == (SHARED / path.parent.name / path.name).read_bytes(), path.name


@pytest.mark.parametrize("one", ALL, ids=names(ALL))
def test_every_answer_is_read_or_becomes_the_right_fault(one: Recording) -> None:
    kind = expected_kind(one)
    if kind is None:
        assert decode(one.reply, one.request).value() == result_of(one)
        return
    with pytest.raises(Fault) as caught:
        decode(one.reply, one.request)
    fault = caught.value
    assert fault.kind is kind
    assert fault.status == one.reply.status
    assert len(fault.advice) > 20
    # A question mark stands in the advice where Odoo's words did not name what it is about.
    assert not re.search(r"[“\s]\?[”\s.]", fault.advice), fault.advice
    for word in ADVICE_NAMES.get(one.name, ()) if kind is EXPECTED.get(one.name) else ():
        assert word in fault.advice


@pytest.mark.parametrize("one", CALLS, ids=names(CALLS))
def test_a_call_read_from_an_envelope_writes_the_same_envelope(one: Recording) -> None:
    found = recognise(one.request)
    assert found is not None
    assert found.call is not None
    merged = protocol(found.protocol).merge(one.request, found.call)
    assert merged.url == one.request.url
    assert merged.headers == one.request.headers
    assert json.loads(merged.body or "{}") == json.loads(one.request.body or "{}")


@pytest.mark.parametrize("one", USUAL, ids=names(USUAL))
def test_encode_writes_what_the_recorded_client_sent(one: Recording) -> None:
    found = recognise(one.request)
    assert found is not None
    assert found.call is not None
    uid = found.uid if isinstance(found.uid, int) else None
    account = Account(BASE, found.database, "admin", uid=uid, key=Secret("k"))
    written = protocol(found.protocol).encode(found.call, account)
    assert written.url.rstrip("/") == one.request.url.rstrip("/")
    if found.protocol is ProtocolName.JSON2:
        assert json.loads(written.body) == json.loads(one.request.body or "{}")
        assert (written.header("Authorization") or "").lower() == f"bearer {MASK}"
        return
    sent, wanted = json.loads(written.body), json.loads(without_secret(one.request))
    # A dictionary of named arguments may be left out when it is empty.
    wanted["params"]["args"] += [[], {}][len(wanted["params"]["args"]) - 5 :]
    assert sent == {"id": 1, **wanted}


@pytest.mark.parametrize("one", ALL, ids=names(ALL))
def test_only_envelopes_without_a_call_are_not_recognised(one: Recording) -> None:
    found = recognise(one.request)
    ours = one.name.startswith(("common-", "db-", "object-", "jsonrpc-", "json2-", "doc-bearer-"))
    if found is None:
        assert not ours or one.name in ODD
    elif found.call is not None:
        assert found.call.model
        assert found.call.method
        assert found.service == "object"


def test_a_refused_login_tells_the_database_and_how_to_go_on() -> None:
    one = next(item for item in carried() if item.name == "common-login-wrong-password")
    with pytest.raises(ServerFault) as caught:
        decode(one.reply, one.request)
    assert caught.value.kind is Kind.LOGIN
    assert "“demo17”" in caught.value.message
    assert "Online" in caught.value.advice


def test_a_method_without_result_answers_null() -> None:
    one = next(item for item in carried() if item.name == "jsonrpc-action_archive")
    assert b"result" not in one.reply.body
    assert decode(one.reply, one.request).value() is None
