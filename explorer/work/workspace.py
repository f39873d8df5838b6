"""Everything that is open: connections and tabs, which of them is in front, and what the inspector looks at."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

import msgspec

from explorer.core.call import Call
from explorer.core.connection import Connection
from explorer.core.domain import tree
from explorer.core.faults import Fault
from explorer.core.fields import Field
from explorer.work import pages
from explorer.work.draft import Draft
from explorer.work.live import LiveConnection, State
from explorer.work.observe import Observable
from explorer.work.tab import HasPageSize, Tab

FIRST_MODEL = "res.partner"


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
        if self.current is not None and self.current.live is not self.live:
            self.set_live(self.current.live)

    def order_tabs(self, tabs: list[Tab]) -> None:
        """Put the tabs into another order; what is missing there keeps its place at the end."""
        front = self.current
        self.tabs = [tab for tab in tabs if tab in self.tabs] + [tab for tab in self.tabs if tab not in tabs]
        self._current = self.tabs.index(front) if front else -1
        self.tell(WorkspaceAspect.TABS)

    def duplicate_tab(self, tab: Tab) -> Tab:
        """Open a second tab with the same call on the same connection, and what was made by hand with it."""
        copy = self.open_tab(tab.draft.call, tab.live, tab.draft.title if tab.draft.named else "")
        copy.draft.take(tab.draft)
        return copy

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

    # Going somewhere

    async def enter(self, live: LiveConnection, first_model: str = "") -> None:
        """Put a connection in front, log in where that was not done, and open a first model where no tab is on it.

        A failed login leaves the connection in front with its fault.
        """
        self.set_live(live)
        if live.state is not State.CONNECTED and not await live.connect():
            return
        if any(tab.live is live for tab in self.tabs):
            return
        await self.open_model(first_model or FIRST_MODEL, live)

    async def open_model(self, model: str, live: LiveConnection | None = None, *, new_tab: bool = False) -> None:
        """Show the rows of a model: in the tab in front when nothing was made in it yet, else in a new one."""
        live = live or self.live
        if live is None:
            return
        # The fields are on their way while the tab is made for them.
        fields = asyncio.create_task(_read_ahead(live, model))
        await asyncio.sleep(0)
        tab = self.current
        if new_tab or tab is None or tab.live is not live or not _untouched(tab):
            tab = self.open_tab(self.new_call(model, live), live)
        elif tab.draft.call.model != model:
            tab.draft.set_call(self.new_call(model, live))
        await fields
        await tab.open_fields()
        await tab.send()

    def new_call(self, model: str, live: LiveConnection) -> Call:
        """Return the call that a new tab of a model starts with; its fields are filled in when they are known."""
        return Call(model, "search_read", None, (), {"domain": [], "limit": self.settings.page_size}, live.context)


async def _read_ahead(live: LiveConnection, model: str) -> None:
    """Let the schema read a model's fields; whoever needs them meets the fault, if there is one."""
    with contextlib.suppress(Fault):
        await live.schema.fields(model)


def _untouched(tab: Tab) -> bool:
    """Whether replacing the tab's call loses nothing: no conditions, no text by hand, no other method."""
    draft = tab.draft
    return (
        not draft.edited
        and pages.shows_rows(draft.call.method)
        and draft.domain == tree.EMPTY
        and not draft.named
        and not draft.call.args
    )
