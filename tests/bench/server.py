"""The practice server as a child process, as the window starts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from explorer.work.practice_server import PracticeServer


@contextmanager
def practice_child() -> Iterator[str]:
    """Give the URL of a practice server that ends with the block."""
    server = PracticeServer()
    try:
        yield server.wait().url
    finally:
        server.stop()
