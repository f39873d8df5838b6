"""Routes below `/web` that need no session: version, health and the list of databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.practice.greeting import DATABASE
from explorer.practice.http1 import Reply, Request
from explorer.practice.routes.answers import json_reply, not_found, result_reply, text_reply, version_info, wrong_method
from explorer.practice.routes.jsonrpc import read_envelope

if TYPE_CHECKING:
    from explorer.practice.service import Service


def answer(service: Service, request: Request, path: str) -> Reply:
    """Answer a request below `/web` or `/json`."""

    info = version_info(service.series)
    if (path in ("/web/version", "/json/version") and service.newer) or path == "/web/health":
        if request.method not in ("GET", "HEAD"):
            return wrong_method("GET, HEAD")
        if path == "/web/health":
            return json_reply({"status": "pass"})
        return json_reply({"version_info": info["server_version_info"], "version": service.series})
    if path in ("/web/webclient/version_info", "/web/database/list"):
        found = read_envelope(service, request, path)
        if isinstance(found, Reply):
            return found
        return result_reply(found[0], info if path.endswith("version_info") else [DATABASE])
    if path in ("/", "/web"):
        return text_reply(
            "<!DOCTYPE html>\n<title>Odoo</title>\n<h1>The practice server of Odoo API Explorer</h1>\n"
            f"<p>It answers as Odoo {service.series} does on <code>/jsonrpc</code>.</p>\n"
        )
    return not_found()
