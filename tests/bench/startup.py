"""``startup_paint`` and ``startup_rows``: process start to first paint and to rows on screen.

Both against a process that imports PySide6's widgets and shows an empty QMainWindow; the practice server's start is
included in ours. The runs alternate, and the best of each are compared: whatever else the machine does only ever adds
to a start, and to one of two processes more than to one alone.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.bench.figure import Figure

RUNS = 15

EMPTY = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        print(time.monotonic(), flush=True)
        os._exit(0)
app = QApplication(sys.argv)
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""

OURS = [sys.executable, "-m", "explorer"]


def measure() -> Iterator[Figure]:
    """Return both figures."""
    empty: list[float] = []
    paint: list[float] = []
    rows: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        variables = _without_bytecode_ban() | {
            "QT_QPA_PLATFORM": "offscreen",
            "ODOO_EXPLORER_HOME": home,
            "XDG_CACHE_HOME": home,
        }
        _ours(variables)
        for _ in range(RUNS):
            empty.append(_empty(variables))
            one_paint, one_rows = _ours(variables)
            paint.append(one_paint)
            rows.append(one_rows)
    base = min(empty)
    note = f"empty window {base * 1000:.0f} ms"
    for name, values, limit in (("startup_paint", paint, 3.0), ("startup_rows", rows, 4.0)):
        value = min(values)
        medians = statistics.median(values) / statistics.median(empty)
        told = f"{value * 1000:.0f} ms, {note}, best of {RUNS}; by medians {medians:.2f}"
        yield Figure(name, value / base, limit, note=told)


def _empty(variables: dict[str, str]) -> float:
    start = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", EMPTY], env=variables, capture_output=True, text=True, check=True, timeout=60
    )
    return float(ended.stdout.split()[0]) - start


def _ours(variables: dict[str, str]) -> tuple[float, float]:
    start = time.monotonic()
    process = subprocess.Popen(OURS, env=variables | {"ODOO_EXPLORER_MARKS": "exit"}, stdout=subprocess.PIPE, text=True)
    output, _ = process.communicate(timeout=60)
    marks = dict(line.split() for line in output.splitlines() if line.startswith(("paint ", "rows ")))
    return float(marks["paint"]) - start, float(marks["rows"]) - start


def _without_bytecode_ban() -> dict[str, str]:
    """The environment of a usual start: compiled modules are kept, which the first, unmeasured start makes."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
