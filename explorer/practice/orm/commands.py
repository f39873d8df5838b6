"""x2many commands 0 to 6 in all their spellings, and what they do to the related records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from explorer.practice.database import quote
from explorer.practice.fields import Many2many, Many2one, One2many
from explorer.practice.model import Model
from explorer.practice.orm import write

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env


class Command(NamedTuple):
    """One command: 0 create, 1 update, 2 delete, 3 unlink, 4 link, 5 clear, 6 set."""

    code: int
    record_id: int
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


class _Lines:
    """The lines of one record behind a one2many."""

    def __init__(self, env: Env, comodel: Model, inverse: Many2one, owner: int) -> None:
        self.env = env
        self.comodel = comodel
        self.inverse = inverse
        self.owner = owner

    def ids(self) -> list[int]:
        """Ids of the lines, archived ones too."""
        sql = f"SELECT id FROM {quote(self.comodel.table)} WHERE {quote(self.inverse.name)} = ? ORDER BY id"
        return [row[0] for row in self.env.select(sql, [self.owner])]

    def take(self, ids: list[int]) -> None:
        """Make records lines of this one."""
        added = [line for line in ids if line not in self.ids()]
        if added:
            write.write(self.env, self.comodel, added, {self.inverse.name: self.owner})

    def let_go(self, ids: list[int]) -> None:
        """Take lines away: they go for good where the many2one cascades."""
        gone = [line for line in self.ids() if line in ids]
        if gone and self.inverse.ondelete == "cascade":
            write.unlink(self.env, self.comodel, gone)
        elif gone:
            write.write(self.env, self.comodel, gone, {self.inverse.name: False})

    def apply(self, command: Command) -> None:
        """Carry out one command other than create."""
        if command.code == 1:
            write.write(self.env, self.comodel, [command.record_id], command.argument)
        elif command.code == 2:
            write.unlink(self.env, self.comodel, [command.record_id])
        elif command.code == 3:
            self.let_go([command.record_id])
        elif command.code == 4:
            self.take([command.record_id])
        else:
            wanted = list(command.argument) if command.code == 6 else []
            self.let_go([line for line in self.ids() if line not in wanted])
            self.take(wanted)


def apply_one2many(env: Env, model: Model, field: One2many, record_id: int, commands: list[Command]) -> None:
    """Carry out commands on the lines of one record; new lines that follow each other are made together."""
    comodel, inverse = env.registry.comodel(field), env.registry.inverse(field)
    if comodel is None or inverse is None:
        return
    lines = _Lines(env, comodel, inverse, record_id)
    new: list[dict[str, Any]] = []
    for command in commands:
        if command.code == 0:
            new.append({**command.argument, inverse.name: record_id})
            continue
        if new:
            write.create(env, comodel, new)
            new = []
        lines.apply(command)
    if new:
        write.create(env, comodel, new)


def apply_many2many(env: Env, model: Model, field: Many2many, record_id: int, commands: list[Command]) -> None:
    """Carry out commands on the links of one record."""
    comodel = env.registry.comodel(field)
    link = env.registry.links.get((model.name, field.name))
    if comodel is None or link is None:
        return
    table, own, other = quote(link.table), quote(link.own), quote(link.other)

    def add(ids: list[int]) -> None:
        write.check_target(env, model, field, comodel, ids)
        sql = f"INSERT OR IGNORE INTO {table} ({own}, {other}) VALUES (?, ?)"
        env.connection.executemany(sql, [(record_id, one) for one in ids])

    for command in commands:
        if command.code == 0:
            add(write.create(env, comodel, [dict(command.argument)]))
        elif command.code == 1:
            write.write(env, comodel, [command.record_id], command.argument)
        elif command.code == 2:
            write.unlink(env, comodel, [command.record_id])
        elif command.code == 3:
            sql = f"DELETE FROM {table} WHERE {own} = ? AND {other} = ?"
            env.connection.execute(sql, [record_id, command.record_id])
        elif command.code == 4:
            add([command.record_id])
        else:
            wanted = list(command.argument) if command.code == 6 else []
            env.connection.execute(
                f"DELETE FROM {table} WHERE {own} = ? AND {other} NOT IN (SELECT value FROM json_each(?))",
                [record_id, json.dumps(wanted)],
            )
            if wanted:
                add(wanted)
