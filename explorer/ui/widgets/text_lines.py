"""A big text as bytes with the places where its lines begin, decoded one line at a time when it is looked at."""

from __future__ import annotations

import re
from array import array

CUT = 5_000
"""Characters of a line that are shown; the rest is counted."""
_STEP = 2 * 1024 * 1024
_LINE_END = re.compile(rb"\n")


class TextLines:
    """UTF-8 text; bytes that are none become U+FFFD. Lines end with LF or CRLF."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = array("q", [0])
        self._indexed = 0
        self._longest = 0

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def complete(self) -> bool:
        """Whether all lines are known."""
        return self._indexed >= len(self._data)

    @property
    def longest(self) -> int:
        """The length of the longest known line in bytes, at most four times CUT."""
        return min(self._longest, 4 * CUT)

    def index_more(self, size: int = _STEP) -> bool:
        """Look for line ends in the next ``size`` bytes; return whether some bytes are left (2 MB take 10 ms)."""
        end = min(self._indexed + size, len(self._data))
        starts = self._starts
        before = starts[-1]
        for found in _LINE_END.finditer(self._data, self._indexed, end):
            start = found.end()
            self._longest = max(self._longest, start - before)
            starts.append(start)
            before = start
        self._indexed = end
        self._longest = max(self._longest, end - before)
        return not self.complete

    def line(self, number: int) -> tuple[str, int]:
        """Return a line as it is shown, and how many bytes of it are not. Numbers count from 0."""
        start, end = self._bounds(number)
        # A character takes four bytes at most, so that a line of 5 MB costs no more than a short one.
        text = self._data[start : min(end, start + 4 * CUT)].decode("utf-8", errors="replace")
        if len(text) > CUT:
            text = text[:CUT]
        hidden = max(0, end - start - len(text.encode("utf-8", errors="replace")))
        return text, hidden if hidden and len(text) >= CUT else 0

    def between(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """Return the text from one ``(line, column)`` up to another; a line selected to its cut comes whole."""
        if first[0] == last[0]:
            text, hidden = self.line(first[0])
            if hidden and last[1] >= len(text):
                return self._whole(first[0])[first[1] :]
            return text[first[1] : last[1]]
        middle = self._data[self._starts[first[0] + 1] : self._starts[last[0]]].decode("utf-8", errors="replace")
        head = self._whole(first[0])[first[1] :]
        text, hidden = self.line(last[0])
        tail = self._whole(last[0]) if hidden and last[1] >= len(text) else text[: last[1]]
        return f"{head}\n{middle}{tail}".replace("\r\n", "\n")

    def _whole(self, number: int) -> str:
        start, end = self._bounds(number)
        return self._data[start:end].decode("utf-8", errors="replace")

    def _bounds(self, number: int) -> tuple[int, int]:
        start = self._starts[number]
        last = number + 1 >= len(self._starts)
        end = len(self._data) if last else self._starts[number + 1] - 1
        if end > start and self._data[end - 1 : end] == b"\r":
            end -= 1
        return start, end
