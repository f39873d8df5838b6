"""A popup to pick a field: search by label or technical name, go through relations, or type a dotted path."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from explorer.ui import metrics
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.field_list import Entry, FieldDelegate, FieldListModel, Purpose, entries, matching
from explorer.ui.panels.build.paths import ARROW
from explorer.ui.widgets.buttons import IconButton, LinkButton
from explorer.ui.widgets.labels import DimLabel, ElidedLabel

_ROWS = 13
_WIDTH = 440


class FieldPicker(QFrame):
    """Type to search, arrows to move, Right to open a relation, Left to return, Enter to take, Esc to leave.

    For columns it stays open, since several are taken one after another. It deletes itself when it closes.
    """

    picked = Signal(str)
    """The dotted path that the person took."""

    def __init__(
        self,
        context: BuildContext,
        model: str,
        purpose: Purpose,
        parent: QWidget | None = None,
        taken: Iterable[str] = (),
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("field-picker")
        self.setProperty("role", "popup")
        self.setAccessibleName(self.tr("Pick a field"))
        self._context, self._purpose = context, purpose
        self._taken = set(taken)
        self._many = purpose == "columns"
        self._trail: list[tuple[str, str, str]] = []  # model, path up to here, labels up to here
        self._model = model
        self._root = model
        self._marked = ""
        self._build()

    @property
    def shown(self) -> tuple[Entry, ...]:
        """What the list offers now."""
        return self._list.shown

    @property
    def prefix(self) -> str:
        """The path of the relations that were opened, with its last dot."""
        return self._trail[-1][1] + "." if self._trail else ""

    def open_below(self, anchor: QWidget, path: str = "", text: str = "") -> None:
        """Show below a widget, the field of a path marked. Returns at once."""
        self._go_to(path)
        self.search.setText(text)
        self.refresh()
        self.setGeometry(_placed(anchor, self._wanted_height()))
        self._context.add_watcher(self.refresh)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def refresh(self) -> None:
        """Show the fields that are there now, or that they are on their way."""
        model, prefix, words = self._aim()
        fields = self._context.fields(model)
        found: tuple[Entry, ...] = ()
        if fields is not None:
            found = matching(entries(fields, self._purpose, self._taken), words)
        typed = self.search.text().strip()
        if self._purpose == "search" and typed and not any(entry.name == words for entry in found):
            path = self.prefix + typed
            found += (Entry(path, self.tr("Use “{path}” as it is typed").format(path=path), typed=True),)
        self._aimed = (model, prefix)
        self._list.show(found)
        self._mark(words)
        self._say(model, loading=fields is None, empty=not found)
        self._crumbs.setText(self._trail[-1][2] if self._trail else "")
        self._back.setVisible(bool(self._trail))
        self._crumbs.setVisible(bool(self._trail))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the search line's keys move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed: it is not needed any more."""
        super().hideEvent(event)
        self._context.remove_watcher(self.refresh)
        self.deleteLater()

    # Parts

    def _build(self) -> None:
        self._back = IconButton("chevron-left", self.tr("Back"), size=22)
        self._back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._back.clicked.connect(self._return)
        self._crumbs = ElidedLabel(mode=Qt.TextElideMode.ElideLeft)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setAccessibleName(self.tr("Search fields"))
        dotted = self._purpose == "search"
        hint = self.tr("Label, technical name or path, such as country_id.code")
        self.search.setPlaceholderText(hint if dotted else self.tr("Label or technical name"))
        self.search.textEdited.connect(self.refresh)
        self.search.installEventFilter(self)
        self._list = FieldListModel(self)
        self.view = QListView()
        self.view.setAccessibleName(self.tr("Fields"))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setModel(self._list)
        self.view.setItemDelegate(FieldDelegate(self.view))
        self.view.entered.connect(self.view.setCurrentIndex)
        self.view.clicked.connect(self._clicked)
        self._notice = DimLabel(wrap=True)
        self._retry = LinkButton(self.tr("Try again"), "refresh")
        self._retry.clicked.connect(self._try_again)
        foot = self.tr("→ opens a relation, ← goes back") if dotted else self.tr("Enter takes a field")
        self._foot = DimLabel(foot)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 8, 0)
        head.addWidget(self._back)
        head.addWidget(self._crumbs, 1)
        line = QHBoxLayout()
        line.setContentsMargins(6, 0, 6, 0)
        line.addWidget(self.search)
        self._notice_line = QWidget()
        notice = QHBoxLayout(self._notice_line)
        notice.setContentsMargins(12, 4, 12, 4)
        notice.addWidget(self._notice, 1)
        notice.addWidget(self._retry)
        self._foot.setContentsMargins(12, 2, 12, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 6, 1, 4)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(line)
        layout.addWidget(self._notice_line)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._foot)

    # Where it stands

    def _go_to(self, path: str) -> None:
        """Open the relations of a path, so that its last field is among those shown."""
        segments = path.split(".") if path else []
        self._marked = segments[-1] if segments else ""
        for name in segments[:-1]:
            if not self._open(name):
                return

    def _aim(self) -> tuple[str, str, str]:
        """The model whose fields are searched, the path before them, and the words: dots in the text go further."""
        model, prefix = self._model, self.prefix
        *before, words = self.search.text().strip().split(".") if self._purpose == "search" else [self.search.text()]
        for name in before:
            fields = self._context.fields(model)
            field = fields.get(name) if fields is not None else None
            if field is None or not field.is_relation:
                return model, prefix, self.search.text().strip()
            model, prefix = field.relation or "", f"{prefix}{name}."
        return model, prefix, words

    def _open(self, name: str) -> bool:
        """Go through a relation of the fields shown."""
        fields = self._context.fields(self._model)
        field = fields.get(name) if fields is not None else None
        if field is None or not field.is_relation or self._purpose != "search":
            return False
        labels = self._trail[-1][2] + ARROW if self._trail else ""
        self._trail.append((self._model, self.prefix + name, labels + (field.label or name)))
        self._model = field.relation or ""
        return True

    def _return(self) -> None:
        if self._trail:
            self._model, path, _ = self._trail.pop()
            self._marked = path.rpartition(".")[2]
            self.search.clear()
            self.refresh()

    # Keys and clicks

    def _key(self, event: QKeyEvent) -> bool:
        key, text = event.key(), self.search.text()
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS}
        if key in moves:
            self._move(moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._current())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key == Qt.Key.Key_Right and self.search.cursorPosition() == len(text):
            return self._enter(self._current())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace) and not text and self._trail:
            self._return()
        else:
            return False
        return True

    def _enter(self, entry: Entry | None) -> bool:
        if entry is None or not entry.relation:
            return False
        model, prefix = self._aimed
        if (model, prefix) != (self._model, self.prefix):
            # The text itself went through relations already: open them too.
            for name in prefix.removeprefix(self.prefix).rstrip(".").split("."):
                self._open(name)
        self._marked = ""
        self.search.clear()
        self._open(entry.name)
        self.refresh()
        return True

    def _clicked(self, index: QModelIndex) -> None:
        entry = self._list.shown[index.row()]
        place = self.view.mapFromGlobal(self.cursor().pos())
        if entry.relation and place.x() > self.view.visualRect(index).right() - 36:
            self._enter(entry)
        else:
            self._take(entry)

    def _take(self, entry: Entry | None) -> None:
        if entry is None or entry.reason:
            return
        path = entry.name if entry.typed else self._aimed[1] + entry.name
        if not self._many:
            self.hide()
            self.picked.emit(path)
            return
        self._taken ^= {path}
        self._marked = entry.name
        self.picked.emit(path)
        self.search.selectAll()
        self.refresh()

    def _current(self) -> Entry | None:
        index = self.view.currentIndex()
        return self._list.shown[index.row()] if index.isValid() else None

    def _move(self, step: int) -> None:
        last = self._list.rowCount() - 1
        if last >= 0:
            row = min(max(self.view.currentIndex().row() + step, 0), last)
            self.view.setCurrentIndex(self._list.index(row, 0))

    def _mark(self, words: str) -> None:
        shown = self._list.shown
        wanted = next((row for row, entry in enumerate(shown) if entry.name == self._marked), 0)
        if words and not self._many:
            wanted = 0
        if shown:
            self.view.setCurrentIndex(self._list.index(wanted, 0))

    def _say(self, model: str, *, loading: bool, empty: bool) -> None:
        refusal = self._context.refusal(model)
        sentence = ""
        if refusal:
            sentence = self.tr("The fields of {model} could not be loaded: {reason}").format(
                model=model, reason=refusal
            )
        elif loading:
            sentence = self.tr("Loading the fields of {model} …").format(model=model)
        elif empty:
            sentence = self.tr("No field has this name. Delete some letters.")
        self._notice.setText(sentence)
        self._notice_line.setVisible(bool(sentence))
        self._retry.setVisible(bool(refusal))

    def _try_again(self) -> None:
        self._context.retry(self._aim()[0])
        self.refresh()

    def _wanted_height(self) -> int:
        rows = min(max(self._list.rowCount(), 6), _ROWS)
        self.view.setMinimumHeight(rows * metrics.metrics().tree_row + 2)
        self.ensurePolished()
        height = self.sizeHint().height()
        self.view.setMinimumHeight(0)
        return height


def _placed(anchor: QWidget, height: int) -> QRect:
    """Below the anchor, above it where there is more room, and never beyond the screen."""
    screen = anchor.screen().availableGeometry()
    width = max(anchor.width(), _WIDTH)
    corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
    below, above = screen.bottom() - corner.y(), corner.y() - anchor.height() - 4 - screen.top()
    if height > below and above > below:
        height = min(height, above)
        corner.setY(corner.y() - anchor.height() - 4 - height)
    else:
        height = min(height, below)
    corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
    return QRect(corner, QSize(width, height))
