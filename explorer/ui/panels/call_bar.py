"""The first line of a tab: which method of which model, what it does to the data, and the button that sends it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.core import signatures
from explorer.core.faults import Fault
from explorer.core.methods import Effect, effect, known
from explorer.core.signatures import lifetime
from explorer.ui import metrics
from explorer.ui.loop import TaskScope
from explorer.ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from explorer.ui.widgets.combo import ChoiceButton
from explorer.ui.widgets.labels import DimLabel
from explorer.work.command_line import command_line
from explorer.work.draft import Aspect, Phase
from explorer.work.tab import Tab

_NARROWEST = 110
"""Width to which model and method shrink."""
_ROOM_FOR_NOTE = 640
"""Width of the bar below which what the call does is not said beside Send."""
_ROOM_FOR_HINT = 440
"""Width of the bar below which Send does not say its shortcut."""
_COPIED_MILLISECONDS = 1500
"""How long the mark that something was copied stays."""
_SEND_KEYS = "Ctrl ⏎"
_FIRST_METHODS = ("search_read", "search_count", "search", "read", "create", "write", "unlink", "fields_get")


class CallBar(QWidget):
    """Model, method, what the call does, copy, send or cancel."""

    def __init__(self, tab: Tab, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("callBar")
        self._tab = tab
        self._tasks = tasks
        self._roomy = True
        self.model = ChoiceButton(self.tr("Model"), placeholder=self.tr("model"), fixed=True, allow_other=True)
        self.method = ChoiceButton(self.tr("Method"), placeholder=self.tr("method"), fixed=True, allow_other=True)
        self.note = DimLabel(wrap=True)
        self.copy = IconButton("copy", self.tr("Copy as command"))
        self.send = PrimaryButton(self.tr("Send"), _SEND_KEYS, self.tr("Send this call"))
        self.cancel = SecondaryButton(self.tr("Cancel"), name=self.tr("Cancel the running call"))
        for choice, width in ((self.model, 190), (self.method, 170)):
            choice.setMinimumWidth(_NARROWEST)
            choice.setMaximumWidth(width)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Two lines of it always have room, so that the cards below stay where they are from call to call.
        lines = 2 * self.note.fontMetrics().lineSpacing() + 2
        self.note.setMaximumHeight(lines)
        self.note.setMinimumWidth(0)
        self.setMinimumHeight(lines)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(metrics.INSIDE)
        for widget in (self.model, self.method):
            row.addWidget(widget, 100)
        row.addWidget(self.note, 100)
        # Where the note has no room, the space stays here.
        row.addStretch(1)
        for button in (self.copy, self.cancel, self.send):
            row.addWidget(button)
        self.model.about_to_open.connect(self._offer_models)
        self.model.chosen.connect(self._choose_model)
        self.method.about_to_open.connect(self._offer_methods)
        self.method.chosen.connect(self._choose_method)
        self.send.clicked.connect(self._send)
        self.cancel.clicked.connect(tab.cancel)
        self.copy.clicked.connect(self.copy_command)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MILLISECONDS)
        self._copied.timeout.connect(self._forget_copied)
        self._end = tab.draft.subscribe(self._changed)
        self._show_call()
        self._show_phase()

    def closed(self) -> None:
        """Stop watching."""
        self._copied.stop()
        self._end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the note where a few words a line are all that fits; it is the Send button's tool tip as well."""
        super().resizeEvent(event)
        roomy = self.width() >= _ROOM_FOR_HINT
        if roomy != self._roomy:
            self._roomy = roomy
            self.send.set_hint(_SEND_KEYS if roomy else "")
        self.note.setVisible(self.width() >= _ROOM_FOR_NOTE)

    def copy_command(self) -> None:
        """Put the command line that makes the same call on the clipboard."""
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(command_line(self._tab.draft.call, self._tab.live))
        self.copy.set_icon("check", "good")
        self.copy.setToolTip(self.tr("Copied"))
        self._copied.start()

    def _forget_copied(self) -> None:
        self.copy.set_icon("copy", "dim")
        self.copy.setToolTip(self.tr("Copy as command"))

    def _changed(self, aspects: frozenset[str]) -> None:
        if aspects & {Aspect.CALL, Aspect.LIVE}:
            self._show_call()
        if aspects & {Aspect.REPLY}:
            self._show_phase()

    def _show_call(self) -> None:
        call = self._tab.draft.call
        self.model.set_key(call.model)
        self.method.set_key(call.method)
        fact = known(call.method, call.model)
        writes = effect(call.method, call.model) is Effect.WRITE
        words = fact.note if fact else self.tr("Not known here, so it counts as writing.")
        if writes and not self._tab.live.writes_allowed:
            words += " " + self.tr("This connection is read-only.")
        self.note.setText(words)
        self.note.setToolTip(words)
        self.send.setToolTip(words)
        self.note.setProperty("tone", "warning" if writes else "dim")
        self.note.style().polish(self.note)

    def _show_phase(self) -> None:
        sending = self._tab.draft.phase is Phase.SENDING
        self.cancel.setVisible(sending)
        self.send.setVisible(not sending)

    def _offer_models(self) -> None:
        schema = self._tab.live.schema
        index = schema.known_models()
        if index is None:
            self._tasks.spawn(self._load_models(), "models")
            return
        self.model.set_choices([(model.name, model.label, model.name) for model in index.models])

    async def _load_models(self) -> None:
        try:
            await self._tab.live.schema.models()
        except Fault:
            # The tree shows why; a typed name can still be chosen.
            return
        self._offer_models()

    def _offer_methods(self) -> None:
        model, series = self._tab.draft.call.model, self._tab.live.series
        documented = self._tab.live.schema.known_methods(model)
        if documented is None:
            self._tasks.spawn(self._load_methods(model), "methods")
        if documented:
            # The server knows best which methods its model has.
            offered = [*(name for name in _FIRST_METHODS if name in documented), *sorted(documented)]
        else:
            known_here = (*_FIRST_METHODS, *signatures.methods(model))
            offered = [name for name in known_here if signatures.signature(name, series, model)]
        offered = list(dict.fromkeys(offered))
        self.method.set_choices([(name, name, _detail(name, model)) for name in offered])

    async def _load_methods(self, model: str) -> None:
        try:
            loaded = await self._tab.live.schema.methods(model)
        except Fault:
            # Most servers document nothing; the table stands for them.
            return
        if loaded and model == self._tab.draft.call.model:
            self._offer_methods()

    def _choose_model(self, model: object) -> None:
        if isinstance(model, str) and model != self._tab.draft.call.model:
            self._tab.draft.set_model(model)
            self._tasks.spawn(self._tab.open_fields(), "fields")

    def _choose_method(self, method: object) -> None:
        if isinstance(method, str) and method != self._tab.draft.call.method:
            self._tab.draft.set_method(method)
            self._tasks.spawn(self._tab.open_fields(), "fields")

    def _send(self) -> None:
        self._tasks.spawn(self._tab.send(), "send")


def _detail(name: str, model: str) -> str:
    removed = (lifetime(name, model) or ("", ""))[1]
    word = "writes" if effect(name, model) is Effect.WRITE else "reads"
    return f"{word} · gone in {removed}" if removed else word
