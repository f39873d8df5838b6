"""Secrets as a type that prints as dots, so that a password reaches the wire and nothing else."""

from __future__ import annotations

import hmac
import re
from typing import NoReturn

MASK = "•" * 10
"""What stands in place of a secret wherever it is shown; its length tells nothing about the secret's."""

_SHORT = 8
"""Fewer characters than this may be a part of an everyday word."""


class Secret:
    """A password or an API key. ``str``, ``repr`` and formatting give dots; only :meth:`reveal` gives the text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the secret itself. Only what puts bytes on a wire, or a vault that keeps it, calls this."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret is not written anywhere; keep it in the vault.")


def redact(text: str, *secrets: Secret | None) -> str:
    """Return ``text`` with every occurrence of the given secrets masked.

    Servers repeat what they were sent in tracebacks and error pages; this runs over such text before it is shown.
    A short secret is masked where it stands as a word: the password “admin” is no part of “administrator”.
    """
    # The longest first: a password may be a part of the key.
    for secret in sorted((s for s in secrets if s), key=lambda s: -len(s.reveal())):
        pattern = re.escape(secret.reveal())
        if len(secret.reveal()) < _SHORT:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, MASK, text)
    return text
