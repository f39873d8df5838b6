"""The tree's view: fills a selected row over its whole width, draws tinted triangles, and tells clicks apart."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from explorer.ui.models.schema_tree import Kind, Node, SchemaTree
from explorer.ui.panels.tree.delegate import INDENT, LEFT, SchemaDelegate
from explorer.ui.tokens import current
from explorer.ui.widgets import painting
from explorer.ui.widgets.painted_button import KEPT, KEYBOARD

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier


class SchemaView(QTreeView):
    """Shows a SchemaTree. What a click or key means is decided by whoever listens."""

    opened = Signal(object)
    """A row was expanded for the first time: a Node without children."""
    clicked_on = Signal(object, bool)
    """A row was clicked, or Enter pressed on a model: the Node, and whether a tab of its own is meant."""
    activated_on = Signal(object)
    """A row was double-clicked, or Enter pressed on it: the Node."""
    menu_asked = Signal(object, object)
    """A row and the place on screen for its menu."""
    escaped = Signal()
    """Up was pressed on the first row: back to the search box."""

    def __init__(self, tree: SchemaTree, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.tree = tree
        self.rows = SchemaDelegate(self)
        self._ring = False
        self._second_click = False
        self.setModel(tree)
        self.setItemDelegate(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(INDENT)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.expanded.connect(self._expanded)
        # The column is as wide as the view: nothing is measured when rows come and go.
        self.header().setStretchLastSection(True)

    @property
    def current_node(self) -> Node | None:
        """The row that the keyboard is on."""
        return self.tree.node(self.currentIndex())

    def set_front(self, model: str) -> None:
        """Mark the rows of the model whose tab is in front."""
        if self.rows.front != model:
            self.rows.front = model
            self.viewport().update()

    def go_to(self, node: Node, *, open_above: bool = True) -> None:
        """Put the keyboard on a row and scroll to it."""
        index = self.tree.index_of(node)
        if not index.isValid():
            return
        above = index.parent()
        while open_above and above.isValid():
            self.expand(above)
            above = above.parent()
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def expand_node(self, node: Node) -> None:
        """Show what lies below a row."""
        self.expand(self.tree.index_of(node))

    def toggle(self, node: Node) -> None:
        """Open or close a row."""
        index = self.tree.index_of(node)
        self.setExpanded(index, not self.isExpanded(index))

    def open_places(self) -> list[tuple[str, ...]]:
        """Return the places of all rows that are open, those above before those below."""
        found: list[tuple[str, ...]] = []

        def look(nodes: list[Node]) -> None:
            for node in nodes:
                if node.children and self.isExpanded(self.tree.index_of(node)):
                    found.append(node.place)
                    look(node.children)

        look(list(self.tree.top))
        return found

    # Painting

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """Fill the row when it is selected, and draw the triangle of one that can be opened."""
        theme = current()
        whole = QRect(0, rect.top(), self.viewport().width(), rect.height())
        if self.selectionModel().isSelected(index):
            painter.fillRect(whole, theme.color("selection"))
            if self._ring and self.hasFocus():
                painter.save()
                painting.ring(painter, whole.adjusted(1, 0, -1, 0), 4)
                painter.restore()
        node = self.tree.node(index)
        if node is not None and node.kind is Kind.MODEL and node.name == self.rows.front:
            painter.fillRect(QRect(0, rect.top(), 2, rect.height()), theme.color("accent"))
        if node is None or not node.expandable:
            return
        painter.save()
        direction = "down" if self.isExpanded(index) else "right"
        x = rect.right() - INDENT + LEFT + 1
        painting.caret(painter, x, rect.center().y() + 0.5, theme.color("dim"), direction)
        painter.restore()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self.rows.forget_fonts()
            self.scheduleDelayedItemsLayout()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus."""
        if event.reason() not in KEPT:
            self._ring = event.reason() in KEYBOARD
        super().focusInEvent(event)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click hides the ring; the middle button selects nothing."""
        self._ring = False
        if event.button() == Qt.MouseButton.MiddleButton:
            event.accept()
            return
        place = event.position().toPoint()
        index = self.indexAt(place)
        node = self.tree.node(index)
        if (
            node is not None
            and self._on_triangle(node, index, place.x())
            and place.x() >= self.visualRect(index).left()
        ):
            # The triangles stand further right than Qt knows.
            self.setExpanded(index, not self.isExpanded(index))
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell a click on the row's text from one on its triangle, which only opens."""
        super().mouseReleaseEvent(event)
        if self._second_click:
            self._second_click = False
            return
        place = event.position().toPoint()
        index = self.indexAt(place)
        node = self.tree.node(index)
        if node is None or self._on_triangle(node, index, place.x()):
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked_on.emit(node, bool(event.modifiers() & _CONTROL))
        elif event.button() == Qt.MouseButton.MiddleButton and node.kind is Kind.MODEL:
            self.clicked_on.emit(node, True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click of two."""
        super().mouseDoubleClickEvent(event)
        self._second_click = True
        place = event.position().toPoint()
        index = self.indexAt(place)
        node = self.tree.node(index)
        left = event.button() == Qt.MouseButton.LeftButton
        if node is not None and left and not self._on_triangle(node, index, place.x()):
            self.activated_on.emit(node)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter on a model opens a tab of its own, before it is the window's shortcut for sending."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            node = self.current_node
            if event.key() in _ENTER and event.modifiers() & _CONTROL and node and node.kind is Kind.MODEL:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into a row; Up on the first one goes back to the search box."""
        node = self.current_node
        self._ring = True
        if event.key() in _ENTER and node is not None:
            if node.kind is Kind.MODEL:
                self.clicked_on.emit(node, bool(event.modifiers() & _CONTROL))
            else:
                self.activated_on.emit(node)
            return
        if event.key() == Qt.Key.Key_Up and not self.indexAbove(self.currentIndex()).isValid():
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def _on_triangle(self, node: Node, index: QModelIndex, x: int) -> bool:
        # The rectangle of an index begins behind the room for its triangle.
        left = self.visualRect(index).left()
        return node.expandable and left - INDENT <= x < left + LEFT

    def _ask_menu(self, place: object) -> None:
        if isinstance(place, QPoint):
            node = self.tree.node(self.indexAt(place))
            if node is not None:
                self.menu_asked.emit(node, self.viewport().mapToGlobal(place))

    def _expanded(self, index: QModelIndex) -> None:
        node = self.tree.node(index)
        if node is not None and node.children is None:
            self.opened.emit(node)
