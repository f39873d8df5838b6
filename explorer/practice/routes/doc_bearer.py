"""`/doc-bearer`: what 19.0 tells of its models, fields and methods, with ETag."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from explorer.practice.errors import AccessError, HttpError
from explorer.practice.http1 import Reply, Request
from explorer.practice.orm import access, describe
from explorer.practice.orm.call import Target, names_of, target_of
from explorer.practice.orm.environment import Env
from explorer.practice.orm.methods import READONLY
from explorer.practice.routes.answers import encode, json2_fault, wrong_method
from explorer.practice.routes.json2 import bearer

if TYPE_CHECKING:
    from explorer.practice.model import Model
    from explorer.practice.service import Service

NOWHERE = (
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling "
    "and try again."
)
_HIDDEN = frozenset(("check_access_rights", "read_group"))
"""Deprecated methods: callable, but not shown (odoo-api.md 3.2)."""


def answer(service: Service, request: Request, path: str) -> Reply:
    """Answer a request below `/doc-bearer`."""
    if request.method not in ("GET", "HEAD"):
        return wrong_method("GET, HEAD")
    name = path.removeprefix("/doc-bearer/")
    try:
        uid = bearer(service, request)
        if not name.endswith(".json"):
            raise HttpError(404, "NotFound", NOWHERE)
        content = encode(service.call(uid, lambda env: _document(env, name.removesuffix(".json"))))
    except Exception as error:  # noqa: BLE001 - a server answers whatever goes wrong
        return json2_fault(error)
    tag = f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
    headers = (("ETag", tag), ("Cache-Control", "private, no-cache"))
    if tag in [known.strip().removeprefix("W/") for known in request.header("If-None-Match").split(",")]:
        return Reply(304, "", b"", headers)
    return Reply(200, "application/json; charset=utf-8", content, headers)


def _document(env: Env, name: str) -> dict[str, Any]:
    if not env.su:
        raise AccessError("This page is only accessible to Technical Documentation users.")
    if name == "index":
        return _index(env)
    if name not in env.registry:
        raise HttpError(404, "NotFound", NOWHERE)
    return _model(env, env.registry[name])


def _index(env: Env) -> dict[str, Any]:
    """All models with the labels of their fields and the names of their methods (19.0/268)."""
    models = sorted(env.registry.models.values(), key=lambda model: model.name)
    modules = {part.strip(): None for model in models for part in model.modules.split(",")}
    return {
        "modules": list(modules),
        "models": [
            {
                "model": model.name,
                "name": model.label,
                "fields": {
                    field.name: {"string": field.string} for field in sorted(model.fields, key=lambda field: field.name)
                },
                "methods": [name for name in names_of(env, model) if name not in _HIDDEN],
            }
            for model in models
        ],
    }


def _model(env: Env, model: Model) -> dict[str, Any]:
    """One model with all attributes of its fields and the signatures of its methods (19.0/269)."""
    module = model.modules.split(",")[0].strip()
    fields = {
        field.name: {
            **describe.describe(env, model, field),
            "module": None if field.name in ("id", "display_name") else module,
        }
        for field in model.fields
        if access.sees(env, field)
    }
    methods = {name: _method(env, model, name) for name in names_of(env, model) if name not in _HIDDEN}
    return {"model": model.name, "name": model.label, "doc": None, "fields": fields, "methods": methods}


def _method(env: Env, model: Model, name: str) -> dict[str, Any]:
    target = target_of(env, model, name)
    own = name in model.methods
    parameters, signature = _parameters(target)
    said: dict[str, Any] = {"signature": signature, "parameters": parameters}
    returned = _annotation(target.function, "return")
    if returned and returned != "None":
        said["signature"] = f"{signature} -> {returned}"
        said["return"] = {"annotation": returned}
    marks = ["model"] * target.of_model + ["readonly"] * (name in READONLY)
    if marks:
        said["api"] = marks
    doc = (model.methods[name].doc if own else target.function.__doc__) or ""
    if doc.strip():
        text = html.escape(" ".join(doc.split()), quote=False)
        said["doc"] = f'<div class="document">\n\n\n<p>{text}</p>\n</div>'
    said["model"] = model.name if own else "core"
    said["module"] = model.modules.split(",")[0].strip() if own else "core"
    return said


def _annotation(function: Callable[..., Any], name: str) -> str:
    """A type as Odoo writes it: `Any` is no type, and what both sides call a domain keeps its name."""
    text = str(getattr(function, "__annotations__", {}).get(name, ""))
    return "" if text in ("Any", "object", "Values") else text


def _parameters(target: Target) -> tuple[dict[str, Any], str]:
    """Parameters by name, and the signature in one line."""
    function: Any = target.function
    code = function.__code__
    names = list(code.co_varnames[target.skip : code.co_argcount])
    only = list(code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount])
    defaults = function.__defaults__ or ()
    given = dict(zip(names[len(names) - len(defaults) :], defaults, strict=False)) if defaults else {}
    given |= function.__kwdefaults__ or {}
    found: dict[str, Any] = {}
    shown: list[str] = []
    for name in [*names, *only]:
        entry: dict[str, Any] = {"kind": "KEYWORD_ONLY"} if name in only else {}
        if name in given:
            entry["default"] = list(given[name]) if isinstance(given[name], tuple) else given[name]
            shown.append(f"{name}={given[name]!r}")
        else:
            shown.append(name)
        annotation = _annotation(function, name)
        if annotation:
            entry["annotation"] = annotation
        found[name] = entry
    if code.co_flags & 0x08:
        rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 0x04)]
        found[rest] = {"kind": "VAR_KEYWORD"}
        shown.append(rest)
    return found, f"({', '.join(shown)})"
