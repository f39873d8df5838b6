"""Writing: create, write, unlink and copy, with defaults, inheritance, constraints and computed columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.database import quote
from explorer.practice.errors import MissingError, ValidationError
from explorer.practice.fields import Field, Many2many, Many2one, One2many
from explorer.practice.model import Check, Model
from explorer.practice.orm import access, read
from explorer.practice.orm.commands import apply_many2many, apply_one2many, read_commands
from explorer.practice.orm.values import to_column

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

Values = dict[str, Any]

MAGIC = ("id", "create_uid", "create_date", "write_uid", "write_date")
"""Columns that the server itself fills."""


def defaults(env: Env, model: Model, names: Sequence[str]) -> Values:
    """Defaults of some fields: `default_<name>` of the context, else the field's own."""
    found: Values = {}
    for name in names:
        field = model.by_name.get(name)
        if f"default_{name}" in env.context:
            found[name] = env.context[f"default_{name}"]
        elif field is not None and field.default is not None:
            found[name] = field.default(env) if callable(field.default) else field.default
    return found


def create(env: Env, model: Model, many: Sequence[Mapping[str, Any]]) -> list[int]:
    """Make records; gives their ids."""
    access.check(env, model, "c")
    for given in many:
        for name in given:
            if name not in model.by_name:
                where = "on model" if env.series == "17.0" else "in"
                raise ValueError(f"Invalid field {name!r} {where} {model.name!r}")
    made = [_create_one(env, model, dict(given)) for given in many]
    _finish(env, model, made)
    access.check_records(env, model, made, "c")
    return made


def _create_one(env: Env, model: Model, given: Values) -> int:
    missing = [field.name for field in model.fields if field.name not in given and not field.inherited]
    values = {**defaults(env, model, missing), **given}
    for name in MAGIC:
        values.pop(name, None)
    if model.prepare_create is not None:
        values = model.prepare_create(env.sudo(), values)
    for parent, through in model.inherits.items():
        values = _create_parent(env, model, env.registry[parent], through, values)
    now = env.now()
    columns = {
        field.name: to_column(env.series, model, field, values[field.name])
        for field in model.fields
        if field.column and field.name in values and field.name != "id"
    }
    columns |= {"create_uid": env.uid, "create_date": now, "write_uid": env.uid, "write_date": now}
    columns = {name: value for name, value in columns.items() if name in model.by_name}
    _check_required(env, model, columns, model.fields)
    _check_links(env, model, columns)
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {quote(model.table)} ({', '.join(map(quote, columns))}) VALUES ({marks})"
    record_id = _execute(env, model, sql, list(columns.values()))
    _compute(env, model, [record_id], given=set(given))
    lines = _write_relations(env, model, [record_id], values)
    _write_related(env, model, [record_id], values)
    if lines:
        _compute(env, model, [record_id], given=set(given))
    return record_id


def _create_parent(env: Env, model: Model, parent: Model, through: str, values: Values) -> Values:
    """Split off the values of an `_inherits` parent, and make it where none is named."""
    own = {name: value for name, value in values.items() if not _lives_in(model, name, through)}
    theirs = {name: value for name, value in values.items() if name not in own}
    if own.get(through):
        if theirs:
            write(env.sudo(), parent, [own[through]], theirs)
    else:
        own[through] = create(env.sudo(), parent, [theirs])[0]
    return own


def _lives_in(model: Model, name: str, through: str) -> bool:
    field = model.by_name[name]
    return field.inherited and field.related == f"{through}.{name}"


def write(env: Env, model: Model, ids: Sequence[int], given: Mapping[str, Any]) -> None:
    """Change records. Raises MissingError where one is gone (19.0/157)."""
    access.check(env, model, "w")
    if not ids:
        return
    for name in given:
        if name not in model.by_name:
            raise _unknown_in_write(env, model, name)
    access.check_fields(env, model, list(given), "w")
    check_exist(env, model, ids)
    access.check_records(env, model, ids, "w")
    values = {name: value for name, value in given.items() if name not in MAGIC}
    if model.prepare_write is not None:
        values = model.prepare_write(env.sudo(), list(ids), dict(values))
    columns = {
        name: to_column(env.series, model, model.by_name[name], value)
        for name, value in values.items()
        if model.by_name[name].column
    }
    _check_required(env, model, columns, [model.by_name[name] for name in columns])
    _check_links(env, model, columns)
    columns |= {"write_uid": env.uid, "write_date": env.now()}
    columns = {name: value for name, value in columns.items() if name in model.by_name}
    settings = ", ".join(f"{quote(name)} = ?" for name in columns)
    sql = f"UPDATE {quote(model.table)} SET {settings} WHERE id IN (SELECT value FROM json_each(?))"
    _execute(env, model, sql, [*columns.values(), json.dumps(list(ids))])
    _write_relations(env, model, ids, values)
    _write_related(env, model, ids, values)
    _compute(env, model, ids, given=set(values), changed=set(values))
    _finish(env, model, ids)


def _unknown_in_write(env: Env, model: Model, name: str) -> Exception:
    """19.0's contacts look at the record before the generic check comes, and find no such key (19.0/158)."""
    if env.series == "17.0":
        return ValueError(f"Invalid field {name!r} on model {model.name!r}")
    if model.name == "res.partner":
        return KeyError(name)
    return ValueError(f"Invalid field {name!r} in {model.name!r}")


def check_exist(env: Env, model: Model, ids: Sequence[int]) -> None:
    """Raise MissingError for ids without a record."""
    there = set(read.existing(env, model, ids))
    gone = tuple(record_id for record_id in dict.fromkeys(ids) if record_id not in there)
    if gone:
        raise MissingError(
            f"Record does not exist or has been deleted.\n(Record: {model.name}{gone!r}, User: {env.uid})"
        )


def _execute(env: Env, model: Model, sql: str, values: Sequence[Any]) -> int:
    """Run a statement; a broken constraint of the table becomes Odoo's ValidationError (19.0/149, 19.0/167)."""
    try:
        return env.connection.execute(sql, values).lastrowid or 0
    except sqlite3.IntegrityError as error:
        text = str(error)
        for rule in model.sql_constraints:
            hit = (
                text == f"CHECK constraint failed: {rule.name}"
                if isinstance(rule, Check)
                else text.startswith("UNIQUE") and _columns(text, model) == set(rule.columns)
            )
            if hit:
                raise ValidationError(f"The operation cannot be completed: {rule.message}") from None
        raise ValidationError(f"The operation cannot be completed: {text}") from None


def _columns(text: str, model: Model) -> set[str]:
    """The columns that SQLite names in `UNIQUE constraint failed: table.column, table.column`."""
    return {part.strip().removeprefix(f"{model.table}.") for part in text.partition(": ")[2].split(",")}


def _check_required(env: Env, model: Model, columns: Mapping[str, Any], fields: Sequence[Field]) -> None:
    for field in fields:
        # A value of one company is kept elsewhere in Odoo, so its database cannot insist on it.
        insisted = field.required and field.column and not field.company_dependent and field.name not in MAGIC
        if insisted and columns.get(field.name) is None:
            if (field.compute or field.related) and field.name not in columns:
                continue
            raise ValidationError(_required_text(env, model, field))


def _required_text(env: Env, model: Model, field: Field) -> str:
    if env.series == "17.0":
        return (
            "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n"
            "- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n"
            f"Model: {model.label} ({model.name})\nField: {field.string} ({field.name})\n"
        )
    return (
        f"The operation cannot be completed: Missing required value for the field '{field.string}' "
        f"({field.name}).\nModel: '{model.label}' ({model.name})\n"
        "- create/update: a mandatory field is not set\n"
        "- delete: another model requires the record being deleted, you can archive it instead\n"
    )


def _reference_text(env: Env, model: Model, field: Field) -> str:
    """What both a link to nowhere and the deletion of a linked record say (151, 166)."""
    if env.series == "17.0":
        return (
            "The operation cannot be completed: another model requires the record being deleted. If possible, "
            f"archive it instead.\n\nModel: {model.label} ({model.name})\n"
            f"Constraint: {model.table}_{field.name}_fkey\n"
        )
    return (
        "The operation cannot be completed: Another model is using the record you are trying to delete.\n\n"
        f"The troublemaker is: '{model.label}' ({model.name})\n"
        f"Thanks to the following constraint: '{field.string}' ({field.name})\n"
        "How about archiving the record instead?"
    )


def _check_links(env: Env, model: Model, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        field = model.by_name[name]
        if isinstance(field, Many2one) and value is not None:
            comodel = env.registry.comodel(field)
            if comodel is not None:
                check_target(env, model, field, comodel, [value])


def check_target(env: Env, model: Model, field: Field, comodel: Model, ids: Sequence[int]) -> None:
    """Raise the foreign key's ValidationError where a linked record does not exist."""
    if len(read.existing(env, comodel, ids)) < len(ids):
        raise ValidationError(_reference_text(env, model, field))


def _write_relations(env: Env, model: Model, ids: Sequence[int], values: Mapping[str, Any]) -> bool:
    """Carry out x2many commands; tells whether there were any."""
    found = False
    for name, value in values.items():
        field = model.by_name[name]
        if isinstance(field, One2many | Many2many) and field.store:
            commands = read_commands(model, field, value)
            found = found or bool(commands)
            for record_id in ids:
                if isinstance(field, One2many):
                    apply_one2many(env, model, field, record_id, commands)
                else:
                    apply_many2many(env, model, field, record_id, commands)
    return found


def _write_related(env: Env, model: Model, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Write values of inherited and writable related fields to where they live."""
    by_link: dict[str, Values] = {}
    for name, value in values.items():
        field = model.by_name[name]
        if field.related and not field.column and (field.inherited or not field.readonly):
            link, _, rest = field.related.partition(".")
            if rest and "." not in rest:
                by_link.setdefault(link, {})[rest] = value
    for link, theirs in by_link.items():
        comodel = env.registry.comodel(model.by_name[link])
        targets = [row[link] for row in read.rows(env.sudo(), model, ids, [link]).values() if row[link]]
        if comodel is not None and targets:
            write(env.sudo(), comodel, list(dict.fromkeys(targets)), theirs)


def recompute(env: Env, model: Model, ids: Sequence[int]) -> None:
    """Work out the stored computed and related columns of records that a person cannot set."""
    _compute(env, model, read.existing(env, model, ids), given=set(), changed=set())


def _compute(env: Env, model: Model, ids: Sequence[int], *, given: set[str], changed: set[str] | None = None) -> None:
    """Fill computed and related columns in the order declared.

    A value that the caller gave wins. One that a person may set (not readonly) is worked out when the record is
    made, later only when a field it depends on has changed.
    """
    ids = list(ids)
    for field in model.fields:
        if not field.column or field.name in given or not (field.compute or field.related):
            continue
        if changed is not None and not field.readonly:
            roots = {name.split(".")[0] for name in field.depends}
            if not roots & changed:
                continue
        fill(env.sudo(), model, field, ids)


def fill(env: Env, model: Model, field: Field, ids: list[int]) -> None:
    """Put the values of one computed or related field into its column."""
    found = field.compute(env, ids) if field.compute else read.follow(env, model, field, ids)
    env.connection.executemany(
        f"UPDATE {quote(model.table)} SET {quote(field.name)} = ? WHERE id = ?",
        [(to_column(env.series, model, field, found.get(record_id)), record_id) for record_id in ids],
    )


def _finish(env: Env, model: Model, ids: Sequence[int]) -> None:
    """Constraints in Python, then what other models make of the change."""
    unchecked = env.sudo()
    for constraint in model.constraints:
        constraint(unchecked, list(ids))
    if model.after_change is not None and ids:
        model.after_change(unchecked, list(ids))


def unlink(env: Env, model: Model, ids: Sequence[int]) -> None:
    """Delete records. Raises MissingError where one is gone, ValidationError where one is still needed."""
    access.check(env, model, "d")
    ids = list(dict.fromkeys(ids))
    if not ids:
        return
    check_exist(env, model, ids)
    access.check_records(env, model, ids, "d")
    if model.before_unlink is not None:
        model.before_unlink(env.sudo(), ids)
    last: list[Values] = []
    if model.after_unlink is not None:
        stored = [field.name for field in model.fields if field.column]
        last = list(read.rows(env.sudo(), model, ids, stored).values())
    _let_go(env.sudo(), model, ids)
    if model.after_unlink is not None:
        model.after_unlink(env.sudo(), last)


def _let_go(env: Env, model: Model, ids: list[int]) -> None:
    """Delete rows, and see to the rows that point at them as their `ondelete` says."""
    listed = json.dumps(ids)
    for owner, field in env.registry.pointers.get(model.name, ()):
        column = quote(field.name)
        where = f"{column} IN (SELECT value FROM json_each(?))"
        found = [row[0] for row in env.select(f"SELECT id FROM {quote(owner.table)} WHERE {where}", [listed])]
        if owner.name == model.name:
            found = [record_id for record_id in found if record_id not in ids]
        if not found:
            continue
        if field.ondelete == "restrict":
            raise ValidationError(_reference_text(env, owner, field))
        if field.ondelete == "cascade":
            _let_go(env, owner, found)
        else:
            env.connection.execute(f"UPDATE {quote(owner.table)} SET {column} = NULL WHERE {where}", [listed])
    for (name, field_name), link in env.registry.links.items():
        comodel = env.registry.comodel(env.registry[name].by_name[field_name])
        for column, owner_name in ((link.own, name), (link.other, comodel.name if comodel else "")):
            if owner_name == model.name:
                env.connection.execute(
                    f"DELETE FROM {quote(link.table)} WHERE {quote(column)} IN (SELECT value FROM json_each(?))",
                    [listed],
                )
    env.connection.execute(f"DELETE FROM {quote(model.table)} WHERE id IN (SELECT value FROM json_each(?))", [listed])


def copy(env: Env, model: Model, record_id: int, changes: Mapping[str, Any] | None = None) -> int:
    """Make a copy of a record, its lines included where their field says so."""
    check_exist(env, model, [record_id])
    return create(env, model, [{**_copied(env, model, record_id), **(changes or {})}])[0]


def _copied(env: Env, model: Model, record_id: int) -> Values:
    kept = [field for field in model.fields if field.copy and (field.column or field.store or field.inherited)]
    through = set(model.inherits.values())
    kept = [field for field in kept if field.name not in (*MAGIC, *through)]
    row = read.rows(env.sudo(), model, [record_id], [field.name for field in kept])[record_id]
    values: Values = {}
    for field in kept:
        value = row[field.name]
        if isinstance(field, One2many):
            comodel = env.registry.comodel(field)
            if comodel is not None and field.inverse in comodel.by_name:
                lines = [_copied(env, comodel, line) for line in value]
                values[field.name] = [[0, 0, {k: v for k, v in line.items() if k != field.inverse}] for line in lines]
        elif isinstance(field, Many2many):
            values[field.name] = [[6, 0, value]]
        else:
            values[field.name] = value
    name = model.rec_name or ""
    if model.name in ("res.partner", "product.template", "product.product") and values.get(name):
        values[name] = f"{values[name]} (copy)"
    return values
