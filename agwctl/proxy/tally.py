"""Numbers by label set, cheap to add to: what a metric family holds between two scrapes.

prometheus-client's own counters take a lock for each number, which was a tenth of a small request. Here `Metrics` takes
one lock for all numbers of a request, and the library is asked when somebody scrapes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

__all__ = ["Counter", "Histogram", "Labels"]

Labels = tuple[str, ...]
MOST_SERIES = 1_000
"""Label sets per family; clients choose models and methods, and must not be able to fill the memory with them.

Full families take 25 MiB, and as much text in each scrape.
"""
LONGEST_LABEL = 256
"""Characters of a label's value that are kept, for the same reason."""


class Family:
    """One family: a row of numbers for each label set. Not locked."""

    def __init__(self, name: str, text: str, labels: Labels, width: int) -> None:
        self.name = f"agentgateway_{name}"
        self.text = text
        self.labels = labels
        self._width = width
        self._rows: dict[Labels, list[float]] = {}

    def row(self, labels: Labels) -> list[float]:
        """The numbers of these labels; beyond the limit those that stand for all further ones."""
        row = self._rows.get(labels)
        if row is None:
            labels = tuple(label[:LONGEST_LABEL] for label in labels)
            if labels not in self._rows and len(self._rows) >= MOST_SERIES:
                labels = ("other",) * len(labels)
            row = self._rows.setdefault(labels, [0.0] * self._width)
        return row

    def rows(self) -> Iterator[tuple[Labels, list[float]]]:
        yield from self._rows.items()


class Counter(Family):
    """A number that grows."""

    def __init__(self, name: str, text: str, labels: Labels) -> None:
        super().__init__(name, text, labels, 1)

    def add(self, labels: Labels, amount: float = 1) -> None:
        self.row(labels)[0] += amount

    def collect(self) -> Metric:
        from prometheus_client.core import CounterMetricFamily

        family = CounterMetricFamily(self.name, self.text, labels=self.labels)
        for labels, (value,) in self.rows():
            family.add_metric(labels, value)
        return family


class Histogram(Family):
    """How often values fell between bounds, and their sum."""

    def __init__(self, name: str, text: str, labels: Labels, bounds: tuple[float, ...]) -> None:
        super().__init__(name, text, labels, len(bounds) + 2)
        self._bounds = bounds

    def observe(self, labels: Labels, value: float) -> None:
        row = self.row(labels)
        row[bisect_left(self._bounds, value)] += 1
        row[-1] += value

    def collect(self) -> Metric:
        from prometheus_client.core import HistogramMetricFamily

        family = HistogramMetricFamily(self.name, self.text, labels=self.labels)
        bounds = [*map(str, self._bounds), "+Inf"]
        for labels, row in self.rows():
            below, buckets = 0.0, []
            for bound, count in zip(bounds, row, strict=False):
                below += count
                buckets.append((bound, below))
            family.add_metric(labels, buckets, row[-1])
        return family
