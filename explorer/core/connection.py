"""Where a call goes and as whom: URL, database, login, secrets by reference, protocol, stage, limits."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from explorer.core.secret import Secret


class ProtocolName(StrEnum):
    """How a call is put on the wire. The value is the name used on the command line and in files."""

    JSONRPC = "jsonrpc"
    JSON2 = "json2"


class Stage(StrEnum):
    """What is at risk on the server: decides the colour of the window and whether it starts read-only."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Limits(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long and how much a reply may take. Seconds, seconds between two pieces of the reply, megabytes (10**6)."""

    connect_seconds: float = 5.0
    read_seconds: float = 60.0
    megabytes: float = 100.0

    @property
    def size(self) -> int:
        """The size limit of a reply in bytes."""
        return int(self.megabytes * 1_000_000)


class Connection(msgspec.Struct, frozen=True, omit_defaults=True):
    """One server and one account on it.

    ``password_ref`` and ``key_ref`` name entries of the vault; the secrets themselves never stand here, because
    connections are written to disk. JSON/2 takes only an API key; JSON-RPC takes either. ``allow_writes`` is what the
    person last chose; :attr:`starts_read_only` says what holds when the program starts.
    """

    name: str
    url: str
    database: str = ""
    login: str = ""
    password_ref: str | None = None
    key_ref: str | None = None
    protocol: ProtocolName = ProtocolName.JSONRPC
    stage: Stage = Stage.DEVELOPMENT
    limits: Limits = Limits()
    context: Mapping[str, object] = {}
    allow_writes: bool = False
    practice: bool = False

    @property
    def starts_read_only(self) -> bool:
        """Whether writes are refused at the start of the program: always on production."""
        return self.stage is Stage.PRODUCTION or not self.allow_writes

    @property
    def base(self) -> str:
        """The URL without a slash at its end, to which protocols append their paths."""
        return self.url.rstrip("/")

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: a secret is never sent to any other."""
        return origin_of(self.url)


class Account(msgspec.Struct, frozen=True):
    """What a protocol needs in order to write an envelope for a connection: who, where, and with which secrets.

    ``uid`` is None until somebody logged in; ``series`` is a text such as ``"19.0"``, empty while unknown.
    """

    base: str
    database: str
    login: str
    uid: int | None = None
    password: Secret | None = None
    key: Secret | None = None
    series: str = ""

    @property
    def any_secret(self) -> Secret | None:
        """The API key, else the password: JSON-RPC and XML-RPC take either in the same place."""
        return self.key or self.password


def origin_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host (lower case) and port of ``url``.

    Raises ValueError with a sentence for the person when the URL has no usable form.
    """
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme.lower(), parts.hostname or ""
    except ValueError:
        scheme, host = "", ""
    if scheme not in ("http", "https") or not host:
        raise ValueError(f"“{url}” is not a web address. It should look like https://erp.example.com")
    try:
        port = parts.port
        if port == 0:
            raise ValueError(port)
    except ValueError:
        raise ValueError(f"The port in “{url}” is not a number between 1 and 65535.") from None
    return scheme, host.lower(), port or (443 if scheme == "https" else 80)
