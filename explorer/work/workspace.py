"""Everything that is open: connections and tabs, which of them is in front, and what the inspector looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from explorer.core.call import Call
from explorer.core.connection import Connection
from explorer.core.fields import Field
from explorer.work import pages
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection
from explorer.work.observe import Observable
from explorer.work.tab import HasPageSize, Tab


class WorkspaceAspect:
    """What of the workspace changed."""

    TABS = "tabs"
    CURRENT = "current"
    LIVE = "live"
    CONNECTIONS = "connections"
    SELECTION = "selection"


class RecordSelection(msgspec.Struct, frozen=True):
    """A record that the inspector shows. ``row`` is what the grid knows of it; the rest is read on demand."""

    live: LiveConnection
    model: str
    id: int | None
    row: Mapping[str, object]


class FieldSelection(msgspec.Struct, frozen=True):
    """A field of a model whose help and attributes the inspector shows."""

    live: LiveConnection
    model: str
    field: Field


class Workspace(Observable):
    """The open tabs and connections. Panels watch it and call its intents."""

    def __init__(self, settings: HasPageSize) -> None:
        super().__init__()
        self.settings = settings
        self.connections: tuple[Connection, ...] = ()
        self.tabs: list[Tab] = []
        self.live: LiveConnection | None = None
        self.selection: RecordSelection | FieldSelection | None = None
        self._current = -1

    @property
    def current(self) -> Tab | None:
        """The tab in front."""
        return self.tabs[self._current] if 0 <= self._current < len(self.tabs) else None

    def set_connections(self, connections: tuple[Connection, ...]) -> None:
        """The saved connections changed."""
        self.connections = connections
        self.tell(WorkspaceAspect.CONNECTIONS)

    def set_live(self, live: LiveConnection | None) -> None:
        """Put a connection in front: the tree shows its models, new tabs go to it."""
        self.live = live
        self.tell(WorkspaceAspect.LIVE)

    def open_tab(self, call: Call, live: LiveConnection | None = None, title: str = "") -> Tab:
        """Open a tab for a call and put it in front. Raises RuntimeError when no connection is open."""
        live = live or self.live
        if live is None:
            raise RuntimeError("Open a connection first.")
        tab = Tab(Draft(call, live.writer(), title), live, self.settings)
        self.tabs.append(tab)
        self._current = len(self.tabs) - 1
        self.tell(WorkspaceAspect.TABS, WorkspaceAspect.CURRENT)
        return tab

    def close_tab(self, tab: Tab) -> None:
        """Close a tab; what runs for it is cancelled."""
        index = self.tabs.index(tab)
        tab.close()
        del self.tabs[index]
        if index < self._current or self._current >= len(self.tabs):
            self._current -= 1
        self.tell(WorkspaceAspect.TABS, WorkspaceAspect.CURRENT)

    def move_tab(self, source: int, target: int) -> None:
        """Move a tab to another place in the strip."""
        front = self.current
        self.tabs.insert(target, self.tabs.pop(source))
        self._current = self.tabs.index(front) if front else -1
        self.tell(WorkspaceAspect.TABS)

    def show_tab(self, tab: Tab) -> None:
        """Put a tab in front, and its connection with it."""
        index = self.tabs.index(tab)
        if index != self._current:
            self._current = index
            self.tell(WorkspaceAspect.CURRENT)
        if tab.live is not self.live:
            self.set_live(tab.live)

    def select(self, selection: RecordSelection | FieldSelection | None) -> None:
        """Let the inspector look at something."""
        self.selection = selection
        self.tell(WorkspaceAspect.SELECTION)

    def new_call(self, model: str, fields: tuple[Field, ...] = ()) -> Call:
        """Return the call that a new tab of a model starts with."""
        kwargs: dict[str, object] = {"domain": []}
        if chosen := pages.first_fields(fields):
            kwargs["fields"] = list(chosen)
        kwargs["limit"] = self.settings.page_size
        return Call(model, "search_read", None, (), kwargs, self.live.context if self.live else {})


class Connector:
    """Makes open connections of saved ones; given by ``app.py``, which knows worker, cache and vault."""

    def __init__(self, make: Callable[[Connection], LiveConnection]) -> None:
        self._make = make
        self._live: dict[str, LiveConnection] = {}

    def live(self, connection: Connection) -> LiveConnection:
        """Return the open connection of this name, made when it is not there or was changed since."""
        known = self._live.get(connection.name)
        if known is None or known.connection != connection:
            known = self._live[connection.name] = self._make(connection)
        return known
