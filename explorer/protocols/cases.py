"""One error of a server as the rules look at it, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explorer.core.call import Call
from explorer.core.faults import Kind
from explorer.core.signatures import signature
from explorer.protocols.base import Recognised


class Case(msgspec.Struct, frozen=True):
    """One error: exception class, message, HTTP status, and what the request meant where it is known."""

    name: str
    message: str
    status: int
    request: Recognised | None = None

    @property
    def call(self) -> Call | None:
        """The call that failed, when the request was one."""
        return self.request.call if self.request else None

    @property
    def searches(self) -> bool:
        """Whether the call takes a domain."""
        return self._takes("domain", "args")

    @property
    def stores(self) -> bool:
        """Whether the call gives values to store."""
        return self._takes("vals", "vals_list", "values")

    def _takes(self, *names: str) -> bool:
        known = signature(self.call.method, model=self.call.model) if self.call else None
        return known is not None and any(parameter.name in names for parameter in known.parameters)


class Rule(msgspec.Struct, frozen=True):
    """``name`` and ``message`` are patterns searched for; ``when`` looks at the case. ``advice`` takes the groups."""

    kind: Kind
    advice: str | Callable[[Case, dict[str, str]], str]
    message: str = ""
    name: str = ""
    when: Callable[[Case], bool] | None = None
