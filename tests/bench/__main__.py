"""``python -m tests.bench [NAME ...]``: prints a line a figure and ends with 1 where one is over its limit.

Every figure is a ratio of two things measured side by side in this run, so that it means the same on any machine.
What the ratio was made of is written to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from tests.bench import big_reply, page_roundtrip, startup
from tests.bench.figure import Figure

MEASUREMENTS: dict[tuple[str, ...], Callable[[], Iterable[Figure]]] = {
    ("startup_paint", "startup_rows"): startup.measure,
    ("big_reply",): big_reply.measure,
    ("page_roundtrip",): page_roundtrip.measure,
}


def main(wanted: list[str]) -> int:
    """Measure what is named, or everything."""
    known = [name for names in MEASUREMENTS for name in names]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"There is no figure {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    over = False
    for names, measure in MEASUREMENTS.items():
        if wanted and not set(names) & set(wanted):
            continue
        for figure in measure():
            if not wanted or figure.name in wanted:
                print(figure.line(), flush=True)
                print(f"                 {figure.note}", file=sys.stderr, flush=True)
                over |= figure.over
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
