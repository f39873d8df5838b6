"""What the window needs of the program around it; ``app.py`` gives it."""

from __future__ import annotations

from typing import Protocol

from explorer.background import RpcWorker
from explorer.client import Client
from explorer.core.connection import Connection
from explorer.core.secret import Secret
from explorer.store.vault import Vault
from explorer.ui.reporter import Reporter
from explorer.ui.theme import ThemeManager
from explorer.work.live import LiveConnection
from explorer.work.settings import LiveSettings
from explorer.work.workspace import Workspace


class Host(Protocol):
    """The program, as panels see it."""

    @property
    def workspace(self) -> Workspace: ...

    @property
    def settings(self) -> LiveSettings: ...

    @property
    def theme(self) -> ThemeManager: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def reporter(self) -> Reporter: ...

    @property
    def worker(self) -> RpcWorker: ...

    def practice_connection(self) -> Connection | None:
        """Return the built-in connection, once its server runs."""
        ...

    def live(self, connection: Connection) -> LiveConnection:
        """Return the open connection of this name, opened when it was not."""
        ...

    def client(self, connection: Connection, password: Secret | None, key: Secret | None) -> Client:
        """Return a client of its own, for a test; a secret that was not given comes from the vault."""
        ...

    async def save_connection(self, connection: Connection, replaces: str | None) -> None:
        """Write a connection, in place of the one named ``replaces``, and tell everybody; its tabs go on with it."""
        ...

    async def save_settings(self) -> None:
        """Write the settings as they stand."""
        ...

    def close(self) -> None:
        """Ask the program to end."""
        ...
