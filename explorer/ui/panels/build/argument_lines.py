"""Which arguments of a call the form shows, and what is known about each; no widgets.

A search has no such lines as a rule, so the form itself is made only when there are some.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from explorer.core.fields import Parameter
from explorer.work.draft import Draft

IDS, CONTEXT, POSITIONAL = "\0ids", "\0context", "\0args"
"""Keys of the lines that are no named parameters."""


class Argument(msgspec.Struct, frozen=True):
    """A line of the form: its key, its name, whether it must be given, and what stands there while it is not."""

    key: str
    name: str
    required: bool = False
    hint: str = ""
    value: object = None
    given: bool = False
    removable: bool = False


def arguments(draft: Draft, elsewhere: frozenset[str], *, short: bool, context: bool = True) -> tuple[Argument, ...]:
    """The lines for a call. ``elsewhere`` are parameters that the panel shows in another way.

    ``short`` leaves out what is optional and not given: for searches, where that is rare.
    """
    call, signature = draft.call, draft.signature
    lines: list[Argument] = []
    if call.ids is not None or signature is None or not signature.on_model:
        lines.append(Argument(IDS, "ids", required=signature is not None, value=call.ids, given=call.ids is not None))
    known: set[str] = set()
    names = signature.names if signature else ()
    for parameter in signature.parameters if signature else ():
        if parameter.kind.startswith("VAR_"):
            continue
        known.add(parameter.name)
        given = parameter.name in call.kwargs or parameter.name in names[: len(call.args)]
        if parameter.name not in elsewhere and (given or parameter.required or not short):
            value = draft.argument(parameter.name)
            lines.append(Argument(parameter.name, parameter.name, parameter.required, _hint(parameter), value, given))
    if len(call.args) > len(names):
        rest = list(call.args[len(names) :])
        lines.append(Argument(POSITIONAL, "args", hint="[]", value=rest, given=True))
    for name, value in call.kwargs.items():
        if name not in known and name not in elsewhere:
            lines.append(Argument(name, name, value=value, given=True, removable=True))
    if context:
        value = dict(call.context) if isinstance(call.context, Mapping) else call.context
        lines.append(Argument(CONTEXT, "context", hint="{}", value=value, given=bool(call.context)))
    return tuple(lines)


def _hint(parameter: Parameter) -> str:
    parts = [parameter.annotation, f"= {parameter.default}" if parameter.default else ""]
    return " ".join(part for part in parts if part)
