"""The one style sheet, made from the table of tokens: what a palette cannot say.

Never a ``background`` or ``border`` for QTableView, QTreeView or their bases: either turns off scrolling by copying,
and a scrolled line then costs a whole paint (2.1 ms becomes 15).
"""

from __future__ import annotations

import re

import msgspec

from explorer.ui.metrics import Metrics
from explorer.ui.tokens import Theme


def stylesheet(theme: Theme, sizes: Metrics) -> str:
    """Return the application's style sheet for a theme, at the sizes that go with the system's font."""
    values: dict[str, object] = msgspec.structs.asdict(theme)
    values |= {
        "disabled": theme.disabled.name(),
        "hover": theme.hover.name(),
        "handle": theme.mixed("dim", "panel", 0.45).name(),
        # Around what lies over other panels of the same colour.
        "edge": theme.mixed("dim", "line", 0.4).name(),
        "marked": theme.mixed("accent", "input", 0.3).name(),
        "control": f"{sizes.control - 2}px",
        "focused": f"{sizes.control - 4}px",
        "section": f"{sizes.header - 1}px",
    }
    return re.sub(r"@(\w+)", lambda found: str(values[found[1]]), _SHEET)


_SHEET = """
QToolTip { color: @text; background: @panel; border: 1px solid @edge; padding: 4px 8px; }
QDialog { background: @panel; }
QMessageBox QLabel#qt_msgbox_label { font-weight: 600; }

QLineEdit, QAbstractSpinBox {
    background: @input; color: @text; border: 1px solid @line; border-radius: 6px;
    padding: 0 8px; min-height: @control;
    selection-background-color: @marked; selection-color: @text; placeholder-text-color: @dim;
}
QLineEdit:focus, QAbstractSpinBox:focus { border: 2px solid @accent; padding: 0 7px; min-height: @focused; }
QLineEdit:disabled, QAbstractSpinBox:disabled { background: @background; color: @disabled; }
QLineEdit:read-only { background: @background; }
QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"] { border-color: @error; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }

QPlainTextEdit[role="field"], QTextEdit[role="field"] {
    background: @input; border: 1px solid @line; border-radius: 6px; padding: 3px 4px;
    selection-background-color: @marked; selection-color: @text;
}
QPlainTextEdit[role="field"]:focus, QTextEdit[role="field"]:focus { border: 2px solid @accent; padding: 2px 3px; }

.QPushButton {
    background: @panel; color: @text; border: 1px solid @line; border-radius: 6px;
    padding: 0 12px; min-height: @control;
}
.QPushButton:hover { background: @header; }
.QPushButton:focus { border: 2px solid @accent; padding: 0 11px; min-height: @focused; }
.QPushButton:disabled { color: @disabled; }

QMenu { background: @panel; color: @text; border: 1px solid @edge; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @disabled; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenuBar { background: @panel; color: @text; border-bottom: 1px solid @line; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: @selection; }

QScrollBar:vertical { background: @panel; border: 0; width: 10px; margin: 0; }
QScrollBar:horizontal { background: @panel; border: 0; height: 10px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QAbstractScrollArea::corner { background: @panel; border: 0; }
QProgressBar { background: @chip; border: 0; border-radius: 3px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

CodeEditor { selection-background-color: @marked; }

QTableView { gridline-color: @line; }
QHeaderView { background: @header; border: 0; }
QHeaderView::section {
    background: @header; color: @text; border: 0; border-right: 1px solid @line; border-bottom: 1px solid @line;
    padding: 0 8px; min-height: @section; font-weight: 600;
}

QTabBar { background: transparent; border: 0; }
QTabBar::tab {
    background: transparent; color: @dim; border: 0; border-top: 2px solid transparent;
    border-bottom: 2px solid transparent; padding: 0 10px; margin: 0;
}
PageBar::tab { padding: 0 6px 0 10px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom-color: @accent; }
QTabBar::tab:disabled { color: @disabled; }
QTabBar QToolButton { background: @panel; border: 1px solid @line; border-radius: 4px; }

QSplitter::handle { background: @line; }
QSplitter[role="gap"]::handle { background: transparent; }
QStatusBar { background: @panel; color: @dim; border-top: 1px solid @line; }
QStatusBar::item { border: 0; }

QFrame[role="panel"] { background: @panel; border: 0; }
QFrame[role="bar"] { background: @panel; border: 0; border-bottom: 1px solid @line; }
QFrame[role="strip"] { background: @header; border: 0; border-bottom: 1px solid @line; }
QFrame[role="foot"] { background: @panel; border: 0; border-top: 1px solid @line; }
QFrame[role="line"] { background: @line; border: 0; }
QFrame[role="box"] { background: @panel; border: 1px solid @line; border-radius: 6px; }
QFrame[role="soft"] { background: @accent_soft; border: 0; border-radius: 6px; }
QFrame[role="group"] { border: 0; border-left: 2px solid @accent; }
QFrame[role="popup"] { background: @panel; border: 1px solid @edge; }

QLabel { background: transparent; }
QLabel[tone="dim"] { color: @dim; }
QLabel[tone="accent"] { color: @accent; }
QLabel[tone="good"] { color: @good; }
QLabel[tone="warning"] { color: @warning; }
QLabel[tone="error"] { color: @error; }
QLabel:disabled { color: @disabled; }
"""
