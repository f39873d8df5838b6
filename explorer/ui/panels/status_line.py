"""The line at the bottom: whether the connection stands, what was last done, how busy the workers are."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from explorer.background import RpcWorker
from explorer.core.faults import Kind
from explorer.ui import metrics, text
from explorer.ui.widgets.labels import DimLabel, IconLabel
from explorer.work.draft import Outcome, Phase
from explorer.work.live import LiveConnection, State
from explorer.work.tab import Tab
from explorer.work.workspace import Workspace, WorkspaceAspect

BUSY_MILLISECONDS = 300


class StatusLine(QFrame):
    """Watches the workspace and the tab in front."""

    def __init__(self, workspace: Workspace, worker: RpcWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setProperty("role", "foot")
        self.setAccessibleName(self.tr("Status"))
        self.setFixedHeight(metrics.metrics().status)
        self._workspace = workspace
        self._worker = worker
        self._live: LiveConnection | None = None
        self._tab: Tab | None = None
        self._ends = [workspace.subscribe(self._changed)]
        self._live_end = self._tab_end = _nothing
        self._dot = IconLabel("dot", "dim", size=8)
        self._state, self._last = DimLabel(), DimLabel()
        self._place, self._workers = DimLabel(), DimLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(metrics.EDGE, 0, metrics.EDGE, 0)
        row.setSpacing(6)
        row.addWidget(self._dot)
        row.addWidget(self._state)
        row.addSpacing(10)
        row.addWidget(self._last)
        row.addStretch(1)
        row.addWidget(self._place)
        row.addSpacing(10)
        row.addWidget(self._workers)
        self._clock = QTimer(self)
        self._clock.setInterval(BUSY_MILLISECONDS)
        self._clock.timeout.connect(self._show_workers)
        self._clock.start()
        self._changed(frozenset({WorkspaceAspect.LIVE, WorkspaceAspect.CURRENT}))
        self._show_workers()

    def closed(self) -> None:
        """Stop watching."""
        self._clock.stop()
        for end in (*self._ends, self._live_end, self._tab_end):
            end()

    def labels(self) -> tuple[QLabel, ...]:
        """The texts of the line, from left to right."""
        return self._state, self._last, self._place, self._workers

    def _changed(self, aspects: frozenset[str]) -> None:
        if WorkspaceAspect.LIVE in aspects and self._live is not self._workspace.live:
            self._live_end()
            self._live = self._workspace.live
            self._live_end = self._live.subscribe(lambda _: self._show_state()) if self._live else _nothing
        if WorkspaceAspect.CURRENT in aspects and self._tab is not self._workspace.current:
            self._tab_end()
            self._tab = self._workspace.current
            self._tab_end = self._tab.draft.subscribe(lambda _: self._show_last()) if self._tab else _nothing
        self._show_state()
        self._show_last()

    def _show_state(self) -> None:
        live = self._live
        state = live.state if live else State.CLOSED
        said = {
            State.CLOSED: (self.tr("Not connected"), "dim"),
            State.CONNECTING: (self.tr("Connecting …"), "warning"),
            State.CONNECTED: (self.tr("Connected"), "good"),
            State.FAILED: (self.tr("Not connected"), "error"),
        }
        words, tint = said[state]
        self._state.setText(words)
        self._dot.set_icon("dot", tint)
        if live is None:
            self._place.setText("")
        elif live.connection.practice:
            self._place.setText(self.tr("Practice data, nothing leaves this computer"))
        else:
            self._place.setText(live.connection.url.partition("://")[2])

    def _show_last(self) -> None:
        tab = self._tab
        if tab is None:
            self._last.setText("")
            return
        draft, outcome = tab.draft, tab.draft.outcome
        protocol = text.PROTOCOLS[tab.live.protocol]
        if draft.phase is Phase.SENDING:
            self._last.setText(self.tr("{0} · {1} · running").format(protocol, draft.call.method))
        elif draft.generation and (outcome is None or outcome.generation < draft.generation):
            self._last.setText(self.tr("{0} · {1} · cancelled").format(protocol, draft.call.method))
        elif outcome is None:
            self._last.setText("")
        else:
            method = outcome.call.method if outcome.call else self.tr("request")
            if outcome.fault is not None:
                end = self._failure(outcome)
            elif outcome.page is not None:
                end = (
                    self.tr("1 row")
                    if len(outcome.page) == 1
                    else self.tr("{0} rows").format(text.number(len(outcome.page)))
                )
            else:
                end = self.tr("done")
            self._last.setText(f"{protocol} · {method} · {end}")

    def _failure(self, outcome: Outcome) -> str:
        if outcome.reply is not None:
            return self.tr("refused by the server")
        guarded = outcome.request is None or (outcome.fault is not None and outcome.fault.kind is Kind.REFUSED_BY_GUARD)
        return self.tr("not sent") if guarded else self.tr("no answer")

    def _show_workers(self) -> None:
        busy, size = self._worker.busy, self._worker.size
        self._workers.setText(self.tr("{0} of {1} workers busy").format(busy, size) if busy else self.tr("idle"))
        self._workers.setToolTip(self.tr("Up to {0} calls run at the same time.").format(size))


def _nothing() -> None:
    """What ends when nothing was begun."""
