"""Connections of urllib3 whose socket a cancel token can shut while a thread waits on it.

Closing a session, or even the socket object, does not wake a thread that reads; ``shutdown`` on the socket does, also
under TLS. Imported late and only in worker threads, since urllib3 takes long to import.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from explorer.background import CancelToken

_thread = threading.local()


class Exchange:
    """One request in flight on this thread: how far it came, and the handle that shuts its socket.

    ``connected`` is true once a socket (and TLS on it) stands, ``written`` once bytes of the request may have left,
    ``answered`` once the head of the reply is there. ``not_after`` is the end of the certificate's validity as OpenSSL
    writes it, such as ``Jun  1 12:00:00 2027 GMT``.
    """

    def __init__(self, token: CancelToken) -> None:
        self.connected = False
        self.written = False
        self.answered = False
        self.not_after: str | None = None
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._unregister = token.on_cancel(self._shut)
        self._token = token

    def hold(self, sock: socket.socket) -> None:
        """Keep a duplicate of the socket, to be shut on cancel; TLS detaches the original."""
        handle = socket.fromfd(sock.fileno(), sock.family, sock.type)
        with self._lock:
            if self._handle is not None:
                self._handle.close()
            self._handle = handle
        if self._token.cancelled:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            if self._handle is None:
                return
            try:
                self._handle.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The server was faster: the connection is gone already.
                pass

    def end(self) -> None:
        """Let go of the socket; the connection stays open for the next request if the server allows it."""
        self._unregister()
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None


@contextmanager
def exchanging(token: CancelToken) -> Iterator[Exchange]:
    """Make every connection used on this thread inside the block report to the Exchange that is returned."""
    exchange = _thread.exchange = Exchange(token)
    try:
        yield exchange
    finally:
        del _thread.exchange
        exchange.end()


def _exchange() -> Exchange:
    exchange: Exchange = _thread.exchange
    return exchange


class WatchedConnection(HTTPConnection):
    """A connection that tells the thread's Exchange of its socket and of what was written."""

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _exchange().hold(sock)
        return sock

    def connect(self) -> None:
        super().connect()
        exchange = _exchange()
        exchange.connected = True
        # A CONNECT to a proxy was written perhaps, of the request nothing.
        exchange.written = False
        certificate = self.sock.getpeercert() if hasattr(self.sock, "getpeercert") else None
        if certificate:
            exchange.not_after = certificate.get("notAfter")

    def request(self, *args: Any, **kwargs: Any) -> None:
        exchange = _exchange()
        if self.sock is not None and not exchange.connected:
            # Kept alive from an earlier request.
            exchange.hold(self.sock)
            exchange.connected = True
        super().request(*args, **kwargs)

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        _exchange().written = True
        super().send(data)


class WatchedTlsConnection(WatchedConnection, HTTPSConnection):
    """The same over TLS."""


class WatchedPool(HTTPConnectionPool):
    """Keeps connections of one host alive; urllib3 looks whether an idle one was dropped before it uses it."""

    ConnectionCls = WatchedConnection


class WatchedTlsPool(HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = WatchedTlsConnection


POOLS = {"http": WatchedPool, "https": WatchedTlsPool}
