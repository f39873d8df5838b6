"""The main job without a screen: start, connect, pick a model, build a domain, send, page, and keep a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.core.domain.parse import parse_list
from explorer.ui import text
from explorer.work.draft import Phase
from explorer.work.pages import number
from explorer.work.tab import Tab

if TYPE_CHECKING:
    from explorer.ui.pilot import Pilot

PICTURE = "odoo-explorer.png"
MODEL = "sale.order"


async def take(pilot: Pilot) -> None:
    """Do the job in the real window and say each step.

    Raises Fault when a call fails, TimeoutError when nothing comes, OSError when the picture cannot be written.
    """
    first = await pilot.answered()
    _check(first)
    live = first.live
    print(f"connected     {live.connection.name}, Odoo {live.series}, as {live.connection.login}")
    await pilot.host.workspace.open_model(MODEL)
    tab = pilot.tab
    print(f"model         {MODEL}, {len(await live.schema.fields(MODEL))} fields")
    tab.draft.set_domain(parse_list([["state", "in", ["sale", "draft"]], ["amount_total", ">", 100]]))
    print(f"domain        {tab.draft.argument('domain')}")
    await tab.send()
    _say(tab, "sent")
    await tab.turn_page(1)
    _say(tab, "next page")
    pilot.show_row(0)
    await pilot.settle()
    path = Path(PICTURE)
    pilot.save_picture(path)
    print(f"picture       {path}")


def _check(tab: Tab) -> None:
    outcome = tab.draft.outcome
    if outcome is not None and outcome.fault is not None:
        raise outcome.fault
    if tab.draft.phase is not Phase.ANSWERED:
        raise TimeoutError("No answer came.")


def _say(tab: Tab, step: str) -> None:
    _check(tab)
    outcome, count = tab.draft.outcome, tab.draft.count
    rows = len(outcome.page) if outcome and outcome.page else 0
    first = number(tab.draft.argument("offset")) + 1
    total = text.number(count.total) if count else "…"
    print(f"{step:<13} rows {first} to {first + rows - 1} of {total}")
