"""What the program remembers of how a person likes it, in ``settings.json``. Each setting is declared here once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, cast

import msgspec

from explorer.store.document import Document


class Theme(StrEnum):
    """Which colours the window has; ``system`` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


PageSize = Literal[80, 200, 500, 1000]


def _effect(sentence: str) -> msgspec.Meta:
    return msgspec.Meta(description=sentence)


class Settings(msgspec.Struct, frozen=True):
    """The settings with type, default and effect. Reading one that is not declared is an error of the type checker."""

    theme: Annotated[Theme, _effect("The colours of the window: light, dark, or those of the desktop.")] = Theme.SYSTEM
    page_size: Annotated[PageSize, _effect("How many rows a new query asks for at a time.")] = 80
    window_geometry: Annotated[bytes, _effect("Where the window was, in Qt's own form; base64 in the file.")] = b""
    splitter_sizes: Annotated[
        Mapping[str, tuple[int, ...]], _effect("The widths or heights of the parts of each splitter, in pixels.")
    ] = {}
    last_models: Annotated[
        Mapping[str, str],
        _effect("The model that a connection opens with: the one last looked at, by the connection's name."),
    ] = {}


class LoadedSettings(msgspec.Struct, frozen=True):
    """The settings, and a sentence for each thing in the file that could not be used."""

    settings: Settings
    problems: tuple[str, ...] = ()


def effects() -> dict[str, str]:
    """Return what each setting does, in one sentence, by its key."""
    return {field.name: _meta(field).description or "" for field in msgspec.structs.fields(Settings)}


class SettingsFile:
    """Reads and writes ``settings.json`` in a folder.

    What was not changed here since :meth:`load` is not written, so that two windows do not undo each other's changes;
    keys of a newer version, and values of a wrong type, stay in the file.
    """

    def __init__(self, folder: Path) -> None:
        self._document = Document(folder / "settings.json")
        self._known = Settings()

    def load(self) -> LoadedSettings:
        """Return the settings; a value of a wrong type gives the default and a problem. Never raises."""
        content, damage = self._document.read()
        problems = [damage.sentence] if damage else []
        values: dict[str, object] = {}
        for field in msgspec.structs.fields(Settings):
            if field.name in content:
                try:
                    values[field.name] = msgspec.convert(content[field.name], field.type)
                except msgspec.ValidationError as problem:
                    used = _plain(getattr(Settings(), field.name))
                    problems.append(
                        f"The setting {field.name} in {self._document.path.name} cannot be used: {problem}. "
                        f"{msgspec.json.encode(used).decode()} is used instead."
                    )
        self._known = msgspec.structs.replace(Settings(), **values)
        return LoadedSettings(self._known, tuple(problems))

    def save(self, settings: Settings) -> None:
        """Write what differs from the settings last loaded or saved, tables entry by entry.

        Raises OSError when the disk refuses.
        """
        changed = {key: _plain(value) for key, value in msgspec.structs.asdict(settings).items()}
        before = {key: _plain(value) for key, value in msgspec.structs.asdict(self._known).items()}
        if changed == before:
            return
        with self._document.change() as content:
            for key, value in changed.items():
                if value != before[key]:
                    content[key] = _joined(content.get(key), before[key], value)
        self._known = settings


def _joined(stored: object, before: object, after: object) -> object:
    """Return what goes into the file: of a table the entries that changed, of anything else the new value."""
    if not (isinstance(stored, dict) and isinstance(before, dict) and isinstance(after, dict)):
        return after
    kept = {key: value for key, value in stored.items() if key in after or key not in before}
    return {**kept, **{key: value for key, value in after.items() if key not in before or before[key] != value}}


def _plain(value: object) -> object:
    """Return the value as JSON knows it."""
    return cast("object", msgspec.to_builtins(value))


def _meta(field: msgspec.structs.FieldInfo) -> msgspec.Meta:
    return cast("msgspec.Meta", field.type.__metadata__[0])
