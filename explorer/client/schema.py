"""Which models a server has, their fields and methods: asked once, remembered, and kept on disk between starts.

The list of models comes from the first that answers this user: ``/doc-bearer`` (19.0 on, by API key), ``ir.model``
(administrators), ``ir.model.get_available_models`` (16.0 on, everybody).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import time
from typing import Generic, Protocol, TypeVar

import msgspec

from explorer.background import CancelToken, RpcWorker
from explorer.client import documentation
from explorer.client.client import Client
from explorer.client.shared import Shared
from explorer.core import series
from explorer.core.call import Call
from explorer.core.envelope import HttpReply, HttpRequest
from explorer.core.faults import CancelledFault, Kind, ServerFault, TransportFault
from explorer.core.fields import Field, Method, ModelIndex
from explorer.core.series import Feature
from explorer.protocols import decode
from explorer.protocols.base import Answer, malformed
from explorer.protocols.recognise import doc_index, doc_model

T = TypeVar("T")

FRESH_SECONDS = 24 * 3600.0
"""What is on disk is taken as it is for so long; ``/doc-bearer`` says itself whether it changed."""


class SchemaCache(Protocol):
    """Bytes kept between starts, by key. A cache that fails answers None and keeps nothing."""

    async def get(self, key: str) -> bytes | None:
        """Return the value last put, or None."""
        ...

    async def put(self, key: str, value: bytes) -> None:
        """Keep a value in place of the key's earlier one."""
        ...


class _Kept(msgspec.Struct):
    """An entry of the cache: when it was fetched (seconds since 1970), the server's ETag, and its words."""

    fetched: float
    body: bytes
    etag: str = ""
    source: str = ""
    labels: bytes = b"[]"


class _Loaded(msgspec.Struct, Generic[T]):
    value: T
    kept: _Kept


class Schema:
    """The models of one connection. What was fetched stays in memory until :meth:`refresh`."""

    def __init__(self, client: Client, worker: RpcWorker, cache: SchemaCache | None = None) -> None:
        self._client = client
        self._worker = worker
        # The practice server has another port, and so another key, each time.
        self._cache = None if client.connection.practice else cache
        self._index: ModelIndex | None = None
        self._fields: dict[str, Mapping[str, Field]] = {}
        self._methods: dict[str, Mapping[str, Method]] = {}
        self._documented = True
        self._trusting = True
        self._indexes: Shared[ModelIndex] = Shared()
        self._field_fetches: Shared[Mapping[str, Field]] = Shared()
        self._method_fetches: Shared[Mapping[str, Method]] = Shared()

    # What is known already

    def known_models(self) -> ModelIndex | None:
        """Return the models if they were fetched."""
        return self._index

    def known_fields(self, model: str) -> Mapping[str, Field] | None:
        """Return the fields of a model if they were fetched."""
        return self._fields.get(model)

    def known_methods(self, model: str) -> Mapping[str, Method] | None:
        """Return the documented methods of a model if they were fetched."""
        return self._methods.get(model)

    def known_method(self, model: str, method: str) -> Method | None:
        """Return a documented method if it was fetched."""
        return self._methods.get(model, {}).get(method)

    # What is fetched when it is asked for

    async def models(self, token: CancelToken | None = None) -> ModelIndex:
        """Return the models that this user can see, sorted by name. Raises Fault; access when all ways are barred."""
        if self._index is None:
            self._index = await self._indexes.get("models", self._fetch_index, token)
        return self._index

    async def fields(self, model: str, token: CancelToken | None = None) -> Mapping[str, Field]:
        """Return the fields of a model by name, with labels in the user's language. Raises Fault."""
        if model not in self._fields:
            self._fields[model] = await self._field_fetches.get(
                model, lambda own: self._fetch_fields(model, own), token
            )
        return self._fields[model]

    async def methods(self, model: str, token: CancelToken | None = None) -> Mapping[str, Method]:
        """Return the methods that the server documents, by name; empty where it documents none. Raises Fault."""
        if model not in self._methods:
            self._methods[model] = await self._method_fetches.get(
                model, lambda own: self._fetch_methods(model, own), token
            )
        return self._methods[model]

    async def refresh(self, token: CancelToken | None = None) -> ModelIndex:
        """Forget everything and ask the server anew; return the models."""
        self._index = None
        self._fields.clear()
        self._methods.clear()
        self._documented, self._trusting = True, False
        return await self.models(token)

    # Models

    async def _fetch_index(self, token: CancelToken) -> ModelIndex:
        session = await self._client.ensure_login(token)
        kept = await self._kept("models")
        if self._may_be_documented(session.series):
            loaded = await self._documentation(
                doc_index(self._client.account),
                documentation.index_of_documentation,
                kept if kept and kept.source == "doc-bearer" else None,
                token,
            )
            if loaded is not None:
                loaded.kept.source = "doc-bearer"
                await self._keep("models", loaded.kept)
                return loaded.value
            self._documented = False
        if kept is not None and kept.source != "doc-bearer" and self._is_fresh(kept):
            loaded = await self._decoded(kept, _index)
            if loaded is not None:
                return loaded.value
        return await self._index_by_calls(token)

    async def _index_by_calls(self, token: CancelToken) -> ModelIndex:
        """Ask ``ir.model``, and when this user may not read it, ``get_available_models``."""
        try:
            models = await self._rows("ir.model", ["model", "name"], token)
        except ServerFault as refused:
            if refused.kind is not Kind.ACCESS:
                raise
            kept = _Kept(time(), await self._available_models(refused, token), source="get_available_models")
        else:
            labels = await self._rows("ir.model.fields", ["model", "name", "field_description"], token)
            kept = _Kept(time(), models, source="ir.model", labels=labels)
        index = await self._worker.run(_read, _index, kept, token=token)
        await self._keep("models", kept)
        return index

    async def _rows(self, model: str, fields: list[str], token: CancelToken) -> bytes:
        call = Call(model, "search_read", kwargs={"domain": [], "fields": fields, "order": "model"})
        return bytes((await self._client.call(self._in_language(call), reads=True, token=token)).result)

    async def _available_models(self, refused: ServerFault, token: CancelToken) -> bytes:
        call = self._in_language(Call("ir.model", "get_available_models"))
        try:
            return bytes((await self._client.call(call, reads=True, token=token)).result)
        except ServerFault as fault:
            # Before 16.0 there is no such method: then the first refusal says which right is missing.
            raise (refused if fault.kind is Kind.UNKNOWN_METHOD else fault) from None

    # Fields and methods

    async def _fetch_fields(self, model: str, token: CancelToken) -> Mapping[str, Field]:
        await self._client.ensure_login(token)
        kept = await self._kept(f"fields {model}")
        if kept is not None and self._is_fresh(kept):
            loaded = await self._decoded(kept, _fields)
            if loaded is not None:
                return loaded.value

        def read(answer: Answer) -> _Loaded[dict[str, Field]]:
            fetched = _Kept(time(), bytes(answer.result))
            return _Loaded(_read(_fields, fetched), fetched)

        call = self._in_language(Call(model, "fields_get"))
        fetched = await self._client.call_as(read, call, reads=True, token=token)
        await self._keep(f"fields {model}", fetched.kept)
        return fetched.value

    async def _fetch_methods(self, model: str, token: CancelToken) -> Mapping[str, Method]:
        session = await self._client.ensure_login(token)
        if not self._may_be_documented(session.series):
            return {}
        kept = await self._kept(f"methods {model}")
        request = doc_model(self._client.account, model)
        loaded = await self._documentation(request, documentation.methods_of, kept, token)
        if loaded is None:
            return {}
        await self._keep(f"methods {model}", loaded.kept)
        return loaded.value

    def _may_be_documented(self, version: str) -> bool:
        return self._documented and self._client.has_key and series.has(version, Feature.DOC_BEARER)

    async def _documentation(
        self,
        request: HttpRequest,
        read: Callable[[documentation.Bytes], T],
        kept: _Kept | None,
        token: CancelToken,
    ) -> _Loaded[T] | None:
        """Fetch from ``/doc-bearer``, or take what is kept when the server says that it did not change.

        None where this server or user has no documentation (403 without the group, 404 without the module).
        """
        if kept is not None and kept.etag:
            headers = (*request.headers, ("If-None-Match", kept.etag))
            request = msgspec.structs.replace(request, headers=headers)

        def take(reply: HttpReply) -> _Loaded[T]:
            if reply.status == 304 and kept is not None:
                return _Loaded(_read(lambda known: read(known.body), kept), kept)
            answer = decode(reply, request)
            fetched = _Kept(time(), bytes(answer.result), reply.header("ETag") or "")
            return _Loaded(_read(lambda known: read(known.body), fetched), fetched)

        try:
            return await self._client.ask_as(take, request, reads=True, token=token)
        except (ServerFault, TransportFault) as fault:
            if fault.kind in _NOT_DOCUMENTED:
                return None
            raise

    # Memory and disk

    def _in_language(self, call: Call) -> Call:
        """Ask for labels as the user reads them."""
        session = self._client.session
        language = session.context.get("lang") if session else None
        return msgspec.structs.replace(call, context={"lang": language}) if language else call

    def _is_fresh(self, kept: _Kept) -> bool:
        return self._trusting and 0 <= time() - kept.fetched < FRESH_SECONDS

    def _key(self, what: str) -> str:
        session = self._client.session
        account = self._client.account
        language = session.context.get("lang") if session else ""
        version = session.version if session else ""
        return "\n".join((account.base, account.database, str(account.uid), version, str(language), what))

    async def _kept(self, what: str) -> _Kept | None:
        if self._cache is None:
            return None
        try:
            content = await self._cache.get(self._key(what))
            return msgspec.msgpack.decode(content, type=_Kept) if content else None
        except (CancelledFault, msgspec.DecodeError):
            return None

    async def _keep(self, what: str, kept: _Kept) -> None:
        if self._cache is None:
            return
        try:
            await self._cache.put(self._key(what), msgspec.msgpack.encode(kept))
        except CancelledFault:
            # The program is closing; what was fetched is fetched again.
            pass

    async def _decoded(self, kept: _Kept, read: Callable[[_Kept], T]) -> _Loaded[T] | None:
        """Read what is kept; None when it has a form of another version of this program."""
        try:
            return _Loaded(await self._worker.run(_read, read, kept), kept)
        except TransportFault:
            return None


_NOT_DOCUMENTED = frozenset(
    {Kind.ACCESS, Kind.NOT_ODOO, Kind.LOGIN, Kind.MISSING_RECORD, Kind.UNKNOWN_MODEL, Kind.UNKNOWN_METHOD, Kind.SERVER}
)


def _read(read: Callable[[_Kept], T], kept: _Kept) -> T:
    """Read what a server said. Raises TransportFault (malformed_reply) when it has another form."""
    try:
        return read(kept)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise malformed(problem) from None


def _index(kept: _Kept) -> ModelIndex:
    return documentation.index_of_rows(kept.body, kept.source, documentation.field_labels(kept.labels))


def _fields(kept: _Kept) -> dict[str, Field]:
    return documentation.fields_of(kept.body)
