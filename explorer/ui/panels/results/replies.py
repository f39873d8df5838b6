"""A reply as text: the result formatted, or everything exactly as it came. Pure functions, run in the worker.

Formatting holds the interpreter lock for 2 ms a megabyte, so a large list is formatted in pieces, between which the
window gets its turn.
"""

from __future__ import annotations

import re

import msgspec

from explorer.core.envelope import Headers, HttpReply, HttpRequest
from explorer.core.records import RawPage
from explorer.core.secret import MASK, Secret, redact
from explorer.work.draft import Outcome

SMALL = 200_000
"""Bytes that are formatted at once, without the worker."""
_FOLDED = 1_000_000
"""Bytes up to which short lists are put back on one line."""
_PIECE = 1000
"""Rows that are formatted at once."""
_REDACTED = 2_000_000
"""Bytes of an error page that are searched for secrets."""

_SCALAR = rb'(?:"(?:[^"\\\n]|\\.)*"|[-+.\w]+)'
_SHORT_LIST = re.compile(rb"\[\n\s+(" + _SCALAR + rb"(?:,\n\s+" + _SCALAR + rb"){0,15})\n\s+\]")
_BREAK = re.compile(rb",\n\s+")
_LINE = 88


def formatted(result: bytes, page: object = None) -> bytes:
    """Return a result with two spaces a level; ``page`` are its rows where they are known.

    Numbers and texts stay as they were written. What is no JSON is returned as it is.
    """
    try:
        if isinstance(page, RawPage) and len(result) > _FOLDED:
            return _in_pieces(page)
        text = msgspec.json.format(result, indent=2)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return bytes(result)
    return _SHORT_LIST.sub(_joined, text) if len(text) <= 3 * _FOLDED else text


def raw_text(outcome: Outcome, secrets: tuple[Secret | None, ...] = ()) -> bytes:
    """Return status line, headers and body as they came, cookies masked.

    The body of an error is searched for ``secrets``, since servers repeat there what they were sent.
    """
    reply = outcome.reply
    if reply is None:
        return b""
    head = [f"HTTP {reply.status} {reply.reason}".rstrip()]
    head += [f"{name}: {value}" for name, value in shown_headers(reply.headers)]
    body = bytes(reply.body)
    if outcome.fault is not None and len(body) <= _REDACTED:
        body = redact(body.decode("utf-8", errors="replace"), *secrets).encode()
    return "\n".join(head).encode("utf-8", errors="replace") + b"\n\n" + body


def shown_headers(headers: Headers) -> Headers:
    """Return headers with the values of cookies masked: a session is as good as a password."""
    return tuple((name, _masked_cookie(value) if name.lower() == "set-cookie" else value) for name, value in headers)


def request_line(request: HttpRequest | None) -> str:
    """Return method and URL of a request; the user part of an address is left out."""
    if request is None:
        return ""
    return f"{request.method} {without_user(request.url)}"


def without_user(url: str) -> str:
    """Return a URL without a name and password before the host."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"


def secrets_of(password: Secret | None, key: Secret | None, login: str) -> tuple[Secret | None, ...]:
    """Return the secrets to be masked; a password that equals the login is no secret, as ``admin`` is."""
    return tuple(secret for secret in (password, key) if secret and secret != Secret(login))


def media(reply: HttpReply) -> str:
    """Return what kind of text a body is, in the viewer's words."""
    return "json" if "json" in reply.media_type else "text"


def _in_pieces(page: RawPage) -> bytes:
    pieces = []
    for start in range(0, len(page), _PIECE):
        rows = [page.raw(number) for number in range(start, min(len(page), start + _PIECE))]
        text = msgspec.json.format(b"[" + b",".join(rows) + b"]", indent=2)
        # Without the bracket and line end before, and those behind.
        pieces.append(text[2:-2])
    return b"[\n" + b",\n".join(pieces) + b"\n]"


def _joined(found: re.Match[bytes]) -> bytes:
    line = b"[" + _BREAK.sub(b", ", found[1]) + b"]"
    return line if len(line) <= _LINE else found[0]


def _masked_cookie(value: str) -> str:
    pair, semicolon, rest = value.partition(";")
    name, equals, _ = pair.partition("=")
    return f"{name}{equals}{MASK}{semicolon}{rest}"
