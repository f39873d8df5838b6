"""Domains as Python source: what JSON does not cover, and where in a text a mistake stands.

Apart from `parse`, since it needs `ast`, which the first paint should not pay for.
"""

from __future__ import annotations

import ast
import re
import warnings

from explorer.core.call import Placeholder
from explorer.core.domain.parse import DomainError, parse_list
from explorer.core.domain.tree import Expression, Node, is_placeholder

_CONSTANTS: dict[str, object] = {"true": True, "false": False, "null": None}
_TEXT = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|#[^\n]*'
_STRING_OR_COMMENT = re.compile(_TEXT + r"|(?P<comment>//[^\n]*|/\*.*?\*/)", re.DOTALL)
_STRING_OR_BRACKET = re.compile(_TEXT + r"|(?P<open>[\[({])|(?P<close>[\])}])", re.DOTALL)
_STRING_OR_VARIABLE = re.compile(_TEXT + r"|\{\{(?P<name>\s*[A-Za-z_$][\w.$-]*\s*)\}\}", re.DOTALL)


def parse_python(text: str) -> Node:
    """The tree of a domain written in Python, or in JSON with comments. Raises DomainError with line and column."""
    source = _Source(text)
    try:
        value = source.value_of(source.body)
    except RecursionError as error:
        raise _syntax_error(error, text) from None
    if isinstance(value, Expression):
        value = Expression(text.strip())
    try:
        return parse_list(value)
    except DomainError as error:
        raise located(error, text) from None


def located(error: DomainError, text: str) -> DomainError:
    """The same error with the line and column of the item it names."""
    try:
        source = _Source(text)
    except DomainError:  # too deep for Python's own reader as well
        return DomainError(error.message, error.position, 1, 1)
    node = source.body
    for index in error.position:
        if not isinstance(node, ast.List | ast.Tuple) or index >= len(node.elts):
            break
        node = node.elts[index]
    line, column = source.place(node)
    return DomainError(f"Line {line}: {error.message}", error.position, line, column)


class _Source:
    """A text with its syntax tree."""

    def __init__(self, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.body = _syntax_tree(text)
        # The bracket of `_parsed` on a line of its own: the syntax tree's line numbers are then indexes here.
        self._lines = [b"", b"(", *(line.encode() for line in text.split("\n"))]

    def place(self, node: ast.expr, *, end: bool = False) -> tuple[int, int]:
        """Line and column, from 1, where a node begins in the text, or the character after its end."""
        line, offset = (node.end_lineno, node.end_col_offset) if end else (node.lineno, node.col_offset)
        before = self._lines[line or node.lineno][:offset]
        return max((line or node.lineno) - 1, 1), len(before.decode()) + 1

    def segment(self, node: ast.expr) -> str:
        """The source of a node as it was typed."""
        first, last = node.lineno, node.end_lineno or node.lineno
        if first == last:
            return self._lines[first][node.col_offset : node.end_col_offset].decode()
        inner = self._lines[first + 1 : last]
        parts = [self._lines[first][node.col_offset :], *inner, self._lines[last][: node.end_col_offset]]
        return b"\n".join(parts).decode()

    def value_of(self, node: ast.expr) -> object:
        """Literals as values, everything else as an Expression with its source (rule 44)."""
        if isinstance(node, ast.List | ast.Tuple):
            return [self.value_of(item) for item in node.elts]
        if isinstance(node, ast.Dict):
            return self._dictionary(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.value_of(node.left), self.value_of(node.right)
            if isinstance(left, list) and isinstance(right, list):  # [...] + [...], as code often joins domains
                return left + right
        return self._scalar(node)

    def _dictionary(self, node: ast.Dict) -> object:
        items: dict[str, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                return self._expression(node)
            items[_joined_surrogates(key.value)] = self.value_of(value)
        return items

    def _scalar(self, node: ast.expr) -> object:
        if isinstance(node, ast.Name) and node.id in _CONSTANTS:
            return _CONSTANTS[node.id]
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                return _joined_surrogates(node.value)
            if node.value is None or isinstance(node.value, bool | int):
                return node.value
            if isinstance(node.value, float) and abs(node.value) != float("inf"):
                return node.value
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            number = self._scalar(node.operand)
            if isinstance(number, int | float) and not isinstance(number, bool):
                return -number if isinstance(node.op, ast.USub) else number
        return self._expression(node)

    def _expression(self, node: ast.expr) -> object:
        called = node.func if isinstance(node, ast.Call) else node.value if isinstance(node, ast.Subscript) else None
        if isinstance(called, ast.List | ast.Tuple | ast.Constant):  # Python reads [...] [...] as an index
            line, column = self.place(called, end=True)
            raise DomainError(f"Line {line}, column {column}: a comma is missing between two items.", (), line, column)
        text = self.segment(node)
        if isinstance(node, ast.Set) and is_placeholder(text):  # {{name}} without quotes
            return Placeholder(text.strip("{} \t\n"))
        return Expression(f"({text})" if isinstance(node, ast.Yield | ast.YieldFrom) else text)


def _syntax_tree(text: str) -> ast.expr:
    try:
        return _parsed(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        without = _STRING_OR_COMMENT.sub(_blanked, text)
        if without != text:
            try:
                return _parsed(without)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                pass
        raise _syntax_error(error, text) from None


def _parsed(text: str) -> ast.expr:
    """Within a bracket of our own, indentation, blank lines and comments around the domain do not matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\\/" is right in JSON and a warning in Python
        plain = _STRING_OR_VARIABLE.sub(_named, text)
        try:
            tree = ast.parse("(\n" + plain + "\n)", mode="eval").body
        except SyntaxError as error:
            if error.lineno != 1:
                raise
            tree = None
        if tree is None or tree.lineno == 1:
            # Items without brackets around them are right; "a)(" closes our bracket, "(a" leaves it open.
            ast.parse("[\n" + plain + "\n]", mode="eval")
    if tree is None:
        raise SyntaxError("invalid syntax", ("", 2, 1, None))
    return tree


def _named(match: re.Match[str]) -> str:
    """A variable's name as one Python can read, of the same length in bytes; the text itself is looked at later."""
    name = match.group("name")
    return match.group() if name is None else "{{" + "x" * len(name.encode()) + "}}"


def _blanked(match: re.Match[str]) -> str:
    """A // or /* */ comment as spaces, so that places stay true; texts and # comments as they are."""
    found = match.group("comment")
    return match.group() if found is None else re.sub(r"[^\n]", " ", found)


def _joined_surrogates(text: str) -> str:
    """JSON writes characters beyond U+FFFF as two escapes; Python reads them as two halves."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _syntax_error(error: BaseException, text: str) -> DomainError:
    if not isinstance(error, SyntaxError):
        return DomainError("The text is nested too deeply, or holds characters that cannot be read.", (), 1, 1)
    lines = text.split("\n")
    if (error.lineno or 0) > len(lines) + 1:
        error = _left_open(error, lines)
    line = min(max((error.lineno or 2) - 1, 1), len(lines))
    column = min(max(error.offset or 1, 1), len(lines[line - 1]) + 1)
    return DomainError(f"Line {line}, column {column}: {_advice(error.msg)}", (), line, column)


def _left_open(error: SyntaxError, lines: list[str]) -> SyntaxError:
    """What the closing bracket of `_parsed` met, said without it: a bracket that is still open."""
    found = re.search(r"does not match opening parenthesis '(.)'(?: on line (\d+))?", error.msg)
    if not found:
        return error
    line = int(found[2] or len(lines) + 1)
    still_open: list[int] = []
    for token in _STRING_OR_BRACKET.finditer(lines[line - 2]):
        if token["open"]:
            still_open.append(token.start() + 1)
        elif token["close"] and still_open:
            still_open.pop()
    column = still_open[-1] if still_open else 1
    return SyntaxError(f"'{found[1]}' was never closed", ("", line, column, None))


_ADVICE = (
    (
        r"unmatched '(.)'|closing parenthesis '(.)' does not match.*'[(\[]' on line 1$",
        "there is a closing bracket too many, or its opening one is missing.",
    ),
    (r"'(.)' was never closed", 'the bracket "{0}" is not closed: add its closing bracket.'),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'.*",
        'the bracket "{1}" is closed by "{0}": use the closing bracket of the same kind.',
    ),
    (r"unterminated .*string", "a text is not closed: add the quote that ends it."),
    (r".*forgot a comma", "a comma is missing between two items."),
    (r"invalid non-printable character (U\+\w+)", "remove the invisible character {0}; copying brought it along."),
    (r"invalid character '(.)'", 'the character "{0}" cannot stand here: use plain quotes and brackets.'),
)


def _advice(message: str) -> str:
    for pattern, sentence in _ADVICE:
        found = re.match(pattern, message)
        if found:
            return sentence.format(*found.groups())
    return "the domain cannot be read from here on: look for a missing comma, quote or bracket."
