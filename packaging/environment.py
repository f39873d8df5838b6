"""Makes and keeps `.venv`, the one place where the program and what it needs are installed, and starts the program.

A stamp in `.venv`, written last, says what was installed. Without it nothing in `.venv` is trusted, so a set-up that
was interrupted, or whose Python has gone, is made anew by the next start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import system_packages

ROOT = Path(__file__).resolve().parent.parent
# Variables that lead a Python to other libraries: pip would then hold a library for installed that .venv lacks.
FOREIGN_VARIABLES = frozenset({"PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__"})
# Raise it when the set-up itself changes in a way that an old .venv does not satisfy.
SETUP_VERSION = 1


class SetupError(Exception):
    """The environment cannot be made; the text tells the person why and what to do."""


def say(sentence: str) -> None:
    """A line of the set-up's progress, on standard error: standard output belongs to the program."""
    print(sentence, file=sys.stderr, flush=True)


def clean_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """`variables` without those that mix other libraries into `.venv`."""
    return {name: value for name, value in variables.items() if name not in FOREIGN_VARIABLES}


class Environment:
    """The `.venv` of one checkout, for the Python that runs this.

    `extra` is "" for what the program needs and "test" for the tools of the checks on top of it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.stamp = self.folder / "set-up.json"
        self.constraints = root / "packaging" / "constraints.txt"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def fingerprint(self, extra: str) -> str:
        """Changes with everything that the content of `.venv` depends on."""
        digest = hashlib.sha256()
        for path in (self.root / "pyproject.toml", self.constraints):
            digest.update(path.read_bytes() + b"\0")
        for part in (str(SETUP_VERSION), python_tag(), str(self.root), extra):
            digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
        return digest.hexdigest()

    def is_ready(self, extra: str) -> bool:
        """Whether `.venv` holds what `extra` asks for; one with the tools of the checks serves the program too."""
        stamp = self.read_stamp()
        held = str(stamp.get("extra"))
        return extra in ("", held) and stamp.get("fingerprint") == self.fingerprint(held) and self.is_whole(stamp)

    def is_whole(self, stamp: Mapping[str, object]) -> bool:
        """Whether the Python of `.venv` and each library that `stamp` names are still there."""
        named = stamp.get("installed")
        return isinstance(named, list) and self.python.exists() and set(named) <= set(self.installed())

    def installed(self) -> list[str]:
        """Name and version of each library in `.venv`, as its metadata folder is called; pip may change itself."""
        ending = ".dist-info"
        return sorted(
            path.name.removesuffix(ending)
            for pattern in ("lib/python*/site-packages", "Lib/site-packages")
            for packages in self.folder.glob(pattern)
            for path in packages.glob(f"*{ending}")
            if not path.name.startswith(("pip-", "setuptools-"))
        )

    def read_stamp(self) -> dict[str, object]:
        """What the last complete set-up wrote; empty when there is none."""
        try:
            stamp = json.loads(self.stamp.read_bytes())
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def ensure(self, extra: str) -> None:
        """Sets `.venv` up unless it is ready; of several starts at once, one works and the others wait.

        Raises SetupError when Python cannot make a venv, when pip fails, and when a file cannot be written.
        """
        if self.is_ready(extra):
            return
        try:
            with locked(self.constraints) as lock:
                if not self.is_ready(extra):
                    self.set_up(extra, lock)
        except OSError as error:
            raise SetupError(f"{self.folder} cannot be set up: {error}. Close what uses it and start again.") from error

    def set_up(self, extra: str, lock: BinaryIO) -> None:
        """Brings a complete `.venv` of this Python up to date, and makes any other one anew."""
        former = self.read_stamp()
        kept = former.get("python") == [python_tag(), str(self.root)] and self.is_whole(former)
        if kept and former.get("extra") == "test":
            extra = "test"
        self.stamp.unlink(missing_ok=True)
        if not kept:
            self.make(lock)
        try:
            self.install(extra, lock)
        except SetupError:
            if kept:  # pip refused and changed nothing: the next start need not begin with an empty folder
                self.write_stamp(former)
            raise
        self.write_stamp(
            {
                "fingerprint": self.fingerprint(extra),
                "extra": extra,
                "python": [python_tag(), str(self.root)],
                "installed": self.installed(),
            }
        )

    def make(self, lock: BinaryIO) -> None:
        """An empty `.venv` with pip, in place of what was there."""
        if not system_packages.can_make_venv():
            advice = (
                "Install the package named above and start again."
                if system_packages.is_from_system(sys.executable)
                else "Start again with a Python that has both."
            )
            raise SetupError(f"{sys.executable} has no venv or no ensurepip, so it cannot make .venv. {advice}")
        say(f"Making {self.folder} with Python {sys.version.split()[0]}.")
        remove(self.folder)
        run_quietly([base_python(), "-m", "venv", str(self.folder)], "venv could not make .venv", lock)

    def install(self, extra: str, lock: BinaryIO) -> None:
        """Installs the checkout in place with the exact versions of packaging/constraints.txt."""
        say("Installing what the checks need with pip." if extra else "Installing what the program needs with pip.")
        target = f"{self.root}[{extra}]" if extra else str(self.root)
        quiet = ["--disable-pip-version-check", "--no-input", "-q"]
        command = [str(self.python), "-m", "pip", "install", *quiet, "-c", str(self.constraints), "-e", target]
        run_quietly(command, "pip could not install. Is the package index within reach?", lock)

    def write_stamp(self, stamp: Mapping[str, object]) -> None:
        """Replaces the stamp in one step: a half-written one never lies at its place."""
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        fresh.replace(self.stamp)


def python_tag() -> str:
    """Implementation, series and platform, such as `cpython-311 linux-x86_64`: what compiled libraries depend on."""
    return f"{sys.implementation.cache_tag} {sysconfig.get_platform()}"


def base_python() -> str:
    """The Python behind any venv that this runs in, `.venv` itself included: it is about to be removed."""
    return getattr(sys, "_base_executable", None) or sys.executable


def remove(path: Path) -> None:
    """Removes a folder with its content, or a file or link, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def run_quietly(command: list[str], failure: str, lock: BinaryIO) -> None:
    """Runs a step of the set-up; its output shows only in the SetupError of a failure.

    The child shares the lock: if this process is killed, no other start begins before the child has ended too.
    """
    # A personal `user = true` of pip cannot be meant for a venv.
    surroundings = {**clean_variables(os.environ), "PIP_USER": "0"}
    shared = [lock.fileno()] if os.name == "posix" else []
    done = subprocess.run(
        command, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False, pass_fds=shared,
    )  # fmt: skip
    if done.returncode:
        raise SetupError(f"{done.stdout.rstrip()}\n{failure} (exit status {done.returncode}, its own words above)")


@contextlib.contextmanager
def locked(path: Path) -> Iterator[BinaryIO]:
    """Holds a lock on a file that is there anyway, so that none is left behind; says so when it has to wait.

    The lock ends with the last process that holds the file open, however it ends.
    """
    with path.open("r+b") as handle:
        waiting = False
        while not try_lock(handle):
            if not waiting:
                say("Another start is setting .venv up; waiting for it.")
            waiting = True
            time.sleep(0.2)
        yield handle


def try_lock(handle: BinaryIO) -> bool:
    """Locks `handle` for this process and its children unless somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(2**30)  # far behind the end: Windows keeps others from reading the bytes that are locked
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def prepare(extra: str, root: Path = ROOT) -> Path:
    """Sees to the system's packages and to `.venv`; returns the Python in it. Raises SetupError."""
    environment = Environment(root)
    ready = environment.is_ready(extra)
    system_packages.ensure(for_tests=extra == "test", making_venv=not ready, say=say)
    if not ready:
        environment.ensure(extra)
    return environment.python


def start_program(python: Path, arguments: list[str]) -> int:
    """Starts the program in the current folder; on POSIX it takes this process over, signals and exit status included.

    -P keeps modules of the current folder from taking the place of libraries.
    """
    command = [str(python), "-P", "-m", "explorer", *arguments]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(python, command)  # noqa: S606 - the Python of our own .venv, no shell
    return subprocess.run(command, check=False).returncode


def guarded(job: Callable[[], int]) -> int:
    """The exit status of `job`; a failed set-up is a sentence and 1, Ctrl+C 130, SIGTERM ends pip too and is 143."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return job()
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped. A set-up that was not complete is made anew by the next start.")
        return 130
