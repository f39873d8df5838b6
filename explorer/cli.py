"""The command line: the window, one call without a window, the practice server.

Qt is imported only by the window, and everything else only by who needs it: the first paint waits for every import.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeVar

from explorer import __version__

if TYPE_CHECKING:
    import argparse

    from explorer.core.faults import Fault
    from explorer.core.secret import Secret
    from explorer.work.single_call import Order, Target

T = TypeVar("T")
PROGRAM = "odoo-explorer"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status.

    0 when all went well, 1 for a fault, 2 for wrong arguments, 130 after Ctrl+C, 141 when nobody reads the output any
    more, as a shell counts them.
    """
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_output()
        return 141


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["practice"]:
        from explorer.practice.__main__ import main as practice

        return practice(arguments[1:])
    if not arguments:
        return _show(_Window())
    return _parsed(arguments)


def _parsed(arguments: Sequence[str]) -> int:
    parser = _parser()
    if any(word.partition("=")[0] in _SECRETS for word in arguments):
        parser.error(
            "A secret is never an argument, where every user of this machine can read it. Put it into an environment "
            "variable and name that with --password-env or --key-env."
        )
    options = parser.parse_args(arguments)
    if options.command == "call":
        return _call(options, options.parser)
    if options.command == "practice":
        parser.error("The command comes first: odoo-explorer practice [options].")
    return _window(options, parser)


_SECRETS = frozenset({"--password", "--key", "--api-key", "--secret", "--token"})
"""What is no option, and what somebody in a hurry may try."""


class _Window(NamedTuple):
    """How the window starts: ``screenshot`` names the PNG of a scene to write, after which the program ends."""

    screenshot: str | None = None
    scene: str = "main"
    theme: str | None = None
    size: tuple[int, int] = (1440, 900)


def _window(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    width, _, height = options.size.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 640 <= int(width) <= 7680 and 480 <= int(height) <= 4320):
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
    import gc
    import os

    from explorer.work.practice_server import PracticeServer

    # Nothing of what a start makes is garbage; later ``ui/collector.py`` does the collector's work.
    gc.disable()
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
    from explorer.core.faults import Fault
    from explorer.work import single_call

    target, order = _target(options, parser), _order(options, parser)
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
        _print("\n".join(head) + "\n\n", bytes(sent.reply.body))
    elif sent.answer is not None:
        _print("", _indented(bytes(sent.answer.result)))
    return _fail(sent.fault) if sent.fault else 0


def _order(options: argparse.Namespace, parser: argparse.ArgumentParser) -> Order:
    """Return what is to be sent; wrong options end the program with a sentence."""
    from explorer.core.connection import ProtocolName
    from explorer.work.single_call import Order

    if not options.model.strip() or not options.method.strip():
        parser.error("MODEL and METHOD are names such as res.partner and search_read.")
    kwargs = _json(options.kwargs, dict, "--kwargs", 'a JSON object such as {"limit": 3}', parser)
    given = kwargs.get("context")
    if given is not None and (options.context is not None or not isinstance(given, dict)):
        twice = isinstance(given, dict)
        parser.error("Give the context once: " + ("with --context or in --kwargs." if twice else "it is an object."))
    context = None
    if options.context is not None:
        context = _json(options.context, dict, "--context", 'a JSON object such as {"lang": "en_US"}', parser)
        kwargs.pop("context", None)
    return Order(
        model=options.model,
        method=options.method,
        args=tuple(_json(options.args, list, "--args", "a JSON list such as [[7], {}]", parser)),
        kwargs=kwargs,
        context=context,
        protocol=ProtocolName(options.protocol) if options.protocol else None,
        allow_writes=options.allow_writes,
    )


def _target(options: argparse.Namespace, parser: argparse.ArgumentParser) -> Target:
    """Return where the call goes; wrong or missing options end the program with a sentence."""
    from explorer.core.connection import Connection
    from explorer.work.single_call import Target

    if bool(options.connection) == bool(options.url):
        parser.error("Say where to send it: either --connection NAME, or --url with --database and --login.")
    if options.url:
        return _by_url(options, parser)
    if options.database or options.login:
        parser.error("--database and --login go with --url; a saved connection has its own.")
    if options.connection.strip().casefold() == "practice":
        return Target(Connection(name="Practice", url="http://127.0.0.1"), practice=True)
    return _saved(options, parser)


def _by_url(options: argparse.Namespace, parser: argparse.ArgumentParser) -> Target:
    from urllib.parse import urlsplit

    from explorer.core.connection import Connection, origin_of
    from explorer.work.connection_form import completed_url
    from explorer.work.single_call import Target

    url = completed_url(options.url)
    try:
        origin_of(url)
    except ValueError as problem:
        parser.error(str(problem))
    if "@" in urlsplit(url).netloc:
        parser.error("The URL holds a login or a password before the @. Use --login, and --password-env or --key-env.")
    if options.protocol != "json2" and not (options.database and options.login):
        parser.error("JSON-RPC needs --database and --login. Only JSON/2 can do without, where one database is served.")
    connection = Connection(name="", url=url, database=options.database, login=options.login)
    password = _variable("--password-env", options.password_env, parser)
    return Target(connection, password, _variable("--key-env", options.key_env, parser))


def _saved(options: argparse.Namespace, parser: argparse.ArgumentParser) -> Target:
    from explorer.store import paths
    from explorer.store.connections import Connections
    from explorer.store.vault import Vault
    from explorer.work.single_call import Target

    loaded, vault = Connections(paths.folders().config).load(), Vault()
    wanted = options.connection.strip().casefold()
    found = next((item for item in loaded.items if item.name.strip().casefold() == wanted), None)
    if found is None:
        known = ", ".join(f"“{item.name}”" for item in loaded.items) or "none"
        problems = "".join(f" {problem}" for problem in loaded.problems)
        parser.error(
            f"There is no connection “{options.connection}”. Saved are: {known}; “Practice” is always there.{problems}"
        )
    password = _variable("--password-env", options.password_env, parser)
    key = _variable("--key-env", options.key_env, parser)
    password = password or (vault.get(found.password_ref) if found.password_ref else None)
    key = key or (vault.get(found.key_ref) if found.key_ref else None)
    return Target(found, password, key)


def _variable(option: str, name: str | None, parser: argparse.ArgumentParser) -> Secret | None:
    import os
    import re

    from explorer.core.secret import Secret

    if name is None:
        return None
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        # It may be the secret itself, so it is not repeated.
        parser.error(f"{option} takes the name of an environment variable, never the secret itself.")
    if name not in os.environ:
        parser.error(f"The environment variable {name} is not set. {option} names the variable that holds the secret.")
    return Secret(os.environ[name])


def _json(text: str, kind: type[T], option: str, wanted: str, parser: argparse.ArgumentParser) -> T:
    from explorer.core.jsontext import JsonTextError, load

    try:
        value = load(text)
    except JsonTextError as problem:
        parser.error(f"{option} takes {wanted}. At character {problem.position + 1}: {problem.message}")
    except ValueError as problem:
        parser.error(f"{option} takes {wanted}. {problem}")
    if not isinstance(value, kind):
        parser.error(f"{option} takes {wanted}.")
    return value


def _indented(result: bytes) -> bytes:
    """Return a result as JSON for people, every number and text as the server wrote it."""
    import msgspec

    try:
        return msgspec.json.format(result, indent=2)
    except (msgspec.DecodeError, RecursionError):
        # Half a surrogate pair, or nested beyond reason: it stays as it came.
        return result


def _print(text: str, content: bytes = b"") -> None:
    """Write to standard output as UTF-8, whatever the terminal's own encoding: JSON knows no other."""
    _write(sys.stdout, text.encode("utf-8", "backslashreplace") + content)


def _fail(fault: Fault) -> int:
    import json

    _write(sys.stderr, json.dumps(fault.as_json(), ensure_ascii=False).encode("utf-8", "backslashreplace"))
    return 1


def _write(stream: TextIO | None, content: bytes) -> None:
    if stream is None:
        # Started without this stream, as a program without a console is.
        return
    try:
        stream.flush()
        stream.buffer.write(content if content.endswith(b"\n") else content + b"\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        _drop_output()
        sys.exit(f"{PROGRAM}: the output cannot be written: {problem.strerror}.")


def _drop_output() -> None:
    """Let Python's own last flush go nowhere: it would complain of the broken pipe again."""
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Explore Odoo's external APIs. Without a command the window opens, connected to the built-in "
        "practice server.",
        epilog=f"“{PROGRAM} call --help” and “{PROGRAM} practice --help” explain the commands.",
        allow_abbrev=False,
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
        allow_abbrev=False,
    )
    call.set_defaults(parser=call)
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
    call.add_argument("--database", metavar="DB", default="", help="the database, with --url")
    call.add_argument("--login", metavar="LOGIN", default="", help="the user's login, with --url")
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
        "secrets masked; for the request nothing is sent but, with JSON-RPC, the login",
    )
