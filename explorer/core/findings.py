"""What the program sees by itself before or after a call: a place, a sentence and, where possible, the cure."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from explorer.core.call import Call


class Severity(StrEnum):
    """``error``: the server will refuse it. ``warning``: it may not mean what it seems. ``hint``: good to know."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Finding(msgspec.Struct, frozen=True):
    """One thing worth saying about a call.

    ``where`` is a path into the call with dots, such as ``method``, ``kwargs.domain.2`` or ``args.0``; empty for the
    whole. ``fix`` gives the corrected call, ``fix_label`` says what it does in two or three words ("Rename it").
    """

    where: str
    sentence: str
    severity: Severity
    fix: Callable[[Call], Call] | None = None
    fix_label: str = ""
