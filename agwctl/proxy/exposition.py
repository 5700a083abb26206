"""Metric families → OpenMetrics text as agentgateway writes it: whole counts without a point, bounds without exponent.

prometheus-client's own writer differs in both, and scrape rules and dashboards made for agentgateway compare labels.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric
    from prometheus_client.samples import Sample

__all__ = ["render"]

ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


def render(families: Iterable[Metric]) -> bytes:
    """The text of families that have a sample; creation times are left out, as agentgateway has none."""
    lines: list[str] = []
    for family in families:
        samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
        if samples:
            lines.append(f"# HELP {family.name} {family.documentation}")
            lines.append(f"# TYPE {family.name} {family.type}")
            lines.extend(map(_line, samples))
    return "\n".join([*lines, "# EOF\n"]).encode("utf-8", "replace")


def _line(sample: Sample) -> str:
    labels = ",".join(f'{name}="{_label(name, value)}"' for name, value in sample.labels.items())
    value = repr(float(sample.value)) if sample.name.endswith("_sum") or sample.value % 1 else int(sample.value)
    return f"{sample.name}{f'{{{labels}}}' if labels else ''} {value}"


def _label(name: str, value: str) -> str:
    if name == "le":
        return value if value == "+Inf" else repr(float(value))
    return value.translate(ESCAPES)
