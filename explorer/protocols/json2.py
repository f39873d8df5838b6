"""JSON/2 at ``/json/2/<model>/<method>``: named arguments, an API key, the result alone as body. From 19.0 on.

Forms and answers are those of the recordings ``19.0/227-json2-search_read`` to ``19.0/266``. Answers without an outer
form of their own (``/web/version``, ``/doc-bearer``) are read by :func:`decode` too.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import msgspec

from explorer.core import jsontext
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.methods import effect
from explorer.core.signatures import Signature, as_ids, to_named
from explorer.protocols import explain
from explorer.protocols.base import (
    Answer,
    Recognised,
    base_before,
    ordered_like,
    path_of,
    replace_header,
    standard_headers,
)

_PATH = re.compile(r"^(?P<before>.*)/json/2/(?P<model>[^/]+)/(?P<method>[^/]+)/?$")
_SAFE = "{}$"


def encode(call: Call, account: Account, signature: Signature | None = None) -> HttpRequest:
    """Return the envelope of a call; positional arguments are named through ``signature``.

    Raises SignatureUnknown or ArgumentMismatch when they cannot be.
    """
    headers = standard_headers(key=True, database=account.database)
    body = jsontext.dump(_body(to_named(call, signature)))
    return HttpRequest("POST", account.base + _path(call), headers, body)


def merge(
    request: HttpRequest, call: Call, account: Account | None = None, signature: Signature | None = None
) -> HttpRequest:
    """Return ``request`` with its call replaced; headers, the query of the URL and the order of the keys stay.

    See :class:`explorer.protocols.base.Dialect`.
    """
    found = recognise(request)
    if found is None or found.call is None:
        if account is None:
            raise ValueError("This envelope holds no call that could be replaced.")
        return encode(call, account, signature)
    old = jsontext.load(request.body) if request.body.strip() else {}
    new = ordered_like(_body(to_named(call, signature)), old)
    ids = new.get("ids")
    if isinstance(old, dict) and isinstance(old.get("ids"), int) and isinstance(ids, list) and len(ids) == 1:
        new["ids"] = ids[0]
    query = request.url.partition("?")[2]
    base, headers = found.base, request.headers
    if account is not None:
        base = account.base
        headers = replace_header(headers, "X-Odoo-Database", account.database) if account.database else headers
    url = base + _path(call) + (f"?{query}" if query else "")
    body = jsontext.dump(new) if new or request.body.strip() else ""
    return msgspec.structs.replace(request, url=url, headers=headers, body=body)


def recognise(request: HttpRequest) -> Recognised | None:
    """Return what an envelope for ``/json/2`` means; None when it is none, or its body is no JSON object.

    Odoo reads a body that is no object as an empty one (``19.0/263-json2-list-body``), and ids that are texts as none
    at all; neither says what its writer meant, so neither is recognised.
    """
    path = path_of(request.url)
    found = _PATH.match(path)
    if found is None or request.method != "POST":
        return None
    try:
        body = jsontext.load(request.body) if request.body.strip() else {}
    except jsontext.JsonTextError:
        return None
    if not isinstance(body, dict):
        return None
    kwargs = dict(body)
    context = kwargs.pop("context", {}) or {}
    ids = as_ids(kwargs.pop("ids")) if "ids" in kwargs else None
    if ("ids" in body and ids is None) or not isinstance(context, dict | Placeholder):
        return None
    model, method = unquote(found["model"]), unquote(found["method"])
    return Recognised(
        protocol=ProtocolName.JSON2,
        service="object",
        method=method,
        call=Call(model, method, ids, (), kwargs, context),
        base=base_before(request.url, path, found["before"]),
        database=request.header("X-Odoo-Database") or "",
        effect=effect(method, model),
    )


def decode(reply: HttpReply, request: HttpRequest | None = None) -> Answer:
    """Return the answer in a reply whose whole body is the result. Raises ServerFault or TransportFault."""
    explain.check_transport(reply, request)
    if reply.status >= 400:
        raise explain.error_reply(reply.body, reply.status, request, reply)
    try:
        result = msgspec.json.decode(reply.body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise explain.unreadable_reply(reply, request, problem) from None
    return Answer(result)


def _path(call: Call) -> str:
    return f"/json/2/{quote(call.model, safe=_SAFE)}/{quote(call.method, safe=_SAFE)}"


def _body(call: Call) -> dict[str, object]:
    ids: dict[str, object] = {}
    if call.ids is not None:
        ids["ids"] = list(call.ids) if isinstance(call.ids, tuple) else call.ids
    context: dict[str, object] = {"context": call.context} if call.context else {}
    return {**ids, **call.kwargs, **context}
