"""The exact HTTP request that carries a call, and what came back; and the text form that the editor shows.

The text form is the request line with the whole URL, the headers, an empty line, the body::

    POST https://erp.example.com/json/2/res.partner/search_read
    Authorization: bearer ••••••••••
    Content-Type: application/json

    {"domain": []}

Ten dots stand for the secret, in a header or as a whole JSON string. On the wire come, besides what is shown, only
``Host`` and ``Content-Length``, which follow from the URL and the body.
"""

from __future__ import annotations

import json
import re

import msgspec

from explorer.core.secret import MASK, Secret

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_TOKEN = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

Headers = tuple[tuple[str, str], ...]


class HttpRequest(msgspec.Struct, frozen=True):
    """One HTTP request as text, the secret masked. ``body`` is sent as UTF-8."""

    method: str
    url: str
    headers: Headers = ()
    body: str = ""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name; None when it is absent."""
        return _header(self.headers, name)

    @property
    def carries_secret(self) -> bool:
        """Whether the ten dots stand in a header or in the body."""
        return any(MASK in value for _, value in self.headers) or _json_mask() in self.body

    def revealed(self, secret: Secret | None) -> WireRequest:
        """Return the bytes for the wire, with ``secret`` in place of the dots.

        Raises ValueError with a sentence for the person when the dots stand there and no secret is known, or when a
        header cannot be put on the wire.
        """
        headers, body = self.headers, self.body
        if self.carries_secret:
            if not secret:
                raise ValueError("The envelope needs a secret, and this connection has none. Enter it there.")
            text = secret.reveal()
            headers = tuple((name, value.replace(MASK, text)) for name, value in headers)
            body = body.replace(_json_mask(), json.dumps(text, ensure_ascii=False))
        for name, value in headers:
            try:
                value.encode("latin-1")
                if "\n" in value or "\r" in value:
                    raise ValueError(value)  # UnicodeEncodeError is one too
            except ValueError:
                raise ValueError(
                    f"The header {name} holds a character that HTTP headers cannot carry. "
                    "Check the API key or the value for characters pasted by mistake."
                ) from None
        return WireRequest(self.method, self.url, headers, body.encode())

    def text(self) -> str:
        """Return the text form, as the editor shows it."""
        lines = [f"{self.method} {self.url}", *(f"{name}: {value}" for name, value in self.headers)]
        return "\n".join(lines) + ("\n\n" + self.body if self.body else "\n")


class WireRequest(msgspec.Struct, frozen=True):
    """A request ready for the wire, with its secret. Never shown, never kept."""

    method: str
    url: str
    headers: Headers
    body: bytes

    def __repr__(self) -> str:
        return f"WireRequest({self.method} {self.url}, {len(self.body)} bytes)"


class Timings(msgspec.Struct, frozen=True):
    """Seconds, measured in the worker: until the first byte of the reply, and until its last."""

    first_byte: float = 0.0
    total: float = 0.0


class HttpReply(msgspec.Struct, frozen=True):
    """What came back. ``body`` is decompressed; ``wire_size`` counts the body's bytes as they came."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    timings: Timings = Timings()
    wire_size: int = 0

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever the case of its name; None when it is absent."""
        return _header(self.headers, name)

    @property
    def media_type(self) -> str:
        """The media type in lower case without parameters, such as ``application/json``; empty when unsaid."""
        return (self.header("Content-Type") or "").split(";")[0].strip().lower()


class EnvelopeTextError(ValueError):
    """The text is no envelope. ``line`` counts from 1; the message says what is expected there."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse_text(text: str) -> HttpRequest:
    """Read the text form back.

    Tolerant where nothing can be misread: spaces around names and in the empty line, blank lines before the request
    line, Windows line ends. Raises EnvelopeTextError naming the line and what is expected there.
    """
    text = text.replace("\r\n", "\n")
    leading = len(text) - len(text.lstrip("\n \t"))
    skipped = text[:leading].count("\n")
    head, *rest = _EMPTY_LINE.split(text[leading:], maxsplit=1)
    body = rest[0] if rest else ""
    lines = head.split("\n")
    method, _, url = lines[0].strip().partition(" ")
    if method.upper() not in METHODS:
        raise EnvelopeTextError(
            "The first line is a method and a URL, such as POST https://erp.example.com/jsonrpc.", skipped + 1
        )
    url = url.strip()
    if not url.lower().startswith(("http://", "https://")) or " " in url:
        raise EnvelopeTextError("After the method comes a whole URL with http:// or https://.", skipped + 1)
    headers: list[tuple[str, str]] = []
    for number, line in enumerate(lines[1:], start=skipped + 2):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.match(name.strip()):
            raise EnvelopeTextError(
                "A header is a name, a colon and a value. The body begins after an empty line.", number
            )
        headers.append((name.strip(), value.strip()))
    return HttpRequest(method.upper(), url, tuple(headers), body)


def body_line(text: str) -> int:
    """Return the line (from 1) of the text form at which the body begins."""
    text = text.replace("\r\n", "\n")
    leading = len(text) - len(text.lstrip("\n \t"))
    found = _EMPTY_LINE.search(text, leading)
    return text.count("\n") + 1 if found is None else text[: found.start()].count("\n") + 3


def _header(headers: Headers, name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def _json_mask() -> str:
    return f'"{MASK}"'
