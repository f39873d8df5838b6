"""The SQLite database behind the practice server: tables made from the declarations, the seed, and its cache.

The seeded database is built once for each series and kept in the user's cache folder, since loading it takes
a millisecond and building it much longer. A cache that cannot be read or written is simply not used.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from explorer.practice.fields import Date, Datetime, Field, Many2one
from explorer.practice.model import Check, Model, Unique
from explorer.practice.registry import Registry
from explorer.practice.text import prepare

LAYOUT = 1
"""Version of what is stored beside the models' own columns; a file of another layout is refused."""

SEEDED = "2025-03-03 08:00:00"
"""When the seed says that its records were made: the same each time, so that the kept database is too."""


class WrongFileError(Exception):
    """The file named by `--data` is not a database of this server and series."""


def quote(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def create_tables(connection: sqlite3.Connection, registry: Registry) -> None:
    """Make a table for each model and each many2many relation."""
    connection.execute("CREATE TABLE IF NOT EXISTS practice_meta (key TEXT PRIMARY KEY, value TEXT)")
    connection.execute("CREATE TABLE IF NOT EXISTS practice_sequence (code TEXT PRIMARY KEY, next INTEGER)")
    for model in registry.models.values():
        connection.execute(_table_sql(model))
        for field in model.fields:
            if field.column and (field.index or isinstance(field, Many2one)) and field.name != "id":
                name = quote(f"{model.table}_{field.name}_index")
                connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {quote(model.table)} ({quote(field.name)})")
    for link in {link.table: link for link in registry.links.values()}.values():
        own, other = quote(link.own), quote(link.other)
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {quote(link.table)} ({own} INTEGER NOT NULL, {other} INTEGER NOT NULL, "
            f"PRIMARY KEY ({own}, {other})) WITHOUT ROWID"
        )
        connection.execute(f"CREATE INDEX IF NOT EXISTS {quote(link.table + '_back')} ON {quote(link.table)} ({other})")


def _table_sql(model: Model) -> str:
    columns = ['"id" INTEGER PRIMARY KEY AUTOINCREMENT']
    columns += [
        f"{quote(field.name)} {field.sql_type}" for field in model.fields if field.column and field.name != "id"
    ]
    for rule in model.sql_constraints:
        if isinstance(rule, Unique):
            columns.append(
                f"CONSTRAINT {quote(rule.name)} UNIQUE ({', '.join(quote(column) for column in rule.columns)})"
            )
        elif isinstance(rule, Check):
            columns.append(f"CONSTRAINT {quote(rule.name)} CHECK ({rule.condition})")
    return f"CREATE TABLE IF NOT EXISTS {quote(model.table)} ({', '.join(columns)})"


def layout_of(registry: Registry) -> str:
    """A short mark of all tables and columns: a file with another one was made by another version."""
    import hashlib

    tables = [_table_sql(model) for model in registry.models.values()]
    links = [f"{link.table} {link.own} {link.other}" for link in registry.links.values()]
    text = "\n".join([str(LAYOUT), *sorted(tables), *sorted(links)])
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:20]


def column_value(field: Field, value: object) -> object:
    """A value of the seed or of a call as it is stored; an empty value is NULL."""
    if value is None or (value is False and field.type != "boolean"):
        return None
    if field.type == "boolean":
        return 1 if value else 0
    if field.sql_type == "JSON":
        return json.dumps(value, ensure_ascii=False)
    return value


def insert_rows(connection: sqlite3.Connection, registry: Registry, model: Model, rows: list[dict[str, Any]]) -> None:
    """Put rows of the seed into a table, and their many2many values into the relations' tables."""
    if not rows:
        return
    present = {name for row in rows for name in row}
    plain = [
        field
        for field in model.fields
        if field.column and (field.name in present or (field.default is not None and not callable(field.default)))
    ]
    stamps = {"create_date": SEEDED, "write_date": SEEDED, "create_uid": 2, "write_uid": 2}
    names = [field.name for field in plain]
    names += [name for name in stamps if name not in names and name in model.by_name]
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {quote(model.table)} ({', '.join(map(quote, names))}) VALUES ({marks})"

    def values(row: dict[str, Any]) -> list[object]:
        found = [
            column_value(field, row.get(field.name, field.default if not callable(field.default) else None))
            for field in plain
        ]
        return found + [stamps[name] for name in names[len(plain) :]]

    connection.executemany(sql, [values(row) for row in rows])
    for field in model.fields:
        link = registry.links.get((model.name, field.name))
        if link is not None and field.name in present:
            pairs = [(row["id"], other) for row in rows for other in row.get(field.name) or ()]
            columns = f"({quote(link.own)}, {quote(link.other)})"
            connection.executemany(f"INSERT OR IGNORE INTO {quote(link.table)} {columns} VALUES (?, ?)", pairs)


def worked_out(model: Model, given: set[str]) -> list[str]:
    """Stored computed and related columns that the seed leaves to the server."""
    return [
        field.name
        for field in model.fields
        if field.column and (field.compute or field.related) and field.name not in given
    ]


def connect(path: str = ":memory:") -> sqlite3.Connection:
    """A connection for all threads of the server (they take turns), with the text functions that Odoo needs."""
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=256)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    prepare(connection)
    return connection


def fingerprint(series: str) -> str:
    """Changes whenever a source or data file of this package changes."""
    import hashlib

    seen = hashlib.sha1(f"{LAYOUT} {series} {sys.version_info}".encode(), usedforsecurity=False)
    folder = Path(__file__).parent
    found = False
    for directory in (folder, folder / "orm", folder / "models", folder / "data"):
        try:
            entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.is_file() and not entry.name.endswith(".pyc"):
                state = entry.stat()
                seen.update(f"{entry.name} {state.st_size} {state.st_mtime_ns};".encode())
                found = True
    if not found:  # a frozen program keeps its modules in one file
        state = Path(sys.executable).stat()
        seen.update(f"{state.st_size} {state.st_mtime_ns}".encode())
    return seen.hexdigest()[:20]


def cache_folder() -> Path:
    """Where this platform keeps files that may be made again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "odoo-api-explorer" / "practice"


def load_kept(series: str) -> bytes | None:
    """The kept database of a series, None where there is none that fits."""
    try:
        return (cache_folder() / f"{series}-{fingerprint(series)}.sqlite").read_bytes()
    except (OSError, RuntimeError):
        return None


def keep(series: str, content: bytes) -> None:
    """Keep a built database; older ones of the series go. Failing is harmless."""
    try:
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{series}-{fingerprint(series)}.sqlite"
        draft = folder / f".{target.name}.{os.getpid()}"
        draft.write_bytes(content)
        draft.replace(target)
        for other in folder.glob(f"{series}-*.sqlite"):
            if other != target:
                other.unlink(missing_ok=True)
    except (OSError, RuntimeError):
        return


def is_moment(field: Field) -> bool:
    """Whether a field holds a date or a datetime."""
    return isinstance(field, Date | Datetime)
