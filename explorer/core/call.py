"""The neutral request: a method of a model with its arguments. It knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec


class Placeholder(msgspec.Struct, frozen=True):
    """A whole value that is filled in later: ``{{name}}`` written without quotes, of any type once filled in.

    A ``{{name}}`` inside a text stays part of that text; ``core.variables`` finds both.
    """

    name: str

    def __str__(self) -> str:
        return "{{" + self.name + "}}"


class Call(msgspec.Struct, frozen=True):
    """One call of ``method`` on ``model``.

    ``ids`` is the recordset the method runs on: a tuple of ids, a :class:`Placeholder`, or None for a method of the
    model itself (``search``, ``create``). ``args`` are the positional arguments after the ids, ``kwargs`` the named
    ones without ``context``, which stands apart because every protocol carries it differently. Values are what JSON
    knows (None, bool, int, float, str, list, dict), or placeholders.
    """

    model: str
    method: str
    ids: tuple[object, ...] | Placeholder | None = None
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = {}
    context: Mapping[str, object] | Placeholder = {}

    def with_kwargs(self, **changes: object) -> Call:
        """Return the call with named arguments set; a value of ``UNSET`` removes the argument."""
        kwargs = {name: value for name, value in {**self.kwargs, **changes}.items() if value is not msgspec.UNSET}
        return msgspec.structs.replace(self, kwargs=kwargs)

    def argument(self, name: str, names: Iterable[str] = (), default: object = None) -> object:
        """Return the argument ``name``: named, or positional by its place in ``names`` (those after the ids)."""
        if name in self.kwargs:
            return self.kwargs[name]
        for place, known in enumerate(names):
            if known == name and place < len(self.args):
                return self.args[place]
        return default

    def set_argument(self, name: str, value: object, names: Iterable[str] = ()) -> Call:
        """Return the call with ``name`` set where it already stands: among the positional ones, else named.

        ``UNSET`` removes a named argument and the last positional one; one before others becomes None.
        """
        if name not in self.kwargs:
            for place, known in enumerate(names):
                if known == name and place < len(self.args):
                    args = list(self.args)
                    args[place] = None if value is msgspec.UNSET else value
                    if value is msgspec.UNSET and place == len(args) - 1:
                        args.pop()
                    return msgspec.structs.replace(self, args=tuple(args))
        return self.with_kwargs(**{name: value})
