"""The one error reporter: every exception that nobody expected ends here, once, and the window lives on.

A fault is not an error: it is an answer of the world and stands in its tab. What comes here is a mistake of the
program. It is kept for the person to read and copy, in a notice that blocks nothing, and written to standard error.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

import msgspec

from explorer.core.faults import CancelledFault

KEPT = 50


class Report(msgspec.Struct, frozen=True):
    """One mistake of the program: a sentence, the whole traceback, how often it happened."""

    sentence: str
    text: str
    times: int = 1


class Reporter:
    """Collects reports; the same one twice is counted, since a broken paint would repeat it for each cell."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self._observers: list[Callable[[Report], None]] = []

    def subscribe(self, observer: Callable[[Report], None]) -> None:
        """Call ``observer`` with each report, in whichever thread it happened in."""
        self._observers.append(observer)

    def report(self, problem: BaseException) -> None:
        """Take an exception. Interrupts and cancelled calls are no mistakes and are dropped."""
        if isinstance(problem, CancelledFault | KeyboardInterrupt | SystemExit):
            return
        text = "".join(traceback.format_exception(problem))
        for place, known in enumerate(self.reports):
            if known.text == text:
                report = msgspec.structs.replace(known, times=known.times + 1)
                self.reports[place] = report
                return
        report = Report(f"{type(problem).__name__}: {problem}", text)
        self.reports.append(report)
        del self.reports[:-KEPT]
        print(text, file=sys.stderr, end="")
        for observer in self._observers:
            observer(report)
