"""What is tracked: nothing of the machine it was made on, no package host, and resources that can be read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]

MACHINE_PATH = re.compile(r"(?<![\w./~{}$<>-])/(?:home/(?!user\b|you\b|odoo\b)|root/|work/|Users/\w|tmp/\w+\.\d+/)")
SLASH, DASH = "/", "-"
"""Put into the samples below when they run, so that they themselves are no finding of a search through the tree."""
PACKAGE_HOST = re.compile(r"(?:index[-_]url|find[-_]links|trusted[-_]host)\s*[= ]\s*\S*://|https?://\S+/simple\b")
TEXT_SUFFIXES = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".json",
    ".jsonl",
    ".csv",
    ".svg",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".sh",
    "",
}


def tracked() -> list[Path]:
    """Return the files that Git knows and that are still there, or all of an unpacked archive of the sources."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = done.stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    folders = [ROOT / name for name in ("explorer", "resources", "tests", "packaging")]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts] + list(ROOT.glob("*.*"))


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        # This file holds the patterns, and examples of what they find.
        if path.suffix not in TEXT_SUFFIXES or path == Path(__file__).resolve():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(ROOT)}:{line} {text[match.start() : match.start() + 60].splitlines()[0]}")
    return found


def test_no_path_of_a_machine_is_tracked() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_package_host_is_tracked() -> None:
    assert lines_with(PACKAGE_HOST) == []


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (MACHINE_PATH, f"{SLASH}home/ada/code", True),
        (MACHINE_PATH, f'path = "{SLASH}root/.cache"', True),
        (MACHINE_PATH, f"see {SLASH}work/main/x.py", True),
        (MACHINE_PATH, "/jsonrpc and /web/version, https://erp.example.com/home/", False),
        (MACHINE_PATH, f"explorer/work/draft.py and ../work/x and <folder>{SLASH}work/", False),
        (PACKAGE_HOST, f"--index{DASH}url https://packages.example.com/x", True),
        (PACKAGE_HOST, "PIP_INDEX_URL=http://10.0.0.1/", False),
        (PACKAGE_HOST, f"extra-index{DASH}url = http://10.0.0.1/", True),
        (PACKAGE_HOST, f"from http://packages.example.com{SLASH}root/simple{SLASH}", True),
        (PACKAGE_HOST, f"pip's index{DASH}url is respected", False),
    ],
)
def test_the_patterns_find_what_they_should(*, pattern: re.Pattern[str], text: str, found: bool) -> None:
    assert bool(pattern.search(text)) is found


def test_the_list_of_tracked_files_is_no_empty_one() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {"README.md", "pyproject.toml", "explorer/__init__.py"} <= names


def test_readme_and_licence_are_there_and_say_something() -> None:
    assert "Odoo API Explorer" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_packaging_is_no_package() -> None:
    """As one it would shadow the library ``packaging`` for every program started in this folder."""
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_every_icon_is_an_svg_of_its_own() -> None:
    icons = sorted((ROOT / "resources" / "icons").rglob("*.svg"))
    assert icons
    for icon in icons:
        top = ET.fromstring(icon.read_bytes())  # noqa: S314  our own files
        assert top.tag == "{http://www.w3.org/2000/svg}svg", icon
        assert top.get("viewBox") or (top.get("width") and top.get("height")), icon
        outside = re.findall(r'(?:href|src)\s*=\s*"(?!#)[^"]*"|url\((?!#)', icon.read_text(encoding="utf-8"))
        assert not outside, f"{icon} draws on another file"


def test_every_data_file_is_json() -> None:
    tables = sorted((ROOT / "resources" / "data").glob("*.json"))
    assert tables
    for table in tables:
        assert json.loads(table.read_bytes()), table


def test_no_file_of_the_program_is_over_500_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sorted((ROOT / "explorer").rglob("*.py"))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}
