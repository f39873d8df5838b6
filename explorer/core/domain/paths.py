"""What a dotted path leads to, followed segment by segment through the models that are known.

A dot is a join after a relation, a key after a properties field, a part after a date (rules 21, 23 and 24).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from explorer.core.domain.operators import DATE_PARTS
from explorer.core.fields import RELATIONAL, X2MANY, Field

Fields: TypeAlias = Callable[[str], Mapping[str, Field] | None]
"""The fields of a model by name, or None where the model has not been read yet: nothing is said about it then."""

_ID = Field("id", "integer", label="ID", readonly=True)


class Target(msgspec.Struct, frozen=True):
    """Where a path leads. `fields` are those it passes; `model` is the one its last field belongs to.

    `type` is a field type as `operators` knows it (`date_part` and `property_...` included), "" where it is not
    known. `problem` says what is wrong with the path; the part before segment `resolved` is right.
    """

    model: str
    type: str = ""
    fields: tuple[Field, ...] = ()
    resolved: int = 0
    problem: str = ""

    @property
    def field(self) -> Field | None:
        """The last field on the path."""
        return self.fields[-1] if self.fields else None

    @property
    def relation(self) -> str | None:
        """The model that an `any` on this path searches; for `id` the model itself."""
        field = self.field
        if field is None or self.problem or not self.type:
            return None
        return self.model if field.name == "id" else field.relation if field.type in RELATIONAL else None

    @property
    def through_x2many(self) -> int:
        """How many segments reach to the first one2many or many2many that the path goes on from; 0: there is none."""
        return next((place for place, field in enumerate(self.fields[:-1], 1) if field.type in X2MANY), 0)


def resolve_path(path: str, model: str, fields: Fields) -> Target:
    """Follow a path from a model. Never raises: what cannot be followed is told in `problem`."""
    passed: tuple[Field, ...] = ()
    segments = path.split(".")
    for place, name in enumerate(segments):
        known = fields(model)
        if known is None:
            return Target(model, resolved=place, fields=passed)
        field = known.get(name) or (_ID if name == "id" else None)
        if field is None:
            return Target(model, fields=passed, resolved=place, problem=_unknown(name, model, passed))
        passed = (*passed, field)
        rest = segments[place + 1 :]
        if not rest:
            return Target(model, field.type, passed, place + 1)
        if field.type in RELATIONAL and field.relation:
            model = field.relation
        else:
            return _below(field, rest, Target(model, fields=passed, resolved=place + 1))
    return Target(model, fields=passed)


def type_of(path: str, model: str, fields: Fields) -> str:
    """The field type at the end of a path, as `operators` knows it; "" where it is not known."""
    return resolve_path(path, model, fields).type


def label_of(path: str, model: str, fields: Fields) -> str:
    """The path in the words of its fields' labels, `Country › Code`; what is not known stays technical."""
    target = resolve_path(path, model, fields)
    segments = path.split(".")
    labels = [field.label or field.name for field in target.fields]
    return " › ".join([*labels, *segments[len(labels) :]])


def default_field(fields: Mapping[str, Field]) -> str:
    """The field a new condition starts from, as in Odoo's own editor; "id" for a model without fields."""
    usual = ("country_id", "user_id", "partner_id", "stage_id", "id")
    return next((name for name in (*usual, *fields) if name in fields and fields[name].searchable), "id")


def _below(field: Field, rest: list[str], at: Target) -> Target:
    """What stands after the dot of a field that is no relation."""
    if field.type == "properties":  # the key's own type is known to the parent record only
        return msgspec.structs.replace(at, type="property_unknown", resolved=at.resolved + 1)
    if field.type in ("date", "datetime"):
        if len(rest) == 1 and rest[0] in DATE_PARTS:
            return msgspec.structs.replace(at, type="date_part", resolved=at.resolved + 1)
        return msgspec.structs.replace(
            at, problem=f'A date has no part "{rest[0]}": the parts are {", ".join(DATE_PARTS)}.'
        )
    if field.name == "id":
        return msgspec.structs.replace(at, problem='Nothing can follow "id" in a path.')
    return msgspec.structs.replace(
        at, problem=f'"{field.name}" is of type {field.type}; only a relation has fields of its own after a dot.'
    )


def _unknown(name: str, model: str, passed: tuple[Field, ...]) -> str:
    reached = f" (reached by {'.'.join(field.name for field in passed)})" if passed else ""
    return f'The model {model}{reached} has no field "{name}".'
