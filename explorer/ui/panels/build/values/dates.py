"""Dates and times: typed or picked from a calendar, shown in the person's zone, written as Odoo's UTC text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication, QDate, QPoint, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from explorer.core.call import Placeholder
from explorer.core.domain import relative
from explorer.core.domain.tree import Value
from explorer.ui import icons
from explorer.ui.panels.build.values.base import BadValueError, LineEditor, placeholder
from explorer.ui.tokens import current
from explorer.ui.widgets.labels import DimLabel

_UTC_TEXT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_TYPED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?")


_HEADER = """
QToolButton { border: 0; padding: 2px 6px; }
QToolButton::menu-indicator { image: none; width: 0; }
"""
"""Qt paints the indicator of the month's menu over the end of its name."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("DateEditor", text)


class DateEditor(LineEditor):
    """A date, or with a ``zone`` a date and time, with a calendar behind the icon at its end.

    ``words`` lets relative dates such as ``today -7d`` through, which servers read from 19.0 on. Typed times are the
    zone's; a date alone means its first moment there.
    """

    def __init__(
        self, name: str, *, zone: tzinfo | None = None, words: bool = True, parent: QWidget | None = None
    ) -> None:
        self._zone = zone
        hint = "2024-01-31" if zone is None else "2024-01-31 14:30"
        super().__init__(name, reader(zone, words=words), writer(zone), hint, parent=parent)
        action = self.line.addAction(icons.icon("calendar", "dim"), self.line.ActionPosition.TrailingPosition)
        action.setToolTip(self.tr("Open the calendar"))
        action.triggered.connect(self.open_calendar)
        self._popup: QFrame | None = None
        if zone is not None:
            self.row.addWidget(DimLabel(zone_name(zone).rpartition("/")[2].replace("_", " ")))
            self.line.setToolTip(self._zone_sentence())

    def open_calendar(self) -> None:
        """Show the calendar below the line. Returns at once."""
        popup, calendar = self._calendar()
        self._tint(calendar)
        day = _date_of(self.line.text())
        calendar.setSelectedDate(QDate(day.year, day.month, day.day) if day else QDate.currentDate())
        popup.adjustSize()
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        calendar.setFocus()

    def render_value(self, value: Value) -> None:
        """Show the local time; its UTC text is the tool tip."""
        super().render_value(value)
        if self._zone is not None:
            self.line.setToolTip(self._zone_sentence(value))

    def take(self, value: Value) -> None:
        """Announce, and say the UTC text."""
        super().take(value)
        if self._zone is not None:
            self.line.setToolTip(self._zone_sentence(value))

    def _calendar(self) -> tuple[QFrame, QCalendarWidget]:
        if self._popup is None:
            self._popup = QFrame(self, Qt.WindowType.Popup)
            self._popup.setProperty("role", "popup")
            calendar = QCalendarWidget(self._popup)
            calendar.setAccessibleName(self.tr("Calendar"))
            calendar.setStyleSheet(_HEADER)
            calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
            calendar.setFirstDayOfWeek(self.locale().firstDayOfWeek())
            calendar.clicked.connect(self._picked)
            calendar.activated.connect(self._picked)
            layout = QVBoxLayout(self._popup)
            layout.setContentsMargins(4, 4, 4, 4)
            layout.addWidget(calendar)
        found = self._popup.findChild(QCalendarWidget)
        assert isinstance(found, QCalendarWidget)
        return self._popup, found

    def _tint(self, calendar: QCalendarWidget) -> None:
        """Weekends in the dim colour, arrows of our own: Qt's are red and black in every theme."""
        look = QTextCharFormat()
        look.setForeground(current().color("dim"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, look)
        for name, arrow in (("prev", "chevron-left"), ("next", "chevron-right")):
            button = calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if isinstance(button, QToolButton):
                button.setIcon(icons.icon(arrow))

    def _picked(self, day: QDate) -> None:
        text = day.toString(Qt.DateFormat.ISODate)
        if self._zone is not None:
            typed = _TYPED.fullmatch(self.line.text().strip())
            hour, minute = (typed[4], typed[5]) if typed and typed[4] else ("00", "00")
            text += f" {int(hour):02d}:{minute}"
        if self._popup is not None:
            self._popup.hide()
        self.set_text(text)
        self.line.setFocus()

    def _zone_sentence(self, value: Value = None) -> str:
        zone = zone_name(self._zone)
        if isinstance(value, str) and _UTC_TEXT.fullmatch(value):
            return _tr("Time of {zone}. {utc} UTC on the wire.").format(zone=zone, utc=value)
        return _tr("Time of {zone}; it is sent as UTC.").format(zone=zone)


def zone_name(zone: tzinfo | None) -> str:
    """The zone's name as people say it."""
    return str(getattr(zone, "key", "") or zone or "UTC")


def reader(zone: tzinfo | None, *, words: bool) -> Callable[[str], Value]:
    """What reads a typed date, or with a zone a date and time. It raises BadValueError."""

    def read(text: str) -> Value:
        stripped = text.strip()
        if (variable := placeholder(stripped)) is not None:
            return variable
        if relative.is_relative(stripped):
            if not words:
                raise BadValueError(_tr("This server does not know relative dates: they came with Odoo 19.0."))
            return stripped
        return read_date(stripped) if zone is None else read_moment(stripped, zone)

    return read


def writer(zone: tzinfo | None) -> Callable[[Value], str]:
    """What writes a date as a person reads it: times in the zone."""

    def write(value: Value) -> str:
        if zone is not None and isinstance(value, str):
            return local_text(value, zone)
        return str(value) if isinstance(value, str | Placeholder) else ""

    return write


def read_date(text: str) -> str:
    """A typed date as ``YYYY-MM-DD``. Raises BadValueError."""
    found = _TYPED.fullmatch(text)
    if not found:
        raise BadValueError(_tr("A date is written like 2024-01-31."))
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise BadValueError(_tr("There is no such day.")) from None


def read_moment(text: str, zone: tzinfo) -> str:
    """A typed local time as Odoo's UTC text. Raises BadValueError."""
    found = _TYPED.fullmatch(text)
    if not found:
        raise BadValueError(_tr("A date and time is written like 2024-01-31 14:30."))
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        utc = moment - (moment.utcoffset() or timedelta(0))
    except (ValueError, OverflowError):
        raise BadValueError(_tr("There is no such day or time.")) from None
    return utc.strftime("%Y-%m-%d %H:%M:%S")


def local_text(value: str, zone: tzinfo) -> str:
    """Odoo's UTC text as local time, seconds only where there are some; other texts as they are."""
    if not _UTC_TEXT.fullmatch(value):
        return value
    try:
        local = datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).astimezone(zone)
    except (ValueError, OverflowError):
        return value
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def _date_of(text: str) -> date | None:
    found = _TYPED.match(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
