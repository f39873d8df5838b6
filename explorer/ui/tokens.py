"""The one table of colours that everything in the window is painted with, in its light and its dark form.

Palette, style sheet, icons, syntax colours and own painting all read it, so that a colour is decided in one place.
"""

from __future__ import annotations

from functools import cache

import msgspec
from PySide6.QtGui import QColor


class Theme(msgspec.Struct, frozen=True):
    """Every colour by its name, as ``#rrggbb``. What each is for stands beside the light table below."""

    name: str
    dark: bool
    background: str
    panel: str
    header: str
    alternate: str
    input: str
    line: str
    text: str
    dim: str
    accent: str
    accent_soft: str
    selection: str
    chip: str
    on_accent: str
    good: str
    warning: str
    error: str
    syntax_key: str
    syntax_text: str
    syntax_number: str
    syntax_constant: str

    def color(self, token: str) -> QColor:
        """Return the colour of a token such as ``"accent"``. Treat it as read-only: it is shared.

        Raises AttributeError for an unknown name.
        """
        return _color(getattr(self, token))

    def mixed(self, over: str, under: str, share: float) -> QColor:
        """Return ``over`` laid on ``under`` with an opacity of ``share`` (0 to 1): hover, disabled, soft marks."""
        return _color(_mix(getattr(self, over), getattr(self, under), share))

    @property
    def error_soft(self) -> QColor:
        """Behind a line of code that is wrong."""
        return self.mixed("error", "panel", 0.09)

    @property
    def disabled(self) -> QColor:
        """Text and icons of a control that cannot be used now."""
        return self.mixed("dim", "panel", 0.55)

    @property
    def hover(self) -> QColor:
        """Behind a flat control under the pointer."""
        return self.mixed("text", "panel", 0.07)


LIGHT = Theme(
    name="light",
    dark=False,
    background="#f6f7f9",  # behind the panels
    panel="#ffffff",  # panels, cards, bars
    header="#f0f2f5",  # tab strips in cards, table header
    alternate="#fafbfc",  # every second row
    input="#ffffff",  # fields, combo boxes
    line="#e2e5ea",  # one-pixel borders, grid
    text="#1c2128",
    dim="#5b6472",  # labels, technical names, secondary facts
    accent="#6b4fbb",  # the one primary button, active tab, links, group bars
    accent_soft="#efeafa",  # connectors (All of, Any of)
    selection="#e9e4f7",  # selected rows
    chip="#eef0f4",  # fields, tags, keys
    on_accent="#ffffff",  # the primary button's text
    good="#17713f",
    warning="#955500",
    error="#b3261e",
    syntax_key="#0b62b8",
    syntax_text="#14713d",
    syntax_number="#9a4b00",
    syntax_constant="#8a2f9c",
)

DARK = Theme(
    name="dark",
    dark=True,
    background="#1b1d22",
    panel="#22252b",
    header="#282b32",
    alternate="#24272d",
    input="#1b1d22",
    line="#343942",
    text="#e4e7ec",
    dim="#98a1b0",
    accent="#b09af3",
    accent_soft="#332c4d",
    selection="#3a3357",
    chip="#2d3139",
    on_accent="#1b1d22",
    good="#5cc98e",
    warning="#e5a951",
    error="#f2857c",
    syntax_key="#7db7f2",
    syntax_text="#8fd19e",
    syntax_number="#e8b072",
    syntax_constant="#d79be8",
)


_worn = LIGHT


def current() -> Theme:
    """Return the theme that the window wears now; light before any was put on."""
    return _worn


def wear(theme: Theme) -> None:
    """Make ``theme`` the one that :func:`current` returns. The theme manager calls this, nobody else."""
    global _worn  # noqa: PLW0603 - painting code needs the theme without being handed it through ten layers
    _worn = theme


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.1 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


@cache
def _color(text: str) -> QColor:
    return QColor(text)


@cache
def _mix(over: str, under: str, share: float) -> str:
    parts = (round(int(over[at : at + 2], 16) * share + int(under[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)
