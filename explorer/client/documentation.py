"""What servers say of their models, read into values: ``/doc-bearer``, ``ir.model``, ``fields_get``.

The documents are large (1.2 MB for ``res.partner``), so they are read by type, in a worker thread, and what nobody
needs is skipped. Forms: recordings ``19.0/268-doc-bearer-index``, ``19.0/269-doc-bearer-model``,
``19.0/056-jsonrpc-models-list``, ``19.0/058-jsonrpc-models-available``.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from explorer.core.fields import Field, Method, Model, ModelIndex, Parameter

Bytes = bytes | msgspec.Raw


class _Labelled(msgspec.Struct, gc=False):
    string: str = ""


class _IndexModel(msgspec.Struct):
    model: str
    name: str | None = None
    fields: dict[str, _Labelled] = {}


class _Index(msgspec.Struct):
    models: list[_IndexModel] = []


class _Parameter(msgspec.Struct):
    default: object = msgspec.UNSET
    annotation: object = ""
    kind: str = "POSITIONAL_OR_KEYWORD"


class _Method(msgspec.Struct):
    parameters: dict[str, _Parameter] = {}
    api: list[str] = []
    doc: str | None = None
    module: str | None = None


class _Document(msgspec.Struct):
    methods: dict[str, _Method] = {}


class _Row(msgspec.Struct, gc=False):
    """A row of ``ir.model`` or ``get_available_models``."""

    model: str
    name: str | bool | None = None
    display_name: str | bool | None = None


class _FieldRow(msgspec.Struct, gc=False):
    """A row of ``ir.model.fields``."""

    model: str
    name: str
    field_description: str | bool | None = None


def index_of_documentation(body: Bytes) -> ModelIndex:
    """Read ``/doc-bearer/index.json``. Raises msgspec.DecodeError when it has another form."""
    index = msgspec.json.decode(body, type=_Index)
    models = tuple(Model(item.model, item.name or item.model) for item in index.models)
    labels = {item.model: {name: field.string for name, field in item.fields.items()} for item in index.models}
    return ModelIndex(_sorted(models), "doc-bearer", labels)


def index_of_rows(body: Bytes, source: str, labels: Mapping[str, Mapping[str, str]]) -> ModelIndex:
    """Read the rows of ``ir.model`` or ``get_available_models``. Raises msgspec.DecodeError."""
    rows = msgspec.json.decode(body, type=list[_Row])
    models = tuple(Model(row.model, str(row.name or row.display_name or row.model)) for row in rows)
    return ModelIndex(_sorted(models), source, labels)


def field_labels(body: Bytes) -> dict[str, dict[str, str]]:
    """Read the rows of ``ir.model.fields`` into ``{model: {field: label}}``. Raises msgspec.DecodeError."""
    labels: dict[str, dict[str, str]] = {}
    for row in msgspec.json.decode(body, type=list[_FieldRow]):
        labels.setdefault(row.model, {})[row.name] = str(row.field_description or row.name)
    return labels


def fields_of(body: Bytes) -> dict[str, Field]:
    """Read the answer of ``fields_get``, in the server's order. Raises msgspec.DecodeError."""
    fields = msgspec.json.decode(body, type=dict[str, dict[str, object]])
    return {name: Field.from_attributes(name, attributes) for name, attributes in fields.items()}


def methods_of(body: Bytes) -> dict[str, Method]:
    """Read the methods of ``/doc-bearer/<model>.json``, sorted by name. Raises msgspec.DecodeError."""
    methods = msgspec.json.decode(body, type=_Document).methods
    return {name: _method(name, methods[name]) for name in sorted(methods)}


def _method(name: str, found: _Method) -> Method:
    parameters = tuple(_parameter(key, value) for key, value in found.parameters.items())
    return Method(name, parameters, "model" in found.api, found.doc or "", found.module or "")


def _parameter(name: str, found: _Parameter) -> Parameter:
    given = found.default is not msgspec.UNSET
    return Parameter(
        name=name,
        required=not given and not found.kind.startswith("VAR_"),
        default=repr(found.default) if given else "",
        annotation=found.annotation if isinstance(found.annotation, str) else "",
        kind=found.kind,
    )


def _sorted(models: tuple[Model, ...]) -> tuple[Model, ...]:
    return tuple(sorted(models, key=lambda model: model.name))
