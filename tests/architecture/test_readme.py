"""What README promises is there: pictures, commands, options and dependencies."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PROSE = re.sub(r"^```\w*\n.*?^```$", "", README, flags=re.DOTALL | re.MULTILINE)
PNG = b"\x89PNG\r\n\x1a\n"


def section(title: str) -> str:
    """The text below a heading of the second level, up to the next one."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    assert found, f"README has no section “{title}”"
    return found[1]


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", text))


def help_of(*command: str) -> set[str]:
    """The options that a command's help lists at the beginning of a line."""
    words = [sys.executable, "-m", "explorer", *command, "--help"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, timeout=60)
    lines = [line for line in done.stdout.decode().splitlines() if re.match(r"\s+-", line)]
    return options_in("\n".join(lines))


def normal(package: str) -> str:
    """A package's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", package).lower()


@pytest.mark.parametrize("target", re.findall(r"!\[[^\]]+\]\(([^)\s]+)\)", README))
def test_a_picture_is_there_and_is_one(target: str) -> None:
    assert "://" not in target, "pictures come with the sources"
    content = (ROOT / target).read_bytes()
    assert content.startswith(PNG)
    assert len(content) > 20_000, "there is something on it"


def test_there_is_a_real_picture_and_no_other_link_leads_nowhere() -> None:
    assert re.search(r"!\[[^\]]+\]\([^)\s]+\.png\)", README)
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)\s#]+)", README)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


@pytest.mark.parametrize("script", ["packaging/run.py", "packaging/test.py"])
def test_the_two_commands_stand_alone_and_can_be_copied(script: str) -> None:
    assert f"python3 {script}\n" in BLOCKS
    assert (ROOT / script).is_file()


def test_the_dependencies_are_those_of_the_project_with_a_reason_each() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    rows = re.findall(r"^\| *([\w.-]+)[^|]*\| *(.*?) *\|$", section("Dependencies"), re.MULTILINE)
    table = {normal(name): reason for name, reason in rows if name != "package" and name.strip("-")}
    assert sorted(table) == sorted(normal(re.split(r"[<>=!~\[; ]", line)[0]) for line in wanted)
    assert [name for name, reason in table.items() if len(reason) < 10] == []


def test_the_test_tools_are_named() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["optional-dependencies"]["test"]
    text = section("Dependencies")
    assert [line for line in wanted if re.split(r"[<>=!~\[; ]", line)[0] not in text] == []


@pytest.mark.parametrize(
    ("title", "command"), [("The practice server", ("practice",)), ("The command line", ("call",))]
)
def test_every_option_of_a_command_is_told_and_exists(title: str, command: tuple[str, ...]) -> None:
    told, known = options_in(section(title)), help_of(*command)
    assert told - known - help_of() == set()
    assert told & known, "the options of the command stand there"
    if title == "The practice server":
        assert known - told - {"--help", "--child"} == set()


def test_every_option_of_the_text_exists() -> None:
    known = help_of() | help_of("call") | help_of("practice") | {"--slow"}
    assert options_in(PROSE) | options_in("\n".join(BLOCKS)) <= known


def test_every_command_of_the_program_is_one() -> None:
    commands = set(re.findall(r"odoo-explorer ([a-z]+)\b", README))
    assert {"call", "practice"} <= commands
    for command in commands:
        help_of(command)


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python3? -m ([\w.]+)", README))))
def test_every_module_to_run_exists(module: str) -> None:
    place = ROOT.joinpath(*module.split("."))
    assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file()
