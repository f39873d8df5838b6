"""The buttons at the left of a condition: the field, which opens the picker, and the operator with its menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QWidget

from explorer.core.domain import operators
from explorer.ui.panels.build.paths import Resolved
from explorer.ui.tokens import Theme
from explorer.ui.widgets.combo import ChoiceButton


class _Shrinking(ChoiceButton):
    """As wide as is wanted while there is room, so that rows stand below each other; narrower where there is none."""

    wanted = 0

    def sizeHint(self) -> QSize:
        """The text at least."""
        return super().sizeHint().expandedTo(QSize(self.wanted, 0))


class FieldButton(_Shrinking):
    """Shows the labels of a path, its technical name in the tool tip; a press asks for the picker."""

    open_asked = Signal(str)
    """The person wants another field; the text is what they typed to say so."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, caret=False, parent=parent)
        self._spoken = name
        self._unknown = False

    def show_path(self, target: Resolved) -> None:
        """Show where a path leads; one that leads nowhere is marked."""
        self.set_key(target.path, target.label)
        self._unknown = bool(target.problem)
        tip = f"{target.path} · {target.type}" if target.type else target.path
        if self._unknown:
            tip += "\n" + target.problem
            self.setAccessibleName(f"{self._spoken}: {target.label}. {target.problem}")
        self.setToolTip(tip)

    def open(self, text: str = "") -> None:
        """Ask for the picker instead of opening a list of one's own."""
        # A click carries whether the button is checked.
        self.open_asked.emit(str(text or ""))

    def border(self, theme: Theme) -> QColor | None:
        """Red for a field that does not exist."""
        return theme.color("error") if self._unknown else super().border(theme)


class OperatorButton(_Shrinking):
    """Shows an operator in words; a press opens the menu of those that fit the field, the rarer under "More"."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, searchable=False, caret=False, parent=parent)
        self._made: tuple[str, str, str, str] = ("", "", "", "")
        self.negated = False

    def show_operator(self, key: str, target: Resolved, series: str, *, negated: bool) -> None:
        """Show an operator of a condition; ``negated`` puts "not" before it."""
        self._made = (key, target.type, target.path, series)
        self.negated = negated
        label = operator_label(key, target.type)
        self.set_key(key, self.tr("not: {operator}").format(operator=label) if negated else label)
        self.setToolTip(self.toolTip() + f" · {key}" if key not in operators.VIRTUAL else self.toolTip())

    def open(self, text: str = "") -> None:
        """Show the menu. Returns at once."""
        menu = self.menu_of_operators()
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def menu_of_operators(self) -> QMenu:
        """The menu, made anew each time it opens."""
        key, field_type, path, series = self._made
        menu = QMenu(self)
        menu.setObjectName("operators")
        menu.aboutToHide.connect(menu.deleteLater)
        more: QMenu | None = None
        for choice in operators.choices(field_type, series, path=path, current=key):
            if choice.more and more is None:
                menu.addSeparator()
                more = menu.addMenu(self.tr("More operators"))
            target = more if choice.more and more is not None else menu
            words = operator_label(choice.key, field_type).replace("&", "&&")
            technical = "" if choice.key in operators.VIRTUAL else choice.key
            action = target.addAction(f"{words}\t{technical}" if technical else words)
            action.setData(choice.key)
            action.setCheckable(True)
            action.setChecked(choice.key == key)
            action.triggered.connect(partial(self._take_operator, choice.key))
        return menu

    def _take_operator(self, key: str, _: bool = False) -> None:
        if key != self._made[0]:
            self.chosen.emit(key)


def operator_label(key: str, field_type: str) -> str:
    """An operator in the person's words."""
    return QCoreApplication.translate("operators", operators.label(key, field_type))
