"""Finds models and fields by label or technical name in a flat index: a scan of plain texts, built once.

A scan of 48 000 names takes a millisecond where a recursive filter over a tree takes 400. Texts are compared without
case, accents and punctuation, so ``sale order``, ``saleorder`` and ``sale.order`` all find ``sale.order``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

import msgspec

from explorer.core.fields import Model, ModelIndex

MOST_HITS = 200
"""Hits that are shown; nobody reads more, and a tree of them is rebuilt at every rest of the keyboard."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_PART = "\n"
"""Stands between label and name, and between fields; no word holds it."""


class Hit(msgspec.Struct, frozen=True):
    """A model that matches itself (``direct``), or through the fields named, which come best first."""

    model: Model
    direct: bool
    fields: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """What a search found: models that match first, then those with matching fields; ``more`` counts what was cut."""

    hits: tuple[Hit, ...] = ()
    more: int = 0


class _Entry:
    """A model's own text, and the texts of its fields: one by one, and joined for a quick look at all of them."""

    __slots__ = ("fields", "joined", "labels", "model", "text")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.text = _text(model.label, model.name)
        self.labels: Mapping[str, str] = {}
        self.fields: list[tuple[str, str]] = []
        self.joined = ""


class SchemaIndex:
    """The searchable texts of one connection's models. Build it in a worker: 50 000 fields take some 100 ms."""

    def __init__(self, index: ModelIndex) -> None:
        self._squeezed: dict[str, str] = {}
        self._entries = {model.name: _Entry(model) for model in index.models}
        self.source = index.source
        self.complete = bool(index.field_labels)
        for model, labels in index.field_labels.items():
            self.add_fields(model, labels)

    def has_fields(self, model: str) -> bool:
        """Whether the fields of a model can be found."""
        entry = self._entries.get(model)
        return entry is not None and bool(entry.fields)

    def label(self, model: str, field: str) -> str:
        """Return the label of a field, its name when it has none."""
        entry = self._entries.get(model)
        return (entry.labels.get(field) if entry else None) or field

    def fields_of(self, model: str) -> int:
        """Return how many fields of a model can be found."""
        entry = self._entries.get(model)
        return len(entry.fields) if entry else 0

    def add_fields(self, model: str, labels: Mapping[str, str]) -> None:
        """Take the fields of a model, by name and label, in place of those known before."""
        entry = self._entries.get(model)
        if entry is None:
            return
        entry.labels = labels
        entry.fields = [(name, self._both(label, name)) for name, label in labels.items()]
        entry.joined = _PART.join(text for _, text in entry.fields)

    def search(self, text: str, most: int = MOST_HITS) -> Found:
        """Return the models and fields that hold every word of ``text``, in any order; at most ``most`` of them.

        A word may also be met by the model's name while the others are met by the field (``partner city``).
        """
        words = [word for word in map(squeeze, text.split()) if word]
        if not words:
            return Found()
        whole = "".join(words)
        direct: list[tuple[int, int, Hit]] = []
        through: list[tuple[int, int, Hit]] = []
        for place, entry in enumerate(self._entries.values()):
            left = [word for word in words if word not in entry.text]
            fields = _matching(entry, left or words, whole)
            if not left:
                direct.append((_rank(entry.text, whole), place, Hit(entry.model, True, _names(fields))))
            elif fields:
                through.append(
                    (fields[0][0] + (len(left) < len(words)), place, Hit(entry.model, False, _names(fields)))
                )
        return _cut([hit for ranked in (direct, through) for _, _, hit in sorted(ranked, key=_order)], most)

    def _both(self, label: str, name: str) -> str:
        """Return the searchable text of a field. Labels repeat across models, so their forms are kept."""
        known = self._squeezed
        for part in (label, name):
            if part not in known:
                known[part] = squeeze(part)
        return known[label] + "\t" + known[name]


def squeeze(text: str) -> str:
    """Return the text as it is compared: lower case, without accents, letters and digits only."""
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return _NOT_LETTERS.sub("", text.casefold())


def _text(label: str, name: str) -> str:
    return squeeze(label) + "\t" + squeeze(name)


def _matching(entry: _Entry, words: list[str], whole: str) -> list[tuple[int, str]]:
    """Return rank and name of the fields that hold all words, best first."""
    if not all(word in entry.joined for word in words):
        return []
    first, rest = words[0], words[1:]
    found = [
        (_rank(text, whole), name)
        for name, text in entry.fields
        if first in text and all(word in text for word in rest)
    ]
    found.sort(key=lambda ranked: ranked[0])
    return found


def _rank(text: str, whole: str) -> int:
    """Return 0 for label or name as typed, 1 for one that begins so, 2 for the rest."""
    label, _, name = text.partition("\t")
    if whole in (label, name):
        return 0
    return 1 if label.startswith(whole) or name.startswith(whole) else 2


def _order(ranked: tuple[int, int, Hit]) -> tuple[int, int]:
    return ranked[0], ranked[1]


def _names(fields: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(name for _, name in fields)


def _cut(hits: list[Hit], most: int) -> Found:
    """Keep the first ``most`` hits, a direct model and each field counting as one."""
    kept: list[Hit] = []
    room, total = most, 0
    for hit in hits:
        total += hit.direct + len(hit.fields)
        if room <= 0:
            continue
        fields = hit.fields[: room - hit.direct]
        kept.append(hit if fields == hit.fields else Hit(hit.model, hit.direct, fields))
        room -= hit.direct + len(fields)
    return Found(tuple(kept), total - (most - room))
