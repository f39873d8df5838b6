"""Envelopes written, read back and changed: what a person sees is what a server gets, and nothing typed is lost."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import __version__
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import HttpRequest, parse_text
from explorer.core.methods import Effect
from explorer.core.secret import MASK, Secret
from explorer.core.signatures import ArgumentMismatch, SignatureUnknown, signature
from explorer.protocols import protocol
from explorer.protocols import recognise as routes
from explorer.protocols.recognise import recognise

ACCOUNT = Account("https://erp.example.com", "demo", "admin", uid=2, key=Secret("topsecret"), series="19.0")
RPC = protocol(ProtocolName.JSONRPC)
TWO = protocol(ProtocolName.JSON2)
SEARCH = Call(
    "res.partner",
    "search_read",
    args=([["is_company", "=", True]],),
    kwargs={"fields": ["name"], "limit": 80},
    context={"lang": "en_US"},
)

RPC_TEXT = f"""\
POST https://erp.example.com/jsonrpc
Content-Type: application/json
User-Agent: odoo-api-explorer/{__version__}
Accept-Encoding: gzip

{{
  "jsonrpc": "2.0",
  "method": "call",
  "params": {{
    "service": "object",
    "method": "execute_kw",
    "args": [
      "demo",
      2,
      "••••••••••",
      "res.partner",
      "search_read",
      [[["is_company", "=", true]]],
      {{"fields": ["name"], "limit": 80, "context": {{"lang": "en_US"}}}}
    ]
  }},
  "id": 1
}}"""

TWO_TEXT = f"""\
POST https://erp.example.com/json/2/res.partner/search_read
Content-Type: application/json
Authorization: bearer ••••••••••
X-Odoo-Database: demo
User-Agent: odoo-api-explorer/{__version__}
Accept-Encoding: gzip

{{
  "domain": [["is_company", "=", true]],
  "fields": ["name"],
  "limit": 80,
  "context": {{"lang": "en_US"}}
}}"""


def call_of(request: HttpRequest) -> Call:
    found = recognise(request)
    assert found is not None
    assert found.call is not None
    return found.call


def test_the_envelope_of_json_rpc_reads_as_documented() -> None:
    assert RPC.encode(SEARCH, ACCOUNT).text() == RPC_TEXT


def test_the_envelope_of_json2_names_the_positional_arguments() -> None:
    assert TWO.encode(SEARCH, ACCOUNT, signature("search_read", "19.0")).text() == TWO_TEXT


def test_the_bytes_on_the_wire_are_the_text_with_the_secret_in_place_of_the_dots() -> None:
    rpc = RPC.encode(SEARCH, ACCOUNT).revealed(ACCOUNT.any_secret)
    assert rpc.body.decode() == RPC_TEXT.split("\n\n", 1)[1].replace(MASK, "topsecret")
    two = TWO.encode(SEARCH, ACCOUNT, signature("search_read")).revealed(ACCOUNT.key)
    assert ("Authorization", "bearer topsecret") in two.headers
    assert b"topsecret" not in two.body


def test_a_secret_with_quotes_stays_one_json_string() -> None:
    wire = RPC.encode(SEARCH, ACCOUNT).revealed(Secret('a"b\\c'))
    assert json.loads(wire.body)["params"]["args"][2] == 'a"b\\c'


def test_ids_come_first_in_json_rpc_and_by_name_in_json2() -> None:
    write = Call("res.partner", "write", (7, 8), ({"name": "x"},))
    assert json.loads(RPC.encode(write, ACCOUNT).body)["params"]["args"][5:] == [[[7, 8], {"name": "x"}], {}]
    assert json.loads(TWO.encode(write, ACCOUNT, signature("write")).body) == {"ids": [7, 8], "vals": {"name": "x"}}


def test_before_the_login_the_user_is_a_placeholder() -> None:
    request = RPC.encode(SEARCH, Account("https://erp.example.com", "demo", "admin"))
    assert "{{uid}}" in request.body
    found = recognise(request)
    assert found is not None
    assert found.uid == Placeholder("uid")


def test_json2_without_names_says_what_to_do() -> None:
    with pytest.raises(SignatureUnknown, match="/doc-bearer"):
        TWO.encode(Call("x.custom", "frobnicate", args=("one",)), ACCOUNT)
    with pytest.raises(ArgumentMismatch, match="given twice"):
        TWO.encode(SEARCH.with_kwargs(domain=[]), ACCOUNT, signature("search_read"))


@pytest.mark.parametrize("name", [ProtocolName.JSONRPC, ProtocolName.JSON2])
def test_placeholders_survive_both_ways(name: ProtocolName) -> None:
    call = Call(
        "res.partner",
        "write",
        Placeholder("ids"),
        kwargs={"vals": {"name": "Dear {{name}}", "color": Placeholder("color")}},
        context=Placeholder("context"),
    )
    request = protocol(name).encode(call, ACCOUNT)
    assert '"color": {{color}}' in request.body
    assert '"Dear {{name}}"' in request.body
    assert call_of(parse_text(request.text())) == call


def test_merging_keeps_hand_made_headers_keys_the_id_and_the_address() -> None:
    body = {
        "id": "mine",
        "jsonrpc": "2.0",
        "method": "call",
        "trace": True,
        "params": {
            "service": "object",
            "method": "execute_kw",
            "hint": 1,
            "args": ["demo", 2, MASK, "res.partner", "search_read", [[]], {"context": {}, "limit": 80}],
        },
    }
    request = HttpRequest(
        "POST", "https://erp.example.com/jsonrpc/?trace=1", (("X-Mine", "yes"), ("content-type", "application/json")),
        json.dumps(body),
    )  # fmt: skip
    found = recognise(request)
    assert found is not None
    assert found.extra == ("hint", "trace")
    changed = RPC.merge(request, call_of(request).with_kwargs(limit=5, offset=10))
    assert changed.headers == request.headers
    assert changed.url == request.url
    body["params"]["args"][6] = {"context": {}, "limit": 5, "offset": 10}  # type: ignore[index]  # a literal of mixed types
    assert json.loads(changed.body) == body
    assert list(json.loads(changed.body)["params"]["args"][6]) == ["context", "limit", "offset"]


def test_merging_moves_the_envelope_to_another_account_when_one_is_given() -> None:
    other = Account("http://localhost:8069/odoo", "test", "demo", uid=6)
    rpc = RPC.merge(RPC.encode(SEARCH, ACCOUNT), SEARCH, other)
    assert rpc.url == "http://localhost:8069/odoo/jsonrpc"
    assert json.loads(rpc.body)["params"]["args"][:3] == ["test", 6, MASK]
    two = TWO.merge(TWO.encode(SEARCH, ACCOUNT, signature("search_read")), SEARCH, other, signature("search_read"))
    assert two.url == "http://localhost:8069/odoo/json/2/res.partner/search_read"
    assert two.header("X-Odoo-Database") == "test"


def test_execute_stays_flat_while_it_can() -> None:
    args = ["demo", 2, MASK, "res.partner", "search", [["id", ">", 1]], 0, 5]
    request = HttpRequest("POST", "https://erp.example.com/jsonrpc", (), json.dumps(
        {"jsonrpc": "2.0", "method": "call", "params": {"service": "object", "method": "execute", "args": args}}
    ))  # fmt: skip
    call = call_of(request)
    assert call == Call("res.partner", "search", None, ([["id", ">", 1]], 0, 5))
    flat = json.loads(RPC.merge(request, call.with_kwargs(order="name"), None, signature("search", "19.0")).body)
    assert flat["params"]["method"] == "execute"
    assert flat["params"]["args"][5:] == [[["id", ">", 1]], 0, 5, "name"]
    named = json.loads(RPC.merge(request, msgspec.structs.replace(call, context={"lang": "fr_FR"})).body)
    assert named["params"]["method"] == "execute_kw"
    assert named["params"]["args"][5:] == [[[["id", ">", 1]], 0, 5], {"context": {"lang": "fr_FR"}}]


def test_a_lone_id_keeps_its_form() -> None:
    request = HttpRequest(
        "POST", "https://erp.example.com/json/2/res.partner/read", (), '{"fields": ["name"], "ids": 7}'
    )
    call = call_of(request)
    assert call.ids == (7,)
    assert json.loads(TWO.merge(request, call).body) == {"fields": ["name"], "ids": 7}
    two = msgspec.structs.replace(call, ids=(7, 8))
    assert json.loads(TWO.merge(request, two).body) == {"fields": ["name"], "ids": [7, 8]}


def test_merging_into_something_else_writes_anew() -> None:
    request = HttpRequest("GET", "https://erp.example.com/web/version")
    assert RPC.merge(request, SEARCH, ACCOUNT) == RPC.encode(SEARCH, ACCOUNT)
    with pytest.raises(ValueError, match="no call"):
        TWO.merge(request, SEARCH)


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", "https://h/jsonrpc", "{"),
        ("POST", "https://h/jsonrpc", "[]"),
        ("POST", "https://h/jsonrpc", '{"params": {"service": "object", "method": "execute_kw", "args": [1, 2]}}'),
        (
            "POST",
            "https://h/jsonrpc",
            '{"params": {"service": "object", "method": "execute_kw", "args": ["d", 2, "p", "m", "x", {}, {}]}}',
        ),
        ("GET", "https://h/jsonrpc", ""),
        ("POST", "https://h/json/2/res.partner", "{}"),
        ("POST", "https://h/json/2/res.partner/read", '{"ids": "7"}'),
        ("POST", "https://h/json/2/res.partner/read", '{"context": 7}'),
        ("GET", "https://h/", ""),
        ("GET", "https://[h/", ""),
        ("POST", "https://h/web/hook/1", "{}"),
    ],
)
def test_what_is_no_call_is_not_recognised(method: str, url: str, body: str) -> None:
    assert recognise(HttpRequest(method, url, (), body)) is None


@pytest.mark.parametrize(
    ("request_", "service", "method", "path"),
    [
        (routes.common_version(ACCOUNT.base), "common", "version", "/jsonrpc"),
        (routes.common_authenticate(ACCOUNT), "common", "authenticate", "/jsonrpc"),
        (routes.db_list(ACCOUNT.base), "db", "list", "/jsonrpc"),
        (routes.web_version(ACCOUNT.base), "web", "version", "/web/version"),
        (routes.web_version_info(ACCOUNT.base), "web", "version_info", "/web/webclient/version_info"),
        (routes.web_database_list(ACCOUNT.base), "web", "database_list", "/web/database/list"),
        (routes.doc_index(ACCOUNT), "doc", "index", "/doc-bearer/index.json"),
        (routes.doc_model(ACCOUNT, "res.partner"), "doc", "model", "/doc-bearer/res.partner.json"),
    ],
)
def test_the_envelopes_around_calls_are_recognised_and_read_only(
    request_: HttpRequest, service: str, method: str, path: str
) -> None:
    assert request_.url == ACCOUNT.base + path
    found = recognise(request_)
    assert found is not None
    assert (found.service, found.method, found.call, found.effect) == (service, method, None, Effect.READ)
    assert found.base == ACCOUNT.base
    assert "topsecret" not in request_.text()


def test_login_and_documentation_carry_the_account() -> None:
    login = routes.common_authenticate(ACCOUNT)
    assert json.loads(login.body)["params"]["args"] == ["demo", "admin", MASK, {}]
    found = recognise(login)
    assert found is not None
    assert (found.database, found.login) == ("demo", "admin")
    doc = routes.doc_index(ACCOUNT)
    assert doc.header("Authorization") == f"bearer {MASK}"
    assert doc.header("X-Odoo-Database") == "demo"
    assert doc.header("Content-Type") is None


@pytest.mark.parametrize(
    ("service", "method", "wanted"),
    [
        ("db", "drop", Effect.WRITE),
        ("db", "create_database", Effect.WRITE),
        ("db", "nobody_knows", Effect.WRITE),
        ("db", "list", Effect.READ),
        ("common", "set_loglevel", Effect.WRITE),
    ],
)
def test_the_guard_sees_what_a_service_does(service: str, method: str, wanted: Effect) -> None:
    body = {"jsonrpc": "2.0", "method": "call", "params": {"service": service, "method": method, "args": []}, "id": 1}
    found = recognise(HttpRequest("POST", "https://h/jsonrpc", (), json.dumps(body)))
    assert found is not None
    assert found.effect is wanted


@pytest.mark.parametrize("name", [ProtocolName.JSONRPC, ProtocolName.JSON2])
def test_the_guard_sees_what_an_edited_envelope_does(name: ProtocolName) -> None:
    request = protocol(name).encode(Call("res.partner", "search_count", kwargs={"domain": []}), ACCOUNT)
    read = recognise(request)
    assert read is not None
    assert read.effect is Effect.READ
    edited = parse_text(request.text().replace("search_count", "unlink"))
    write = recognise(edited)
    assert write is not None
    assert write.effect is Effect.WRITE


def test_a_path_before_the_interface_stays() -> None:
    for name in ProtocolName:
        request = protocol(name).encode(Call("res.partner", "unlink", (1,)), Account("http://h:8069/odoo", "d", "l", 2))
        found = recognise(request)
        assert found is not None
        assert found.base == "http://h:8069/odoo"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMED = st.dictionaries(st.sampled_from(["fields", "limit", "vals", "note"]), JSON_VALUES, max_size=3)


@given(ids=st.none() | st.lists(st.integers(1, 99), max_size=3), kwargs=NAMED, context=NAMED)
def test_any_named_call_comes_back_from_its_envelope(
    ids: list[int] | None, kwargs: dict[str, object], context: dict[str, object]
) -> None:
    call = Call("res.partner", "write", None if ids is None else tuple(ids), (), kwargs, context)
    for dialect in (RPC, TWO):
        request = dialect.encode(call, ACCOUNT)
        assert call_of(parse_text(request.text())) == call
        assert dialect.merge(request, call) == request
