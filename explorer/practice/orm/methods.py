"""The methods that every model has, with Odoo's own signatures: Python's complaints about arguments read as its do.

`BaseModel` holds what both series share; the classes below it hold what one series alone has or calls otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from explorer.practice.model import Model
from explorer.practice.orm import access, describe, groups, read, search, write
from explorer.practice.orm.export import export_rows, metadata
from explorer.practice.orm.web import read_specified

if TYPE_CHECKING:
    from explorer.practice.orm.environment import Env

ValuesType = dict[str, Any]
DomainType = Any

MODEL_METHODS = frozenset((
    "search", "search_count", "search_read", "create", "name_search", "name_create", "default_get", "fields_get",
    "read_group", "formatted_read_group", "web_search_read", "check_access_rights", "context_get",
    "get_available_models", "display_name_for",
))  # fmt: skip
"""Methods that take no ids (`@api.model`)."""

READONLY = frozenset((
    "search", "search_count", "search_read", "read", "name_search", "formatted_read_group", "web_search_read",
    "web_read",
))  # fmt: skip
"""Methods that 19.0 may run on a copy of the database (19.0/269)."""

PRIVATE_19 = frozenset((
    "browse", "exists", "mapped", "filtered", "filtered_domain", "sorted", "ensure_one", "search_fetch", "fetch",
    "check_access", "concat", "union", "update", "with_context", "with_company", "with_user", "with_env",
    "with_prefetch", "sudo", "env", "ids", "new", "modified", "invalidate_recordset", "invalidate_model",
    "flush_recordset", "flush_model", "toggle_access", "lock_for_update", "try_lock_for_update", "grouped",
    "get_base_url_private",
))  # fmt: skip
"""Names that 19.0 keeps to itself (`@api.private`)."""


THREADS = frozenset(("res.partner", "crm.lead", "sale.order", "account.move", "product.template", "product.product"))
"""Models with messages and followers, which alone have `THREAD_METHODS`."""

THREAD_METHODS = frozenset(("message_subscribe",))


class Records(list[int]):
    """Ids of records as a result: a number or a list, as the protocol and the series want it."""


class BaseModel:
    """Some records of a model, on behalf of a user."""

    def __init__(self, env: Env, model: Model, ids: Sequence[Any] = ()) -> None:
        self.env = env
        self.model = model
        self.ids = [record_id for record_id in ids if isinstance(record_id, int) and not isinstance(record_id, bool)]

    def search(
        self, domain: DomainType, offset: int = 0, limit: int | None = None, order: str | None = None
    ) -> list[int]:
        """Search for the records that satisfy the given domain."""
        return search.ids(self.env, self.model, domain, order=order, limit=limit, offset=offset)

    def search_count(self, domain: DomainType, limit: int | None = None) -> int:
        """Count the records that satisfy the given domain, up to limit."""
        return search.count(self.env, self.model, domain, limit)

    def search_read(
        self,
        domain: DomainType | None = None,
        fields: Sequence[str] | None = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        **read_kwargs: Any,
    ) -> list[ValuesType]:
        """Search and read in one call."""
        names = list(fields or read.readable(self.env, self.model))
        read.check_names(self.env, self.model, names)
        found = search.ids(self.env, self.model, domain or [], order=order, limit=limit, offset=offset)
        records = type(self)(self.env, self.model, found)
        return records._read_format(names, **read_kwargs)  # noqa: SLF001 - the name in the error (088)

    def _read_format(self, fnames: Sequence[str], load: str | None = "_classic_read") -> list[ValuesType]:
        return read.formatted(self.env, self.model, self.ids, fnames, load)

    def read(self, fields: Sequence[str] | None = None, load: str = "_classic_read") -> list[ValuesType]:
        """Read the requested fields of the records; those that do not exist are left out."""
        return self._read_format(list(fields or read.readable(self.env, self.model)), load)

    def create(self, vals_list: list[ValuesType]) -> list[int]:
        """Create new records for the model; one dictionary is treated as a list of one."""
        many = [vals_list] if isinstance(vals_list, Mapping) else vals_list
        return Records(write.create(self.env, self.model, many))

    def write(self, vals: ValuesType) -> bool:
        """Update all records with the provided values."""
        write.write(self.env, self.model, self.ids, vals)
        return True

    def unlink(self) -> bool:
        """Delete the records."""
        write.unlink(self.env, self.model, self.ids)
        return True

    def copy(self, default: ValuesType | None = None) -> list[int]:
        """Duplicate the records, updating them with default values."""
        return Records([write.copy(self.env, self.model, record_id, default) for record_id in self.ids])

    def fields_get(
        self, allfields: Sequence[str] | None = None, attributes: Sequence[str] | None = None
    ) -> dict[str, ValuesType]:
        """Return the definition of each field."""
        return describe.fields_get(self.env, self.model, allfields, attributes)

    def name_create(self, name: str) -> list[Any] | bool:
        """Create a record by its name alone; return its id and display name."""
        if not self.model.rec_name:
            return False
        record_id = write.create(self.env, self.model, [{self.model.rec_name: name}])[0]
        return [record_id, read.names(self.env, self.model, [record_id])[record_id]]

    def _named(self, name: str, domain: Any, operator: str, limit: int | None) -> list[list[Any]]:
        narrow = list(domain or [])
        if name or operator not in ("ilike", "like"):
            narrow = (
                groups.and_domain([["display_name", operator, name]], narrow)
                if narrow
                else [["display_name", operator, name]]
            )
        found = search.ids(self.env, self.model, narrow, limit=limit)
        names = read.names(self.env, self.model, found)
        return [[record_id, names[record_id]] for record_id in found]

    def get_metadata(self) -> list[ValuesType]:
        """Return who made and changed the records and when, and their external identifiers."""
        return metadata(self.env, self.model, self.ids)

    def export_data(self, fields_to_export: list[str]) -> ValuesType:
        """Export fields for selected records; paths go through relations with slashes."""
        return {"datas": export_rows(self.env, self.model, self.ids, fields_to_export)}

    def action_archive(self) -> None:
        """Set active to False on the records."""
        self._set_active(False)

    def action_unarchive(self) -> None:
        """Set active to True on the records."""
        self._set_active(True)

    def _set_active(self, value: bool) -> None:
        if self.model.active_name:
            write.write(self.env, self.model, self.ids, {self.model.active_name: value})

    def web_search_read(
        self,
        domain: DomainType,
        specification: ValuesType,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        count_limit: int | None = None,
    ) -> ValuesType:
        """Search, and read with a nested specification of fields."""
        found = search.ids(self.env, self.model, domain, order=order, limit=limit, offset=offset)
        length = len(found) + offset
        if (limit and len(found) == limit) or (not found and offset):
            length = search.count(self.env, self.model, domain, count_limit)
        return {"length": length, "records": read_specified(self.env, self.model, found, specification)}

    def web_read(self, specification: ValuesType) -> list[ValuesType]:
        """Read with a nested specification of fields."""
        return read_specified(self.env, self.model, self.ids, specification)

    def check_access_rights(self, operation: str, raise_exception: bool = True) -> bool:
        """Verify that the operation is allowed to the current user on the model."""
        letter = access.LETTERS[operation]
        if raise_exception:
            access.check(self.env, self.model, letter)
        return access.allowed(self.env, self.model, letter)

    def read_group(
        self,
        domain: DomainType,
        fields: Sequence[str],
        groupby: Any,
        offset: int = 0,
        limit: int | None = None,
        orderby: Any = False,
        lazy: bool = True,
    ) -> list[ValuesType]:
        """Group records and aggregate fields."""
        return groups.read_group(
            self.env, self.model, domain, fields, groupby,
            offset=offset, limit=limit, orderby=orderby, lazy=lazy,
        )  # fmt: skip

    def message_subscribe(self, partner_ids: list[int] | None = None, subtype_ids: list[int] | None = None) -> bool:
        """Add partners to the records' followers."""
        access.check(self.env, self.model, "r")
        return True


class BaseModel17(BaseModel):
    """What 17.0 has beside it."""

    def name_search(
        self, name: str = "", args: DomainType | None = None, operator: str = "ilike", limit: int = 100
    ) -> list[list[Any]]:
        """Search for records that have a display name matching the given pattern."""
        return self._named(name, args, operator, limit)

    def default_get(self, fields_list: list[str]) -> ValuesType:
        """Return default values for the fields in fields_list."""
        return write.defaults(self.env, self.model, fields_list)

    def name_get(self) -> list[list[Any]]:
        """Return the textual representation of the records."""
        write.check_exist(self.env, self.model, self.ids)
        names = read.names(self.env, self.model, self.ids)
        return [[record_id, names[record_id]] for record_id in self.ids]

    def copy(self, default: ValuesType | None = None) -> list[int]:
        """Duplicate the record, updating it with default values."""
        if len(self.ids) != 1:
            shown = ", ".join(str(record_id) for record_id in self.ids)
            raise ValueError(f"Expected singleton: {self.model.name}({shown})")
        return super().copy(default)

    def exists(self) -> list[int]:
        """Return the subset of records that exist."""
        return Records(read.existing(self.env, self.model, self.ids))

    def toggle_active(self) -> None:
        """Invert the value of active on the records."""
        name = self.model.active_name
        if name:
            for record_id, row in read.rows(self.env, self.model, self.ids, [name]).items():
                write.write(self.env, self.model, [record_id], {name: not row[name]})


class BaseModel19(BaseModel):
    """What 19.0 has beside it."""

    def name_search(
        self, name: str = "", domain: DomainType | None = None, operator: str = "ilike", limit: int = 100
    ) -> list[list[Any]]:
        """Search for records that have a display name matching the given pattern."""
        return self._named(name, domain, operator, limit)

    def default_get(self, fields: Sequence[str]) -> ValuesType:
        """Return default values for the given fields."""
        return write.defaults(self.env, self.model, fields)

    def has_access(self, operation: str) -> bool:
        """Return whether the current user may perform the operation on the records."""
        letter = access.LETTERS.get(operation)
        if letter is None:
            raise ValueError(f"Invalid access operation {operation!r}")
        return access.allowed(self.env, self.model, letter)

    def formatted_read_group(
        self,
        domain: DomainType,
        groupby: Sequence[str] = (),
        aggregates: Sequence[str] = (),
        having: DomainType = (),
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> list[dict[str, Any]]:
        """Group records and aggregate fields; keys come with labels and a domain for each group."""
        return groups.formatted_read_group(
            self.env, self.model, domain, groupby, aggregates,
            having=having, offset=offset, limit=limit, order=order,
        )  # fmt: skip


class ResUsers:
    """Methods of res.users alone."""

    def context_get(self: Any) -> ValuesType:
        """Return the context of the current user: language, time zone, id."""
        row = read.rows(self.env.sudo(), self.model, [self.env.uid], ["lang", "tz"])[self.env.uid]
        return {"lang": row["lang"] or "en_US", "tz": row["tz"] or False, "uid": self.env.uid}


class IrModel:
    """Methods of ir.model alone."""

    def get_available_models(self: Any) -> list[ValuesType]:
        """Return the models that the current user may read, with their names."""
        models = [
            model
            for model in self.env.registry.models.values()
            if not model.transient and not model.abstract and access.allowed(self.env, model, "r")
        ]
        found = [{"display_name": model.label, "model": model.name} for model in models]
        return sorted(found, key=lambda item: item["display_name"])

    def display_name_for(self: Any, models: list[str]) -> list[ValuesType]:
        """Return the names of some models that the current user may read."""
        known = self.env.registry.models
        return [
            {
                "display_name": known[name].label
                if name in known and access.allowed(self.env, known[name], "r")
                else name,
                "model": name,
            }
            for name in models
        ]


SPECIAL: Mapping[str, type] = {"res.users": ResUsers, "ir.model": IrModel}

for _shown in (BaseModel17, BaseModel19):
    for _function in vars(_shown).values():
        if callable(_function):
            _function.__qualname__ = f"BaseModel.{_function.__name__}"
