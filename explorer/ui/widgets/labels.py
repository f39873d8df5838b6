"""Text that only says something: dim, technical, headings, tags, elided; empty states and banners."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.ui import icons, metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import IconButton, SecondaryButton
from explorer.ui.widgets.wrapped_label import WrappedLabel


def set_tone(label: QLabel, tone: str) -> None:
    """Colour a label: ``dim``, ``accent``, ``good``, ``warning``, ``error``, or empty for the usual text."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)


class DimLabel(QLabel):
    """Secondary text. ``wrap`` lets it take several lines."""

    def __init__(self, text: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", "dim")
        self.setWordWrap(wrap)


class _OwnFontLabel(QLabel):
    """A label in a font of its own, which is made again when the interface's font changes."""

    make_font: Callable[[], QFont] = staticmethod(metrics.semibold)

    def __init__(self, text: str, *, wrap: bool, parent: QWidget | None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setFont(self.make_font())

    def changeEvent(self, event: QEvent) -> None:
        # A font that is set in full hears of no change of the application's; the sheet is made anew with it.
        if event.type() == QEvent.Type.StyleChange and self.font().pixelSize() != self.make_font().pixelSize():
            self.setFont(self.make_font())
        super().changeEvent(event)


class TechnicalLabel(_OwnFontLabel):
    """A technical name: dim, in fixed type, and selectable, since people paste it elsewhere."""

    make_font = staticmethod(metrics.fixed_font)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, wrap=False, parent=parent)
        self.setProperty("tone", "dim")
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


class Heading(_OwnFontLabel):
    """A heading: semibold, 15 to the interface's 13."""

    make_font = staticmethod(metrics.heading_font)

    def __init__(self, text: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, wrap=wrap, parent=parent)


class StrongLabel(_OwnFontLabel):
    """A name or a sentence in semibold."""

    def __init__(self, text: str = "", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, wrap=wrap, parent=parent)


class ElidedLabel(QLabel):
    """One line of text that ends in an ellipsis where there is no room; the whole is then its tool tip."""

    def __init__(
        self,
        text: str = "",
        tone: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        tone = self.property("tone") or "text"
        theme = current()
        painter.setPen(theme.color(tone) if self.isEnabled() else theme.disabled)
        text = self.text().replace("\n", " ")
        shown = QFontMetrics(self.font()).elidedText(text, self._mode, self.width())
        self.setToolTip(text if shown != text else "")
        painter.drawText(self.contentsRect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class Tag(QWidget):
    """A word or two on a chip, such as "422 · arguments"; ``fixed`` for technical names."""

    def __init__(self, text: str, tone: str = "text", fixed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone, self._fixed = text, tone, fixed
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return what stands on it."""
        return self._text

    def set_text(self, text: str, tone: str = "") -> None:
        """Say something else, in another colour when ``tone`` says one."""
        self._text, self._tone = text, tone or self._tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The text with 8 at each side."""
        size = QFontMetrics(self._shown_font())
        return QSize(size.horizontalAdvance(self._text) + 17, max(22, size.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint chip and text."""
        theme = current()
        painter = QPainter(self)
        painting.rounded(painter, self.rect(), theme.color("chip"), None, 4)
        painter.setFont(self._shown_font())
        painter.setPen(theme.color(self._tone))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)

    def _shown_font(self) -> QFont:
        return metrics.fixed_font() if self._fixed else self.font()


class IconLabel(QWidget):
    """An icon that only shows; ``name`` is spoken, and an empty one hides it from screen readers' ears."""

    def __init__(
        self, icon: str, tint: str = "dim", size: int = metrics.ICON, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._tint = icon, tint
        self.setAccessibleName(name)
        self.setFixedSize(size, size)

    def set_icon(self, icon: str, tint: str = "") -> None:
        """Show another icon, in another colour when ``tint`` says one."""
        self._icon, self._tint = icon, tint or self._tint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        icons.draw(QPainter(self), QRect(0, 0, self.width(), self.height()), self._icon, current().color(self._tint))


class EmptyState(QWidget):
    """What a list shows when it has nothing: an icon, a sentence, what to do, and the button that does it."""

    pressed = Signal()
    """The button was pressed."""

    def __init__(
        self, icon: str, sentence: str, todo: str = "", button: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(sentence)
        self._icon = IconLabel(icon, "dim", 32)
        self._sentence = StrongLabel(sentence, wrap=True)
        self._todo = DimLabel(todo, wrap=True)
        self.button = SecondaryButton(button)
        inner = QWidget()
        inner.setMaximumWidth(420)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._sentence, self._todo):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        # Stretches beside the column, not an alignment in it: an aligned label is not asked for its height at a width.
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.EDGE, metrics.EDGE, metrics.EDGE, metrics.EDGE)
        layout.addStretch(1)
        layout.addWidget(inner, 100)
        layout.addStretch(1)
        self._todo.setVisible(bool(todo))
        self.button.setVisible(bool(button))
        self.button.clicked.connect(self._press)

    def say(self, sentence: str, todo: str = "", button: str = "", icon: str = "") -> None:
        """Say something else; an empty ``icon`` keeps the one there is."""
        self.setAccessibleName(sentence)
        self._sentence.setText(sentence)
        self._todo.setText(todo)
        self._todo.setVisible(bool(todo))
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
        if icon:
            self._icon.set_icon(icon)

    def _press(self) -> None:
        self.pressed.emit()


class Banner(QFrame):
    """A notice of up to four lines with an icon, perhaps a button, and a close button. Hidden while it says nothing."""

    pressed = Signal()
    """The button was pressed."""
    closed = Signal()
    """The person closed the banner."""

    _ICONS = {"error": "error", "warning": "warning", "info": "info", "good": "check"}

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._name = name
        self._tone = "accent"
        self._icon = IconLabel("info", "accent")
        self._text = WrappedLabel()
        self.button = SecondaryButton("", accent=True)
        self.close_button = IconButton("close", self.tr("Close this notice"), size=24)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.EDGE, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.close_button)
        self.button.clicked.connect(self._press)
        self.close_button.clicked.connect(self._close)
        self.hide()

    def text(self) -> str:
        """Return what it says."""
        return self._text.text()

    def say(self, text: str, kind: str = "info", button: str = "", closable: bool = True) -> None:
        """Show a notice of the kind ``info``, ``good``, ``warning`` or ``error``, in place of the one before."""
        self._tone = "accent" if kind == "info" else kind
        self._icon.set_icon(self._ICONS[kind], self._tone)
        self._text.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button))
        self.close_button.setVisible(closable)
        self.updateGeometry()
        self.update()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a soft shade of the kind's colour, and its edge at the left."""
        theme = current()
        painter = QPainter(self)
        painting.rounded(painter, self.rect(), theme.mixed(self._tone, "panel", 0.1), None, metrics.RADIUS)

    def _press(self) -> None:
        self.pressed.emit()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
