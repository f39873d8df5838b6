"""Small makers of compute functions that several applications share: constants, counts, sums, look-throughs.

Each gives a function `(env, ids) -> {id: value}` as `fields.Compute` wants it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from explorer.practice.errors import UserError, ValidationError
from explorer.practice.fields import Compute, Search
from explorer.practice.model import Environment

Constraint = Callable[[Environment, list[int]], None]
Domain = list[Any]


def constant(value: object) -> Compute:
    """The same value for every record."""

    def compute(env: Environment, ids: list[int]) -> Mapping[int, object]:
        return dict.fromkeys(ids, value)

    return compute


SHOWN_ONLY: dict[str, Any] = {"searchable": False, "sortable": False, "groupable": False}
"""For a field that Odoo reads from elsewhere without being able to search for it."""

yes = constant(value=True)
no = constant(value=False)


def from_fields(names: Sequence[str], function: Callable[..., object], model: str) -> Compute:
    """The value is `function` of the record's own fields `names`, in that order."""

    def compute(env: Environment, ids: list[int]) -> Mapping[int, object]:
        rows = env.rows(model, ids, names)
        return {record: function(*(row[name] for name in names)) for record, row in rows.items()}

    return compute


def count_of(model: str, field: str, domain: Sequence[Any] = ()) -> Compute:
    """How many records of `model` name the record in the many2one `field`; `domain` narrows them."""

    def compute(env: Environment, ids: list[int]) -> Mapping[int, object]:
        found = env.search(model, [(field, "in", ids), *domain])
        counted = Counter(row[field] for row in env.rows(model, found, [field]).values())
        return {record: counted[record] for record in ids}

    return compute


def length_of(model: str, field: str) -> Compute:
    """How many records stand in the x2many `field` of the record itself."""
    return from_fields([field], len, model)


def company_currency(model: str, field: str = "company_id") -> Compute:
    """The currency of the record's company, or of the main company where it has none."""

    def compute(env: Environment, ids: list[int]) -> Mapping[int, object]:
        companies = env.rows("res.company", env.search("res.company", []), ["currency_id"])
        rows = env.rows(model, ids, [field])
        main = companies[min(companies)]["currency_id"]
        return {record: companies[row[field]]["currency_id"] if row[field] else main for record, row in rows.items()}

    return compute


def main_currency(env: Environment, ids: list[int]) -> Mapping[int, object]:
    """The currency of the main company, for every record."""
    company = min(env.search("res.company", []))
    return dict.fromkeys(ids, env.rows("res.company", [company], ["currency_id"])[company]["currency_id"])


def with_children(env: Environment, ids: Iterable[int], model: str, parent: str = "parent_id") -> dict[int, list[int]]:
    """Each id -> its own id and the ids of all records below it."""
    wanted = list(ids)
    below = env.search(model, [("id", "child_of", wanted)])
    parents = {record: row[parent] for record, row in env.rows(model, below, [parent]).items()}
    family: dict[int, list[int]] = defaultdict(list)
    for record in parents:
        at: int | bool = record
        seen: set[int] = set()
        while at and at not in seen:
            seen.add(at)
            family[at].append(record)
            at = parents.get(at, False)
    return {record: family.get(record, [record]) for record in wanted}


def no_loop(model: str, message: str, parent: str = "parent_id") -> Constraint:
    """A constraint: no record may be its own ancestor. `message` as Odoo words it."""

    def check(env: Environment, ids: list[int]) -> None:
        level = set(ids)
        for start in ids:
            at: int | bool = start
            seen: set[int] = set()
            while at:
                if at in seen:
                    raise ValidationError(message)
                seen.add(at)
                at = env.rows(model, [at], [parent])[at][parent] if at in level or seen else False

    return check


def total(rows: Iterable[Mapping[str, Any]], name: str) -> float:
    """The sum of one column, rounded to cents."""
    return round(sum(row[name] or 0.0 for row in rows), 2)


def access_url(start: str) -> Compute:
    """Where a customer finds the record on the portal."""

    def compute(env: Environment, ids: list[int]) -> Mapping[int, object]:
        return {record: f"{start}{record}" for record in ids}

    return compute


def path_of(model: str, separator: str, name: str, parent: str = "parent_id") -> Compute:
    """What stands in `name` of the record and of all above it, topmost first, joined by `separator`."""

    def compute(env: Environment, ids: list[int]) -> Mapping[int, object]:
        rows = env.rows(model, env.search(model, []), [name, parent])
        result: dict[int, object] = {}
        for record in ids:
            path: list[int] = []
            at: int | bool = record
            while at in rows and at not in path:
                path.insert(0, at)
                at = rows[at][parent]
            result[record] = separator.join(str(rows[part][name]) for part in path)
        return result

    return compute


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda own, value: bool(own == value),
    "!=": lambda own, value: bool(own != value),
    ">": lambda own, value: bool(own > value),
    ">=": lambda own, value: bool(own >= value),
    "<": lambda own, value: bool(own < value),
    "<=": lambda own, value: bool(own <= value),
    "in": lambda own, value: own in value,
    "not in": lambda own, value: own not in value,
}


def search_values(model: str, compute: Compute) -> Search:
    """Searching a computed field by working it out for every record."""

    def search(env: Environment, operator: str, value: object) -> list[object]:
        if operator not in COMPARE:
            raise UserError(f"Unsupported operator on {model}: {operator}")
        found = compute(env, env.search(model, []))
        return [("id", "in", [record for record, own in found.items() if COMPARE[operator](own, value)])]

    return search


def search_through(path: str) -> Search:
    """Searching a computed field by the stored one at the end of `path`."""

    def search(env: Environment, operator: str, value: object) -> list[object]:
        return [(path, operator, value)]

    return search
