"""The practice server's command line: `python -m explorer.practice`, also `odoo-explorer practice`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from argparse import Namespace

SERIES = ("19.0", "17.0")


def main(argv: list[str]) -> int:
    """Serve until Ctrl+C, or with `--child` until standard input closes; gives the exit status.

    The first line on standard output is one JSON object with url, database, login, password, api_key,
    demo_api_key and series.
    """
    import argparse

    cli = argparse.ArgumentParser(
        prog="odoo-explorer practice",
        description="A small server that answers as Odoo does, with made-up data to explore and to break.",
    )
    cli.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    cli.add_argument("--port", type=_port, default=0, help="the port to listen on; 0 takes a free one (default)")
    cli.add_argument(
        "--series", choices=SERIES, default=SERIES[0], help="the Odoo series to answer as (default: %(default)s)"
    )
    cli.add_argument(
        "--data",
        metavar="FILE",
        help="keep the data in this SQLite file, made if missing; without it they live in memory",
    )
    cli.add_argument(
        "--rows", type=_count, default=0, metavar="N", help="add N sale order lines with their orders (default: 0)"
    )
    cli.add_argument(
        "--child",
        action="store_true",
        help="end when standard input closes, as a program that starts this server needs it",
    )
    return _run(cli.parse_args(argv))


def _run(options: Namespace) -> int:
    from explorer.practice import greeting

    try:
        listener = greeting.listen(options.host, options.port)
    except (OSError, OverflowError) as error:
        print(f"odoo-explorer practice: cannot listen on {options.host}:{options.port}: {error}", file=sys.stderr)
        return 2
    keys = greeting.new_keys()
    # Without a file and more rows nothing can go wrong from here on, so the client may hear of us at once.
    early = options.data is None and not options.rows
    if early:
        print(greeting.first_line(greeting.url_of(options.host, listener), options.series, keys), flush=True)
    try:
        return _serve(options, listener, keys, greet=not early)
    except KeyboardInterrupt:
        return 0


def _serve(options: Namespace, listener: socket.socket, keys: dict[str, str], *, greet: bool) -> int:
    import time
    from pathlib import Path

    from explorer.practice.database import WrongFileError
    from explorer.practice.server import PracticeServer

    data = Path(options.data) if options.data is not None else None
    try:
        server = PracticeServer(
            options.series, rows=options.rows, host=options.host, data=data, listener=listener, keys=keys
        )
    except WrongFileError as error:
        print(f"odoo-explorer practice: {error}", file=sys.stderr)
        return 2
    with server:
        if greet:
            print(server.greeting(), flush=True)
        if options.child:
            while sys.stdin.buffer.readline():
                pass
        else:
            while True:
                time.sleep(3600)
    return 0


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise ValueError(text)
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
