"""A pygments lexer for requests as the editor shows them: request line, headers, a JSON body, ``{{placeholders}}``.

It is asked line by line, with the state that the line begins in: no token crosses a line's end. Import it late:
pygments is not loaded before the first coloured text.
"""

from __future__ import annotations

from pygments.lexer import RegexLexer, include
from pygments.token import Generic, Keyword, Name, Number, Punctuation, String, Text

PLACEHOLDER = Name.Variable
"""``{{name}}``: filled in when the call is sent."""
MASK = Generic.Deleted
"""The dots that stand for a secret."""


class EnvelopeLexer(RegexLexer):
    """States to begin in: ``request``, ``headers``, ``json``."""

    name = "Envelope"
    aliases = ["odoo-envelope"]
    url = "https://www.odoo.com/documentation/19.0/developer/reference/external_api.html"
    version_added = ""

    tokens = {
        "root": [(r"[^\n]+", Text), (r"\n", Text)],
        "marks": [
            (r"\{\{[^{}\n]*\}\}", PLACEHOLDER),
            (r"•+", MASK),
        ],
        "request": [
            include("marks"),
            (r"^\s*[A-Za-z]+(?=\s)", Keyword),
            (r"[^{•\n]+|.", String),
        ],
        "headers": [
            include("marks"),
            (r"^\s*[^\s:]+(?=\s*:)", Name.Tag),
            (r"[^{•\n]+|.", Text),
        ],
        "json": [
            include("marks"),
            (r'"(?=(?:[^"\\\n]|\\.)*"\s*:)', Name.Tag, "key"),
            (r'"', String, "string"),
            (r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b", Number),
            (r"\b(?:true|false|null)\b", Keyword.Constant),
            (r"[\[\]{},:]", Punctuation),
            (r"\s+", Text),
            (r".", Text),
        ],
        "key": [
            include("marks"),
            (r"\\.", Name.Tag),
            (r'"', Name.Tag, "#pop"),
            (r'[^"\\{•\n]+|.', Name.Tag),
        ],
        "string": [
            include("marks"),
            (r"\\.", String),
            (r'"', String, "#pop"),
            (r'[^"\\{•\n]+|.', String),
        ],
    }
