"""A domain as one English sentence: for a row's tooltip, a tab's title, a history entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from explorer.core.call import Placeholder
from explorer.core.domain import relative, virtual
from explorer.core.domain.operators import label as operator_label
from explorer.core.domain.render import raw_text
from explorer.core.domain.tree import (
    Connector,
    Const,
    Expression,
    Group,
    Leaf,
    Node,
    Raw,
    SubDomain,
    Value,
    connector,
)

PathLabel: TypeAlias = Callable[[str], str]
"""A path in words, such as `Country › Code` for `country_id.code`."""
ValueLabel: TypeAlias = Callable[[str, Value], str | None]
"""A single value in words, by its path: a record's name, a selection's label; None for the value itself."""
TypeOf: TypeAlias = Callable[[str], str]

_WORDS: dict[Connector, str] = {"all": "all of", "any": "any of", "none": "none of", "not_all": "not all of"}
_SHOWN_VALUES = 5
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


def describe(
    root: Node,
    path_label: PathLabel = str,
    value_label: ValueLabel | None = None,
    field_type: TypeOf | None = None,
) -> str:
    """The domain in words, such as "Is a company is true and any of: Country › Code is equal to 'US'; Tags is in VIP".

    Labels are looked up where given; paths inside a sub-domain are asked for with the path of their condition
    before them. Lists are cut after five values.
    """
    words = _Words(path_label, value_label or (lambda path, value: None), field_type or (lambda path: ""))
    if isinstance(root, Group) and root.op == "&" and not root.negate:
        return " and ".join(words.members(root, "")) if root.children else "all records"
    return words.node(root, "")


class _Words:
    """The look-ups of one sentence. `prefix` is the path of the `any` conditions around a node, with its dot."""

    def __init__(self, path_label: PathLabel, value_label: ValueLabel, field_type: TypeOf) -> None:
        self.path_label = path_label
        self.value_label = value_label
        self.field_type = field_type

    def node(self, node: Node, prefix: str) -> str:
        if isinstance(node, Group):
            shown = virtual.read(node, self._pair_type(node, prefix))
            if shown is not None and shown.key in ("between", "in_range"):
                return self.row(shown, prefix)
            members = "; ".join(self.members(node, prefix, nested=True))
            return f"{_WORDS[connector(node)]}: {members}" if members else self._const(node.op == "&", node.negate)
        if isinstance(node, Const):
            return self._const(node.value, node.negate)
        if isinstance(node, Raw):
            return f"not ({raw_text(node)})" if node.negate else raw_text(node)
        shown = virtual.read(node, self.field_type(prefix + node.path))
        return self.row(shown, prefix) if shown else ""

    def members(self, group: Group, prefix: str, *, nested: bool = False) -> list[str]:
        """The rows of a group; groups among them in brackets where the row's own separators would mix with theirs."""
        texts = []
        for row in virtual.rows(group, lambda path: self.field_type(prefix + path)):
            child = group.children[row.start]
            text = self.row(row.shown, prefix) if row.shown else self.node(child, prefix)
            bracketed = row.shown is None and isinstance(child, Group) and (nested or len(group.children) > 1)
            last = row.start + row.count == len(group.children)
            texts.append(f"({text})" if bracketed and (nested or not last) else text)
        return texts

    def row(self, shown: virtual.Shown, prefix: str) -> str:
        path = prefix + shown.path
        words = operator_label(shown.key, self.field_type(path))
        text = f"{self.path_label(path)} {words}{self._value(shown, path)}"
        return f"not ({text})" if shown.negate else text

    def _value(self, shown: virtual.Shown, path: str) -> str:
        value = shown.value
        if shown.key in ("set", "not_set", "true", "false"):
            return ""
        if isinstance(value, SubDomain):
            inner = self.node(value.node, path + ".")
            return f" ({inner})"
        if shown.key == "between" and isinstance(value, tuple) and len(value) == 2:
            return f" {self._one(path, value[0])} and {self._one(path, value[1])}"
        if shown.key == "in_range" and isinstance(value, str):
            return f" {_range_words(value)}"
        if isinstance(value, tuple):
            listed = ", ".join(self._one(path, item) for item in value[:_SHOWN_VALUES])
            more = f" and {len(value) - _SHOWN_VALUES} more" if len(value) > _SHOWN_VALUES else ""
            return f" {listed}{more}" if value else " nothing"
        return f" {self._one(path, value)}"

    def _one(self, path: str, value: Value) -> str:
        named = self.value_label(path, value)
        if named is not None:
            return named
        if isinstance(value, Expression):
            return value.text
        if isinstance(value, bool) or value is None:
            return "true" if value else "false"
        return str(value) if isinstance(value, Placeholder) else repr(value)

    def _pair_type(self, group: Group, prefix: str) -> str:
        first = group.children[0] if group.children else None
        return self.field_type(prefix + first.path) if isinstance(first, Leaf) else ""

    @staticmethod
    def _const(value: bool, negate: bool) -> str:
        return "always" if value != negate else "never"


def _range_words(name: str) -> str:
    known = next((known.label for known in relative.RANGES if known.key == name), None)
    if known:
        return known
    direction, _, amount = name.partition(" ")
    return f"{direction} {amount[:-1]} {_UNITS.get(amount[-1:], amount[-1:])}"
