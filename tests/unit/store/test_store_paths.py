"""Folders by platform, and one variable that moves them all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from explorer.store import paths

posix = pytest.mark.skipif(sys.platform == "win32", reason="absolute paths and modes of POSIX")


@posix
def test_linux_follows_xdg() -> None:
    found = paths.locate("linux", {"XDG_CONFIG_HOME": "/x/config", "XDG_CACHE_HOME": "/x/cache"})
    assert found == paths.Folders(Path("/x/config/odoo-api-explorer"), Path("/x/cache/odoo-api-explorer"))


@posix
def test_linux_without_xdg_or_with_a_relative_path_uses_the_home_folder() -> None:
    for variables in ({}, {"XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""}, {"XDG_CONFIG_HOME": "relative"}):
        found = paths.locate("linux", variables)
        assert found.config == Path.home() / ".config" / "odoo-api-explorer"
        assert found.cache == Path.home() / ".cache" / "odoo-api-explorer"


def test_macos_uses_library() -> None:
    found = paths.locate("darwin", {"XDG_CONFIG_HOME": "/x"})
    assert found.config == Path.home() / "Library" / "Application Support" / "Odoo API Explorer"
    assert found.cache == Path.home() / "Library" / "Caches" / "Odoo API Explorer"


@posix
def test_windows_uses_roaming_for_config_and_local_for_cache() -> None:
    found = paths.locate("win32", {"APPDATA": "/u/Roaming", "LOCALAPPDATA": "/u/Local"})
    assert found.config == Path("/u/Roaming/Odoo API Explorer")
    assert found.cache == Path("/u/Local/Odoo API Explorer/Cache")
    assert paths.locate("win32", {}).config == Path.home() / "AppData" / "Roaming" / "Odoo API Explorer"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_one_variable_moves_everything(platform: str, tmp_path: Path) -> None:
    found = paths.locate(platform, {paths.HOME_VARIABLE: str(tmp_path), "XDG_CONFIG_HOME": "/x", "APPDATA": "/x"})
    assert found == paths.Folders(tmp_path / "config", tmp_path / "cache")


def test_a_relative_home_is_made_absolute_so_that_a_change_of_folder_does_not_move_it() -> None:
    found = paths.locate("linux", {paths.HOME_VARIABLE: "stick"})
    assert found.config == Path.cwd() / "stick" / "config"


@posix
def test_folders_are_made_on_demand_and_closed_to_others(program_home: Path) -> None:
    found = paths.folders()
    assert not program_home.exists()
    found.create().create()
    for folder in (found.config, found.cache, program_home):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_test_never_meets_the_folders_of_the_person(program_home: Path) -> None:
    assert paths.folders().config.is_relative_to(program_home)
