"""The order of Tab in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.ui import focus


def test_tab_goes_through_the_parts_as_they_are_named_whatever_was_made_first(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    parts: dict[str, QWidget] = {}
    row = QHBoxLayout(window)
    for name in ("last", "first", "middle"):
        part = parts[name] = QWidget()
        inside = QHBoxLayout(part)
        for number in (1, 2):
            line = QLineEdit()
            line.setObjectName(f"{name}{number}")
            inside.addWidget(line)
        row.addWidget(part)
    aside = QPushButton("aside")
    aside.setObjectName("aside")
    row.addWidget(aside)
    focus.order(window, (parts["first"], parts["middle"], parts["last"]))
    names = [widget.objectName() for widget in focus.chain(window)]
    assert names == ["first1", "first2", "middle1", "middle2", "last1", "last2", "aside"]
