"""What servers said of their models, kept between starts so that the tree of a known server is there at once.

One file an entry, not a database: the values are whole answers of up to some megabytes; ``sqlite3`` stays out of the
first paint; two instances need no lock, since a rename is atomic; and damage costs one entry. An entry is its key as
a line of JSON, a checksum line, and the value.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from explorer.store import files

LIMIT = 200_000_000
"""Bytes on the disk; the entries that were not used for longest go first."""

_SPARE = 0.9
"""A clean-up goes down to this part of the limit, so that not every further entry cleans up again."""

_STALE_SECONDS = 3600.0
"""A temporary file of this age belongs to an instance that died while writing."""

_log = logging.getLogger(__name__)


class SchemaCache:
    """Bytes by key in a folder of its own. Keys say where something came from; they hold no secret.

    A cache that cannot be read or written makes the program slower, and nothing else: no method raises OSError.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        self._size: int | None = None
        self._complained = False

    def get(self, key: str) -> bytes | None:
        """Return the value last put, or None. A damaged entry is removed and counts as absent."""
        path = self._path(key)
        try:
            value = _value(path.read_bytes(), key)
            if value is None:
                path.unlink(missing_ok=True)
            else:
                os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as problem:
            self._complain(problem)
            return None
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a value in place of the key's earlier one. One larger than the whole cache is not kept."""
        content = _entry(key, value)
        if len(content) > self._limit:
            self.forget_one(key)
            return
        try:
            # Not synced to the disk: the checksum finds an entry that a power cut left incomplete.
            files.write(self._path(key), content, durable=False)
        except OSError as problem:
            self._complain(problem)
            return
        # An estimate that only grows (a replaced entry counts twice) until a clean-up measures anew.
        self._size = self._measure() if self._size is None else self._size + len(content)
        if self._size > self._limit:
            self._clean_up()

    def forget_one(self, key: str) -> None:
        """Drop the entry of exactly this key."""
        with suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def forget(self, prefix: str) -> None:
        """Drop every entry whose key begins with ``prefix``, such as all of one server; ``""`` drops all."""
        for path, _ in self._entries():
            with suppress(OSError):
                with path.open("rb") as file:
                    key = _key(file.readline())
                # An entry whose key cannot be read is of no use to anybody.
                if key is None or key.startswith(prefix):
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.blake2b(key.encode(), digest_size=20).hexdigest()}.entry"

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield the entries with their figures. One that another instance removes meanwhile is left out."""
        try:
            found = list(os.scandir(self._folder))
        except OSError:
            return
        for item in found:
            if item.name.endswith(".entry"):
                with suppress(OSError):
                    # Not item.stat(): on Windows its figures may be those of an earlier time.
                    yield Path(item.path), Path(item.path).stat()

    def _measure(self) -> int:
        return sum(figures.st_size for _, figures in self._entries())

    def _clean_up(self) -> None:
        """Remove the longest unused entries, and what dead instances left, until there is room again."""
        entries = sorted(self._entries(), key=lambda entry: entry[1].st_mtime_ns)
        size = sum(figures.st_size for _, figures in entries)
        for path, figures in entries:
            if size <= self._limit * _SPARE:
                break
            with suppress(OSError):
                path.unlink(missing_ok=True)
                size -= figures.st_size
        newest = entries[-1][1].st_mtime if entries else 0.0
        for part in self._folder.glob(".*.part"):
            with suppress(OSError):
                if part.stat().st_mtime < newest - _STALE_SECONDS:
                    part.unlink()
        self._size = size

    def _complain(self, problem: OSError) -> None:
        """Say once that the cache does not work; every further time would be noise."""
        if not self._complained:
            self._complained = True
            _log.warning("The cache in %s cannot be used: %s", self._folder, problem)


def _entry(key: str, value: bytes) -> bytes:
    return json.dumps(key).encode() + b"\n" + _checksum(value) + b"\n" + value


def _value(content: bytes, key: str) -> bytes | None:
    """Return the value of an entry, or None when it is damaged or, by a chance in 2**160, another key's."""
    first, _, rest = content.partition(b"\n")
    checksum, newline, value = rest.partition(b"\n")
    return value if newline and _key(first) == key and checksum == _checksum(value) else None


def _key(line: bytes) -> str | None:
    try:
        key = json.loads(line)
    except ValueError:
        return None
    return key if isinstance(key, str) else None


def _checksum(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=16).hexdigest().encode()
