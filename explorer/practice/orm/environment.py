"""One call's view of the database: who asks, in which context, on which series."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from explorer.practice.model import Model
from explorer.practice.orm import read, search, write
from explorer.practice.registry import Registry
from explorer.practice.sql import Translator
from explorer.practice.sql17 import Translator17
from explorer.practice.sql19 import Translator19

ADMINISTRATORS = (1, 2)
"""Users who may do everything: OdooBot and the administrator."""


class Env:
    """Implements `model.Environment`. `su` switches rights and record rules off, as inside Odoo's own code."""

    def __init__(
        self,
        registry: Registry,
        connection: sqlite3.Connection,
        uid: int,
        context: Mapping[str, Any] | None = None,
        *,
        su: bool = False,
    ) -> None:
        self.registry = registry
        self.connection = connection
        self.uid = uid
        self.context: Mapping[str, Any] = context or {}
        self.series = registry.series
        self.su = su or uid in ADMINISTRATORS

    def sudo(self) -> Env:
        """The same without any check of rights."""
        return self if self.su else Env(self.registry, self.connection, self.uid, self.context, su=True)

    def with_context(self, **more: Any) -> Env:
        """The same with more in the context."""
        return Env(self.registry, self.connection, self.uid, {**self.context, **more}, su=self.su)

    def translator(self) -> Translator:
        """A fresh maker of SQL for this series."""
        return Translator17(self) if self.series == "17.0" else Translator19(self)

    def select(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def model(self, name: str) -> Model:
        """A model by name. Raises KeyError for one that the server does not hold."""
        return self.registry[name]

    def rows(self, model: str, ids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Raw values of existing records; see `model.Environment`."""
        return read.rows(self.sudo(), self.registry[model], ids, names)

    def search(
        self, model: str, domain: Sequence[Any], order: str | None = None, limit: int | None = None
    ) -> list[int]:
        """Ids that match, archived ones too."""
        return search.ids(self.sudo(), self.registry[model], list(domain), order=order, limit=limit, active_test=False)

    def names(self, model: str, ids: Sequence[int]) -> dict[int, str]:
        """Display names of existing records."""
        return read.names(self.sudo(), self.registry[model], ids)

    def create(self, model: str, values: Mapping[str, Any]) -> int:
        """Make a record, rights unchecked."""
        return write.create(self.sudo(), self.registry[model], [dict(values)])[0]

    def write(self, model: str, ids: Sequence[int], values: Mapping[str, Any]) -> None:
        """Change records, rights unchecked."""
        write.write(self.sudo(), self.registry[model], list(ids), dict(values))

    def unlink(self, model: str, ids: Sequence[int]) -> None:
        """Delete records, rights unchecked."""
        write.unlink(self.sudo(), self.registry[model], list(ids))

    def recompute(self, model: str, ids: Sequence[int]) -> None:
        """Work out stored computed columns again."""
        write.recompute(self.sudo(), self.registry[model], list(ids))

    def next_number(self, code: str) -> str:
        """The next number of a sequence: `S00021` for sale.order, else the code and a number."""
        row = self.select("SELECT next FROM practice_sequence WHERE code = ?", [code])
        number = row[0][0] if row else self._first_number(code)
        self.connection.execute("INSERT OR REPLACE INTO practice_sequence VALUES (?, ?)", [code, number + 1])
        return f"S{number:05d}" if code == "sale.order" else f"{code.upper()}/{number:05d}"

    def _first_number(self, code: str) -> int:
        """One more than the greatest number that the seed used."""
        if code != "sale.order" or code not in self.registry:
            return 1
        sql = "SELECT MAX(CAST(SUBSTR(name, 2) AS INTEGER)) FROM sale_order WHERE name GLOB 'S[0-9]*'"
        return int(self.select(sql)[0][0] or 0) + 1

    def moment(self) -> datetime:
        """Now in UTC, without a time zone."""
        return datetime.now(UTC).replace(tzinfo=None)

    def now(self) -> str:
        """Now in UTC as it is stored."""
        return self.moment().strftime("%Y-%m-%d %H:%M:%S")

    def today(self) -> str:
        """Today in UTC."""
        return self.moment().date().isoformat()
