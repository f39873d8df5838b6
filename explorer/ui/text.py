"""Numbers, sizes, times and proper names as the window writes them."""

from __future__ import annotations

from explorer.core.connection import ProtocolName

PROTOCOLS = {ProtocolName.JSON2: "JSON/2", ProtocolName.JSONRPC: "JSON-RPC"}
"""The protocols by the names that they go by; the same in every language."""

NARROW = "\u202f"
"""The narrow no-break space between thousands: 1 243."""


def number(value: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,}".replace(",", NARROW)


def size(octets: int) -> str:
    """Return a number of bytes in the largest unit (powers of ten) that keeps a digit before the point."""
    if octets < 1000:
        return f"{octets} B"
    for unit, factor in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if octets < factor * 1000 or unit == "GB":
            amount = octets / factor
            return f"{amount:.1f} {unit}" if amount < 100 else f"{amount:.0f} {unit}"
    return ""


def duration(seconds: float) -> str:
    """Return a time in milliseconds below a second, else in seconds, else in minutes."""
    if seconds < 1:
        return f"{max(1, round(seconds * 1000))} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
