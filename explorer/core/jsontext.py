"""JSON as people read and edit it: short values on one line, one condition a line, ``{{name}}`` without quotes.

The text made here is what goes over the wire, so that the envelope shown and the bytes sent are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from explorer.core.call import Placeholder

WIDTH = 88
"""A value that fits into so many characters stays on its line."""

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_$][\w.$-]*)\s*\}\}")
_MARK = "\ue000"
"""A private-use character that brackets a placeholder's name while the standard reader works on the text."""


class JsonTextError(ValueError):
    """The text is no JSON. ``line`` and ``column`` count from 1; the message is a sentence without the place."""

    def __init__(self, message: str, line: int, column: int, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.position = position


def dump(value: object, *, width: int = WIDTH, expand_top: bool = True) -> str:
    """Return ``value`` as JSON text with two-space indentation where it does not fit into ``width`` characters.

    ``expand_top`` puts each entry of the outermost object on a line of its own even when all would fit. Raises
    TypeError for values that JSON does not know; placeholders are written as ``{{name}}``.
    """
    return "".join(_pieces(value, 0, width, expand=expand_top and isinstance(value, Mapping)))


def compact(value: object) -> str:
    """Return ``value`` as JSON text on one line, with a space after commas and colons."""
    if isinstance(value, Placeholder):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(key))}: {compact(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(compact, value)) + "]"
    return _scalar(value)


def load(text: str) -> object:
    """Return the value that ``text`` holds; unquoted ``{{name}}`` become placeholders.

    Raises JsonTextError with the place and a sentence that says what was expected there.
    """
    marked, shifts = _mark_placeholders(text)
    try:
        value: object = json.loads(marked)
    except json.JSONDecodeError as problem:
        position = _unshift(problem.pos, shifts)
        before = text[:position]
        line, column = before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
        raise JsonTextError(_sentence(problem, text, position), line, column, position) from None
    except RecursionError:
        raise JsonTextError("This text is nested too deeply to be read.", 1, 1, 0) from None
    return _restore(value) if shifts else value


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _pieces(value: object, depth: int, width: int, *, expand: bool = False) -> Iterator[str]:
    inline = compact(value)
    composite = isinstance(value, Mapping | list | tuple)
    if not composite or not value or (not expand and len(inline) + 2 * depth <= width):
        yield inline
        return
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, Mapping):
        yield "{"
        for count, (key, item) in enumerate(value.items()):
            yield f"{',' if count else ''}\n{inner}{_scalar(str(key))}: "
            yield from _pieces(item, depth + 1, width)
        yield f"\n{outer}}}"
    elif isinstance(value, list | tuple):
        yield "["
        for count, item in enumerate(value):
            yield f"{',' if count else ''}\n{inner}"
            yield from _pieces(item, depth + 1, width)
        yield f"\n{outer}]"


def _mark_placeholders(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Put unquoted ``{{name}}`` into quotes; return the text and (position, characters added) of each change."""
    if "{{" not in text:
        return text, []
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    position, length, in_string = 0, 0, False
    while position < len(text):
        char = text[position]
        if char == "\\" and in_string:
            piece = text[position : position + 2]
        elif not in_string and char == "{" and (found := _PLACEHOLDER.match(text, position)):
            marked = f'"{_MARK}{found[1]}{_MARK}"'
            pieces.append(marked)
            shifts.append((length + len(marked), len(marked) - len(found[0])))
            position, length = found.end(), length + len(marked)
            continue
        else:
            in_string ^= char == '"'
            piece = char
        pieces.append(piece)
        position, length = position + len(piece), length + len(piece)
    return "".join(pieces), shifts


def _unshift(position: int, shifts: list[tuple[int, int]]) -> int:
    return position - sum(added for end, added in shifts if end <= position)


def _restore(value: object) -> object:
    if isinstance(value, str) and len(value) > 2 and value[0] == value[-1] == _MARK:
        return Placeholder(value[1:-1])
    if isinstance(value, list):
        return [_restore(item) for item in value]
    if isinstance(value, dict):
        return {key: _restore(item) for key, item in value.items()}
    return value


def _sentence(problem: json.JSONDecodeError, text: str, position: int) -> str:
    """Say what is wrong in words that do not need the JSON grammar."""
    rest = text[position : position + 12].split("\n", maxsplit=1)[0]
    if not text.strip():
        return "The body is empty; JSON is expected."
    if not rest.strip() and position >= len(text.rstrip()):
        return "The text ends too early: a bracket, brace or quote is not closed."
    if rest.startswith("'"):
        return "JSON takes double quotes, not single ones."
    for word, right in (("True", "true"), ("False", "false"), ("None", "null")):
        if rest.startswith(word):
            return f"JSON writes {right}, not {word}."
    if "Extra data" in problem.msg:
        return "The value ended before this; something is left over here."
    if "Invalid control character" in problem.msg:
        return "A line break or tab inside quotes is written \\n or \\t."
    if "Unterminated string" in problem.msg:
        return "The quote that opens here is never closed."
    if "delimiter" in problem.msg:
        return f"A {'comma' if ',' in problem.msg else 'colon'} is missing before this."
    if rest[:1] in ("]", "}"):
        return "There is a comma too many before this bracket."
    if "property name" in problem.msg:
        return "A name in double quotes is expected here."
    return "A value is expected here: a number, a text in double quotes, true, false, null, [ or {."
