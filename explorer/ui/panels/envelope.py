"""The envelope: the exact request that is sent, as text to read, change and send as it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.ui import metrics
from explorer.ui.widgets.buttons import IconButton, LinkButton
from explorer.ui.widgets.code_editor import CodeEditor
from explorer.ui.widgets.labels import ElidedLabel, IconLabel
from explorer.work.draft import Aspect
from explorer.work.tab import Tab


class EnvelopePanel(QWidget):
    """Watches the draft's text; what is typed goes to the draft with each key, and the call follows where it can."""

    def __init__(self, tab: Tab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("envelopePanel")
        self._draft = tab.draft
        self.editor = CodeEditor(self.tr("Envelope"), "envelope")
        # Undo belongs to the draft: it covers Build as well.
        self.editor.setUndoRedoEnabled(False)
        self.editor.installEventFilter(self)
        self.setFocusProxy(self.editor)
        self._icon = IconLabel("info", "dim")
        self.note = ElidedLabel("", "dim")
        self.back = LinkButton(self.tr("Back to the built envelope"))
        self.copy = IconButton("copy", self.tr("Copy the envelope"), size=24)
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(metrics.EDGE, 4, metrics.INSIDE, 4)
        row.setSpacing(metrics.INSIDE)
        row.addWidget(self._icon)
        row.addWidget(self.note, 1)
        row.addWidget(self.back)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.editor, 1)
        column.addWidget(foot)
        self.editor.edited.connect(self._typed)
        self.back.clicked.connect(self._draft.discard_text)
        self.copy.clicked.connect(self._copy)
        self._end = self._draft.subscribe(self._changed)
        self._show()

    def closed(self) -> None:
        """Stop watching."""
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the keys of undo and redo to the window's actions."""
        if watched is self.editor and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in keys):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._draft.edit_text(self.editor.text())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.editor.text())

    def _changed(self, aspects: frozenset[str]) -> None:
        if aspects & {Aspect.TEXT, Aspect.LIVE}:
            self._show()

    def _show(self) -> None:
        draft, problem = self._draft, self._draft.problem
        try:
            self.editor.set_text(draft.envelope_text())
        except ValueError as trouble:
            # The protocol cannot carry the call; what stood there before would be another call's envelope.
            self.editor.set_text("")
            self._say(str(trouble), "warning")
        else:
            if problem is None:
                edited = self.tr("Your own text; it is sent as it stands.")
                built = self.tr("Sent exactly as it stands here; the dots stand for your secret.")
                self._say(edited if draft.edited else built, "info")
            elif problem.known_place:
                self._say(self.tr("Line {0}: {1}").format(problem.line, problem.sentence), "warning")
            else:
                self._say(problem.sentence, "warning")
        wrong = problem is not None and problem.known_place
        self.editor.set_error_line(problem.line if problem and wrong else None, problem.sentence if problem else "")
        self.back.setVisible(draft.edited or draft.has_template)

    def _say(self, sentence: str, kind: str) -> None:
        self.note.setText(sentence)
        self.note.setProperty("tone", "warning" if kind == "warning" else "dim")
        self.note.update()
        self._icon.set_icon(kind, "warning" if kind == "warning" else "dim")
