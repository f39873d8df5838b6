"""The ordered parameter names of methods by series, to turn positional arguments into named ones and back.

JSON/2 knows only named arguments, ``execute`` only positional ones. The table ``data/signatures.json`` was read from
Odoo's sources 14.0 to 19.0 and from the recording ``19.0/269-doc-bearer-model``; what it lacks, ``/doc-bearer`` of the
server knows (:func:`from_method`).
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from functools import cache

import msgspec

from explorer import assets
from explorer.core import series as series_table
from explorer.core.call import Call, Placeholder
from explorer.core.fields import Method, Parameter

_POSITIONAL = frozenset({"POSITIONAL_OR_KEYWORD", "POSITIONAL_ONLY"})


class SignatureUnknown(ValueError):
    """The parameter names are needed and nobody knows them; the message says what to do."""


class ArgumentMismatch(ValueError):
    """The arguments do not fit the signature: too many, or one given twice; the message names it."""


class Signature(msgspec.Struct, frozen=True):
    """The parameters of a method after the ids, in order.

    ``on_model`` is true for methods that take no ids (``@api.model``). ``source`` is ``table`` or ``doc-bearer``.
    """

    method: str
    parameters: tuple[Parameter, ...] = ()
    on_model: bool = False
    source: str = "table"

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that may be given by place, in order."""
        return tuple(parameter.name for parameter in self.parameters if parameter.kind in _POSITIONAL)

    @property
    def takes_any_name(self) -> bool:
        """Whether further named arguments are taken (``**kwargs``)."""
        return any(parameter.kind == "VAR_KEYWORD" for parameter in self.parameters)

    def missing(self, call: Call) -> tuple[str, ...]:
        """Return the required parameters that the call gives neither by place nor by name."""
        given = set(self.names[: len(call.args)]) | set(call.kwargs)
        return tuple(p.name for p in self.parameters if p.required and p.name not in given)

    def text(self) -> str:
        """Return the signature as people read it: ``search(domain, offset=0, limit=None, order=None)``."""
        pieces: list[str] = []
        for parameter in self.parameters:
            if parameter.kind == "KEYWORD_ONLY" and "*" not in pieces:
                pieces.append("*")
            stars = {"VAR_KEYWORD": "**", "VAR_POSITIONAL": "*"}.get(parameter.kind, "")
            pieces.append(f"{stars}{parameter.name}" + (f"={parameter.default}" if parameter.default else ""))
        return f"{self.method}({', '.join(pieces)})"


class _Row(msgspec.Struct, frozen=True):
    parameters: str = ""
    model: bool = False
    since: str = ""
    removed: str = ""


def signature(method: str, series: object = "", model: str | None = None) -> Signature | None:
    """Return the signature of ``method`` on a server of ``series``; None when the table does not know it there.

    ``series`` is anything :func:`explorer.core.series.parse` reads; unknown or empty gives the newest form known.
    A form for one model goes before the general one.
    """
    rows = _table("models").get(f"{model}.{method}") or _table("methods").get(method) or ()
    wanted = series_table.parse(series)
    for row in reversed(rows):
        since, removed = series_table.parse(row.since), series_table.parse(row.removed)
        if wanted is None or ((since is None or wanted >= since) and (removed is None or wanted < removed)):
            return Signature(method, _parameters(row.parameters), row.model)
    return None


def lifetime(method: str, model: str | None = None) -> tuple[str, str] | None:
    """Return the first series that has ``method`` and the first without it, as texts, empty where unlimited.

    None when the table does not know the method.
    """
    rows = _table("models").get(f"{model}.{method}") or _table("methods").get(method)
    return (rows[0].since, rows[-1].removed) if rows else None


def methods(model: str | None = None) -> tuple[str, ...]:
    """Return the names of all methods in the table, with those of ``model`` alone, sorted."""
    own = {key.removeprefix(f"{model}.") for key in _table("models") if model and key.startswith(f"{model}.")}
    return tuple(sorted({*_table("methods"), *own}))


def from_method(method: Method) -> Signature:
    """Return the signature that ``/doc-bearer`` describes."""
    return Signature(method.name, method.parameters, method.on_model, "doc-bearer")


def to_named(call: Call, signature: Signature | None) -> Call:
    """Return the call with its positional arguments named, as JSON/2 needs it.

    Raises SignatureUnknown when there are positional arguments and no signature, and ArgumentMismatch when there are
    more of them than parameters, or one is given by place and by name.
    """
    if not call.args:
        return call
    if signature is None:
        raise SignatureUnknown(
            f"JSON/2 takes arguments by name, and the parameter names of {call.model}.{call.method} are not known. "
            "Give the arguments by name, or load the server's documentation (/doc-bearer)."
        )
    ids, args = call.ids, call.args
    if ids is None and not signature.on_model and (first := as_ids(args[0])) is not None:
        ids, args = first, args[1:]
    names = signature.names
    if len(args) > len(names):
        raise ArgumentMismatch(
            f"{signature.text()} takes {_count(len(names))} by place, and {len(args)} "
            f"{'is' if len(args) == 1 else 'are'} given. Remove the last, or give it by name."
        )
    named = dict(zip(names, args, strict=False))
    for name in named:
        if name in call.kwargs:
            raise ArgumentMismatch(f"“{name}” is given twice: by place and by name. Remove one of them.")
    return msgspec.structs.replace(call, ids=ids, args=(), kwargs={**named, **call.kwargs})


def to_positional(call: Call, signature: Signature | None) -> Call:
    """Return the call with its named arguments put in their places, as ``execute`` needs it.

    A gap before a given argument is filled with the parameter's default. What has no place (keyword-only, unknown, or
    behind a gap whose default is no JSON value) stays named. Raises SignatureUnknown when there are named arguments
    and no signature.
    """
    if not call.kwargs:
        return call
    if signature is None:
        raise SignatureUnknown(
            f"The order of the parameters of {call.model}.{call.method} is not known. "
            "Use execute_kw, which takes named arguments."
        )
    kwargs, args, gap = dict(call.kwargs), list(call.args), list[object]()
    for parameter in [p for p in signature.parameters if p.kind in _POSITIONAL][len(args) :]:
        if parameter.name in kwargs:
            args += [*gap, kwargs.pop(parameter.name)]
            gap = []
        elif parameter.required or (default := _literal(parameter.default)) is msgspec.UNSET:
            break
        else:
            gap.append(default)
    return msgspec.structs.replace(call, args=tuple(args), kwargs=kwargs)


def as_ids(value: object) -> tuple[object, ...] | Placeholder | None:
    """Return ``value`` as a recordset when it can be one: an id, a list of ids, a placeholder; else None."""
    if isinstance(value, Placeholder):
        return value
    if _is_id(value):
        return (value,)
    if isinstance(value, list | tuple) and all(_is_id(item) or isinstance(item, Placeholder) for item in value):
        return tuple(value)
    return None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(number: int) -> str:
    return "no arguments" if not number else f"{number} argument{'s' if number > 1 else ''}"


@cache
def _table(part: str) -> dict[str, tuple[_Row, ...]]:
    return msgspec.convert(assets.data("signatures")[part], dict[str, tuple[_Row, ...]])


@cache
def _parameters(text: str) -> tuple[Parameter, ...]:
    """Read ``domain, offset=0, *, order=None, **options`` as Python does."""
    function = ast.parse(f"def method({text}): pass").body[0]
    if not isinstance(function, ast.FunctionDef):
        raise TypeError(text)
    rules = function.args
    defaults: Sequence[ast.expr | None] = [None] * (len(rules.args) - len(rules.defaults)) + list(rules.defaults)
    found = [_parameter(arg, default) for arg, default in zip(rules.args, defaults, strict=True)]
    if rules.vararg:
        found.append(Parameter(rules.vararg.arg, required=False, kind="VAR_POSITIONAL"))
    found += [_parameter(a, d, "KEYWORD_ONLY") for a, d in zip(rules.kwonlyargs, rules.kw_defaults, strict=True)]
    if rules.kwarg:
        found.append(Parameter(rules.kwarg.arg, required=False, kind="VAR_KEYWORD"))
    return tuple(found)


def _parameter(arg: ast.arg, default: ast.expr | None, kind: str = "POSITIONAL_OR_KEYWORD") -> Parameter:
    text = "" if default is None else ast.unparse(default)
    return Parameter(arg.arg, required=default is None, default=text, kind=kind)


def _literal(text: str) -> object:
    """Return the value of a default written in Python or JSON; UNSET when it is neither."""
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        try:
            value = json.loads(text)
        except ValueError:
            return msgspec.UNSET
    return list(value) if isinstance(value, tuple) else value
