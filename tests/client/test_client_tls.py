"""The transport over TLS: what is wrong with a certificate is said, and nothing is sent before it is right."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from explorer.background import CancelToken, RpcWorker
from explorer.client.http import Transport
from explorer.core.connection import Limits
from explorer.core.envelope import WireRequest
from explorer.core.faults import Kind, TransportFault

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made by openssl")

PATIENCE = 10.0
LIMITS = Limits(connect_seconds=PATIENCE, read_seconds=PATIENCE)
PAST, NOW, FUTURE = "20200101000000Z", "20200102000000Z", "20990101000000Z"
CONFIGURATION = """
[ca]
default_ca = own
[own]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = {name}
basicConstraints = CA:TRUE
"""


def certificate(folder: Path, name: str = "IP:127.0.0.1", begin: str = PAST, end: str = FUTURE) -> tuple[Path, Path]:
    """Make a self-signed certificate for ``name``; return its file and that of its key."""
    folder.mkdir()
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    (folder / "conf").write_text(CONFIGURATION.format(folder=folder, name=name))
    key, asked, signed = folder / "key.pem", folder / "asked.pem", folder / "signed.pem"
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    ask = ["req", "-new", *new_key, "-subj", "/CN=practice", "-out", str(asked)]
    sign = ["ca", "-batch", "-selfsign", "-notext", "-config", str(folder / "conf"), "-keyfile", str(key)]
    sign += ["-in", str(asked), "-out", str(signed), "-startdate", begin, "-enddate", end]
    for arguments in (ask, sign):
        made = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
        if made.returncode:
            pytest.skip(f"openssl cannot make a certificate here: {made.stderr.strip()[-200:]}")
    return signed, key


class TlsServer:
    """Answers every request over TLS with ``{}``, or with nothing when ``silent``."""

    def __init__(self, signed: Path, key: Path) -> None:
        self.silent = False
        self.received: list[bytes] = []
        self.gone = threading.Event()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(signed, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"https://127.0.0.1:{self.port}/jsonrpc"
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connected,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            with self._context.wrap_socket(plain, server_side=True) as connected:
                self._sockets.append(connected)
                # The requests of these tests are short and come in one or two records.
                while data := connected.recv(65536):
                    self.received.append(data)
                    if data.endswith(b"{}") and not self.silent:
                        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        except OSError:
            plain.close()
        finally:
            self.gone.set()

    def close(self) -> None:
        with suppress(OSError):
            # Linux wakes the thread in accept() by it, macOS by closing and calls this an error.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connected in self._sockets:
            with suppress(OSError):
                # Closing alone does not wake the thread that reads.
                connected.shutdown(socket.SHUT_RDWR)
            connected.close()
        for thread in self._threads:
            thread.join(PATIENCE)


@contextmanager
def serving(files: tuple[Path, Path]) -> Iterator[TlsServer]:
    server = TlsServer(*files)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(autouse=True)
def no_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates that this machine's environment trusts are of no use here."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport(LIMITS, waits=())
    yield made
    made.close()


def post(url: str) -> WireRequest:
    return WireRequest("POST", url, (("Content-Type", "application/json"),), b"{}")


def fault_from(transport: Transport, url: str) -> TransportFault:
    with pytest.raises(TransportFault) as caught:
        transport.send(post(url))
    assert caught.value.advice
    return caught.value


def test_a_certificate_that_the_environment_trusts(
    transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate(tmp_path / "c")
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    with serving(files) as server:
        replies = [transport.send(post(server.url)) for _ in range(2)]
    assert [reply.body for reply in replies] == [b"{}", b"{}"]
    assert transport.certificate_end == "Jan  1 00:00:00 2099 GMT"


def test_a_certificate_that_nobody_knows(transport: Transport, tmp_path: Path) -> None:
    with serving(certificate(tmp_path / "c")) as server:
        fault = fault_from(transport, server.url)
    assert fault.kind is Kind.TLS
    assert "signed by nobody this machine trusts" in fault.message
    assert "SSL_CERT_FILE" in fault.advice
    assert server.received == []


@pytest.mark.parametrize(
    ("name", "begin", "end", "said"),
    [
        ("IP:127.0.0.1", PAST, NOW, "has expired"),
        ("IP:127.0.0.1", FUTURE, "21000101000000Z", "not valid yet"),
        ("DNS:erp.example.com", PAST, FUTURE, "not made for 127.0.0.1"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_said(
    transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begin: str, end: str, said: str
) -> None:
    files = certificate(tmp_path / "c", name, begin, end)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files[0]))
    with serving(files) as server:
        fault = fault_from(transport, server.url)
    assert fault.kind is Kind.TLS
    assert said in fault.message
    assert server.received == []


def test_a_bundle_that_is_not_there(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    fault = fault_from(transport, "https://127.0.0.1:1/")
    assert fault.kind is Kind.TLS
    assert "/no/such/file.pem" in fault.message


def test_https_spoken_to_an_http_port(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connected, _ = listener.accept()
            with connected:
                connected.recv(65536)
                connected.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"127.0.0.1:{listener.getsockname()[1]}"
        fault = fault_from(transport, f"https://{url}/jsonrpc")
        thread.join(PATIENCE)
    assert fault.kind is Kind.TLS
    assert fault.detail["suggested_url"] == f"http://{url}"


def test_http_spoken_to_a_real_tls_port(transport: Transport, tmp_path: Path) -> None:
    """OpenSSL hangs up, some libraries send an alert; either way the sentence names https."""
    with serving(certificate(tmp_path / "c")) as server:
        fault = fault_from(transport, server.url.replace("https:", "http:"))
    assert fault.kind in (Kind.TLS, Kind.NETWORK)


def test_a_server_that_is_silent_during_the_handshake(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(TransportFault) as caught:
            transport.send(post(url), limits=Limits(connect_seconds=0.05, read_seconds=PATIENCE))
    assert (caught.value.kind, caught.value.detail["phase"]) == (Kind.TIMEOUT, "connect")


def test_cancelling_over_tls_frees_the_thread_and_hangs_up(
    transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = certificate(tmp_path / "c")
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    worker, token = RpcWorker(), CancelToken()

    async def scenario(server: TlsServer) -> None:
        server.silent = True
        task = asyncio.ensure_future(
            worker.run(lambda: transport.send(post(server.url), token=token), token=token),
        )
        while not b"".join(server.received).endswith(b"{}"):
            assert not task.done(), task.result()
            await asyncio.sleep(0.002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        deadline = time.monotonic() + PATIENCE / 2
        while worker.busy:
            assert time.monotonic() < deadline, "the thread still waits for the server"
            await asyncio.sleep(0.002)

    with serving(files) as server:
        asyncio.run(scenario(server))
        assert server.gone.wait(PATIENCE)
    assert worker.shutdown(PATIENCE)


def test_cancelling_during_the_handshake_frees_the_thread(transport: Transport) -> None:
    worker, token = RpcWorker(), CancelToken()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"

        async def scenario() -> None:
            task = asyncio.ensure_future(
                worker.run(lambda: transport.send(post(url), token=token), token=token),
            )
            connected, _ = await asyncio.to_thread(listener.accept)
            connected.recv(1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            deadline = time.monotonic() + PATIENCE / 2
            while worker.busy:
                assert time.monotonic() < deadline, "the thread still waits for the server"
                await asyncio.sleep(0.002)
            connected.close()

        asyncio.run(scenario())
    assert worker.shutdown(PATIENCE)
