"""What can be done with a row of the tree, apart from the widget: the call's fields, its conditions, its menu."""

from __future__ import annotations

from explorer.core.domain import edit, virtual
from explorer.core.domain.tree import Group, Node
from explorer.core.fields import Field
from explorer.work.draft import Draft


def chosen_fields(draft: Draft) -> list[str] | None:
    """Return the fields that the call asks for; None where it takes none, or where they are no plain list."""
    if not draft.takes("fields"):
        return None
    given = draft.argument("fields")
    if given is None:
        return []
    if isinstance(given, list | tuple) and all(isinstance(name, str) for name in given):
        return [str(name) for name in given]
    return None


def can_add_field(draft: Draft | None, root: str, path: str) -> bool:
    """Whether a field can become a column of the call: a direct one of its model that is not there yet."""
    if draft is None or draft.call.model != root or "." in path:
        return False
    fields = chosen_fields(draft)
    return fields is not None and path not in fields


def add_field(draft: Draft, name: str) -> None:
    """Ask for one field more. A call that names none asks for all, so it then asks for this one."""
    draft.set_argument("fields", [*(chosen_fields(draft) or []), name])


def can_add_condition(draft: Draft | None, root: str, field: Field | None) -> bool:
    """Whether a condition on a field can be added to the call: it is of its model and can be searched."""
    return draft is not None and draft.call.model == root and draft.domain_name is not None and _searchable(field)


def add_condition(draft: Draft, path: str, field_type: str, series: str) -> None:
    """Add a condition, ready to be changed, that every record must meet besides what the domain says now."""
    draft.set_domain(with_condition(draft.domain, virtual.fresh(path, field_type, series=series or "19.0")))


def with_condition(domain: Node, condition: Node) -> Node:
    """Return the domain with a condition added to its "all of"; one that reads otherwise is put into one first."""
    root = edit.as_group(domain)
    if root.op != "&" or root.negate:
        if not root.children and not root.negate:
            return Group("&", children=(condition,))
        root = Group("&", children=(root,))
    return edit.append(root, (), condition)


def _searchable(field: Field | None) -> bool:
    return field is None or (field.searchable and field.type not in ("json", "separator"))
