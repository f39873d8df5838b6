"""Failures with a kind, Odoo's own words and our advice.

::

    Fault                       base of all; ``kind`` is one of the fixed identifiers of Kind
    ├── ServerFault             the server answered, and the answer is an error
    ├── TransportFault          no usable answer: network, timeout, tls, not_odoo, malformed_reply, too_large
    ├── GuardFault              refused_by_guard: we did not send it
    └── CancelledFault          cancelled: the person stopped it

Three things are kept apart: a fault is shown with advice, a cancelled call only clears the progress, and a bug is any
other exception and goes to the error reporter.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The fixed identifiers of the kinds of fault; scripts rely on them."""

    ACCESS = "access"
    LOGIN = "login"
    SESSION_EXPIRED = "session_expired"
    VALIDATION = "validation"
    USER_ERROR = "user_error"
    MISSING_RECORD = "missing_record"
    CONFLICT = "conflict"
    ARGUMENTS = "arguments"
    UNKNOWN_MODEL = "unknown_model"
    UNKNOWN_METHOD = "unknown_method"
    PRIVATE_METHOD = "private_method"
    UNKNOWN_FIELD = "unknown_field"
    DOMAIN = "domain"
    DATABASE = "database"
    SERVER = "server"
    NETWORK = "network"
    TIMEOUT = "timeout"
    TLS = "tls"
    NOT_ODOO = "not_odoo"
    MALFORMED_REPLY = "malformed_reply"
    TOO_LARGE = "too_large"
    REFUSED_BY_GUARD = "refused_by_guard"
    CANCELLED = "cancelled"


class Fault(Exception):
    """A failure that a person can act on.

    ``message`` is what the server (or the system) said, ``advice`` what to do about it in our words, ``exception`` the
    server's exception class such as ``odoo.exceptions.AccessError`` (empty when no server spoke), ``traceback`` the
    server's own text, ``status`` the HTTP status where there was one, ``detail`` further facts by name, such as
    ``suggested_url`` or ``limit``.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        advice: str = "",
        *,
        exception: str = "",
        traceback: str = "",
        status: int | None = None,
        detail: dict[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.advice = advice
        self.exception = exception
        self.traceback = traceback
        self.status = status
        self.detail = detail or {}

    def as_json(self) -> dict[str, str]:
        """The four keys that the command line prints: kind, exception, message, advice."""
        return {
            "kind": self.kind.value,
            "exception": self.exception,
            "message": self.message,
            "advice": self.advice,
        }

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kind.value!r}, {self.message!r})"


class ServerFault(Fault):
    """The server answered, and its answer is an error."""


class TransportFault(Fault):
    """There was no usable answer."""


class GuardFault(Fault):
    """The program refused to send: the connection is read-only, or the call is incomplete."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(Kind.REFUSED_BY_GUARD, message, advice)


class CancelledFault(Fault):
    """The person stopped the call."""

    def __init__(self, message: str = "The call was cancelled.", advice: str = "") -> None:
        super().__init__(Kind.CANCELLED, message, advice)
