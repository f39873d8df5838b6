"""What a person types about a connection, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec

from explorer.core.connection import Connection, Limits, ProtocolName, Stage, origin_of

_LOCAL = ("localhost", "127.", "[::1]")


class Form(msgspec.Struct, frozen=True):
    """The dialog's fields as they stand; of the secrets only whether there are any, since they go to the vault."""

    name: str = ""
    url: str = ""
    database: str = ""
    login: str = ""
    protocol: ProtocolName = ProtocolName.JSON2
    stage: Stage = Stage.DEVELOPMENT
    limits: Limits = Limits()
    has_key: bool = True
    has_password: bool = True


def form_of(connection: Connection) -> Form:
    """Return the form that shows a connection."""
    return Form(
        connection.name,
        connection.url,
        connection.database,
        connection.login,
        connection.protocol,
        connection.stage,
        connection.limits,
    )


def completed_url(text: str) -> str:
    """Return what was typed as an address: a scheme in front where it is missing, no page of the web client behind.

    ``https`` is assumed but for this computer. What cannot be understood comes back as it is.
    """
    text = text.strip().rstrip("/")
    if not text:
        return ""
    if "://" not in text:
        text = f"{'http' if text.startswith(_LOCAL) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    first = parts.path.split("/")[1:2]
    if first in (["odoo"], ["web"], ["jsonrpc"], ["json"], ["xmlrpc"]):
        return f"{parts.scheme}://{parts.netloc}"
    return text


def suggested_name(url: str) -> str:
    """Return a name for a connection to ``url``: the host without what all hosts have in common."""
    host = (urlsplit(url).hostname or "") if "://" in url else ""
    return host.removeprefix("www.").removesuffix(".odoo.com")


def problems(form: Form, taken: Iterable[str]) -> dict[str, str]:
    """Return what is wrong, a sentence for each field's name; empty when the form can be saved.

    ``taken`` are the names of the other connections.
    """
    found: dict[str, str] = {}
    name = form.name.strip()
    if not name:
        found["name"] = "Give the connection a name."
    elif name.casefold() == "practice":
        found["name"] = "“Practice” is the built-in practice server. Choose another name."
    elif name.casefold() in {other.casefold() for other in taken}:
        found["name"] = f"There is a connection “{name}” already. Choose another name."
    if not form.url.strip():
        found["url"] = "Enter the server's address, such as https://erp.example.com"
    else:
        try:
            origin_of(completed_url(form.url))
        except ValueError as problem:
            found["url"] = str(problem)
        else:
            if "@" in urlsplit(completed_url(form.url)).netloc:
                found["url"] = "Enter login and secret in their own fields, not in the address."
    if form.protocol is ProtocolName.JSONRPC and not form.database.strip():
        found["database"] = "JSON-RPC needs the name of the database. “Ask the server” may know it."
    if form.protocol is ProtocolName.JSONRPC and not form.login.strip():
        found["login"] = "JSON-RPC needs the login of the user."
    if form.protocol is ProtocolName.JSON2 and not form.has_key:
        found["key"] = "JSON/2 takes only an API key. Enter it, or choose JSON-RPC for a password."
    elif not form.has_key and not form.has_password:
        found["key"] = "Enter the API key, or the password below."
    return found


def connection_from(form: Form, before: Connection | None) -> Connection:
    """Return the connection that a form without problems describes; what it does not show stays as it was."""
    base = before or Connection(name="", url="")
    return msgspec.structs.replace(
        base,
        name=form.name.strip(),
        url=completed_url(form.url),
        database=form.database.strip(),
        login=form.login.strip(),
        protocol=form.protocol,
        stage=form.stage,
        limits=form.limits,
    )
