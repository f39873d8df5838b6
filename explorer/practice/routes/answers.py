"""Replies that several systems share: JSON encoded row by row, JSON-RPC envelopes, error pages."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any

from explorer.practice.errors import HttpError, name_of, report, status_of
from explorer.practice.http1 import HTML, JSON, Reply, Request, error_page

JSON_TYPES = ("application/json", "application/json-rpc")

WEB_HTML = "text/html;charset=utf-8"
"""The media type of pages that Odoo's web site makes, without a space as Odoo writes it."""

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def encode(value: Any) -> bytes:
    """JSON in Odoo's spelling. A long list goes row by row, so that no other thread stands still for it."""
    if isinstance(value, list) and len(value) > 100:
        return b"[" + b", ".join(_encode(row).encode("utf-8", "replace") for row in value) + b"]"
    return _encode(value).encode("utf-8", "replace")


def json_reply(value: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Reply:
    """A plain JSON reply."""
    return Reply(status, JSON, encode(value), tuple(headers))


def result_reply(request_id: Any, value: Any) -> Reply:
    """A JSON-RPC result; a method that returned nothing has no `result` at all (162)."""
    start = f'{{"jsonrpc": "2.0", "id": {_encode(request_id)}'.encode()
    return Reply(200, JSON, start + (b"}" if value is None else b', "result": ' + encode(value) + b"}"))


def fault_reply(request_id: Any, error: BaseException, series: str) -> Reply:
    """A JSON-RPC error: code 200 in 17.0 and 0 in 19.0, the status always 200."""
    body = {
        "jsonrpc": "2.0",
        "id": request_id,
        "error": {
            "code": 200 if series == "17.0" else 0,
            "message": "Odoo Server Error",
            "data": report(error),
        },
    }
    return json_reply(body)


def json2_fault(error: BaseException) -> Reply:
    """An error of JSON/2 and `/doc-bearer`: the five keys, and the status of the kind."""
    headers = [("WWW-Authenticate", "Bearer ")] if name_of(error).endswith("Unauthorized") else []
    return json_reply(report(error), status_of(error), headers)


def unauthorized(message: str) -> HttpError:
    """A 401 (19.0/255, 19.0/260)."""
    return HttpError(401, "Unauthorized", message)


def wrong_media_type(request: Request, route: str, kind: str, series: str, offered: str = "'http'") -> Reply:
    """What a JSON route says to a request that is none: 400 in 17.0, 415 in 19.0 (023, 024)."""
    offered = html.escape(f"[{offered}]", quote=True)
    where = html.escape(f"'{route}'", quote=True)
    text = f"Request inferred type is compatible with {offered} but {where} is type=&#39;{kind}&#39;."
    text = text.replace("&#x27;", "&#39;")
    if series == "17.0":
        return error_page(400, "Bad Request", text)
    text += "<br><br>Please verify the Content-Type request header and try again."
    return error_page(415, "Unsupported Media Type", text)


def wrong_method(allowed: str) -> Reply:
    """The page for a path that knows the verb not."""
    text = "The method is not allowed for the requested URL."
    return error_page(405, "Method Not Allowed", text)._replace(headers=(("Allow", allowed),))


def not_found() -> Reply:
    """The page of Odoo's web site for a path that nothing serves."""
    page = (
        '<!DOCTYPE html>\n<html>\n    <head>\n        <meta charset="utf-8"/>\n        <title>Odoo</title>\n'
        "    </head>\n    <body>\n        <h1>404: Page not found!</h1>\n"
        "        <p>Sorry, but we can not find the page you are looking for.</p>\n    </body>\n</html>\n"
    )
    return Reply(404, WEB_HTML, page.encode())


def no_database() -> Reply:
    """The page for a request that names no known database (19.0/257)."""
    page = (
        "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the "
        "requested URL was not found in the server-wide controllers.</p>\n<p>Please verify the hostname, "
        "<a href=/web/login>login</a> and try again.</p>\n\n"
        "<!-- Alternatively, use the X-Odoo-Database header. -->\n"
    )
    return Reply(404, HTML, page.encode())


def text_reply(text: str, status: int = 200) -> Reply:
    """A short text that Odoo calls HTML."""
    return Reply(status, HTML, text.encode())


def version_info(series: str) -> dict[str, Any]:
    """What a server says of its version (001)."""
    major, minor = series.split(".")
    return {
        "server_version": series,
        "server_version_info": [int(major), int(minor), 0, "final", 0, ""],
        "server_serie": series,
        "protocol_version": 1,
    }
