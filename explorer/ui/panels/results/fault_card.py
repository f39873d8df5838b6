"""The card that takes the place of the results when a call failed, and what its buttons do."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer.core.connection import Stage
from explorer.core.faults import Fault
from explorer.ui import dialogs, text
from explorer.ui.loop import TaskScope
from explorer.ui.panels.results import remedies
from explorer.ui.panels.results.fault_view import FaultView
from explorer.ui.panels.results.remedies import Way
from explorer.ui.widgets.card import Card
from explorer.work.draft import Outcome
from explorer.work.tab import Tab

TICKET, RAW, CORRECT = "ticket", "raw", "correct"


class FaultCard(Card):
    """Shows the fault of an outcome. Nothing is sent again unless the person presses for it."""

    raw_asked = Signal()
    """The person wants to see the reply as it came."""
    edit_connection_asked = Signal(object)
    """A Connection to be edited."""

    def __init__(self, tab: Tab, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__("", header=False, edge="error", parent=parent)
        self.setAccessibleName(self.tr("Fault"))
        self.setObjectName("faultCard")
        self._tab = tab
        self._tasks = tasks
        self._outcome: Outcome | None = None
        self._connected = False
        self.view = FaultView()
        self.body.addWidget(self.view, 1)
        self.view.pressed.connect(self._press)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the fault of an outcome, and the ways out that are open now."""
        if outcome.fault is None:
            return
        if outcome is not self._outcome:
            self._connected = False
        self._outcome = outcome
        self._show(outcome, outcome.fault)

    def _show(self, outcome: Outcome, fault: Fault) -> None:
        ways = list(remedies.ways(outcome, self._tab.live))
        if self._connected:
            ways = [Way.SEND_AGAIN, *(way for way in ways if way not in (Way.CONNECT, Way.SEND_AGAIN))]
        found = remedies.correction(outcome, self._tab.live)
        buttons: list[tuple[object, str]] = [(way, self._label(way, fault)) for way in ways]
        why = todo = ""
        if found is not None:
            buttons.insert(0, (CORRECT, self.tr("{0} and send").format(found.fix_label)))
            why, todo = found.sentence, self.tr("{0} and send again.").format(found.fix_label)
        others: list[tuple[object, str]] = [(TICKET, self.tr("Copy for a ticket"))]
        if outcome.reply is not None:
            others.append((RAW, self.tr("Show the reply")))
        buttons += others
        duration = outcome.reply.timings.total if outcome.reply else None
        question = self._question(fault) if Way.TAKE_LARGE in ways else ""
        self.view.show_fault(fault, duration, buttons, question, why=why, todo=todo, offered=len(buttons) > len(others))

    def _label(self, way: Way, fault: Fault) -> str:
        match way:
            case Way.ALLOW_WRITES:
                return self.tr("Allow writes")
            case Way.TAKE_LARGE:
                return self.tr("Take it this once")
            case Way.EDIT_CONNECTION:
                url = fault.detail.get("suggested_url")
                return self.tr("Use {0}").format(url) if url else self.tr("Edit the connection")
            case Way.CONNECT:
                return self.tr("Connect again")
            case Way.SEND_AGAIN:
                return self.tr("Send again")

    def _question(self, fault: Fault) -> str:
        size, limit = fault.detail.get("size"), fault.detail.get("limit")
        allowed = text.size(int(limit)) if isinstance(limit, int | float) else ""
        if isinstance(size, int):
            return self.tr("The reply has {0}, the limit is {1}. Take it this once?").format(text.size(size), allowed)
        more = text.size(remedies.megabytes_needed(fault) * 1_000_000)
        return self.tr("The reply has more than {0}. Take up to {1} this once?").format(allowed, more)

    # -- what the buttons do -----------------------------------------------------------------------------------

    @Slot(object)
    def _press(self, key: object) -> None:
        outcome = self._outcome
        if outcome is None or outcome.fault is None:
            return
        if key == TICKET:
            QGuiApplication.clipboard().setText(remedies.ticket(outcome, self._tab.live))
            self.view.say(self.tr("Copied: kind, message, call and address, without secrets and without your data."))
        elif key == RAW:
            self.raw_asked.emit()
        elif key == CORRECT:
            self._correct(outcome)
        elif key is Way.ALLOW_WRITES:
            self._tasks.spawn(self._allow_writes(), "allow writes")
        elif key is Way.TAKE_LARGE:
            megabytes = remedies.megabytes_needed(outcome.fault)
            self._tasks.spawn(self._tab.send_with_limit(megabytes), "take a large reply")
        elif key is Way.EDIT_CONNECTION:
            self.edit_connection_asked.emit(remedies.corrected(outcome.fault, self._tab.live.connection))
        elif key is Way.CONNECT:
            self._tasks.spawn(self._connect(outcome), "connect again")
        elif key is Way.SEND_AGAIN:
            self._tasks.spawn(self._tab.send(), "send again")

    def _correct(self, outcome: Outcome) -> None:
        found, draft = remedies.correction(outcome, self._tab.live), self._tab.draft
        if draft.call != outcome.call:
            self.view.say(self.tr("The call was changed since; press Send when it is right."))
        elif found is not None and found.fix is not None:
            draft.set_call(found.fix(draft.call))
            self._tasks.spawn(self._tab.send(), "send the corrected call")

    async def _allow_writes(self) -> None:
        live = self._tab.live
        if live.connection.stage is Stage.PRODUCTION:
            answer = await dialogs.ask(
                self,
                self.tr("Allow writes on production?"),
                self.tr("“{0}” is a production connection. Calls may then change real records.").format(
                    live.connection.name
                ),
                [self.tr("Allow writes"), self.tr("Keep it read-only")],
                warning=True,
            )
            if answer != 0:
                return
        live.allow_writes(True)
        self.view.say(self.tr("Writes are allowed now. Nothing was sent; press Send when you are ready."))

    async def _connect(self, outcome: Outcome) -> None:
        live = self._tab.live
        self.view.say(self.tr("Connecting …"))
        # What the server no longer takes must not pass for a login.
        live.client.session = None
        connected = await live.connect()
        if self._outcome is not outcome:
            return
        self._connected = connected
        self.show_outcome(outcome)
        if connected:
            self.view.say(self.tr("Connected again. Nothing was sent."))
        elif live.fault is not None:
            self.view.say(f"{live.fault.message} {live.fault.advice}")
