"""Rights: what the user demo may do with a model, its records and its fields. Administrators may do everything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.database import quote
from explorer.practice.errors import AccessError
from explorer.practice.fields import Field
from explorer.practice.model import Model

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

LETTERS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
_VERBS = {"r": "access", "w": "modify", "c": "create", "d": "delete"}
_NAMES = {letter: name for name, letter in LETTERS.items()}


def allowed(env: Env, model: Model, letter: str) -> bool:
    """Whether the user may do this with some records of a model."""
    return env.su or letter in model.access


def check(env: Env, model: Model, letter: str) -> None:
    """Raise Odoo's AccessError unless the user may (19.0/169, 170, 171)."""
    if not allowed(env, model, letter):
        raise refusal(model, letter)


def refusal(model: Model, letter: str) -> AccessError:
    """The error that names the groups which may."""
    groups = model.groups.get(letter, ())
    reason = (
        "This operation is allowed for the following groups:\n" + "\n".join(f"\t- {group}" for group in groups)
        if groups
        else "No group currently allows this operation."
    )
    return AccessError(
        f"You are not allowed to {_VERBS[letter]} '{model.label}' ({model.name}) records.\n\n{reason}\n\n"
        "Contact your administrator to request access if necessary."
    )


def domains(env: Env, model: Model, letter: str) -> list[list[Any]]:
    """The record rules that narrow what the user reaches."""
    if env.su:
        return []
    return [rule.domain(env) for rule in model.rules if letter in rule.operations]


def check_records(env: Env, model: Model, ids: Sequence[int], letter: str) -> None:
    """Raise Odoo's AccessError where a record rule keeps a record from the user."""
    rules = domains(env, model, letter)
    if not rules or not ids:
        return
    translator = env.translator()
    parts, values = [], [json.dumps(list(ids))]
    for rule in rules:
        text, more = translator.where(model, rule, "r", False)
        parts.append(f"({text})")
        values += more
    sql = (
        f"SELECT r.id FROM {quote(model.table)} r WHERE r.id IN (SELECT value FROM json_each(?)) "
        f"AND NOT COALESCE({' AND '.join(parts)}, 0)"
    )
    hidden = [row[0] for row in env.select(sql, values)]
    if hidden:
        user = env.names("res.users", [env.uid]).get(env.uid, "")
        raise AccessError(
            "Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n"
            f"Sorry, {user} (id={env.uid}) doesn't have '{_NAMES[letter]}' access to:\n"
            f"- {model.label} ({model.name})\n\n"
            "If you really, really need access, perhaps you can win over your friendly administrator with a "
            "batch of freshly baked cookies."
        )


def sees(env: Env, field: Field) -> bool:
    """Whether a field exists for the user."""
    if env.su or not field.groups:
        return True
    wanted = {name.strip() for name in field.groups.split(",")}
    return not wanted.isdisjoint(Model.groups_of["demo"])


def check_fields(env: Env, model: Model, names: Sequence[str], letter: str) -> None:
    """Raise Odoo's AccessError for a field that the user's groups do not show."""
    hidden = [name for name in names if name in model.by_name and not sees(env, model.by_name[name])]
    if hidden:
        raise AccessError(
            "The requested operation can not be completed due to security restrictions.\n\n"
            f"Document type: {model.label} ({model.name})\nOperation: {_NAMES[letter]}\nUser: {env.uid}\n"
            f"Fields:\n" + "\n".join(f"- {name}" for name in sorted(hidden))
        )
