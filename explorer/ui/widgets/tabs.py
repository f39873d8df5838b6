"""Tab strips: the flat one inside cards and side panels, and the one with a tab for every open page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QStyleOptionTab, QTabBar, QWidget

from explorer.ui import icons, metrics
from explorer.ui.tokens import Theme, current
from explorer.ui.widgets import painting
from explorer.ui.widgets.buttons import IconButton
from explorer.ui.widgets.painted_button import KEPT, KEYBOARD, PaintedButton

_PADDING = 10
_ROOM_RIGHT = 16
"""What a tab's close button needs, less what its padding at the right is smaller."""
_WIDEST = 240


class FlatTabs(QTabBar):
    """Text tabs with a line of 2 px below the active one. A tab keeps its width when it becomes active."""

    def __init__(self, name: str, height: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._height = height
        self._ring = False
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def height_hint(self) -> int:
        """Return the height of the strip."""
        return max(self._height, metrics.metrics().tabs if not self._height else QFontMetrics(self.font()).height() + 8)

    def tabSizeHint(self, index: int) -> QSize:
        """Measure with the semibold font, so that nothing moves when a tab becomes active."""
        return QSize(self._whole_width(index), self.height_hint())

    def _whole_width(self, index: int) -> int:
        text = self.tabText(index).replace("&&", "&")
        width = QFontMetrics(metrics.semibold(self.font())).horizontalAdvance(text) + 2 * _PADDING
        has_button = isinstance(self.tabButton(index, QTabBar.ButtonPosition.RightSide), _CloseButton)
        return width + (_ROOM_RIGHT if has_button else 0)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the same, so that tabs scroll rather than shrink."""
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        """Return all tabs side by side."""
        return QSize(sum(self.tabSizeHint(index).width() for index in range(self.count())), self.height_hint())

    def minimumSizeHint(self) -> QSize:
        """The strip may become narrow: it scrolls."""
        return QSize(40, self.height_hint())

    def initStyleOption(self, option: QStyleOptionTab, tabIndex: int) -> None:
        """Leave out the texts of inactive tabs: the style would put them in the middle of the room for semibold.

        The active one's is elided in semibold, in which it is painted.
        """
        super().initStyleOption(option, tabIndex)
        if tabIndex != self.currentIndex():
            option.text = ""
            return
        spare = self.tabSizeHint(tabIndex).width() - self._whole_width(tabIndex)
        if spare < 0:
            text = self.tabText(tabIndex).replace("&&", "&")
            font = QFontMetrics(metrics.semibold(self.font()))
            room = font.horizontalAdvance(text) + spare
            option.text = font.elidedText(text, Qt.TextElideMode.ElideRight, room).replace("&", "&&")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tabs, and the ring around the active one when the keyboard brought the focus."""
        super().paintEvent(event)
        painter = QPainter(self)
        for index in range(self.count()):
            if index != self.currentIndex() and self.tabRect(index).intersects(event.rect()):
                self._paint_text(painter, index)
        if self._ring and self.hasFocus() and self.currentIndex() >= 0:
            painting.ring(painter, self.tabRect(self.currentIndex()).adjusted(2, 4, -2, -4), 4)

    def _paint_text(self, painter: QPainter, index: int) -> None:
        """Paint an inactive tab's text where it stands when the tab is active: from the left."""
        option = QStyleOptionTab()
        super().initStyleOption(option, index)
        theme = current()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setFont(self.font())
        painter.setPen(
            theme.disabled if not self.isTabEnabled(index) else theme.color("text" if hovered else "dim"),
        )
        room = self.tabRect(index).adjusted(_PADDING, 0, 0, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, option.text.replace("&&", "&")
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        self._ring = event.reason() in KEYBOARD or (self._ring and event.reason() in KEPT)
        super().focusInEvent(event)


class CardTabs(FlatTabs):
    """The strip in a card's header or atop a side panel. Tabs are known by keys."""

    chosen = Signal(object)
    """The key of the tab that became active."""

    def __init__(
        self, name: str, tabs: Sequence[tuple[object, str]] = (), height: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, height, parent)
        for key, label in tabs:
            self.add_tab(key, label)
        self.currentChanged.connect(self._announce)

    def add_tab(self, key: object, label: str) -> None:
        """Add a tab at the right."""
        self.setTabData(self.addTab(label.replace("&", "&&")), key)

    def key(self) -> object:
        """Return the active tab's key, None when there is no tab."""
        return self.tabData(self.currentIndex()) if self.count() else None

    def set_key(self, key: object) -> None:
        """Make the tab with this key active. Raises KeyError when there is none."""
        self.setCurrentIndex(self._index(key))

    def set_label(self, key: object, label: str) -> None:
        """Say something else on a tab, such as a count."""
        self.setTabText(self._index(key), label.replace("&", "&&"))

    def _index(self, key: object) -> int:
        for index in range(self.count()):
            if self.tabData(index) == key:
                return index
        raise KeyError(key)

    @Slot(int)
    def _announce(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self.tabData(index))


class _CloseButton(PaintedButton):
    """At a page's right: a dot while it is modified, a cross under the pointer and on the active page."""

    padding = 0
    radius = 4

    def __init__(self, name: str, bar: QTabBar) -> None:
        super().__init__("", name, bar)
        self.modified = False
        self.setToolTip(name)
        # Reached by Ctrl+W and the context menu; as a stop for Tab it would double every page.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        middle = self.rect().center() + QPoint(1, 1)
        if self.underMouse():
            painting.rounded(painter, self.rect(), theme.hover, None, self.radius)
            self._cross(painter, theme, "text")
        elif self.modified:
            painting.dot(painter, middle.x() - 4, middle.y(), theme.color("text" if self._active() else "dim"))
        elif self._active():
            self._cross(painter, theme, "dim")

    def _active(self) -> bool:
        bar = self.parent()
        if not isinstance(bar, QTabBar):
            return False
        return bar.tabButton(bar.currentIndex(), QTabBar.ButtonPosition.RightSide) is self

    def _cross(self, painter: QPainter, theme: Theme, token: str) -> None:
        icons.draw(painter, self.rect().adjusted(2, 2, -2, -2), "close", theme.color(token))


class PageBar(FlatTabs):
    """The strip itself; a page's title is elided when it is long."""

    middle_clicked = Signal(object)

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as the title, up to a limit."""
        size = super().tabSizeHint(index)
        return QSize(min(size.width(), _WIDEST), size.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The middle button closes a page."""
        index = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and index >= 0:
            self.middle_clicked.emit(self.tabData(index))
        super().mouseReleaseEvent(event)


class PageTabs(QWidget):
    """A tab for every open page: movable, with a close button that shows a dot while modified, and a plus."""

    chosen = Signal(object)
    """The key of the page that became active."""
    close_asked = Signal(object)
    """The key of the page whose close button was pressed; nothing is removed yet."""
    new_asked = Signal()
    moved = Signal(object)
    """All keys in their new order, as a tuple."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.bar = PageBar(name, parent=self)
        self.bar.setMovable(True)
        self.plus = IconButton("plus", self.tr("New tab"), self.tr("New tab (Ctrl+T)"), size=24, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addWidget(self.plus)
        layout.addStretch(1)
        self.bar.currentChanged.connect(self._announce)
        self.bar.tabMoved.connect(self._announce_order)
        self.bar.middle_clicked.connect(self.close_asked)
        self.plus.clicked.connect(self._ask_new)

    def add_page(self, key: object, title: str, modified: bool = False) -> None:
        """Add a page at the right; it does not become active unless it is the first."""
        with QSignalBlocker(self.bar):
            index = self.bar.addTab("")
        self.bar.setTabData(index, key)
        button = _CloseButton(self.tr("Close {title}").format(title=title), self.bar)
        button.clicked.connect(partial(self.close_asked.emit, key))
        button.modified = modified
        self.bar.setTabButton(index, QTabBar.ButtonPosition.RightSide, button)
        self.set_title(key, title)
        if self.bar.count() == 1:
            self._announce(0)

    def remove_page(self, key: object) -> None:
        """Remove a page. Raises KeyError when there is none with this key."""
        self.bar.removeTab(self._index(key))
        self.bar.updateGeometry()

    def key(self) -> object:
        """Return the active page's key, None when there is no page."""
        return self.bar.tabData(self.bar.currentIndex()) if self.bar.count() else None

    def keys(self) -> tuple[object, ...]:
        """Return all keys, from left to right."""
        return tuple(self.bar.tabData(index) for index in range(self.bar.count()))

    def set_key(self, key: object) -> None:
        """Make a page active. Raises KeyError when there is none with this key."""
        self.bar.setCurrentIndex(self._index(key))

    def set_title(self, key: object, title: str) -> None:
        """Give a page another title; the whole of it is the tool tip."""
        index = self._index(key)
        self.bar.setTabText(index, title.replace("&", "&&"))
        self.bar.setTabToolTip(index, title)
        button = self.bar.tabButton(index, QTabBar.ButtonPosition.RightSide)
        name = self.tr("Close {title}").format(title=title)
        button.setAccessibleName(name)
        button.setToolTip(name)
        self.bar.updateGeometry()

    def set_modified(self, key: object, modified: bool) -> None:
        """Show the dot of a page that holds unsaved changes, or take it away."""
        button = self.bar.tabButton(self._index(key), QTabBar.ButtonPosition.RightSide)
        if isinstance(button, _CloseButton) and button.modified != modified:
            button.modified = modified
            button.update()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another font."""
        if event.type() == QEvent.Type.FontChange:
            self.bar.updateGeometry()
        super().changeEvent(event)

    def _index(self, key: object) -> int:
        for index in range(self.bar.count()):
            if self.bar.tabData(index) == key:
                return index
        raise KeyError(key)

    @Slot(int)
    def _announce(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self.bar.tabData(index))

    @Slot()
    def _announce_order(self) -> None:
        self.moved.emit(self.keys())

    @Slot()
    def _ask_new(self) -> None:
        self.new_asked.emit()
