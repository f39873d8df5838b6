"""HTTP/1.1 as far as the practice server needs it: requests read with limits, replies sent in one write.

Own code rather than `http.server`, which takes long to import and sends head and body apart.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

TLS_GREETING = 0x16
"""The first byte of a TLS handshake."""
MAX_HEAD = 64 * 1024
MAX_BODY = 128 * 1024 * 1024
"""Odoo's own limit of a request body (17.0 and later)."""

IDLE_SECONDS = 75.0
"""How long a kept-alive connection may stay silent."""

REASONS = {
    100: "Continue",
    200: "OK",
    301: "MOVED PERMANENTLY",
    304: "NOT MODIFIED",
    400: "BAD REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT FOUND",
    405: "METHOD NOT ALLOWED",
    413: "REQUEST ENTITY TOO LARGE",
    415: "UNSUPPORTED MEDIA TYPE",
    422: "UNPROCESSABLE ENTITY",
    429: "TOO MANY REQUESTS",
    431: "REQUEST HEADER FIELDS TOO LARGE",
    500: "INTERNAL SERVER ERROR",
    501: "NOT IMPLEMENTED",
    502: "BAD GATEWAY",
    503: "SERVICE UNAVAILABLE",
    504: "GATEWAY TIMEOUT",
    505: "HTTP VERSION NOT SUPPORTED",
}

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Request(NamedTuple):
    """A request. `headers` are name and value as sent; `head` is everything before the body, byte for byte."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    head: bytes

    def header(self, name: str) -> str:
        """The first header of that name, empty when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()


class Reply(NamedTuple):
    """A reply. `manner` is how it is sent: "" whole, else one of the faults in `send_faulty`."""

    status: int
    content_type: str
    body: bytes | Iterable[bytes]
    headers: tuple[tuple[str, str], ...] = ()
    manner: str = ""


class BadRequestError(Exception):
    """A request that is no HTTP, or over a limit; `status` is the answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def error_page(status: int, title: str, text: str) -> Reply:
    """An error page in the form of werkzeug (19.0/023)."""
    page = f"<!doctype html>\n<html lang=en>\n<title>{status} {title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n"
    return Reply(status, HTML, page.encode())


class Connection:
    """One client connection: reads requests, sends replies, keeps alive as HTTP/1.1 says."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._buffer = bytearray()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def serve(self, answer: Callable[[Request], Reply]) -> None:
        """Answer requests until one side closes."""
        try:
            while True:
                self.sock.settimeout(IDLE_SECONDS)
                try:
                    request = self._read()
                except BadRequestError as error:
                    self._send(error_page(error.status, "Bad Request", error.text), "GET", keep=False)
                    return
                if request is None:
                    return
                keep = self._wants_keep(request)
                reply = answer(request)
                if reply.manner:
                    if not send_faulty(self, reply, request.method):
                        return
                else:
                    self._send(reply, request.method, keep=keep)
                if not keep:
                    return
        except (OSError, TimeoutError):
            return
        finally:
            self.close()

    def close(self) -> None:
        """Close the socket; a blocked read on another thread ends."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def _wants_keep(self, request: Request) -> bool:
        wish = request.header("Connection").lower()
        return "keep-alive" in wish if request.head.split(b"\r\n", 1)[0].endswith(b"1.0") else "close" not in wish

    def _more(self) -> bool:
        chunk = self.sock.recv(262144)
        self._buffer += chunk
        return bool(chunk)

    def _read(self) -> Request | None:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > MAX_HEAD:
                raise BadRequestError(431, "The head of the request is too large.")
            if not self._more():
                return None
            if self._buffer[0] == TLS_GREETING:
                # A client that speaks https here must not wait for an answer that never comes.
                raise BadRequestError(400, "This server speaks http, not https.")
        head = bytes(self._buffer[: end + 4])
        del self._buffer[: end + 4]
        method, target, headers = _parse_head(head)
        lookup = {name.lower(): value for name, value in headers}
        if lookup.get("expect", "").lower() == "100-continue":
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "chunked" in lookup.get("transfer-encoding", "").lower():
            body = self._read_chunks()
        else:
            body = self._read_length(lookup.get("content-length", "0"))
        path, _, query = target.partition("?")
        return Request(method, path, query, headers, body, head)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            if not self._more():
                raise ConnectionError("the client left in the middle of a body")
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > MAX_HEAD or not self._more():
                raise BadRequestError(400, "A chunk of the body has no end.")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def _read_length(self, value: str) -> bytes:
        if not value.isascii() or not value.isdigit():
            raise BadRequestError(400, "The Content-Length is not a number.")
        if int(value) > MAX_BODY:
            raise BadRequestError(413, "The body is too large.")
        return self._take(int(value))

    def _read_chunks(self) -> bytes:
        body = bytearray()
        while True:
            try:
                size = int(self._line().split(b";")[0], 16)
            except ValueError:
                raise BadRequestError(400, "The size of a chunk is not a number.") from None
            if size < 0 or len(body) + size > MAX_BODY:
                raise BadRequestError(413, "The body is too large.")
            if size == 0:
                while self._line():
                    pass
                return bytes(body)
            body += self._take(size)
            self._line()

    def _send(self, reply: Reply, method: str, *, keep: bool) -> None:
        head, body = packed(reply, keep=keep)
        self.sock.settimeout(IDLE_SECONDS)
        self.sock.sendall(head if method == "HEAD" else head + body)


def packed(reply: Reply, *, keep: bool, length: int | None = None) -> tuple[bytes, bytes]:
    """Head and body of a reply; `length` says another Content-Length than the true one."""
    body = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'UNKNOWN')}"]
    if reply.content_type:
        lines.append(f"Content-Type: {reply.content_type}")
    if reply.status != 304:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    lines += [f"{name}: {value}" for name, value in reply.headers]
    lines.append("Server: odoo-explorer-practice")
    lines.append(f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime())}")
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), body


def _parse_head(head: bytes) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[0].isalpha() or not parts[2].startswith("HTTP/1."):
        raise BadRequestError(400, "The request line is not HTTP/1.1.")
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if not line:
            break
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequestError(400, "A header has no name.")
        headers.append((name, value.strip()))
    target = parts[1]
    if "://" in target:
        target = "/" + target.split("://", 1)[1].partition("/")[2]
    return parts[0], target, tuple(headers)


HANG_SECONDS = 30.0

_LINGER_ZERO = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""Closing with this option resets the connection."""


def send_faulty(connection: Connection, reply: Reply, method: str) -> bool:
    """Send a reply in a broken manner; tells whether the connection may go on.

    "hang" says nothing until the client leaves, "cut" ends in the middle of the body, "reset" resets the
    connection, "slow" sends the body in a hundred small pieces, "drop" closes the idle connection afterwards.
    """
    sock = connection.sock
    if reply.manner == "hang":
        sock.settimeout(HANG_SECONDS)
        while sock.recv(65536):
            pass
        return False
    if reply.manner == "reset":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        sock.close()
        return False
    head, body = packed(reply, keep=reply.manner != "cut")
    if reply.manner == "cut":
        sock.sendall(head + body[: max(1, len(body) // 2)])
        return False
    if reply.manner == "slow":
        sock.sendall(head)
        size = max(1, len(body) // 100)
        for start in range(0, len(body), size):
            sock.sendall(body[start : start + size])
            time.sleep(0.01)
        return True
    sock.sendall(head if method == "HEAD" else head + body)
    return reply.manner != "drop"
