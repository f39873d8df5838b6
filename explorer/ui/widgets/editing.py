"""What the code editor does to text, apart from the widget: indentation, new lines, brackets, pieces."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from explorer.ui.widgets.units import to_column

_PAIRS = {"{": "}", "[": "]", "(": ")"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_HEADERS = 200
"""Lines within which an envelope's headers end."""
_FAR = 20_000
"""Characters after which the search for a bracket's partner gives up."""


def pieces(text: str, size: int) -> Iterator[str]:
    """Yield a text in pieces of about ``size`` characters, cut behind line ends where there are any."""
    at = 0
    while at < len(text):
        end = min(at + size, len(text))
        line_end = text.rfind("\n", at, end)
        if end < len(text) and line_end > at:
            end = line_end + 1
        yield text[at:end]
        at = end


def body_block(document: QTextDocument) -> int:
    """Return the number of the block, from 0, at which an envelope's body begins: behind the first empty line.

    Where no empty line comes among the first lines, all of them are headers.
    """
    block = document.begin()
    while block.isValid() and not block.text().strip() and block.blockNumber() < _HEADERS:
        block = block.next()
    while block.isValid() and block.text().strip() and block.blockNumber() < _HEADERS:
        block = block.next()
    return block.blockNumber() + 1 if block.isValid() else document.blockCount()


def is_header(block: QTextBlock) -> bool:
    """Whether a line above the body is not the first that says something."""
    before = block.previous()
    while before.isValid() and not before.text().strip():
        before = before.previous()
    return before.isValid()


def indent(cursor: QTextCursor, step: str) -> None:
    """Insert ``step`` at the cursor, or before each line of the selection."""
    if not cursor.hasSelection():
        cursor.insertText(step[: len(step) - cursor.positionInBlock() % len(step)])
        return
    cursor.beginEditBlock()
    for block in _selected_blocks(cursor):
        QTextCursor(block).insertText(step)
    cursor.endEditBlock()


def unindent(cursor: QTextCursor, step: str) -> None:
    """Take up to ``step`` away before each line of the selection, or before the cursor's line."""
    cursor.beginEditBlock()
    for block in _selected_blocks(cursor):
        text = block.text()
        spaces = min(len(step), len(text) - len(text.lstrip(" ")))
        line = QTextCursor(block)
        line.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, spaces)
        line.removeSelectedText()
    cursor.endEditBlock()


def new_line(cursor: QTextCursor, step: str) -> None:
    """Begin a line as deep as this one, deeper behind an opening bracket; its partner gets a line of its own."""
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    text = cursor.block().text()
    at = to_column(text, cursor.positionInBlock())
    before, behind = text[:at], text[at:]
    depth = before[: len(before) - len(before.lstrip(" "))]
    last = before.rstrip()[-1:]
    if last in _PAIRS:
        cursor.insertText("\n" + depth + step)
        if behind.lstrip()[:1] == _PAIRS[last]:
            stay = cursor.position()
            cursor.insertText("\n" + depth)
            cursor.setPosition(stay)
    else:
        cursor.insertText("\n" + depth)
    cursor.endEditBlock()


def matching_brackets(cursor: QTextCursor) -> tuple[int, ...]:
    """Return the positions of the bracket at the cursor and of its partner; nothing when either is missing."""
    document = cursor.document()
    for position in (cursor.position() - 1, cursor.position()):
        character = document.characterAt(position) if position >= 0 else ""
        if character in _PAIRS or character in _OPENING:
            partner = _partner(document, position, character)
            return (position, partner) if partner is not None else ()
    return ()


def _partner(document: QTextDocument, position: int, character: str) -> int | None:
    forward = character in _PAIRS
    other = _PAIRS[character] if forward else _OPENING[character]
    step = 1 if forward else -1
    depth, quoted = 0, False
    last = document.characterCount()
    for at in range(position, min(last, position + _FAR) if forward else max(-1, position - _FAR), step):
        found = document.characterAt(at)
        if found == '"' and not _escaped(document, at):
            quoted = not quoted
        elif found == "\u2029":
            quoted = False
        elif not quoted and found == character:
            depth += 1
        elif not quoted and found == other:
            depth -= 1
            if not depth:
                return at
    return None


def _escaped(document: QTextDocument, position: int) -> bool:
    slashes = 0
    while position - slashes > 0 and document.characterAt(position - slashes - 1) == "\\":
        slashes += 1
    return slashes % 2 == 1


def _selected_blocks(cursor: QTextCursor) -> list[QTextBlock]:
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    last = document.findBlock(max(cursor.selectionStart(), cursor.selectionEnd() - 1))
    blocks = [block]
    while block != last and block.isValid():
        block = block.next()
        blocks.append(block)
    return blocks
