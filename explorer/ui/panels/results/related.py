"""Where a cell leads: to the records that it names, which open in a tab of their own."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explorer.core.fields import X2MANY
from explorer.ui import text
from explorer.ui.models.cells import Column, id_and_name
from explorer.ui.models.record_lines import Link, ids_of
from explorer.work.live import LiveConnection
from explorer.work.workspace import Workspace

_LONGEST = 40
"""Characters of a record's name in a menu."""


def link_of(column: Column, value: object) -> tuple[Link, str] | None:
    """Return where a value leads and in which words: ``United States (res.country, 233)``; None where nowhere."""
    model = column.field.relation or ""
    if column.type in X2MANY and model and isinstance(value, list | tuple):
        ids = ids_of(value)
        return (Link(model, ids), f"{_counted(len(ids))} ({model})") if ids else None
    if column.type == "reference" and isinstance(value, str):
        model, _, number = value.partition(",")
        return (Link(model, (int(number),)), f"{model}, {number}") if model and number.isdecimal() else None
    if column.type != "many2one" or not model:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return Link(model, (value,)), f"{model}, {value}"
    pair = id_and_name(value)
    if pair is None:
        return None
    record, name = pair
    name = name if len(name) <= _LONGEST else name[:_LONGEST].rstrip() + "…"
    return Link(model, (record,)), f"{name} ({model}, {record})" if name else f"{model}, {record}"


async def open_link(workspace: Workspace, live: LiveConnection, link: Link) -> None:
    """Show the records that a link names in a new tab."""
    leaf: list[object] = ["id", "=", link.ids[0]] if len(link.ids) == 1 else ["id", "in", list(link.ids)]
    tab = workspace.open_tab(workspace.new_call(link.model, live).with_kwargs(domain=[leaf]), live)
    await tab.open_fields()
    await tab.send()


def _counted(records: int) -> str:
    if records == 1:
        return QCoreApplication.translate("Results", "1 record")
    return QCoreApplication.translate("Results", "{count} records").format(count=text.number(records))
