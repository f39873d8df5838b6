"""Routes that no Odoo has, for tests and measurements: ready-made answers, faults on purpose, the log, the reset.

`/practice/ready/<rows>[/jsonrpc | /json/2/...]`  a ready-made `search_read` answer of that many rows: a JSON-RPC
                                reply where the path ends in `/jsonrpc` or nothing follows, a bare list below `/json/2`
`/practice/fault/<kind>/...`    any path of the server, answered with a fault; kinds stand in `_fault`
`/practice/log`                 GET: the last 500 requests as JSON
`/practice/reset`               POST: the data as they were at the start
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from explorer.practice.http1 import HTML, JSON, Reply, Request, error_page
from explorer.practice.routes import answer as route
from explorer.practice.routes.answers import json_reply, not_found

if TYPE_CHECKING:
    from explorer.practice.server import PracticeServer

MAX_READY = 250_000


def answer(server: PracticeServer, request: Request, path: str) -> Reply:
    """Answer a request below `/practice`."""
    parts = path.split("/")[2:]
    if parts[0] == "ready" and len(parts) > 1 and parts[1].isdecimal():
        return _ready(server, request, int(parts[1]), "/".join(parts[2:]))
    if parts[0] == "fault" and len(parts) > 1:
        return _fault(server, request, parts[1:])
    if parts == ["log"] and request.method == "GET":
        return json_reply(
            [
                {
                    "method": one.method,
                    "path": f"{one.path}?{one.query}" if one.query else one.path,
                    "headers": [list(pair) for pair in one.headers],
                    "body": one.body.decode("utf-8", "replace"),
                }
                for one in server.received
            ]
        )
    if parts == ["reset"] and request.method == "POST":
        server.service.reset()
        server.forget()
        return json_reply({"status": "ok"})
    return not_found()


def _ready(server: PracticeServer, request: Request, rows: int, rest: str) -> Reply:
    if rows > MAX_READY:
        return error_page(400, "Bad Request", f"At most {MAX_READY} rows are ready.")
    content = ready_rows(server.ready, rows)
    if rest.startswith("json/2"):
        return Reply(200, JSON, content)
    request_id: object = 1
    if request.body:
        try:
            request_id = json.loads(request.body).get("id")
        except (ValueError, AttributeError):
            request_id = None
    head = f'{{"jsonrpc": "2.0", "id": {json.dumps(request_id)}, "result": '.encode()
    return Reply(200, JSON, head + content + b"}")


def ready_rows(kept: dict[int, bytes], rows: int) -> bytes:
    """A list of that many partners as JSON, about 250 bytes a row; made once for each number."""
    if rows not in kept:
        kept[rows] = b"[" + b", ".join(_ready_row(number) for number in range(1, rows + 1)) + b"]"
    return kept[rows]


def _ready_row(number: int) -> bytes:
    return (
        f'{{"id": {number}, "name": "Partner {number:06d} of the practice server", '
        f'"email": "partner{number:06d}@example.com", "phone": "+1 555 {number % 10000:04d}", '
        f'"country_id": [233, "United States"], "is_company": {"true" if number % 3 else "false"}, '
        f'"credit_limit": {number % 1000}.5, "active": true, "create_date": "2025-03-03 08:00:00"}}'
    ).encode()


def _fault(server: PracticeServer, request: Request, parts: list[str]) -> Reply:
    """The kinds: hang, cut, reset, slow, dropidle, html500, notjson, redirect, status/<code>, flaky/<n>[-name]."""
    kind, rest = parts[0], parts[1:]
    if kind == "hang":
        return Reply(200, JSON, b"", manner="hang")
    if kind == "reset":
        return Reply(200, JSON, b"", manner="reset")
    if kind == "html500":
        return error_page(500, "Internal Server Error", "The server encountered an internal error.")
    if kind == "notjson":
        return Reply(200, "text/plain; charset=utf-8", b"hello")
    if kind == "redirect":
        target = f"https://{request.header('Host')}/{'/'.join(rest)}"
        return Reply(301, HTML, b"<!doctype html>\n<title>Redirecting...</title>\n", (("Location", target),))
    if kind == "status" and rest and rest[0].isdecimal() and 200 <= int(rest[0]) < 600:
        status = int(rest[0])
        headers = (("Retry-After", "1"),) if status in (429, 503) else ()
        return error_page(status, "Fault", "The practice server was asked for this.")._replace(headers=headers)
    if kind == "flaky" and rest:
        times = rest[0].partition("-")[0]
        if times.isdecimal() and server.counted(rest[0]) <= int(times):
            return error_page(503, "Service Unavailable", "Try again.")
        return _real(server, request, rest[1:])
    manners = {"cut": "cut", "slow": "slow", "dropidle": "drop"}
    if kind in manners:
        return _real(server, request, rest)._replace(manner=manners[kind])
    return not_found()


def _real(server: PracticeServer, request: Request, rest: list[str]) -> Reply:
    """What the path would get without the fault before it."""
    return route(server, request._replace(path="/" + "/".join(rest)))
