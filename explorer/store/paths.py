"""Where the program keeps its files. The one module that knows folders, so that one variable moves them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

HOME_VARIABLE = "ODOO_EXPLORER_HOME"
"""Names one folder for everything, on every platform: for tests, portable use and several separate set-ups."""

_NAME = "odoo-api-explorer"
_TITLE = "Odoo API Explorer"


class Folders(msgspec.Struct, frozen=True):
    """``config`` holds what the person made and would miss; ``cache`` what can be fetched again."""

    config: Path
    cache: Path

    def create(self) -> Folders:
        """Make both folders where they are missing, closed to other users; return self. Raises OSError."""
        for folder in (self.config, self.cache):
            create(folder)
        return self


def folders() -> Folders:
    """Return the folders of this user on this platform. Raises RuntimeError where there is no home folder."""
    return locate(sys.platform, os.environ)


def locate(platform: str, variables: Mapping[str, str]) -> Folders:
    """Return the folders for a ``sys.platform`` and its environment: XDG, Library or AppData.

    A relative path in an XDG variable is ignored, as the XDG base directory specification asks.
    """
    if own := variables.get(HOME_VARIABLE):
        base = Path(own).expanduser().absolute()
        return Folders(base / "config", base / "cache")
    if platform == "darwin":
        library = Path.home() / "Library"
        return Folders(library / "Application Support" / _TITLE, library / "Caches" / _TITLE)
    if platform == "win32":
        roaming = _absolute(variables, "APPDATA") or Path.home() / "AppData" / "Roaming"
        local = _absolute(variables, "LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Folders(roaming / _TITLE, local / _TITLE / "Cache")
    config = _absolute(variables, "XDG_CONFIG_HOME") or Path.home() / ".config"
    cache = _absolute(variables, "XDG_CACHE_HOME") or Path.home() / ".cache"
    return Folders(config / _NAME, cache / _NAME)


def create(folder: Path) -> None:
    """Make ``folder`` and what is missing above it, each with mode 0700. Raises OSError."""
    if not folder.is_dir():
        if folder.parent != folder:
            create(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _absolute(variables: Mapping[str, str], name: str) -> Path | None:
    path = Path(variables.get(name, ""))
    return path if path.is_absolute() else None
