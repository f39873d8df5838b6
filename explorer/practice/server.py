"""The practice server itself: a socket, a thread for each connection, and the routes behind them."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from explorer.practice.greeting import ADMIN, DATABASE, DEMO, first_line, listen, url_of
from explorer.practice.http1 import Connection, Reply, Request, error_page
from explorer.practice.routes import answer
from explorer.practice.service import Service

KEPT_REQUESTS = 500
STOP_SECONDS = 2.0


class PracticeServer:
    """A running practice server; also a context manager for tests.

    `url`, `database`, `login`, `password`, `api_key` and `demo_api_key` are what a client needs; `received` holds
    the last 500 requests, oldest first. `listener` and `keys` are given when they were announced before. Raises
    OSError when the port is taken, `database.WrongFileError` for a data file that does not fit.
    """

    def __init__(
        self,
        series: str = "19.0",
        rows: int = 0,
        host: str = "127.0.0.1",
        port: int = 0,
        data: Path | None = None,
        listener: socket.socket | None = None,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        self.series = series
        self.database = DATABASE
        self.login = self.password = ADMIN
        self.ready: dict[int, bytes] = {}
        self._received: deque[Request] = deque(maxlen=KEPT_REQUESTS)
        self._counts: dict[str, int] = {}
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self._threads: set[threading.Thread] = set()
        self._listener = listener or listen(host, port)
        try:
            self.service = Service(series, data=data, rows=rows, keys=keys)
        except BaseException:
            self._listener.close()
            raise
        self.url = url_of(host, self._listener)
        self.api_key = self.service.accounts.named(ADMIN).api_key
        self.demo_api_key = self.service.accounts.named(DEMO).api_key
        self._accepting: threading.Thread | None = None
        self._stopped = threading.Event()

    @property
    def received(self) -> list[Request]:
        """The last requests; `body` is as it came, byte for byte, and so is `head`."""
        return list(self._received)

    def forget(self) -> None:
        """Empty the log and the counters of the flaky routes."""
        with self._lock:
            self._received.clear()
            self._counts.clear()

    def counted(self, name: str) -> int:
        """How often this was asked, this time included."""
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + 1
            return self._counts[name]

    def greeting(self) -> str:
        """The first line on standard output."""
        return first_line(self.url, self.series, {ADMIN: self.api_key, DEMO: self.demo_api_key})

    def start(self) -> None:
        """Serve on threads of its own."""
        self._accepting = threading.Thread(target=self._accept, name="practice-accept", daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """End all connections and threads, and close the database; takes two seconds at most."""
        self._stopped.set()
        if self._accepting is not None:
            self._wake()
        self._listener.close()
        with self._lock:
            connections, threads = list(self._connections), list(self._threads)
        for connection in connections:
            connection.close()
        self.service.interrupt()
        deadline = time.monotonic() + STOP_SECONDS
        for thread in [*threads, *([self._accepting] if self._accepting else [])]:
            thread.join(max(0.0, deadline - time.monotonic()))
        self.service.close()

    def _wake(self) -> None:
        """Let the accepting thread see that it is over: closing the socket alone wakes it on no platform."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=1).close()
        except OSError:
            return

    def __enter__(self) -> PracticeServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            if self._stopped.is_set():
                sock.close()
                return
            thread = threading.Thread(target=self._serve, args=(sock,), name="practice-client", daemon=True)
            with self._lock:
                self._threads.add(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        connection = Connection(sock)
        with self._lock:
            self._connections.add(connection)
        try:
            if not self._stopped.is_set():
                connection.serve(self._answer)
        finally:
            connection.close()
            with self._lock:
                self._connections.discard(connection)
                self._threads.discard(threading.current_thread())

    def _answer(self, request: Request) -> Reply:
        if not request.path.startswith("/practice/log"):
            self._received.append(request)
        try:
            return answer(self, request)
        except Exception as error:  # noqa: BLE001 - one bad request must not end the connection's thread
            return error_page(500, "Internal Server Error", f"{type(error).__name__}: {error}")
