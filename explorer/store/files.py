"""Whole files or none: atomic writes, a lock between instances, and damaged files set aside instead of lost.

The program may be killed in the middle of any write, and two windows of it may run at once; neither may cost a person
what they typed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from explorer.store import paths

T = TypeVar("T")

LOCK_SECONDS = 5.0
"""How long one instance waits for another that is writing; a write takes milliseconds."""


class Damage(msgspec.Struct, frozen=True):
    """A file that could not be used. ``kept`` is where its content now lies; None when it lies where it was."""

    path: Path
    reason: str
    kept: Path | None = None

    @property
    def sentence(self) -> str:
        """What happened, for the person."""
        if self.kept is None:
            return f"{self.path} could not be read and was left as it is: {self.reason}"
        return f"{self.path.name} was damaged and is now kept as {self.kept}: {self.reason}"


class Reading(msgspec.Struct, Generic[T], frozen=True):
    """What a file held: ``value`` is None when there is no file or ``damage`` says why it cannot be used."""

    value: T | None = None
    damage: Damage | None = None


def write(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Replace ``path`` by ``content`` at once: a reader sees the old file or the new one, also after a crash.

    Mode 0600. ``durable`` waits until the disk has it; a cache can do without. A symbolic link is followed, so that
    files kept in a folder of dotfiles stay there. Raises OSError; the old file is then untouched.
    """
    path = Path(os.path.realpath(path))
    paths.create(path.parent)
    _replace(path, content, 0o600, durable=durable)


def export(path: Path, content: bytes) -> None:
    """Write a file that a person asked for by name, at once as :func:`write` does, with the mode that new files have.

    No folder is made. What is no file, such as a pipe or a device, takes the content and stays. Raises OSError.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(content)
    else:
        _replace(path, content, 0o666, durable=True)


def read(path: Path, decode: Callable[[bytes], T]) -> Reading[T]:
    """Return what ``decode`` makes of the file.

    ``decode`` raises ValueError or msgspec.DecodeError for content it cannot use; the file is then renamed to
    ``<name>.damaged-<n>``. A file that cannot be read at all is left alone. Never raises OSError.
    """
    try:
        first = _attempt(path, decode)
        if not isinstance(first, str):
            return Reading(first)
        with locked(path):
            # Another instance may have repaired the file, or set it aside, in the meantime.
            second = _attempt(path, decode)
            return Reading(damage=_set_aside(path, second)) if isinstance(second, str) else Reading(second)
    except FileNotFoundError:
        return Reading()
    except OSError as problem:
        return Reading(damage=Damage(path, problem.strerror or str(problem)))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other instances, and other threads, from the file while the block runs.

    The lock is a file of its own beside ``path`` and ends with the process, however that ends. Raises TimeoutError
    after LOCK_SECONDS, OSError when the folder cannot be written.
    """
    paths.create(path.parent)
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + LOCK_SECONDS
        while not _try_lock(handle):
            if time.monotonic() > until:
                raise TimeoutError(f"Another window of the program is still writing {path.name}. Try again.")
            time.sleep(0.01)
        yield
    finally:
        # Closing gives the lock back; the file stays, for removing it would let a third instance lock a new one.
        os.close(handle)


def _replace(path: Path, content: bytes, mode: int, *, durable: bool) -> None:
    """Put a new file in the place of ``path``; ``mode`` is what the umask then narrows."""
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if durable:
        _sync_folder(path.parent)


def _attempt(path: Path, decode: Callable[[bytes], T]) -> T | str:
    """Return the decoded file, or the reason why its content cannot be used. Raises OSError."""
    content = path.read_bytes()
    try:
        return decode(content)
    except (ValueError, RecursionError, msgspec.DecodeError) as problem:
        return str(problem) or type(problem).__name__


def _set_aside(path: Path, reason: str) -> Damage:
    number = 1
    while True:
        kept = path.with_name(f"{path.name}.damaged-{number}")
        try:
            # Taking the name first: a rename alone would overwrite what an earlier damage left.
            os.close(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            number += 1
            continue
        try:
            path.replace(kept)
        except OSError as problem:
            kept.unlink(missing_ok=True)
            return Damage(path, f"{reason} ({problem.strerror or problem})")
        return Damage(path, reason, kept)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut. Windows has no handle of a folder to do it with."""
    if sys.platform != "win32":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _try_lock(handle: int) -> bool:
    """Take the lock if it is free. A file system without locks counts as free."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
