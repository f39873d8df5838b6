"""The database of one server and its users; each call is a transaction, and calls take turns."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from explorer.practice.auth import Accounts
from explorer.practice.database import WrongFileError, connect, layout_of
from explorer.practice.errors import DatabaseError
from explorer.practice.fields import SERIES
from explorer.practice.greeting import new_keys
from explorer.practice.orm.environment import Env
from explorer.practice.registry import Registry
from explorer.practice.seed import add_lines, added_lines, open_seeded, registry_of

Result = TypeVar("Result")


class Service:
    """Registry, database and accounts of a series.

    `data` names the SQLite file to keep the data in; None keeps it in memory. `rows` is how many sale order
    lines to add; a file that has some of them gets the rest, and `added_rows` says how many there are then. Raises
    WrongFileError for a file of another kind or series.
    """

    def __init__(
        self, series: str, *, data: Path | None = None, rows: int = 0, keys: Mapping[str, str] | None = None
    ) -> None:
        if series not in SERIES:
            raise ValueError(f"The practice server knows the series {' and '.join(SERIES)}, not {series}.")
        self.series = series
        self.registry: Registry = registry_of(series)
        self._data = data
        self._lock = threading.RLock()
        self.connection = self._open(rows)
        self.added_rows = added_lines(self.connection)
        self.accounts = Accounts(self.connection, keys or new_keys())

    @property
    def newer(self) -> bool:
        """Whether this is the series with JSON/2 and `/doc-bearer`."""
        return self.series != "17.0"

    def _open(self, rows: int) -> sqlite3.Connection:
        if self._data is None:
            connection = open_seeded(self.registry)
            add_lines(connection, self.registry, rows)
            return connection
        made = not self._data.exists() or self._data.stat().st_size == 0
        try:
            connection = connect(str(self._data))
            if made:
                with open_seeded(self.registry) as seed:
                    seed.backup(connection)
                seed.close()
            else:
                _check_file(connection, self._data, self.registry)
            add_lines(connection, self.registry, rows)
        except (sqlite3.Error, OSError) as error:
            raise WrongFileError(f"{self._data} cannot be used: {error}") from error
        return connection

    def call(self, uid: int, work: Callable[[Env], Result]) -> Result:
        """Run one call as a user: all of it is kept, or, when it fails, none."""
        with self._lock:
            self.connection.execute("BEGIN")
            try:
                result = work(Env(self.registry, self.connection, uid))
            except OverflowError:
                self.connection.execute("ROLLBACK")
                raise DatabaseError("errors.NumericValueOutOfRange", "integer out of range\n") from None
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
            return result

    def login(self, login: object, secret: object) -> int | bool:
        """The uid behind a login, or False."""
        with self._lock:
            return self.accounts.login(login, secret)

    def check(self, uid: object, secret: object) -> int:
        """The uid of a call; raises AccessDenied or MissingError."""
        with self._lock:
            return self.accounts.check(uid, secret)

    def bearer(self, key: str) -> int | None:
        """The uid behind an API key, or None."""
        with self._lock:
            return self.accounts.bearer(key)

    def reset(self) -> None:
        """Put the data back as they were when the server was new; the keys stay."""
        with self._lock:
            seed = open_seeded(self.registry)
            add_lines(seed, self.registry, self.added_rows)
            seed.backup(self.connection)
            seed.close()
            keys = {account.login: account.api_key for account in self.accounts.all}
            self.accounts = Accounts(self.connection, keys)

    def interrupt(self) -> None:
        """Break off the query that is running, whatever it is."""
        self.connection.interrupt()

    def close(self) -> None:
        """Close the database once the last call has let go of it."""
        if self._lock.acquire(timeout=1):
            self.connection.close()
            self._lock.release()


def _check_file(connection: sqlite3.Connection, path: Path, registry: Registry) -> None:
    try:
        found = dict(connection.execute("SELECT key, value FROM practice_meta"))
    except sqlite3.Error:
        raise WrongFileError(f"{path} is not a database of the practice server") from None
    if found.get("series") != registry.series:
        raise WrongFileError(
            f"{path} was made for series {found.get('series')}, not {registry.series}: name another file or that series"
        )
    if found.get("layout") != layout_of(registry):
        raise WrongFileError(f"{path} was made by another version of this program: name another file")
