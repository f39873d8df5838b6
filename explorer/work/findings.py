"""What the program sees by itself in a call, before it is sent: argument names that the method does not have."""

from __future__ import annotations

import difflib
from collections.abc import Callable

import msgspec

from explorer.core.call import Call
from explorer.core.findings import Finding, Severity
from explorer.core.signatures import Signature

_OLD_NAMES = {"values": "vals", "args": "domain", "ids_list": "ids", "sort": "order", "filter": "domain"}
"""Names that older examples use, and what the method calls it now."""


def findings(call: Call, signature: Signature | None) -> tuple[Finding, ...]:
    """Return what is wrong with the call's arguments; nothing where the method's parameters are not known."""
    if signature is None or signature.takes_any_name:
        return ()
    unknown = [name for name in call.kwargs if name not in signature.names]
    missing = list(signature.missing(call))
    found = [_unknown(name, signature, missing) for name in unknown]
    renamed = {finding.fix_label for finding in found}
    found += [
        Finding(f"kwargs.{name}", f"{signature.method} needs the argument {name}.", Severity.ERROR)
        for name in missing
        if not any(name in label for label in renamed)
    ]
    if call.ids is not None and signature.on_model and call.ids != ():
        found.append(
            Finding(
                "ids",
                f"{signature.method} runs on the model itself and takes no ids.",
                Severity.ERROR,
                lambda wrong: msgspec.structs.replace(wrong, ids=None),
                "Drop the ids",
            )
        )
    return tuple(found)


def _unknown(name: str, signature: Signature, missing: list[str]) -> Finding:
    right = _meant(name, signature, missing)
    sentence = f"{signature.text()} has no argument {name}."
    if right is None:
        return Finding(f"kwargs.{name}", sentence, Severity.ERROR, _without(name), f"Remove {name}")
    sentence = f"{signature.method} names this argument {right}, not {name}."
    return Finding(f"kwargs.{name}", sentence, Severity.ERROR, _renamed(name, right), f"Rename it to {right}")


def _meant(name: str, signature: Signature, missing: list[str]) -> str | None:
    """Return the parameter that was probably meant by ``name``, None when none is near."""
    old = _OLD_NAMES.get(name)
    if old in signature.names:
        return old
    near = difflib.get_close_matches(name, signature.names, 1, 0.7)
    if near:
        return near[0]
    return missing[0] if len(missing) == 1 else None


def _renamed(old: str, new: str) -> Callable[[Call], Call]:
    def fix(call: Call) -> Call:
        kwargs = {new if name == old else name: value for name, value in call.kwargs.items()}
        return msgspec.structs.replace(call, kwargs=kwargs)

    return fix


def _without(name: str) -> Callable[[Call], Call]:
    return lambda call: call.with_kwargs(**{name: msgspec.UNSET})
