"""What the parts of the panel ask about: the fields of models, names of records, the server's series, the clock.

Everything fetched here is fetched once, through the panel's task scope, and told to the panel when it arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from explorer.client import records
from explorer.core.call import Call
from explorer.core.domain.virtual import Clock
from explorer.core.faults import Fault
from explorer.core.fields import Field
from explorer.core.series import Feature, has
from explorer.ui.loop import TaskScope
from explorer.ui.panels.build.paths import Resolved, resolve
from explorer.work.tab import Tab

MOST_NAMES = 80
"""Names of so many records are read in one call."""


class BuildContext:
    """The panel's questions and what is known so far. ``fields_arrived`` and ``names_arrived`` are told once each."""

    def __init__(
        self, tab: Tab, tasks: TaskScope, fields_arrived: Callable[[], None], names_arrived: Callable[[], None]
    ) -> None:
        self.tab = tab
        self.tasks = tasks
        self._fields_arrived, self._names_arrived = fields_arrived, names_arrived
        self._loading: set[str] = set()
        self._refused: dict[str, str] = {}
        self._names: dict[tuple[str, int], str] = {}
        self._wanted: dict[str, set[int]] = {}
        self._asked: set[tuple[str, int]] = set()
        self._zone: tuple[str, tzinfo] | None = None
        self._watchers: list[Callable[[], None]] = []
        self._live = tab.live

    def live_changed(self) -> None:
        """The connection changed, or logged in: what was refused may come now; another server has other names."""
        self._refused.clear()
        if self.tab.live is not self._live:
            self._live = self.tab.live
            self._names.clear()
            self._asked.clear()

    def add_watcher(self, watcher: Callable[[], None]) -> None:
        """Tell a popup too when fields arrive."""
        self._watchers.append(watcher)

    def remove_watcher(self, watcher: Callable[[], None]) -> None:
        """Stop telling it; one that is not told changes nothing."""
        if watcher in self._watchers:
            self._watchers.remove(watcher)

    # The server

    @property
    def series(self) -> str:
        """The server's series; the newest while nobody is logged in."""
        return self.tab.live.series or "19.0"

    @property
    def words(self) -> bool:
        """Whether the server reads relative dates."""
        return has(self.series, Feature.RELATIVE_DATES)

    @property
    def zone(self) -> tzinfo:
        """The person's time zone as the server knows it, else UTC."""
        name = self.tab.live.context.get("tz")
        key = name if isinstance(name, str) else ""
        if self._zone is None or self._zone[0] != key:
            self._zone = (key, _zone(key))
        return self._zone[1]

    def clock(self) -> Clock:
        """The person's local time now."""
        now = datetime.now(self.zone)
        return Clock(now.replace(tzinfo=None), now.utcoffset() or timedelta(0))

    def range_clock(self) -> Clock | None:
        """The clock for servers that know no relative dates: named ranges are literal dates there."""
        return None if self.words else self.clock()

    # Fields

    def fields(self, model: str) -> Mapping[str, Field] | None:
        """Return the fields of a model when they are loaded; else they are asked for."""
        known = self.tab.live.schema.known_fields(model) if model else None
        if known is None and model and model not in self._loading and model not in self._refused:
            self._loading.add(model)
            self.tasks.spawn(self._load(model), f"fields of {model}")
        return known

    def refusal(self, model: str) -> str:
        """Return why the fields of a model could not be loaded; empty while they may still come."""
        return self._refused.get(model, "")

    def retry(self, model: str) -> None:
        """Ask again for fields that could not be loaded."""
        self._refused.pop(model, None)
        self.fields(model)

    def resolve(self, model: str, path: str) -> Resolved:
        """Follow a path as far as the fields are loaded; what is missing is asked for."""
        return resolve(model, path, self.fields)

    def type_of(self, model: str, path: str) -> tuple[str, str]:
        """Return the type at a path, and the related model."""
        found = self.resolve(model, path)
        return found.type, found.relation

    async def _load(self, model: str) -> None:
        try:
            await self.tab.live.schema.fields(model)
        except Fault as fault:
            self._refused[model] = fault.message
        finally:
            self._loading.discard(model)
        self._fields_arrived()
        for watcher in list(self._watchers):
            watcher()

    # Names

    def name(self, model: str, record: int) -> str | None:
        """Return a record's name when it is known; else it is looked up once, with others."""
        known = self._names.get((model, record))
        if known is None and (model, record) not in self._asked:
            self._asked.add((model, record))
            if not self._wanted:
                self.tasks.spawn(self._read_names(), "names of records")
            self._wanted.setdefault(model, set()).add(record)
        return known

    def learn(self, model: str, record: int, name: str) -> None:
        """Remember a name."""
        self._names[model, record] = name

    def look_up(self, model: str, text: str) -> asyncio.Task[tuple[tuple[int, str], ...]]:
        """Ask the server for records by name; cancel the task to stop it. It raises Fault."""
        return self.tasks.spawn(self._look_up(model, text), f"names like {text}")

    async def _look_up(self, model: str, text: str) -> tuple[tuple[int, str], ...]:
        live = self.tab.live
        return await records.name_search(live.client, model, text, context=live.context)

    async def _read_names(self) -> None:
        # A task starts in the loop's next turn: all rows that are being drawn have asked by then.
        wanted, self._wanted = self._wanted, {}
        live = self.tab.live
        found = False
        for model, numbers in wanted.items():
            ids = sorted(numbers)[:MOST_NAMES]
            # A search, not a read: one record that is gone would make the whole read fail.
            domain = [["id", "in", ids]]
            kwargs = {"domain": domain, "fields": ["display_name"], "limit": len(ids)}
            call = Call(model, "search_read", None, (), kwargs, {**live.context, "active_test": False})
            try:
                page = await records.page(live.client, call)
            except Fault:
                continue  # the chips keep showing the ids
            for at in range(len(page)):
                row = page.row(at)
                record, name = row.get("id"), row.get("display_name")
                if isinstance(record, int) and isinstance(name, str):
                    self._names[model, record] = name
                    found = True
        if found:
            self._names_arrived()


def _zone(name: str) -> tzinfo:
    if not name:
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC  # a system without a time zone table
