"""A call as the line that makes it on the command line."""

from __future__ import annotations

import shlex

from explorer.core.call import Call, Placeholder
from explorer.core.connection import Connection
from explorer.core.jsontext import compact
from explorer.work.live import LiveConnection

_VARIABLES = ("ODOO_KEY", "ODOO_PASSWORD")
"""The variables that the line names for secrets that are kept here: API key, password."""


def command_line(call: Call, live: LiveConnection) -> str:
    """Return the ``odoo-explorer call`` line for a call on an open connection, quoted for a POSIX shell.

    Secrets never stand in it: a saved connection is named, and the variables that must hold its secrets are too. The
    practice server's address changes at each start, so its own name stands there, and the line starts one by itself.
    """
    ids = list(call.ids) if isinstance(call.ids, tuple) else call.ids
    args = list(call.args) if ids is None else [ids, *call.args]
    words = ["odoo-explorer", "call", call.model, call.method]
    if args:
        words += ["--args", compact(args)]
    if call.kwargs:
        words += ["--kwargs", compact(call.kwargs)]
    context: object = call.context if isinstance(call.context, Placeholder) else dict(call.context)
    words += ["--context", compact(context), "--protocol", live.protocol.value]
    words += _target(live.connection)
    if live.writes_allowed:
        words.append("--allow-writes")
    return shlex.join(words)


def _target(connection: Connection) -> list[str]:
    if connection.practice:
        return ["--connection", connection.name]
    # One word, since a name may begin with a dash.
    words = (
        [f"--connection={connection.name}"] if connection.name.startswith("-") else ["--connection", connection.name]
    )
    if connection.key_ref:
        words += ["--key-env", _variable(connection.key_ref, _VARIABLES[0])]
    if connection.password_ref:
        words += ["--password-env", _variable(connection.password_ref, _VARIABLES[1])]
    return words


def _variable(ref: str, default: str) -> str:
    """A secret that is read from the environment keeps the name of its variable."""
    return ref.removeprefix("env:") if ref.startswith("env:") else default
