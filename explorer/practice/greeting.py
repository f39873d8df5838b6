"""The socket, the keys and the first line of a practice server: all that a client needs to begin.

Imports next to nothing, so that the program that starts a server has this line while the server still loads its
models; a request that comes meanwhile waits in the socket's queue.
"""

from __future__ import annotations

import json
import os
import socket

DATABASE = "practice"
ADMIN, DEMO = "admin", "demo"
"""The logins of the two users; each is its own password."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def url_of(host: str, listener: socket.socket) -> str:
    """The address that a client on this machine uses."""
    everywhere = host in ("", "0.0.0.0")  # noqa: S104 - a comparison, nothing is bound here
    shown = f"[{host}]" if ":" in host else "127.0.0.1" if everywhere else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def new_keys() -> dict[str, str]:
    """A fresh API key for each user, 40 hexadecimal digits as Odoo's are."""
    return {ADMIN: os.urandom(20).hex(), DEMO: os.urandom(20).hex()}


def first_line(url: str, series: str, keys: dict[str, str]) -> str:
    """The line that a server prints first, one JSON object."""
    return json.dumps(
        {
            "url": url,
            "database": DATABASE,
            "login": ADMIN,
            "password": ADMIN,
            "api_key": keys[ADMIN],
            "demo_api_key": keys[DEMO],
            "series": series,
        }
    )
