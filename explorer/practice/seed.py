"""Builds the practice database: the rows of `data/`, what the server works out from them, and more rows on request."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.practice.database import (
    connect,
    create_tables,
    insert_rows,
    keep,
    layout_of,
    load_kept,
    quote,
    worked_out,
)
from explorer.practice.fields import Field, Many2one, One2many, Selection
from explorer.practice.model import Model
from explorer.practice.orm.environment import Env
from explorer.practice.orm.write import fill
from explorer.practice.registry import Registry

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def registry_of(series: str) -> Registry:
    """The models of a series."""
    from explorer.practice.models import declarations

    return Registry(declarations(), series)


def open_seeded(registry: Registry) -> sqlite3.Connection:
    """The practice database in memory: from the cache, else built and kept."""
    content = load_kept(registry.series)
    connection = connect()
    if content is not None:
        try:
            connection.deserialize(content)
            connection.execute("SELECT value FROM practice_meta").fetchall()
        except sqlite3.Error:
            connection.close()
            connection = connect()
        else:
            return connection
    from explorer.practice.data import rows

    build(connection, registry, rows())
    keep(registry.series, connection.serialize())
    return connection


def build(connection: sqlite3.Connection, registry: Registry, rows: Rows) -> None:
    """Make tables and fill them. Computed columns that the rows leave out are worked out at the end."""
    create_tables(connection, registry)
    connection.execute("BEGIN")
    about = [("series", registry.series), ("layout", layout_of(registry))]
    connection.executemany("INSERT OR REPLACE INTO practice_meta VALUES (?, ?)", about)
    given: dict[str, set[str]] = {}
    for name, model in registry.models.items():
        mine = [dict(row) for row in rows.get(name, ())]
        given[name] = {key for row in mine for key in row}
        insert_rows(connection, registry, model, mine)
    _reflect(connection, registry)
    env = Env(registry, connection, 1, su=True)
    for _ in range(2):  # a second time, since what one model works out may rest on another's
        for name, model in registry.models.items():
            ids = [row[0] for row in connection.execute(f"SELECT id FROM {quote(model.table)}")]
            for column in worked_out(model, given[name]) if ids else ():
                fill(env, model, model.by_name[column], ids)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _reflect(connection: sqlite3.Connection, registry: Registry) -> None:
    """Rows of ir.model, ir.model.fields and ir.model.fields.selection, made from the declarations."""
    models = sorted(registry.models.values(), key=lambda model: model.name)
    lines: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []
    for number, model in enumerate(models, 1):
        for field in sorted(model.fields, key=lambda field: field.name):
            lines.append({"id": len(lines) + 1, "model_id": number, **_field_row(registry, model, field)})
            if isinstance(field, Selection):
                choices += [
                    {"id": len(choices) + place, "field_id": len(lines), "value": key, "name": label, "sequence": place}
                    for place, (key, label) in enumerate(field.selection, 1)
                ]
    rows = {
        "ir.model": [{"id": number, **_model_row(model)} for number, model in enumerate(models, 1)],
        "ir.model.fields": lines,
        "ir.model.fields.selection": choices,
    }
    for name, many in rows.items():
        if name in registry:
            insert_rows(connection, registry, registry[name], many)


def _model_row(model: Model) -> dict[str, Any]:
    return {
        "model": model.name,
        "name": model.label,
        "order": model.order,
        "state": "base",
        "transient": model.transient,
        "abstract": model.abstract,
        "modules": model.modules,
    }


def _field_row(registry: Registry, model: Model, field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "model": model.name,
        "field_description": field.string,
        "ttype": field.type,
        "relation": getattr(field, "comodel", False),
        "relation_field": field.inverse if isinstance(field, One2many) else False,
        "required": field.required,
        "readonly": field.readonly,
        "store": field.store,
        "index": field.index,
        "copied": field.copy,
        "translate": field.translate if registry.series == "17.0" else field.translate and "standard",
        "related": field.related or False,
        "help": field.help or False,
        "size": getattr(field, "size", None) or 0,
        "on_delete": field.ondelete if isinstance(field, Many2one) else False,
        "depends": ",".join(field.depends) or False,
        "state": "base",
        "modules": model.modules,
    }


BATCH = 500
"""Orders put into the database at a time."""


def added_lines(connection: sqlite3.Connection) -> int:
    """How many sale order lines were added on request since the database was made."""
    row = connection.execute("SELECT value FROM practice_meta WHERE key = 'added_lines'").fetchone()
    return int(row[0]) if row else 0


def add_lines(connection: sqlite3.Connection, registry: Registry, wanted: int) -> None:
    """Add sale order lines with their orders until `wanted` were added in all; where as many were, nothing changes."""
    from explorer.practice.data import sale_lines

    missing = wanted - added_lines(connection)
    if missing <= 0:
        return

    def last(table: str) -> int:
        return int(connection.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0])

    orders: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []

    def flush() -> None:
        insert_rows(connection, registry, registry["sale.order"], orders)
        insert_rows(connection, registry, registry["sale.order.line"], lines)
        orders.clear()
        lines.clear()

    connection.execute("BEGIN")
    for order, of_order in sale_lines(missing, last("sale_order") + 1, last("sale_order_line") + 1):
        orders.append(order)
        lines.extend(of_order)
        if len(orders) >= BATCH:
            flush()
    flush()
    # The new orders took names after the last one; counting goes on after them.
    connection.execute("DELETE FROM practice_sequence WHERE code = 'sale.order'")
    connection.execute("INSERT OR REPLACE INTO practice_meta VALUES ('added_lines', ?)", [str(wanted)])
    connection.execute("COMMIT")
