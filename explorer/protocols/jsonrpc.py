"""JSON-RPC at ``/jsonrpc``: the services ``object``, ``common`` and ``db``, in every series from 14.0 to 20.0.

Forms and answers are those of the recordings ``17.0/001`` to ``195`` and ``19.0/001`` to ``195``.
"""

from __future__ import annotations

import msgspec

from explorer.core import jsontext
from explorer.core.call import Call, Placeholder
from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.methods import effect, service_effect
from explorer.core.secret import MASK
from explorer.core.signatures import Signature, SignatureUnknown, as_ids, signature, to_positional
from explorer.protocols import explain
from explorer.protocols.base import NULL, Answer, Recognised, base_before, ordered_like, path_of, standard_headers

_PATH = "/jsonrpc"
_EXECUTE = ("execute_kw", "execute")
_UID = Placeholder("uid")
_FALSE = msgspec.Raw(b"false")


class _Reply(msgspec.Struct):
    jsonrpc: str = ""
    result: msgspec.Raw = NULL
    error: msgspec.Raw = NULL


def encode(call: Call, account: Account, signature: Signature | None = None) -> HttpRequest:
    """Return the envelope of ``object.execute_kw``. The uid is ``{{uid}}`` as long as nobody logged in.

    The signature is not needed: positional arguments stay so.
    """
    uid: object = _UID if account.uid is None else account.uid
    args = [account.database, uid, MASK, call.model, call.method, _positional(call), _named(call)]
    return encode_service(account.base, "object", "execute_kw", args)


def encode_service(base: str, service: str, method: str, args: list[object]) -> HttpRequest:
    """Return the envelope of any method of a service; the ten dots stand for a secret among ``args``."""
    body = {
        "jsonrpc": "2.0",
        "method": "call",
        "params": {"service": service, "method": method, "args": args},
        "id": 1,
    }
    return HttpRequest("POST", base + _PATH, standard_headers(), jsontext.dump(body))


def merge(
    request: HttpRequest, call: Call, account: Account | None = None, signature: Signature | None = None
) -> HttpRequest:
    """Return ``request`` with its call replaced; headers, further keys, the id and the style stay as they are.

    ``execute`` stays ``execute`` as long as all arguments can be given by place; a lone id that was written without
    brackets keeps that form. See :class:`explorer.protocols.base.Dialect`.
    """
    found = recognise(request)
    if found is None or found.call is None:
        if account is None:
            raise ValueError("This envelope holds no call that could be replaced.")
        return encode(call, account, signature)
    body = _object(jsontext.load(request.body))
    params = _object(body["params"])
    old = list(found.args)
    head = old[:3] if account is None else [account.database, _uid(account, old[1]), old[2]]
    bare = found.call.ids is not None and _is_bare(old, found.method)
    style, arguments = _arguments(found.method, call, signature, bare=bare)
    if style == found.method == "execute_kw":
        arguments = _like(arguments, old[5:])
    params = {**params, "method": style, "args": [*head, call.model, call.method, *arguments]}
    url = request.url if account is None else account.base + request.url[len(found.base) :]
    return msgspec.structs.replace(request, url=url, body=jsontext.dump({**body, "params": params}))


def recognise(request: HttpRequest) -> Recognised | None:
    """Return what an envelope for ``/jsonrpc`` means; None when it is none, or its body has another form."""
    path = path_of(request.url)
    before, _, rest = path.rpartition(_PATH)
    if request.method != "POST" or _PATH not in path or rest not in ("", "/"):
        return None
    try:
        body = jsontext.load(request.body)
    except jsontext.JsonTextError:
        return None
    if not isinstance(body, dict) or not isinstance(params := body.get("params"), dict):
        return None
    service, method, args = params.get("service"), params.get("method"), params.get("args")
    if not isinstance(service, str) or not isinstance(method, str) or not isinstance(args, list):
        return None
    known = Recognised(
        protocol=ProtocolName.JSONRPC,
        service=service,
        method=method,
        base=base_before(request.url, path, before),
        args=tuple(args),
        extra=tuple(
            sorted({*body} - {"jsonrpc", "method", "params", "id"} | {*params} - {"service", "method", "args"})
        ),
    )
    if service == "object":
        return _recognise_call(known)
    facts = {"effect": service_effect(service, method)}
    if service == "common" and method in ("login", "authenticate"):
        texts = [arg if isinstance(arg, str) else "" for arg in (*args, "", "")]
        return msgspec.structs.replace(known, database=texts[0], login=texts[1], **facts)
    return msgspec.structs.replace(known, **facts)


def decode(reply: HttpReply, request: HttpRequest | None = None) -> Answer:
    """Return the answer in a JSON-RPC reply. Raises ServerFault or TransportFault.

    A ``login`` that answers ``false`` is a fault of the kind login (``17.0/003-common-login-wrong-password``); a reply
    without ``result`` holds null.
    """
    explain.check_transport(reply, request)
    try:
        content = msgspec.json.decode(reply.body, type=_Reply)
    except msgspec.ValidationError:
        raise explain.foreign_reply(reply, request) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise explain.unreadable_reply(reply, request, problem) from None
    if content.error != NULL:
        raise explain.error_reply(content.error, reply.status, request)
    if not content.jsonrpc:
        raise explain.foreign_reply(reply, request)
    if content.result == _FALSE and request is not None and explain.is_login(recognise(request)):
        raise explain.refused_login(recognise(request))
    return Answer(content.result)


def _recognise_call(known: Recognised) -> Recognised | None:
    if known.method not in _EXECUTE or len(known.args) < 5:
        return known if known.method not in _EXECUTE else None
    database, uid, _secret, model, method = known.args[:5]
    rest = known.args[5:]
    if not isinstance(model, str) or not isinstance(method, str):
        return None
    if known.method == "execute":
        args, kwargs = rest, dict[str, object]()
    else:
        given = rest[0] if rest else []
        named = rest[1] if len(rest) > 1 else {}
        if not isinstance(given, list) or not isinstance(named, dict) or len(rest) > 2:
            return None
        args, kwargs = tuple(given), dict(named)
    context = kwargs.pop("context", {}) or {}
    if not isinstance(context, dict | Placeholder):
        return None
    ids, args = split_ids(model, method, args)
    return msgspec.structs.replace(
        known,
        call=Call(model, method, ids, args, kwargs, context),
        database=database if isinstance(database, str) else "",
        uid=uid,
        effect=effect(method, model),
    )


def split_ids(
    model: str, method: str, args: tuple[object, ...]
) -> tuple[tuple[object, ...] | Placeholder | None, tuple[object, ...]]:
    """Return the ids and the further arguments of a positional call.

    Methods of the model itself have no ids. Of all others the first argument is the ids when it can be: a number, a
    list of numbers, a placeholder.
    """
    known = signature(method, model=model)
    if not args or (known is not None and known.on_model) or (ids := as_ids(args[0])) is None:
        return None, args
    return ids, args[1:]


def _arguments(style: str, call: Call, signature: Signature | None, *, bare: bool) -> tuple[str, list[object]]:
    """Return the service's method and what stands after the method of the model."""
    if style == "execute" and not call.context:
        try:
            flat = to_positional(call, signature)
        except SignatureUnknown:
            flat = call
        if not flat.kwargs:
            return "execute", _positional(flat, bare=bare)
    return "execute_kw", [_positional(call, bare=bare), _named(call)]


def _like(arguments: list[object], old: list[object]) -> list[object]:
    """Give the arguments of ``execute_kw`` the form that they had: no dictionary added, the order of its keys."""
    positional, named = arguments
    before = old[1] if len(old) > 1 else {}
    if not named and len(old) < 2:
        return [positional] if positional or old else []
    return [positional, ordered_like(_object(named), before)]


def _is_bare(args: list[object], style: str) -> bool:
    """Whether the id stands without brackets, as in ``19.0/080-jsonrpc-read-scalar-id``."""
    first = args[5] if style == "execute" else args[5][0] if isinstance(args[5], list) else None
    return isinstance(first, int)


def _positional(call: Call, *, bare: bool = False) -> list[object]:
    if call.ids is None:
        return list(call.args)
    ids: object = call.ids
    if isinstance(call.ids, tuple):
        ids = call.ids[0] if bare and len(call.ids) == 1 else list(call.ids)
    return [ids, *call.args]


def _named(call: Call) -> dict[str, object]:
    return {**call.kwargs, "context": call.context} if call.context else dict(call.kwargs)


def _uid(account: Account, old: object) -> object:
    return old if account.uid is None else account.uid


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(type(value).__name__)
    return value
