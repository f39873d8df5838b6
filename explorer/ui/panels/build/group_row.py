"""The head of a group: its connector ("All of", "Any of", ...), and lines that are no conditions."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.domain import tree
from explorer.core.domain.check_values import DomainFinding
from explorer.core.domain.render import raw_text
from explorer.core.domain.tree import Connector, Const, Group, Raw
from explorer.ui import metrics
from explorer.ui.panels.build.line_widget import LineWidget
from explorer.ui.panels.build.outline import Line
from explorer.ui.tokens import Theme
from explorer.ui.widgets import painting
from explorer.ui.widgets.labels import DimLabel, ElidedLabel, Tag
from explorer.ui.widgets.painted_button import PaintedButton

_CONNECTORS: tuple[Connector, ...] = ("all", "any", "none", "not_all")


class ConnectorButton(PaintedButton):
    """The soft accent button with a caret that says how a group's conditions are joined."""

    padding = 9
    chosen = Signal(str)
    """The connector that the person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self._connector: Connector = "all"
        self.setObjectName("connector")
        self.clicked.connect(self._open)

    def show_connector(self, connector: Connector) -> None:
        """Show how the conditions are joined now."""
        self._connector = connector
        self.setText(self._words(connector))
        self.setAccessibleName(self.tr("Joined by: {words}").format(words=self.text()))
        self.updateGeometry()

    def menu_of_connectors(self) -> QMenu:
        """The four ways, made anew each time."""
        menu = QMenu(self)
        menu.setObjectName("connectors")
        menu.aboutToHide.connect(menu.deleteLater)
        tips = {
            "all": self.tr("every condition holds"),
            "any": self.tr("at least one holds"),
            "none": self.tr("not a single one holds"),
            "not_all": self.tr("at least one does not hold"),
        }
        for connector in _CONNECTORS:
            action = menu.addAction(f"{self._words(connector)}\t{tips[connector]}")
            action.setData(connector)
            action.setCheckable(True)
            action.setChecked(connector == self._connector)
            action.triggered.connect(partial(self._take, connector))
        return menu

    def fill(self, theme: Theme) -> QColor | None:
        """Soft accent."""
        if self.underMouse() or self.isDown():
            return theme.mixed("accent", "accent_soft", 0.12)
        return theme.color("accent_soft")

    def border(self, theme: Theme) -> QColor | None:
        """None."""
        return None

    def ink(self, theme: Theme) -> QColor:
        """The accent."""
        return theme.color("accent")

    def text_font(self) -> QFont:
        """Semibold."""
        return metrics.semibold(self.font())

    def drawn_width(self) -> int:
        """Text and caret."""
        return QFontMetrics(self.text_font()).horizontalAdvance(self.text()) + 5 + painting.CARET

    def sizeHint(self) -> QSize:
        """A little lower than other controls."""
        return QSize(self.content_width() + 2 * self.padding, metrics.metrics().control - 2)

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the words, then the caret."""
        painter.setFont(self.text_font())
        painter.setPen(self.ink(theme))
        painter.drawText(rect.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        left = rect.x() + QFontMetrics(self.text_font()).horizontalAdvance(self.text()) + 5
        painting.caret(painter, left, rect.y() + rect.height() / 2, self.ink(theme))

    def _words(self, connector: Connector) -> str:
        words: dict[Connector, str] = {
            "all": self.tr("All of"),
            "any": self.tr("Any of"),
            "none": self.tr("None of"),
            "not_all": self.tr("Not all of"),
        }
        return words[connector]

    def _open(self) -> None:
        self.menu_of_connectors().popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _take(self, connector: Connector, _: bool = False) -> None:
        if connector != self._connector:
            self.chosen.emit(connector)


class GroupRow(LineWidget):
    """The head of a nested group, or of the conditions on related records."""

    connector_chosen = Signal(str)

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, "", parent)
        self.setObjectName("group")
        self.connector = ConnectorButton(self)
        self._words = DimLabel()
        self.content.addWidget(self.connector)
        self.content.addWidget(self._words)
        self.content.addStretch(1)
        self.connector.chosen.connect(self.connector_chosen)
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """Show a group."""
        super().show_line(line)
        group = line.node
        assert isinstance(group, Group)  # a line of this kind has one
        self.connector.show_connector(tree.connector(group))
        self._words.setText(self._said(line, empty=not group.children))
        self.setAccessibleName(self.tr("Group: {words}").format(words=self.connector.text()))
        for name in ("add", "duplicate", "remove"):
            self.button(name).setVisible(bool(line.path) and (name == "add" or not line.sub_domain))

    def wishes(self) -> list[tuple[str, str, str]]:
        """A group can also be dissolved; what cannot move offers no moves."""
        own = [
            ("add", self.tr("Add a condition in it"), self.tr("Ins")),
            ("add_group", self.tr("Add a group in it"), ""),
        ]
        if not self.line.path or self.line.sub_domain:  # the root and the group of a sub-domain stay
            return own
        common = [wish for wish in super().wishes() if wish[0] not in ("add", "add_group")]
        return [*own, ("ungroup", self.tr("Dissolve the group"), ""), *common]

    def tab_chain(self) -> list[QWidget]:
        """The connector, then the actions."""
        return [self, self.connector, *self.action_buttons()]

    def _said(self, line: Line, *, empty: bool) -> str:
        if line.sub_domain:
            if empty:
                return self.tr("no conditions yet: any related record counts")
            return self.tr("these, on {model}").format(model=line.model) if line.model else self.tr("these")
        return self.tr("these conditions") if not line.path else ""


class OddRow(LineWidget):
    """A constant, or a part of the domain that no condition can be made of; it is kept word for word."""

    offered = ("add", "remove")

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(line, "", parent)
        self.setObjectName("odd")
        self._tag = Tag("", "dim")
        self._text = ElidedLabel()
        self._text.setFont(metrics.fixed_font())
        self._reason = ElidedLabel(tone="dim")
        self.content.addWidget(self._tag)
        self.content.addWidget(self._text)
        self.content.addWidget(self._reason, 1)
        self.show_line(line)

    def show_line(self, line: Line) -> None:
        """Show a constant or an odd part."""
        super().show_line(line)
        node = line.node
        negation = self.tr("not ") if node.negate else ""
        if isinstance(node, Const):
            self._tag.set_text(negation + (self.tr("always") if node.value else self.tr("never")))
            self._text.setText(f'[{int(node.value)}, "=", 1]')
            self._reason.setText(self.tr("matches every record") if node.value else self.tr("matches no record"))
        elif isinstance(node, Raw):
            self._tag.set_text(negation + self.tr("kept as it is"), "warning")
            self._text.setText(raw_text(node)[:300])
            self._reason.setText(node.reason)
        self.setAccessibleName(f"{self._tag.text()}: {self._text.text()}. {self._reason.text()}")

    def show_findings(self, findings: tuple[DomainFinding, ...]) -> None:
        """Say what is to be said; the reason is not said twice."""
        super().show_findings(findings)
        self._reason.setVisible(self._reason.text() not in self.notes)
