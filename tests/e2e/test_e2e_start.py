"""The program as a process: pictures of every scene, a start without a display, on Xvfb, and how light the start is."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
"""Seconds until a process that should have ended is killed."""
LATE = ("requests", "keyring", "pygments", "http.server", "sqlite3")
"""What the first paint does without: together they cost more than the empty window."""
SCENES = {"main", "envelope", "fault", "connection", "empty", "loading", "conditions"}
"""Those that every version has; the program may have more."""


def explorer(
    environment: Mapping[str, str], *arguments: str, folder: Path = ROOT, **changes: str
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "explorer", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), **changes},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def size_of(picture: Path) -> tuple[int, int]:
    """The width and height of a PNG file."""
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert content.endswith(b"IEND\xaeB`\x82")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


@pytest.fixture(scope="module")
def scenes() -> list[str]:
    """The names that ``--scene list`` prints."""
    done = explorer(os.environ, "--scene", "list")
    assert done.returncode == 0
    assert done.stderr == ""
    return done.stdout.splitlines()


def take(environment: Mapping[str, str], folder: Path, scene: str, theme: str, size: str) -> Path:
    picture = folder / f"{scene}-{theme}.png"
    done = explorer(environment, "--screenshot", str(picture), "--scene", scene, "--theme", theme, "--size", size)
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.strip() == str(picture)
    return picture


# --- pictures --------------------------------------------------------------------------------------------------------


def test_the_scenes_are_listed_a_line_each(scenes: list[str]) -> None:
    assert set(scenes) >= SCENES
    assert len(scenes) == len(set(scenes))
    assert all(name and " " not in name for name in scenes)


@pytest.mark.parametrize(("scene", "theme"), [("main", "light"), ("connection", "dark")])
def test_a_scene_becomes_a_picture_of_the_asked_size(
    child_environment: Mapping[str, str], tmp_path: Path, scene: str, theme: str
) -> None:
    picture = take(child_environment, tmp_path, scene, theme, "1280x820")
    assert size_of(picture) == (1280, 820)
    assert picture.stat().st_size > 20_000, "there is something on it"


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_scene_becomes_a_picture_of_its_own(
    child_environment: Mapping[str, str], tmp_path: Path, scenes: list[str], theme: str
) -> None:
    pictures = {scene: take(child_environment, tmp_path, scene, theme, "1440x900") for scene in scenes}
    for scene, picture in pictures.items():
        # The narrow window is as small as it gets, whatever was asked.
        assert size_of(picture) == ((860, 560) if scene == "narrow" else (1440, 900)), scene
    assert len({picture.read_bytes() for picture in pictures.values()}) == len(scenes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--screenshot", "x.png", "--scene", "nowhere"], "There is no scene “nowhere”"),
        (["--screenshot", "x.png", "--size", "wide"], "--size takes WIDTHxHEIGHT"),
        (["--screenshot", "x.png", "--size", "10x10"], "--size takes WIDTHxHEIGHT"),
        (["--screenshot", "x.png", "--theme", "pink"], "--theme"),
        (["--scene", "main"], "--scene needs --screenshot"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_options_are_explained(
    child_environment: Mapping[str, str], tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = explorer(child_environment, *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_written_is_said(child_environment: Mapping[str, str], tmp_path: Path) -> None:
    done = explorer(child_environment, "--screenshot", str(tmp_path / "nowhere" / "x.png"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


# --- without a display, and with one ---------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_it_says_so_and_does_the_same_job(
    child_environment: Mapping[str, str], tmp_path: Path
) -> None:
    done = explorer(child_environment, folder=tmp_path)
    assert done.stderr == ""
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "No display" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["connected", "model", "domain", "sent", "next", "picture"]
    assert [path.name for path in tmp_path.iterdir()] == ["odoo-explorer.png"]
    width, height = size_of(tmp_path / "odoo-explorer.png")
    assert width >= 1000
    assert height >= 600


@contextmanager
def screen() -> Iterator[str]:
    """A virtual screen on a free display of its own; gives its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as said:
                number = said.readline().strip()
            yield f":{number}"
        finally:
            server.terminate()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")
def test_the_window_opens_on_a_screen_and_shows_rows(child_environment: Mapping[str, str], tmp_path: Path) -> None:
    with screen() as display:
        done = explorer(
            child_environment, folder=tmp_path, DISPLAY=display, QT_QPA_PLATFORM="xcb", ODOO_EXPLORER_MARKS="exit"
        )
    if "could not load the Qt platform plugin" in done.stderr.lower():
        pytest.skip("the libraries of Qt's xcb platform are not installed")
    assert done.stderr == ""
    assert done.returncode == 0
    marks = [line.split() for line in done.stdout.splitlines()]
    assert [name for name, _ in marks] == ["paint", "rows"]
    assert float(marks[0][1]) < float(marks[1][1])
    assert list(tmp_path.iterdir()) == []


def test_without_a_display_a_folder_that_takes_no_picture_is_said(
    child_environment: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "odoo-explorer.png").mkdir()
    done = explorer(child_environment, folder=tmp_path, QT_QPA_PLATFORM="")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


# --- how light the start is ------------------------------------------------------------------------------------------

AT_FIRST_PAINT = f"""
import json, sys
from explorer.ui.main_window import MainWindow

before = MainWindow.painted

async def painted(window):
    await before(window)
    late = [name for name in {LATE!r} if name in sys.modules]
    print(json.dumps(late), flush=True)

MainWindow.painted = painted
from explorer.cli import main
sys.exit(main([]))
"""


def test_at_first_paint_the_heavy_libraries_are_not_loaded(child_environment: Mapping[str, str]) -> None:
    environment = {
        **child_environment,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "ODOO_EXPLORER_MARKS": "exit",
    }
    done = subprocess.run(
        [sys.executable, "-c", AT_FIRST_PAINT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    first, *marks = done.stdout.splitlines()
    assert json.loads(first) == []
    assert [mark.split()[0] for mark in marks] == ["paint", "rows"]
