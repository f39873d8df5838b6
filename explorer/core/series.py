"""What each Odoo series from 14.0 to 20.0 can do, and when a feature comes or goes; read from ``data/series.json``.

A server names itself in many ways; :func:`parse` reads them all. Patch levels differ within a series, so these facts
guide the window (what to offer, what to warn about), while the client still asks the server where asking is possible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import msgspec

from explorer import assets

_NUMBERS = re.compile(r"^\s*(?:saas[~-])?(\d{1,2})(?:\.(\d{1,2}))?", re.IGNORECASE)


class Series(msgspec.Struct, frozen=True, order=True):
    """A series as two numbers, comparable: ``19.0`` is (19, 0), the online intermediate ``saas~18.4`` is (18, 4)."""

    major: int
    minor: int = 0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Feature(StrEnum):
    """What a series may have or lack. The value is the key in ``data/series.json``."""

    JSONRPC = "jsonrpc"
    XMLRPC = "xmlrpc"
    JSON2 = "json2"
    DB_SERVICE = "db_service"
    DOC_BEARER = "doc_bearer"
    WEB_VERSION = "web_version"
    AVAILABLE_MODELS = "available_models"
    OPERATOR_ANY = "operator_any"
    OPERATOR_NOT_EXACT_LIKE = "operator_not_exact_like"
    OPERATOR_DOUBLE_EQUALS = "operator_double_equals"
    IN_WITH_SCALAR = "in_with_scalar"
    BARE_BOOLEANS = "bare_booleans"
    DATE_PARTS = "date_parts"
    RELATIVE_DATES = "relative_dates"
    SEARCHABLE_CHECKED = "searchable_checked"
    READ_GROUP = "read_group"
    FORMATTED_READ_GROUP = "formatted_read_group"
    HAS_ACCESS = "has_access"
    CHECK_ACCESS_RIGHTS = "check_access_rights"
    NAME_GET = "name_get"
    TOGGLE_ACTIVE = "toggle_active"
    FIELDS_VIEW_GET = "fields_view_get"
    GET_VIEWS = "get_views"
    WEB_READ = "web_read"
    IR_ACCESS = "ir_access"
    KEY_EXPIRY = "key_expiry"


class Fact(msgspec.Struct, frozen=True):
    """When a feature exists: first series, first series without it (None: no end known), and a sentence about it."""

    feature: Feature
    since: Series | None = None
    removed: Series | None = None
    note: str = ""

    def holds(self, series: Series) -> bool:
        """Whether a server of this series has the feature."""
        return (self.since is None or series >= self.since) and (self.removed is None or series < self.removed)


KNOWN = tuple(Series(major) for major in range(14, 21))
"""The series with three years of support that this program knows."""


def parse(version: object) -> Series | None:
    """Read the series out of whatever a server calls its version; None when it cannot be one.

    Accepts ``"19.0"``, ``"17.0-20240709"`` (recording ``17.0/001-common-version``), ``"saas~18.4+e"``, the list
    ``[19, 0, 0, "final", 0, ""]`` (also ``["saas~18", 4, ...]``), and the whole answer of ``common.version``,
    ``/web/webclient/version_info`` or ``/web/version``.
    """
    if isinstance(version, Series):
        return version
    if isinstance(version, str):
        found = _NUMBERS.match(version)
        return Series(int(found[1]), int(found[2] or 0)) if found else None
    if isinstance(version, dict):
        for key in ("server_version_info", "version_info", "server_serie", "server_version", "version"):
            if (series := parse(version.get(key))) is not None:
                return series
        return None
    if isinstance(version, Sequence) and len(version) >= 2:
        return parse(f"{version[0]}.{version[1]}")
    return None


def fact(feature: Feature) -> Fact:
    """Return what is known about a feature."""
    return _facts()[feature]


def has(version: object, feature: Feature) -> bool:
    """Whether a server of this version has the feature. An unknown version has whatever is not yet removed."""
    series = parse(version)
    known = _facts()[feature]
    return known.holds(series) if series is not None else known.removed is None or known.removed > KNOWN[-1]


def operators(version: object) -> tuple[str, ...]:
    """Return the domain operators that a server of this version takes, aliases left out, in the order of a menu."""
    table = msgspec.convert(assets.data("series")["operators"], dict[str, str])
    return tuple(name for name, feature in table.items() if not feature or has(version, Feature(feature)))


def date_parts(version: object) -> tuple[str, ...]:
    """Return the parts of a date that a domain can name after a dot, such as ``month_number``; empty before 18.0."""
    if not has(version, Feature.DATE_PARTS):
        return ()
    return msgspec.convert(assets.data("series")["date_parts"], tuple[str, ...])


@cache
def _facts() -> dict[Feature, Fact]:
    class Row(msgspec.Struct, frozen=True):
        since: str = ""
        removed: str = ""
        note: str = ""

    rows = msgspec.convert(assets.data("series")["features"], dict[str, Row])
    return {
        Feature(name): Fact(Feature(name), parse(row.since), parse(row.removed), row.note) for name, row in rows.items()
    }
