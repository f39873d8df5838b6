"""x2many commands 0 to 6 in all their spellings, and what they do to the related records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from explorer.practice.database import quote
from explorer.practice.fields import Many2many, One2many
from explorer.practice.model import Model

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env


class Command(NamedTuple):
    """One command: 0 create, 1 update, 2 delete, 3 unlink, 4 link, 5 clear, 6 set."""

    code: int
    id: int
    argument: Any


def read_commands(model: Model, field: One2many | Many2many, value: object) -> list[Command]:
    """Commands out of a value: a list of commands, a plain list of ids (set), or False (clear).

    `[5]`, `[4, id]` and the like may leave their zeros away, `[6]` may not (IndexError, as in Odoo).
    """
    if value is False or value is None:
        return [Command(5, 0, 0)]
    if not isinstance(value, list | tuple):
        raise ValueError(f"Wrong value for {model.name}.{field.name}: {value!r}")
    if value and all(isinstance(item, int) and not isinstance(item, bool) for item in value):
        return [Command(6, 0, list(value))]
    found: list[Command] = []
    for item in value:
        if isinstance(item, dict):
            found.append(Command(0, 0, item))
        elif isinstance(item, list | tuple) and item and item[0] in range(7):
            found.append(_command(item))
        elif isinstance(item, int):
            found.append(Command(4, item, 0))
        else:
            raise ValueError(f"Wrong value for {model.name}.{field.name}: {value!r}")
    return found


def _command(item: Sequence[Any]) -> Command:
    code = int(item[0])
    if code in (0, 6):
        return Command(code, 0, item[2])
    if code == 1:
        return Command(code, item[1], item[2])
    return Command(code, 0 if code == 5 else item[1], 0)


def apply_one2many(env: Env, model: Model, field: One2many, id: int, commands: list[Command]) -> None:
    """Carry out commands on the lines of one record."""
    comodel, inverse = env.registry.comodel(field), env.registry.inverse(field)
    if comodel is None or inverse is None:
        return
    from explorer.practice.orm import write

    def lines() -> list[int]:
        sql = f"SELECT id FROM {quote(comodel.table)} WHERE {quote(inverse.name)} = ? ORDER BY id"
        return [row[0] for row in env.select(sql, [id])]

    def let_go(ids: list[int]) -> None:
        if ids and inverse.ondelete == "cascade":
            write.unlink(env, comodel, ids)
        elif ids:
            write.write(env, comodel, ids, {inverse.name: False})

    new: list[dict[str, Any]] = []
    for command in commands:
        if command.code == 0:
            new.append({**command.argument, inverse.name: id})
            continue
        if new:
            write.create(env, comodel, new)
            new = []
        if command.code == 1:
            write.write(env, comodel, [command.id], command.argument)
        elif command.code == 2:
            write.unlink(env, comodel, [command.id])
        elif command.code == 3:
            let_go([line for line in lines() if line == command.id])
        elif command.code == 4:
            if command.id not in lines():
                write.write(env, comodel, [command.id], {inverse.name: id})
        else:
            wanted = list(command.argument) if command.code == 6 else []
            let_go([line for line in lines() if line not in wanted])
            added = [line for line in wanted if line not in lines()]
            if added:
                write.write(env, comodel, added, {inverse.name: id})
    if new:
        write.create(env, comodel, new)


def apply_many2many(env: Env, model: Model, field: Many2many, id: int, commands: list[Command]) -> None:
    """Carry out commands on the links of one record."""
    comodel = env.registry.comodel(field)
    link = env.registry.links.get((model.name, field.name))
    if comodel is None or link is None:
        return
    from explorer.practice.orm import write

    table, own, other = quote(link.table), quote(link.own), quote(link.other)

    def add(ids: list[int]) -> None:
        write.check_target(env, model, field, comodel, ids)
        env.connection.executemany(f"INSERT OR IGNORE INTO {table} ({own}, {other}) VALUES (?, ?)", [(id, one) for one in ids])

    for command in commands:
        if command.code == 0:
            add(write.create(env, comodel, [dict(command.argument)]))
        elif command.code == 1:
            write.write(env, comodel, [command.id], command.argument)
        elif command.code == 2:
            write.unlink(env, comodel, [command.id])
        elif command.code == 3:
            env.connection.execute(f"DELETE FROM {table} WHERE {own} = ? AND {other} = ?", [id, command.id])
        elif command.code == 4:
            add([command.id])
        else:
            wanted = list(command.argument) if command.code == 6 else []
            env.connection.execute(
                f"DELETE FROM {table} WHERE {own} = ? AND {other} NOT IN (SELECT value FROM json_each(?))",
                [id, json.dumps(wanted)],
            )
            if wanted:
                add(wanted)
