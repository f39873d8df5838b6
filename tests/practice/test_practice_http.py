"""HTTP itself: kept-alive connections, bodies in chunks, limits, and the faults that clients are tested with."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from explorer.practice import http1
from explorer.practice.server import PracticeServer

Send = Callable[..., tuple[int, dict[str, str], bytes]]
Call = Callable[..., Any]
JSON = {"Content-Type": "application/json"}
VERSION = json.dumps({"jsonrpc": "2.0", "id": 5, "params": {"service": "common", "method": "version", "args": []}})


def _socket(server: PracticeServer) -> socket.socket:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def _talk(server: PracticeServer, data: bytes) -> bytes:
    with _socket(server) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        got = b""
        while chunk := sock.recv(65536):
            got += chunk
        return got


def test_one_connection_serves_many_requests(practice_server: PracticeServer) -> None:
    connection = http.client.HTTPConnection(practice_server.url.removeprefix("http://"), timeout=20)
    sockets = set()
    for _ in range(5):
        connection.request("POST", "/jsonrpc", VERSION, JSON)
        reply = connection.getresponse()
        assert json.loads(reply.read())["result"]["server_serie"] == "19.0"
        assert reply.getheader("Connection") == "keep-alive"
        sockets.add(connection.sock)
    connection.close()
    assert len(sockets) == 1


def test_chunks_and_expectations(practice_server: PracticeServer) -> None:
    half = len(VERSION) // 2
    chunks = b"".join(f"{len(part):x};note=1\r\n{part}\r\n".encode() for part in (VERSION[:half], VERSION[half:]))
    head = (
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    got = _talk(practice_server, head + chunks + b"0\r\nTrailer: x\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert practice_server.received[-1].body == VERSION.encode()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 80_000, 431),
    ],
)
def test_bad_requests_end_the_connection(practice_server: PracticeServer, data: bytes, status: int) -> None:
    assert _talk(practice_server, data).startswith(f"HTTP/1.1 {status} ".encode())


def test_head_has_no_body(practice_server: PracticeServer, send: Send) -> None:
    status, headers, body = send(practice_server, "HEAD", "/web/version")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_a_stream_of_pages_is_not_delayed(practice_server: PracticeServer) -> None:
    """The reply leaves in one write: the first read brings head and body together."""
    with _socket(practice_server) as sock:
        sock.sendall(b"GET /web/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(65536).endswith(b'\r\n\r\n{"status": "pass"}')


def test_parallel_writes_all_arrive(practice_server: PracticeServer, result: Call) -> None:
    before = result(practice_server, "res.partner", "search_count", [])
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(10):
                result(practice_server, "res.partner", "create", {"name": f"Parallel {number}"})
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert result(practice_server, "res.partner", "search_count", []) == before + 60


def test_the_log_and_the_reset(practice_server: PracticeServer, send: Send, result: Call) -> None:
    before = result(practice_server, "res.partner", "search_count", [])
    result(practice_server, "res.partner", "create", {"name": "Forgotten soon"})
    status, _, content = send(practice_server, "GET", "/practice/log?x=1")
    log = json.loads(content)
    assert (status, len(log)) == (200, 2)
    assert log[1]["path"] == "/jsonrpc"
    assert "Forgotten soon" in log[1]["body"]
    assert ["Content-Type", "application/json"] in log[1]["headers"]
    assert practice_server.received[1].body.decode() == log[1]["body"]
    key = practice_server.api_key
    assert send(practice_server, "POST", "/practice/reset")[0] == 200
    assert json.loads(send(practice_server, "GET", "/practice/log")[2]) == []
    assert result(practice_server, "res.partner", "search_count", []) == before
    assert practice_server.service.bearer(key) == 2


def test_ready_made_answers(practice_server: PracticeServer, send: Send) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 42, "params": {}})
    _, _, content = send(practice_server, "POST", "/practice/ready/80/jsonrpc", body, JSON)
    answer = json.loads(content)
    assert answer["id"] == 42
    assert len(answer["result"]) == 80
    assert 230 < len(content) / 80 < 290
    _, _, bare = send(practice_server, "POST", "/practice/ready/80/json/2/res.partner/search_read", "{}", JSON)
    assert json.loads(bare) == answer["result"]
    assert json.loads(send(practice_server, "GET", "/practice/ready/3")[2])["result"] == answer["result"][:3]
    assert send(practice_server, "GET", "/practice/ready/999999")[0] == 400


# --- faults on purpose ----------------------------------------------------------------------------------------------


def _fault(send: Send, server: PracticeServer, kind: str) -> tuple[int, dict[str, str], bytes]:
    return send(server, "POST", f"/practice/fault/{kind}/jsonrpc", VERSION, JSON)


def test_faults_that_answer(practice_server: PracticeServer, send: Send) -> None:
    status, headers, _ = _fault(send, practice_server, "html500")
    assert (status, headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert _fault(send, practice_server, "notjson")[::2] == (200, b"hello")
    status, headers, _ = _fault(send, practice_server, "redirect")
    assert (status, headers["location"]) == (301, practice_server.url.replace("http", "https") + "/jsonrpc")
    assert _fault(send, practice_server, "status/502")[0] == 502
    status, headers, _ = _fault(send, practice_server, "status/429")
    assert (status, headers["retry-after"]) == (429, "1")
    assert json.loads(_fault(send, practice_server, "slow")[2])["id"] == 5
    assert _fault(send, practice_server, "no-such-kind")[0] == 404


def test_flaky_recovers(practice_server: PracticeServer, send: Send) -> None:
    assert [_fault(send, practice_server, "flaky/2-mine")[0] for _ in range(4)] == [503, 503, 200, 200]
    assert _fault(send, practice_server, "flaky/1-other")[0] == 503


def test_cut_and_reset_break_the_reply(practice_server: PracticeServer, send: Send) -> None:
    with pytest.raises(http.client.IncompleteRead):
        _fault(send, practice_server, "cut")
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        _fault(send, practice_server, "reset")


def test_hang_ends_when_the_client_leaves(practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    left = threading.Event()
    real = http1.send_faulty

    def watched(*args: Any) -> bool:
        try:
            return real(*args)
        finally:
            left.set()

    monkeypatch.setattr(http1, "send_faulty", watched)
    with _socket(practice_server) as sock:
        sock.sendall(b"GET /practice/fault/hang/web/health HTTP/1.1\r\nHost: x\r\n\r\n")
        sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            sock.recv(10)
        assert not left.is_set()
    assert left.wait(10)


def test_dropidle_closes_after_one_reply(practice_server: PracticeServer) -> None:
    with _socket(practice_server) as sock:
        sock.sendall(b"GET /practice/fault/dropidle/web/health HTTP/1.1\r\nHost: x\r\n\r\n")
        got = b""
        while chunk := sock.recv(65536):
            got += chunk
        assert b"Connection: keep-alive" in got
        assert got.endswith(b'{"status": "pass"}')


def test_stopping_ends_waiting_clients() -> None:
    with PracticeServer() as server:
        idle = _socket(server)
        idle.sendall(b"GET /web/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200 OK")
    assert idle.recv(10) == b""
    idle.close()
    with pytest.raises(OSError, match=r"refused|closed|reset"):
        _socket(server)


def test_a_client_that_speaks_https_is_told_at_once(practice_server: PracticeServer) -> None:
    host, port = practice_server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(bytes.fromhex("160301020001"))
        assert client.recv(4096).startswith(b"HTTP/1.1 400 ")
