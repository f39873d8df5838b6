"""A list to choose from that filters while one types; thousands of entries, since it filters a plain list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from explorer.ui import metrics
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.labels import DimLabel

Choice = tuple[object, str, str]
"""Key, label, and a detail that is shown dim at the right, such as the technical name."""

_ROWS = 12
_WIDEST = 520


def matching(choices: Sequence[Choice], haystacks: Sequence[str], text: str) -> list[int]:
    """Return the places of the choices that hold every word of ``text``: first those whose label or detail begins so.

    ``haystacks`` are the choices in lower case: label, a newline, detail.
    """
    wanted = text.lower().strip()
    if not wanted:
        return list(range(len(choices)))
    words = wanted.split()
    first: list[int] = []
    rest: list[int] = []
    for at, haystack in enumerate(haystacks):
        if all(word in haystack for word in words):
            begins = haystack.startswith(wanted) or f"\n{wanted}" in haystack
            (first if begins else rest).append(at)
    return first + rest


class ChoiceModel(QAbstractListModel):
    """The choices that the filter leaves, by their place in the whole list; -1 is the text itself, as typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices: Sequence[Choice] = ()
        self.places: list[int] = []
        self.typed = ""
        self._haystacks: list[str] = []

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Take another list."""
        self.choices = choices
        self._haystacks = [f"{label}\n{detail}".lower() for _, label, detail in choices]

    def filter(self, text: str, *, allow_other: bool) -> None:
        """Leave what matches ``text``, and with ``allow_other`` the text itself behind it."""
        self.beginResetModel()
        self.places = matching(self.choices, self._haystacks, text)
        self.typed = text.strip()
        exact = any(self.choices[at][0] == self.typed for at in self.places)
        if allow_other and self.typed and not exact:
            self.places.append(-1)
        self.endResetModel()

    def choice(self, row: int) -> Choice:
        """Return the choice in a row of what the filter leaves."""
        place = self.places[row]
        if place < 0:
            return (self.typed, self.tr("Use “{text}”").format(text=self.typed), "")
        return self.choices[place]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return how many the filter leaves."""
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label, for the eyes; label and detail for screen readers."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.choice(index.row())[1]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            _, label, detail = self.choice(index.row())
            return f"{label}, {detail}" if detail else label
        return None


class _Delegate(QStyledItemDelegate):
    """Paints the label, and the detail dim in fixed type at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, metrics.metrics().tree_row)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, ChoiceModel):
            return
        theme = current()
        _, label, detail = model.choice(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painting.rounded(painter, rect.adjusted(4, 0, -4, 0), theme.color("selection"), None, 4)
        room = rect.adjusted(12, 0, -12, 0)
        if detail and detail != label:
            fixed = metrics.fixed_font()
            width = min(QFontMetrics(fixed).horizontalAdvance(detail) + 1, room.width() // 2)
            painter.setFont(fixed)
            painter.setPen(theme.color("dim"))
            shown = QFontMetrics(fixed).elidedText(detail, Qt.TextElideMode.ElideMiddle, width)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
            room.setRight(room.right() - width - 12)
        font = option.font
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        shown = QFontMetrics(font).elidedText(label, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class ChoicePopup(QFrame):
    """A popup with a search line and a list. Type to filter, arrows to move, Enter to choose, Esc to leave.

    With ``allow_other`` what was typed may be chosen as it is; its key is then the text.
    """

    chosen = Signal(object)
    """The key of what was chosen."""
    closed = Signal()

    def __init__(
        self, name: str, searchable: bool = True, allow_other: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self._allow_other = allow_other
        self._searchable = searchable
        self._anchor: QWidget | None = None
        self._model = ChoiceModel(self)
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Filter: {name}").format(name=name))
        self.search.setPlaceholderText(self.tr("Type to filter"))
        self.search.setVisible(searchable)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.view = QListView()
        self.view.setAccessibleName(name)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setModel(self._model)
        self.view.setItemDelegate(_Delegate(self.view))
        self.view.installEventFilter(self)
        self.view.clicked.connect(self._choose_index)
        self.view.entered.connect(self.view.setCurrentIndex)
        self._nothing = DimLabel(self.tr("Nothing matches. Delete some letters."))
        self._nothing.setContentsMargins(12, 6, 12, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 5, 1, 5)
        layout.setSpacing(4)
        row = QVBoxLayout()
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self.search)
        layout.addLayout(row)
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these: ``(key, label, detail)``."""
        self._model.set_choices(choices)
        self._filter(self.search.text())
        if self.isVisible() and self._anchor is not None:
            # It was opened before they were known.
            self.setGeometry(self._place(self._anchor))

    def rows(self) -> tuple[Choice, ...]:
        """Return what the filter leaves."""
        return tuple(self._model.choice(row) for row in range(self._model.rowCount()))

    def open_below(self, anchor: QWidget, key: object = None, text: str = "") -> None:
        """Show below a widget, or above where there is no room, with ``key`` marked and ``text`` as the filter."""
        self.search.setText(text)
        self._filter(text)
        if not text:
            self._mark(key)
        self._anchor = anchor
        self.setGeometry(self._place(anchor))
        self.show()
        (self.search if self._searchable else self.view).setFocus(Qt.FocusReason.PopupFocusReason)
        self.view.scrollTo(self.view.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the search line's keys move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose_index(self.view.currentIndex())
                return True
            if key == Qt.Key.Key_Escape:
                self.hide()
                return True
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}
            if key in moves:
                self._move(moves[Qt.Key(key)])
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it is over."""
        super().hideEvent(event)
        self.closed.emit()

    def _filter(self, text: str) -> None:
        self._model.filter(text, allow_other=self._allow_other)
        empty = not self._model.places
        self._nothing.setVisible(empty)
        self.view.setVisible(not empty)
        if not empty:
            self._select(0)

    def _mark(self, key: object) -> None:
        for row, place in enumerate(self._model.places):
            if place >= 0 and self._model.choices[place][0] == key:
                self._select(row)
                return

    def _select(self, row: int) -> None:
        self.view.selectionModel().setCurrentIndex(
            self._model.index(row, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def _move(self, step: int) -> None:
        last = self._model.rowCount() - 1
        if last >= 0:
            row = min(max(self.view.currentIndex().row() + step, 0), last)
            self._select(row)
            self.view.scrollTo(self._model.index(row, 0))

    def _choose_index(self, index: QModelIndex) -> None:
        if index.isValid():
            key = self._model.choice(index.row())[0]
            self.hide()
            self.chosen.emit(key)

    def _place(self, anchor: QWidget) -> QRect:
        plain, fixed = QFontMetrics(self.font()), QFontMetrics(metrics.fixed_font())
        # The widest is looked for among some hundred: measuring thousands takes longer than opening may.
        wanted = max(
            (
                plain.horizontalAdvance(label) + (fixed.horizontalAdvance(detail) + 24 if detail != label else 0)
                for _, label, detail in self._model.choices[:300]
            ),
            default=0,
        )
        width = max(anchor.width(), min(_WIDEST, max(wanted + 44, 200 if self._searchable else 0)))
        rows = min(max(len(self._model.choices), 1), _ROWS)
        height = rows * metrics.metrics().tree_row + 12
        if self._searchable:
            height += metrics.metrics().control + 4
        screen = anchor.screen().availableGeometry()
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        if corner.y() + height > screen.bottom() and corner.y() - height - anchor.height() - 4 >= screen.top():
            corner.setY(corner.y() - height - anchor.height() - 4)
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        return QRect(corner, QSize(width, height))
