"""The envelope: the exact request that is sent, as text to read, change and send as it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.core.findings import Finding
from explorer.ui import metrics
from explorer.ui.widgets.buttons import IconButton, LinkButton, SecondaryButton
from explorer.ui.widgets.code_editor import CodeEditor
from explorer.ui.widgets.labels import DimLabel, IconLabel, set_tone
from explorer.work.draft import Aspect
from explorer.work.findings import findings
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
        self.note = DimLabel(wrap=True)
        self.note.setMaximumHeight(2 * self.note.fontMetrics().lineSpacing() + 2)
        self.fix = SecondaryButton("", accent=True)
        self.back = LinkButton(self.tr("Back to the built envelope"))
        self.copy = IconButton("copy", self.tr("Copy the envelope"), size=24)
        foot = QFrame()
        foot.setProperty("role", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(metrics.EDGE, 4, metrics.INSIDE, 4)
        row.setSpacing(metrics.INSIDE)
        row.addWidget(self._icon)
        row.addWidget(self.note, 1)
        row.addWidget(self.fix)
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
        self.fix.clicked.connect(self._correct)
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
        draft = self._draft
        self._finding: Finding | None = None
        try:
            shown = draft.envelope_text()
        except ValueError as trouble:
            # The protocol cannot carry the call; what stood there before would be another call's envelope.
            self.editor.set_text("")
            self._say(str(trouble), "warning")
        else:
            self.editor.set_text(shown)
            self._judge(shown)
        self.back.setVisible(draft.edited or draft.has_template)
        self.fix.setVisible(self._fixable())

    def _fixable(self) -> bool:
        return self._finding is not None and self._finding.fix is not None

    def _judge(self, shown: str) -> None:
        """Say the first thing worth saying about the text, and mark its line."""
        draft, problem = self._draft, self._draft.problem
        if problem is not None:
            self._mark(problem.line if problem.known_place else None, problem.sentence)
            return
        found = findings(draft.call, draft.signature)
        if found:
            self._finding = found[0]
            self._mark(line_of(shown, found[0].where), found[0].sentence)
            self.fix.setText(found[0].fix_label)
            self.fix.setAccessibleName(found[0].fix_label)
            return
        self.editor.set_error_line(None)
        edited = self.tr("Your own text; it is sent as it stands.")
        built = self.tr("Sent exactly as it stands here; the dots stand for your secret.")
        self._say(edited if draft.edited else built, "info")

    def _mark(self, line: int | None, sentence: str) -> None:
        self.editor.set_error_line(line, sentence)
        self._say(self.tr("Line {0}: {1}").format(line, sentence) if line else sentence, "warning")

    def _correct(self) -> None:
        if self._finding is not None and self._finding.fix is not None:
            self._draft.set_call(self._finding.fix(self._draft.call))

    def _say(self, sentence: str, kind: str) -> None:
        self.note.setText(sentence)
        self.note.setToolTip(sentence)
        set_tone(self.note, "warning" if kind == "warning" else "dim")
        self._icon.set_icon(kind, "warning" if kind == "warning" else "dim")


def line_of(text: str, where: str) -> int | None:
    """Return the line (from 1) of an envelope's text at which an argument stands; None when it is not to be seen."""
    name = f'"{where.removeprefix("kwargs.")}":'
    return next((number for number, line in enumerate(text.split("\n"), 1) if name in line), None)
