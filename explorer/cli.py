"""The command line: the window, one call without a window, the practice server.

Qt is imported only by the window, and everything else only by who needs it: the first paint waits for every import.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from explorer import __version__

if TYPE_CHECKING:
    import argparse

    from explorer.core.faults import Fault
    from explorer.core.secret import Secret
    from explorer.work.single_call import Target

T = TypeVar("T")
PROGRAM = "odoo-explorer"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 when all went well, 1 for a fault, 2 for wrong arguments."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["practice"]:
        from explorer.practice.__main__ import main as practice

        return practice(arguments[1:])
    if not arguments:
        return _show(_Window())
    return _parsed(arguments)


def _parsed(arguments: Sequence[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "call":
        return _call(options, parser)
    return _window(options, parser)


class _Window(NamedTuple):
    """How the window starts: ``screenshot`` names the PNG of a scene to write, after which the program ends."""

    screenshot: str | None = None
    scene: str = "main"
    theme: str | None = None
    size: tuple[int, int] = (1440, 900)


def _window(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    width, _, height = options.size.partition("x")
    if not (width.isdigit() and height.isdigit() and 640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
        parser.error("--size takes WIDTHxHEIGHT in pixels, from 640x480 to 7680x4320, such as 1440x900.")
    if options.scene is not None:
        from explorer.ui.scenes import names

        if options.scene == "list":
            _print("\n".join(names()))
            return 0
        if options.screenshot is None:
            parser.error("--scene needs --screenshot FILE, which says where the picture goes.")
        if options.scene not in names():
            parser.error(f"There is no scene “{options.scene}”. There are: {', '.join(names())}.")
    return _show(_Window(options.screenshot, options.scene or "main", options.theme, (int(width), int(height))))


def _show(window: _Window) -> int:
    """Open the window, or do an errand with it, and end the process."""
    import os

    from explorer.work.practice_server import PracticeServer

    # The child process warms up while Qt is imported here.
    practice = PracticeServer()
    tour = False
    if not _has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        tour = window.screenshot is None
    try:
        from explorer.app import Program, leave

        program = Program(practice, window.theme)
        if window.screenshot is not None:
            from explorer.ui import scenes

            status = program.run(window.size, scenes.errand(window.scene, window.screenshot))
        elif tour:
            from explorer.ui import tour as guided

            _print("No display was found, so the same job is done on Qt's offscreen platform.")
            status = program.run(window.size, guided.take)
        else:
            status = program.run(window.size)
    finally:
        practice.stop()
    leave(status)
    return status


def _has_display() -> bool:
    """Whether a window can be shown, or somebody chose Qt's platform by hand."""
    import os

    if os.environ.get("QT_QPA_PLATFORM") or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _call(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from explorer.core.connection import ProtocolName
    from explorer.core.faults import Fault
    from explorer.work import single_call

    target = _target(options, parser)
    order = single_call.Order(
        model=options.model,
        method=options.method,
        args=tuple(_json(options.args, list, "--args", "a JSON list such as [[7], {}]", parser)),
        kwargs=_json(options.kwargs, dict, "--kwargs", 'a JSON object such as {"limit": 3}', parser),
        context=None
        if options.context is None
        else _json(options.context, dict, "--context", 'a JSON object such as {"lang": "en_US"}', parser),
        protocol=ProtocolName(options.protocol) if options.protocol else None,
        allow_writes=options.allow_writes,
    )
    try:
        if options.output == "envelope":
            _print(single_call.envelope(target, order).text())
            return 0
        sent = single_call.run(target, order)
    except Fault as fault:
        return _fail(fault)
    if options.output == "reply" and sent.reply is not None:
        head = [f"HTTP {sent.reply.status} {sent.reply.reason}".rstrip()]
        head += [f"{name}: {value}" for name, value in sent.reply.headers]
        _print("\n".join(head) + "\n\n" + sent.reply.body_text())
    elif sent.answer is not None:
        import msgspec

        _print(msgspec.json.format(bytes(sent.answer.result), indent=2).decode())
    return _fail(sent.fault) if sent.fault else 0


def _target(options: argparse.Namespace, parser: argparse.ArgumentParser) -> Target:
    """Return where the call goes; wrong or missing options end the program with a sentence."""
    from explorer.core.connection import Connection, origin_of
    from explorer.work.single_call import Target

    password, key = _variable(options.password_env, parser), _variable(options.key_env, parser)
    if bool(options.connection) == bool(options.url):
        parser.error("Say where to send it: either --connection NAME, or --url with --database and --login.")
    if options.url:
        try:
            origin_of(options.url)
        except ValueError as problem:
            parser.error(str(problem))
        connection = Connection(name="", url=options.url, database=options.database, login=options.login)
        return Target(connection, password, key)
    if options.connection.casefold() == "practice":
        return Target(Connection(name="Practice", url="http://127.0.0.1"), practice=True)
    return _saved(options.connection, password, key, parser)


def _saved(name: str, password: Secret | None, key: Secret | None, parser: argparse.ArgumentParser) -> Target:
    from explorer.store import paths
    from explorer.store.connections import Connections
    from explorer.store.vault import Vault
    from explorer.work.single_call import Target

    store, vault = Connections(paths.folders().config), Vault()
    items = store.load().items
    found = next((item for item in items if item.name.casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join(f"“{item.name}”" for item in items) or "none"
        parser.error(f"There is no connection “{name}”. Saved are: {known}; “Practice” is always there.")
    password = password or (vault.get(found.password_ref) if found.password_ref else None)
    key = key or (vault.get(found.key_ref) if found.key_ref else None)
    return Target(found, password, key)


def _variable(name: str | None, parser: argparse.ArgumentParser) -> Secret | None:
    import os

    from explorer.core.secret import Secret

    if name is None:
        return None
    if name not in os.environ:
        parser.error(f"The environment variable {name} is not set.")
    return Secret(os.environ[name])


def _json(text: str, kind: type[T], option: str, wanted: str, parser: argparse.ArgumentParser) -> T:
    from explorer.core.jsontext import JsonTextError, load

    try:
        value = load(text)
    except JsonTextError as problem:
        parser.error(f"{option} takes {wanted}. At character {problem.position + 1}: {problem.message}")
    if not isinstance(value, kind):
        parser.error(f"{option} takes {wanted}.")
    return value


def _print(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def _fail(fault: Fault) -> int:
    import json

    sys.stderr.write(json.dumps(fault.as_json(), ensure_ascii=False) + "\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Explore Odoo's external APIs. Without a command the window opens, connected to the built-in "
        "practice server.",
        epilog=f"“{PROGRAM} call --help” and “{PROGRAM} practice --help” explain the commands.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--screenshot", metavar="FILE", help="show a scene against the practice server, save it as PNG, and end"
    )
    parser.add_argument(
        "--scene", metavar="NAME", help="which scene to show (default: main); “list” prints their names, a line each"
    )
    parser.add_argument("--theme", choices=("light", "dark"), help="the colours, whatever the settings say")
    parser.add_argument(
        "--size", metavar="WIDTHxHEIGHT", default="1440x900", help="the size of the scene's window (default: 1440x900)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_call(commands)
    commands.add_parser(
        "practice",
        help="start the practice server by itself",
        description="Starts an Odoo-like server; its first line of output is a JSON object with address and secrets.",
        add_help=False,
    )
    return parser


def _add_call(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    call = commands.add_parser(
        "call",
        help="send one call and print its result",
        description="Sends one call through the same client and guard as the window. The result is printed as JSON; a "
        "fault is printed on standard error as JSON with the keys kind, exception, message and advice, and the exit "
        "status is 1.",
        epilog='Example: ODOO_KEY=... odoo-explorer call res.partner search_read --kwargs \'{"domain": [], "limit": '
        "3}' --url https://erp.example.com --database erp --login api@example.com --key-env ODOO_KEY",
    )
    call.add_argument("model", metavar="MODEL", help="the model's technical name, such as res.partner")
    call.add_argument("method", metavar="METHOD", help="the method, such as search_read")
    call.add_argument("--args", metavar="JSON", default="[]", help="positional arguments as a JSON list, ids first")
    call.add_argument("--kwargs", metavar="JSON", default="{}", help="named arguments as a JSON object")
    call.add_argument(
        "--context", metavar="JSON", help="the context as a JSON object (default: the user's language and time zone)"
    )
    call.add_argument(
        "--protocol",
        choices=("jsonrpc", "json2"),
        help="how the call goes over the wire (default: the connection's; jsonrpc with --url)",
    )
    call.add_argument("--connection", metavar="NAME", help="a saved connection; “Practice” is the practice server")
    call.add_argument("--url", metavar="URL", help="the server's address, such as https://erp.example.com")
    call.add_argument("--database", metavar="DB", default="", help="the database")
    call.add_argument("--login", metavar="LOGIN", default="", help="the user's login")
    call.add_argument("--password-env", metavar="VARIABLE", help="the environment variable that holds the password")
    call.add_argument("--key-env", metavar="VARIABLE", help="the environment variable that holds the API key")
    call.add_argument(
        "--allow-writes", action="store_true", help="let calls pass that may change records; refused otherwise"
    )
    call.add_argument(
        "--output",
        choices=("result", "reply", "envelope"),
        default="result",
        help="print the result (default), the whole reply with status and headers, or the request without sending it, "
        "secrets masked",
    )
