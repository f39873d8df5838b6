"""The context menu of a row of the tree."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from explorer.ui import icons
from explorer.ui.models.schema_tree import Kind, Node
from explorer.ui.panels.tree import deeds
from explorer.work.tab import Tab

Click = Callable[[Node, bool], None]
"""Does what a click on the row does; the flag means a tab of its own."""


Open = Callable[[str, bool], None]
"""Opens a model by name; the flag means a tab of its own."""


def row_menu(node: Node, tab: Tab | None, parent: QWidget, click: Click, open_model: Open) -> QMenu | None:
    """Return the menu of a row, None for one that only says something. It deletes itself when it closes."""
    if node.kind not in (Kind.MODEL, Kind.FIELD):
        return None
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if node.kind is Kind.MODEL:
        menu.addAction(_tr("Open"), partial(click, node, False))
        menu.addAction(_tr("Open in a new tab"), partial(click, node, True))
    else:
        _add_field_deeds(menu, node, tab)
        if node.target:
            words = _tr("Open {model} in a new tab").replace("{model}", node.target)
            menu.addAction(icons.icon("external"), words, partial(open_model, node.target, True))
    menu.addSeparator()
    menu.addAction(icons.icon("copy"), _tr("Copy technical name"), partial(_copy, node.name))
    if node.kind is Kind.FIELD and node.path != node.name:
        menu.addAction(_tr("Copy path"), partial(_copy, node.path))
    return menu


def _add_field_deeds(menu: QMenu, node: Node, tab: Tab | None) -> None:
    draft = tab.draft if tab else None
    as_field = menu.addAction(icons.icon("plus"), _tr("Add to the fields"))
    as_condition = menu.addAction(icons.icon("filter"), _tr("Add as condition"))
    as_field.setEnabled(deeds.can_add_field(draft, node.root, node.path))
    as_condition.setEnabled(node.field is not None and deeds.can_add_condition(draft, node.root, node.field))
    if tab is None or draft is None:
        return
    as_field.triggered.connect(partial(deeds.add_field, draft, node.path))
    if node.field is not None:
        as_condition.triggered.connect(partial(deeds.add_condition, draft, node.path, node.field.type, tab.live.series))


def _copy(words: str) -> None:
    QGuiApplication.clipboard().setText(words)


def _tr(words: str) -> str:
    return QCoreApplication.translate("SchemaMenu", words)
