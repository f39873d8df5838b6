"""Groups, models and fields as a Qt tree; what lies below a row is put there when somebody opens it.

Rows are nodes of our own, which the delegate asks directly: a paint through ``data()`` costs seven calls a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.core.fields import Field, Model
from explorer.work import pages
from explorer.work.model_groups import ModelGroup
from explorer.work.schema_search import Found

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
OTHERS = "others"


class Kind(Enum):
    """What a row stands for. A note says something in place of rows: that they load, why they do not, how many more."""

    GROUP = "group"
    MODEL = "model"
    FIELD = "field"
    NOTE = "note"


class Node:
    """One row. ``children`` is None until it was opened for the first time.

    ``model`` is the model that the row is (or whose field it is), ``root`` the model at the top of its branch and
    ``path`` the dotted path of fields from there. ``field`` is None while only its label is known.
    """

    __slots__ = (
        "children",
        "failed",
        "field",
        "key",
        "kind",
        "label",
        "model",
        "name",
        "parent",
        "path",
        "root",
        "row",
    )

    def __init__(self, kind: Kind, label: str, name: str = "", parent: Node | None = None) -> None:
        self.kind = kind
        self.label = label
        self.name = name
        self.parent = parent
        self.model = self.root = self.path = ""
        self.field: Field | None = None
        self.children: list[Node] | None = None
        self.failed = False
        self.row = self.key = 0

    @property
    def target(self) -> str:
        """The model whose fields lie below this row; empty when there are none."""
        if self.kind is Kind.MODEL:
            return self.model
        if self.kind is Kind.FIELD and self.field is not None and self.field.is_relation:
            return self.field.relation or ""
        return ""

    @property
    def expandable(self) -> bool:
        """Whether there is something below, as far as is known."""
        return bool(self.target) if self.children is None else bool(self.children)

    @property
    def place(self) -> tuple[str, ...]:
        """What the row is called, to find it again in a tree that was built anew."""
        if self.kind is Kind.GROUP:
            return ("", self.name)
        return (self.root, self.path)

    def spoken(self) -> str:
        """Return what a screen reader says."""
        words = [self.label]
        if self.kind in (Kind.MODEL, Kind.FIELD) and self.name != self.label:
            words.append(self.name)
        if self.field is not None:
            words.append(self.field.type)
            words += [_tr("required")] * self.field.required + [_tr("read-only")] * self.field.readonly
        return ", ".join(words)


def group_node(group: ModelGroup) -> Node:
    """Return a heading with its models below."""
    node = Node(Kind.GROUP, QCoreApplication.translate("ModelGroups", group.title), group.title)
    node.children = [model_node(model, node) for model in group.models]
    return node


def model_node(model: Model, parent: Node | None = None) -> Node:
    """Return the row of a model, its fields not known yet."""
    node = Node(Kind.MODEL, model.label or model.name, model.name, parent)
    node.model = node.root = model.name
    return node


def field_node(name: str, label: str, parent: Node, field: Field | None = None) -> Node:
    """Return the row of a field of the model that ``parent`` is or points to."""
    node = Node(Kind.FIELD, label or name, name, parent)
    node.model, node.root = parent.target, parent.root
    node.path = f"{parent.path}.{name}" if parent.path else name
    node.field = field
    return node


def note_node(text: str, parent: Node | None = None, name: str = "", *, failed: bool = False) -> Node:
    """Return a row that says something; with the name OTHERS a click on it shows what is left out."""
    node = Node(Kind.NOTE, text, name, parent)
    node.children = []
    node.failed = failed
    if parent is not None:
        node.root, node.path = parent.root, parent.path + ".*"
    return node


def field_nodes(fields: Mapping[str, Field], parent: Node) -> list[Node]:
    """Return the rows of a model's fields: those that a new call shows first, the rest by label."""
    first = [name for name in pages.first_fields(tuple(fields.values())) if name in fields]
    taken = frozenset(first)
    rest = sorted((name for name in fields if name not in taken), key=lambda name: _sort_key(fields[name]))
    return [field_node(name, fields[name].label, parent, fields[name]) for name in (*first, *rest)]


def found_nodes(
    found: Found, label: Callable[[str, str], str], known: Callable[[str], Mapping[str, Field] | None]
) -> list[Node]:
    """Return the rows of a search: models, the matching fields below them, and how many more there are."""
    nodes: list[Node] = []
    for hit in found.hits:
        node = model_node(hit.model)
        if hit.fields:
            fields = known(hit.model.name) or {}
            node.children = [
                field_node(name, label(hit.model.name, name), node, fields.get(name)) for name in hit.fields
            ]
            if hit.direct:
                node.children.append(note_node(_tr("Show all fields"), node, OTHERS))
        nodes.append(node)
    if found.more:
        nodes.append(
            note_node(
                _tr("{count} more; type more of the name").replace("{count}", f"{found.more:,}".replace(",", "\u202f"))
            )
        )
    return nodes


class SchemaTree(QAbstractItemModel):
    """The rows and their order. Whoever owns it fetches what lies below a row and hands it over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node(Kind.GROUP, "")
        self._root.children = []
        self._nodes: dict[int, Node] = {}
        self._next = 1

    # What it holds

    @property
    def top(self) -> Sequence[Node]:
        """The rows at the top."""
        return self._root.children or ()

    def set_top(self, nodes: list[Node]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._nodes.clear()
        self._root.children = nodes
        for node in nodes:
            node.parent = None
        self._number(nodes)
        self.endResetModel()

    def node(self, index: Index) -> Node | None:
        """Return the row at an index; None for the root."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def index_of(self, node: Node) -> QModelIndex:
        """Return where a row stands; an invalid index when it is gone."""
        if self._nodes.get(node.key) is not node:
            return QModelIndex()
        return self.createIndex(node.row, 0, node.key)

    def open(self, node: Node) -> bool:
        """Say below a row that its fields load; return whether that was news."""
        if node.children is not None or not node.target:
            return False
        self.set_children(node, [note_node(_tr("Loading…"), node)])
        return True

    def set_children(self, node: Node, children: list[Node]) -> None:
        """Put rows below a row in place of those there."""
        place = self.index_of(node)
        if not place.isValid():
            return
        old = node.children or []
        if old:
            self.beginRemoveRows(place, 0, len(old) - 1)
            self._forget(old)
            node.children = []
            self.endRemoveRows()
        if children:
            self.beginInsertRows(place, 0, len(children) - 1)
        node.children = children
        self._number(children)
        if children:
            self.endInsertRows()

    def close(self, node: Node) -> None:
        """Forget what lies below a row, so that opening it asks anew."""
        self.set_children(node, [])
        node.children = None

    def learn(self, model: str, fields: Mapping[str, Field]) -> None:
        """Fields of which only the label was known become whole."""
        self.layoutAboutToBeChanged.emit()
        for node in self._nodes.values():
            if node.kind is Kind.FIELD and node.field is None and node.model == model and node.name in fields:
                node.field = fields[node.name]
                node.label = node.field.label or node.name
        self.layoutChanged.emit()

    def find(self, place: tuple[str, ...]) -> Node | None:
        """Return the row with this place, among those that were opened."""
        return next((node for node in self._nodes.values() if node.place == place), None)

    # What Qt asks

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """Return the index of a row below another."""
        owner = self.node(parent) or self._root
        children = owner.children or ()
        if column or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row].key)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]  # QObject.parent() has no index
        """Return the index of the row above."""
        node = self.node(index)
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.row, 0, node.parent.key)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows are there now."""
        owner = self.node(parent) if parent.isValid() else self._root
        return len(owner.children or ()) if owner else 0

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """One."""
        return 1

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        """Whether a row can be opened, known or not what lies there."""
        node = self.node(parent) if parent.isValid() else self._root
        return node is not None and node.expandable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return label, tool tip or spoken text."""
        if role == Qt.ItemDataRole.DisplayRole:
            node = self.node(index)
            return node.label if node else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            node = self.node(index)
            return node.spoken() if node else None
        if role == Qt.ItemDataRole.ToolTipRole:
            node = self.node(index)
            return tool_tip(node) if node else None
        return None

    # Inside

    def _number(self, nodes: Iterable[Node]) -> None:
        for row, node in enumerate(nodes):
            node.row, node.key = row, self._next
            self._nodes[self._next] = node
            self._next += 1
            if node.children:
                self._number(node.children)

    def _forget(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self._nodes.pop(node.key, None)
            self._forget(node.children or ())


def tool_tip(node: Node) -> str:
    """Return what a row has no room for."""
    if node.kind is Kind.NOTE:
        return node.label
    if node.kind is Kind.MODEL:
        return f"{node.label}\n{node.name}"
    field = node.field
    if field is None:
        return ""
    kind = f"{field.type} → {field.relation}" if field.relation else field.type
    facts = [_tr("required")] * field.required + [_tr("read-only")] * field.readonly
    facts += [_tr("not stored")] * (not field.store)
    return "\n".join(filter(None, (field.label, node.path, " · ".join((kind, *facts)), field.help[:400])))


def _sort_key(field: Field) -> tuple[str, str]:
    return (field.label or field.name).casefold(), field.name


def _tr(text: str) -> str:
    return QCoreApplication.translate("SchemaTree", text)
