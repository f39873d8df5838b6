"""A picture of the window is written whole or not at all, by scenes and tour alike."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from explorer.ui import pilot as piloting
from explorer.ui.pilot import Pilot

UI = Path(piloting.__file__).parent


@pytest.fixture
def pilot(qtbot: QtBot) -> Pilot:
    """A pilot of a window with one word in it; of host and tasks a picture needs nothing."""
    window: Any = QLabel("Picture")
    window.resize(200, 100)
    qtbot.addWidget(window)
    nothing: Any = None
    return Pilot(window, nothing, nothing)


def test_a_picture_shows_the_window(pilot: Pilot, tmp_path: Path) -> None:
    pilot.save_picture(tmp_path / "picture.png")
    assert QImage(str(tmp_path / "picture.png")).size().toTuple() == (200, 100)
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_a_full_disk_leaves_the_picture_before_and_is_said(
    pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "picture.png"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"cannot be written to .*picture\.png: No space left on device\."):
        pilot.save_picture(target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


@pytest.mark.parametrize("module", ["scenes.py", "tour.py"])
def test_pictures_are_saved_in_one_place(module: str) -> None:
    tree = ast.parse((UI / module).read_text(encoding="utf-8"))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "save_picture" in called
    assert "save" not in called
