"""The connections that the person made, in ``connections.json``: addresses and accounts, never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import msgspec

from explorer.core.call import Placeholder
from explorer.core.connection import Connection, Limits
from explorer.store.document import Document, JsonObject

PRACTICE_NAME = "Practice"
"""The built-in connection to the practice server. Its port changes with every start, so it is never stored."""


class LoadedConnections(msgspec.Struct, frozen=True):
    """The connections in the person's order, and a sentence for each thing in the file that could not be used."""

    items: tuple[Connection, ...] = ()
    problems: tuple[str, ...] = ()


class Connections:
    """Reads and changes ``connections.json`` in a folder.

    Every change is on the disk when it returns, and joins what another window of the program changed meanwhile.
    Entries and keys that this version does not understand stay in the file. Changes raise ValueError with a sentence
    for the person, LookupError for a name that is not there, OSError when the disk refuses.
    """

    def __init__(self, folder: Path) -> None:
        self._document = Document(folder / "connections.json")
        self._seen: set[str] = set()

    def load(self) -> LoadedConnections:
        """Return the stored connections. Never raises: what is wrong with the file is told in ``problems``."""
        content, damage = self._document.read()
        problems = [damage.sentence] if damage else []
        if not isinstance(content.get("connections", []), list):
            problems.append(f"{self._document.path} holds no list of connections.")
        items: list[Connection] = []
        for number, entry in enumerate(_entries(content), start=1):
            try:
                connection = msgspec.convert(entry, Connection)
            except msgspec.ValidationError as problem:
                problems.append(f"{_label(entry, number)} was skipped and stays in the file: {problem}.")
                continue
            if any(_same(connection.name, other.name) for other in items):
                problems.append(f"{_label(entry, number)} was skipped: its name is taken by one before it.")
            elif _same(connection.name, PRACTICE_NAME) or connection.practice:
                problems.append(f"{_label(entry, number)} was skipped: the practice server is built in.")
            else:
                items.append(connection)
        self._seen |= {_key(item.name) for item in items}
        return LoadedConnections(tuple(items), tuple(problems))

    def by_name(self, name: str) -> Connection | None:
        """Return the stored connection of that name, whatever the case of its letters."""
        return next((item for item in self.load().items if _same(item.name, name)), None)

    def add(self, connection: Connection) -> None:
        """Append a connection."""
        with self._document.change() as content:
            entries = _entries(content)
            _check(connection, entries)
            content["connections"] = [*entries, _merged({}, connection)]
        self._seen.add(_key(connection.name))

    def replace(self, name: str, connection: Connection) -> None:
        """Put ``connection`` in the place of the one called ``name``; its own name may be another."""
        with self._document.change() as content:
            entries = _entries(content)
            place = _place(entries, name)
            _check(connection, entries[:place] + entries[place + 1 :])
            entries[place] = _merged(cast("JsonObject", entries[place]), connection)
            content["connections"] = entries
        self._seen.add(_key(connection.name))

    def remove(self, name: str) -> None:
        """Take the connection called ``name`` out of the file. Its secrets are the vault's affair."""
        with self._document.change() as content:
            entries = _entries(content)
            del entries[_place(entries, name)]
            content["connections"] = entries

    def save(self, connections: tuple[Connection, ...]) -> None:
        """Make the file hold these connections in this order, without those that were here before and are not given.

        What was never seen here stays: entries that this version cannot read come first, those that another window
        added last. The practice server is passed over.
        """
        ours = self._seen | {_key(connection.name) for connection in connections}
        with self._document.change() as content:
            kept: list[object] = []
            first: dict[str, object] = {}
            foreign: list[object] = []
            for entry in _entries(content):
                name = _key(_name(entry))
                if not _readable(entry):
                    kept.append(entry)
                elif name in ours and name not in first:
                    first[name] = entry
                else:
                    foreign.append(entry)
            for connection in connections:
                if not connection.practice:
                    _check(connection, kept)
                    kept.append(_merged(cast("JsonObject", first.get(_key(connection.name), {})), connection))
            content["connections"] = kept + foreign
        self._seen = ours


def _check(connection: Connection, others: list[object]) -> None:
    """Raise ValueError where storing the connection would mislead a person or put a secret on the disk."""
    if not connection.name.strip():
        raise ValueError("The connection needs a name.")
    if connection.practice or _same(connection.name, PRACTICE_NAME):
        raise ValueError(f"“{PRACTICE_NAME}” is the built-in practice server. Choose another name.")
    if any(_same(connection.name, _name(entry)) for entry in others):
        raise ValueError(f"There is already a connection called “{connection.name}”. Choose another name.")
    if "@" in urlsplit(connection.url).netloc:
        raise ValueError("The URL holds a login or a password before the @. Enter them in their own fields.")
    if _holds_placeholder(connection.context):
        raise ValueError("The default context of a connection takes values, not {{names}}.")


def _merged(entry: JsonObject, connection: Connection) -> JsonObject:
    """Return the entry as it goes into the file: ours in the order of declaration, then keys we do not know."""
    unknown = {key: value for key, value in entry.items() if key not in Connection.__struct_fields__}
    ours = cast("JsonObject", msgspec.to_builtins(connection))
    if isinstance(old := entry.get("limits"), dict):
        newer = {key: value for key, value in old.items() if key not in Limits.__struct_fields__}
        if newer:
            ours["limits"] = {**cast("JsonObject", ours.get("limits", {})), **newer}
    return {**ours, **unknown}


def _entries(content: JsonObject) -> list[object]:
    found = content.get("connections")
    return list(found) if isinstance(found, list) else []


def _place(entries: list[object], name: str) -> int:
    for place, entry in enumerate(entries):
        if _readable(entry) and _same(_name(entry), name):
            return place
    raise LookupError(f"There is no connection called “{name}”.")


def _readable(entry: object) -> bool:
    try:
        msgspec.convert(entry, Connection)
    except msgspec.ValidationError:
        return False
    return True


def _name(entry: object) -> str:
    return str(entry.get("name", "")) if isinstance(entry, dict) else ""


def _label(entry: object, number: int) -> str:
    return f"The connection “{_name(entry)}”" if _name(entry) else f"Entry {number} of the connections"


def _key(name: str) -> str:
    """Return the name as it is compared: two that differ in case or outer spaces would be taken for one another."""
    return name.strip().casefold()


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _holds_placeholder(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_placeholder, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_placeholder, value))
    return isinstance(value, Placeholder)
