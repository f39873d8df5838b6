"""Models, fields and methods as ``fields_get``, ``ir.model`` and ``/doc-bearer`` describe them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

RELATIONAL = frozenset({"many2one", "one2many", "many2many"})
X2MANY = frozenset({"one2many", "many2many"})


class Field(msgspec.Struct, frozen=True):
    """One field of a model. ``attributes`` keeps everything the server said, also what has no place of its own."""

    name: str
    type: str
    label: str = ""
    relation: str | None = None
    relation_field: str | None = None
    required: bool = False
    readonly: bool = False
    store: bool = True
    searchable: bool = True
    sortable: bool = True
    selection: tuple[tuple[str, str], ...] = ()
    help: str = ""
    attributes: Mapping[str, object] = {}

    @property
    def is_relation(self) -> bool:
        """Whether the field points to records of another model."""
        return self.type in RELATIONAL and bool(self.relation)

    @classmethod
    def from_attributes(cls, name: str, attributes: Mapping[str, object]) -> Field:
        """Build a field from its entry in a ``fields_get`` answer. What a server leaves out gets Odoo's default.

        ``selection`` may be a list of pairs, or absent when the server hides it; keys that are no text are written
        as text, since JSON has no other keys on the way back.
        """

        def text(key: str) -> str:
            value = attributes.get(key)
            return value if isinstance(value, str) else ""

        def flag(key: str, default: bool) -> bool:
            value = attributes.get(key, default)
            return value if isinstance(value, bool) else default

        choices = attributes.get("selection")
        selection = tuple(
            (str(pair[0]), str(pair[1]))
            for pair in (choices if isinstance(choices, list | tuple) else ())
            if isinstance(pair, list | tuple) and len(pair) == 2
        )
        return cls(
            name=name,
            type=text("type") or "unknown",
            label=text("string"),
            relation=text("relation") or None,
            relation_field=text("relation_field") or None,
            required=flag("required", default=False),
            readonly=flag("readonly", default=False),
            store=flag("store", default=True),
            searchable=flag("searchable", default=True),
            sortable=flag("sortable", default=True),
            selection=selection,
            help=text("help"),
            attributes=dict(attributes),
        )


class Parameter(msgspec.Struct, frozen=True):
    """One parameter of a method: its name, whether it must be given, and its default and annotation as text."""

    name: str
    required: bool = True
    default: str = ""
    annotation: str = ""
    kind: str = "POSITIONAL_OR_KEYWORD"


class Method(msgspec.Struct, frozen=True):
    """One method of a model. ``on_model`` is true for methods that take no ids (``@api.model``)."""

    name: str
    parameters: tuple[Parameter, ...] = ()
    on_model: bool = False
    doc: str = ""
    module: str = ""


class Model(msgspec.Struct, frozen=True):
    """One model: technical name and label. ``fields`` is empty until ``fields_get`` was asked."""

    name: str
    label: str = ""
    fields: Mapping[str, Field] = {}
    methods: Mapping[str, Method] = {}


class ModelIndex(msgspec.Struct, frozen=True):
    """The models a server shows to this user, and where the list comes from.

    ``source`` is ``doc-bearer``, ``ir.model`` or ``get_available_models``. ``field_labels`` maps a model to
    ``{field: label}`` where the source lists fields too (only ``doc-bearer`` and an index read from
    ``ir.model.fields``); it is empty where the server hides its field list.
    """

    models: tuple[Model, ...]
    source: str
    field_labels: Mapping[str, Mapping[str, str]] = {}
