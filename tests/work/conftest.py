"""A tab at work: on a connection, with a worker, against practice servers over sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import msgspec
import pytest

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.secret import Secret
from explorer.practice.server import PracticeServer
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab

T = TypeVar("T")
PATIENCE = 10.0
LIMITS = Limits()


class PageSize(msgspec.Struct):
    """The one setting that a tab asks for."""

    page_size: int = 80


@pytest.fixture(scope="session")
def _servers() -> Iterator[dict[str, PracticeServer]]:
    with PracticeServer("19.0") as new, PracticeServer("17.0") as old:
        yield {"19.0": new, "17.0": old}


@pytest.fixture
def server(_servers: dict[str, PracticeServer]) -> PracticeServer:
    """A server of 19.0 with its data as at the start."""
    return _fresh(_servers["19.0"])


@pytest.fixture
def older_server(_servers: dict[str, PracticeServer]) -> PracticeServer:
    """A server of 17.0 with its data as at the start."""
    return _fresh(_servers["17.0"])


@pytest.fixture(scope="session")
def at_work() -> Callable[..., Any]:
    """`at_work(server, use, call, ...)` opens a tab, logs in, awaits `use(tab)`, closes all, and gives its result.

    The log of the server begins after the login.
    """

    def run(
        server: PracticeServer,
        use: Callable[[Tab], Awaitable[T]],
        call: Call,
        *,
        protocol: ProtocolName = ProtocolName.JSON2,
        path: str = "",
        limits: Limits = LIMITS,
        stage: Stage = Stage.DEVELOPMENT,
        allow_writes: bool = False,
        password: str | None = None,
        key: str | None = None,
        page_size: int = 80,
        log_in: bool = True,
    ) -> T:
        async def scenario() -> T:
            worker = RpcWorker()
            connection = Connection(
                "test",
                server.url + path,
                server.database,
                server.login,
                protocol=protocol,
                limits=limits,
                stage=stage,
                allow_writes=allow_writes,
            )
            secrets = (password, key) if password is not None or key is not None else (server.password, server.api_key)
            client = Client(connection, Secret(secrets[0] or ""), Secret(secrets[1] or ""), worker)
            live = LiveConnection(connection, client, Schema(client, worker), worker)
            tab = Tab(Draft(call, live.writer()), live, PageSize(page_size))
            try:
                if log_in:
                    assert await live.connect(), live.fault
                server.forget()
                return await asyncio.wait_for(use(tab), PATIENCE)
            finally:
                tab.close()
                client.close()
                assert worker.shutdown(PATIENCE)

        return asyncio.run(scenario())

    return run


def _fresh(server: PracticeServer) -> PracticeServer:
    server.service.reset()
    server.forget()
    return server
