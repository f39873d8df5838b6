"""A tab on a connection, without a window around it."""

from __future__ import annotations

from collections.abc import Callable

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.client.schema import Schema
from explorer.core.call import Call
from explorer.core.connection import Connection, Limits, ProtocolName
from explorer.core.secret import Secret
from explorer.store.settings import Settings
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.settings import LiveSettings
from explorer.work.tab import Tab


def open_tab(url: str, limit: int) -> tuple[Tab, Callable[[], None]]:
    """Return a tab with a ``search_read`` on a JSON/2 connection to ``url``, and what closes everything."""
    worker = RpcWorker()
    connection = Connection(
        "bench", url, "practice", "admin", protocol=ProtocolName.JSON2, limits=Limits(megabytes=500)
    )
    client = Client(connection, None, Secret("a key of the benchmark"), worker)
    live = LiveConnection(connection, client, Schema(client, worker), worker)
    call = Call("res.partner", "search_read", kwargs={"domain": [], "limit": limit})
    tab = Tab(Draft(call, live.writer()), live, LiveSettings(Settings()))

    def close() -> None:
        tab.close()
        client.close()
        worker.shutdown()

    return tab, close
