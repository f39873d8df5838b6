"""``big_reply``: how long the window stands still while a 50 MB answer of 200 000 rows arrives and is shown.

The longest gap of a heartbeat of 2 ms on the GUI thread, from sending to rows on screen, against the longest gap while
a thread runs ``json.loads`` over the same bytes. Each is the median of several runs, since one gap is easily another
process's.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import threading
import time
from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.bench.server import practice_child

ROWS = 200_000
RUNS = 5


def measure() -> Iterator[Figure]:
    """Return the figure."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from explorer.app import application
    from explorer.ui import loop, theme
    from tests.bench.tabs import open_tab

    app = application()
    theme.apply(app)
    arriving: list[float] = []
    parsing: list[float] = []
    size = 0
    problems: list[BaseException] = []

    async def run(url: str) -> int:
        nonlocal size
        from explorer.store.settings import Settings
        from explorer.ui.panels.results.panel import ResultsPanel
        from explorer.work.settings import LiveSettings
        from explorer.work.workspace import Workspace

        for _ in range(RUNS):
            tab, close = open_tab(f"{url}/practice/ready/{ROWS}", limit=ROWS + 1)
            tasks = loop.TaskScope(problems.append)
            panel = ResultsPanel(tab, Workspace(LiveSettings(Settings())), tasks)
            panel.resize(1000, 600)
            panel.show()
            await asyncio.sleep(0.2)
            with Heartbeat() as beat:
                await tab.send()
                await asyncio.sleep(0.1)
            arriving.append(beat.longest)
            outcome = tab.draft.outcome
            assert outcome is not None
            assert outcome.page is not None, outcome.fault
            assert outcome.reply is not None
            assert len(outcome.page) == ROWS
            body = bytes(outcome.reply.body)
            size = len(body)
            panel.closed()
            panel.close()
            close()
            del outcome, tab, panel
            parsing.append(await _parse(body))
        return 0

    with practice_child() as url:
        loop.run(lambda: run(url), problems.append)
    if problems:
        raise problems[0]
    mine, base = statistics.median(arriving), statistics.median(parsing)
    note = (
        f"gap {mine * 1000:.0f} ms, json.loads {base * 1000:.0f} ms, {size / 1e6:.0f} MB; "
        f"gaps {', '.join(f'{gap * 1000:.0f}' for gap in arriving)} ms"
    )
    yield Figure("big_reply", mine / base, 0.1, note=note)


async def _parse(body: bytes) -> float:
    thread = threading.Thread(target=json.loads, args=(body,))
    with Heartbeat() as beat:
        await asyncio.sleep(0.05)
        thread.start()
        while thread.is_alive():
            await asyncio.sleep(0.002)
    return beat.longest


class Heartbeat:
    """Measures the longest gap between two beats of a timer of 2 ms on this thread, in seconds."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Heartbeat:
        self._last = time.perf_counter()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now
