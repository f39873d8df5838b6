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
REOPENED_TABS = 20
"""How many closed tabs can be opened again."""


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


Selection = RecordSelection | FieldSelection


class Workspace(Observable):
    """The open tabs and connections. Panels watch it and call its intents."""

    def __init__(self, settings: HasPageSize) -> None:
        super().__init__()
        self.settings = settings
        self.connections: tuple[Connection, ...] = ()
        self.tabs: list[Tab] = []
        self.live: LiveConnection | None = None
        self._selections: dict[Tab | None, Selection] = {}
        self._closed: list[Tab] = []
        self._current = -1

    @property
    def current(self) -> Tab | None:
        """The tab in front."""
        return self.tabs[self._current] if 0 <= self._current < len(self.tabs) else None

    @property
    def selection(self) -> Selection | None:
        """What the inspector looks at: it belongs to the tab in front."""
        return self._selections.get(self.current)

    def set_connections(self, connections: tuple[Connection, ...]) -> None:
        """The saved connections changed."""
        self.connections = connections
        self.tell(WorkspaceAspect.CONNECTIONS)

    def set_live(self, live: LiveConnection | None) -> None:
        """Put a connection in front that has no tab yet: the tree shows its models, new tabs go to it."""
        self.live = live
        self.tell(WorkspaceAspect.LIVE)

    def replace_live(self, before: LiveConnection, after: LiveConnection) -> None:
        """Let the tabs of a connection go on with another one, which has its place in front too."""
        for tab in self.tabs:
            if tab.live is before:
                tab.move_to(after)
        if self.live is before:
            self.set_live(after)

    def open_tab(self, call: Call, live: LiveConnection | None = None, title: str = "") -> Tab:
        """Open a tab for a call and put it in front. Raises RuntimeError when no connection is open."""
        live = live or self.live
        if live is None:
            raise RuntimeError("Open a connection first.")
        tab = Tab(Draft(call, live.writer(), title), live, self.settings)
        self.tabs.append(tab)
        self._put_in_front(len(self.tabs) - 1, WorkspaceAspect.TABS)
        return tab

    def close_tab(self, tab: Tab) -> None:
        """Close a tab; what runs for it is cancelled. It can be opened again."""
        index = self.tabs.index(tab)
        tab.close()
        del self.tabs[index]
        self._selections.pop(tab, None)
        self._closed.append(tab)
        del self._closed[:-REOPENED_TABS]
        last = len(self.tabs) - 1
        front = self._current - 1 if index < self._current else self._current
        self._put_in_front(min(front, last), WorkspaceAspect.TABS)

    @property
    def can_reopen(self) -> bool:
        """Whether a closed tab can be opened again."""
        return bool(self._closed)

    def reopen_tab(self) -> Tab | None:
        """Open the tab that was closed last, with its call and what was typed by hand; None when there is none."""
        return self.duplicate_tab(self._closed.pop()) if self._closed else None

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
            self._put_in_front(index)

    def last_models(self) -> dict[str, str]:
        """Return the model of the last tab of each connection that answered, by the connection's name."""
        tabs = [*self.tabs, *((self.current,) if self.current else ())]
        return {tab.live.connection.name: tab.draft.call.model for tab in tabs if tab.sent}

    def select(self, selection: Selection | None) -> None:
        """Let the inspector look at something, as long as the tab is in front that is there now."""
        if selection is None:
            self._selections.pop(self.current, None)
        else:
            self._selections[self.current] = selection
        self.tell(WorkspaceAspect.SELECTION)

    def _put_in_front(self, index: int, *aspects: str) -> None:
        """The one place that changes the front tab: its connection and its selection come with it.

        So the connection that the window shows is always the one that Send goes to.
        """
        self._current = index
        front = self.current
        if front is not None and front.live is not self.live:
            self.live = front.live
            aspects = (*aspects, WorkspaceAspect.LIVE)
        self.tell(*aspects, WorkspaceAspect.CURRENT, WorkspaceAspect.SELECTION)

    # Going somewhere

    async def enter(self, live: LiveConnection, first_model: str = "") -> None:
        """Put a connection in front with one of its tabs, and log in where that was not done.

        Where it has no tab, one is opened on a first model; it is sent once somebody is logged in. A failed login
        stands in it as its fault.
        """
        known = next((tab for tab in self.tabs if tab.live is live), None)
        login = asyncio.create_task(_logged_in(live))
        # The login is on its way while the tab is made.
        await asyncio.sleep(0)
        if known is not None:
            self.show_tab(known)
        tab = known or self.open_tab(self.new_call(first_model or FIRST_MODEL, live), live)
        try:
            connected = await login
        finally:
            login.cancel()
        if not connected:
            if live.fault is not None:
                tab.show_fault(live.fault)
        elif tab in self.tabs and not tab.sent:
            if not tab.draft.call.context:
                # The user's language and zone are known only now.
                tab.draft.adopt(msgspec.structs.replace(tab.draft.call, context=live.context))
            await tab.open_fields()
            await tab.send()

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
            self.select(None)
        await fields
        await tab.open_fields()
        await tab.send()

    def new_call(self, model: str, live: LiveConnection) -> Call:
        """Return the call that a new tab of a model starts with; its fields are filled in when they are known."""
        return Call(model, "search_read", None, (), {"domain": [], "limit": self.settings.page_size}, live.context)


async def _logged_in(live: LiveConnection) -> bool:
    return live.state is State.CONNECTED or await live.connect()


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
