"""Columns as Qt counts them (UTF-16 units) and as Python does (characters): they part at the first emoji."""

from __future__ import annotations


def to_units(text: str, column: int) -> int:
    """Return the UTF-16 units before a column of characters."""
    if text.isascii():
        return column
    return len(text[:column].encode("utf-16-le", errors="surrogatepass")) // 2


def to_column(text: str, units: int) -> int:
    """Return the column of characters at a number of UTF-16 units; the middle of a pair counts as its beginning."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", errors="surrogatepass")[: 2 * units].decode("utf-16-le", errors="ignore"))
