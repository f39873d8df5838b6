"""Keeps secrets: until the program closes, or where the person keeps them, in an environment variable.

A connection names its secrets by reference only; this is the one place that turns a reference into a secret.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from explorer.core.secret import Secret

ENVIRONMENT = "env:"
"""A reference that begins so names an environment variable: ``env:ODOO_KEY``."""


class Vault:
    """Secrets by reference, in memory only: nothing of it is ever written to disk."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables
        self._kept: dict[str, Secret] = {}

    @staticmethod
    def new_reference() -> str:
        """Return a reference that nothing uses. It says nothing of the connection, so a rename keeps it."""
        return f"vault:{os.urandom(8).hex()}"

    def get(self, ref: str) -> Secret | None:
        """Return the secret, or None when there is none: it is then asked for. An empty variable counts as none."""
        if ref.startswith(ENVIRONMENT):
            text = self._variables.get(ref.removeprefix(ENVIRONMENT), "")
            return Secret(text) if text else None
        return self._kept.get(ref)

    def put(self, ref: str, secret: Secret) -> None:
        """Keep a secret; an empty one is forgotten. Raises ValueError for a reference to an environment variable."""
        if ref.startswith(ENVIRONMENT):
            raise ValueError(f"The environment variable {ref.removeprefix(ENVIRONMENT)} is set outside the program.")
        if secret:
            self._kept[ref] = secret
        else:
            self.forget(ref)

    def forget(self, ref: str) -> None:
        """Drop a secret; without effect when it is not here."""
        self._kept.pop(ref, None)

    def where(self, ref: str) -> str:
        """Say where the secret is kept, as an end of a sentence for the person."""
        if ref.startswith(ENVIRONMENT):
            name = ref.removeprefix(ENVIRONMENT)
            if self.get(ref):
                return f"read from the environment variable {name}"
            return f"expected in the environment variable {name}, which is not set"
        return "kept until the program closes" if ref in self._kept else "not known; enter it to go on"
