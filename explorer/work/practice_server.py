"""The practice server as a child process of the window.

A large answer built on a thread of ours would stop the window for 290 ms where a child costs 6. The child ends when
its standard input closes, so it never outlives us, however we end.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from explorer.core.connection import Connection, ProtocolName
from explorer.core.secret import Secret

START_SECONDS = 20.0
_HOME = Path(__file__).resolve().parents[2]
"""Where the package ``explorer`` lies: a checkout, or the folder of installed packages."""


class PracticeFacts(msgspec.Struct, frozen=True):
    """The first line that the practice server prints."""

    url: str
    database: str
    login: str
    password: str
    api_key: str
    demo_api_key: str
    series: str


class PracticeFailedError(RuntimeError):
    """The practice server did not start; the message says what it printed."""


class PracticeServer:
    """One child process. Created at once, ready when :meth:`wait` returns."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        # -P and our own folder first: a folder “explorer” where the person works is not ours.
        command = [sys.executable, "-P", "-m", "explorer.practice", "--child", *arguments]
        found = os.pathsep.join(filter(None, [str(_HOME), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": found},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._facts: PracticeFacts | None = None

    def wait(self) -> PracticeFacts:
        """Return where the server is; blocks until its first line came, so call it in a worker.

        Raises PracticeFailedError when it ended without one.
        """
        if self._facts is None:
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            try:
                self._facts = msgspec.json.decode(line, type=PracticeFacts)
            except msgspec.DecodeError:
                errors = self._last_words()
                last = errors.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
                raise PracticeFailedError(f"The practice server did not start: {last[0]}") from None
        return self._facts

    def _last_words(self) -> bytes:
        try:
            return self._process.communicate(timeout=START_SECONDS)[1]
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.communicate()[1]

    def stop(self) -> None:
        """Close its standard input, at which it ends; kill it when it does not within a second."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream:
                stream.close()


def connection_to(facts: PracticeFacts) -> tuple[Connection, Secret, Secret]:
    """Return the built-in connection to a practice server with its password and API key."""
    connection = Connection(
        name="Practice",
        url=facts.url,
        database=facts.database,
        login=facts.login,
        protocol=ProtocolName.JSON2 if facts.series >= "19" else ProtocolName.JSONRPC,
        practice=True,
    )
    return connection, Secret(facts.password), Secret(facts.api_key)
