"""Which parts of a line of code take which colour. pygments does the reading, and is imported at the first line.

A line longer than LONGEST stays uncoloured: reading it would take longer than painting it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QFont, QTextCharFormat

from explorer.ui.tokens import Theme
from explorer.ui.widgets.units import to_units

if TYPE_CHECKING:
    from pygments.lexer import RegexLexer
    from pygments.token import _TokenType

Language = Literal["envelope", "json", "python", "xml", "text"]
Span = tuple[int, int, str]
"""Start, length, style; counted in UTF-16 units from the line's start, as Qt counts."""

LONGEST = 5_000
_WHOLE = 200_000
"""Characters up to which a language whose tokens cross lines is read as a whole."""


def line_spans(text: str, state: str) -> list[Span]:
    """Return the coloured parts of one line of an envelope; ``state`` is ``request``, ``headers`` or ``json``."""
    if not text or len(text) > LONGEST:
        return []
    spans: list[Span] = []
    for start, token, part in _envelope_lexer().get_tokens_unprocessed(text, ("root", state)):
        style = _style(token)
        if not style:
            continue
        if spans and spans[-1][2] == style and spans[-1][0] + spans[-1][1] == start:
            spans[-1] = (spans[-1][0], spans[-1][1] + len(part), style)
        else:
            spans.append((start, len(part), style))
    return spans if text.isascii() else [_in_units(text, span) for span in spans]


def text_spans(text: str, language: Language) -> list[list[Span]]:
    """Return the coloured parts of every line of a text whose tokens may cross lines; nothing for a huge one."""
    lines: list[list[Span]] = [[]]
    if len(text) > _WHOLE:
        return lines
    column = 0
    for _, token, part in _lexer(language).get_tokens_unprocessed(text):
        style = _style(token)
        for at, piece in enumerate(part.split("\n")):
            if at:
                lines.append([])
                column = 0
            width = to_units(piece, len(piece))
            if style and piece:
                lines[-1].append((column, width, style))
            column += width
    return lines


@cache
def formats(theme: Theme) -> dict[str, QTextCharFormat]:
    """Return how each style looks in a theme."""
    made: dict[str, QTextCharFormat] = {}
    for style, tint in (
        ("key", "syntax_key"),
        ("text", "syntax_text"),
        ("number", "syntax_number"),
        ("constant", "syntax_constant"),
        ("strong", "text"),
        ("dim", "dim"),
        ("mask", "dim"),
        ("placeholder", "accent"),
    ):
        made[style] = QTextCharFormat()
        made[style].setForeground(theme.color(tint))
    made["strong"].setFontWeight(QFont.Weight.Bold)
    made["placeholder"].setBackground(theme.color("accent_soft"))
    return made


def _in_units(text: str, span: Span) -> Span:
    start = to_units(text, span[0])
    return start, to_units(text, span[0] + span[1]) - start, span[2]


@cache
def _envelope_lexer() -> RegexLexer:
    from explorer.ui.widgets.envelope_lexer import EnvelopeLexer

    return EnvelopeLexer()


@cache
def _lexer(language: Language) -> RegexLexer:
    if language == "python":
        from pygments.lexers.python import PythonLexer

        return PythonLexer()
    from pygments.lexers.html import XmlLexer

    return XmlLexer()


@cache
def _style(token: _TokenType) -> str:
    from pygments.token import Comment, Generic, Keyword, Name, Number, String

    table = {
        Name.Tag: "key",
        Name.Attribute: "key",
        Name.Function: "key",
        Name.Class: "key",
        Name.Variable: "placeholder",
        Generic.Deleted: "mask",
        String: "text",
        Number: "number",
        Keyword.Constant: "constant",
        Keyword: "strong",
        Comment: "dim",
    }
    at: _TokenType | None = token
    while at is not None:
        if at in table:
            return table[at]
        at = at.parent
    return ""
