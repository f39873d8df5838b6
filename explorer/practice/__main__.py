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
        "--rows",
        type=_count,
        metavar="N",
        help="add N sale order lines with their orders (default: 0); a file of --data that has some gets the rest",
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

    rows: int = options.rows or 0
    data = Path(options.data) if options.data is not None else None
    try:
        server = PracticeServer(options.series, rows=rows, host=options.host, data=data, listener=listener, keys=keys)
    except WrongFileError as error:
        print(f"odoo-explorer practice: {error}", file=sys.stderr)
        return 2
    added = server.service.added_rows
    if options.rows is not None and added > rows:
        print(
            f"odoo-explorer practice: {data} holds {added} added sale order lines, more than the {rows} of --rows; "
            "they stay as they are.",
            file=sys.stderr,
            flush=True,
        )
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
    return _whole_number(text, 65535, "a port is a whole number from 0 to 65535; 0 takes a free one")


def _count(text: str) -> int:
    return _whole_number(text, 2**31 - 1, "the number of lines to add is a whole number, 0 or more")


def _whole_number(text: str, largest: int, rule: str) -> int:
    from argparse import ArgumentTypeError

    # Python reads no text of more than 4 300 digits as a number.
    value = int(text) if text.isdecimal() and len(text) <= 20 else -1
    if not 0 <= value <= largest:
        raise ArgumentTypeError(f"{text} cannot be used: {rule}.")
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
