"""The guard: a connection is read-only until the person allows writes, and what we do not know counts as writing."""

from __future__ import annotations

from enum import StrEnum

from explorer.core.faults import GuardFault
from explorer.core.jsontext import unquoted_names
from explorer.core.methods import Effect
from explorer.core.variables import names_in
from explorer.protocols.base import Recognised


class Reason(StrEnum):
    """Why the guard refused, in the fault's ``detail["reason"]``."""

    READ_ONLY = "read_only"
    PLACEHOLDER = "placeholder"


def reads(known: Recognised | None) -> bool:
    """Whether an envelope is known to change nothing. One that we do not know counts as writing."""
    return known is not None and known.effect is Effect.READ


def check(known: Recognised | None, text: str, *, writes_allowed: bool) -> None:
    """Let a sending pass, or raise GuardFault with what to do.

    ``text`` is the envelope's text, in which a placeholder without a value stops every sending.
    """
    missing = tuple(dict.fromkeys((*names_in(text), *unquoted_names(text))))
    if missing:
        names = ", ".join("{{" + name + "}}" for name in missing)
        has, place = ("has", "its place") if len(missing) == 1 else ("have", "their place")
        raise _refusal(
            Reason.PLACEHOLDER,
            f"{names} {has} no value.",
            f"Put a value in {place}, in Build or in the envelope, and send again. Nothing was sent.",
        )
    if writes_allowed or reads(known):
        return
    if known is None:
        raise _refusal(
            Reason.READ_ONLY,
            "This envelope is no call that the program knows, so it counts as writing, "
            "and the connection is read-only.",
            "Allow writes on this connection if you are sure of what it does, then send again. Nothing was sent.",
        )
    what = f"{known.call.method} on {known.call.model}" if known.call else f"{known.service}.{known.method}"
    raise _refusal(
        Reason.READ_ONLY,
        f"{what} may change records, and this connection is read-only.",
        "Allow writes on this connection, then send again. Nothing was sent.",
    )


def _refusal(reason: Reason, message: str, advice: str) -> GuardFault:
    fault = GuardFault(message, advice)
    fault.detail["reason"] = reason
    return fault
