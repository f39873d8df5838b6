"""Turns domains into SQL: what 17.0 and 19.0 have in common. `sql17.py` and `sql19.py` hold where they differ.

A piece of SQL is a pair of text and parameters. Relations become sub-selects, so that a condition never
multiplies rows and NULL behaves as it does in Odoo's own queries.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice import domains
from explorer.practice.database import quote
from explorer.practice.domains import NEGATIVE, Leaf, Tree
from explorer.practice.fields import Field, Many2one, One2many
from explorer.practice.model import Model

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

Sql = tuple[str, list[Any]]

ALWAYS: Sql = ("1", [])
NEVER: Sql = ("0", [])


def joined(word: str, parts: Iterable[Sql]) -> Sql:
    """Parts put together with AND or OR, as a balanced tree: SQLite refuses one that is 1 000 deep."""
    parts = list(parts)
    texts = [text for text, _ in parts]
    while len(texts) > 1:
        texts = [
            f"({texts[place]} {word} {texts[place + 1]})" if place + 1 < len(texts) else texts[place]
            for place in range(0, len(texts), 2)
        ]
    return texts[0], [value for _, values in parts for value in values]


def among(column: str, ids: Sequence[Any]) -> Sql:
    """`column IN (...)` for any number of values."""
    if len(ids) > 20 and all(isinstance(value, int | str) for value in ids):
        return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(ids)]
    return f"{column} IN ({', '.join('?' * len(ids))})", list(ids)


class Translator:
    """Makes the WHERE of a search. One object serves one query, since it numbers the aliases."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.registry = env.registry
        self._count = 0

    def alias(self) -> str:
        """A fresh name for a table."""
        self._count += 1
        return f"t{self._count}"

    def where(self, model: Model, domain: object, alias: str, active_test: bool = True) -> Sql:
        """The condition of a domain on the table `alias`; archived records go unless `active` is named."""
        raise NotImplementedError

    def condition(self, model: Model, leaf: Leaf, alias: str) -> Sql:
        """The SQL of one condition."""
        raise NotImplementedError

    def subselect(
        self, model: Model | None, domain: object, *, active_test: bool = True, column: str = "id", extra: object = None
    ) -> Sql:
        """`(SELECT column FROM ...)` for the records of a model in a domain, and in `extra` if given."""
        if model is None:
            return "(SELECT NULL WHERE 0)", []
        alias = self.alias()
        text, values = self.where(model, domain, alias, active_test)
        if isinstance(extra, list) and extra:
            more, more_values = self.where(model, extra, alias, False)
            text, values = f"{text} AND {more}", values + more_values
        shown = f"{alias}.{quote(column)}"
        if column != "id":
            text = f"{text} AND {shown} IS NOT NULL"
        return f"(SELECT {shown} FROM {quote(model.table)} {alias} WHERE {text})", values

    def node(self, tree: Tree, model: Model, alias: str) -> Sql:
        """The SQL of a tree."""
        kind = tree[0]
        if kind == "?":
            return ALWAYS if tree[1] else NEVER
        if kind in ("&", "|"):
            word = "AND" if kind == "&" else "OR"
            return joined(word, [self.node(child, model, alias) for child in tree[1]])
        if kind == "!":
            text, values = self.node(tree[1], model, alias)
            return self.opposite(text), values
        if kind == "!any":
            left, operator, right = tree[1]
            field, _, rest = left.partition(".")
            if getattr(model.by_name.get(field), "relational", False):
                return self.condition(model, (field, "not any", [(rest, operator, right)]), alias)
        return self.condition(model, tree[1], alias)

    def opposite(self, text: str) -> str:
        """NOT of a condition."""
        return f"(NOT {text})"

    # --- relations ------------------------------------------------------------------------------------------

    def related_active_test(self, field: Field) -> bool:
        """Whether archived records of the comodel are left out: never behind a many2one."""
        if isinstance(field, Many2one):
            return False
        context = getattr(field, "context", {})
        return bool(context.get("active_test", self.env.context.get("active_test", True)))

    def has_any(self, model: Model, field: Field, domain: object, alias: str, positive: bool) -> Sql:
        """Records whose relation holds (or holds none of) the comodel's records in a domain."""
        comodel = self.registry.comodel(field)
        active_test = self.related_active_test(field)
        if isinstance(field, Many2one):
            column = f"{alias}.{quote(field.name)}"
            text, values = self.subselect(comodel, domain, active_test=False)
            if positive:
                return f"{column} IN {text}", values
            return f"({column} IS NULL OR {column} NOT IN {text})", values
        word = "IN" if positive else "NOT IN"
        if isinstance(field, One2many):
            inverse = self.registry.inverse(field)
            if comodel is None or inverse is None:
                return NEVER if positive else ALWAYS
            text, values = self.subselect(
                comodel, domain, active_test=active_test, column=inverse.name, extra=field.domain
            )
            return f"{alias}.id {word} {text}", values
        link = self.registry.links.get((model.name, field.name))
        if link is None:
            return NEVER if positive else ALWAYS
        text, values = self.subselect(comodel, domain, active_test=active_test)
        rows = f"SELECT {quote(link.own)} FROM {quote(link.table)} WHERE {quote(link.other)} IN {text}"
        return f"{alias}.id {word} ({rows})", values

    def linked(self, model: Model, field: Field, ids: Sequence[int], alias: str, positive: bool) -> Sql:
        """Records whose x2many holds (or holds none of) these ids, archived or not."""
        word = "IN" if positive else "NOT IN"
        if isinstance(field, One2many):
            comodel, inverse = self.registry.comodel(field), self.registry.inverse(field)
            if comodel is None or inverse is None:
                return NEVER if positive else ALWAYS
            column = quote(inverse.name)
            found, values = among("id", ids)
            rows = f"SELECT {column} FROM {quote(comodel.table)} WHERE {found} AND {column} IS NOT NULL"
            return f"{alias}.id {word} ({rows})", values
        link = self.registry.links.get((model.name, field.name))
        if link is None:
            return NEVER if positive else ALWAYS
        found, values = among(quote(link.other), ids)
        return f"{alias}.id {word} (SELECT {quote(link.own)} FROM {quote(link.table)} WHERE {found})", values

    def through_parent(self, model: Model, field: Field, operator: str, value: object, alias: str) -> Sql:
        """A condition on a field that lives in an `_inherits` parent."""
        through, _, rest = (field.related or "").partition(".")
        return self.has_any(model, model.by_name[through], [(rest, operator, value)], alias, True)

    def through_related(self, model: Model, field: Field, operator: str, value: object, alias: str) -> Sql:
        """A condition on a related field without a column: an empty link counts as an empty value."""
        values = value if isinstance(value, list | tuple | set) else [value]
        empty = any(item is False or item is None for item in values)
        can_be_empty = (operator not in NEGATIVE) == empty
        path = (field.related or "").split(".")
        domain: list[Any] = [(path[-1], operator, value)]
        models = [model]
        for step in path[:-1]:
            comodel = self.registry.comodel(models[-1].by_name[step])
            if comodel is None:
                return ALWAYS if can_be_empty else NEVER
            models.append(comodel)
        for step, owner in zip(reversed(path[:-1]), reversed(models[:-1]), strict=True):
            link = owner.by_name[step]
            domain = [(step, "any", domain)]
            if can_be_empty and link.type == "many2one" and not link.required:
                domain = ["|", *domain, (step, "=", False)]
        tree = domains.read_17(domain) if self.env.series == "17.0" else domains.read_19(domain)
        return self.node(tree, model, alias)

    # --- hierarchies ----------------------------------------------------------------------------------------

    def hierarchy(self, model: Model, parent: str, ids: Sql, *, downwards: bool) -> Sql:
        """`(SELECT id ...)` of records below (or above) some records, themselves included."""
        link = model.by_name.get(parent)
        if isinstance(link, One2many):
            link, downwards = self.registry.inverse(link), not downwards
        if not isinstance(link, Many2one) or not link.column:
            raise ValueError(f"Invalid parent field: {model.name}.{parent}")
        table, column = quote(model.table), quote(link.name)
        step = (
            f"SELECT c.id FROM {table} c JOIN tree ON c.{column} = tree.id"
            if downwards
            else f"SELECT c.{column} FROM {table} c JOIN tree ON c.id = tree.id WHERE c.{column} IS NOT NULL"
        )
        text, values = ids
        return f"(WITH RECURSIVE tree(id) AS ({text} UNION {step}) SELECT id FROM tree)", values

    def family(self, model: Model, field: Field, operator: str, value: object, alias: str) -> Sql:
        """child_of and parent_of, on `id` or on a relation."""
        downwards = operator == "child_of"
        comodel = model if field.name == "id" else self.registry.comodel(field)
        if comodel is None:
            return NEVER
        ids = self._roots(comodel, field, value)
        if ids is None:
            return NEVER
        same = comodel.name == model.name
        parent = comodel.parent_name or ""
        if same and field.name != "id" and field.type != "many2many":
            parent = field.name
        text, values = self.hierarchy(comodel, parent, ids, downwards=downwards)
        if same and not (self.env.series != "17.0" and field.x2many):
            return f"{alias}.id IN {text}", values
        if field.name == "id" or isinstance(field, Many2one):
            return f"COALESCE({alias}.{quote(field.name)} IN {text}, 0)", values
        return self._x2many_in(model, field, (text, values), alias)

    def _x2many_in(self, model: Model, field: Field, ids: Sql, alias: str) -> Sql:
        text, values = ids
        if isinstance(field, One2many):
            comodel, inverse = self.registry.comodel(field), self.registry.inverse(field)
            if comodel is None or inverse is None:
                return NEVER
            column = quote(inverse.name)
            rows = f"SELECT {column} FROM {quote(comodel.table)} WHERE id IN {text} AND {column} IS NOT NULL"
            return f"{alias}.id IN ({rows})", values
        link = self.registry.links.get((model.name, field.name))
        if link is None:
            return NEVER
        rows = f"SELECT {quote(link.own)} FROM {quote(link.table)} WHERE {quote(link.other)} IN {text}"
        return f"{alias}.id IN ({rows})", values

    def _roots(self, comodel: Model, field: Field, value: object) -> Sql | None:
        """The records that a family starts from: given by id, or found by name."""
        if value is False or value is None or value == 0:
            return None
        items = value if isinstance(value, list | tuple) else [value]
        numbers = [item for item in items if isinstance(item, int) and not isinstance(item, bool)]
        names = [item for item in items if isinstance(item, str)]
        parts: list[Sql] = []
        if numbers:
            parts.append(("SELECT value FROM json_each(?)", [json.dumps(numbers)]))
        for name in names:
            text, values = self.subselect(
                comodel, [("display_name", "ilike", name)], active_test=self.related_active_test(field)
            )
            parts.append((f"SELECT id FROM {quote(comodel.table)} WHERE id IN {text}", values))
        if not parts:
            return None
        return " UNION ".join(text for text, _ in parts), [value for _, values in parts for value in values]

    # --- names ----------------------------------------------------------------------------------------------

    def by_name(self, model: Model, operator: str, value: object) -> list[Any]:
        """The domain that finds records by display name."""
        names = model.names_search or ((model.rec_name,) if model.rec_name else ())
        if not names or (not value and operator in ("like", "ilike")):
            return []
        if not value and operator in ("not like", "not ilike"):
            return [domains.FALSE_LEAF]
        word = "&" if operator in NEGATIVE else "|"
        leaves = [(self._name_path(model, name), operator, value) for name in names]
        return [word] * (len(leaves) - 1) + leaves

    def _name_path(self, model: Model, path: str) -> str:
        field: Field | None = None
        current: Model | None = model
        for step in path.split("."):
            field = current.by_name.get(step) if current else None
            current = self.registry.comodel(field) if field else None
        return f"{path}.display_name" if field is not None and field.relational else path
