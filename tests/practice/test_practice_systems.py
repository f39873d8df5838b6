"""The systems on the wire: JSON-RPC, JSON/2, `/doc-bearer`, versions; statuses, media types and errors as recorded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explorer.practice.server import PracticeServer

Send = Callable[..., tuple[int, dict[str, str], bytes]]
Call = Callable[..., Any]
JSON = {"Content-Type": "application/json"}

LATER = re.compile(
    r"\d+-(xmlrpc-|web-(session|call_kw)|jsonrpc-fields_get-(purchase|stock|mail|base\.automation)|jsonrpc-search_read-quants)"
)
"""Recordings of systems and models that come with a later issue."""


@pytest.mark.parametrize("series", ["17.0", "19.0"])
def test_recorded_answers(shared: Path, series: str) -> None:
    with PracticeServer(series) as server:
        run = subprocess.run(
            [
                sys.executable,
                str(shared / "conformance" / "replay.py"),
                server.url,
                *("--series", series, "--database", server.database),
                *("--admin-key", server.api_key, "--demo-key", server.demo_api_key),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    *wrong, last = run.stdout.splitlines()
    assert re.fullmatch(r"\d+ of 221 answers agree", last)
    assert [line for line in wrong if not LATER.match(line)] == []


def _service(send: Send, server: PracticeServer, service: str, method: str, *args: Any, id: Any = 1) -> Any:  # noqa: A002 - JSON-RPC's word
    body = {"jsonrpc": "2.0", "id": id, "params": {"service": service, "method": method, "args": list(args)}}
    status, headers, content = send(server, "POST", "/jsonrpc", json.dumps(body), JSON)
    assert (status, headers["content-type"]) == (200, "application/json; charset=utf-8")
    return json.loads(content)


def test_common(any_server: PracticeServer, send: Send) -> None:
    version = _service(send, any_server, "common", "version")["result"]
    assert version["server_serie"] == any_server.series
    assert version["protocol_version"] == 1
    admin = ("practice", "admin", "admin")
    assert _service(send, any_server, "common", "login", *admin)["result"] == 2
    assert _service(send, any_server, "common", "login", "practice", "admin", any_server.api_key)["result"] == 2
    assert _service(send, any_server, "common", "login", "practice", "admin", "wrong")["result"] is False
    assert _service(send, any_server, "common", "authenticate", *admin, {})["result"] == 2
    missing = _service(send, any_server, "common", "authenticate", *admin)["error"]["data"]
    assert missing["message"] == "exp_authenticate() missing 1 required positional argument: 'user_agent_env'"
    nowhere = _service(send, any_server, "common", "login", "elsewhere", "admin", "admin")["error"]["data"]
    assert nowhere["name"] == "psycopg2.OperationalError"
    assert 'FATAL:  database "elsewhere" does not exist' in nowhere["message"]
    assert _service(send, any_server, "db", "list")["result"] == ["practice"]
    assert _service(send, any_server, "db", "db_exist", "practice")["result"] is True
    assert _service(send, any_server, "nope", "x")["error"]["data"]["name"] == "builtins.KeyError"


def test_the_error_code_is_of_the_series(any_server: PracticeServer, send: Send) -> None:
    error = _service(send, any_server, "common", "nope", id="seven")
    assert error["id"] == "seven"
    assert error["error"]["code"] == (200 if any_server.series == "17.0" else 0)
    assert error["error"]["message"] == "Odoo Server Error"
    assert set(error["error"]["data"]) == {"name", "message", "arguments", "context", "debug"}


def test_who_calls_is_checked(any_server: PracticeServer, send: Send) -> None:
    def denied(uid: object, secret: object) -> str:
        answer = _service(
            send, any_server, "object", "execute_kw", "practice", uid, secret, "res.partner", "search", [[]]
        )
        return str(answer["error"]["data"]["name"])

    assert denied(2, "wrong") == denied(0, "admin") == denied(2, "") == "odoo.exceptions.AccessDenied"
    assert denied(999999, "admin") == "odoo.exceptions.MissingError"


def test_execute_takes_arguments_flat(any_server: PracticeServer, send: Send) -> None:
    front = ("practice", 2, "admin", "res.partner")
    packed = _service(send, any_server, "object", "execute", *front, "write", [[1], {"city": "x"}])["error"]["data"]
    assert packed["name"] == "builtins.TypeError"
    assert packed["message"].endswith("write() missing 1 required positional argument: 'vals'")
    assert _service(send, any_server, "object", "execute", *front, "write", [1], {"city": "x"})["result"] is True
    assert _service(send, any_server, "object", "execute", *front, "search", [["id", "=", 1]])["result"] == [1]


def test_methods_that_cannot_be_called(any_server: PracticeServer, fault: Call) -> None:
    older = any_server.series == "17.0"
    unknown = fault(any_server, "res.partner", "nope")
    private = fault(any_server, "res.partner", "_compute_display_name", [1])
    model = fault(any_server, "no.model", "search", [])
    assert model == ("odoo.exceptions.UserError", "Object no.model doesn't exist")
    if older:
        assert unknown[1] == "The method 'nope' does not exist on the model 'res.partner'"
        assert private[1] == "Private methods (such as _compute_display_name) cannot be called remotely."
    else:
        assert unknown[1] == "The method 'res.partner.nope' does not exist"
        assert private[1] == "Private methods (such as 'res.partner._compute_display_name') cannot be called remotely."
        assert fault(any_server, "res.partner", "exists", [1])[0] == "odoo.exceptions.AccessError"


def test_arguments_that_do_not_fit(any_server: PracticeServer, fault: Call) -> None:
    assert fault(any_server, "res.partner", "search_read", [], field=["name"]) == (
        "builtins.TypeError",
        "BaseModel._read_format() got an unexpected keyword argument 'field'",
    )
    assert fault(any_server, "res.partner", "search", [], count=True)[1] == (
        "BaseModel.search() got an unexpected keyword argument 'count'"
    )
    said = "tuple" if any_server.series == "17.0" else "list"
    assert fault(any_server, "res.partner", "read") == ("builtins.IndexError", f"{said} index out of range")


@pytest.mark.parametrize(
    ("method", "body", "headers", "older", "newer"),
    [
        ("POST", "{not json", JSON, 400, 400),
        ("POST", "[1]", JSON, 400, 400),
        ("POST", "{}", {"Content-Type": "text/plain"}, 400, 415),
        ("GET", None, {}, 400, 415),
        ("PUT", "{}", JSON, 405, 405),
    ],
)
def test_requests_that_are_no_json_rpc(
    any_server: PracticeServer,
    send: Send,
    method: str,
    body: str | None,
    headers: dict[str, str],
    older: int,
    newer: int,
) -> None:
    status, said, _ = send(any_server, method, "/jsonrpc", body, headers)
    assert status == (older if any_server.series == "17.0" else newer)
    assert said["content-type"].startswith("text/html")


# --- JSON/2 ---------------------------------------------------------------------------------------------------------


def _json2(
    send: Send, server: PracticeServer, path: str, body: Any, key: str | None = None, **more: str
) -> tuple[int, Any]:
    headers = {"Authorization": f"bearer {key or server.api_key}", **JSON, **more}
    status, _, content = send(server, "POST", f"/json/2/{path}", json.dumps(body), headers)
    return status, json.loads(content)


def test_json2_calls(practice_server: PracticeServer, send: Send) -> None:
    status, rows = _json2(
        send,
        practice_server,
        "res.partner/search_read",
        {"domain": [["is_company", "=", True]], "fields": ["name", "country_id"], "limit": 2, "order": "id"},
    )
    assert status == 200
    assert rows[0]["id"] == 1
    status, made = _json2(send, practice_server, "res.partner/create", {"vals_list": {"name": "J"}})
    assert (status, len(made)) == (200, 1)
    assert _json2(send, practice_server, "res.partner/write", {"ids": made, "vals": {"city": "Ghent"}}) == (200, True)
    assert _json2(send, practice_server, "res.partner/read", {"ids": made, "fields": ["city"]}) == (
        200,
        [{"id": made[0], "city": "Ghent"}],
    )
    status, copied = _json2(send, practice_server, "res.partner/copy", {"ids": made})
    assert (status, copied) == (200, [made[0] + 1])
    assert _json2(send, practice_server, "res.partner/action_archive", {"ids": made}) == (200, None)


NOT_FOUND, WRONG = (404, "NotFound"), (422, "UnprocessableEntity")


@pytest.mark.parametrize(
    ("path", "body", "kind", "message"),
    [
        ("fake.model/search", {"domain": []}, NOT_FOUND, "the model 'fake.model' does not exist"),
        ("res.partner/nope", {}, NOT_FOUND, "The method 'res.partner.nope' does not exist"),
        ("res.partner/search", {"ids": [1], "domain": []}, WRONG, "cannot call res.partner.search with ids"),
        ("res.partner/search", {}, WRONG, "missing a required argument: 'domain'"),
        ("res.partner/search", [], WRONG, "missing a required argument: 'domain'"),
        ("res.partner/search", {"domain": [], "count": 1}, WRONG, "got an unexpected keyword argument 'count'"),
        ("res.partner/write", {"ids": [1]}, WRONG, "missing a required argument: 'vals'"),
    ],
)
def test_json2_refusals(
    practice_server: PracticeServer, send: Send, path: str, body: Any, kind: tuple[int, str], message: str
) -> None:
    status, name = kind
    found, said = _json2(send, practice_server, path, body)
    assert (found, said["name"], said["message"]) == (status, f"werkzeug.exceptions.{name}", message)
    assert said["arguments"] == [message, status]


def test_json2_statuses(practice_server: PracticeServer, send: Send) -> None:
    assert _json2(send, practice_server, "res.partner/search", {"domain": "x"})[0] == 500
    assert _json2(send, practice_server, "res.partner/_x", {"ids": [1]})[0] == 403
    assert _json2(send, practice_server, "res.partner/write", {"ids": [999999], "vals": {"name": "x"}})[0] == 404
    assert _json2(send, practice_server, "crm.stage/create", {"vals_list": {"sequence": 1}})[0] == 422
    assert _json2(send, practice_server, "res.partner/search", {"domain": []}, key="wrong")[0] == 401
    demo = practice_server.demo_api_key
    assert _json2(send, practice_server, "ir.model/search", {"domain": []}, key=demo)[0] == 403
    assert send(practice_server, "GET", "/json/2/res.partner/search")[0] == 404
    assert send(practice_server, "POST", "/json/2", b"{}", JSON)[0] == 404
    status, headers, _ = send(practice_server, "POST", "/json/2/res.partner/search", "{}", JSON)
    assert (status, headers["www-authenticate"]) == (401, "Bearer ")
    bearer = {"Authorization": f"bearer {practice_server.api_key}"}
    assert (
        send(practice_server, "POST", "/json/2/res.partner/search", "{}", {**bearer, "Content-Type": "text/plain"})[0]
        == 415
    )
    assert send(practice_server, "POST", "/json/2/res.partner/search", "{oops", {**bearer, **JSON})[0] == 400
    status, headers, _ = send(
        practice_server, "POST", "/json/2/res.partner/search", "{}", {**bearer, **JSON, "X-Odoo-Database": "no_such"}
    )
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_17_has_no_json2(older_server: PracticeServer, send: Send) -> None:
    for path in ("/json/2/res.partner/search", "/doc-bearer/index.json", "/web/version", "/json/version"):
        status, headers, _ = send(older_server, "GET" if "json/2" not in path else "POST", path, None, JSON)
        assert (status, headers["content-type"].replace(" ", "")) == (404, "text/html;charset=utf-8")


# --- what a server tells of itself ----------------------------------------------------------------------------------


def test_doc_bearer(practice_server: PracticeServer, send: Send) -> None:
    bearer = {"Authorization": f"Bearer {practice_server.api_key}"}
    status, headers, content = send(practice_server, "GET", "/doc-bearer/index.json", None, bearer)
    index = json.loads(content)
    assert status == 200
    assert set(index) == {"modules", "models"}
    assert set(index["models"][0]) == {"model", "name", "fields", "methods"}
    again = send(practice_server, "GET", "/doc-bearer/index.json", None, {**bearer, "If-None-Match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")
    status, _, content = send(practice_server, "GET", "/doc-bearer/res.partner.json", None, bearer)
    model = json.loads(content)
    assert set(model) == {"model", "name", "doc", "fields", "methods"}
    search = model["methods"]["search"]
    assert search["signature"] == "(domain, offset=0, limit=None, order=None) -> list[int]"
    assert search["api"] == ["model", "readonly"]
    assert list(search["parameters"]) == ["domain", "offset", "limit", "order"]
    assert search["parameters"]["limit"] == {"default": None, "annotation": "int | None"}
    assert model["methods"]["search_read"]["parameters"]["read_kwargs"] == {"kind": "VAR_KEYWORD"}
    assert model["methods"]["action_archive"]["parameters"] == {}
    assert model["fields"]["country_id"]["relation"] == "res.country"
    assert send(practice_server, "GET", "/doc-bearer/no.model.json", None, bearer)[0] == 404
    assert send(practice_server, "GET", "/doc-bearer/index.json")[0] == 401
    demo = {"Authorization": f"Bearer {practice_server.demo_api_key}"}
    assert send(practice_server, "GET", "/doc-bearer/index.json", None, demo)[0] == 403


def test_doc_bearer_agrees_with_the_recording(practice_server: PracticeServer, send: Send, shared: Path) -> None:
    recorded = json.loads((shared / "recordings" / "19.0" / "269-doc-bearer-model.json").read_text())
    bearer = {"Authorization": f"Bearer {practice_server.api_key}"}
    ours = json.loads(send(practice_server, "GET", "/doc-bearer/res.partner.json", None, bearer)[2])["methods"]
    theirs = recorded["response"]["body"]["methods"]
    assert set(ours) <= set(theirs)
    for name in ours:
        assert list(ours[name]["parameters"]) == list(theirs[name]["parameters"]), name
        assert ours[name].get("api") == theirs[name].get("api"), name


def test_versions(any_server: PracticeServer, send: Send) -> None:
    status, _, content = send(any_server, "POST", "/web/webclient/version_info", '{"id": 1, "params": {}}', JSON)
    assert json.loads(content)["result"]["server_version"] == any_server.series
    _, _, content = send(any_server, "POST", "/web/database/list", '{"id": 1, "params": {}}', JSON)
    assert json.loads(content)["result"] == ["practice"]
    assert json.loads(send(any_server, "GET", "/web/health")[2]) == {"status": "pass"}
    if any_server.series == "19.0":
        for path in ("/web/version", "/json/version"):
            status, _, content = send(any_server, "GET", path)
            assert (status, json.loads(content)["version"]) == (200, "19.0")


# --- rights ---------------------------------------------------------------------------------------------------------


def test_an_employee(any_server: PracticeServer, rpc: Call, result: Call, fault: Call) -> None:
    name, message = fault(any_server, "ir.model", "search_read", [], user="demo")
    group = "Administration/Access Rights" if any_server.series == "17.0" else "Access Rights"
    assert name == "odoo.exceptions.AccessError"
    assert message == (
        "You are not allowed to access 'Models' (ir.model) records.\n\nThis operation is allowed for the following "
        f"groups:\n\t- {group}\n\nContact your administrator to request access if necessary."
    )
    assert fault(any_server, "res.users", "write", [2], {"name": "x"}, user="demo")[0] == name
    available = result(any_server, "ir.model", "get_available_models", user="demo")
    models = {row["model"] for row in available}
    assert "res.partner" in models
    assert "ir.model" not in models
    assert result(any_server, "res.partner", "check_access_rights", "read", raise_exception=False, user="demo") is True
    assert result(any_server, "ir.model", "check_access_rights", "read", raise_exception=False, user="demo") is False
    assert result(any_server, "res.partner", "search_count", [], user="demo") > 0
    assert result(any_server, "res.users", "context_get", user="demo")["uid"] != 2
    fields = set(result(any_server, "res.partner", "fields_get"))
    assert set(result(any_server, "res.partner", "fields_get", user="demo")) <= fields


def test_a_language_that_is_not_installed(any_server: PracticeServer, rpc: Call) -> None:
    answer = rpc(any_server, "res.partner", "search_count", [], context={"lang": "tlh_QO"})
    if any_server.series == "17.0":
        assert answer["result"] > 0
    else:
        assert answer["error"]["data"]["message"] == "Invalid language code: tlh_QO"
