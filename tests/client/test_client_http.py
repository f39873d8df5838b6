"""The transport against servers that behave badly: bytes, limits, retries, cancelling, and faults that help."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from explorer.background import CancelToken, RpcWorker
from explorer.client.http import Transport
from explorer.core.connection import Limits
from explorer.core.envelope import HttpRequest, WireRequest
from explorer.core.faults import CancelledFault, Fault, GuardFault, Kind, TransportFault
from explorer.core.secret import MASK, Secret

PATIENCE = 10.0
LIMITS = Limits(connect_seconds=PATIENCE, read_seconds=PATIENCE, megabytes=1)


class Received(NamedTuple):
    """One request as it came."""

    line: str
    headers: list[tuple[str, str]]
    body: bytes


Step = Callable[[socket.socket], None]


class Script:
    """A server that takes one step for each request and repeats the last; a step that closes its socket ends it."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.received: list[Received] = []
        self.connections = 0
        self.gone = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._sockets: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._sockets.append(connected)
            threading.Thread(target=self._serve, args=(connected,), daemon=True).start()

    def _serve(self, connected: socket.socket) -> None:
        try:
            with connected, connected.makefile("rb") as stream:
                while connected.fileno() >= 0 and (line := stream.readline()):
                    pairs: list[tuple[str, str]] = []
                    while (header := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
                        name, _, value = header.partition(": ")
                        pairs.append((name, value))
                    length = next((int(value) for name, value in pairs if name == "Content-Length"), 0)
                    body = stream.read(length)
                    self.received.append(Received(line.decode().rstrip("\r\n"), pairs, body))
                    self.steps[min(len(self.received), len(self.steps)) - 1](connected)
        except OSError:
            pass
        finally:
            self.gone.set()

    def close(self) -> None:
        with suppress(OSError):
            # Linux wakes the thread in accept() by it, macOS by closing and calls this an error.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connected in self._sockets:
            connected.close()
        self._thread.join(PATIENCE)


@contextmanager
def serving(*steps: Step) -> Iterator[Script]:
    server = Script(steps)
    try:
        yield server
    finally:
        server.close()


def answer(body: bytes = b'{"ok": 1}', status: str = "200 OK", *headers: str, length: int | None = None) -> Step:
    """Answer whole; ``length`` announces another length than the body has."""
    size = len(body) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {size}", "", ""])
    return lambda connected: connected.sendall(head.encode() + body)


def raw(data: bytes) -> Step:
    def step(connected: socket.socket) -> None:
        connected.sendall(data)
        close(connected)

    return step


def close(connected: socket.socket) -> None:
    connected.shutdown(socket.SHUT_RDWR)
    connected.close()


def reset(connected: socket.socket) -> None:
    """Close with a reset instead of an orderly end."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The stream that reads keeps the descriptor open; detaching lets it go now.
    socket.close(connected.detach())


def hang(_: socket.socket) -> None:
    """Answer nothing; the thread then waits for a request that never comes."""


def post(url: str, body: bytes = b'{"domain": []}') -> WireRequest:
    return WireRequest("POST", url, (("Content-Type", "application/json"),), body)


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport(LIMITS, waits=(0.001, 0.002))
    yield made
    made.close()


def fault_from(transport: Transport, wire: WireRequest, *, reads: bool = False, limits: Limits = LIMITS) -> Fault:
    with pytest.raises(Fault) as caught:
        transport.send(wire, limits=limits, retry_reads=reads)
    assert caught.value.message
    assert caught.value.advice
    return caught.value


# --- bytes ----------------------------------------------------------------------------------------------------------


def test_the_bytes_received_are_the_envelope_with_its_secret(transport: Transport) -> None:
    request = HttpRequest(
        "POST",
        "/json/2/res.partner/search_read?debug=1",
        (("Content-Type", "application/json"), ("authorization", f"bearer {MASK}"), ("X-Twice", "1"), ("X-Twice", "2")),
        '{"domain": [["name", "=", "Łódź – “x”"]]}',
    )
    with serving(answer()) as server:
        wire = HttpRequest(request.method, server.url + request.url, request.headers, request.body).revealed(
            Secret("s3cret")
        )
        reply = transport.send(wire)
    (received,) = server.received
    assert received.line == "POST /json/2/res.partner/search_read?debug=1 HTTP/1.1"
    assert received.body == request.body.encode()
    assert received.headers == [
        ("Host", f"127.0.0.1:{server.port}"),
        ("Content-Type", "application/json"),
        ("authorization", "bearer s3cret"),
        ("X-Twice", "1"),
        ("X-Twice", "2"),
        ("Content-Length", str(len(request.body.encode()))),
    ]
    assert (reply.status, reply.reason, reply.body) == (200, "OK", b'{"ok": 1}')
    assert reply.wire_size == 9
    assert 0 < reply.timings.first_byte <= reply.timings.total


def test_headers_written_by_hand_go_as_they_stand(transport: Transport) -> None:
    headers = (("User-Agent", "mine"), ("Accept-Encoding", "identity"), ("Host", "other.example"))
    with serving(answer()) as server:
        transport.send(WireRequest("GET", server.url, headers, b""))
    assert server.received[0].line == "GET / HTTP/1.1"
    assert server.received[0].headers == list(headers)


@pytest.mark.parametrize(
    "header", [("Content-Length", "3"), ("Transfer-Encoding", "chunked"), ("X-Key", "a\r\nX-Evil: 1")]
)
def test_headers_that_would_break_the_request_apart_are_refused(transport: Transport, header: tuple[str, str]) -> None:
    with serving(answer()) as server:
        with pytest.raises(GuardFault):
            transport.send(WireRequest("POST", server.url, (header,), b"{}"))
        assert server.connections == 0


def test_a_cookie_is_never_sent_back(transport: Transport) -> None:
    with serving(answer(b"{}", "200 OK", "Set-Cookie: session_id=abc; Path=/")) as server:
        replies = [transport.send(post(server.url)) for _ in range(2)]
    assert replies[0].header("set-cookie") == "session_id=abc; Path=/"
    assert all(name.lower() != "cookie" for received in server.received for name, _ in received.headers)


def test_netrc_is_not_read(transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(answer()) as server:
        transport.send(WireRequest("POST", server.url, (("Authorization", "bearer KEY"),), b"{}"))
        transport.send(WireRequest("POST", server.url, (), b"{}"))
    assert [dict(received.headers).get("Authorization") for received in server.received] == ["bearer KEY", None]


def test_a_compressed_reply_is_unpacked_and_both_sizes_are_known(transport: Transport) -> None:
    text = b'{"rows": "' + b"x" * 50_000 + b'"}'
    packed = gzip.compress(text)
    with serving(answer(packed, "200 OK", "Content-Encoding: gzip")) as server:
        reply = transport.send(post(server.url))
    assert (reply.body, reply.wire_size) == (text, len(packed))


def test_a_large_reply_comes_whole_and_progress_is_told(transport: Transport) -> None:
    body, seen = bytes(range(256)) * 3_500, list[int]()
    with serving(answer(body)) as server:
        reply = transport.send(post(server.url), on_progress=seen.append)
    assert reply.body == body
    assert seen[-1] == len(body)
    assert len(seen) > 2


def test_a_proxy_from_the_environment_is_used_except_for_this_machine(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(answer(b"by proxy")) as proxy, serving(answer(b"direct")) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert transport.send(post("http://erp.invalid/jsonrpc")).body == b"by proxy"
        assert transport.send(post(server.url)).body == b"direct"
        monkeypatch.setenv("no_proxy", "erp.invalid")
        assert fault_from(transport, post("http://erp.invalid/jsonrpc")).kind is Kind.NETWORK
    assert [received.line for received in proxy.received] == ["POST http://erp.invalid/jsonrpc HTTP/1.1"]


# --- sockets and retries --------------------------------------------------------------------------------------------


def test_the_socket_is_kept_for_the_next_request(transport: Transport) -> None:
    with serving(answer()) as server:
        for _ in range(3):
            transport.send(post(server.url))
    assert (server.connections, len(server.received)) == (1, 3)


def test_an_idle_socket_that_the_server_dropped_is_not_written_to(transport: Transport) -> None:
    def answer_and_close(connected: socket.socket) -> None:
        answer()(connected)
        close(connected)

    with serving(answer_and_close) as server:
        transport.send(post(server.url))
        assert server.gone.wait(PATIENCE)
        transport.send(post(server.url))
    assert (server.connections, len(server.received)) == (2, 2)


@pytest.mark.parametrize("end", [close, reset])
def test_a_write_whose_connection_breaks_is_sent_once_and_said_to_be_uncertain(transport: Transport, end: Step) -> None:
    with serving(answer(), end, answer()) as server:
        transport.send(post(server.url))
        fault = fault_from(transport, post(server.url))
        assert len(server.received) == 2
    assert fault.kind is Kind.NETWORK
    assert "unknown whether the server carried out" in fault.advice
    assert fault.detail["uncertain"] is True


@pytest.mark.parametrize("trouble", [close, reset, *(answer(b"", f"{status} X") for status in (429, 502, 503, 504))])
def test_a_read_is_tried_again(transport: Transport, trouble: Step) -> None:
    with serving(trouble, trouble, answer()) as server:
        assert transport.send(post(server.url), retry_reads=True).status == 200
    assert len(server.received) == 3


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_write_is_not_tried_again_on_a_busy_server(transport: Transport, status: int) -> None:
    with serving(answer(b"", f"{status} X")) as server:
        assert transport.send(post(server.url)).status == status
    assert len(server.received) == 1


def test_a_read_is_given_up_after_three_tries(transport: Transport) -> None:
    with serving(reset) as server:
        fault = fault_from(transport, post(server.url), reads=True)
    assert (fault.kind, len(server.received)) == (Kind.NETWORK, 3)
    assert "unknown" not in fault.advice


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_other_errors_are_answers_and_not_tried_again(transport: Transport, status: int) -> None:
    with serving(answer(b"{}", f"{status} X")) as server:
        assert transport.send(post(server.url), retry_reads=True).status == status
    assert len(server.received) == 1


def test_the_server_may_say_how_long_to_wait(transport: Transport) -> None:
    busy = answer(b"", "503 X", "Retry-After: 0")
    long = answer(b"", "503 X", "Retry-After: 86400")
    with serving(busy, long, answer()) as server:
        assert transport.send(post(server.url), retry_reads=True).status == 503
    assert len(server.received) == 2


def test_waiting_for_the_next_try_can_be_cancelled() -> None:
    transport, token = Transport(LIMITS, waits=(PATIENCE, PATIENCE)), CancelToken()

    def answer_and_cancel(connected: socket.socket) -> None:
        answer(b"", "503 X")(connected)
        threading.Timer(0.05, token.cancel).start()

    with serving(answer_and_cancel) as server, pytest.raises(CancelledFault):
        transport.send(post(server.url), token=token, retry_reads=True)
    assert len(server.received) == 1
    transport.close()


# --- faults ---------------------------------------------------------------------------------------------------------


def test_a_name_that_nobody_knows(transport: Transport) -> None:
    fault = fault_from(transport, post("http://no-such-host.invalid/jsonrpc"))
    assert fault.kind is Kind.NETWORK
    assert "no-such-host.invalid" in fault.message


@pytest.mark.parametrize("url", ["http://", "erp.example.com", "ftp://erp.example.com", "http://a..b/jsonrpc"])
def test_what_is_no_web_address(transport: Transport, url: str) -> None:
    fault = fault_from(transport, post(url))
    assert fault.kind is Kind.NETWORK
    assert "https://erp.example.com" in fault.advice or "spelling" in fault.advice


def test_a_port_where_nothing_listens(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    fault = fault_from(transport, post(f"http://127.0.0.1:{port}/"), reads=True)
    assert fault.kind is Kind.NETWORK
    assert f"127.0.0.1:{port} refused" in fault.message
    assert "port" in fault.advice


def test_a_server_that_takes_no_connection_within_the_limit(transport: Transport) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}/"
        fault = fault_from(transport, post(url), limits=Limits(connect_seconds=0.05, read_seconds=PATIENCE))
        for one in crowd:
            one.close()
    assert (fault.kind, fault.detail["phase"]) == (Kind.TIMEOUT, "connect")
    assert "0.05 s" in fault.message
    assert "connect limit" in fault.advice


def test_a_server_that_never_answers(transport: Transport) -> None:
    limits = Limits(connect_seconds=PATIENCE, read_seconds=0.05)
    with serving(hang) as server:
        write = fault_from(transport, post(server.url), limits=limits)
        read = fault_from(transport, post(server.url), reads=True, limits=limits)
    assert (write.kind, write.detail["phase"]) == (Kind.TIMEOUT, "read")
    assert "0.05 s" in write.message
    assert "unknown whether" in write.advice
    assert "unknown whether" not in read.advice
    assert len(server.received) == 2


def test_a_server_that_stops_in_the_middle_of_its_reply(transport: Transport) -> None:
    def half(connected: socket.socket) -> None:
        answer(b"{", length=100)(connected)

    with serving(half) as server:
        fault = fault_from(transport, post(server.url), limits=Limits(read_seconds=0.05))
    assert fault.kind is Kind.TIMEOUT


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        CHUNKED + b"5\r\n{",
        CHUNKED + b"1\r\n{\r\n",
        CHUNKED + b"zz\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    ],
)
def test_a_reply_that_is_cut_or_damaged(transport: Transport, data: bytes) -> None:
    with serving(raw(data)) as server:
        fault = fault_from(transport, post(server.url))
        assert fault_from(transport, post(server.url), reads=True).kind is Kind.MALFORMED_REPLY
    assert fault.kind is Kind.MALFORMED_REPLY
    assert "unknown whether" in fault.advice
    assert len(server.received) == 2


def test_something_that_is_not_http(transport: Transport) -> None:
    with serving(raw(b"SSH-2.0-OpenSSH_9.6\r\n")) as server:
        assert fault_from(transport, post(server.url), reads=True).kind is Kind.NOT_ODOO


def test_http_spoken_to_a_tls_port(transport: Transport) -> None:
    nginx = answer(b"<h1>400</h1>The plain HTTP request was sent to HTTPS port", "400 Bad Request")
    for step in (raw(b"\x15\x03\x03\x00\x02\x02\x46"), nginx):
        with serving(step) as server:
            fault = fault_from(transport, post(server.url + "/jsonrpc"))
        assert fault.kind is Kind.TLS
        assert fault.detail["suggested_url"] == f"https://127.0.0.1:{server.port}"


def test_a_reply_announced_over_the_limit_is_not_read(transport: Transport) -> None:
    with serving(answer(b"x", length=5_000_000)) as server:
        fault = fault_from(transport, post(server.url), reads=True)
    assert fault.kind is Kind.TOO_LARGE
    assert fault.detail == {"limit": 1_000_000, "size": 5_000_000, "repeatable": True}
    assert fault.message == "The reply has 5.0 MB, beyond the limit of 1.0 MB."
    assert len(server.received) == 1


def test_a_reply_that_grows_over_the_limit_is_stopped(transport: Transport) -> None:
    endless = threading.Event()

    def stream(connected: socket.socket) -> None:
        connected.sendall(CHUNKED)
        try:
            while True:
                connected.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        except OSError:
            endless.set()

    with serving(stream) as server:
        fault = fault_from(transport, post(server.url))
        assert endless.wait(PATIENCE), "the server was not cut off"
    assert fault.kind is Kind.TOO_LARGE
    assert fault.detail == {"limit": 1_000_000, "size": None, "repeatable": False}
    assert "carried out" in fault.advice


def test_a_small_reply_that_unpacks_to_a_large_one_is_stopped(transport: Transport) -> None:
    bomb = gzip.compress(b"0" * 20_000_000)
    assert len(bomb) < 100_000
    with serving(answer(bomb, "200 OK", "Content-Encoding: gzip")) as server:
        assert fault_from(transport, post(server.url), reads=True).kind is Kind.TOO_LARGE


def test_a_higher_limit_lets_the_same_reply_through(transport: Transport) -> None:
    body = b"x" * 1_500_000
    with serving(answer(body)) as server:
        assert fault_from(transport, post(server.url), reads=True).kind is Kind.TOO_LARGE
        assert transport.send(post(server.url), limits=Limits(megabytes=2), retry_reads=True).body == body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_not_followed(transport: Transport, status: int) -> None:
    with serving(answer()) as elsewhere:
        with serving(answer(b"", f"{status} Moved", f"Location: {elsewhere.url}/web/login")) as server:
            reply = transport.send(post(server.url + "/jsonrpc"), retry_reads=True)
        assert elsewhere.connections == 0
    assert (reply.status, reply.header("Location")) == (status, f"{elsewhere.url}/web/login")
    assert len(server.received) == 1


# --- cancelling -----------------------------------------------------------------------------------------------------


def trickle(connected: socket.socket) -> None:
    """A reply that never ends, one byte at a time."""
    try:
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            connected.sendall(b" ")
            time.sleep(0.005)
    except OSError:
        pass


@pytest.mark.parametrize("step", [hang, trickle])
@pytest.mark.parametrize("again", [False, True])
def test_cancelling_frees_the_thread_and_hangs_up(transport: Transport, step: Step, *, again: bool) -> None:
    """``again``: the second request on a socket that was kept alive."""
    worker, token = RpcWorker(), CancelToken()

    async def scenario(server: Script) -> None:
        wire = post(server.url)
        if again:
            await worker.run(lambda: transport.send(wire))
        task = asyncio.ensure_future(worker.run(lambda: transport.send(wire, token=token), token=token))
        while len(server.received) < 1 + again:
            await asyncio.sleep(0.002)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        deadline = time.monotonic() + PATIENCE / 2  # the read limit would free it too, later
        while worker.busy:
            assert time.monotonic() < deadline, "the thread still waits for the server"
            await asyncio.sleep(0.002)

    with serving(*([answer()] if again else []), step) as server:
        asyncio.run(scenario(server))
        assert server.gone.wait(PATIENCE), "the server was not hung up on"
    assert worker.shutdown(PATIENCE)


def test_a_cancelled_token_sends_nothing(transport: Transport) -> None:
    token = CancelToken()
    token.cancel()
    with serving(answer()) as server:
        with pytest.raises(CancelledFault):
            transport.send(post(server.url), token=token)
        assert server.connections == 0


def test_a_reply_that_ends_with_its_connection_is_not_taken_for_whole_when_cancelled(transport: Transport) -> None:
    token = CancelToken()

    def unfinished(connected: socket.socket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[1, 2")
        threading.Timer(0.05, token.cancel).start()
        time.sleep(PATIENCE / 50)

    with serving(unfinished) as server, pytest.raises(CancelledFault):
        transport.send(post(server.url), token=token)


def test_a_closed_transport_hangs_up() -> None:
    transport = Transport(LIMITS)
    with serving(answer()) as server:
        transport.send(post(server.url))
        assert not server.gone.is_set()
        transport.close()
        assert server.gone.wait(PATIENCE)


def test_importing_the_client_costs_nothing_of_the_network() -> None:
    late = ("requests", "urllib3", "sqlite3", "keyring", "pygments", "http.server", "PySide6", "explorer.store")
    program = (
        "import sys, explorer.client, explorer.client.http, explorer.client.trouble;"
        f"print([name for name in {late!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout == "[]\n"


def test_faults_of_the_transport_are_transport_faults(transport: Transport) -> None:
    assert isinstance(fault_from(transport, post("http://no-such-host.invalid/")), TransportFault)


def test_the_first_requests_of_several_threads_wait_for_the_libraries() -> None:
    program = (
        "import sys, threading\n"
        "from explorer.client.http import Transport, load_libraries\n"
        "from explorer.core.connection import Limits\n"
        "from explorer.core.envelope import WireRequest\n"
        "from explorer.core.faults import TransportFault\n"
        "sys.setswitchinterval(1e-5)\n"
        "kinds = []\n"
        "def ask():\n"
        "    try:\n"
        "        Transport(Limits(), waits=()).send(WireRequest('GET', 'http://127.0.0.1:1/', (), b''))\n"
        "    except TransportFault as fault:\n"
        "        kinds.append(fault.kind.value)\n"
        "threads = [threading.Thread(target=job) for job in (load_libraries, ask, ask, ask)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "print(kinds)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stdout.strip(), ended.stderr) == ("['network', 'network', 'network']", "")
