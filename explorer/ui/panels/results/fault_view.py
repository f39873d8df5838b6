"""A fault on screen: what the server said, what to do about it, and the buttons that do it."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.faults import Fault
from explorer.ui import metrics, text
from explorer.ui.panels.results.fold import Fold
from explorer.ui.widgets.buttons import IconButton, SecondaryButton
from explorer.ui.widgets.flow_layout import FlowLayout
from explorer.ui.widgets.labels import DimLabel, Heading, Tag, TechnicalLabel
from explorer.ui.widgets.viewer import TextViewer

_PARAGRAPH = '<div style="line-height: 118%">{}</div>'
"""Two sentences below each other need more distance than the lines of one font have."""
_HEADING = 300
"""Characters of a message that stand in the heading; the rest follows in usual type."""
_LONGEST = 20_000
_MOST_LINES = 40
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


def parted(message: str) -> tuple[str, str]:
    """Return the first line of a message, and the rest of it."""
    message = message.strip()
    first, _, rest = message.partition("\n")
    if len(first) > _HEADING:
        cut = first.rfind(" ", 0, _HEADING)
        cut = cut if cut > _HEADING // 2 else _HEADING
        first, rest = first[:cut] + " …", message[cut:].strip()
    return first, rest.strip("\n")


def tag_text(fault: Fault) -> str:
    """Return ``422 · arguments``; the kind alone when no server answered."""
    kind = fault.kind.value.replace("_", " ")
    return f"{fault.status} · {kind}" if fault.status is not None else kind


class FaultView(QScrollArea):
    """Shows one fault. Buttons are named by keys of the caller's choice."""

    pressed = Signal(object)
    """The key of the button that was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultView")
        self.setAccessibleName(self.tr("Fault"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tag = Tag("", "error")
        self.message = Heading(wrap=True)
        self.rest = QLabel()
        self.exception = TechnicalLabel()
        self.duration = DimLabel()
        self.advice = QLabel()
        self.question = QLabel()
        self.note = DimLabel(wrap=True)
        self.buttons: dict[object, SecondaryButton] = {}
        for label in (self.rest, self.advice, self.question, self.message, self.note):
            label.setWordWrap(True)
            label.setTextInteractionFlags(_SELECTABLE)
            # As high as its lines at the width there is: a minimum would be that of Qt's guess of a narrow label.
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
        self.rest.setTextFormat(Qt.TextFormat.PlainText)
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.advice.setTextFormat(Qt.TextFormat.RichText)
        self.box = QFrame()
        self.box.setProperty("role", "soft")
        self.fold = Fold(self.tr("Traceback"))
        self.traceback = TextViewer(self.tr("Traceback from the server"), "text")
        self.traceback.setObjectName("faultTraceback")
        self.copy = IconButton("copy", self.tr("Copy the traceback"))
        self.copy.clicked.connect(self._copy_traceback)
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        self._text = ""
        self._build()
        self._align()

    def show_fault(
        self,
        fault: Fault,
        duration: float | None,
        buttons: Sequence[tuple[object, str]],
        question: str = "",
        *,
        why: str = "",
        todo: str = "",
        offered: bool = False,
    ) -> None:
        """Show a fault. ``duration`` in seconds; ``buttons`` are keys and labels, the first ``offered`` as a way out.

        ``why`` and ``todo`` say more of this call than the fault's own advice, which then explains the reason.
        ``question`` is what the first button answers, when it must not be pressed lightly.
        """
        self.tag.set_text(tag_text(fault), "error")
        first, rest = parted(fault.message)
        self.message.setText(first or fault.kind.value)
        self.rest.setText(rest[:_LONGEST] + ("…" if len(rest) > _LONGEST else ""))
        self.rest.setVisible(bool(rest))
        self.exception.setText(fault.exception)
        self.exception.setVisible(bool(fault.exception))
        self.duration.setText("" if duration is None else text.duration(duration))
        parts = (
            (self.tr("Why."), f"{why} {fault.advice}".strip() if todo else why),
            (self.tr("What to do."), todo or fault.advice),
        )
        said = [f"<b>{label}</b> {html.escape(sentence)}" for label, sentence in parts if sentence]
        self.advice.setText(_PARAGRAPH.format("<br>".join(said)))
        self.advice.setVisible(bool(said))
        self.question.setText(question)
        self.question.setVisible(bool(question))
        self.say("")
        self._set_buttons(buttons, offered=offered)
        self._set_traceback(fault.traceback.strip("\n"))
        self.setAccessibleDescription(f"{tag_text(fault)}: {first}")
        self.verticalScrollBar().setValue(0)

    def say(self, sentence: str) -> None:
        """Say below the buttons what came of pressing one."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the interface's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange and hasattr(self, "_text"):
            self._align()
            self._set_traceback(self._text)

    # -- inside ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.message, 1)
        head.addWidget(self.duration, 0, Qt.AlignmentFlag.AlignTop)
        soft = QVBoxLayout(self.box)
        soft.setContentsMargins(metrics.EDGE, 10, metrics.EDGE, 10)
        soft.setSpacing(10)
        soft.addWidget(self.advice)
        soft.addWidget(self.question)
        soft.addWidget(self._row)
        soft.addWidget(self.note)
        self.fold.add_tool(self.copy)
        self.fold.set_content(self.traceback)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(metrics.INSIDE)
        column.addLayout(head)
        column.addWidget(self.rest)
        column.addWidget(self.exception)
        column.addSpacing(metrics.GRID)
        column.addWidget(self.box)
        column.addSpacing(metrics.GRID)
        column.addWidget(self.fold)
        column.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def _align(self) -> None:
        """Put tag, first line of the message and duration on one middle line."""
        height = self.tag.sizeHint().height()
        self.duration.setFixedHeight(height)
        above = max(0, height - QFontMetrics(metrics.heading_font()).height()) // 2
        self.message.setContentsMargins(0, above, 0, 0)

    def _set_buttons(self, buttons: Sequence[tuple[object, str]], *, offered: bool) -> None:
        for old in self.buttons.values():
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = {}
        for place, (key, label) in enumerate(buttons):
            button = SecondaryButton(label, accent=place == 0 and offered)
            button.clicked.connect(lambda _=False, key=key: self.pressed.emit(key))
            self._flow.addWidget(button)
            self.buttons[key] = button

    def _set_traceback(self, traceback: str) -> None:
        self._text = traceback
        lines = traceback.count("\n") + 1
        self.fold.setVisible(bool(traceback))
        self.fold.set_open(opened=False)
        said = self.tr("1 line") if lines == 1 else self.tr("{0} lines").format(text.number(lines))
        self.fold.set_label(self.tr("Traceback from the server, {0}").format(said))
        self.traceback.set_text(traceback)
        row = QFontMetrics(metrics.fixed_font()).lineSpacing() + 3
        self.traceback.setFixedHeight(row * min(lines, _MOST_LINES) + 24)

    def _copy_traceback(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
