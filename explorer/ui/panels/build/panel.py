"""The Build panel of a tab: conditions, domain, fields, order and limit, or the arguments of any other method.

It watches the tab's draft and sends it intents; what it shows is never read back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.domain.tree import Node
from explorer.ui.loop import TaskScope
from explorer.ui.panels.build.argument_lines import arguments
from explorer.ui.panels.build.conditions import Conditions
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.domain_line import DomainLine
from explorer.ui.panels.build.fields_line import FIELD_LISTS, FieldsLine
from explorer.ui.panels.build.held import Held
from explorer.ui.panels.build.order_line import ORDER_NAMES
from explorer.ui.widgets.labels import Banner
from explorer.work.draft import Aspect, Phase
from explorer.work.tab import Tab

if TYPE_CHECKING:
    from explorer.ui.panels.build.arguments import ArgumentsForm

_PLAIN_SEARCHES = frozenset({"search", "search_read", "search_count", "search_fetch", "web_search_read"})
"""Searches whose other arguments are rare; of all other methods every parameter is shown."""

_ASPECTS = {Aspect.CALL, Aspect.TEXT, Aspect.LIVE}


class BuildPanel(QWidget):
    """The body of the card; the tab strip is the page's."""

    def __init__(self, tab: Tab, tasks: TaskScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build")
        self.setAccessibleName(self.tr("Build"))
        self._tab, self._draft = tab, tab.draft
        self._tasks = tasks.child()
        self._open = True
        self._context = BuildContext(tab, self._tasks, self._fields_arrived, self._names_arrived)
        self.problem = Banner(self.tr("The envelope"), self)
        self.refusal = Banner(self.tr("Not possible"), self)
        self.conditions = Conditions(self._context, self._set_domain, self)
        self._arguments: ArgumentsForm | None = None
        self.domain_line = DomainLine(self)
        self.fields_line = FieldsLine(self._draft, self._context, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = (self.problem, self.refusal, self.conditions, self.domain_line, self.fields_line)
        for widget in parts:
            column.addWidget(widget, int(widget is self.conditions))
        self._column = column
        self.problem.pressed.connect(self._back_to_built)
        self._unsubscribe = self._draft.subscribe(self._changed)
        self.destroyed.connect(self._unsubscribe)
        self._draft.set_hold(self._hold)
        self.refresh()

    @property
    def context(self) -> BuildContext:
        """What the panel knows about fields, names and the server."""
        return self._context

    def closed(self) -> None:
        """The owner closes the panel: nothing is watched or awaited any more."""
        self._open = False
        self._draft.set_hold(None)
        self._unsubscribe()
        self._tasks.cancel()

    def refresh(self) -> None:
        """Show the draft as it is."""
        draft = self._draft
        self.refusal.hide()
        self._say_problem()
        searches = self.takes_domain
        self.conditions.setVisible(searches)
        self.domain_line.setVisible(searches)
        if searches:
            self.conditions.show_domain(draft.domain, draft.call.model)
            self.domain_line.show_domain(draft.domain, draft.domain_name or "domain")
            self.conditions.show_findings()
        self.fields_line.refresh()
        self._show_arguments()

    @property
    def arguments(self) -> ArgumentsForm:
        """The form of the arguments, which is made when it is first needed."""
        if self._arguments is None:
            from explorer.ui.panels.build.arguments import ArgumentsForm

            self._arguments = ArgumentsForm(self._draft, self._context, self)
            self._column.insertWidget(self._column.indexOf(self.domain_line), self._arguments)
        return self._arguments

    @property
    def takes_domain(self) -> bool:
        """Whether the method takes a domain, as far as anybody knows."""
        draft = self._draft
        name = draft.domain_name
        return name is not None and (draft.signature is not None or name in draft.call.kwargs)

    def _show_arguments(self) -> None:
        searches, elsewhere = self.takes_domain, self._shown_elsewhere()
        short = searches and self._draft.call.method in _PLAIN_SEARCHES
        if self._arguments is None and short and not arguments(self._draft, elsewhere, short=True, context=False):
            return
        form = self.arguments
        form.refresh(elsewhere, short=short, context=not searches)
        form.setVisible(not searches or bool(form.rows))
        form.keep_low(low=searches)
        self._column.setStretchFactor(form, int(not searches))

    def _shown_elsewhere(self) -> frozenset[str]:
        draft = self._draft
        names = {name for name in (*ORDER_NAMES, "limit", "offset") if draft.takes(name)}
        fields = FIELD_LISTS.get(draft.call.method)
        if fields:
            names.add(fields)
        if self.takes_domain and draft.domain_name:
            names.add(draft.domain_name)
        return frozenset(names)

    def _set_domain(self, domain: Node, merge: str | None) -> bool:
        try:
            self._draft.set_domain(domain, merge)
        except ValueError as problem:
            self.refusal.say(str(problem), "warning")
            return False
        return True

    def held(self) -> Held | None:
        """The first input, from top to bottom, that shows what is no value; what is being typed is taken first."""
        form = self._arguments
        found = self.conditions.held() if self.takes_domain else None
        if found is None and form is not None and not form.isHidden():
            found = form.held()
        return found or (None if self.fields_line.isHidden() else self.fields_line.order.held())

    def _hold(self) -> str:
        found = self.held()
        return found.said if found is not None else ""

    def _show_held(self) -> None:
        found = self.held()
        if found is not None:
            found.show()

    def _changed(self, aspects: frozenset[str]) -> None:
        if self._open and Aspect.REPLY in aspects and self._draft.phase is not Phase.IDLE:
            self.conditions.touch_all()
        if self._open and Aspect.HELD in aspects:
            self._show_held()
        if self._open and Aspect.LIVE in aspects:
            self._context.live_changed()
        if self._open and aspects & _ASPECTS:
            self.refresh()

    def _fields_arrived(self) -> None:
        if self._open:
            self.conditions.refresh()
            self.fields_line.refresh()
            self._show_arguments()
            self.conditions.show_findings()

    def _names_arrived(self) -> None:
        if self._open:
            self.conditions.refresh_names()
            if self._arguments is not None:
                self._arguments.refresh_names()

    def _say_problem(self) -> None:
        problem = self._draft.problem
        if problem is None:
            self.problem.hide()
            return
        shown = self.tr("Build shows the last call that could be read.")
        self.problem.say(f"{problem.sentence} {shown}", "warning", self.tr("Back to the built envelope"), False)

    def _back_to_built(self) -> None:
        self._draft.discard_text()
