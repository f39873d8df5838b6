"""A JSON object on disk that several instances, and several versions, of the program share.

Every change reads the file anew and writes back all it does not know, so that neither a second window's change nor a
newer version's keys are lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from explorer.store import files

_log = logging.getLogger(__name__)

JsonObject = dict[str, object]

VERSION = 1
"""The form of our files. A higher number read from a file is left as it is."""


class Document:
    """One file with one JSON object."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[JsonObject, files.Damage | None]:
        """Return the object, empty when there is no usable file, and the damage found. Never raises OSError."""
        reading = files.read(self.path, _decode)
        return reading.value or {}, reading.damage

    @contextmanager
    def change(self) -> Iterator[JsonObject]:
        """Give the object to the block, and write what the block made of it; nothing when it raises.

        Raises OSError when the file cannot be read or written: content that was not understood is never overwritten.
        """
        if (damage := self.read()[1]) and damage.kept:
            _log.warning("%s", damage.sentence)
        with files.locked(self.path):
            content = self._strict()
            before = msgspec.json.encode(content)
            yield content
            if msgspec.json.encode(content) != before:
                version = content.pop("version", VERSION)
                files.write(self.path, _encode({"version": version, **content}))

    def _strict(self) -> JsonObject:
        try:
            return _decode(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError, msgspec.DecodeError) as problem:
            raise OSError(f"{self.path} is damaged and could not be set aside: {problem}") from problem


def _decode(content: bytes) -> JsonObject:
    return msgspec.json.decode(content, type=JsonObject)


def _encode(content: JsonObject) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
