"""Calling a method by name, as `execute_kw` and JSON/2 do, with the errors of the series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.practice.errors import AccessError, HttpError, UserError
from explorer.practice.model import Method, Model
from explorer.practice.orm import access
from explorer.practice.orm.environment import Env
from explorer.practice.orm.methods import (
    MODEL_METHODS,
    PRIVATE_19,
    SPECIAL,
    THREAD_METHODS,
    THREADS,
    BaseModel,
    BaseModel17,
    BaseModel19,
    Records,
)


class Target:
    """A method that a client may call: the function, and whether it takes ids."""

    def __init__(self, model: Model, name: str, function: Callable[..., Any], of_model: bool, skip: int) -> None:
        self.model = model
        self.name = name
        self.function = function
        self.of_model = of_model
        self.skip = skip
        """Parameters in front that the server gives itself."""


def target_of(env: Env, model: Model, name: str) -> Target:
    """The public method of that name. Raises AccessError for a private one, AttributeError for none (020, 021)."""
    newer = env.series != "17.0"
    found = _find(env, model, name)
    if name.startswith("_") or (newer and found is None and name in PRIVATE_19):
        shown = f"'{model.name}.{name}'" if newer else name
        raise AccessError(f"Private methods (such as {shown}) cannot be called remotely.")
    if found is None:
        if newer:
            raise AttributeError(f"The method '{model.name}.{name}' does not exist")
        raise AttributeError(f"The method '{name}' does not exist on the model '{model.name}'")
    return found


def _find(env: Env, model: Model, name: str) -> Target | None:
    if name.startswith("_"):
        return None
    method: Method | None = model.methods.get(name)
    if method is not None:
        return Target(model, name, method.function, method.of_model, 1 if method.of_model else 2)
    special = SPECIAL.get(model.name)
    function = getattr(special, name, None) if special else None
    if function is None:
        function = getattr(base_of(env.series), name, None)
    if not callable(function) or (name in THREAD_METHODS and model.name not in THREADS):
        return None
    return Target(model, name, function, name in MODEL_METHODS, 1)


def base_of(series: str) -> type[BaseModel]:
    """The class whose methods every model of a series has."""
    return BaseModel17 if series == "17.0" else BaseModel19


def names_of(env: Env, model: Model) -> list[str]:
    """The public methods of a model, sorted."""
    found = {name for name in dir(base_of(env.series)) if not name.startswith("_")}
    special = SPECIAL.get(model.name)
    if special is not None:
        found |= {name for name in vars(special) if not name.startswith("_")}
    found |= set(model.methods)
    if model.name not in THREADS:
        found -= THREAD_METHODS
    return sorted(found)


def _invoke(env: Env, target: Target, ids: Sequence[int], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call the function; a complaint of Python about its arguments names the model's class as Odoo's does."""
    access_needed = target.model.methods.get(target.name)
    if access_needed is not None:
        access.check(env, target.model, "r")
        front: list[Any] = [env] if target.of_model else [env, list(ids)]
    else:
        front = [base_of(env.series)(env, target.model, ids)]
    try:
        return target.function(*front, *args, **kwargs)
    except TypeError as error:
        trace = error.__traceback__
        if trace is not None and trace.tb_next is None:
            raise TypeError(_complaint(target, str(error))) from None
        raise


def _complaint(target: Target, text: str) -> str:
    """`BaseModel.write() ...` becomes `ResPartner.write() ...` where a model has its own (19.0/156)."""
    owner, _, rest = text.partition("() ")
    if target.name in ("create", "write", "unlink", "copy") or not owner.startswith("BaseModel."):
        owner = "".join(part.capitalize() for part in target.model.name.split("."))
        return f"{owner}.{target.name}() {rest}"
    return text


def _records(ids: Any) -> list[int]:
    """Ids of a call: a number, a list, or nothing."""
    if isinstance(ids, bool) or ids is None:
        return []
    if isinstance(ids, int):
        return [ids]
    return [record_id for record_id in ids if isinstance(record_id, int)] if isinstance(ids, list | tuple) else []


def _in_context(env: Env, context: Any) -> Env:
    """The environment with the caller's context. 19.0 refuses a language that is not installed."""
    if not context:
        return env
    lang = context.get("lang")
    if lang and env.series != "17.0" and "res.lang" in env.registry:
        installed = env.select("SELECT 1 FROM res_lang WHERE code = ? AND active = 1", [str(lang)])
        if not installed:
            raise UserError(f"Invalid language code: {lang}")
    return Env(env.registry, env.connection, env.uid, context)


def execute_kw(env: Env, model_name: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A call with positional arguments, ids first unless the method is the model's own."""
    if model_name not in env.registry:
        raise UserError(f"Object {model_name} doesn't exist")
    model = env.registry[model_name]
    target = target_of(env, model, name)
    kwargs = dict(kwargs)
    env = _in_context(env, kwargs.pop("context", None))
    given = list(args)
    ids: list[int] = []
    if not target.of_model:
        if not given:
            raise IndexError("tuple index out of range" if env.series == "17.0" else "list index out of range")
        ids = _records(given.pop(0))
    result = _invoke(env, target, ids, given, kwargs)
    if isinstance(result, Records):
        if name == "create":
            return result[0] if isinstance(args[0] if args else kwargs.get("vals_list"), Mapping) else list(result)
        if name == "copy" and env.series == "17.0":
            return result[0] if result else False
    return result


def json2(env: Env, model_name: str, name: str, body: Mapping[str, Any]) -> Any:
    """A call by named arguments, with `ids` and `context` beside them (19.0/227 to 267)."""
    if model_name not in env.registry:
        raise HttpError(404, "NotFound", f"the model '{model_name}' does not exist")
    model = env.registry[model_name]
    try:
        target = target_of(env, model, name)
    except AttributeError as error:
        raise HttpError(404, "NotFound", str(error)) from None
    kwargs = dict(body)
    ids = _records(kwargs.pop("ids", ()))
    env = _in_context(env, kwargs.pop("context", None))
    if ids and target.of_model:
        raise HttpError(422, "UnprocessableEntity", f"cannot call {model_name}.{name} with ids")
    problem = binding_problem(target, kwargs)
    if problem:
        raise HttpError(422, "UnprocessableEntity", problem)
    return _invoke(env, target, ids, (), kwargs)


def binding_problem(target: Target, kwargs: Mapping[str, Any]) -> str:
    """What `inspect.Signature.bind` would say of named arguments, empty when they fit."""
    code = target.function.__code__
    defaults = target.function.__defaults__ or ()
    positional = code.co_varnames[target.skip : code.co_argcount]
    needed = positional[: len(positional) - len(defaults)] if defaults else positional
    for name in needed:
        if name not in kwargs:
            return f"missing a required argument: '{name}'"
    only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    takes_any = bool(code.co_flags & 0x08)
    for name in kwargs:
        if name not in positional and name not in only and not takes_any:
            return f"got an unexpected keyword argument '{name}'"
    return ""
