"""What the results say when there are no rows to show: why, and what to do."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from explorer.core.domain import tree
from explorer.work import pages
from explorer.work.draft import Draft, Outcome, Phase


class Words(msgspec.Struct, frozen=True):
    """The parts of an empty state."""

    icon: str
    sentence: str
    todo: str = ""
    button: str = ""


def words(outcome: Outcome | None, draft: Draft, *, waiting: bool) -> Words:
    """Return what to say in place of rows; a button shows JSON for an outcome without a page, else the first page."""
    if waiting:
        return Words("send", _tr("Waiting for the server"), _tr("Esc cancels the call."))
    if outcome is None and draft.generation and draft.phase is not Phase.SENDING:
        return Words("send", _tr("The call was cancelled"), _tr("Press Send or Ctrl+Enter to send it again."))
    if outcome is None:
        return Words("send", _tr("Nothing sent yet"), _tr("Press Send or Ctrl+Enter."))
    if outcome.page is None:
        sentence = _tr("The answer is not a list of records.")
        return Words("list", sentence, _tr("It is shown as JSON."), _tr("Show JSON"))
    call = outcome.call
    if call is not None and pages.number(call.kwargs.get("offset")):
        same = (call.model, call.method) == (draft.call.model, draft.call.method)
        button = _tr("Go to the first page") if same else ""
        return Words("search", _tr("There are no records on this page."), "", button)
    if draft.domain_name is None or call is None:
        return Words("list", _tr("The answer is an empty list."))
    if draft.domain == tree.EMPTY:
        return Words(
            "search", _tr("No record matches."), _tr("The model is empty, or this user may not see its records.")
        )
    return Words("search", _tr("No record matches."), _tr("Change or remove a condition above, then send again."))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Results", text)
