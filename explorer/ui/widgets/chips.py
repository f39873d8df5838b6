"""Chips: chosen fields, tags and keys, each removable and movable, in lines that wrap."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from explorer.ui import icons, metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.flow_layout import FlowLayout
from explorer.ui.widgets.painted_button import KEPT, KEYBOARD

_CROSS = 12
_WIDEST = 260


class Chip(QWidget):
    """A word on a rounded ground; removable with its cross, Delete or Backspace.

    ``technical`` is shown as the tool tip. Without ``removable`` it only shows, and takes no focus.
    """

    remove_asked = Signal()
    dragged = Signal(object)
    """While it is dragged: the pointer's place, a QPoint in the parent's coordinates."""
    dropped = Signal()
    step_asked = Signal(object)
    """``(-1, "focus")`` or ``(1, "focus")``: an arrow goes to the chip before or after; ``"move"`` with Alt held."""

    def __init__(
        self,
        text: str,
        technical: str = "",
        removable: bool = True,
        movable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._removable = removable
        self._movable = movable
        self._ring = False
        self._over_cross = False
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self.setAccessibleName(text)
        self.setToolTip(technical)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if removable or movable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setAccessibleDescription(self.tr("Delete removes it, Alt with an arrow moves it."))

    def text(self) -> str:
        """Return what stands on it."""
        return self._text

    def sizeHint(self) -> QSize:
        """The text with 8 at each side, and the cross."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._text) + 17
        return QSize(min(_WIDEST, width + (_CROSS + 4 if self._removable else 0)), metrics.metrics().control - 4)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(min(48, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, text and cross."""
        theme = current()
        painter = QPainter(self)
        ground = theme.mixed("text", "chip", 0.05) if self._dragging else theme.color("chip")
        painting.rounded(painter, self.rect(), ground, None, 5)
        room = self.rect().adjusted(8, 0, -(_CROSS + 8 if self._removable else 6), 0)
        painter.setPen(theme.color("text") if self.isEnabled() else theme.disabled)
        text = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self._removable:
            tint = "text" if self._over_cross else "dim"
            icons.draw(painter, self._cross_rect(), "close", theme.color(tint))
        if self._ring and self.hasFocus():
            painting.ring(painter, self.rect(), 5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace remove; arrows go to the next chip, with Alt they move this one."""
        key = event.key()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if self._removable and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit()
        elif key in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier and self._movable:
            self.step_asked.emit((steps[Qt.Key(key)], "move"))
        elif key in steps:
            self.step_asked.emit((steps[Qt.Key(key)], "focus"))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        if event.reason() not in KEPT:
            self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the chip may become a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or mark the cross under the pointer."""
        place = event.position().toPoint()
        if self._movable and self._pressed_at is not None and not self._on_cross(self._pressed_at):
            far = (place - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
            self._dragging = self._dragging or far
            if self._dragging:
                self.dragged.emit(self.mapToParent(place))
        over = self._removable and self._on_cross(place)
        if over != self._over_cross:
            self._over_cross = over
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or remove when press and release were on the cross."""
        pressed, self._pressed_at = self._pressed_at, None
        if self._dragging:
            self._dragging = False
            self.update()
            self.dropped.emit()
        elif self._removable and pressed and self._on_cross(pressed) and self._on_cross(event.position().toPoint()):
            self.remove_asked.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._over_cross = False
        self.update()
        super().leaveEvent(event)

    def _cross_rect(self) -> QRect:
        return QRect(self.width() - _CROSS - 6, (self.height() - _CROSS) // 2, _CROSS, _CROSS)

    def _on_cross(self, place: QPoint) -> bool:
        return place.x() >= self.width() - _CROSS - 8


class ChipLine(QWidget):
    """A wrapping line of chips known by keys, with an add button at its end where ``add`` names one."""

    removed = Signal(object)
    """The key of the chip that the person removed."""
    order_changed = Signal(object)
    """All keys in the order that the person made, as a tuple."""
    add_asked = Signal()

    def __init__(
        self, name: str, add: str = "", removable: bool = True, movable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._removable = removable
        self._movable = movable
        self._keys: list[object] = []
        self._labels: list[tuple[str, str]] = []
        self._chips: list[Chip] = []
        self._order_before: tuple[object, ...] | None = None
        self._flow = FlowLayout(self)
        self.add_button: IconButton | None = None
        if add:
            self.add_button = IconButton("plus", add, size=24, parent=self)
            self.add_button.clicked.connect(self._ask_add)
            self._flow.addWidget(self.add_button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chips(self, chips: Sequence[tuple[object, str] | tuple[object, str, str]]) -> None:
        """Show chips: ``(key, label)`` or ``(key, label, technical name)``. The same ones again change nothing."""
        keys = [chip[0] for chip in chips]
        labels = [(chip[1], chip[2] if len(chip) == 3 else "") for chip in chips]
        if keys == self._keys and labels == self._labels:
            return
        focused = next((key for key, chip in zip(self._keys, self._chips, strict=True) if chip.hasFocus()), None)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._keys, self._labels, self._chips = keys, labels, []
        for at, (label, technical) in enumerate(labels):
            chip = self._make_chip(label, technical)
            self._flow.insert_widget(at, chip)
            self._chips.append(chip)
            if focused is not None and keys[at] == focused:
                chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self._moved()

    def keys(self) -> tuple[object, ...]:
        """Return the keys in their order."""
        return tuple(self._keys)

    def chip(self, key: object) -> Chip:
        """Return one chip. Raises ValueError when there is none with this key."""
        return self._chips[self._keys.index(key)]

    def _make_chip(self, label: str, technical: str) -> Chip:
        chip = Chip(label, technical, self._removable, self._movable, self)
        chip.remove_asked.connect(self._remove)
        chip.dragged.connect(self._drag)
        chip.dropped.connect(self._drop)
        chip.step_asked.connect(self._step)
        chip.show()
        return chip

    def _remove(self) -> None:
        at = self._sender_index()
        key = self._keys.pop(at)
        self._labels.pop(at)
        chip = self._chips.pop(at)
        had_focus = chip.hasFocus()
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        if had_focus:
            self._focus(min(at, len(self._chips) - 1))
        self._moved()
        self.removed.emit(key)

    def _focus(self, at: int) -> None:
        follower: QWidget | None = self._chips[at] if self._chips else self.add_button
        if follower is not None:
            follower.setFocus(Qt.FocusReason.TabFocusReason)

    def _step(self, wish: tuple[int, str]) -> None:
        step, what = wish
        at = self._sender_index()
        to = at + step
        if what == "focus" and to == len(self._chips) and self.add_button is not None:
            self.add_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif 0 <= to < len(self._chips):
            if what == "move":
                self._move(at, to)
                self.order_changed.emit(self.keys())
            else:
                self._focus(to)

    def _drag(self, place: QPoint) -> None:
        if self._order_before is None:
            self._order_before = self.keys()
        at = self._sender_index()
        for to, chip in enumerate(self._chips):
            if to != at and chip.geometry().contains(place):
                # Wait until the pointer is past the middle, else two chips of unlike width swap for ever.
                past = place.x() > chip.geometry().center().x()
                if past == (to > at):
                    self._move(at, to)
                return

    def _drop(self) -> None:
        before, self._order_before = self._order_before, None
        if before is not None and before != self.keys():
            self.order_changed.emit(self.keys())

    def _move(self, at: int, to: int) -> None:
        self._keys.insert(to, self._keys.pop(at))
        self._labels.insert(to, self._labels.pop(at))
        self._chips.insert(to, self._chips.pop(at))
        self._flow.move(self._chips[to], to)
        self._moved()

    def _moved(self) -> None:
        self._flow.invalidate()
        self._flow.activate()
        self.updateGeometry()

    def _sender_index(self) -> int:
        sender = self.sender()
        return next(at for at, chip in enumerate(self._chips) if chip is sender)

    def _ask_add(self) -> None:
        self.add_asked.emit()
