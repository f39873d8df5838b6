"""Odoo's exceptions, by the names and messages that reach a client."""

from __future__ import annotations


class OdooError(Exception):
    """An error that Odoo names itself. `name` is what `error.data.name` says, `status` what JSON/2 answers."""

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


class AccessDenied(OdooError):
    """Login, password or key are wrong."""

    name = "odoo.exceptions.AccessDenied"
    status = 403
