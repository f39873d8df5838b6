"""Odoo's exceptions, by the names and messages that reach a client."""

from __future__ import annotations


class OdooError(Exception):
    """An error that Odoo names itself: `name` as in `error.data.name`, `status` as JSON/2 answers."""

    name = "odoo.exceptions.UserError"
    status = 422

    def __init__(self, message: str, *more: object, context: dict[str, object] | None = None) -> None:
        super().__init__(message, *more)
        self.message = message
        self.context = context or {}


class UserError(OdooError):
    """Something the user asked for cannot be done."""


class ValidationError(OdooError):
    """A record would break a rule of its model."""

    name = "odoo.exceptions.ValidationError"


class MissingError(OdooError):
    """A record is gone or never was."""

    name = "odoo.exceptions.MissingError"
    status = 404


class AccessError(OdooError):
    """The user may not do this."""

    name = "odoo.exceptions.AccessError"
    status = 403


class AccessDeniedError(OdooError):
    """Login, password or key are wrong."""

    name = "odoo.exceptions.AccessDenied"
    status = 403

    def __init__(self, message: str = "Access Denied") -> None:
        super().__init__(message)


class DatabaseError(OdooError):
    """What the database driver says; `kind` is the driver's class, e.g. `errors.InvalidDatetimeFormat`."""

    status = 500

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.name = f"psycopg2.{kind}"


class HttpError(OdooError):
    """An answer of the web framework under Odoo: `werkzeug.exceptions.NotFound` and its kin."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message, status)
        self.status = status
        self.name = f"werkzeug.exceptions.{kind}"


def name_of(error: BaseException) -> str:
    """The name that a client sees: Odoo's own, or Python's with its module."""
    if isinstance(error, OdooError):
        return error.name
    return f"{type(error).__module__}.{type(error).__qualname__}"


def message_of(error: BaseException) -> str:
    """The message that a client sees: a KeyError says its key alone."""
    if isinstance(error, OdooError):
        return error.message
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)


def status_of(error: BaseException) -> int:
    """The HTTP status that JSON/2 gives to an error."""
    return error.status if isinstance(error, OdooError) else 500


def report(error: BaseException) -> dict[str, object]:
    """The five keys of an error: name, message, arguments, context, debug (19.0/019-object-unknown-model)."""
    name, message = name_of(error), message_of(error)
    arguments = list(error.args) if error.args else [message]
    short = name.removeprefix("builtins.")
    return {
        "name": name,
        "message": message,
        "arguments": arguments,
        "context": dict(error.context) if isinstance(error, OdooError) else {},
        "debug": f"Traceback (most recent call last):\n  (the practice server keeps its own calls to itself)\n"
        f"{short}: {message}",
    }
