"""Fetches the fields that belong below a row of the tree, or the types of rows of which only labels are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from explorer.core.faults import Fault
from explorer.core.fields import Field
from explorer.ui.loop import TaskScope
from explorer.ui.models.schema_tree import Node, SchemaTree, field_nodes, note_node
from explorer.work.live import LiveConnection

TYPED_MODELS = 12
"""Models among the results of a search whose fields are fetched, so that their types show."""


class FieldFetcher:
    """Puts fields into trees as they come. What runs for a search ends with the next one.

    ``filled`` is told of each row below which fields were put.
    """

    def __init__(self, tasks: TaskScope, filled: Callable[[SchemaTree, Node], None]) -> None:
        self._filled = filled
        self._below = tasks.child()
        self._types = tasks.child()

    def cancel(self) -> None:
        """End all that runs."""
        self._below.cancel()
        self._types.cancel()

    def open(self, live: LiveConnection, tree: SchemaTree, node: Node) -> None:
        """Put the fields of a model below its row, or below that of a relation to it."""
        known = live.schema.known_fields(node.target)
        if known is not None:
            self._fill(tree, node, known)
        elif tree.open(node):
            self._below.spawn(self._fetch(live, tree, node), f"fields of {node.target}")

    def learn_types(self, live: LiveConnection, tree: SchemaTree, models: Sequence[str]) -> None:
        """The index knows labels only; the types of the first results are fetched behind them."""
        self._types.cancel()
        unknown = [model for model in models[:TYPED_MODELS] if live.schema.known_fields(model) is None]
        if unknown:
            self._types.spawn(self._fetch_types(live, tree, unknown), "types of fields")

    async def learn(self, live: LiveConnection, tree: SchemaTree, model: str) -> Fault | None:
        """Fetch what is known of a model's fields into its rows; return the fault where that failed."""
        try:
            tree.learn(model, await live.schema.fields(model))
        except Fault as fault:
            return fault
        return None

    async def _fetch(self, live: LiveConnection, tree: SchemaTree, node: Node) -> None:
        try:
            fields = await live.schema.fields(node.target)
        except Fault as fault:
            words = f"{fault.message.partition(chr(10))[0]} {fault.advice}".strip()
            tree.set_children(node, [note_node(words, node, failed=True)])
            return
        self._fill(tree, node, fields)

    def _fill(self, tree: SchemaTree, node: Node, fields: Mapping[str, Field]) -> None:
        tree.set_children(node, field_nodes(fields, node))
        self._filled(tree, node)

    async def _fetch_types(self, live: LiveConnection, tree: SchemaTree, models: Sequence[str]) -> None:
        for model in models:
            # What is wrong with a model is said where it is opened.
            await self.learn(live, tree, model)
