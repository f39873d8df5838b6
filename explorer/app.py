"""The one place that builds everything and shuts it down in order: store, client, work, window, loop.

The order at the start is what the person waits for: the practice server's process was started before this module was
imported, then come Qt and the empty shell, then, once that is painted, the libraries that only a call needs.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from explorer import __version__
from explorer.background import RpcWorker, StoreThread
from explorer.client import Client
from explorer.client.http import load_libraries
from explorer.client.schema import Schema
from explorer.core.connection import Connection
from explorer.core.faults import Fault
from explorer.core.secret import Secret
from explorer.store import paths
from explorer.store.connections import Connections
from explorer.store.schema_cache import SchemaCache
from explorer.store.settings import SettingsFile
from explorer.store.vault import Vault
from explorer.ui import loop, marks, theme
from explorer.ui.collector import Collector
from explorer.ui.main_window import MainWindow
from explorer.ui.reporter import Reporter
from explorer.work.live import LiveConnection
from explorer.work.practice_server import PracticeFailedError, PracticeServer, connection_to
from explorer.work.settings import LiveSettings
from explorer.work.workspace import Workspace

if TYPE_CHECKING:
    from explorer.ui.pilot import Pilot

Errand = Callable[["Pilot"], Awaitable[None]]
"""Something to do with the window once its first rows are there, after which the program ends."""


FIRST_ROWS_SECONDS = 1.0
"""How long the panels beside the first rows wait for them."""


class Program:
    """Everything that lives from start to end."""

    def __init__(self, practice: PracticeServer, chosen_theme: str | None = None) -> None:
        self._practice = practice
        self._app = application()
        self.reporter = Reporter()
        folders = paths.folders()
        self.store = StoreThread()
        self.worker = RpcWorker()
        self._settings_file = SettingsFile(folders.config)
        loaded = self._settings_file.load()
        self.settings = LiveSettings(loaded.settings)
        self._problems = loaded.problems
        self._connections = Connections(folders.config)
        self.vault = Vault()
        self._cache = SchemaCache(folders.cache / "schema")
        self.theme = theme.apply(self._app, theme.mode_of(chosen_theme or self.settings.value.theme))
        self.workspace = Workspace(self.settings)
        self._live: dict[str, LiveConnection] = {}
        self._practice_live: LiveConnection | None = None
        self._collector: Collector | None = None
        self._closing: asyncio.Event | None = None

    def run(self, size: tuple[int, int], errand: Errand | None = None) -> int:
        """Show the window until the person closes it, or until ``errand`` is done; return the exit status."""
        try:
            status = loop.run(lambda: self._main(size, errand), self.reporter.report)
        except (OSError, Fault) as problem:
            if errand is None:
                raise
            # No mistake of the program: a picture that cannot be written, a server that refuses or says nothing.
            print(str(problem) or "What was waited for did not come in time.", file=sys.stderr)
            return 1
        if errand is not None and self.reporter.reports:
            return 1
        return status

    # What the window asks for

    def practice_connection(self) -> Connection | None:
        """Return the built-in connection, once its server runs."""
        return self._practice_live.connection if self._practice_live else None

    def live(self, connection: Connection) -> LiveConnection:
        """Return the open connection of this name, opened when it was not."""
        if connection.practice and self._practice_live is not None:
            return self._practice_live
        if connection.name not in self._live:
            self._live[connection.name] = self._open(self.client(connection, None, None))
        return self._live[connection.name]

    def client(self, connection: Connection, password: Secret | None, key: Secret | None) -> Client:
        """Return a client of its own; a secret that was not given comes from the vault."""
        if password is None and connection.password_ref:
            password = self.vault.get(connection.password_ref)
        if key is None and connection.key_ref:
            key = self.vault.get(connection.key_ref)
        return Client(connection, password, key, self.worker)

    async def save_connection(self, connection: Connection, replaces: str | None) -> None:
        """Write a connection, in place of the one named ``replaces``, and tell everybody.

        Where the old one was open, its tabs go on with the new one: its address, its secrets, what they hold.
        """
        if replaces is None:
            await self.store.run(self._connections.add, connection)
        else:
            await self.store.run(self._connections.replace, replaces, connection)
        self.workspace.set_connections((await self.store.run(self._connections.load)).items)
        before = self._live.pop(replaces, None) if replaces is not None else None
        if before is not None:
            self.workspace.replace_live(before, self.live(connection))
            before.client.close()

    async def save_settings(self) -> None:
        """Write the settings as they stand."""
        await self.store.run(self._settings_file.save, self.settings.value)

    def close(self) -> None:
        """Ask the program to end."""
        if self._closing is not None:
            self._closing.set()

    # Inside

    async def _main(self, size: tuple[int, int], errand: Errand | None) -> int:
        self._closing = asyncio.Event()
        tasks = loop.TaskScope(self.reporter.report)
        window = MainWindow(self, tasks)
        interrupts = loop.InterruptNotifier(self.close, window)
        window.resize(*size)
        if errand is None:
            window.restore_layout()
            window.fit_screen()
        window.show()
        await window.painted()
        if marks.wanted():
            marks.mark("paint")
            window.mark_rows(self.close)
        try:
            if errand is None:
                tasks.spawn(self._start(window, tasks), "start")
                await self._closing.wait()
            else:
                await self._start(window, tasks)
                from explorer.ui.pilot import Pilot

                await errand(Pilot(window, self, tasks))
        finally:
            interrupts.close()
            await self._stop(window, tasks, keep=errand is None)
        return 0

    async def _start(self, window: MainWindow, tasks: loop.TaskScope) -> None:
        """Open the practice connection, show the first rows, then what stands beside them."""
        # The libraries of a call are loaded by a worker while this thread loads the panels of a tab.
        warm = tasks.spawn(self.worker.run(load_libraries), "libraries")
        from explorer.ui.panels import call_page

        del call_page
        await warm
        entering = tasks.spawn(self._enter_practice(window), "enter")
        await asyncio.wait([entering], timeout=FIRST_ROWS_SECONDS)
        window.fill_sides()
        self._collector = Collector()
        loaded = await self.store.run(self._connections.load)
        self.workspace.set_connections(loaded.items)
        problems = [*self._problems, *loaded.problems]
        if window.banner.isVisible():
            problems.insert(0, window.banner.text())
        if problems:
            window.banner.say("\n".join(problems), "warning")
        await entering

    async def _enter_practice(self, window: MainWindow) -> None:
        """Go to the practice server; where it does not start, the window says so and other connections work."""
        try:
            facts = await self.worker.run(self._practice.wait)
        except PracticeFailedError as problem:
            window.banner.say(str(problem), "error")
            return
        connection, password, key = connection_to(facts)
        self._practice_live = self._open(self.client(connection, password, key))
        await self.workspace.enter(self._practice_live, self.settings.first_model(connection.name))

    def _open(self, client: Client) -> LiveConnection:
        schema = Schema(client, self.worker, _CacheOnStore(self._cache, self.store))
        return LiveConnection(client.connection, client, schema, self.worker)

    async def _stop(self, window: MainWindow, tasks: loop.TaskScope, *, keep: bool) -> None:
        if keep:
            models = dict(self.settings.value.last_models) | self.workspace.last_models()
            settings = msgspec.structs.replace(self.settings.value, last_models=models)
            self.settings.value = window.layout_into(settings)
            await self.save_settings()
        if self._collector is not None:
            self._collector.close()
        window.shut()
        tasks.cancel()
        for live in (*self._live.values(), self._practice_live):
            if live is not None:
                live.client.close()
        window.close()
        await asyncio.sleep(0)
        self.worker.shutdown()
        self.store.shutdown()


class _CacheOnStore:
    """The schema cache as the client wants it: awaitable, on the store's one thread."""

    def __init__(self, cache: SchemaCache, store: StoreThread) -> None:
        self._cache = cache
        self._store = store

    async def get(self, key: str) -> bytes | None:
        return await self._store.run(self._cache.get, key)

    async def put(self, key: str, value: bytes) -> None:
        await self._store.run(self._cache.put, key, value)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Write what Qt says to standard error, but for what only states that no screen is there."""
    del kind, context
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


def application() -> QApplication:
    """Return the one QApplication, with the program's name and icon."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    qInstallMessageHandler(_qt_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("odoo-api-explorer")
    app.setApplicationDisplayName("Odoo API Explorer")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("odoo-api-explorer")
    return app


def leave(status: int) -> None:
    """End the process at once: a thread that still looks up a name must not hold the person up for seconds."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
