"""Order, limit and offset of a search."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from explorer.core.call import Placeholder
from explorer.core.domain.tree import Value
from explorer.ui import icons, metrics
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.held import Held
from explorer.ui.panels.build.values.base import BadValueError, LineEditor, placeholder
from explorer.ui.tokens import Theme
from explorer.ui.widgets.buttons import IconButton, SecondaryButton
from explorer.ui.widgets.labels import DimLabel
from explorer.work.draft import Draft
from explorer.work.pages import PAGE_SIZES, is_paged

ORDER_NAMES = ("order", "orderby")
"""What methods call the parameter; ``read_group`` says ``orderby``."""


def terms(order: object) -> tuple[str, ...]:
    """The terms of an order as they stand: ``name desc nulls last, id`` gives two; a variable is a term of its own."""
    if isinstance(order, Placeholder):
        return (str(order),)
    return tuple(term.strip() for term in order.split(",") if term.strip()) if isinstance(order, str) else ()


def field_of(term: str) -> str:
    """The field of a term."""
    return term.split(maxsplit=1)[0]


def descends(term: str) -> bool:
    """Whether a term sorts downwards."""
    return any(word.lower() == "desc" for word in term.split()[1:2])


def turned(term: str) -> str:
    """The term in the other direction; whatever else it says stays."""
    name, *rest = term.split()
    if rest and rest[0].lower() in ("asc", "desc"):
        rest = rest[1:]
    return " ".join([name, *([] if descends(term) else ["desc"]), *rest])


class TermButton(SecondaryButton):
    """A field and the arrow of its direction. A press turns it, Delete removes it, the menu does the rest."""

    padding = 8
    wish = Signal(str)
    """"turn", "remove" or "add"."""

    def __init__(self, term: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        self.setObjectName("order-term")
        self._down = descends(term)
        direction = self.tr("descending") if self._down else self.tr("ascending")
        self.setAccessibleName(self.tr("Order: {field}, {direction}").format(field=label, direction=direction))
        self.setToolTip(self.tr("{term}: a press turns the direction, Delete removes it").format(term=term))
        self.clicked.connect(partial(self._say, "turn"))

    def drawn_width(self) -> int:
        """Label and arrow."""
        return super().drawn_width() + 16

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the label, then the arrow."""
        super().paint_content(painter, rect, theme)
        left = rect.x() + QFontMetrics(self.text_font()).horizontalAdvance(self.shown_text()) + 3
        place = QRect(left, rect.y() + (rect.height() - 13) // 2, 13, 13)
        icons.draw(painter, place, "arrow-down" if self._down else "arrow-up", theme.color("text"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the term."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._say("remove")
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done."""
        self.menu_of_wishes().popup(event.globalPos())

    def menu_of_wishes(self) -> QMenu:
        """The menu, made anew each time."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(self.tr("Turn the direction")).triggered.connect(partial(self._say, "turn"))
        menu.addAction(self.tr("Then by another field …")).triggered.connect(partial(self._say, "add"))
        menu.addSeparator()
        menu.addAction(self.tr("Remove")).triggered.connect(partial(self._say, "remove"))
        return menu

    def _say(self, wish: str, _: bool = False) -> None:
        self.wish.emit(wish)


class OrderLine(QWidget):
    """The terms of the order, a limit, and the offset when there is one."""

    def __init__(self, draft: Draft, context: BuildContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._draft, self._context = draft, context
        self._shown: tuple[tuple[str, str], ...] | None = None
        self._buttons: list[TermButton] = []
        self._order_label = DimLabel(self.tr("Order"))
        self._terms = QHBoxLayout()
        self._terms.setSpacing(4)
        self._none = SecondaryButton(self.tr("default"), name=self.tr("Order: as the model has it"))
        self._none.setObjectName("order-default")
        self._none.setToolTip(self.tr("The records come in the model's own order. Choose a field to sort by."))
        self._none.padding = 8
        self._none.clicked.connect(self.open_picker)
        self._add = IconButton("plus", self.tr("Sort by another field too"), size=22)
        self._add.setObjectName("order-add")
        self._add.clicked.connect(self.open_picker)
        self._limit_label = DimLabel(self.tr("Limit"))
        self.limit = LineEditor(self.tr("Limit"), _read_limit, _write_number, str(PAGE_SIZES[0]))
        self.limit.setObjectName("limit")
        self.limit.edited.connect(self._set_limit)
        self._offset = DimLabel()
        self._clear = IconButton("close", self.tr("Back to the first record"), size=22)
        self._clear.setObjectName("clear-offset")
        self._clear.clicked.connect(self._clear_offset)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._order_label)
        row.addWidget(self._none)
        row.addLayout(self._terms)
        row.addWidget(self._add)
        for widget in (self._limit_label, self.limit, self._offset, self._clear):
            row.addWidget(widget)
        self.useful = False

    def refresh(self) -> None:
        """Show what the call says."""
        draft = self._draft
        sorts, limits = self._order_name() is not None, draft.takes("limit")
        self._order_label.setVisible(sorts)
        self._limit_label.setVisible(limits)
        self.limit.setVisible(limits)
        self.useful = sorts or limits
        self._show_terms(terms(draft.argument(self._order_name() or "order")) if sorts else (), sorts=sorts)
        paged = is_paged(draft.call.method)
        self.limit.line.setPlaceholderText(str(PAGE_SIZES[0]) if paged else self.tr("all"))
        tip = self.tr("Empty: the page size, {count}.") if paged else self.tr("Empty: no limit.")
        self.limit.line.setToolTip(tip.format(count=PAGE_SIZES[0]))
        limit = draft.argument("limit")
        self.limit.show_value(limit if isinstance(limit, int | Placeholder | str) else None)
        width = QFontMetrics(self.font()).horizontalAdvance("0") * max(3, len(self.limit.line.text())) + 22
        self.limit.setFixedWidth(min(width, 140))
        offset = draft.argument("offset")
        self._offset.setVisible(bool(offset))
        self._clear.setVisible(bool(offset))
        start = offset + 1 if isinstance(offset, int) else offset
        self._offset.setText(self.tr("from {start}").format(start=start))

    def held(self) -> Held | None:
        """The limit, when it is no number."""
        limit = self.limit
        return Held(limit.accessibleName(), limit.problem, limit) if limit.problem and not limit.isHidden() else None

    def open_picker(self) -> None:
        """Let the person choose a field to sort by."""
        from explorer.ui.panels.build.field_picker import FieldPicker

        taken = [field_of(term) for term in self._order()]
        picker = FieldPicker(self._context, self._draft.call.model, "order", self, taken)
        picker.picked.connect(self._add_term)
        anchor = self._add if self._add.isVisible() else self._none
        picker.open_below(anchor)

    def sizeHint(self) -> QSize:
        """What the parts need."""
        return QSize(super().sizeHint().width(), metrics.metrics().control)

    def _order_name(self) -> str | None:
        return next((name for name in ORDER_NAMES if self._draft.takes(name)), None)

    def _order(self) -> tuple[str, ...]:
        return terms(self._draft.argument(self._order_name() or "order"))

    def _show_terms(self, found: tuple[str, ...], *, sorts: bool) -> None:
        fields = self._context.fields(self._draft.call.model) or {}
        shown = tuple(
            (term, fields[field_of(term)].label if field_of(term) in fields else field_of(term)) for term in found
        )
        self._none.setVisible(sorts and not found)
        self._add.setVisible(sorts and bool(found))
        if shown == self._shown:
            return
        had_focus = next((at for at, button in enumerate(self._buttons) if button.hasFocus()), None)
        for button in self._buttons:
            self._terms.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [TermButton(term, label, self) for term, label in shown]
        for at, button in enumerate(self._buttons):
            self._terms.addWidget(button)
            button.wish.connect(partial(self._do, at))
            button.show()
        if had_focus is not None and self._buttons:
            self._buttons[min(had_focus, len(self._buttons) - 1)].setFocus()
        self._shown = shown

    def _do(self, at: int, wish: str) -> None:
        order = list(self._order())
        if wish == "add":
            self.open_picker()
            return
        if wish == "remove":
            del order[at]
        elif isinstance(self._draft.argument(self._order_name() or "order"), Placeholder):
            return  # its direction is the variable's
        else:
            order[at] = turned(order[at])
        self._set_order(order)

    def _add_term(self, name: str) -> None:
        whole = isinstance(self._draft.argument(self._order_name() or "order"), Placeholder)
        order = [] if whole else list(self._order())
        at = next((at for at, term in enumerate(order) if field_of(term) == name), None)
        if at is None:
            order.append(name)
        else:
            order[at] = turned(order[at])
        self._set_order(order)

    def _set_order(self, order: list[str]) -> None:
        self._draft.set_argument(self._order_name() or "order", ", ".join(order) or msgspec.UNSET, "order")

    def _set_limit(self, value: Value) -> None:
        self._draft.set_argument("limit", msgspec.UNSET if value is None else value, "limit")

    def _clear_offset(self) -> None:
        self._draft.set_argument("offset", msgspec.UNSET)


def _read_limit(text: str) -> Value:
    stripped = text.strip()
    if not stripped:
        return None
    if (variable := placeholder(stripped)) is not None:
        return variable
    if not stripped.isdecimal():
        raise BadValueError(QCoreApplication.translate("OrderLine", "A limit is a whole number, such as 80."))
    return int(stripped)


def _write_number(value: Value) -> str:
    return "" if value is None else str(value)
