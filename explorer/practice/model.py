"""Declaration of a model, and what the functions in a declaration may ask of the server.

How an application file declares its models
-------------------------------------------
`models/contacts.py`:

    from explorer.practice.fields import Boolean, Char, Many2one, One2many
    from explorer.practice.model import Environment, Model, Unique

    def full_name(env: Environment, ids: list[int]) -> dict[int, object]:
        rows = env.rows("res.partner", ids, ["name", "parent_id"])
        return {id: row["name"] for id, row in rows.items()}

    MODELS = [
        Model(
            "res.partner",
            "Contact",
            order="complete_name ASC, id DESC",
            fields=[
                Char("name", "Name", index=True),
                Char("complete_name", "Complete Name", compute=full_name, store=True),
                Many2one("parent_id", "res.partner", "Related Company", index=True),
                One2many("child_ids", "res.partner", "parent_id", "Contact"),
                Boolean("active", "Active", default=True),
                Char("mobile", "Mobile", series="17.0"),
            ],
        ),
    ]

`models/__init__.py` offers `declarations() -> list[Model]`, the models of all files. The fields `id`,
`display_name`, `create_date`, `create_uid`, `write_date` and `write_uid` are added by `Model` itself; with
`inherits` the parent's fields are added too. Declare them to change what they say.

The data
--------
`data/__init__.py` offers `rows() -> dict[str, list[dict[str, object]]]`: model -> rows of stored columns,
each with its `id`; a many2one as an int, a many2many as a list of ids (on one side only), dates as text, an
empty value as False or left out. A column that is left out gets the field's default when that is a plain value;
a stored computed or related column that is left out is worked out after all rows stand. A column that the
series does not know is ignored. Fields of an `inherits` parent belong to the parent's own row. Rows of `ir.model`,
`ir.model.fields` and `ir.model.fields.selection` are made by the server from the declarations.

The same rows serve both series; `rows` must give the same answer each time (no random, no clock), since
the built database is kept on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from explorer.practice.fields import Char, Datetime, Field, Integer, Many2one


class Environment(Protocol):
    """What the functions of a declaration may ask. Values are raw: a many2one is an id or False."""

    uid: int
    series: str
    context: Mapping[str, Any]

    def rows(self, model: str, ids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Field values of existing records; x2many as lists of ids, empty as False (0 for numbers)."""
        ...

    def search(
        self, model: str, domain: Sequence[Any], order: str | None = None, limit: int | None = None
    ) -> list[int]:
        """Ids that match; archived records included."""
        ...

    def names(self, model: str, ids: Sequence[int]) -> dict[int, str]:
        """Display names."""
        ...

    def create(self, model: str, values: Mapping[str, Any]) -> int:
        """Make a record with all rules applied but rights unchecked; gives its id."""
        ...

    def write(self, model: str, ids: Sequence[int], values: Mapping[str, Any]) -> None:
        """Change records with all rules applied but rights unchecked."""
        ...

    def unlink(self, model: str, ids: Sequence[int]) -> None:
        """Delete records with all rules applied but rights unchecked."""
        ...

    def recompute(self, model: str, ids: Sequence[int]) -> None:
        """Work out the stored computed fields of records again, e.g. an order's total after its lines."""
        ...

    def with_context(self, **more: Any) -> Environment:
        """The same with more in the context."""
        ...

    def next_number(self, code: str) -> str:
        """The next number of a sequence, e.g. `next_number("sale.order")` -> "S00021"."""
        ...

    def today(self) -> str:
        """Today in UTC, `YYYY-MM-DD`."""
        ...

    def now(self) -> str:
        """This moment in UTC, `YYYY-MM-DD HH:MM:SS`."""
        ...


Values = dict[str, Any]


class Unique:
    """A unique constraint of the database: Odoo's name, its columns, and the message when it is broken."""

    def __init__(self, name: str, columns: Sequence[str], message: str) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.message = message


class Check:
    """A check constraint of the database: name, an SQL condition over this table's columns, message."""

    def __init__(self, name: str, condition: str, message: str) -> None:
        self.name = name
        self.condition = condition
        self.message = message


class Rule:
    """A record rule: users other than the administrator reach only records in `domain(env)`.

    `name` is what the error quotes; `operations` are letters out of "crwd" (create, read, write, delete).
    """

    def __init__(
        self,
        name: str,
        domain: Callable[[Environment], list[Any]],
        operations: str = "crwd",
        users: Sequence[str] = ("demo",),
    ) -> None:
        self.name = name
        self.domain = domain
        self.operations = operations
        self.users = tuple(users)


class Method:
    """A method beside those that every model has, e.g. `action_confirm`.

    `function` is called as `function(env, ids, *args, **kwargs)`, or without `ids` when `of_model` is true.
    Its parameters after those are the remote signature. It returns JSON values; None is no result.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., object],
        *,
        of_model: bool = False,
        doc: str = "",
        series: str | None = None,
    ) -> None:
        self.name = name
        self.function = function
        self.of_model = of_model
        self.doc = doc or (function.__doc__ or "")
        self.series = series


class Model:
    """A model.

    `name`, `label`     technical name and description
    `fields`            see `fields.py`
    `order`             `_order`, e.g. "date_order desc, id desc"
    `rec_name`          field that names a record; left out: `name` where there is one
    `names_search`      `_rec_names_search`: fields that `name_search` and searches by name look into
    `parent_name`       many2one that child_of and parent_of follow; left out: `parent_id` where there is one
    `active_name`       left out: `active` where there is one
    `inherits`          e.g. {"res.partner": "partner_id"}: fields of the parent show up here, related and
                        written through
    `display_name`      `(env, ids) -> {id: name}` where it is more than the rec_name
    `constraints`       functions `(env, ids)` called after create and write; they raise
                        `errors.ValidationError(text)`
    `sql_constraints`   `Unique` and `Check`
    `prepare_create`    `(env, values) -> values` just before the rows are written, defaults already in
    `prepare_write`     `(env, ids, values) -> values`
    `before_unlink`     `(env, ids)`; may raise `errors.UserError(text)`
    `after_change`      `(env, ids)` after create and write
    `after_unlink`      `(env, rows)` after unlink; rows are the last raw columns of what went
    `methods`           `Method` list
    `access`            what the user demo may do: letters out of "crwd" (create, read, write, delete);
                        admin may all
    `groups`            operation letter -> full names of the groups that an AccessError lists, e.g.
                        {"r": ["Administration/Access Rights"]}
    `rules`             record rules
    `transient`, `abstract`, `modules`   as ir.model shows them (modules: "base, sale")
    `series`            "17.0" or "19.0" when the model exists there alone
    `variants`          arguments that differ in a series, e.g. {"17.0": {"order": "display_name, id desc"}}
    """

    groups_of: Mapping[str, frozenset[str]] = {
        "demo": frozenset({"base.group_user", "base.group_partner_manager", "base.group_multi_company"}),
    }
    """Technical groups of users who do not have all; a field's `groups` is held against them."""

    def __init__(
        self,
        name: str,
        label: str,
        fields: Sequence[Field],
        *,
        order: str = "id",
        rec_name: str | None = None,
        names_search: Sequence[str] | None = None,
        parent_name: str | None = None,
        active_name: str | None = None,
        inherits: Mapping[str, str] | None = None,
        display_name: Callable[[Environment, list[int]], Mapping[int, object]] | None = None,
        constraints: Sequence[Callable[[Environment, list[int]], None]] = (),
        sql_constraints: Sequence[Unique | Check] = (),
        prepare_create: Callable[[Environment, Values], Values] | None = None,
        prepare_write: Callable[[Environment, list[int], Values], Values] | None = None,
        before_unlink: Callable[[Environment, list[int]], None] | None = None,
        after_change: Callable[[Environment, list[int]], None] | None = None,
        after_unlink: Callable[[Environment, list[Values]], None] | None = None,
        methods: Sequence[Method] = (),
        access: str = "crwd",
        groups: Mapping[str, Sequence[str]] | None = None,
        rules: Sequence[Rule] = (),
        transient: bool = False,
        abstract: bool = False,
        modules: str = "base",
        series: str | None = None,
        variants: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.name = name
        self.label = label
        self.order = order
        declared = {field.name: field for field in fields}
        common = [field for field in _common_fields() if field.name not in declared]
        first = [field for field in common if field.name in ("id", "display_name")]
        self.fields = [*first, *fields, *(field for field in common if field not in first)]
        names = {field.name for field in self.fields}
        self.rec_name = rec_name or ("name" if "name" in names else None)
        self.names_search = tuple(names_search) if names_search else None
        self.parent_name = parent_name or ("parent_id" if "parent_id" in names else None)
        self.active_name = active_name or ("active" if "active" in names else None)
        self.inherits = dict(inherits or {})
        self.display_name = display_name
        self.constraints = tuple(constraints)
        self.sql_constraints = tuple(sql_constraints)
        self.prepare_create = prepare_create
        self.prepare_write = prepare_write
        self.before_unlink = before_unlink
        self.after_change = after_change
        self.after_unlink = after_unlink
        self.methods = {method.name: method for method in methods}
        self.access = access
        self.groups = dict(groups or {})
        self.rules = tuple(rules)
        self.transient = transient
        self.abstract = abstract
        self.modules = modules
        self.series = series
        self.variants = dict(variants or {})
        self.by_name = {field.name: field for field in self.fields}

    @property
    def table(self) -> str:
        """Name of the table in the database."""
        return self.name.replace(".", "_")

    def __repr__(self) -> str:
        return f"Model({self.name!r})"


def _common_fields() -> list[Field]:
    """The fields that every model has."""
    return [
        Integer("id", "ID", readonly=True, aggregator=False, copy=False),
        Char("display_name", "Display Name", readonly=True, store=False, searchable=True, copy=False),
        Many2one("create_uid", "res.users", "Created by", readonly=True, copy=False),
        Datetime("create_date", "Created on", readonly=True, copy=False),
        Many2one("write_uid", "res.users", "Last Updated by", readonly=True, copy=False),
        Datetime("write_date", "Last Updated on", readonly=True, copy=False),
    ]
