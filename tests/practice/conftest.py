"""A practice server in this process, and a plain client that owes nothing to the program's own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.practice.server import PracticeServer

Rpc = Callable[..., Any]


@pytest.fixture
def practice_server() -> Iterator[PracticeServer]:
    """A fresh server of 19.0."""
    with PracticeServer("19.0") as server:
        yield server


@pytest.fixture
def older_server() -> Iterator[PracticeServer]:
    """A fresh server of 17.0."""
    with PracticeServer("17.0") as server:
        yield server


@pytest.fixture(params=["17.0", "19.0"])
def any_server(request: pytest.FixtureRequest) -> Iterator[PracticeServer]:
    """A fresh server of each series in turn."""
    with PracticeServer(request.param) as server:
        yield server


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recordings beside the checkout."""
    folder = Path(__file__).resolve().parents[2] / ".." / "shared"
    if not (folder / "recordings").is_dir():
        pytest.skip("the recordings of real Odoo servers do not lie beside this checkout")
    return folder.resolve()


@pytest.fixture(scope="session")
def send() -> Callable[..., tuple[int, dict[str, str], bytes]]:
    """`send(server, method, path, body, headers)` -> status, headers with small names, body."""

    def sender(
        server: PracticeServer,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, str], bytes]:
        host = server.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
        finally:
            connection.close()

    return sender


@pytest.fixture(scope="session")
def rpc(send: Callable[..., tuple[int, dict[str, str], bytes]]) -> Rpc:
    """`rpc(server, model, method, *args, user="admin", **kwargs)` over `/jsonrpc`: the whole answer as a dict."""

    def call(server: PracticeServer, model: str, method: str, *args: Any, user: str = "admin", **kwargs: Any) -> Any:
        uid = server.service.accounts.named(user).uid
        params = {
            "service": "object",
            "method": "execute_kw",
            "args": [server.database, uid, user, model, method, list(args), kwargs],
        }
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})
        status, _, content = send(server, "POST", "/jsonrpc", body, {"Content-Type": "application/json"})
        assert status == 200
        return json.loads(content)

    return call


@pytest.fixture(scope="session")
def result(rpc: Rpc) -> Rpc:
    """Like `rpc`, but the result alone; an error fails the test with its message."""

    def call(server: PracticeServer, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        answer = rpc(server, model, method, *args, **kwargs)
        assert "error" not in answer, answer["error"]["data"]["message"]
        return answer.get("result")

    return call


@pytest.fixture(scope="session")
def fault(rpc: Rpc) -> Rpc:
    """Like `rpc`, but (exception name, message) of the error that must come."""

    def call(server: PracticeServer, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        data = rpc(server, model, method, *args, **kwargs)["error"]["data"]
        return data["name"], data["message"]

    return call
