"""Pitfalls of Qt with asyncio that no type checker sees, as rules over the syntax trees of ui/ and app.py.

Each was met or measured; the reason stands beside its rule. Each rule is also shown a line that breaks it.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# --- the binding ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_calls_of_the_installed_pyside_do_not_eat_none() -> None:
    """PySide6 6.12.0 on Python 3.11 and older loses a reference a call; the interpreter aborts after some thousands."""
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(200):
        thing.setObjectName("name")
    # A few references come and go with whatever else lives in this process; a lost one a call is two hundred.
    assert sys.getrefcount(None) > before - 50


def test_qasync_runs_on_pyside_also_beside_another_binding() -> None:
    """Left alone, qasync prefers PyQt5 and PyQt6 when they are installed."""
    program = "import explorer.ui.loop, qasync; print(qasync.QtModuleName)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("PySide6", "")


# --- the rules -----------------------------------------------------------------------------------------------------

Rule = Callable[[ast.Module, str], Iterator[ast.AST]]
"""Yields the nodes of a file that break the rule; the file is named by its path from ``explorer/``."""

STATIC_DIALOGS = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QInputDialog": {"getText", "getInt", "getDouble", "getItem", "getMultiLineText"},
    "QFileDialog": {
        "getOpenFileName",
        "getOpenFileNames",
        "getSaveFileName",
        "getExistingDirectory",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileUrl",
        "getExistingDirectoryUrl",
    },
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}

SHOWN_BY_METHOD = {
    "setText",
    "setToolTip",
    "setStatusTip",
    "setWhatsThis",
    "setTitle",
    "setWindowTitle",
    "setPlaceholderText",
    "setInformativeText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setTabText",
    "addAction",
    "addMenu",
    "addTab",
    "showMessage",
}
SHOWN_BY_CLASS = {"QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"}


def no_nested_event_loop(tree: ast.Module, _: str) -> Iterator[ast.AST]:
    """``exec()`` inside a task loses other tasks for good, and closing the loop then hangs (qasync #59, #82).

    ``app.exec`` too: the loop is qasync's.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("exec", "exec_"):
            yield node


def dialogs_are_awaited(tree: ast.Module, file: str) -> Iterator[ast.AST]:
    """The static functions run a nested loop as ``exec`` does."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or file == "ui/dialogs.py":
            continue
        if node.attr in STATIC_DIALOGS.get(_name(node.value), ()):
            yield node


def no_process_events(tree: ast.Module, _: str) -> Iterator[ast.AST]:
    """It runs other slots in the middle of this one."""
    yield from (node for node in ast.walk(tree) if _name(node) in ("processEvents", "sendPostedEvents"))


def no_qthread(tree: ast.Module, _: str) -> Iterator[ast.AST]:
    """One that loses its last reference, or runs at exit, aborts the process."""
    yield from (
        node for node in ast.walk(tree) if _name(node) in ("QThread", "QThreadPool", "QRunnable", "QtConcurrent")
    )


def no_default_executor(tree: ast.Module, _: str) -> Iterator[ast.AST]:
    """qasync's own executor holds up the end of the program for as long as its longest job takes."""
    for node in ast.walk(tree):
        if _name(node) == "to_thread":
            yield node
        if isinstance(node, ast.Call) and _name(node.func) == "run_in_executor":
            first = node.args[0] if node.args else None
            if not first or (isinstance(first, ast.Constant) and first.value is None):
                yield node


def tasks_are_started_by_a_scope(tree: ast.Module, file: str) -> Iterator[ast.AST]:
    """asyncio keeps only weak references: a task that nobody holds may vanish, and its error is seen by nobody."""
    if file != "ui/loop.py":
        yield from (
            node
            for node in ast.walk(tree)
            if _name(node) in ("create_task", "ensure_future", "asyncSlot", "asyncClose")
        )


def signals_carry_objects(tree: ast.Module, _: str) -> Iterator[ast.AST]:
    """``Signal(int)`` turns 2**40 into 0, ``Signal(dict)`` loses integer keys, ``Signal(list)`` takes a second."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "Signal":
            yield from (given for given in node.args if _name(given) not in ("object", "str", "bool"))


def what_a_person_reads_goes_through_tr(tree: ast.Module, _: str) -> Iterator[ast.AST]:
    """A text without letters (an arrow, a dash) is the same in every language."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        by_method = isinstance(node.func, ast.Attribute) and name in SHOWN_BY_METHOD
        if by_method or name in SHOWN_BY_CLASS:
            given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in ("text", "title"))]
            yield from (part for value in given for part in _literals(value))


def _literals(value: ast.expr) -> Iterator[ast.expr]:
    """Yield the texts with letters that reach the screen as written: bare, in both arms of a choice, or joined."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        if any(map(str.isalpha, value.value)):
            yield value
    elif isinstance(value, ast.JoinedStr):
        for part in value.values:
            yield from _literals(part)
    elif isinstance(value, ast.IfExp):
        yield from (*_literals(value.body), *_literals(value.orelse))
    elif isinstance(value, ast.BinOp):
        yield from (*_literals(value.left), *_literals(value.right))
    elif isinstance(value, ast.BoolOp):
        for part in value.values:
            yield from _literals(part)
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "format":
        yield from _literals(value.func.value)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.alias):
        return node.name
    return node.id if isinstance(node, ast.Name) else ""


BROKEN: dict[Rule, list[str]] = {
    no_nested_event_loop: ["dialog.exec()", "menu.exec_(point)", "QApplication.exec()", "run = box.exec"],
    dialogs_are_awaited: [
        "QMessageBox.question(self, '', '')",
        "QtWidgets.QMessageBox.warning(self)",
        "QFileDialog.getSaveFileName()",
    ],
    no_process_events: ["QApplication.processEvents()"],
    no_qthread: ["from PySide6.QtCore import QThread", "QtCore.QThread()"],
    no_default_executor: [
        "asyncio.to_thread(f)",
        "loop.run_in_executor(None, f)",
        "from asyncio import to_thread",
    ],
    tasks_are_started_by_a_scope: ["asyncio.create_task(f())", "asyncio.ensure_future(f())", "loop.create_task(f())"],
    signals_carry_objects: ["Signal(int)", "Signal(dict)", "QtCore.Signal(list)", "Signal(float)"],
    what_a_person_reads_goes_through_tr: [
        "label.setText('Rows')",
        "QLabel('Rows', self)",
        "QPushButton(text='Send')",
        "menu.addAction('Copy', f)",
        "label.setText(f'{count} rows')",
        "label.setText('Send' if idle else self.tr('Cancel'))",
        "label.setText('{n} rows'.format(n=1))",
        "w.setToolTip(name or 'nothing')",
    ],
}
"""Every rule with lines that each break it once."""

ALLOWED = """
exec("a = 1")
dialog.open()
QMessageBox(parent)
QMessageBox.Icon.Warning
loop.run_in_executor(pool, f)
scope.spawn(f())
changed = Signal(object)
done = Signal()
both = Signal(str, bool)
label.setText(self.tr("Rows"))
label.setText("")
label.setText(" · ")
label.setText(f"{first}–{last}")
label.setText(self.tr("{n} rows").format(n=1))
label.setText(QCoreApplication.translate("Grid", "Rows"))
QLabel(parent=self, objectName="rows")
item.setData("Rows")
"""


def _sources() -> dict[str, ast.Module]:
    files = [*sorted((ROOT / "explorer" / "ui").rglob("*.py")), ROOT / "explorer" / "app.py"]
    return {
        path.relative_to(ROOT / "explorer").as_posix(): ast.parse(path.read_bytes()) for path in files if path.is_file()
    }


def _sentence(value: object) -> str:
    return str(getattr(value, "__name__", value)).replace("_", " ")


@pytest.mark.parametrize("rule", BROKEN, ids=_sentence)
def test_the_window_keeps_the_rule(rule: Rule) -> None:
    broken = [
        f"{file}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}"
        for file, tree in _sources().items()
        for node in rule(tree, file)
    ]
    assert not broken, f"{_sentence(rule)}: {rule.__doc__}\n" + "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "line"), [(rule, line) for rule, lines in BROKEN.items() for line in lines], ids=_sentence
)
def test_the_rule_can_fail(rule: Rule, line: str) -> None:
    assert len(list(rule(ast.parse(line), "ui/panels/results.py"))) == 1


@pytest.mark.parametrize("rule", BROKEN, ids=_sentence)
def test_the_rule_lets_pass_what_is_right(rule: Rule) -> None:
    assert [ast.unparse(node) for node in rule(ast.parse(ALLOWED), "ui/panels/results.py")] == []


def test_the_two_places_that_know_how_may() -> None:
    assert not list(dialogs_are_awaited(ast.parse("QMessageBox.question()"), "ui/dialogs.py"))
    assert not list(tasks_are_started_by_a_scope(ast.parse("loop.create_task(f())"), "ui/loop.py"))


def test_files_of_the_window_were_really_read() -> None:
    assert "ui/loop.py" in _sources()
