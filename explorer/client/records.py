"""Questions about records that more than one part of the program asks. A page is one call; paging is not here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from explorer.background import CancelToken
from explorer.client.client import Client
from explorer.core.call import Call
from explorer.core.records import RawPage
from explorer.protocols.base import Answer, malformed

Context = Mapping[str, object]
_NO_CONTEXT: Context = {}


async def count(client: Client, call: Call, token: CancelToken | None = None) -> int:
    """Return what a ``search_count`` call answers. Raises Fault."""
    return await client.call_as(_number, call, reads=True, token=token)


async def page(client: Client, call: Call, token: CancelToken | None = None) -> RawPage:
    """Return the rows that a ``search_read`` or ``read`` call answers. Raises Fault."""
    return await client.call_as(_page, call, reads=True, token=token)


async def read_one(
    client: Client,
    model: str,
    record: int,
    fields: Sequence[str] = (),
    context: Context = _NO_CONTEXT,
    token: CancelToken | None = None,
) -> Mapping[str, object] | None:
    """Return one record by field name (all fields when none are named); None when it does not exist."""
    kwargs: dict[str, object] = {"fields": list(fields)} if fields else {}
    rows = await page(client, Call(model, "read", (record,), (), kwargs, context), token)
    return rows.row(0) if len(rows) else None


async def name_search(
    client: Client,
    model: str,
    text: str,
    domain: Sequence[object] = (),
    *,
    limit: int = 8,
    context: Context = _NO_CONTEXT,
    token: CancelToken | None = None,
) -> tuple[tuple[int, str], ...]:
    """Return id and name of the records whose name holds ``text``, in the model's order, ``limit`` at most."""
    # By place: the second parameter is called args up to 18.0 and domain from 19.0 on.
    call = Call(model, "name_search", None, (text, list(domain), "ilike", limit), {}, context)
    return await client.call_as(_names, call, reads=True, token=token)


def after(call: Call, last_id: int, limit: int) -> Call:
    """Return the ``search_read`` call for the ``limit`` rows behind ``last_id``, in the order of ids.

    Walking by id costs the same on every page, where a large offset makes the server skip rows.
    """
    domain = call.argument("domain", ("domain",), default=[])
    given = list(domain) if isinstance(domain, list | tuple) else []
    # A domain may join its parts by prefix operators; the new condition first, and-ed to the whole of it.
    both = ["&", ["id", ">", last_id], *_whole(given)] if given else [["id", ">", last_id]]
    kwargs = {key: value for key, value in call.kwargs.items() if key != "offset"}
    kwargs |= {"domain": both, "order": "id", "limit": limit}
    return Call(call.model, call.method, call.ids, (), kwargs, call.context)


def _whole(domain: list[object]) -> list[object]:
    """Return the domain as one expression: its implicit ands written out."""
    expressions = 0
    for item in reversed(domain):
        expressions += {"&": -1, "|": -1, "!": 0}.get(item, 1) if isinstance(item, str) else 1
    return ["&"] * (expressions - 1) + domain


def _number(answer: Answer) -> int:
    value = answer.value()
    if not isinstance(value, int) or isinstance(value, bool):
        raise malformed("a number of records was expected.")
    return value


def _page(answer: Answer) -> RawPage:
    rows = answer.page()
    if rows is None:
        raise malformed("a list of records was expected.")
    return rows


def _names(answer: Answer) -> tuple[tuple[int, str], ...]:
    try:
        pairs = msgspec.json.decode(answer.result, type=list[tuple[int, str]])
    except msgspec.DecodeError as problem:
        raise malformed(problem) from None
    return tuple(pairs)
