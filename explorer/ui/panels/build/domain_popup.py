"""The whole domain to read, one condition a line: what the line of the panel has no room for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.ui import metrics
from explorer.ui.widgets.buttons import LinkButton
from explorer.ui.widgets.labels import DimLabel

_MOST_LINES = 18


class DomainPopup(QFrame):
    """Text to select from and to copy; Esc and a click elsewhere close it, and it deletes itself."""

    def __init__(self, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("domain-popup")
        self.setProperty("role", "popup")
        self.setAccessibleName(self.tr("The whole domain"))
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(name)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(metrics.fixed_font())
        self.text.document().setDocumentMargin(8)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        # The keyboard can move in a text that is only read.
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy_button = LinkButton(self.tr("Copy"), "copy")
        self.copy_button.setAccessibleName(self.tr("Copy the domain"))
        self.copy_button.clicked.connect(self._copy)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 6, 0)
        head.addWidget(DimLabel(name), 1)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 4, 2, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.text, 1)

    def open_over(self, line: QWidget) -> None:
        """Show with the lower edge on that of a line. Returns at once."""
        self.ensurePolished()
        lines = min(self.text.blockCount(), _MOST_LINES) + 1
        height = lines * QFontMetrics(self.text.font()).lineSpacing() + self.copy_button.sizeHint().height() + 32
        screen = line.screen().availableGeometry()
        corner = line.mapToGlobal(QPoint(0, line.height() - height))
        corner.setY(max(screen.top(), corner.y()))
        self.setGeometry(corner.x(), corner.y(), *QSize(line.width(), height).toTuple())
        self.show()
        self.text.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Enter close it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed: it is not needed any more."""
        super().hideEvent(event)
        self.deleteLater()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
