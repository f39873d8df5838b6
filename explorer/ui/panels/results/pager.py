"""At the header's right: status, time and size of the answer, which rows of how many, and the way to other pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.core.call import Call
from explorer.core.envelope import HttpReply
from explorer.ui import metrics, text
from explorer.ui.panels.results.standing import Standing
from explorer.ui.tokens import Theme
from explorer.ui.widgets.buttons import IconButton, SecondaryButton
from explorer.ui.widgets.combo import ChoiceButton
from explorer.ui.widgets.labels import DimLabel, IconLabel, set_tone
from explorer.work import pages
from explorer.work.draft import Count, Outcome


def range_text(offset: int, rows: int, count: Count | None) -> tuple[str, str]:
    """Return what is shown and of how many: ``("1–80", "1 243")``; an ellipsis while the count is not there yet."""
    total = "…" if count is None else text.number(count.total) + ("" if count.exact else "+")
    if not rows:
        return "0", total if count else "0"
    first, last = offset + 1, offset + rows
    shown = text.number(first) if first == last else f"{text.number(first)}–{text.number(last)}"
    return shown, total


def status_tone(status: int) -> str:
    """Return the colour of an HTTP status."""
    return "good" if status < 300 else "warning" if status < 400 else "error"


class TurnButton(IconButton):
    """A filled triangle that turns the page."""

    def __init__(self, name: str, tooltip: str, step: int, parent: QWidget | None = None) -> None:
        super().__init__("", name, tooltip, size=20, parent=parent)
        self._step = step

    def set_icon(self, icon: str, tint: str = "") -> None:
        """Do nothing: the triangle is drawn."""

    def paint_content(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        """Paint the triangle."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink(theme))
        middle = QPointF(rect.x() + rect.width() / 2, rect.y() + rect.height() / 2)
        tip, base = middle.x() + 5 * self._step, middle.x() - 4.5 * self._step
        corners = [QPointF(base, middle.y() - 5.5), QPointF(base, middle.y() + 5.5), QPointF(tip, middle.y())]
        painter.drawPolygon(QPolygonF(corners))

    def _ink(self, theme: Theme) -> QColor:
        return theme.color("text" if self.underMouse() else "dim") if self.isEnabled() else theme.disabled


class ReplyFacts(QWidget):
    """``200 · 41 ms · 11.4 kB``, the status in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replyFacts")
        self.status, self.facts = QLabel(), DimLabel()
        self.status.setFont(metrics.semibold())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.status)
        row.addWidget(self.facts)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the interface's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.status.setFont(metrics.semibold())

    def show_reply(self, reply: HttpReply | None) -> None:
        """Show the facts of a reply; nothing when there is none."""
        self.setVisible(reply is not None)
        if reply is None:
            return
        self.status.setText(str(reply.status))
        set_tone(self.status, status_tone(reply.status))
        time, size = text.duration(reply.timings.total), text.size(len(reply.body))
        self.facts.setText(f" · {time} · {size}")
        self.setAccessibleName(self.tr("Reply: {0}").format(f"{reply.status} · {time} · {size}"))
        lines = [
            f"{reply.status} {reply.reason}".strip(),
            self.tr("First byte after {0}, all of it after {1}").format(
                text.duration(reply.timings.first_byte), text.duration(reply.timings.total)
            ),
            self.tr("{0} on the wire, {1} decompressed").format(text.size(reply.wire_size), text.size(len(reply.body)))
            if reply.wire_size and reply.wire_size != len(reply.body)
            else self.tr("{0} on the wire").format(text.size(reply.wire_size or len(reply.body))),
        ]
        self.setToolTip("\n".join(lines))


class Waiting(QWidget):
    """While an answer is on its way: how long, how much has come, and Cancel."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = DimLabel()
        self.button = SecondaryButton(self.tr("Cancel"), name=self.tr("Cancel the running call"))
        self.button.setToolTip(self.tr("Cancel (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self.button)
        self.button.clicked.connect(self._cancel)

    def show_progress(self, received: int, seconds: float) -> None:
        """Say how much has come in how many seconds."""
        words = self.tr("Waiting for the server")
        if received:
            words = self.tr("{0} received").format(text.size(received))
        self.words.setText(f"{words} · {text.duration(seconds)}")

    def _cancel(self) -> None:
        self.cancelled.emit()


class Pager(QWidget):
    """All of it in one row."""

    turned = Signal(object)
    """-1 for the page before, 1 for the next."""
    page_size_chosen = Signal(object)
    """How many rows a page has from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pager")
        self._standing = Standing()
        self.reply = ReplyFacts()
        self.shown, self.total = QLabel(), DimLabel()
        self.note = IconLabel("info", "dim", 14)
        self.before = TurnButton(self.tr("Previous page"), self.tr("Previous page (Alt+Left)"), -1)
        self.after = TurnButton(self.tr("Next page"), self.tr("Next page (Alt+Right)"), 1)
        choices = [(size, text.number(size), "") for size in pages.PAGE_SIZES]
        self.page_size = ChoiceButton(self.tr("Rows a page"), choices, searchable=False)
        self.standing = DimLabel()
        self.standing.setObjectName("rowsStanding")
        self.rows = QWidget()
        self.rows.setObjectName("pageRange")
        self._gap = QWidget()
        self._gap.setFixedWidth(14)
        inner = QHBoxLayout(self.rows)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.shown)
        inner.addWidget(self.total)
        inner.addSpacing(6)
        inner.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.reply)
        row.addSpacing(14)
        row.addWidget(self.standing)
        row.addWidget(self._gap)
        row.addWidget(self.rows)
        row.addSpacing(8)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addSpacing(8)
        row.addWidget(self.page_size)
        self.before.clicked.connect(self._turn_back)
        self.after.clicked.connect(self._turn)
        self.page_size.chosen.connect(self.page_size_chosen)

    def show_standing(self, standing: Standing, outcome: Outcome | None) -> None:
        """Say whether the answer belongs to the call as it stands now; shown with the next :meth:`show_outcome`."""
        self._standing = standing
        words = tip = ""
        if standing.outdated:
            rows = outcome is not None and outcome.page is not None
            words = self.tr("rows of the last call") if rows else self.tr("answer to the last call")
            tip = self.tr("The call was changed since. Send to see its rows.")
        if standing.cancelled:
            words = self.tr("Cancelled")
            if outcome is not None:
                tip = self.tr("The last sending was cancelled. This is the answer to the one before.")
        self.standing.setText(words)
        self.standing.setToolTip(tip)
        self.standing.setAccessibleDescription(tip)
        self.standing.setVisible(bool(words))
        self._gap.setVisible(bool(words))

    def show_outcome(self, outcome: Outcome | None, count: Count | None, narrow: int = 0) -> None:
        """Show the facts of an answer.

        1 for ``narrow`` leaves out the page size, 2 time and size of the reply too, 3 all of the reply, and the range
        where words stand beside it.
        """
        self.reply.show_reply(outcome.reply if outcome and narrow < 3 else None)
        self.reply.facts.setVisible(narrow < 2)
        page, call = (outcome.page, outcome.call) if outcome else (None, None)
        paged = page is not None and call is not None and pages.is_paged(call.method)
        self.rows.setVisible(page is not None and not (narrow > 2 and self.standing.text()))
        for button in (self.before, self.after):
            button.setVisible(paged)
        self.page_size.setVisible(paged and not narrow)
        if outcome is None or page is None:
            return
        offset = pages.number(call.kwargs.get("offset")) if call else 0
        if not paged:
            count = Count(len(page))
        shown, total = range_text(offset, len(page), count)
        self.shown.setText(shown)
        self.total.setText(self.tr(" of {0}").format(total))
        said = self.tr("Row {0} of {1}") if len(page) == 1 else self.tr("Rows {0} of {1}")
        self.rows.setAccessibleName(said.format(shown, total))
        self.note.setVisible(outcome.limited)
        limit = pages.number(call.kwargs.get("limit")) if call else 0
        note = self.tr("The call gave no limit, so the page size of {0} was used.").format(text.number(limit))
        self.note.setAccessibleName(note if outcome.limited else "")
        self.note.setToolTip(note if outcome.limited else "")
        if paged and call is not None:
            self._offer_pages(outcome, call, len(page), count)

    def _offer_pages(self, outcome: Outcome, call: Call, rows: int, count: Count | None) -> None:
        """Let the buttons do what can be done, and say why where nothing can."""
        limit, other = pages.number(call.kwargs.get("limit")), self._standing.other
        self.before.setEnabled(not other and pages.next_page(call, rows, -1) is not None)
        self.after.setEnabled(not other and has_next(outcome, count))
        self.page_size.setEnabled(not other)
        self.page_size.set_key(limit or None, text.number(limit) if limit else self.tr("all"))
        reason = self.why_no_pages()
        if not reason and self._standing.outdated:
            first = self.tr("The call was changed since: this shows its first page.")
            self.before.setToolTip(first)
            self.after.setToolTip(first)
        else:
            self.before.setToolTip(reason or self.tr("Previous page (Alt+Left)"))
            self.after.setToolTip(reason or self.tr("Next page (Alt+Right)"))
        self.page_size.setToolTip(reason or self.tr("Rows a page"))

    def room_of_standing(self) -> int:
        """Return the width that the words of :meth:`show_standing` take from the rest."""
        return self.standing.sizeHint().width() + self._gap.width() if self.standing.text() else 0

    def why_no_pages(self) -> str:
        """Return why the rows can be neither paged nor sorted; empty when they can."""
        return self.tr("The call was changed since. Send to see its rows.") if self._standing.other else ""

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(super().sizeHint().width(), metrics.metrics().control)

    def _turn(self) -> None:
        self.turned.emit(1)

    def _turn_back(self) -> None:
        self.turned.emit(-1)


def has_next(outcome: Outcome, count: Count | None) -> bool:
    """Whether there is a page behind the one on screen: a full page whose end is not the count."""
    if outcome.call is None or outcome.page is None:
        return False
    offset = pages.next_page(outcome.call, len(outcome.page), 1)
    return offset is not None and (count is None or not count.exact or offset < count.total)
