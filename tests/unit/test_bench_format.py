"""What ``python -m tests.bench`` prints and how it ends, with nothing measured."""

from __future__ import annotations

import re

import pytest

from tests.bench import __main__ as bench
from tests.bench.figure import Figure

NAMES = ("startup_paint", "startup_rows", "big_reply", "page_roundtrip")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace each measurement by figures of 0.5 with a limit of 1, ``big_reply`` by one of 1.5; the names measured."""
    asked: list[str] = []

    def figures(names: tuple[str, ...]) -> list[Figure]:
        asked.extend(names)
        return [Figure(name, 1.5 if name == "big_reply" else 0.5, 1.0) for name in names]

    replaced = {names: (lambda names=names: figures(names)) for names in bench.MEASUREMENTS}
    monkeypatch.setattr(bench, "MEASUREMENTS", replaced)
    return asked


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure("big_reply", 0.0384, 0.1), ["big_reply", "0.038", "times", "0.10", "ok"]),
        (Figure("startup_paint", 3.0, 3.0), ["startup_paint", "3.000", "times", "3.00", "ok"]),
        (Figure("page_roundtrip", 12.6, 0.6, "ms"), ["page_roundtrip", "12.600", "ms", "0.60", "over"]),
    ],
)
def test_a_line_has_name_value_unit_limit_and_verdict(figure: Figure, words: list[str]) -> None:
    line = figure.line()
    assert re.split(r" {2,}", line) == words, "two blanks or more part the five words"


def test_all_figures_are_known_and_printed_a_line_each(measured: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([]) == 1, "one is over"
    assert measured == list(NAMES)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(NAMES)
    assert [line.split()[-1] for line in lines] == ["ok", "ok", "over", "ok"]


@pytest.mark.parametrize(("wanted", "status"), [(["page_roundtrip", "startup_rows"], 0), (["big_reply"], 1)])
def test_only_what_is_named_is_printed_and_judged(
    wanted: list[str], status: int, measured: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(wanted) == status
    assert sorted(line.split()[0] for line in capsys.readouterr().out.splitlines()) == sorted(wanted)
    assert "big_reply" in measured or status == 0, "what is not wanted is not measured"


def test_an_unknown_name_is_refused_before_anything_is_measured(
    measured: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["big_reply", "speed"]) == 2
    shown = capsys.readouterr()
    assert "There is no figure speed." in shown.err
    assert all(name in shown.err for name in NAMES)
    assert (shown.out, measured) == ("", [])
