"""The table's arithmetic and verdicts, on figures made up for it."""

import pytest

from bench.figures import FIGURES, ratio, table

NAMES = ["agwctl", "floor", "nginx"]


def samples(**changed: dict[str, list[float]]) -> dict[str, dict[str, list[float]]]:
    """Every figure 10 for all three, but for those named (dots as double underscores)."""
    values = {figure.key: {name: [10.0] for name in NAMES} for figure in FIGURES}
    return values | {key.replace("__", "."): value for key, value in changed.items()}


def row(text: str, label: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(label))


def test_a_ratio_is_taken_round_by_round():
    # The machine became ten times slower for the second round, in which both were measured.
    assert ratio([10, 100, 11], [5, 50, 5]) == 2


def test_one_row_for_each_figure_and_one_column_for_each_proxy():
    header, *rows = table(samples(), NAMES, "floor", streams=200).splitlines()
    assert header.split() == [*NAMES, "target"]
    assert [line.split("  ")[0] for line in rows] == [figure.label.format(streams=200) for figure in FIGURES]
    assert all(line.count("(1.00 x)") == 2 for line in rows)


@pytest.mark.parametrize(
    ("key", "label", "mine", "verdict"),
    [
        ("small1__cpu_us", "CPU us per small request, 1", 15, "<= 1.6 x: met"),
        ("small1__cpu_us", "CPU us per small request, 1", 17, "<= 1.6 x: MISSED"),
        ("small16__per_second", "requests/s", 7, ">= 0.6 x: met"),
        ("small16__per_second", "requests/s", 5, ">= 0.6 x: MISSED"),
        ("streams__mib", "resident MiB", 39, "<= 40: met"),
        ("streams__mib", "resident MiB", 41, "<= 40: MISSED"),
    ],
)
def test_verdicts(key: str, label: str, mine: float, verdict: str):
    text = table(samples(**{key: {"agwctl": [mine], "floor": [10.0], "nginx": [1.0]}}), NAMES, "floor", streams=200)
    assert row(text, label).endswith(verdict)


def test_a_figure_that_a_proxy_was_not_asked_for_stays_empty():
    text = table(samples(version__cpu_ms={"agwctl": [20], "floor": [10]}), NAMES, "floor", streams=200)
    assert row(text, "agwctl --version").split()[-8:] == ["20.0", "10.0", "(2.00", "x)", "<=", "2.5", "x:", "met"]
