"""``{{name}}`` in calls and texts: find the names, put values in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from explorer.core.call import Call, Placeholder

PATTERN = re.compile(r"\{\{([A-Za-z_$][\w$-]*)\}\}")
"""A placeholder in a text. With spaces or dots in it, as in ``{{ object.name }}``, it belongs to Odoo's templates."""


def names_in(value: object) -> tuple[str, ...]:
    """Return the names of all placeholders in a call or a value, each once, in the order of reading."""
    return tuple(dict.fromkeys(_names(value)))


def fill(call: Call, values: Mapping[str, object]) -> Call:
    """Return the call with every placeholder that ``values`` knows put in place; unknown ones stay.

    A whole-value placeholder takes the value with its type; inside a text the value is written as text.
    """
    filled = {name: _filled(getattr(call, name), values) for name in call.__struct_fields__}
    ids = filled["ids"]
    if isinstance(ids, list):
        filled["ids"] = tuple(ids)
    elif isinstance(ids, int) and not isinstance(ids, bool):
        filled["ids"] = (ids,)
    return msgspec.structs.replace(call, **filled)


def fill_text(text: str, values: Mapping[str, object]) -> str:
    """Return ``text`` with the placeholders that ``values`` knows replaced by their values as text."""
    return PATTERN.sub(lambda found: str(values[found[1]]) if found[1] in values else found[0], text)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, Placeholder):
        yield value.name
    elif isinstance(value, str):
        yield from (found[1] for found in PATTERN.finditer(value))
    elif isinstance(value, Call):
        for name in value.__struct_fields__:
            yield from _names(getattr(value, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _names(key)
            yield from _names(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _names(item)


def _filled(value: object, values: Mapping[str, object]) -> object:
    if isinstance(value, Placeholder):
        return values.get(value.name, value)
    if isinstance(value, str):
        return fill_text(value, values)
    if isinstance(value, Mapping):
        return {_filled(key, values): _filled(item, values) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_filled(item, values) for item in value)
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    return value
