"""Awaitable dialogs; the only way to show one.

A nested event loop inside a coroutine loses other tasks for good, so a dialog is opened and its end is awaited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from explorer.ui import icons
from explorer.ui.tokens import current


async def show(dialog: QDialog) -> bool:
    """Open ``dialog`` over its parent's window, wait until it closes, and return whether it was accepted."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def finished(result: int) -> None:
        if not ended.done():
            ended.set_result(result)

    dialog.finished.connect(finished)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    try:
        return await ended == QDialog.DialogCode.Accepted.value
    finally:
        dialog.finished.disconnect(finished)
        dialog.close()
        dialog.deleteLater()


async def ask(
    parent: QWidget,
    title: str,
    sentence: str,
    choices: Sequence[str],
    *,
    detail: str = "",
    safe: int = -1,
    warning: bool = False,
) -> int:
    """Ask with one button for each choice; return the index of the one pressed, or ``safe`` for Esc.

    ``safe`` (by default the last) is also the button that has the focus, so that Enter pressed too early does no harm.
    """
    safe %= len(choices)
    box = QMessageBox(parent)
    icon, tint = ("warning", "warning") if warning else ("info", "accent")
    box.setIconPixmap(icons.pixmap(icon, current().color(tint), 32, parent.devicePixelRatioF()))
    box.setWindowTitle(title)
    box.setText(sentence)
    box.setInformativeText(detail)
    buttons = [
        box.addButton(choice, QMessageBox.ButtonRole.RejectRole if index == safe else QMessageBox.ButtonRole.AcceptRole)
        for index, choice in enumerate(choices)
    ]
    box.setContentsMargins(8, 8, 8, 4)
    box.setDefaultButton(buttons[safe])
    box.setEscapeButton(buttons[safe])
    await show(box)
    pressed = box.clickedButton()
    return next((index for index, button in enumerate(buttons) if button is pressed), safe)
