"""One tab on screen: the call's line, the card in which it is built, the card in which its answer stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from explorer.core.call import Call
from explorer.core.connection import ProtocolName
from explorer.ui import metrics, text
from explorer.ui.loop import TaskScope
from explorer.ui.panels.call_bar import CallBar
from explorer.ui.panels.results.panel import ResultsPanel
from explorer.ui.widgets.card import Card
from explorer.ui.widgets.labels import DimLabel, StrongLabel
from explorer.ui.widgets.segments import SegmentedChips
from explorer.ui.widgets.tabs import CardTabs
from explorer.work.draft import Aspect
from explorer.work.tab import Tab
from explorer.work.workspace import Workspace

if TYPE_CHECKING:
    from explorer.ui.panels.build.panel import BuildPanel
    from explorer.ui.panels.envelope import EnvelopePanel

BUILD, ENVELOPE = "build", "envelope"
SPLIT = (324, 388)
"""Heights of the two cards at first: four conditions and their groups above, rows below."""


class CallPage(QWidget):
    """Puts the panels of a tab together; they watch its draft, not each other.

    The two views of the call are made when they are first needed: at the start of the program the rows come first.
    """

    def __init__(self, tab: Tab, workspace: Workspace, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("callPage")
        self.tab = tab
        self._tasks = tasks
        self.bar = CallBar(tab, tasks)
        self.card = Card(self.tr("The call"))
        self.views = self.card.add_tabs(CardTabs(self.tr("Views of the call")))
        self.views.add_tab(BUILD, self.tr("Build"))
        self.views.add_tab(ENVELOPE, self.tr("Envelope"))
        self._matches = _Matches()
        self.card.add_tool(self._matches)
        self.protocols = SegmentedChips(self.tr("Protocol"), list(text.PROTOCOLS.items()), flat=True)
        self.protocols.hide()
        self.card.add_tool(self.protocols)
        self.build: BuildPanel | None = None
        self.results = ResultsPanel(tab, workspace, tasks)
        self.envelope: EnvelopePanel | None = None
        self._stack = QStackedLayout()
        holder = QWidget()
        holder.setLayout(self._stack)
        self.card.body.addWidget(holder, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setObjectName("callSplitter")
        self.split.setProperty("role", "gap")
        self.split.setHandleWidth(metrics.EDGE)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.card)
        self.split.addWidget(self.results)
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([*SPLIT])
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.EDGE, metrics.EDGE, metrics.EDGE, metrics.EDGE)
        column.setSpacing(metrics.EDGE)
        column.addWidget(self.bar)
        column.addWidget(self.split, 1)
        self.views.chosen.connect(self._show_view)
        self.protocols.chosen.connect(self._use_protocol)
        self._end = tab.draft.subscribe(self._changed)
        self._show_count()
        self._show_protocol()

    def make_build(self) -> None:
        """Make the Build view, which stands in front from then on unless the envelope does."""
        from explorer.ui.panels.build.panel import BuildPanel

        if self.build is None:
            self.build = BuildPanel(self.tab, self._tasks)
            self._stack.addWidget(self.build)

    def show_view(self, key: str) -> None:
        """Show Build or the envelope."""
        self.views.set_key(key)
        self._show_view(key)

    def closed(self) -> None:
        """Stop watching and end the tab's tasks."""
        self._end()
        self._tasks.cancel()
        for panel in (self.bar, self.build, self.results, self.envelope):
            if panel is not None:
                panel.closed()

    def _show_view(self, key: object) -> None:
        if key == BUILD:
            self.make_build()
        if key == ENVELOPE and self.envelope is None:
            from explorer.ui.panels.envelope import EnvelopePanel

            self.envelope = EnvelopePanel(self.tab)
            self._stack.addWidget(self.envelope)
        self._matches.setVisible(key != ENVELOPE)
        self.protocols.setVisible(key == ENVELOPE)
        shown = self.envelope if key == ENVELOPE else self.build
        if shown is not None:
            self._stack.setCurrentWidget(shown)
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, aspects: frozenset[str]) -> None:
        if Aspect.HELD in aspects:
            # What must be corrected stands in Build, which then goes to it.
            self.show_view(BUILD)
        if aspects & {Aspect.COUNT, Aspect.CALL, Aspect.REPLY}:
            self._show_count()
        if Aspect.LIVE in aspects:
            self._show_protocol()

    def _show_protocol(self) -> None:
        self.protocols.set_key(self.tab.live.protocol)

    def _use_protocol(self, name: object) -> None:
        if isinstance(name, ProtocolName):
            self.tab.live.use_protocol(name)

    def _show_count(self) -> None:
        draft = self.tab.draft
        count, outcome = draft.count, draft.outcome
        sent = outcome.call if outcome else None
        # A number beside a domain that was changed since would be a number about something else.
        fresh = sent is not None and sent.model == draft.call.model and _domain(sent) == draft.argument("domain")
        known = count is not None and fresh
        self._matches.show_total(count.total if count and known else None)


class _Matches(QWidget):
    """How many records match: the number in semibold, the word dim."""

    def __init__(self) -> None:
        super().__init__()
        self._number, self._word = StrongLabel(), DimLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._number)
        row.addWidget(self._word)

    def show_total(self, total: int | None) -> None:
        """Say a number; None says nothing."""
        number = "" if total is None else text.number(total)
        word = "" if total is None else self.tr("matches") if total == 1 else self.tr("match")
        self._number.setText(number)
        self._word.setText(word)
        self.setAccessibleName(f"{number} {word}".strip())


def _domain(call: Call) -> object:
    return call.argument("domain", ("domain",))
