"""JSON as people read and edit it: short values on one line, one condition a line, ``{{name}}`` without quotes.

The text made here is what goes over the wire, so that the envelope shown and the bytes sent are the same.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping

from explorer.core.call import Placeholder

WIDTH = 88
"""A value that fits into so many characters stays on its line."""

_STRING_OR_PLACEHOLDER = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|\{\{\s*(?P<name>[A-Za-z_$][\w.$-]*)\s*\}\}', re.DOTALL)
_STRING_OR_NUMBER = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\Z)|(?P<number>-?(?:NaN|Infinity|\d[\d.]*(?:[eE][+-]?\d+)?))', re.DOTALL
)
_DEPTH = 150
"""So many brackets deep a value may be; Python's own limit would stop somewhere past 400, in the middle of writing."""


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
    mark = _unused_mark(text)
    marked, shifts = _mark_placeholders(text, mark)
    try:
        value: object = json.loads(marked, parse_int=_int, parse_float=_float, parse_constant=_not_finite)
        if text.count("[") + text.count("{") > _DEPTH:
            _check_depth(value, _DEPTH)
    except json.JSONDecodeError as problem:
        position = _unshift(problem.pos, shifts)
        raise JsonTextError(_sentence(problem, text, position), *_line_and_column(text, position), position) from None
    except _NumberError as problem:
        position = _place_of_number(text)
        raise JsonTextError(str(problem), *_line_and_column(text, position), position) from None
    except RecursionError:
        raise JsonTextError("This text is nested too deeply to be read.", 1, 1, 0) from None
    return _restore(value, mark) if shifts else value


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1


def unquoted_names(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders that stand outside quotes, each once, in the order of reading."""
    names = (found["name"] for found in _STRING_OR_PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(name for name in names if name))


def _not_finite(text: str) -> float:
    raise _NumberError(f"JSON has no {text}.")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _NumberError(f"The number {_cut(text)} is too large.")
    return value


def _int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        # Python reads no whole number of more than 4 300 digits.
        raise _NumberError(f"The number {_cut(text)} is too large.") from None


def _cut(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}…"


class _NumberError(Exception):
    """A number that cannot be kept; the reader does not say where it stood."""


def _place_of_number(text: str) -> int:
    """Return the position of the first number in ``text`` that cannot be kept."""
    for found in _STRING_OR_NUMBER.finditer(text):
        word = found["number"]
        if word and (len(word) > 4300 or word.lstrip("-") in ("NaN", "Infinity") or math.isinf(float(word))):
            return found.start()
    return 0


def _scalar(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            # Half of a surrogate pair is no character and has no UTF-8; JSON can still write it as \\udXXX.
            return json.dumps(value)
    return text


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


def _unused_mark(text: str) -> str:
    """Return a private-use character that no string of ``text`` holds, plain or escaped; it brackets the names."""
    lower = text.lower()
    return next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text and f"\\u{code:x}" not in lower)


def _mark_placeholders(text: str, mark: str) -> tuple[str, list[tuple[int, int]]]:
    """Put unquoted ``{{name}}`` into quotes; return the text and (end, characters added) of each change."""
    if "{{" not in text:
        return text, []
    pieces: list[str] = []
    shifts: list[tuple[int, int]] = []
    position, length = 0, 0
    for found in _STRING_OR_PLACEHOLDER.finditer(text):
        if found["name"] is None:
            continue
        marked = f'"{mark}{found["name"]}{mark}"'
        before = text[position : found.start()]
        pieces += (before, marked)
        length += len(before) + len(marked)
        shifts.append((length, len(marked) - len(found[0])))
        position = found.end()
    return "".join([*pieces, text[position:]]), shifts


def _unshift(position: int, shifts: list[tuple[int, int]]) -> int:
    return position - sum(added for end, added in shifts if end <= position)


def _restore(value: object, mark: str) -> object:
    """Turn the marked names into placeholders; where a key stands, only a text can be."""
    if isinstance(value, str) and value[:1] == mark:
        return Placeholder(value[1:-1])
    if isinstance(value, list):
        return [_restore(item, mark) for item in value]
    if isinstance(value, dict):
        return {f"{{{{{key[1:-1]}}}}}" if key[:1] == mark else key: _restore(item, mark) for key, item in value.items()}
    return value


def _check_depth(value: object, left: int) -> None:
    if isinstance(value, dict | list):
        if not left:
            raise RecursionError
        for item in value.values() if isinstance(value, dict) else value:
            _check_depth(item, left - 1)


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
