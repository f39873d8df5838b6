"""The house has five floors and a small house beside it: who may import whom, read from the syntax tree.

Each rule is a sentence with a function that lists what breaks it; each is also shown a house that breaks it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]

FLOORS = {
    "core": 1,
    "assets": 1,
    "background": 1,
    "protocols": 2,
    "codegen": 2,
    "exchange": 2,
    "client": 3,
    "store": 3,
    "work": 4,
    "ui": 5,
    "cli": 5,
    "app": 5,
    "__main__": 5,
}
ARROWS = {
    ("codegen", "protocols"),
    ("exchange", "protocols"),
    ("core", "assets"),  # the method table and the series are data files
    ("background", "core"),  # a cancelled call ends with core's fault
    ("app", "ui"),  # app.py builds everything
    ("cli", "app"),
    ("cli", "ui"),  # the names of the scenes, without building a window
    ("__main__", "cli"),
}
"""Who may use a room of its own floor."""

THREAD_MAKERS = {"Thread", "Timer", "_start_new_thread", "start_new_thread"}
OUTSIDE = ("socket", "ssl", "requests", "urllib3", "urllib.request", "http.client", "sqlite3", "subprocess", "keyring")


class Import(NamedTuple):
    """One import: ``target`` is the module or the module and name; ``late`` when it stands inside a function."""

    module: str
    target: str
    line: int
    late: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


House = Mapping[str, ast.Module]
"""The syntax trees by module name, packages without ``.__init__``."""


def read_house(folder: Path) -> House:
    """Read every module below the package ``folder``."""
    house: dict[str, ast.Module] = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        house[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(path.read_bytes())
    return house


def imports(house: House) -> Iterator[Import]:
    """Yield every import, also relative ones, those inside functions and ``import_module`` of a literal."""
    for module, tree in house.items():
        late = {
            id(inner)
            for outer in ast.walk(tree)
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for inner in ast.walk(outer)
        }
        for node in ast.walk(tree):
            for target in _targets(node, module, house):
                yield Import(module, target, getattr(node, "lineno", 0), id(node) in late)


def _targets(node: ast.AST, module: str, house: House) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            is_package = any(name.startswith(module + ".") for name in house)
            parts = module.split(".")
            kept = parts[: len(parts) - node.level + (1 if is_package else 0)]
            base = ".".join([*kept, base]).rstrip(".")
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and node.args:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("import_module", "__import__") and isinstance(node.args[0], ast.Constant):
            return [str(node.args[0].value)]
    return []


def room(module: str) -> str:
    """Return the room of ``explorer.room.file.name``; empty for the package itself and for what is not ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "explorer" and len(parts) > 1 else ""


def is_in(target: str, *packages: str) -> bool:
    """Whether a module, or a name in it, belongs to one of the packages."""
    return any(target == package or target.startswith(package + ".") for package in packages)


def inside(house: House) -> Iterator[tuple[Import, str, str]]:
    """Yield the imports between two rooms. The package itself (its version) may be read by all."""
    for found in imports(house):
        ours, theirs = room(found.module), room(found.target)
        if theirs and ours != theirs and theirs in {*FLOORS, "practice"}:
            yield found, ours, theirs


# --- the rules -----------------------------------------------------------------------------------------------------


def every_room_has_a_floor(house: House) -> list[str]:
    return [module for module in house if room(module) and room(module) not in {*FLOORS, "practice"}]


def no_floor_uses_one_above_it(house: House) -> list[str]:
    return [
        str(found)
        for found, ours, theirs in inside(house)
        if "practice" not in (ours, theirs) and FLOORS.get(ours, 0) < FLOORS[theirs]
    ]


def beside_each_other_only_where_an_arrow_says_so(house: House) -> list[str]:
    return [
        str(found)
        for found, ours, theirs in inside(house)
        if FLOORS.get(ours) == FLOORS.get(theirs) and (ours, theirs) not in ARROWS
    ]


def client_and_store_do_not_know_each_other(house: House) -> list[str]:
    return [str(found) for found, ours, theirs in inside(house) if {ours, theirs} == {"client", "store"}]


def practice_imports_nothing_of_the_house(house: House) -> list[str]:
    return [
        str(found)
        for found in imports(house)
        if room(found.module) == "practice"
        and is_in(found.target, "explorer")
        and not is_in(found.target, "explorer.practice")
    ]


def nothing_of_the_house_imports_practice_but_the_command_that_runs_it(house: House) -> list[str]:
    """``odoo-explorer practice`` *is* the server: cli.py hands its own process over, inside a function."""
    return [
        str(found)
        for found, _, theirs in inside(house)
        if theirs == "practice" and not (found.module == "explorer.cli" and found.late)
    ]


def qt_is_known_only_in_ui_and_app(house: House) -> list[str]:
    return [
        str(found)
        for found in imports(house)
        if is_in(found.target, "PySide6", "shiboken6", "PyQt5", "PyQt6", "qtpy")
        and room(found.module) not in ("ui", "app")
    ]


def the_command_line_imports_the_window_late(house: House) -> list[str]:
    """``call`` and ``practice`` run without Qt, and ``--help`` at once."""
    return [
        str(found)
        for found, ours, theirs in inside(house)
        if ours in ("cli", "__main__") and theirs in ("app", "ui") and not found.late
    ]


def requests_is_known_only_in_client_http(house: House) -> list[str]:
    return [
        str(found)
        for found in imports(house)
        if is_in(found.target, "requests") and found.module != "explorer.client.http"
    ]


def qasync_is_known_only_in_ui_loop(house: House) -> list[str]:
    return [
        str(found) for found in imports(house) if is_in(found.target, "qasync") and found.module != "explorer.ui.loop"
    ]


def threads_are_made_only_in_background(house: House) -> list[str]:
    """A lock or a hook is no thread. The practice server is a process of its own, with threads of its own."""
    broken: list[str] = []
    for module, tree in house.items():
        if room(module) in ("background", "practice"):
            continue
        broken += [
            str(found)
            for found in imports({module: tree})
            if is_in(found.target, "concurrent.futures", "multiprocessing", "_thread")
            or found.target in {f"threading.{name}" for name in THREAD_MAKERS}
        ]
        broken += [
            f"{module}:{node.lineno} uses threading.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
            if node.value.id == "threading" and node.attr in THREAD_MAKERS
        ]
    return broken


def values_and_formats_touch_no_network_and_no_disk(house: House) -> list[str]:
    return [
        str(found)
        for found in imports(house)
        if room(found.module) in ("core", "protocols", "codegen", "exchange") and is_in(found.target, *OUTSIDE)
    ]


def dataclasses_are_not_used_for_values(house: House) -> list[str]:
    """Sixty modules of msgspec Structs import in 14 to 21 ms, of frozen dataclasses in 70 to 90."""
    return [
        str(found)
        for found in imports(house)
        if is_in(found.target, "dataclasses") and room(found.module) != "practice"
    ]


Rule = Callable[[House], list[str]]

BROKEN: dict[Rule, dict[str, str]] = {
    every_room_has_a_floor: {"explorer.attic.junk": ""},
    no_floor_uses_one_above_it: {"explorer.core.call": "def f():\n    from ..work import draft"},
    beside_each_other_only_where_an_arrow_says_so: {"explorer.protocols.jsonrpc": "import explorer.codegen.curl"},
    client_and_store_do_not_know_each_other: {"explorer.client.schema": "from explorer import store"},
    practice_imports_nothing_of_the_house: {"explorer.practice.domains": "from explorer.core.domain import parse"},
    nothing_of_the_house_imports_practice_but_the_command_that_runs_it: {
        "explorer.cli": "from explorer.practice import server"
    },
    qt_is_known_only_in_ui_and_app: {"explorer.work.draft": "from PySide6.QtCore import QObject"},
    the_command_line_imports_the_window_late: {"explorer.cli": "from explorer import app"},
    requests_is_known_only_in_client_http: {"explorer.client.login": "def f():\n    import requests"},
    qasync_is_known_only_in_ui_loop: {"explorer.app": "import qasync"},
    threads_are_made_only_in_background: {"explorer.work.send": "import threading\nthreading.Thread()"},
    values_and_formats_touch_no_network_and_no_disk: {"explorer.core.series": "import sqlite3"},
    dataclasses_are_not_used_for_values: {"explorer.core.call": "from dataclasses import dataclass"},
}
"""Every rule with a house that breaks it, once."""

ALLOWED = {
    "explorer": "__version__ = '1'",
    "explorer.cli": "from explorer import __version__\ndef f():\n    from explorer import app\n"
    "    from explorer.practice.__main__ import main",
    "explorer.app": "from explorer.ui import loop\nfrom explorer.store import vault\nfrom PySide6 import QtWidgets",
    "explorer.ui.loop": "import qasync",
    "explorer.ui.panels": "",
    "explorer.ui.panels.results": "from ..loop import run\nfrom . import grid",
    "explorer.codegen.curl": "from explorer.protocols import base",
    "explorer.client.http": "import requests, threading\nlock = threading.Lock()",
    "explorer.background": "from concurrent.futures import ThreadPoolExecutor\nfrom explorer.core import faults",
    "explorer.practice.server": "import threading\nfrom explorer.practice import sql\nthreading.Thread()",
    "explorer.work.practice_server": "import subprocess",
}


@pytest.fixture(scope="module")
def house() -> House:
    return read_house(ROOT / "explorer")


def _sentence(rule: Rule) -> str:
    return rule.__name__.replace("_", " ")


@pytest.mark.parametrize("rule", BROKEN, ids=_sentence)
def test_the_house_keeps_the_rule(rule: Rule, house: House) -> None:
    broken = rule(house)
    assert not broken, f"{_sentence(rule)}:\n" + "\n".join(broken)


@pytest.mark.parametrize(
    ("rule", "sources"), BROKEN.items(), ids=lambda value: _sentence(value) if callable(value) else ""
)
def test_the_rule_can_fail(rule: Rule, sources: dict[str, str]) -> None:
    assert len(rule(_built(sources))) == 1


@pytest.mark.parametrize("rule", BROKEN, ids=_sentence)
def test_the_rule_lets_pass_what_the_design_allows(rule: Rule) -> None:
    assert rule(_built(ALLOWED)) == []


def test_the_house_was_really_read(house: House) -> None:
    assert {"explorer", "explorer.core.call", "explorer.store.vault", "explorer.practice"} <= set(house)
    found = {(entry.module, entry.target) for entry in imports(house)}
    assert ("explorer.store.vault", "explorer.core.secret.Secret") in found


def test_imports_hidden_in_text_and_dots_are_seen() -> None:
    source = "import importlib\nimportlib.import_module('explorer.ui')\nfrom ...ui import loop\nfrom .. import tree"
    found = [entry.target for entry in imports(_built({"explorer.core.domain.parse": source}))]
    assert found == ["importlib", "explorer.ui.loop", "explorer.core.tree", "explorer.ui"]


def _built(sources: dict[str, str]) -> House:
    return {module: ast.parse(source) for module, source in sources.items()}
