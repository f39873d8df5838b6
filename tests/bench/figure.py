"""What a benchmark prints: a ratio of two things measured in the same run, and the limit that it must keep."""

from __future__ import annotations

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One line of the output; ``value`` and ``limit`` are in ``unit``, lower is better."""

    name: str
    value: float
    limit: float
    unit: str = "times"
    note: str = ""

    @property
    def over(self) -> bool:
        """Whether the limit is not kept."""
        return self.value > self.limit

    def line(self) -> str:
        """Return ``name  value  unit  limit  ok|over``."""
        return f"{self.name:<16} {self.value:8.3f}  {self.unit:<6} {self.limit:6.2f}  {'over' if self.over else 'ok'}"
