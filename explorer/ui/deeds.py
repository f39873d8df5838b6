"""What each action of the window does."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtWidgets import QWidget

from explorer.store.settings import Theme
from explorer.ui.actions import Actions
from explorer.ui.dialogs import ask
from explorer.ui.host import Host
from explorer.ui.loop import TaskScope
from explorer.ui.theme import mode_of
from explorer.work.draft import Phase
from explorer.work.live import LiveConnection
from explorer.work.tab import Tab
from explorer.work.workspace import Workspace

if TYPE_CHECKING:
    from explorer.ui.main_window import MainWindow

Handler = Callable[[], object]


def handlers(window: MainWindow, host: Host, tasks: TaskScope) -> dict[str, Handler]:
    """Return what happens for each name of ``actions.DEEDS``."""
    workspace = host.workspace

    def tab_job(job: Callable[[Tab], Coroutine[Any, Any, None]]) -> Handler:
        return lambda: tasks.spawn(job(workspace.current)) if workspace.current else None

    def on_tab(deed: Callable[[Tab], object]) -> Handler:
        return lambda: deed(workspace.current) if workspace.current else None

    def step(by: int) -> None:
        if workspace.current:
            place = (workspace.tabs.index(workspace.current) + by) % len(workspace.tabs)
            workspace.show_tab(workspace.tabs[place])

    def show(view: str) -> None:
        if window.page is not None:
            window.page.show_view(view)

    def look(theme: Theme) -> None:
        wear(host, tasks, theme)
        mark_state(window.actions_by_name, host)

    return {
        "send": tab_job(Tab.send),
        "cancel": on_tab(Tab.cancel),
        "copy_command": lambda: window.page.bar.copy_command() if window.page else None,
        "next_page": tab_job(lambda tab: tab.turn_page(1)),
        "previous_page": tab_job(lambda tab: tab.turn_page(-1)),
        "undo": on_tab(lambda tab: tab.draft.undo()),
        "redo": on_tab(lambda tab: tab.draft.redo()),
        "show_build": lambda: show("build"),
        "show_envelope": lambda: show("envelope"),
        "new_tab": window.new_tab,
        "duplicate_tab": on_tab(workspace.duplicate_tab),
        "close_tab": on_tab(workspace.close_tab),
        "reopen_tab": workspace.reopen_tab,
        "next_tab": lambda: step(1),
        "previous_tab": lambda: step(-1),
        "find_model": window.search,
        "refresh_models": window.refresh,
        "new_connection": lambda: window.top.edit_connection(new=True),
        "edit_connection": window.top.edit_connection,
        "reconnect": lambda: tasks.spawn(connect_again(workspace, workspace.live)) if workspace.live else None,
        "allow_writes": lambda: tasks.spawn(switch_writes(window, workspace.live)) if workspace.live else None,
        "theme_system": lambda: look(Theme.SYSTEM),
        "theme_light": lambda: look(Theme.LIGHT),
        "theme_dark": lambda: look(Theme.DARK),
        "quit": host.close,
    }


def mark_state(actions: Actions, host: Host) -> None:
    """Enable what can be done now, and say in words what a switch would do."""
    tab, live = host.workspace.current, host.workspace.live
    for name in ("send", "copy_command", "show_build", "show_envelope", "duplicate_tab", "close_tab"):
        actions[name].setEnabled(tab is not None)
    for name in ("reconnect", "allow_writes", "refresh_models"):
        actions[name].setEnabled(live is not None)
    # The practice connection is the program's own.
    actions["edit_connection"].setEnabled(live is not None and not live.connection.practice)
    actions["reopen_tab"].setEnabled(host.workspace.can_reopen)
    for theme in Theme:
        actions[f"theme_{theme.value}"].setCheckable(True)
        actions[f"theme_{theme.value}"].setChecked(host.settings.value.theme is theme)
    actions["undo"].setEnabled(tab is not None and tab.draft.can_undo)
    actions["redo"].setEnabled(tab is not None and tab.draft.can_redo)
    actions["cancel"].setEnabled(tab is not None and tab.draft.phase is Phase.SENDING)
    allowed = live is not None and live.writes_allowed
    action = actions["allow_writes"]
    action.setText(action.tr("Make read-only") if allowed else action.tr("Allow writes"))


async def connect_again(workspace: Workspace, live: LiveConnection) -> None:
    """Log in anew, and show a first model where nothing of the connection is open."""
    # What the server no longer takes must not pass for a login.
    live.client.session = None
    if await live.connect():
        await workspace.enter(live)


async def switch_writes(window: QWidget, live: LiveConnection) -> None:
    """Open the lock, after a question on production, or close it."""
    if live.writes_allowed:
        live.allow_writes(allowed=False)
        return
    if live.connection.stage == "production":
        sentence = window.tr("Allow writes on the production server “{0}”?").format(live.connection.name)
        detail = window.tr(
            "Calls that create, change or delete records will be sent. It is read-only again after a restart."
        )
        choices = (window.tr("Allow writes"), window.tr("Stay read-only"))
        if await ask(window, window.tr("Allow writes"), sentence, choices, detail=detail, warning=True) != 0:
            return
    live.allow_writes(allowed=True)


def wear(host: Host, tasks: TaskScope, theme: Theme) -> None:
    """Put on another theme and remember it."""
    host.theme.set_mode(mode_of(theme.value))
    host.settings.value = msgspec.structs.replace(host.settings.value, theme=theme)
    tasks.spawn(host.save_settings(), "settings")
