"""The bar at the top: which connection, which protocol, whose language and zone, whether writes are allowed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from explorer.core.connection import Connection, Stage
from explorer.ui import metrics, text
from explorer.ui.deeds import switch_writes
from explorer.ui.host import Host
from explorer.ui.loop import TaskScope
from explorer.ui.tokens import current
from explorer.ui.widgets.bar_button import BarButton, BarParts, StatusPill
from explorer.ui.widgets.buttons import IconButton
from explorer.work.live import LiveConnection, State
from explorer.work.workspace import WorkspaceAspect

STAGE_TINTS = {Stage.DEVELOPMENT: "good", Stage.TEST: "warning", Stage.PRODUCTION: "error"}
PRODUCTION_LINE = 3


class TopBar(QFrame):
    """Watches the connection in front. On production a red line stands above and the word is said."""

    def __init__(self, host: Host, menu: Callable[[], QMenu], tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setProperty("role", "bar")
        self.setAccessibleName(self.tr("Connection"))
        self._host = host
        self._tasks = tasks
        self._menu = menu
        self._live: LiveConnection | None = None
        self._live_end: Callable[[], None] = _nothing
        self._end = host.workspace.subscribe(self._changed)
        self.connection = BarButton(self.tr("Connection"))
        self.protocol = BarButton(self.tr("Protocol"))
        self.context = BarButton(self.tr("Context"))
        self.search = BarButton(
            self.tr("Search models and fields"),
            BarParts(facts=self.tr("Search models and fields"), key="Ctrl K"),
        )
        self.lock = StatusPill(self.tr("Writes"), self.tr("Read-only"))
        self.more = IconButton("more", self.tr("Menu"))
        row = QHBoxLayout()
        row.setContentsMargins(metrics.EDGE, 0, metrics.EDGE, 0)
        row.setSpacing(metrics.INSIDE)
        for widget in (self.connection, self.protocol, self.context):
            row.addWidget(widget)
        row.addStretch(1)
        for tool in (self.search, self.lock, self.more):
            row.addWidget(tool)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        self.setFixedHeight(metrics.metrics().bar)
        self.connection.clicked.connect(self._open_connections)
        self.protocol.clicked.connect(self._open_protocols)
        self.context.clicked.connect(self.edit_connection)
        self.lock.clicked.connect(self._switch)
        self.more.clicked.connect(self._open_menu)
        self._show()

    def closed(self) -> None:
        """Stop watching."""
        self._end()
        self._live_end()
        self._tasks.cancel()

    def edit_connection(self, checked: bool = False, *, new: bool = False, url: str = "") -> None:
        """Open the dialog for the connection in front, for a new one, or with a corrected URL."""
        del checked
        self._tasks.spawn(self._edit(new=new, url=url), "connection")

    async def _edit(self, *, new: bool, url: str) -> None:
        from explorer.ui.panels.connection_dialog import edit

        live = self._host.workspace.live
        # The built-in connection has nothing to edit; whoever asks gets a new one.
        connection = None if new or live is None or live.connection.practice else live.connection
        await edit(self._host, connection, self.window(), self._tasks, url=url)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the red line of production."""
        super().paintEvent(event)
        if self._live is not None and self._live.connection.stage is Stage.PRODUCTION:
            QPainter(self).fillRect(0, 0, self.width(), PRODUCTION_LINE, current().color("error"))

    def _changed(self, aspects: frozenset[str]) -> None:
        if WorkspaceAspect.LIVE in aspects:
            self._live_end()
            self._live = self._host.workspace.live
            self._live_end = self._live.subscribe(lambda _: self._show()) if self._live else _nothing
            self._show()

    def _show(self) -> None:
        live = self._live
        for widget in (self.protocol, self.context, self.lock):
            widget.setVisible(live is not None)
        if live is None:
            self.connection.set_parts(BarParts(dot="dim", title=self.tr("Connecting …"), caret=True))
            return
        connection = live.connection
        tint = "error" if live.state is State.FAILED else STAGE_TINTS[connection.stage]
        words = (live.series, connection.login, connection.database)
        title = connection.name
        if connection.stage is not Stage.DEVELOPMENT:
            title = self.tr("{0} · {1}").format(stage_label(self, connection.stage), connection.name)
        self.connection.set_parts(
            BarParts(
                dot=tint,
                title=title,
                facts=" · ".join(word for word in words if word),
                caret=True,
                tone="error" if connection.stage is Stage.PRODUCTION else "text",
            )
        )
        self.protocol.set_parts(BarParts(text=text.PROTOCOLS[live.protocol], caret=True))
        zone = str(live.context.get("tz") or "").rpartition("/")[2].replace("_", " ")
        shown = " · ".join(word for word in (str(live.context.get("lang") or ""), zone) if word)
        self.context.set_parts(BarParts(label=self.tr("Context"), text=shown or self.tr("empty")))
        if live.writes_allowed:
            self.lock.set_state(
                self.tr("Writes allowed"), "error" if connection.stage is Stage.PRODUCTION else "warning"
            )
        else:
            self.lock.set_state(self.tr("Read-only"), "good")
        self.update()

    def _switch(self) -> None:
        if self._live is not None:
            self._tasks.spawn(switch_writes(self, self._live), "writes")

    def _open_menu(self) -> None:
        self.more.popup(self._menu())

    def _open_protocols(self) -> None:
        live = self._live
        if live is None:
            return
        menu = QMenu(self)
        for name, label in text.PROTOCOLS.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(name is live.protocol)
            action.triggered.connect(_later(live.use_protocol, name))
        self.protocol.popup(menu)

    def _open_connections(self) -> None:
        menu = QMenu(self)
        practice = self._host.practice_connection()
        known = ((practice,) if practice else ()) + self._host.workspace.connections
        for connection in known:
            action = menu.addAction(self._label(connection))
            action.setCheckable(True)
            action.setChecked(self._live is not None and self._live.connection.name == connection.name)
            action.triggered.connect(_later(self._open, connection))
        menu.addSeparator()
        menu.addAction(self.tr("New connection …")).triggered.connect(_later(self._new))
        edit: QAction = menu.addAction(self.tr("Edit this connection …"))
        edit.setEnabled(self._live is not None and not self._live.connection.practice)
        edit.triggered.connect(_later(self.edit_connection))
        self.connection.popup(menu)

    def _label(self, connection: Connection) -> str:
        if connection.stage is Stage.DEVELOPMENT:
            return connection.name
        return f"{connection.name} · {stage_label(self, connection.stage)}"

    def _new(self) -> None:
        self.edit_connection(new=True)

    def _open(self, connection: Connection) -> None:
        model = self._host.settings.first_model(connection.name)
        self._tasks.spawn(self._host.workspace.enter(self._host.live(connection), model), "open")


def stage_label(widget: QWidget, stage: Stage) -> str:
    """Return the word for a stage."""
    return {
        Stage.DEVELOPMENT: widget.tr("Development"),
        Stage.TEST: widget.tr("Test"),
        Stage.PRODUCTION: widget.tr("Production"),
    }[stage]


def _later(deed: Callable[..., object], *args: object) -> Callable[[], None]:
    def triggered() -> None:
        deed(*args)

    return triggered


def _nothing() -> None:
    """What ends when nothing was begun."""
