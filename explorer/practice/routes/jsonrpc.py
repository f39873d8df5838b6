"""`/jsonrpc`: the services common, object and db."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from explorer.practice.errors import AccessDeniedError, DatabaseError
from explorer.practice.greeting import DATABASE
from explorer.practice.http1 import Reply, Request
from explorer.practice.orm.call import execute_kw
from explorer.practice.routes.answers import (
    JSON_TYPES,
    fault_reply,
    result_reply,
    text_reply,
    version_info,
    wrong_media_type,
    wrong_method,
)

if TYPE_CHECKING:
    from explorer.practice.service import Service


def answer(service: Service, request: Request) -> Reply:
    """Answer a request to `/jsonrpc`."""
    found = read_envelope(service, request, "/jsonrpc")
    if isinstance(found, Reply):
        return found
    request_id, params = found
    try:
        missing = [name for name in ("service", "method", "args") if name not in params]
        if missing:
            raise TypeError(_missing(service, missing))
        return result_reply(request_id, _dispatch(service, params["service"], params["method"], params["args"]))
    except Exception as error:  # noqa: BLE001 - a server answers whatever goes wrong
        return fault_reply(request_id, error, service.series)


def read_envelope(service: Service, request: Request, route: str) -> Reply | tuple[Any, dict[str, Any]]:
    """The id and params of a JSON-RPC request, or the reply to one that is none (022, 023, 024)."""
    kind = "jsonrpc" if service.newer else "json"
    if request.method not in ("GET", "HEAD", "POST"):
        return wrong_method("POST")
    if request.method != "POST" or request.media_type not in JSON_TYPES:
        offered = "'http', 'json2'" if request.method != "POST" or not request.media_type else "'http'"
        return wrong_media_type(request, route, kind, service.series, offered if service.newer else "'http'")
    try:
        body = json.loads(request.body)
    except ValueError:
        return text_reply("Invalid JSON data", 400)
    if not isinstance(body, dict):
        return text_reply("Invalid JSON-RPC data", 400)
    params = body.get("params")
    return body.get("id"), params if isinstance(params, dict) else {}


def _missing(service: Service, names: list[str]) -> str:
    """Python's words for missing arguments of the controller (027)."""
    owner = "JSONRPC" if service.newer else "RPC"
    quoted = [f"'{name}'" for name in names]
    listed = quoted[0] if len(quoted) == 1 else " and ".join(quoted) if len(quoted) == 2 else ""
    listed = listed or f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    plural = "" if len(names) == 1 else "s"
    return f"{owner}.jsonrpc() missing {len(names)} required positional argument{plural}: {listed}"


def _dispatch(service: Service, name: Any, method: Any, args: Any) -> Any:
    services = {"common": _common, "object": _object, "db": _db}
    if name not in services:
        raise KeyError(name)
    return services[name](service, str(method), list(args or ()))


def check_database(service: Service, name: object) -> None:
    """Raise what the database driver says of an unknown database (006)."""

    if name != DATABASE:
        text = f'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "{name}" does not exist\n'
        raise DatabaseError("OperationalError", text)


def _common(service: Service, method: str, args: list[Any]) -> Any:
    def exp_login(db: Any, login: Any, password: Any) -> int | bool:
        check_database(service, db)
        return service.login(login, password)

    def exp_authenticate(db: Any, login: Any, password: Any, user_agent_env: Any) -> int | bool:
        return exp_login(db, login, password)

    def exp_version() -> dict[str, Any]:
        return version_info(service.series)

    def exp_about(extended: bool = False) -> Any:
        text = "See http://openerp.com"
        return [text, service.series] if extended else text

    known: dict[str, Callable[..., Any]] = {
        "login": exp_login,
        "authenticate": exp_authenticate,
        "version": exp_version,
        "about": exp_about,
    }
    if method not in known:
        raise Exception(f"Method not found: {method}")
    return _plainly(known[method], args)


def _plainly(function: Callable[..., Any], args: list[Any]) -> Any:
    """Call a local function; Python's complaint about its arguments names it as Odoo's are named (009)."""
    function.__qualname__ = function.__name__
    return function(*args)


def _db(service: Service, method: str, args: list[Any]) -> Any:

    def exp_db_exist(db_name: str) -> bool:
        return db_name == DATABASE

    def exp_list(document: bool = False) -> list[str]:
        return [DATABASE]

    def exp_server_version() -> str:
        return service.series

    known: dict[str, Callable[..., Any]] = {
        "db_exist": exp_db_exist,
        "list": exp_list,
        "server_version": exp_server_version,
    }
    if method in known:
        return _plainly(known[method], args)
    managed = ("create_database", "duplicate_database", "drop", "dump", "restore", "rename", "change_admin_password")
    if method in (*managed, "migrate_databases", "list_countries"):
        raise AccessDeniedError
    raise KeyError(f"Method not found: {method}")


def _object(service: Service, method: str, params: list[Any]) -> Any:
    return _object_19(service, method, params) if service.newer else _object_17(service, method, params)


def _object_19(service: Service, method: str, params: list[Any]) -> Any:
    db, uid, secret, model, name, *args = params
    kwargs: Any = {}
    uid = int(uid)
    if not secret:
        raise AccessDeniedError
    if method == "execute_kw":
        if len(args) == 1:
            args.append({})
        args, kwargs = args
    elif method != "execute":
        raise NameError(f"Method not available {method}")
    return _execute(service, db, uid, secret, model, name, args, kwargs)


def _object_17(service: Service, method: str, params: list[Any]) -> Any:
    db, uid, secret = params[0], int(params[1]), params[2]
    if method not in ("execute", "execute_kw"):
        raise NameError(f"Method not available {method}")
    rest = params[3:]

    def execute_kw(db: Any, uid: Any, obj: Any, method: Any, args: Any, kw: Any = None) -> Any:
        return _execute(service, db, uid, secret, obj, method, args, kw)

    def execute(db: Any, uid: Any, obj: Any, method: Any, *args: Any, **kw: Any) -> Any:
        return _execute(service, db, uid, secret, obj, method, list(args), kw)

    if not secret:
        raise AccessDeniedError
    check_database(service, db)
    service.check(uid, secret)
    return _plainly(execute_kw if method == "execute_kw" else execute, [db, uid, *rest])


def _execute(service: Service, db: Any, uid: Any, secret: Any, model: Any, name: Any, args: Any, kwargs: Any) -> Any:
    check_database(service, db)
    who = service.check(uid, secret)
    return service.call(who, lambda env: execute_kw(env, str(model), str(name), list(args or ()), kwargs or {}))
