"""A choice of one among a few words: chips side by side, as for protocol and stage of a connection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.ui import metrics
from explorer.ui.tokens import Theme
from explorer.ui.widgets.painted_button import PaintedButton

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class ToggleChip(PaintedButton):
    """A chip that is on or off. With the tone ``error`` or ``warning`` it takes that colour while on.

    ``flat`` ones have no fill while off, for the header of a card.
    """

    padding = 8
    radius = 5

    def __init__(
        self, text: str, tone: str = "accent", flat: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, name, parent)
        self._tone = tone
        self._flat = flat
        self.setCheckable(True)

    def fill(self, theme: Theme) -> QColor | None:
        """Chip, or the soft accent while on."""
        if self.isChecked() and self._tone == "accent":
            return theme.color("panel" if self._flat else "accent_soft")
        if self.isChecked():
            return theme.mixed(self._tone, "panel", 0.09)
        if self.underMouse() and self.isEnabled():
            return theme.mixed("text", "chip", 0.06)
        return None if self._flat else theme.color("chip")

    def border(self, theme: Theme) -> QColor | None:
        """None, but while on in a tone of its own or on a header."""
        if not self.isChecked():
            return None
        if self._tone == "accent":
            return theme.color("line") if self._flat else None
        return theme.color(self._tone)

    def ink(self, theme: Theme) -> QColor:
        """Text; the tone while on."""
        if not self.isEnabled():
            return theme.disabled
        if self._flat and self._tone == "accent":
            return theme.color("text")
        return theme.color(self._tone if self.isChecked() else "text")

    def text_font(self) -> QFont:
        """Semibold while on in accent colour, so that colour is not all that tells."""
        return metrics.semibold(self.font()) if self.isChecked() and not self._flat else self.font()

    def content_width(self) -> int:
        """Measured semibold, so that nothing moves when it is switched on."""
        return max(self.drawn_width(), self._widest())

    def sizeHint(self) -> QSize:
        """A little lower than other controls."""
        return QSize(self.content_width() + 2 * self.padding, metrics.metrics().control - 4)

    def _widest(self) -> int:
        font = self.font() if self._flat else metrics.semibold(self.font())
        return QFontMetrics(font).horizontalAdvance(self.shown_text())


class _Segment(ToggleChip):
    """One of several chips: leaves the arrow keys to the whole."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class SegmentedChips(QWidget):
    """Chips of which exactly one is on. Tab reaches the one that is on; arrows choose another.

    ``items`` are ``(key, label)`` or ``(key, label, tone)``.
    """

    chosen = Signal(object)
    """The key of the chip that the person chose."""

    def __init__(
        self,
        name: str,
        items: Sequence[tuple[object, str] | tuple[object, str, str]],
        flat: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._keys: list[object] = []
        self._on: object = None
        self._chips: list[ToggleChip] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(metrics.GRID if flat else 6)
        for item in items:
            tone = item[2] if len(item) == 3 else "accent"
            chip = _Segment(item[1], tone, flat, name=f"{name}: {item[1]}", parent=self)
            chip.clicked.connect(partial(self._choose, item[0]))
            self._keys.append(item[0])
            self._chips.append(chip)
            layout.addWidget(chip)
        if self._chips:
            self.set_key(self._keys[0])

    def key(self) -> object:
        """Return the key of the chip that is on, None when there is none."""
        return self._on

    def set_key(self, key: object) -> None:
        """Switch a chip on without announcing it. Raises ValueError when there is none with this key."""
        at = self._keys.index(key)
        self._on = key
        for chip in self._chips:
            on = chip is self._chips[at]
            chip.setChecked(on)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def chip(self, key: object) -> ToggleChip:
        """Return one chip, to disable it or say why. Raises ValueError when there is none with this key."""
        return self._chips[self._keys.index(key)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose the chip before or after; the ends are joined."""
        step = _STEPS.get(Qt.Key(event.key()), 0)
        enabled = [at for at, chip in enumerate(self._chips) if chip.isEnabled()]
        at = next((at for at in enabled if self._chips[at].isChecked()), None)
        if not step or at is None:
            super().keyPressEvent(event)
            return
        at = enabled[(enabled.index(at) + step) % len(enabled)]
        self._chips[at].setFocus(Qt.FocusReason.TabFocusReason)
        self._choose(self._keys[at])

    def _choose(self, key: object) -> None:
        before = self._on
        self.set_key(key)
        if key != before:
            self.chosen.emit(key)
