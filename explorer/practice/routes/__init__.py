"""Which path leads to which system; one file a system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.practice.http1 import Reply, Request
from explorer.practice.routes import answers, jsonrpc

if TYPE_CHECKING:
    from explorer.practice.server import PracticeServer


def answer(server: PracticeServer, request: Request) -> Reply:
    """The reply to a request."""
    path = request.path.rstrip("/") or "/"
    if path == "/jsonrpc":
        return jsonrpc.answer(server.service, request)
    if path.startswith("/practice/"):
        from explorer.practice.routes import practice

        return practice.answer(server, request, path)
    if (path == "/json/2" or path.startswith("/json/2/")) and server.service.newer:
        from explorer.practice.routes import json2

        return json2.answer(server.service, request, path)
    if path.startswith("/doc-bearer/") and server.service.newer:
        from explorer.practice.routes import doc_bearer

        return doc_bearer.answer(server.service, request, path)
    if path.startswith(("/web/", "/json/")) or path in ("/", "/web"):
        from explorer.practice.routes import web

        return web.answer(server.service, request, path)
    return answers.not_found()
