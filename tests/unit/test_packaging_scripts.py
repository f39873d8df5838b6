"""The two commands of a checkout: what they make, what they leave alone, and what they say when something is missing.

The set-up's own steps (venv, pip) are played where a test is about their order; the commands themselves run as real
processes, in a copy of packaging/ with an environment that needs no package index.
"""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "packaging"
ENTRY_FILES = ("run.py", "test.py", "interpreter.py")

posix = pytest.mark.skipif(os.name != "posix", reason="plays with programs written for a POSIX shell")
linux = pytest.mark.skipif(sys.platform != "linux", reason="system packages are looked at on Linux only")


@pytest.fixture(autouse=True)
def packaging_on_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets the scripts import each other as they do when run.py starts, and forgets them afterwards."""
    names = ("environment", "system_packages", "interpreter", "checks")
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    monkeypatch.setattr(sys, "path", [str(SCRIPTS), *sys.path])
    yield
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(before)


def script(name: str) -> ModuleType:
    return importlib.import_module(name)


def program(folder: Path, name: str, *lines: str) -> Path:
    """An executable shell script."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


# The Python that starts the scripts


@pytest.mark.parametrize("name", ENTRY_FILES)
def test_entry_files_use_only_syntax_of_old_pythons(name: str) -> None:
    """Python 2.7 knows neither f-strings nor annotations, and compiles a file before it runs its first line."""
    tree = ast.parse((SCRIPTS / name).read_text(encoding="ascii"), feature_version=(3, 7))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Await, ast.AsyncFunctionDef, ast.Nonlocal)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert all(argument.annotation is None for argument in node.args.args)
            assert not node.args.kwonlyargs
        assert not isinstance(node, ast.ImportFrom), "also `from __future__ import annotations` is too new"


@pytest.mark.parametrize("name", ["run.py", "test.py"])
def test_entry_files_look_at_the_version_before_they_import_the_rest(name: str) -> None:
    tree = ast.parse((SCRIPTS / name).read_text(encoding="utf-8"))
    imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"sys", "interpreter"}
    start = next(node for node in tree.body if isinstance(node, ast.If))
    assert "hand_over_when_unfit" in ast.dump(start.body[0])


def test_an_old_python_says_that_3_11_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    interpreter = script("interpreter")
    monkeypatch.setattr(interpreter, "OLDEST", (99, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        interpreter.hand_over_when_unfit("run.py")
    assert ended.value.code == 1
    sentence = capsys.readouterr().err
    assert "needs Python 3.11 or later" in sentence
    assert f"this is Python {sys.version_info[0]}.{sys.version_info[1]}" in sentence


@posix
def test_an_old_python_hands_over_to_a_newer_one_on_path_that_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    interpreter = script("interpreter")
    program(tmp_path / "shims", "python3.13", "echo not installed >&2", "exit 127")
    program(tmp_path / "shims", "python3.12", "printf 3.8")
    good = program(tmp_path / "real", "python3.12", "printf 3.12")
    started: list[tuple[str, list[str]]] = []

    def execv(path: str, command: list[str]) -> None:
        started.append((path, command))
        raise SystemExit(0)

    monkeypatch.setattr(interpreter, "OLDEST", (99, 0))
    monkeypatch.setattr(interpreter, "os", SimpleNamespace(**{**vars(os), "execv": execv}))
    monkeypatch.setattr(sys, "argv", ["packaging/run.py", "call", "two words"])
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "shims"), str(tmp_path / "real")]))
    with pytest.raises(SystemExit):
        interpreter.hand_over_when_unfit("packaging/run.py")
    assert started == [(str(good), [str(good), str(Path("packaging/run.py").resolve()), "call", "two words"])]
    assert f"going on with {good}" in capsys.readouterr().err


def test_a_python_newer_than_all_known_ones_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    interpreter = script("interpreter")
    monkeypatch.setattr(interpreter, "NEWEST", (3, 10))
    monkeypatch.setattr(interpreter, "OLDEST", (3, 9))
    monkeypatch.setenv("PATH", str(tmp_path))
    interpreter.hand_over_when_unfit("run.py")


# .venv


class Checkout:
    """A folder like a checkout, whose `venv` and `pip` are played and noted down."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.module = script("environment")
        self.steps: list[str] = []
        self.fail: BaseException | None = None
        (root / "packaging").mkdir(parents=True)
        (root / "pyproject.toml").write_text("[project]\n")
        (root / "packaging" / "constraints.txt").write_text("requests==1\n")
        self.root = root
        self.environment = self.module.Environment(root)
        self.libraries = self.environment.folder / "lib" / "python3" / "site-packages"
        monkeypatch.setattr(self.module, "run_quietly", self.play)

    def play(self, command: list[str], failure: str, lock: object) -> None:
        if "venv" in command:
            self.steps.append("venv")
            self.environment.python.parent.mkdir(parents=True)
            self.environment.python.touch()
            return
        assert command[command.index("-c") + 1] == str(self.environment.constraints)
        target = command[command.index("-e") + 1]
        self.steps.append("pip " + target.removeprefix(str(self.root)))
        if self.fail:
            raise self.fail
        for name in ["requests-1", "pip-23"] + (["pytest-9"] if target.endswith("[test]") else []):
            (self.libraries / f"{name}.dist-info").mkdir(parents=True, exist_ok=True)

    def ensure(self, extra: str) -> list[str]:
        """The steps that this start took."""
        self.steps.clear()
        self.environment.ensure(extra)
        assert self.environment.is_ready(extra)
        return list(self.steps)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path / "checkout", monkeypatch)


def test_the_first_start_sets_up_and_the_second_does_nothing(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not checkout.environment.is_ready("")
    assert checkout.ensure("") == ["venv", "pip "]
    told = capsys.readouterr()
    assert [line.split()[0] for line in told.err.splitlines()] == ["Making", "Installing"]
    assert told.out == "", "standard output belongs to the program"
    assert checkout.ensure("") == []
    assert capsys.readouterr().err == ""


def test_the_tools_of_the_checks_are_added_once_and_serve_the_program_too(checkout: Checkout) -> None:
    checkout.ensure("")
    assert checkout.ensure("test") == ["pip [test]"]
    assert checkout.ensure("") == []
    assert checkout.ensure("test") == []


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_changed_requirement_updates_and_keeps_the_tools(checkout: Checkout, name: str) -> None:
    checkout.ensure("test")
    with (checkout.root / name).open("a") as file:
        file.write("# changed\n")
    assert checkout.ensure("") == ["pip [test]"]


def test_an_interrupted_set_up_is_made_anew(checkout: Checkout) -> None:
    checkout.ensure("")
    checkout.environment.constraints.write_text("requests==2\n")
    checkout.fail = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        checkout.ensure("")
    checkout.fail = None
    left_over = checkout.libraries / "half_a_library.py"
    left_over.touch()
    assert not checkout.environment.is_ready("")
    assert checkout.ensure("") == ["venv", "pip "]
    assert not left_over.exists()


def test_an_update_that_pip_refuses_is_tried_again_in_place(checkout: Checkout) -> None:
    checkout.ensure("")
    before = checkout.environment.constraints.read_text()
    checkout.environment.constraints.write_text("requests==0.0.0\n")
    checkout.fail = checkout.module.SetupError("pip could not install")
    with pytest.raises(checkout.module.SetupError):
        checkout.ensure("")
    checkout.fail = None
    assert not checkout.environment.is_ready("")
    assert checkout.ensure("") == ["pip "]
    checkout.environment.constraints.write_text(before)
    assert checkout.ensure("") == ["pip "]


def test_a_broken_environment_is_made_anew(checkout: Checkout) -> None:
    checkout.ensure("")
    checkout.environment.python.unlink()
    assert checkout.ensure("") == ["venv", "pip "]
    (checkout.libraries / "requests-1.dist-info").rmdir()
    assert checkout.ensure("") == ["venv", "pip "]
    for rubbish in ("", "[]", '{"extra": 3}', '{"installed": []}'):
        checkout.environment.stamp.write_text(rubbish)
        assert checkout.ensure("") == ["venv", "pip "], rubbish


def test_another_python_or_another_place_needs_another_environment(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checkout.ensure("")
    with monkeypatch.context() as other:
        other.setattr(checkout.module, "python_tag", lambda: "cpython-399 linux-other")
        assert checkout.ensure("") == ["venv", "pip "]
    assert checkout.ensure("") == ["venv", "pip "]
    moved = checkout.root.rename(tmp_path / "moved")
    assert not checkout.module.Environment(moved).is_ready("")


def test_pip_may_be_updated_by_hand(checkout: Checkout) -> None:
    checkout.ensure("")
    (checkout.libraries / "pip-23.dist-info").rename(checkout.libraries / "pip-24.dist-info")
    assert checkout.ensure("") == []


@posix
def test_a_link_in_place_of_the_environment_is_replaced_and_its_target_left_alone(
    checkout: Checkout, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / "precious").touch()
    checkout.environment.folder.symlink_to(target)
    checkout.ensure("")
    assert (target / "precious").exists()
    assert not checkout.environment.folder.is_symlink()


def test_a_second_start_waits_for_the_first_and_uses_its_work(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()

    def say(sentence: str) -> None:
        if "waiting" in sentence:
            waiting.set()

    monkeypatch.setattr(checkout.module, "say", say)
    second = threading.Thread(target=checkout.environment.ensure, args=("",))
    with checkout.module.locked(checkout.environment.constraints) as lock:
        second.start()
        assert waiting.wait(30)
        assert checkout.steps == []
        checkout.environment.set_up("", lock)
    second.join(30)
    assert not second.is_alive()
    assert checkout.steps == ["venv", "pip "]


def test_a_python_without_ensurepip_is_said(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script("system_packages"), "can_make_venv", lambda: False)
    with pytest.raises(checkout.module.SetupError, match="ensurepip"):
        checkout.environment.ensure("")
    assert not checkout.environment.folder.exists()


def test_a_step_shows_its_output_only_when_it_fails_and_sees_no_foreign_libraries(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environment = script("environment")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_TIMEOUT", "7")
    lock_file = tmp_path / "lock"
    lock_file.touch()
    asks = "import os; print(os.getenv('PYTHONPATH'), os.environ['PIP_USER'], os.environ['PIP_TIMEOUT'])"
    with environment.locked(lock_file) as lock:
        holds = f"import os; os.fstat({lock.fileno()})" if os.name == "posix" else ""
        environment.run_quietly([sys.executable, "-c", f"print('chatter'); {holds}"], "not reached", lock)
        with pytest.raises(environment.SetupError) as failed:
            environment.run_quietly([sys.executable, "-c", f"{asks}; raise SystemExit(3)"], "It failed", lock)
    assert str(failed.value).splitlines()[0] == "None 0 7"
    assert "It failed (exit status 3" in str(failed.value)
    assert capfd.readouterr().out == ""


# System packages


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """A Debian that has every library, a font and Xvfb, with a played apt-get; tests take things away."""
    module = script("system_packages")
    said: list[str] = []
    cache = [f"\t{name} (libc6,x86-64) => /lib/{name}" for name in ("libc.so.6", *module.LIBRARIES)]
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "DejaVuSans.ttf").touch()
    programs = tmp_path / "bin"
    program(programs, "apt-get", f'echo "$@" >> {tmp_path}/apt.log', "echo words of apt", 'exit "${APT_STATUS:-0}"')
    program(programs, "Xvfb")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(module, "read_library_cache", lambda: "\n".join(cache))
    monkeypatch.setattr(module, "FONT_FOLDERS", (str(fonts),))
    monkeypatch.setattr(module, "can_make_venv", lambda: True)
    monkeypatch.setattr(module, "is_from_system", lambda _: True)
    monkeypatch.setattr(module, "venv_package", lambda *_: "python3-venv")
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="x86_64"))

    def ensure(user: int, *, for_tests: bool = False) -> list[str]:
        said.clear()
        monkeypatch.setattr(os, "geteuid", lambda: user)
        module.ensure(for_tests=for_tests, making_venv=True, say=said.append)
        return said

    def apt_log() -> list[str]:
        log = tmp_path / "apt.log"
        return log.read_text().splitlines() if log.exists() else []

    return SimpleNamespace(module=module, cache=cache, fonts=fonts, programs=programs, ensure=ensure, apt_log=apt_log)


def take_away(system: SimpleNamespace, *libraries: str) -> None:
    system.cache[:] = [line for line in system.cache if line.split()[0] not in libraries]


@linux
def test_nothing_is_said_and_nothing_run_when_nothing_is_missing(bare_system: SimpleNamespace) -> None:
    assert bare_system.ensure(0, for_tests=True) == []
    assert bare_system.ensure(1000, for_tests=True) == []
    assert bare_system.apt_log() == []


@linux
def test_root_installs_what_is_missing_after_an_update_and_says_so(
    bare_system: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(bare_system, "libEGL.so.1", "libxcb-cursor.so.0", "libglib-2.0.so.0", "libgthread-2.0.so.0")
    (bare_system.fonts / "DejaVuSans.ttf").unlink()
    monkeypatch.setattr(bare_system.module, "can_make_venv", lambda: False)
    packages = "fonts-dejavu-core libegl1 libglib2.0-0 libxcb-cursor0 python3-venv"
    assert bare_system.ensure(0) == [f"Installing system packages with apt-get: {packages}"]
    update, install = bare_system.apt_log()
    assert update.endswith("update")
    assert install.endswith(f"-y --no-install-recommends install {packages}")


@linux
def test_another_person_gets_one_line_for_apt(bare_system: SimpleNamespace) -> None:
    take_away(bare_system, "libEGL.so.1")
    (bare_system.programs / "Xvfb").unlink()
    assert bare_system.ensure(1000)[0].splitlines()[1:] == ["  sudo apt install libegl1"]
    assert bare_system.ensure(1000, for_tests=True)[0].splitlines()[1:] == ["  sudo apt install libegl1 xvfb"]
    assert bare_system.apt_log() == []


@linux
def test_a_failing_apt_is_quoted_and_stops_nothing(
    bare_system: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(bare_system, "libEGL.so.1")
    monkeypatch.setenv("APT_STATUS", "100")
    said = "\n".join(bare_system.ensure(0))
    assert "words of apt" in said
    assert "exit status 100" in said
    assert "apt-get install libegl1" in said


@linux
def test_without_apt_the_packages_are_named(bare_system: SimpleNamespace) -> None:
    take_away(bare_system, "libEGL.so.1")
    (bare_system.programs / "apt-get").unlink()
    (said,) = bare_system.ensure(0)
    assert "libegl1" in said
    assert "apt install" not in said


def test_a_library_for_another_architecture_does_not_count() -> None:
    module = script("system_packages")
    names = ["libc.so.6", *module.LIBRARIES]
    lines = [f"\t{name} (libc6,x86-64) => /lib/{name}" for name in names if name != "libEGL.so.1"]
    lines.append("\tlibEGL.so.1 (libc6) => /lib/i386-linux-gnu/libEGL.so.1")
    assert module.missing_libraries("\n".join(lines), "x86_64") == ["libEGL.so.1"]
    assert module.missing_libraries("", "x86_64") == []


@linux
def test_the_tables_name_what_the_installed_qt_is_linked_against() -> None:
    """With the libraries of the table, and those of every Linux, the widgets and both platforms of Qt can load."""
    readelf = shutil.which("readelf")
    if readelf is None:
        pytest.skip("readelf is not installed")
    import PySide6

    qt = Path(next(iter(PySide6.__path__))) / "Qt"
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "Svg", "DBus", "XcbQpa")]
    files += [qt / "plugins" / "platforms" / f"lib{name}.so" for name in ("qoffscreen", "qminimal", "qxcb")]
    text = subprocess.run([readelf, "-d", *files], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"NEEDED.*\[(.+)\]", text))
    of_every_linux = ("libc.", "libm.", "libdl.", "libpthread.", "librt.", "libgcc_s.", "libstdc++.", "ld-linux")
    of_qt = ("libQt6", "libicu")
    assert needed
    foreign = {name for name in needed if not name.startswith((*of_every_linux, *of_qt))}
    table = set(script("system_packages").LIBRARIES)
    assert foreign <= table, foreign - table


@pytest.mark.parametrize(("default", "package"), [(True, "python3-venv"), (False, "python3.12-venv")])
def test_the_package_with_ensurepip_fits_the_python(tmp_path: Path, *, default: bool, package: str) -> None:
    python = tmp_path / "python3.12"
    python.touch()
    other = tmp_path / "python3.11"
    other.touch()
    link = tmp_path / "python3"
    link.symlink_to(python if default else other)
    assert script("system_packages").venv_package(str(python), (3, 12), str(link)) == package


# The commands as processes


@pytest.fixture(scope="module")
def ready_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the scripts beside a made-up program, in a real .venv that needs nothing from an index."""
    root = tmp_path_factory.mktemp("ready") / "checkout"
    shutil.copytree(SCRIPTS, root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".ci", root / ".ci")
    (root / "pyproject.toml").write_text("[project]\n")
    folder = root / ".venv"
    subprocess.run([base_python(), "-m", "venv", "--without-pip", folder], check=True)
    libraries = next(folder.glob("[Ll]ib*/**/site-packages"))
    (libraries / "checkout.pth").write_text(f"{root}\n")
    (root / "explorer").mkdir()
    (root / "explorer" / "__init__.py").touch()
    (root / "explorer" / "__main__.py").write_text(
        "import json, os, sys, time\n"
        "print(json.dumps([os.getcwd(), sys.argv[1:]]), flush=True)\n"
        "'sleep' in sys.argv and time.sleep(120)\n"
        "sys.exit(7)\n"
    )
    for name in ("ruff", "mypy", "pytest"):
        (libraries / name).mkdir()
        (libraries / name / "__init__.py").touch()
        (libraries / name / "__main__.py").write_text(
            "import faulthandler, json, os, sys\n"
            f"print(json.dumps(['{name}', sys.argv[1:], os.environ['QT_QPA_PLATFORM'], faulthandler.is_enabled()]))\n"
            f"sys.exit('{name}' in os.environ.get('FAILING', ''))\n"
        )
    question = "import environment as e, pathlib; v = e.Environment(pathlib.Path(%r)); "
    answer = "v.write_stamp({'fingerprint': v.fingerprint('test'), 'extra': 'test', 'installed': []})"
    subprocess.run([base_python(), "-c", question % str(root) + answer], cwd=root / "packaging", check=True)
    return root


def base_python() -> str:
    return getattr(sys, "_base_executable", None) or sys.executable


def start(root: Path, words: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, **more.pop("env", {})}
    return subprocess.run(words, capture_output=True, text=True, env=variables, check=False, **{"cwd": root, **more})


@posix
def test_run_starts_the_program_in_the_current_folder_and_passes_its_exit_status(
    ready_checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a module of the current folder was imported')")
    ran = start(tmp_path, [base_python(), str(ready_checkout / "packaging" / "run.py"), "call", "two words", "--help"])
    assert ran.returncode == 7, ran.stderr
    assert json.loads(ran.stdout) == [str(tmp_path), ["call", "two words", "--help"]]


@posix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_a_signal_reaches_the_program_itself(ready_checkout: Path, name: str) -> None:
    with subprocess.Popen(
        [base_python(), "packaging/run.py", "sleep"], cwd=ready_checkout, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.Signals[name])
        assert process.wait(30) == -signal.Signals[name]


def checks(ran: subprocess.CompletedProcess[str]) -> dict[str, list[Any]]:
    found = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("[")]
    return {name: rest for name, *rest in found}


def test_test_runs_all_three_without_the_slow_ones(ready_checkout: Path, tmp_path: Path) -> None:
    command = [base_python(), str(ready_checkout / "packaging" / "test.py"), "-k", "domain"]
    ran = start(tmp_path, command, env={"QT_QPA_PLATFORM": "xcb"})
    assert ran.returncode == 0, ran.stderr
    assert checks(ran) == {
        "ruff": [["check", "."], "offscreen", False],
        "mypy": [["--strict", "explorer", "tests"], "offscreen", False],
        "pytest": [["-m", "not slow", "-k", "domain"], "offscreen", True],
    }
    assert ran.stdout.splitlines()[-1].startswith('["pytest"')


def test_test_with_slow_leaves_the_choice_to_pytest(ready_checkout: Path) -> None:
    ran = start(ready_checkout, [base_python(), "packaging/test.py", "tests/unit", "--slow"])
    assert checks(ran)["pytest"][0] == ["tests/unit"]


@pytest.mark.parametrize("failing", ["ruff", "mypy", "pytest", "ruff mypy"])
def test_a_failure_stops_nothing_and_shows_in_the_exit_status(ready_checkout: Path, failing: str) -> None:
    ran = start(ready_checkout, [base_python(), "packaging/test.py"], env={"FAILING": failing})
    assert ran.returncode == 1
    assert list(checks(ran)) == ["ruff", "mypy", "pytest"]
    assert ran.stdout.splitlines()[-1].startswith('["pytest"')
    told = "FAILED: " + " and ".join(failing.split())
    assert (told in ran.stdout) == (failing != "pytest")


@posix
@pytest.mark.parametrize(("failing", "status"), [("", 0), ("mypy", 1)])
def test_ci_run_is_the_test_command_from_any_folder(
    ready_checkout: Path, tmp_path: Path, failing: str, status: int
) -> None:
    (tmp_path / "python3").symlink_to(base_python())
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    ran = start(tmp_path, [str(ready_checkout / ".ci" / "run")], env={"PATH": path, "FAILING": failing})
    assert ran.returncode == status, ran.stderr
    assert checks(ran)["pytest"][0] == ["-m", "not slow"]
    assert ran.stdout.splitlines()[-1].startswith('["pytest"')
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if "python3 " in line]
    assert lines == ["exec python3 packaging/test.py"]


# What gets installed


def constraints() -> dict[str, str]:
    lines = (SCRIPTS / "constraints.txt").read_text(encoding="ascii").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    for line in pinned:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9.]*", line), line
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in pinned)}


def project() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_constraints_pin_everything_that_the_project_pulls_in() -> None:
    pinned = constraints()
    left = [Requirement(line) for line in project()["dependencies"] + project()["optional-dependencies"]["test"]]
    seen: set[str] = set()
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name} has no exact version in packaging/constraints.txt"
        assert requirement.specifier.contains(pinned[name]), f"{requirement} does not allow {pinned[name]}"
        if name not in seen:
            seen.add(name)
            further = [Requirement(line) for line in importlib.metadata.requires(name) or []]
            left += [one for one in further if one.marker is None or one.marker.evaluate({"extra": ""})]
    only_elsewhere = {"colorama"}  # pytest asks for it on Windows
    assert set(pinned) - seen <= only_elsewhere, "pinned, and nothing needs it"


def test_no_address_of_a_package_host_is_committed() -> None:
    for path in (SCRIPTS / "constraints.txt", ROOT / "pyproject.toml", ROOT / ".ci" / "run", *SCRIPTS.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path
        assert not re.search(r"--(extra-)?index[-]url|--find[-]links|--trusted-host", text), path


def test_the_folder_is_no_package() -> None:
    assert not (SCRIPTS / "__init__.py").exists(), "it would shadow the library `packaging`"


@pytest.mark.slow
def test_the_wheel_holds_the_program_its_resources_and_its_command(tmp_path: Path) -> None:
    """Needs hatchling, from this environment or from the package index."""
    source = tmp_path / "source"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    tracked = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    if not tracked:
        pytest.skip("not a Git checkout, so the files that belong to it are not known")
    for name in tracked:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    command = [sys.executable, "-m", "pip", "wheel", str(source), "--no-deps", "-q", *isolation, "-w", str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No matching distribution found for hatchling" in built.stderr:
        pytest.skip("the package index is not within reach")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("odoo_api_explorer-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        (metadata,) = (name for name in held if name.endswith("entry_points.txt"))
        assert "odoo-explorer = explorer.cli:main" in archive.read(metadata).decode()
    expected = {name for name in tracked if name.startswith("explorer/")}
    expected |= {"explorer/_" + name for name in tracked if name.startswith("resources/")}
    assert any(name.startswith("explorer/_resources/") for name in expected)
    assert {name for name in held if not name.startswith("odoo_api_explorer-")} == expected
