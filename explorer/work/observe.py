"""Telling others that something changed, without knowing them."""

from __future__ import annotations

from collections.abc import Callable

Observer = Callable[[frozenset[str]], None]
"""Receives the names of the aspects that changed."""


class Observable:
    """A value that lives and changes, and tells its observers which aspects of it did.

    Observers are called in the order in which they came, in the thread that made the change (the window's).
    One that unsubscribes while a change is told is not called any more.
    """

    def __init__(self) -> None:
        self._observers: dict[int, Observer] = {}
        self._next = 0

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Call ``observer`` at each change; the function returned ends that."""
        number = self._next
        self._next += 1
        self._observers[number] = observer

        def unsubscribe() -> None:
            self._observers.pop(number, None)

        return unsubscribe

    def tell(self, *aspects: str) -> None:
        """Tell all observers that these aspects changed."""
        changed = frozenset(aspects)
        for number, observer in list(self._observers.items()):
            if number in self._observers:
                observer(changed)
