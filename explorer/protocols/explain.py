"""A reply that is no answer becomes a fault: its kind, the server's words, and advice that names what it is about.

``error.data.name`` and the message tell the kind; the error's code never does (it is 200 up to 18.0 and 0 from 19.0
on). The rules stand in :mod:`explorer.protocols.advice`; every error of the recordings is held to them.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import msgspec

from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import Fault, Kind, ServerFault, TransportFault
from explorer.protocols import advice
from explorer.protocols.base import NULL, Recognised, is_cut, malformed, path_of
from explorer.protocols.cases import Case

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_PARAGRAPH = re.compile(r"<p[^>]*>(.*?)</p>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SAMPLE = 4000
"""So many bytes of a reply are looked at to tell a web page from JSON."""


class _Error(msgspec.Struct):
    """What Odoo says about an exception: the ``data`` of a JSON-RPC error, the whole body of a JSON/2 one."""

    name: str
    message: str = ""
    arguments: object = None
    context: object = None
    debug: str = ""


class _RpcError(msgspec.Struct):
    code: object = None
    message: str = ""
    data: msgspec.Raw = NULL


def check_transport(reply: HttpReply, request: HttpRequest | None) -> None:
    """Raise TransportFault for what never reached Odoo's methods: a redirect, a proxy's refusal, an empty reply."""
    if 300 <= reply.status < 400:
        raise _redirect(reply, request)
    # Odoo's own failures come as JSON with an exception's name; those of a proxy do not.
    if reply.status in (429, 502, 503, 504) and not _is_json(reply.body):
        raise _busy(reply)
    if reply.status < 400 and len(reply.body) < _SAMPLE and not reply.body.strip():
        raise malformed("it is empty.", reply.status)


def error_reply(
    body: msgspec.Raw | bytes, status: int, request: HttpRequest | None, reply: HttpReply | None = None
) -> Fault:
    """Return the fault for an error as Odoo writes it: JSON-RPC's ``error``, or the body of a JSON/2 reply.

    ``reply`` is given where the body may be no error of Odoo's at all, such as a web page.
    """
    try:
        code, error = _read_error(body, alone=reply is not None)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        if reply is not None:
            return unreadable_reply(reply, request, problem)
        return TransportFault(
            Kind.NOT_ODOO,
            bytes(body)[:300].decode("utf-8", errors="replace"),
            "The error does not have the form that Odoo gives it. Check the URL: something else answers there.",
            status=status,
        )
    case = Case(error.name, error.message.strip(), status, _recognised(request))
    kind, sentence = advice.judge(case)
    detail: dict[str, object] = {"code": code} if code is not None else {}
    if error.arguments:
        detail["arguments"] = error.arguments
    if error.context:
        detail["context"] = error.context
    return ServerFault(
        kind,
        error.message.strip() or error.name,
        sentence,
        exception=error.name,
        traceback=error.debug,
        status=status,
        detail=detail,
    )


def is_login(found: Recognised | None) -> bool:
    """Whether the envelope asks to log in, where ``false`` means a refusal."""
    return found is not None and found.service == "common" and found.method in ("login", "authenticate")


def refused_login(found: Recognised | None) -> ServerFault:
    """Return the fault for a login that answered ``false`` (``17.0/003-common-login-wrong-password``)."""
    login, database = (found.login, found.database) if found else ("", "")
    return ServerFault(
        Kind.LOGIN,
        f"The server does not accept this login and password for the database “{database}”.",
        f"Check the login “{login}”, the password and the database. With two-factor authentication only an API key is "
        "accepted. On Odoo Online set a local password first (Settings, Users, Change Password), or use an API key.",
        exception="odoo.exceptions.AccessDenied",
        status=200,
    )


def unreadable_reply(reply: HttpReply, request: HttpRequest | None, problem: Exception) -> Fault:
    """Return the fault for a body that is no JSON: a web page, a plain text, or JSON cut in the middle."""
    if _is_json(reply.body) and (reply.status < 400 or is_cut(problem)):
        return malformed(problem, reply.status)
    return foreign_reply(reply, request)


def foreign_reply(reply: HttpReply, request: HttpRequest | None) -> Fault:
    """Return the fault for a reply that is complete, and is not what Odoo's interface sends."""
    text = reply.body[:_SAMPLE].decode("utf-8", errors="replace").strip()
    message = _page_message(text, reply)
    url = request.url if request else ""
    for pattern, kind, sentence in advice.PAGES:
        if re.search(pattern, text):
            return ServerFault(kind, message, sentence, status=reply.status)
    kind, sentence = advice.judge_page(reply.status, path_of(url), url)
    if kind is Kind.SERVER:
        return ServerFault(kind, message, sentence, status=reply.status)
    return TransportFault(kind, message, sentence, status=reply.status)


def _read_error(body: msgspec.Raw | bytes, *, alone: bool) -> tuple[object, _Error]:
    """Return the code, None in JSON/2, and the error itself. Raises msgspec.DecodeError for any other form."""
    if alone and bytes(body).startswith(b'"'):
        # The first builds of 19.0 sent the message alone.
        return None, _Error("", msgspec.json.decode(body, type=str))
    outer = msgspec.json.decode(body, type=_RpcError)
    return outer.code, msgspec.json.decode(body if outer.data == NULL else outer.data, type=_Error)


def _recognised(request: HttpRequest | None) -> Recognised | None:
    if request is None:
        return None
    # Late: the protocols use this module, and recognise uses the protocols.
    from explorer.protocols.recognise import recognise

    return recognise(request)


def _redirect(reply: HttpReply, request: HttpRequest | None) -> TransportFault:
    location = reply.header("Location") or ""
    url = request.url if request else ""
    target = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(target)
    detail: dict[str, object] = {"location": target}
    same_host = old.hostname == new.hostname and bool(new.hostname)
    if same_host and old.scheme == "http" and new.scheme == "https":
        port = f":{new.port}" if new.port not in (None, 443) else ""
        found = _recognised(request)
        base = urlsplit(found.base).path if found else ""
        detail["suggested_url"] = f"https://{new.hostname}{port}{base}"
        sentence = f"The server wants an encrypted connection. Change the connection's URL to {detail['suggested_url']}"
    elif "/web/login" in new.path:
        sentence = "The server asks for a login by web page. Check the database of the connection, and log in again."
    else:
        sentence = (
            f"The server sends the call on to {target or 'another address'}. Calls are not sent on, since they carry a "
            "secret. If you trust that address, enter it as the connection's URL."
        )
    return TransportFault(
        Kind.NOT_ODOO,
        f"The server redirects to {target or 'another address'} ({reply.status}).",
        sentence,
        status=reply.status,
        detail=detail,
    )


def _busy(reply: HttpReply) -> TransportFault:
    detail: dict[str, object] = {}
    if after := reply.header("Retry-After"):
        detail["retry_after"] = after
    kind, sentence = advice.BUSY[reply.status]
    message = f"{reply.status} {reply.reason}".strip()
    return TransportFault(kind, message, sentence, status=reply.status, detail=detail)


def _page_message(text: str, reply: HttpReply) -> str:
    """Say what came instead: a page's title and first paragraph, or the text itself when it is short."""
    if text.startswith("<"):
        found = [_TAG.sub(" ", match[1]) for match in (_TITLE.search(text), _PARAGRAPH.search(text)) if match]
        words = ": ".join(" ".join(unescape(piece).split()) for piece in found if piece.strip())
        return f"The server answered with a web page ({reply.status}). {words}".strip()
    if text:
        return f"The server answered ({reply.status}): {text[:300]}"
    return f"{reply.status} {reply.reason}".strip()


def _is_json(body: bytes) -> bool:
    return bytes(body[:64]).lstrip()[:1] in (b"{", b"[")
