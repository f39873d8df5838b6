"""What the window needs of the program around it; ``app.py`` gives it."""

from __future__ import annotations

from typing import Protocol

from explorer.core.connection import Connection
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

    def practice_connection(self) -> Connection | None:
        """Return the built-in connection, once its server runs."""
        ...

    def live(self, connection: Connection) -> LiveConnection:
        """Return the open connection of this name, made anew when it was changed."""
        ...

    async def save_connections(self, connections: tuple[Connection, ...]) -> None:
        """Write the saved connections and tell everybody."""
        ...

    async def save_settings(self) -> None:
        """Write the settings as they stand."""
        ...

    def close(self) -> None:
        """Ask the program to end."""
        ...
