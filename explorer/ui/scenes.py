"""Scenes of the window for screenshots: each brings the window into one state worth looking at.

They drive the real window on the practice server, as a person would; nothing in them is painted for show.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from explorer.core.call import Call
from explorer.core.connection import Connection, Limits, ProtocolName, Stage
from explorer.core.secret import Secret
from explorer.work.live import LiveConnection

if TYPE_CHECKING:
    from explorer.ui.pilot import Pilot

Scene = Callable[["Pilot"], Awaitable[None]]

COMPANIES: list[object] = [
    ["is_company", "=", True],
    "|",
    ["country_id.code", "=", "US"],
    ["category_id", "in", [17, 33]],
]
"""Prospects and references, or those of the United States."""


def names() -> tuple[str, ...]:
    """Return the names of all scenes in the order of the table."""
    return tuple(SCENES)


def errand(name: str, file: str) -> Scene:
    """Return what shows the scene, saves it as PNG and says where; it raises OSError when that cannot be written."""

    async def show_and_save(pilot: Pilot) -> None:
        await SCENES[name](pilot)
        if name != "loading":
            await pilot.settle()
        path = Path(file)
        pilot.save_picture(path)
        print(path)

    return show_and_save


async def main(pilot: Pilot) -> None:
    """Companies with conditions, rows, and the first record in the inspector."""
    fields = ["display_name", "phone", "country_id", "category_id", "create_date"]
    await pilot.query(COMPANIES, fields=fields, order="name")
    pilot.show_row(4)


async def conditions(pilot: Pilot) -> None:
    """Every kind of condition: nested groups, relations, lists, dates, empty values, a part that cannot be drawn."""
    domain = [
        ["name", "ilike", "a"],
        "|",
        ["country_id.code", "in", ["US", "FR", "BE"]],
        "&",
        ["category_id", "not in", [17, 33]],
        "!",
        ["email", "=", False],
        ["create_date", ">=", "2025-01-01 00:00:00"],
        ["child_ids", "any", [["type", "=", "invoice"]]],
    ]
    await pilot.query(list(domain), fields=["display_name", "email", "country_id", "category_id", "create_date"])
    pilot.give_room_to_build(0.72)
    pilot.show_row(0)


async def envelope(pilot: Pilot) -> None:
    """The envelope of a call."""
    await main(pilot)
    pilot.page.show_view("envelope")
    pilot.give_room_to_build()


async def fault(pilot: Pilot) -> None:
    """A call that the server refuses: JSON/2 names the argument vals, not values."""
    tab = await pilot.answered()
    tab.live.allow_writes(allowed=True)
    values = {"comment": "Rush order", "category_id": [[4, 3, 0]]}
    order = pilot.open_call(Call("res.partner", "write", (14,), (), {"values": values}, tab.live.context))
    pilot.page.show_view("envelope")
    await order.send()


async def refused(pilot: Pilot) -> None:
    """A call that the guard stops."""
    tab = await pilot.answered()
    order = pilot.open_call(Call("res.partner", "write", (14,), (), {"vals": {"name": "New"}}, tab.live.context))
    await order.send()


async def empty(pilot: Pilot) -> None:
    """A query that nothing matches."""
    await pilot.query([["name", "=", "nobody of this name"]])


async def no_tab(pilot: Pilot) -> None:
    """The window without a tab."""
    pilot.host.workspace.close_tab(await pilot.answered())


async def loading(pilot: Pilot) -> None:
    """A call that takes its time."""
    tab = await pilot.answered()
    account = tab.live.client.account
    text = tab.draft.envelope_text().replace(account.base, f"{account.base}/practice/fault/hang", 1)
    tab.draft.edit_text(text)
    pilot.tasks.spawn(tab.send())
    await asyncio.sleep(0.7)


async def json(pilot: Pilot) -> None:
    """The answer as JSON."""
    await main(pilot)
    pilot.page.results.show_view("json")


async def raw(pilot: Pilot) -> None:
    """The reply as it came."""
    await main(pilot)
    pilot.page.results.show_view("raw")


async def search(pilot: Pilot) -> None:
    """The tree while somebody looks for a field."""
    await main(pilot)
    pilot.window.search("country")


async def connection(pilot: Pilot) -> None:
    """The dialog of a connection with the result of its test."""
    await main(pilot)
    account = pilot.tab.live.client.account
    sample = Connection(
        "Example ERP",
        account.base,
        account.database,
        account.login,
        protocol=ProtocolName.JSON2,
        stage=Stage.PRODUCTION,
    )
    await pilot.show_connection(sample, account.password, account.key)


async def production(pilot: Pilot) -> None:
    """A production server: red line, the word, read-only."""
    tab = await pilot.answered()
    before = tab.live
    connection = msgspec.structs.replace(before.connection, name="Example ERP", stage=Stage.PRODUCTION, practice=False)
    live = LiveConnection(connection, before.client, before.schema, before.worker)
    await pilot.host.workspace.enter(live)
    pilot.host.workspace.close_tab(tab)
    pilot.show_row(0)


async def method(pilot: Pilot) -> None:
    """A method that takes ids and values."""
    tab = await pilot.answered()
    pilot.open_call(
        Call("sale.order", "write", (1,), (), {"vals": {"note": "Rush order"}}, tab.live.context),
    )
    pilot.give_room_to_build()


async def write(pilot: Pilot) -> None:
    """Values to write by field: text, a choice, a date, a relation, tags."""
    tab = await pilot.answered()
    values = {
        "client_order_ref": "PO-2026-118",
        "date_order": "2026-03-02 09:14:00",
        "partner_id": 7,
        "tag_ids": [[6, 0, [1, 2]]],
    }
    pilot.open_call(Call("sale.order", "write", (1, 2), (), {"vals": values}, tab.live.context))
    pilot.give_room_to_build()


async def mistake(pilot: Pilot) -> None:
    """An envelope that is no JSON any more: the line is marked and said."""
    await envelope(pilot)
    text = pilot.tab.draft.envelope_text()
    pilot.tab.draft.edit_text(text.replace('"limit": 80,', '"limit": eighty,'))


async def field(pilot: Pilot) -> None:
    """The inspector's page about a field."""
    from explorer.work.workspace import FieldSelection

    await main(pilot)
    live = pilot.tab.live
    fields = await live.schema.fields("res.partner")
    pilot.host.workspace.select(FieldSelection(live, "res.partner", fields["category_id"]))


async def field_picker(pilot: Pilot) -> None:
    """The list of fields to put a condition on."""
    from explorer.ui.panels.build.field_button import FieldButton

    await main(pilot)
    button = pilot.page.findChildren(FieldButton)[0]
    button.open("cou")
    pilot.place_popup(button)


async def operators(pilot: Pilot) -> None:
    """The menu of operators that a field has."""
    from explorer.ui.panels.build.field_button import OperatorButton

    await main(pilot)
    button = pilot.page.findChildren(OperatorButton)[1]
    button.open()
    pilot.place_popup(button)


async def choice_list(pilot: Pilot) -> None:
    """The list of models, filtered."""
    await main(pilot)
    button = pilot.page.bar.model
    button.open("sale")
    pilot.place_popup(button)


async def menu(pilot: Pilot) -> None:
    """The program's menu, one part of it open."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu

    await main(pilot)
    pilot.window.top.more.click()
    opened = pilot.place_popup(pilot.window.top.more)
    if isinstance(opened, QMenu):
        entry = opened.actions()[0]
        opened.setActiveAction(entry)
        part = entry.menu()
        if isinstance(part, QMenu):
            part.popup(QPoint())
            part.move(opened.x() - part.width(), opened.y())


async def narrow(pilot: Pilot) -> None:
    """The smallest window."""
    await main(pilot)
    pilot.window.resize(pilot.window.minimumSize())


async def login_failed(pilot: Pilot) -> None:
    """A key that the server does not take."""
    tab = await pilot.answered()
    account = tab.live.client.account
    sample = Connection("Example ERP", account.base, account.database, account.login, protocol=ProtocolName.JSON2)
    await pilot.go_to(sample, None, Secret("0123456789abcdef"))


async def too_large(pilot: Pilot) -> None:
    """A reply beyond the connection's limit."""
    tab = await pilot.answered()
    account = tab.live.client.account
    sample = Connection(
        "Example ERP",
        account.base,
        account.database,
        account.login,
        protocol=ProtocolName.JSON2,
        limits=Limits(megabytes=0.5),
    )
    live = await pilot.go_to(sample, account.password, account.key)
    wide = pilot.open_call(Call("res.partner", "search_read", kwargs={"domain": [], "limit": 400}), live)
    await wide.send()


async def allow_writes(pilot: Pilot) -> None:
    """The question before writes on production."""
    await production(pilot)
    pilot.window.top.lock.click()


SCENES: dict[str, Scene] = {
    "main": main,
    "conditions": conditions,
    "envelope": envelope,
    "fault": fault,
    "refused": refused,
    "connection": connection,
    "production": production,
    "empty": empty,
    "no-tab": no_tab,
    "loading": loading,
    "json": json,
    "raw": raw,
    "search": search,
    "method": method,
    "write": write,
    "mistake": mistake,
    "field": field,
    "field-picker": field_picker,
    "operators": operators,
    "choice-list": choice_list,
    "menu": menu,
    "narrow": narrow,
    "login-failed": login_failed,
    "too-large": too_large,
    "allow-writes": allow_writes,
}
