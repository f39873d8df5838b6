"""Pages: paging, page size and a header's sort are edits of the call's offset, limit and order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from explorer.core.call import Call
from explorer.core.fields import Field
from explorer.core.signatures import Signature, to_named

PAGE_SIZES = (80, 200, 500, 1000)
MORE_FIELDS = 8
_ROWS = frozenset({"search_read", "web_search_read"})
_PAGED = _ROWS | {"search"}


def is_paged(method: str) -> bool:
    """Whether the method answers with rows of a larger whole, which ``limit`` and ``offset`` cut."""
    return method in _PAGED


def shows_rows(method: str) -> bool:
    """Whether the method answers with records and their fields."""
    return method in _ROWS


def number(value: object, default: int = 0) -> int:
    """Return a limit or an offset as a number; texts, placeholders and nothing give ``default``."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else default


def parse_order(order: object) -> tuple[tuple[str, bool], ...]:
    """Return ``name desc, id`` as ``(("name", True), ("id", False))``; True means descending."""
    if not isinstance(order, str):
        return ()
    terms = (term.split() for term in order.split(","))
    return tuple((words[0], len(words) > 1 and words[1].lower() == "desc") for words in terms if words)


def render_order(terms: Sequence[tuple[str, bool]]) -> str:
    """Return the text that ``order`` takes."""
    return ", ".join(f"{name} desc" if descending else name for name, descending in terms)


def sorted_by(order: object, field: str) -> str:
    """Return the order after a click on a column: ascending, then descending, then the model's own (empty)."""
    terms = parse_order(order)
    if not terms or terms[0][0] != field:
        return field
    return "" if terms[0][1] else render_order([(field, True)])


def first_fields(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return the fields that a new call of a model shows: ``display_name`` and up to eight stored, non-binary ones.

    Required ones come first, then those that people look for, then the order of the server; x2many fields and
    bookkeeping come last.
    """
    wanted = {name: place for place, name in enumerate(_LOOKED_FOR)}

    def rank(field: Field) -> tuple[int, int]:
        if field.name in wanted:
            return 0, wanted[field.name]
        if field.required:
            return 1, 0
        return (3 if field.type in ("one2many", "many2many", "html", "json", "properties") else 2), 0

    usable = [
        field
        for field in fields
        if field.store and field.type not in ("binary", "properties_definition") and field.name not in _BOOKKEEPING
    ]
    chosen = sorted(usable, key=rank)[:MORE_FIELDS]
    has_name = any(field.name == "display_name" for field in fields)
    return (("display_name",) if has_name else ()) + tuple(field.name for field in chosen)


def named(call: Call, signature: Signature | None) -> Call:
    """Return a paged call with limit, offset, order and domain by name, wherever they stand; others as they are."""
    if not is_paged(call.method):
        return call
    try:
        return to_named(call, signature)
    except ValueError:
        # The server refuses what does not fit the signature; there are no rows to page through.
        return call


def next_page(call: Call, rows: int, step: int) -> int | None:
    """Return the offset of the page before (-1) or after (1) the one of ``call`` with ``rows`` rows; None at an end.

    The arguments of ``call`` stand by name (:func:`named`); one without a limit has all rows on its only page.
    """
    limit, offset = number(call.kwargs.get("limit")), number(call.kwargs.get("offset"))
    if step < 0:
        return max(0, offset - (limit or rows)) if offset else None
    return offset + limit if limit and rows >= limit else None


def counting_call(call: Call, domain_name: str = "domain") -> Call:
    """Return the call that counts what ``call`` matches."""
    domain = call.argument(domain_name, ("domain",), default=[])
    return Call(call.model, "search_count", None, (), {"domain": domain or []}, call.context)


def known_total(call: Call, rows: int) -> int | None:
    """Return how many records match when a page shows its end; None when a count must be asked for."""
    limit, offset = number(call.kwargs.get("limit")), number(call.kwargs.get("offset"))
    if limit and rows >= limit:
        return None
    return offset + rows if rows or not offset else None


def with_arguments(call: Call, changes: Mapping[str, object], names: Sequence[str]) -> Call:
    """Return the call with arguments set where they stand; UNSET gives the server's own: left out, or 0 by place."""
    for name, value in changes.items():
        by_place = name not in call.kwargs and name in names[: len(call.args)]
        call = call.set_argument(name, _NOTHING.get(name) if by_place and value is msgspec.UNSET else value, names)
    return call


_NOTHING: Mapping[str, object] = {"offset": 0}

_BOOKKEEPING = frozenset(
    {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date", "__last_update", "message_ids"}
)

_LOOKED_FOR = (
    "name",
    "default_code",
    "partner_id",
    "email",
    "phone",
    "is_company",
    "country_id",
    "category_id",
    "date_order",
    "invoice_date",
    "stage_id",
    "user_id",
    "order_id",
    "product_id",
    "product_uom_qty",
    "quantity",
    "price_unit",
    "list_price",
    "expected_revenue",
    "amount_total",
    "state",
    "login",
    "code",
    "model",
    "move_type",
    "active",
    "company_id",
    "currency_id",
)
