"""Which rows of the tree are open, for each connection: a tree that is built anew opens them again."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from explorer.ui.models.schema_tree import Kind, Node, SchemaTree
from explorer.ui.panels.tree.view import SchemaView
from explorer.work.live import LiveConnection

Place = tuple[str, ...]


class OpenPlaces:
    """Remembers the open rows of a view. Those below fields that have yet to come are opened when they are there."""

    def __init__(self, view: SchemaView) -> None:
        self._view = view
        self._kept: WeakKeyDictionary[LiveConnection, list[Place]] = WeakKeyDictionary()
        self._awaited: set[Place] = set()

    def remember(self, live: LiveConnection) -> None:
        """Note what is open in the tree of ``live``, and what was still to be opened."""
        self._kept[live] = [*self._view.open_places(), *self._awaited]
        self._awaited = set()

    def open_again(self, live: LiveConnection) -> None:
        """Open what was open when the tree of ``live`` was last there."""
        self._awaited = set(self._kept.get(live, ()))
        self._open_among(self._view.tree.top)

    def filled(self, tree: SchemaTree, node: Node) -> None:
        """Fields came below a row: open those that were open."""
        if self._awaited and tree is self._view.tree:
            self._open_among(node.children or ())

    def _open_among(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if node.place in self._awaited:
                self._awaited.discard(node.place)
                self._view.expand_node(node)
            if node.kind is Kind.GROUP:
                self._open_among(node.children or ())
