"""Which methods read and which write: a reviewed table. What it does not know counts as writing.

The table is ``data/methods.json``. A method reads when calling it leaves the database as it was; a method that opens a
window, prepares a mail or posts a message writes as soon as it stores anything. The guard and the retries rely on it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import msgspec

from explorer import assets


class Effect(StrEnum):
    """Whether a method leaves the database as it was."""

    READ = "read"
    WRITE = "write"


class MethodFact(msgspec.Struct, frozen=True):
    """What a person should know about a method before calling it: its effect and one sentence."""

    effect: Effect
    note: str


_PRIVATE = MethodFact(Effect.WRITE, "Private: the server refuses to run it for a caller from outside.")


def effect(method: str, model: str | None = None) -> Effect:
    """Return what calling ``method`` does; a method that the table does not know counts as writing."""
    fact = known(method, model)
    return fact.effect if fact else Effect.WRITE


def known(method: str, model: str | None = None) -> MethodFact | None:
    """Return the table's entry, that of ``model`` before the general one; None for a method it does not know."""
    if method.startswith("_"):
        return _PRIVATE
    return _table("models").get(f"{model}.{method}") or _table("methods").get(method)


def service_effect(service: str, method: str) -> Effect:
    """Return what a method of the services ``common`` and ``db`` does; an unknown one counts as writing."""
    fact = _table("services").get(f"{service}.{method}")
    return fact.effect if fact else Effect.WRITE


def names(model: str | None = None) -> tuple[str, ...]:
    """Return the names of all methods in the table, with those of ``model`` alone, sorted."""
    own = {key.removeprefix(f"{model}.") for key in _table("models") if model and key.rpartition(".")[0] == model}
    return tuple(sorted({*_table("methods"), *own}))


@cache
def _table(part: str) -> dict[str, MethodFact]:
    rows = msgspec.convert(assets.data("methods")[part], dict[str, tuple[Effect, str]])
    return {name: MethodFact(effect, note) for name, (effect, note) in rows.items()}
