"""A secret's text is taken out in few places: where bytes go on a wire, and where secrets are kept."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MAY_REVEAL = ("core/envelope.py", "core/secret.py", "client/", "store/vault.py")


def revealing(source: str | bytes) -> list[int]:
    """Return the lines that take a secret's text: ``reveal`` called, handed on, or named in a text."""
    return [
        getattr(node, "lineno", 0)
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr == "reveal")
        or (isinstance(node, ast.Constant) and node.value == "reveal")
    ]


def test_only_the_wire_and_the_vault_reveal_a_secret() -> None:
    found = []
    for path in sorted((ROOT / "explorer").rglob("*.py")):
        file = path.relative_to(ROOT / "explorer").as_posix()
        if not file.startswith(MAY_REVEAL):
            found += [f"{file}:{line}" for line in revealing(path.read_bytes())]
    assert not found, "these take a secret out of its cover:\n" + "\n".join(found)


@pytest.mark.parametrize("line", ["secret.reveal()", "f(secret.reveal)", "getattr(secret, 'reveal')()"])
def test_the_reader_sees_every_way_to_reveal(line: str) -> None:
    assert revealing(line) == [1]


def test_the_places_that_may_are_really_there() -> None:
    assert revealing((ROOT / "explorer" / "core" / "envelope.py").read_bytes())
