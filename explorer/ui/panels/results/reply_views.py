"""The JSON and the Raw view of an answer: made when they are looked at, large ones in the worker."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from explorer.core.faults import CancelledFault
from explorer.ui import metrics, text
from explorer.ui.loop import TaskScope
from explorer.ui.panels.results import replies
from explorer.ui.widgets.labels import ElidedLabel
from explorer.ui.widgets.progress import BusyLine
from explorer.ui.widgets.viewer import TextViewer
from explorer.work.draft import Outcome
from explorer.work.live import LiveConnection


class JsonView(QWidget):
    """The result, formatted. :meth:`show_outcome` does nothing for an outcome that it shows already."""

    def __init__(self, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jsonView")
        self._tasks = tasks
        self._shown: Outcome | None = None
        self.busy = BusyLine(self.tr("Formatting"))
        self.viewer = TextViewer(self.tr("Result as JSON"), "json")
        self.viewer.setObjectName("jsonText")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.busy)
        self._column.addWidget(self.viewer, 1)

    @property
    def outcome(self) -> Outcome | None:
        """What it shows, or is about to."""
        return self._shown

    def show_outcome(self, outcome: Outcome, live: LiveConnection) -> None:
        """Show the result of an outcome."""
        if outcome is self._shown:
            return
        self._shown = outcome
        self.viewer.set_bytes(b"")
        if outcome.result is None:
            return
        if len(memoryview(outcome.result)) <= replies.SMALL:
            self.viewer.set_bytes(replies.formatted(bytes(outcome.result), outcome.page))
            return
        self.busy.start()
        self._tasks.spawn(self._format(outcome, live), "format")

    async def _format(self, outcome: Outcome, live: LiveConnection) -> None:
        try:
            made = await live.worker.run(_formatted, outcome)
        except CancelledFault:
            return
        if self._shown is outcome:
            self.busy.stop()
            self.viewer.set_bytes(made)


class RawView(QWidget):
    """Request line, timings and sizes; below status line, headers and body exactly as they came."""

    def __init__(self, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rawView")
        self._tasks = tasks
        self._shown: Outcome | None = None
        self.request = ElidedLabel()
        self.request.setFont(metrics.fixed_font())
        self.facts = ElidedLabel(tone="dim")
        head = QFrame()
        head.setObjectName("rawHead")
        lines = QVBoxLayout(head)
        lines.setContentsMargins(metrics.EDGE, 6, metrics.EDGE, 6)
        lines.setSpacing(2)
        lines.addWidget(self.request)
        lines.addWidget(self.facts)
        rule = QFrame()
        rule.setProperty("role", "line")
        rule.setFixedHeight(1)
        self.viewer = TextViewer(self.tr("Reply as it came"), "text")
        self.viewer.setObjectName("rawText")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(rule)
        column.addWidget(self.viewer, 1)

    @property
    def outcome(self) -> Outcome | None:
        """What it shows, or is about to."""
        return self._shown

    def show_outcome(self, outcome: Outcome, live: LiveConnection) -> None:
        """Show the reply of an outcome."""
        if outcome is self._shown:
            return
        self._shown = outcome
        self.request.setText(replies.request_line(outcome.request))
        self.facts.setText(self._facts(outcome))
        self.viewer.set_bytes(b"")
        account = live.client.account
        secrets = replies.secrets_of(account.password, account.key, account.login)
        if outcome.reply is None or len(outcome.reply.body) <= replies.SMALL:
            self.viewer.set_bytes(replies.raw_text(outcome, secrets))
            return
        self._tasks.spawn(self._load(outcome, live, partial(replies.raw_text, outcome, secrets)), "raw")

    async def _load(self, outcome: Outcome, live: LiveConnection, make: partial[bytes]) -> None:
        try:
            made = await live.worker.run(make)
        except CancelledFault:
            return
        if self._shown is outcome:
            self.viewer.set_bytes(made)

    def _facts(self, outcome: Outcome) -> str:
        reply = outcome.reply
        if reply is None:
            return self.tr("No reply came back.")
        body, wire = len(reply.body), reply.wire_size
        sizes = text.size(body)
        if wire and wire != body:
            sizes = self.tr("{0} on the wire, {1} decompressed").format(text.size(wire), text.size(body))
        return self.tr("First byte after {0} · all after {1} · {2}").format(
            text.duration(reply.timings.first_byte), text.duration(reply.timings.total), sizes
        )


def _formatted(outcome: Outcome) -> bytes:
    return replies.formatted(bytes(outcome.result or b""), outcome.page)
