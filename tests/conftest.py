"""What holds for every test: no screen, an empty home, loopback only, no stray log record, nothing left running."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import re
import socket
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Before anything imports Qt: no test needs a display, and none may open a window on a developer's desktop.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"

HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": ".run",
}
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

ExpectLog = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder of this run's own: neither the developer's files nor their proxy reach a test."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, below in HOME_VARIABLES.items():
            folder = home / below
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            patch.setenv(name, str(folder))
        for name in PROXY_VARIABLES:
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield home


@pytest.fixture(autouse=True)
def program_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for everything the program keeps, new for each test; it does not exist until something is written."""
    folder = tmp_path_factory.getbasetemp() / f"program-{os.urandom(4).hex()}"
    monkeypatch.setenv("ODOO_EXPLORER_HOME", str(folder))
    return folder


# --- loopback only -------------------------------------------------------------------------------------------------


class LeftTheMachineError(Exception):
    """A test tried to reach another machine."""


@pytest.fixture(scope="session")
def escapes() -> Iterator[list[str]]:
    """The addresses beyond this machine that were asked for; a look-up of a name fails as for one that is not there."""
    found: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), found), raising=False)
        patch.setattr(socket, "getaddrinfo", _local_names(socket.getaddrinfo))
        yield found


@pytest.fixture(autouse=True)
def loopback_only(escapes: list[str]) -> Iterator[None]:
    """Fail a test that reached for another machine, even when the program took the refusal for a network fault."""
    escapes.clear()
    yield
    if escapes:
        pytest.fail(f"The test reached for {', '.join(escapes)}; only loopback is allowed.", pytrace=False)


def is_loopback(host: str) -> bool:
    """Whether a host, as ``connect`` takes it, is this machine."""
    if host in ("", "localhost", "localhost.localdomain"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback or address.is_unspecified


def _guarded(real: Callable[..., object], found: list[str]) -> Callable[..., object]:
    def connect(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            host = str(address[0])
            if not is_loopback(host):
                found.append(host)
                raise LeftTheMachineError(host)
        return real(self, address)

    return connect


def _local_names(real: Callable[..., object]) -> Callable[..., object]:
    def getaddrinfo(host: str | bytes | None, *args: object, **kwargs: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        numeric = name is None or re.fullmatch(r"[\d.]+|[0-9a-fA-F:.%\w]*:[0-9a-fA-F:.%\w]*", name)
        if not numeric and not is_loopback(name or ""):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *args, **kwargs)

    return getaddrinfo


# --- no stray log record -------------------------------------------------------------------------------------------


class _Records(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[ExpectLog]:
    """Fail on records of the program at WARNING or above, and on asyncio's errors.

    ``expect_log(r"pattern")`` announces one: matching records pass, and the test fails when none comes.
    """
    handlers = {"explorer": _Records(logging.WARNING), "asyncio": _Records(logging.ERROR)}
    for name, handler in handlers.items():
        logging.getLogger(name).addHandler(handler)
    patterns: dict[str, bool] = {}

    def expect(pattern: str) -> None:
        patterns.setdefault(pattern, False)

    yield expect
    unexpected: list[str] = []
    for name, handler in handlers.items():
        logging.getLogger(name).removeHandler(handler)
        for record in handler.records:
            matching = [pattern for pattern in patterns if re.search(pattern, record.getMessage())]
            patterns.update(dict.fromkeys(matching, True))
            if not matching:
                unexpected.append(logging.Formatter("%(levelname)s %(name)s: %(message)s").format(record))
    missing = [f"expected in the log, and not there: {pattern}" for pattern, seen in patterns.items() if not seen]
    if unexpected or missing:
        pytest.fail("\n".join(["The log of this test:", *unexpected, *missing]), pytrace=False)


# --- nothing left running ------------------------------------------------------------------------------------------

THREAD_NAMES = ("rpc", "store")
JOIN_SECONDS = 2.0


@pytest.fixture(autouse=True)
def nothing_left_running(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves threads of ours, windows on the screen or waiting tasks which it started itself."""
    loops: weakref.WeakSet[asyncio.AbstractEventLoop] = weakref.WeakSet()
    create_task = asyncio.BaseEventLoop.create_task

    def recording(self: asyncio.BaseEventLoop, *args: object, **kwargs: object) -> object:
        loops.add(self)
        return create_task(self, *args, **kwargs)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_task", recording)
    threads, windows = set(_our_threads()), set(map(id, _visible_windows()))
    yield
    left = [f"thread {thread.name}" for thread in _our_threads() if thread not in threads and _outlives(thread)]
    for window in _visible_windows():
        if id(window) not in windows:
            left.append(_described(window))
            window.close()  # so that the next test is not blamed
    left += [f"task {task!r}" for loop in loops for task in asyncio.all_tasks(loop)]
    if left:
        pytest.fail("\n".join(["The test left running:", *left]), pytrace=False)


def _our_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.lower().startswith(THREAD_NAMES)]


def _outlives(thread: threading.Thread) -> bool:
    thread.join(JOIN_SECONDS)
    return thread.is_alive()


def _visible_windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return [window for window in widgets.QApplication.topLevelWidgets() if window.isVisible()]


def _described(window: Any) -> str:
    return f"window {type(window).__name__} {window.objectName()!r} “{window.windowTitle()}”"
