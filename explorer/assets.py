"""Finds the files of ``resources/`` in a checkout, a wheel and a frozen build."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import msgspec


@cache
def root() -> Path:
    """Return the folder that holds ``data/``, ``icons/`` and the rest.

    Raises FileNotFoundError when the installation is damaged.
    """
    here = Path(__file__).resolve().parent
    frozen = Path(getattr(sys, "_MEIPASS", here))
    for place in (here / "_resources", here.parent / "resources", frozen / "resources"):
        if (place / "data").is_dir():
            return place
    raise FileNotFoundError("The program's resources are missing. Install it again.")


def path(*parts: str) -> Path:
    """Return the path of a resource, such as ``path("icons", "plus.svg")``."""
    return root().joinpath(*parts)


@cache
def data(name: str) -> dict[str, object]:
    """Return the data table ``resources/data/<name>.json``, read once."""
    return msgspec.json.decode(path("data", f"{name}.json").read_bytes(), type=dict[str, object])
