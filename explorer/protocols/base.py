"""What every protocol offers: a call becomes an envelope, an envelope's reply becomes an answer or a fault.

An answer keeps the result as the bytes that came: a large one is never parsed into Python objects at once.
"""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from explorer import __version__
from explorer.core.call import Call
from explorer.core.connection import Account, ProtocolName
from explorer.core.envelope import Headers, HttpReply, HttpRequest
from explorer.core.faults import Kind, TransportFault
from explorer.core.methods import Effect
from explorer.core.records import RawPage, page_of
from explorer.core.secret import MASK
from explorer.core.signatures import Signature

NULL = msgspec.Raw(b"null")
"""The result of a method that returns nothing; up to 19.0 the key is absent (``17.0/162-jsonrpc-action_archive``)."""

JSON_TYPE = ("Content-Type", "application/json")


class Answer(msgspec.Struct, frozen=True):
    """A successful answer: its result as JSON bytes, a slice of the reply's body."""

    result: msgspec.Raw

    def value(self) -> object:
        """Return the result as Python values. Raises TransportFault (malformed_reply) when it cannot be read."""
        try:
            value: object = msgspec.json.decode(self.result)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
            raise malformed(problem) from None
        return value

    def page(self) -> RawPage | None:
        """Return the rows when the result is a list of records, else None."""
        return page_of(self.result)


class Recognised(msgspec.Struct, frozen=True):
    """What an envelope means.

    ``call`` is None for what is no call of a model: the services ``common`` and ``db``, version probes,
    ``/doc-bearer``. ``service`` is ``object``, ``common``, ``db``, ``web`` or ``doc``; ``method`` the service's method
    (``execute_kw``, ``login``, ``version`` ...) or, for JSON/2, the model's. ``base`` is the URL before the protocol's
    path. ``uid`` is a number or a placeholder. ``args`` are the service's own arguments as they stand, ``extra`` the
    keys of the body that no protocol knows; :func:`merge` keeps them.
    """

    protocol: ProtocolName
    service: str
    method: str
    call: Call | None = None
    base: str = ""
    database: str = ""
    login: str = ""
    uid: object = None
    args: tuple[object, ...] = ()
    extra: tuple[str, ...] = ()
    effect: Effect = Effect.WRITE


class Dialect(Protocol):
    """A protocol, as ``explorer.protocols.protocol`` gives it. The modules ``jsonrpc`` and ``json2`` are such."""

    def encode(self, call: Call, account: Account, signature: Signature | None = None) -> HttpRequest:
        """Return the envelope of a call; the secret is masked.

        Raises SignatureUnknown or ArgumentMismatch when positional arguments cannot be named (JSON/2).
        """
        ...

    def merge(
        self, request: HttpRequest, call: Call, account: Account | None = None, signature: Signature | None = None
    ) -> HttpRequest:
        """Return ``request`` with its call replaced; hand-made headers, further keys, the id and the style stay.

        With ``account``, address, database and user become the account's too. A request of another kind is written
        anew, and then needs the account (ValueError without).
        """
        ...

    def recognise(self, request: HttpRequest) -> Recognised | None:
        """Return what the envelope means; None when this protocol does not know it."""
        ...

    def decode(self, reply: HttpReply, request: HttpRequest | None = None) -> Answer:
        """Return the answer that a reply holds. Raises ServerFault or TransportFault with kind and advice."""
        ...


def standard_headers(*, body: bool = True, key: bool = False, database: str = "") -> Headers:
    """Return the headers that an envelope starts with; ``key`` adds the masked API key, ``database`` its name."""
    headers = [JSON_TYPE] if body else []
    if key:
        headers.append(("Authorization", f"bearer {MASK}"))
    if database:
        headers.append(("X-Odoo-Database", database))
    return (*headers, ("User-Agent", f"odoo-api-explorer/{__version__}"), ("Accept-Encoding", "gzip"))


def with_own_headers(made: HttpRequest, before: HttpRequest) -> HttpRequest:
    """Return ``made`` with the headers that somebody added to ``before`` by hand, an envelope of another protocol."""
    known = {name.lower() for name, _ in (*standard_headers(key=True, database="x"), *made.headers)}
    own = tuple((name, value) for name, value in before.headers if name.lower() not in known)
    return msgspec.structs.replace(made, headers=(*made.headers, *own))


def replace_header(headers: Headers, name: str, value: str) -> Headers:
    """Return the headers with the value of ``name`` replaced where it stands; unchanged when it is absent."""
    return tuple((key, value if key.lower() == name.lower() else old) for key, old in headers)


def path_of(url: str) -> str:
    """Return the path of a URL, in which ``{{name}}`` may stand."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def base_before(url: str, path: str, before: str) -> str:
    """Return ``url`` up to the end of ``before``, the part of its ``path`` that comes ahead of the protocol's own."""
    return url[: url.index(path, url.index("//") + 2)] + before


def ordered_like(new: dict[str, object], old: object) -> dict[str, object]:
    """Return the named arguments ``new`` in the order in which ``old`` has them; further ones follow.

    An empty context that stood in ``old`` stays.
    """
    if not isinstance(old, dict):
        return new
    if "context" in old and not old["context"]:
        new = {"context": old["context"], **new}
    places = {key: place for place, key in enumerate(old)}
    return dict(sorted(new.items(), key=lambda item: places.get(item[0], len(places))))


def malformed(problem: Exception | str, status: int | None = None) -> TransportFault:
    """Return the fault for a reply that begins as JSON and cannot be read to its end.

    ``problem`` is the reader's error, or the end of the sentence "The reply cannot be read as JSON:".
    """
    return TransportFault(
        Kind.MALFORMED_REPLY,
        f"The reply cannot be read as JSON: {problem if isinstance(problem, str) else _in_words(problem)}",
        "The reply was cut or damaged on its way. Send the call again if it only reads; if it writes, look first "
        "whether the change was made. If it stays, ask for fewer records or look at the proxy between here and Odoo.",
        status=status,
    )


def is_cut(problem: Exception) -> bool:
    """Whether msgspec found the end of the text where JSON goes on."""
    return "truncated" in str(problem)


def _in_words(problem: Exception) -> str:
    """Say what a reader found, without the words that are meant for programmers."""
    text = str(problem)
    if isinstance(problem, UnicodeDecodeError):
        return "it holds bytes that are no text in UTF-8."
    if isinstance(problem, RecursionError):
        return "it is nested too deeply."
    if is_cut(problem):
        return "it ends in the middle."
    if "out of range" in text:
        return "it holds a number that is too large."
    if isinstance(problem, msgspec.ValidationError):
        return "its values have another form than this call returns."
    place = re.search(r"\(byte (\d+)\)", text)
    return f"what stands at byte {int(place[1]) + 1} is not expected there." if place else "it is no JSON."
