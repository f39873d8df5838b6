"""What a fresh interpreter holds after an import: late imports and foreign packages that no syntax tree shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

QT = ("PySide6", "shiboken6", "qasync")
SLOW = ("requests", "urllib3", "keyring", "pygments", "http.server", "sqlite3")
"""What the first paint does without: together they cost more than the empty window."""


def loaded(*names: str) -> set[str]:
    """Return the modules that a new interpreter holds after importing ``names``; skip for a room that is not built."""
    for name in names:
        place = ROOT.joinpath(*name.split("."))
        if not place.is_dir() and not place.with_suffix(".py").is_file():
            pytest.skip(f"{name} is not built yet")
    program = f"import json, sys, {', '.join(names)}\njson.dump(sorted(sys.modules), sys.stdout)"
    # -I keeps out PYTHONPATH and the user's site; the checkout is put in front by hand.
    command = [sys.executable, "-I", "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def of(packages: tuple[str, ...], modules: set[str]) -> list[str]:
    return sorted(name for name in modules if any(name == one or name.startswith(one + ".") for one in packages))


def every_module(*rooms: str) -> list[str]:
    """The names of all modules of the rooms, except ``__main__`` files, which run something."""
    found = []
    for room in rooms:
        for path in sorted((ROOT / "explorer" / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if parts[-1] != "__main__":
                found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


@pytest.mark.parametrize("name", ["explorer.cli", "explorer.work", "explorer.client", "explorer.practice"])
def test_it_works_without_qt(name: str) -> None:
    assert of(QT, loaded(name)) == []


def test_no_module_below_the_window_brings_qt_in() -> None:
    rooms = ("core", "protocols", "codegen", "exchange", "client", "store", "work", "practice")
    modules = [*every_module(*rooms), "explorer.assets", "explorer.background"]
    assert len(modules) > 20
    assert of(QT, loaded(*modules)) == []


def test_the_practice_server_brings_in_nothing_of_the_house() -> None:
    ours = of(("explorer",), loaded(*every_module("practice")))
    assert [name for name in ours if name != "explorer" and not name.startswith("explorer.practice")] == []


@pytest.mark.parametrize("name", ["explorer.client", "explorer.store", "explorer.work", "explorer.cli"])
def test_what_the_first_paint_can_do_without_is_not_imported(name: str) -> None:
    assert of(SLOW, loaded(name)) == []


def test_all_of_the_disk_and_of_the_work_comes_without_it_too() -> None:
    assert of(SLOW, loaded(*every_module("core", "protocols", "store", "work"))) == []


def test_the_window_itself_comes_without_it() -> None:
    """Importing app.py is what happens before the first paint."""
    assert of(SLOW, loaded("explorer.app")) == []
