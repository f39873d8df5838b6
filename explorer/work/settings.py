"""The settings while the program runs: one value that is replaced, and that everybody reads from here."""

from __future__ import annotations

from explorer.store.settings import Settings


class LiveSettings:
    """Holds the current settings; ``app.py`` writes them."""

    def __init__(self, value: Settings) -> None:
        self.value = value

    @property
    def page_size(self) -> int:
        """How many rows a call without a limit gets."""
        return self.value.page_size

    def first_model(self, connection: str) -> str:
        """The model that a connection opens with; empty where none was looked at yet."""
        return self.value.last_models.get(connection, "")
