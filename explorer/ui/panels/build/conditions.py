"""The conditions of a call: lines made from the domain's tree, and what their buttons and keys do to it.

The tree in the draft is the truth. Lines whose nodes did not change keep their widgets, so typing never loses the
focus; the widgets are never read back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from explorer.core.domain import edit, virtual
from explorer.core.domain.check_values import DomainFinding
from explorer.core.domain.paths import default_field
from explorer.core.domain.tree import EMPTY, Connector, Group, Leaf, Node, Path, Raw
from explorer.ui import metrics
from explorer.ui.panels.build import changes
from explorer.ui.panels.build.condition_row import ConditionRow, new_condition
from explorer.ui.panels.build.context import BuildContext
from explorer.ui.panels.build.foot import Foot
from explorer.ui.panels.build.group_row import GroupRow, OddRow
from explorer.ui.panels.build.held import Held
from explorer.ui.panels.build.line_widget import LineWidget, order_tabs
from explorer.ui.panels.build.outline import Line, Outline, grouped, outline
from explorer.ui.panels.build.paths import Resolved
from explorer.ui.widgets.labels import Banner

_AT_ONCE, _EACH_TURN = 24, 12
"""So many new lines are made before the window is painted, and in each turn of the loop after that."""

Change = Callable[[Node, str | None], bool]
"""Puts a tree into the draft, with the key under which steps of undo are merged; False when it was refused."""


class Conditions(QScrollArea):
    """The lines in a scroll area, and below them what adds to the root."""

    def __init__(self, context: BuildContext, change: Change, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conditions")
        self.setAccessibleName(self.tr("Conditions"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._context, self._change = context, change
        self._root: Group = EMPTY
        self._outline = Outline((), 0)
        self._model = ""
        self._rows: list[LineWidget] = []
        self._focus_path: Path | None = None
        self._new: Path | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_more)
        # Not while Qt still moves the focus: what is said changes the lines that it moves along.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(0)
        self._settled.timeout.connect(self.show_findings)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        body = QWidget()
        body.setObjectName("conditions-body")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(metrics.EDGE - 2, 3, metrics.EDGE - 2, 4)
        self._column.setSpacing(0)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._column.addLayout(self._lines)
        self._foot = Foot(body)
        self._foot.add_condition.clicked.connect(partial(self._add_to_root, False))
        self._foot.add_group.clicked.connect(partial(self._add_to_root, True))
        self._cut = Banner(self.tr("Many conditions"), body)
        self._column.addWidget(self._cut)
        self._column.addWidget(self._foot)
        self._column.addStretch(1)
        self.setWidget(body)
        body.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    @property
    def rows(self) -> tuple[LineWidget, ...]:
        """The lines from top to bottom."""
        return tuple(self._rows)

    @property
    def root(self) -> Group:
        """The tree as the lines show it: with a group at its root."""
        return self._root

    def show_domain(self, domain: Node, model: str) -> None:
        """Show a domain of a model; lines that show their nodes already are left alone."""
        self._root = grouped(domain)
        self._model = model
        self._show_lines(_AT_ONCE)

    def _show_lines(self, budget: int) -> None:
        """Show the lines; of new widgets no more than ``budget`` are made now, the others in the next turns."""
        model = self._model
        self._outline = outline(self._root, model, self._context.type_of, self._context.range_clock())
        lines = self._outline.lines if self._root.children else ()
        self._rows = self._matched(lines, budget)
        self._order_rows()
        self._foot.say(empty=not lines, whole=self._whole_raw(), cut=self._outline.cut)
        self._say_cut()
        if self._focus_path is not None:
            self._focus_line(self._focus_path)
        if len(self._rows) < len(lines):
            self._later.start()

    def _show_more(self) -> None:
        self._show_lines(_EACH_TURN)
        self.show_findings()

    def refresh(self) -> None:
        """Fields became known: labels, types and with them editors may change."""
        self.show_domain(self._root, self._model)
        for row in self._rows:
            row.show_line(row.line)

    def refresh_names(self) -> None:
        """Names of records became known."""
        for row in self._rows:
            if isinstance(row, ConditionRow):
                row.refresh_names()

    def show_findings(self) -> None:
        """Say below the conditions what there is to be said about them."""
        from explorer.core.domain.check import check

        context = self._context
        by_path: dict[Path, list[DomainFinding]] = {}
        if self._rows and not self._outline.cut:
            # A domain that is no list has its place at the root; the group around it is the screen's.
            whole, above = (self._root.children[0], (0,)) if self._whole_raw() else (self._root, ())
            clock = context.clock()
            for finding in check(whole, self._model, context.fields, series=context.series, clock=clock):
                by_path.setdefault((*above, *finding.path), []).append(finding)
        for row in self._rows:
            found: list[DomainFinding] = []
            if row.line.kind == "group":
                found = by_path.get(row.line.path, [])
            else:
                for offset in range(len(row.line.nodes)):
                    found += by_path.get((*row.line.group, row.line.path[-1] + offset), [])
            row.show_findings(tuple(found))

    def held(self) -> Held | None:
        """The first condition that shows no value."""
        for row in self.rows:
            # A value that was taken just now may have made one row of two.
            if isinstance(row, ConditionRow) and row in self._rows and (found := row.held()) is not None:
                return found
        return None

    def touch_all(self) -> None:
        """The person sends: all that is to be said is said now."""
        if any(row.untouched for row in self._rows):
            for row in self._rows:
                row.untouched = False
            self.show_findings()

    def add_condition(self) -> None:
        """Add a condition at the end."""
        self._add_to_root(False)

    # Lines and widgets

    def _matched(self, lines: tuple[Line, ...], budget: int) -> list[LineWidget]:
        """A widget for each line: the one that shows its nodes, else the one at its path, else a new one.

        When the budget is spent, lines without a widget are left out.
        """
        left = list(self._rows)
        found: list[LineWidget | None] = [None] * len(lines)
        by_node: dict[tuple[str, int], list[LineWidget]] = {}
        for row in left:
            by_node.setdefault((row.line.kind, id(row.line.node)), []).append(row)
        for at, line in enumerate(lines):
            same = by_node.get((line.kind, id(line.node)), ())
            match = next((row for row in same if line.same_as(row.line) and row.line.model == line.model), None)
            if match is not None:
                by_node[line.kind, id(line.node)].remove(match)
                found[at] = match
        used = {id(row) for row in found if row is not None}
        by_path = {(row.line.kind, row.line.path): row for row in left if id(row) not in used}
        rows: list[LineWidget] = []
        for line, known in zip(lines, found, strict=True):
            taken = known if known is not None else by_path.pop((line.kind, line.path), None)
            if taken is None:
                budget -= 1
                if budget < 0 and line.path != self._focus_path:
                    continue
                taken = self._made(line)
            elif known is None or taken.line != line:
                taken.show_line(line)
            rows.append(taken)
        kept = {id(row) for row in rows}
        for row in left:
            if id(row) not in kept:
                self._lines.removeWidget(row)
                row.hide()
                row.deleteLater()
        return rows

    def _order_rows(self) -> None:
        moved = False
        for at, row in enumerate(self._rows):
            item = self._lines.itemAt(at)
            if item is None or item.widget() is not row:
                self._lines.insertWidget(at, row)
                row.show()
                moved = True
        if moved:
            stops = [stop for row in self._rows for stop in row.tab_chain()]
            order_tabs([*stops, self._foot.add_condition, self._foot.add_group])

    def _made(self, line: Line) -> LineWidget:
        body = self.widget()
        row: LineWidget
        if line.kind == "condition":
            row = condition = ConditionRow(line, self._context, body)
            condition.field_asked.connect(partial(self._pick_field, condition))
            condition.key_chosen.connect(partial(self._take_key, condition))
            condition.value_made.connect(partial(self._take_value, condition))
        elif line.kind == "group":
            row = group = GroupRow(line, body)
            group.connector_chosen.connect(partial(self._take_connector, group))
        else:
            row = OddRow(line, body)
        row.untouched = self._new is not None and line.path[: len(self._new)] == self._new
        row.asked.connect(partial(self._do, row))
        row.fix_asked.connect(self._fix)
        return row

    # What the person does

    def _do(self, row: LineWidget, wish: str) -> None:
        line = row.line
        if wish in ("add", "add_group"):
            self._add(line, group=wish == "add_group")
        elif wish == "duplicate" and line.path:
            self._put(*changes.duplicated(self._root, line))
        elif wish == "remove" and line.path and not line.sub_domain:
            self._put(changes.removed(self._root, line), self._after_removal(row))
        elif wish == "wrap" and line.path and not line.sub_domain:
            self._put(*changes.wrapped(self._root, line))
        elif wish == "ungroup" and line.path:
            self._put(edit.ungroup(self._root, line.path), line.path)
        elif wish == "negate":
            self._put(changes.negated(self._root, line), line.path)
        elif wish in ("up", "down") and line.path and not line.sub_domain:
            moved = changes.moved(self._root, line, -1 if wish == "up" else 1)
            if moved is not None:
                self._put(*moved)

    def _add(self, line: Line, *, group: bool) -> None:
        model = line.model
        # Without the fields of the model every record still has an id.
        target = self._context.resolve(model, default_field(self._context.fields(model) or {}))
        leaf = self._node_of(new_condition(target, self._context), target.type)
        if group:
            parent = line.node if line.kind == "group" else edit.get(self._root, line.group)
            assert isinstance(parent, Group)  # conditions stand in groups
            assert isinstance(leaf, Leaf | Group)  # what a row stands for
            leaf = Group("|" if parent.op == "&" else "&", children=(leaf, leaf))
        tree, path = changes.added_below(self._root, line, leaf)
        self._new = path
        self._put(tree, (*path, 0) if group else path)
        self._new = None
        row = next((row for row in self._rows if row.line.path == path), None)
        if isinstance(row, ConditionRow) and row.hasFocus():
            self._pick_field(row, "")

    def _add_to_root(self, group: bool, _: bool = False) -> None:
        self._add(Line("group", (), 0, (self._root,), self._model), group=group)

    def _take_key(self, row: ConditionRow, key: str) -> None:
        shown = row.changed_key(key)
        self._replace(row.line, shown, row.target.type, None)

    def _take_value(self, row: ConditionRow, value: object) -> None:
        shown = row.line.shown
        assert shown is not None
        row.untouched = False
        changed = msgspec.structs.replace(shown, value=value)
        self._replace(row.line, changed, row.target.type, f"value {row.line.path}")

    def _take_connector(self, row: GroupRow, name: Connector) -> None:
        self._put(edit.set_connector(self._root, row.line.path, name), None)

    def _take_path(self, row: ConditionRow, path: str) -> None:
        line = row.line
        target = self._context.resolve(line.model, path)
        shown = line.shown
        before = row.target
        if shown is None:
            return
        if path == shown.path:
            changed = shown
        elif target.type == before.type and target.relation == before.relation and not _has_choices(target, before):
            changed = msgspec.structs.replace(shown, path=path)
        else:
            changed = new_condition(target, self._context)
        if changed is not shown:
            self._replace(line, changed, target.type, None)
        if row.untouched and row.editor is not None:
            row.editor.setFocus()

    def _pick_field(self, row: ConditionRow, text: str) -> None:
        from explorer.ui.panels.build.field_picker import FieldPicker

        shown = row.line.shown
        picker = FieldPicker(self._context, row.line.model, "search", self)
        picker.picked.connect(partial(self._take_path, row))
        picker.open_below(row.field, shown.path if shown else "", text)

    def _replace(self, line: Line, shown: virtual.Shown, field_type: str, merge: str | None) -> None:
        self._put(changes.replaced(self._root, line, self._node_of(shown, field_type)), None, merge)

    def _node_of(self, shown: virtual.Shown, field_type: str) -> Node:
        context = self._context
        return virtual.build(shown, field_type, series=context.series, clock=context.clock())

    def _put(self, tree: Node, focus: Path | None, merge: str | None = None) -> None:
        self._focus_path = focus
        self._change(tree, merge)
        self._focus_path = None

    def _fix(self, finding: DomainFinding) -> None:
        if finding.fix is not None:
            self._put(finding.fix, finding.path)

    # Focus and notices

    def _focus_line(self, path: Path) -> None:
        row = next((row for row in self._rows if row.line.path == path and row.line.kind != "group"), None)
        row = row or next((row for row in self._rows if row.line.path == path), None)
        if row is None:
            return
        # A row that was moved from within its editor keeps the focus there.
        if not any(part.hasFocus() for part in row.findChildren(QWidget)):
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(row, 0, 0)
        # Notes below the lines may still come, and move it.
        QTimer.singleShot(0, row, partial(self.ensureWidgetVisible, row, 0, 0))

    def _focus_moved(self, before: QWidget | None, after: QWidget | None) -> None:
        """The focus left a new row for another place of the window: what is to be said about it is said now.

        Whoever adds several rows first, and fills them in later, has not left them.
        """
        if before is None or after is None or after.window() is not self.window() or self._new is not None:
            return
        foot = self._foot
        if _is_in(after, foot):
            return
        left = [row for row in self._rows if row.untouched and not _is_in(after, row)]
        left = [row for row in left if _is_in(before, row) or _is_in(before, foot)]
        for row in left:
            row.untouched = False
        if left:
            self._settled.start()

    def _after_removal(self, row: LineWidget) -> Path | None:
        at = self._rows.index(row)
        following = [other.line.path for other in self._rows[at + 1 :] if other.line.path[:-1] == row.line.group]
        if following:
            return row.line.path
        return self._rows[at - 1].line.path if at else None

    def _whole_raw(self) -> bool:
        children = self._root.children
        return len(children) == 1 and isinstance(children[0], Raw) and children[0].whole

    def _say_cut(self) -> None:
        if self._outline.cut:
            sentence = self.tr("{count} conditions: the first {shown} are shown. The whole domain is in the envelope.")
            shown = sum(1 for line in self._outline.lines if line.kind != "group")
            self._cut.say(sentence.format(count=self._outline.conditions, shown=shown), closable=False)
        else:
            self._cut.hide()


def _has_choices(after: Resolved, before: Resolved) -> bool:
    """Whether the values of a selection differ, so that the old value says nothing about the new field."""
    return (after.field.selection if after.field else ()) != (before.field.selection if before.field else ())


def _is_in(widget: QWidget, whole: QWidget) -> bool:
    return widget is whole or whole.isAncestorOf(widget)
