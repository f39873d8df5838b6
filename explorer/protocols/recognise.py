"""An envelope, whoever wrote it, read back as what it means; and the envelopes that are no call of a model.

:func:`recognise` knows ``/jsonrpc``, ``/json/2``, the version probes, ``/web/database/list`` and ``/doc-bearer``. What
it does not know is None, and the guard treats it as writing.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from explorer.core import jsontext
from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import HttpRequest
from explorer.core.methods import service_effect
from explorer.core.secret import MASK
from explorer.protocols import json2, jsonrpc
from explorer.protocols.base import Recognised, base_before, path_of, standard_headers

_JSON_ROUTES = {"/web/webclient/version_info": "version_info", "/web/database/list": "database_list"}
_PLAIN_ROUTES = {"/web/version": "version", "/json/version": "version"}
_DOC = "/doc-bearer/"


def recognise(request: HttpRequest) -> Recognised | None:
    """Return what an envelope means, or None when it is nothing this program knows. Raises nothing."""
    return jsonrpc.recognise(request) or json2.recognise(request) or _recognise_route(request)


def protocol_of(request: HttpRequest) -> ProtocolName:
    """Return the protocol in which the reply to ``request`` comes, judged by its path alone."""
    path = path_of(request.url).rstrip("/")
    outer = path.endswith(("/jsonrpc", *_JSON_ROUTES)) or "/web/dataset/" in path
    return ProtocolName.JSONRPC if outer or "/web/session/" in path else ProtocolName.JSON2


def common_version(base: str) -> HttpRequest:
    """Return the envelope of ``common.version``: ``{server_version, server_version_info, server_serie, ...}``."""
    return jsonrpc.encode_service(base, "common", "version", [])


def common_authenticate(account: Account) -> HttpRequest:
    """Return the envelope of ``common.authenticate``: the user's id; a refusal becomes a fault of the kind login."""
    return jsonrpc.encode_service(account.base, "common", "authenticate", [account.database, account.login, MASK, {}])


def db_list(base: str) -> HttpRequest:
    """Return the envelope of ``db.list``: a list of names. Refused where the server hides them; gone in Odoo 20."""
    return jsonrpc.encode_service(base, "db", "list", [])


def web_database_list(base: str) -> HttpRequest:
    """Return the envelope of ``/web/database/list``: a list of names, in every series."""
    return _json_post(base, "/web/database/list")


def web_version(base: str) -> HttpRequest:
    """Return the envelope of ``GET /web/version`` (19.0 on): ``{version_info, version}``."""
    return HttpRequest("GET", f"{base}/web/version", standard_headers(body=False))


def web_version_info(base: str) -> HttpRequest:
    """Return the envelope of ``/web/webclient/version_info``, which answers as ``common.version`` in every series."""
    return _json_post(base, "/web/webclient/version_info")


def doc_index(account: Account) -> HttpRequest:
    """Return the envelope of ``/doc-bearer/index.json`` (19.0 on): all models with fields and method names."""
    return _doc(account, "index")


def doc_model(account: Account, model: str) -> HttpRequest:
    """Return the envelope of ``/doc-bearer/<model>.json`` (19.0 on): the fields and methods of one model."""
    return _doc(account, model)


def _doc(account: Account, page: str) -> HttpRequest:
    headers = standard_headers(body=False, key=True, database=account.database)
    return HttpRequest("GET", f"{account.base}{_DOC}{quote(page, safe='')}.json", headers)


def _json_post(base: str, path: str) -> HttpRequest:
    body = {"jsonrpc": "2.0", "method": "call", "params": {}, "id": 1}
    return HttpRequest("POST", base + path, standard_headers(), jsontext.dump(body))


def _recognise_route(request: HttpRequest) -> Recognised | None:
    path = path_of(request.url).rstrip("/")
    if not path:
        return None
    for routes, verb, protocol in (
        (_JSON_ROUTES, "POST", ProtocolName.JSONRPC),
        (_PLAIN_ROUTES, "GET", ProtocolName.JSON2),
    ):
        for route, method in routes.items():
            if request.method == verb and path.endswith(route):
                base = base_before(request.url, path, path.removesuffix(route))
                return Recognised(protocol, "web", method, base=base, effect=service_effect("web", method))
    if request.method == "GET" and _DOC in path and path.endswith(".json"):
        page = unquote(path.rpartition("/")[2].removesuffix(".json"))
        method = "index" if page == "index" else "model"
        return Recognised(
            ProtocolName.JSON2,
            "doc",
            method,
            base=base_before(request.url, path, path.partition(_DOC)[0]),
            database=request.header("X-Odoo-Database") or "",
            args=() if page == "index" else (page,),
            effect=service_effect("doc", method),
        )
    return None
