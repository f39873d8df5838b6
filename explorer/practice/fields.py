"""Declarations of fields: one class a field type, with what storage, searching and `fields_get` need to know.

Every attribute that a series answers differently may be given per series with `series=` (the field exists
only there) and `variants=` (attributes that replace others in that series).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from explorer.practice.model import Environment

Compute = Callable[["Environment", list[int]], Mapping[int, object]]
"""Gives the value of a field for each id: a many2one as an id or False, x2many as a list of ids."""

Search = Callable[["Environment", str, object], list[object]]
"""Turns (operator, value) on a computed field into a domain on stored fields."""

Default = Callable[["Environment"], object]

SERIES = ("17.0", "19.0")


class Field:
    """A field of a model.

    `name`           technical name, e.g. `country_id`; unique in its model
    `string`         label; left out, it is made from the name (`country_id` -> "Country")
    `store`          has a column (for many2many: a table); False for computed and related fields that
                     are worked out when read. Left out: True, or False with `compute` or `related`
    `readonly`       as `fields_get` shows it. Left out: True with `compute` or `related`, else False.
                     It never hinders a write, as in Odoo
    `default`        a plain value, or a callable that gets the environment
    `compute`        `(env, ids) -> {id: value}`. With `store=True` it is worked out again after each
                     create and write of the record, and its column may be left out of the data rows
    `search`         for a computed field without a column: `(env, operator, value) -> domain`. Without it the
                     field cannot be searched
    `related`        dotted path such as `"partner_id.country_id"`; with `store=True` it is kept in a column
    `depends`        what `fields_get` shows as dependencies
    `groups`         comma-separated technical names as `fields_get` shows them. A user who has none of
                     them (see `Model.groups_of` in `model.py`) does not see the field
    `copy`           False: a copy of the record starts with the default
    `index`          makes an index in the database
    `series`         "17.0" or "19.0" when the field exists in that series alone
    `variants`       e.g. `{"17.0": {"readonly": True, "string": "State"}}`: attributes that differ there
    `extra`          attributes shown by `fields_get` word for word, over everything worked out
    """

    type: ClassVar[str] = ""
    sql_type: ClassVar[str | None] = None
    relational: ClassVar[bool] = False
    x2many: ClassVar[bool] = False
    default_aggregator: ClassVar[str | None] = None

    def __init__(
        self,
        name: str,
        string: str | None = None,
        *,
        required: bool = False,
        readonly: bool | None = None,
        store: bool | None = None,
        help: str | None = None,  # noqa: A002 - Odoo's own word for it
        default: object = None,
        compute: Compute | None = None,
        search: Search | None = None,
        related: str | None = None,
        depends: tuple[str, ...] = (),
        groups: str | None = None,
        copy: bool | None = None,
        index: bool = False,
        translate: bool = False,
        aggregator: str | bool | None = None,
        searchable: bool | None = None,
        sortable: bool | None = None,
        groupable: bool | None = None,
        exportable: bool = True,
        change_default: bool = False,
        company_dependent: bool = False,
        series: str | None = None,
        variants: Mapping[str, Mapping[str, Any]] | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        worked_out = compute is not None or related is not None
        self.name = name
        self.string = string if string is not None else label_of(name)
        self.required = required
        self.readonly = worked_out if readonly is None else readonly
        self.store = (not worked_out) if store is None else store
        self.help = help
        self.default = default
        self.compute = compute
        self.search = search
        self.related = related
        self.depends = (related,) if related and not depends else depends
        self.groups = groups
        self.copy = (self.store and not worked_out and not self.x2many) if copy is None else copy
        self.index = index
        self.translate = translate
        self.aggregator = aggregator
        self.searchable = searchable
        self.sortable = sortable
        self.groupable = groupable
        self.exportable = exportable
        self.change_default = change_default
        self.company_dependent = company_dependent
        self.series = series
        self.variants = dict(variants or {})
        self.extra = dict(extra or {})
        self.inherited = False

    @property
    def column(self) -> bool:
        """Whether the field has a column in its model's table."""
        return self.store and self.sql_type is not None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class Char(Field):
    """One line of text. `size` is its greatest length, `trim` only what `fields_get` shows."""

    type = "char"
    sql_type = "TEXT"

    def __init__(
        self,
        name: str,
        string: str | None = None,
        *,
        size: int | None = None,
        trim: bool = True,
        **others: Any,
    ) -> None:
        super().__init__(name, string, **others)
        self.size = size
        self.trim = trim


class Text(Field):
    """Text of several lines."""

    type = "text"
    sql_type = "TEXT"


class Html(Field):
    """Text with HTML tags; `sanitize` maps the sanitize_* and strip_* flags that differ from Odoo's."""

    type = "html"
    sql_type = "TEXT"

    def __init__(
        self,
        name: str,
        string: str | None = None,
        *,
        sanitize: Mapping[str, object] | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name, string, **others)
        self.sanitize = dict(sanitize or {})


class Integer(Field):
    """A whole number of 32 bits; empty is 0."""

    type = "integer"
    sql_type = "INTEGER"
    default_aggregator = "sum"


class Float(Field):
    """A number; `digits` is (precision, scale) as `fields_get` shows it, values are rounded to the scale."""

    type = "float"
    sql_type = "REAL"
    default_aggregator = "sum"

    def __init__(
        self, name: str, string: str | None = None, *, digits: tuple[int, int] | None = None, **others: Any
    ) -> None:
        super().__init__(name, string, **others)
        self.digits = digits


class Monetary(Field):
    """An amount in the currency of the field that `currency_field` names."""

    type = "monetary"
    sql_type = "REAL"
    default_aggregator = "sum"

    def __init__(
        self, name: str, string: str | None = None, *, currency_field: str = "currency_id", **others: Any
    ) -> None:
        super().__init__(name, string, **others)
        self.currency_field = currency_field


class Boolean(Field):
    """True or False; an empty column reads as False."""

    type = "boolean"
    sql_type = "BOOLEAN"


class Date(Field):
    """A day, as text `YYYY-MM-DD`."""

    type = "date"
    sql_type = "DATE"


class Datetime(Field):
    """A moment in UTC, as text `YYYY-MM-DD HH:MM:SS`."""

    type = "datetime"
    sql_type = "DATETIME"


class Selection(Field):
    """One key of `selection`, a list of (key, label); `variants` may give another list for a series."""

    type = "selection"
    sql_type = "TEXT"

    def __init__(self, name: str, selection: list[tuple[str, str]], string: str | None = None, **others: Any) -> None:
        super().__init__(name, string, **others)
        self.selection = selection


class _Relation(Field):
    relational = True

    def __init__(
        self,
        name: str,
        comodel: str,
        string: str | None = None,
        *,
        domain: object = (),
        context: Mapping[str, object] | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name, string, **others)
        self.comodel = comodel
        self.domain = list(domain) if isinstance(domain, tuple) else domain
        self.context = dict(context or {})


class Many2one(_Relation):
    """The id of one record of `comodel`, which need not be a model that the server holds.

    `ondelete` says what happens to this record when that one goes: "set null", "restrict" or "cascade".
    """

    type = "many2one"
    sql_type = "INTEGER"

    def __init__(
        self,
        name: str,
        comodel: str,
        string: str | None = None,
        *,
        ondelete: str | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name, comodel, string, **others)
        self.ondelete = ondelete or ("restrict" if self.required else "set null")


class One2many(_Relation):
    """The records of `comodel` whose many2one `inverse` names this record. `domain` (a list) narrows them."""

    type = "one2many"
    x2many = True

    def __init__(self, name: str, comodel: str, inverse: str | None, string: str | None = None, **others: Any) -> None:
        super().__init__(name, comodel, string, **others)
        self.inverse = inverse


class Many2many(_Relation):
    """Records of `comodel`, kept in table `table` with columns `column1` (this) and `column2` (that).

    Left out, the table and its columns get Odoo's own names. Two fields that share a table are each
    other's reverse.
    """

    type = "many2many"
    x2many = True

    def __init__(
        self,
        name: str,
        comodel: str,
        string: str | None = None,
        *,
        table: str | None = None,
        column1: str | None = None,
        column2: str | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name, comodel, string, **others)
        self.table = table
        self.column1 = column1
        self.column2 = column2
        if "copy" not in others:
            self.copy = self.store


class Binary(Field):
    """Bytes as base64 text. With `attachment` (the rule in Odoo) it can be neither sorted nor grouped."""

    type = "binary"
    sql_type = "TEXT"

    def __init__(self, name: str, string: str | None = None, *, attachment: bool = True, **others: Any) -> None:
        super().__init__(name, string, **others)
        self.attachment = attachment


class Reference(Field):
    """Text `model,id`; `selection` lists the models as (name, label)."""

    type = "reference"
    sql_type = "TEXT"

    def __init__(self, name: str, selection: list[tuple[str, str]], string: str | None = None, **others: Any) -> None:
        super().__init__(name, string, **others)
        self.selection = selection


class Many2oneReference(Field):
    """The id of a record whose model stands in the field `model_field`."""

    type = "many2one_reference"
    sql_type = "INTEGER"

    def __init__(self, name: str, string: str | None = None, *, model_field: str | None = None, **others: Any) -> None:
        super().__init__(name, string, **others)
        self.model_field = model_field


class Json(Field):
    """Any JSON value."""

    type = "json"
    sql_type = "JSON"


class Properties(Field):
    """Values of fields that the record `definition_record` defines in its field `definition_record_field`."""

    type = "properties"
    sql_type = "JSON"

    def __init__(
        self,
        name: str,
        string: str | None = None,
        *,
        definition_record: str | None = None,
        definition_record_field: str | None = None,
        **others: Any,
    ) -> None:
        super().__init__(name, string, **others)
        self.definition_record = definition_record
        self.definition_record_field = definition_record_field


def label_of(name: str) -> str:
    """The label that Odoo makes from a field's name."""
    for ending in ("_ids", "_id"):
        if name.endswith(ending):
            name = name[: -len(ending)]
            break
    return name.replace("_", " ").title()
