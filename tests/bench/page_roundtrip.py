"""``page_roundtrip``: what draft, send and worker add to an 80-row page, against the page by ``requests`` alone.

The practice server's route returns ready-made bytes, so that nothing of the time is the server's making of rows. Ours
and bare calls alternate; the medians are compared. The loop is the window's, since that is where the work arrives.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

from tests.bench.figure import Figure
from tests.bench.server import practice_child

ROWS = 80
CALLS = 400
WARM_UP = 40


def measure() -> Iterator[Figure]:
    """Return the figure."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import requests

    from explorer.app import application
    from explorer.ui import loop
    from tests.bench.tabs import open_tab

    application()
    ours: list[float] = []
    bare: list[float] = []
    problems: list[BaseException] = []

    async def run(url: str) -> int:
        tab, close = open_tab(f"{url}/practice/ready/{ROWS}", limit=ROWS + 1)
        wire = tab.draft.request().revealed(tab.live.client.account.key)
        session = requests.Session()
        session.trust_env = False
        for number in range(CALLS + WARM_UP):
            started = time.perf_counter()
            await tab.send()
            ended = time.perf_counter()
            reply = session.post(wire.url, data=wire.body, headers=dict(wire.headers), timeout=10)
            rows = reply.json()
            bare_ended = time.perf_counter()
            outcome = tab.draft.outcome
            assert outcome is not None
            assert outcome.page is not None, outcome.fault
            assert len(rows) == len(outcome.page) == ROWS
            if number >= WARM_UP:
                ours.append(ended - started)
                bare.append(bare_ended - ended)
        session.close()
        close()
        return 0

    with practice_child() as url:
        loop.run(lambda: run(url), problems.append)
    if problems:
        raise problems[0]
    mine, base = statistics.median(ours), statistics.median(bare)
    note = f"ours {mine * 1e6:.0f} us, bare {base * 1e6:.0f} us, medians of {CALLS}"
    yield Figure("page_roundtrip", (mine - base) / base, 0.6, note=note)
