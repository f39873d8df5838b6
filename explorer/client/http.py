"""Bytes to a server and back, with limits, cancelling and careful retries: the only user of ``requests``.

Everything here blocks and runs in a worker thread. ``requests`` is imported by the first request, so that the window
can paint before it. Of requests the adapter is used without a Session: no cookie is kept or sent, ``~/.netrc`` is not
read (it would replace a bearer key), no redirect is followed, and nothing is added to the headers of the envelope but
``Host`` and ``Content-Length``.
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter, time
from typing import TYPE_CHECKING

from explorer.background import CancelToken
from explorer.core.connection import Limits
from explorer.core.envelope import HttpReply, Timings, WireRequest
from explorer.core.faults import CancelledFault, Fault, GuardFault

if TYPE_CHECKING:
    from requests import PreparedRequest, Response
    from requests.adapters import HTTPAdapter

    from explorer.client.sockets import Exchange

PIECE = 256 * 1024
"""Bytes read at a time."""

WAITS = (0.25, 1.0)
"""Seconds before the second and the third try of a call that only reads."""

LONGEST_WAIT = 30.0
"""Seconds that a server may ask us to wait before we try again by ourselves."""

RETRIED = frozenset({429, 502, 503, 504})

_loading = threading.Lock()

Progress = Callable[[int], None]
"""Called in the worker thread with the bytes read so far."""


class Transport:
    """The way to one connection's server. Safe to use from several threads; each request has a lane of its own.

    ``certificate_end`` says until when the certificate seen last is valid, as OpenSSL writes it.
    """

    def __init__(self, limits: Limits, *, waits: Sequence[float] = WAITS) -> None:
        self.limits = limits
        self.certificate_end: str | None = None
        self._waits = tuple(waits)
        self._lock = threading.Lock()
        self._free: list[_Lane] = []
        self._closed = False

    def send(
        self,
        wire: WireRequest,
        *,
        token: CancelToken | None = None,
        limits: Limits | None = None,
        retry_reads: bool = False,
        on_progress: Progress | None = None,
    ) -> HttpReply:
        """Send the request and return the reply, whatever its status; a redirect is a reply like any other.

        ``retry_reads`` says that the call only reads: it is tried again, three times in all, on a refused or reset
        connection and on 429, 502, 503 and 504; anything else is sent once. Raises TransportFault (network, timeout,
        tls, not_odoo for what is no HTTP, malformed_reply for a cut reply, too_large), CancelledFault, and GuardFault
        for headers that would break the request apart.
        """
        token = token or CancelToken()
        limits = limits or self.limits
        _check_headers(wire)
        load_libraries()
        waits = iter(self._waits if retry_reads else ())
        while True:
            token.raise_if_cancelled()
            wait = next(waits, None)
            try:
                reply = self._send_once(wire, token, limits, retry_reads, on_progress)
            except Fault as fault:
                if wait is None or not fault.detail.get("transient"):
                    raise
            else:
                asked = _retry_after(reply)
                if wait is None or reply.status not in RETRIED or asked > LONGEST_WAIT:
                    return reply
                wait = max(wait, asked)
            token.sleep(wait * random.uniform(1.0, 1.25))  # noqa: S311  spreads clients, hides nothing

    def close(self) -> None:
        """Close the sockets kept alive; requests in flight close theirs when they end."""
        with self._lock:
            self._closed = True
            lanes, self._free = self._free, []
        for lane in lanes:
            lane.close()

    def _send_once(
        self, wire: WireRequest, token: CancelToken, limits: Limits, reads: bool, on_progress: Progress | None
    ) -> HttpReply:
        # urllib3 comes with it: not before the first paint.
        from explorer.client import trouble
        from explorer.client.sockets import exchanging

        with self._lane() as lane, exchanging(token) as exchange:
            try:
                return self._exchange(lane, exchange, wire, token, limits, reads, on_progress)
            except Fault:
                raise
            except Exception as error:
                # Requests, urllib3, ssl and the socket each have their own; what none of them explains is raised again.
                # A socket shut by the token looks like any broken connection from here.
                if token.cancelled:
                    raise CancelledFault from None
                raise trouble.fault_of(error, trouble.Situation(wire.url, limits, exchange, reads)) from error
            finally:
                self.certificate_end = exchange.not_after or self.certificate_end

    def _exchange(
        self,
        lane: _Lane,
        exchange: Exchange,
        wire: WireRequest,
        token: CancelToken,
        limits: Limits,
        reads: bool,
        on_progress: Progress | None,
    ) -> HttpReply:
        from explorer.client import trouble

        started = perf_counter()
        response = lane.open(wire, limits)
        first_byte = perf_counter() - started
        exchange.answered = True
        try:
            body = _read(response, limits.size, token, reads, on_progress)
        finally:
            response.close()
        # A reply that ends with its connection ends early, but whole to all appearance, when the token shuts it.
        token.raise_if_cancelled()
        reply = HttpReply(
            status=response.status_code,
            reason=response.reason or "",
            headers=tuple(response.raw.headers.items()),
            body=body,
            timings=Timings(first_byte=first_byte, total=perf_counter() - started),
            wire_size=response.raw.tell(),
        )
        if reply.status == 400 and trouble.speaks_https(reply.body):
            raise trouble.needs_https(wire.url)
        return reply

    @contextmanager
    def _lane(self) -> Iterator[_Lane]:
        with self._lock:
            lane = self._free.pop() if self._free else _Lane()
        try:
            yield lane
        finally:
            with self._lock:
                keep = not self._closed
                if keep:
                    self._free.append(lane)
            if not keep:
                lane.close()


class _Lane:
    """An adapter of requests for one request at a time. The lane used last, with the freshest socket, is used next."""

    def __init__(self) -> None:
        self._adapter: HTTPAdapter | None = None

    def open(self, wire: WireRequest, limits: Limits) -> Response:
        """Send the request; return the response with its body still to be read."""
        from requests.utils import get_environ_proxies, select_proxy

        from explorer.client.sockets import POOLS

        adapter = self._adapter or self._new_adapter()
        prepared = _prepared(wire)
        url = prepared.url or wire.url
        proxies = {} if _is_loopback(url) else get_environ_proxies(url, no_proxy=None)
        proxy = select_proxy(url, proxies)
        if proxy and not proxy.lower().startswith("socks"):
            adapter.proxy_manager_for(proxy).pool_classes_by_scheme = POOLS
        return adapter.send(
            prepared,
            stream=True,
            timeout=(limits.connect_seconds, limits.read_seconds),
            verify=_certificates(),
            proxies=proxies,
        )

    def close(self) -> None:
        """Close the sockets kept alive."""
        if self._adapter is not None:
            self._adapter.close()

    def _new_adapter(self) -> HTTPAdapter:
        from requests.adapters import HTTPAdapter

        from explorer.client.sockets import POOLS

        # No retries of its own: only we know which calls may be sent twice.
        self._adapter = HTTPAdapter(pool_connections=2, pool_maxsize=1, max_retries=0)
        self._adapter.poolmanager.pool_classes_by_scheme = POOLS
        return self._adapter


def load_libraries() -> None:
    """Import what a request needs, in whichever worker comes first; the others wait for it.

    Two threads that import requests at once, from two of its ends, meet its modules half made.
    """
    with _loading:
        import requests.adapters
        import requests.utils

        from explorer.client import sockets

        del requests, sockets


def _prepared(wire: WireRequest) -> PreparedRequest:
    """Return the request as the adapter takes it, with exactly the headers of the envelope."""
    from requests import PreparedRequest
    from urllib3 import HTTPHeaderDict
    from urllib3.util import SKIP_HEADER

    headers = HTTPHeaderDict()
    for name, value in wire.headers:
        headers.add(name, value)
    for unwanted in ("User-Agent", "Accept-Encoding"):
        if unwanted not in headers:
            headers[unwanted] = SKIP_HEADER
    if wire.body and "Content-Length" not in headers:
        headers["Content-Length"] = str(len(wire.body))
    prepared = PreparedRequest()
    prepared.method = wire.method
    prepared.prepare_url(wire.url, None)
    prepared.headers = headers  # type: ignore[assignment]  # unlike requests' own, it keeps a header given twice
    prepared.body = wire.body or None
    return prepared


def _read(response: Response, limit: int, token: CancelToken, reads: bool, on_progress: Progress | None) -> bytes:
    """Read the body, decompressed. Raises TransportFault too_large as soon as it is known to pass ``limit`` bytes."""
    from explorer.client import trouble

    length = response.headers.get("Content-Length", "")
    announced = int(length) if length.isdecimal() else None
    if announced is not None and announced > limit and response.request.method != "HEAD":
        raise trouble.too_large(limit, announced, reads=reads)
    # Joining many pieces releases the interpreter lock; copying one bytearray holds it for 30 ms in 60 MB.
    pieces: list[bytes] = []
    size = 0
    for piece in response.raw.stream(PIECE, decode_content=True):
        token.raise_if_cancelled()
        size += len(piece)
        if size > limit:
            raise trouble.too_large(limit, announced, reads=reads)
        pieces.append(piece)
        if on_progress is not None:
            on_progress(size)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _check_headers(wire: WireRequest) -> None:
    for name, value in wire.headers:
        if any(mark in name + value for mark in "\r\n\0"):
            raise GuardFault(
                f"The header {name.splitlines()[0]} holds a line break, which would end it early.",
                "Remove the line break; a secret may have been pasted with one.",
            )
        if name.lower() == "transfer-encoding":
            raise GuardFault(
                "The header Transfer-Encoding cannot be sent: the body goes as it is shown.", "Remove the header."
            )
        if name.lower() == "content-length" and value.strip() != str(len(wire.body)):
            raise GuardFault(
                f"Content-Length says {value}, but the body has {len(wire.body)} bytes.",
                "Remove the header; the right one is added by itself.",
            )


def _retry_after(reply: HttpReply) -> float:
    """Return the seconds for which the server asks us to wait; 0 when it does not say."""
    from email.utils import parsedate_to_datetime

    value = reply.header("Retry-After") or ""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except ValueError:
        return 0.0


def _certificates() -> str | bool:
    """Return the file or folder of trusted certificates that the environment names, else True for those of certifi."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        if path := os.environ.get(name):
            return path
    return True


def _is_loopback(url: str) -> bool:
    """Whether the URL means this very machine, which no proxy can reach."""
    from urllib.parse import urlsplit

    host = (urlsplit(url).hostname or "").lower()
    return host in ("localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
