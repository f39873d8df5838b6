"""`/json/2/<model>/<method>` of 19.0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from explorer.practice.errors import HttpError
from explorer.practice.greeting import DATABASE
from explorer.practice.http1 import Reply, Request
from explorer.practice.orm.call import json2
from explorer.practice.routes.answers import (
    JSON_TYPES,
    json2_fault,
    json_reply,
    no_database,
    unauthorized,
    wrong_media_type,
)

if TYPE_CHECKING:
    from explorer.practice.service import Service


def answer(service: Service, request: Request, path: str) -> Reply:
    """Answer a request below `/json/2`."""

    database = request.header("X-Odoo-Database")
    if database and database != DATABASE:
        return no_database()
    parts = [unquote(part) for part in path.split("/")[3:]]
    if request.method != "POST" or len(parts) != 2:
        return json2_fault(HttpError(404, "NotFound", "Did you mean POST /json/2/<model>/<method>?"))
    if request.body and request.media_type not in JSON_TYPES:
        return wrong_media_type(request, "/json/2/<__model__>/<__method__>", "json2", service.series)
    try:
        uid = bearer(service, request)
        body = _body(request)
        return json_reply(service.call(uid, lambda env: json2(env, parts[0], parts[1], body)))
    except Exception as error:  # noqa: BLE001 - a server answers whatever goes wrong
        return json2_fault(error)


def bearer(service: Service, request: Request) -> int:
    """The uid behind the key of a request. Raises a 401 (19.0/255, 19.0/260)."""
    scheme, _, key = request.header("Authorization").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise unauthorized("User not authenticated, use an API Key with a Bearer Authorization header.")
    uid = service.bearer(key.strip())
    if uid is None:
        raise unauthorized("Invalid apikey")
    return uid


def _body(request: Request) -> dict[str, Any]:
    """The named arguments; whatever is no object counts as none (19.0/263)."""
    if not request.body:
        return {}
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise HttpError(400, "BadRequest", f"could not parse the body as json: {error}") from None
    return body if isinstance(body, dict) else {}
