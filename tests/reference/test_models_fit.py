"""What models are said to take against what real servers reported in `/api/ps`, byte for byte from their records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agwctl.models.fit import estimate
from agwctl.models.shape import Shape, shape_of

pytestmark = pytest.mark.reference

PS = {
    "v0.33.0": ["http/335-ps-several.json", "failure/011-http-ps-stopping.json"],
    "v0.13.5": ["http/250-ps-one.json"],
}
SHOW = {
    # one file under several names
    ("v0.33.0", "tiny:latest"): "env/041-http-show-verbose-minilm-keys.json",
    ("v0.33.0", "all-minilm:latest"): "http/243-show-minilm.json",
    ("v0.13.5", "tiny:latest"): "http/241-show-tiny.json",
}
MOST = {"v0.33.0": 1.05, "v0.13.5": 1.15}
"""0.13.5 does not count the buffers for computing."""


def body(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.loads(path.read_text("utf-8"))["response"]["body"])
    return told


def shape(records: Path, release: str, name: str) -> Shape | None:
    """The model that a server described; None for those whose description was not recorded."""
    if (release, name) not in SHOW:
        return None
    listed = body(records / release / "http/213-tags-many.json")["models"]
    weights = next(entry["size"] for entry in listed if entry["name"] == name)
    return shape_of(body(records / release / SHOW[release, name])["model_info"], weights)


@pytest.mark.parametrize("release", PS)
def test_recorded_sizes(shared, release):
    records, compared = shared / "data" / "ollama", []
    for record in PS[release]:
        for row in body(records / release / record)["models"]:
            made = shape(records, release, row["name"])
            if made is not None:
                needed = estimate(made, row["context_length"]).total
                assert row["size"] <= needed <= row["size"] * MOST[release], (row["name"], needed)
                compared.append(row["name"])
    assert set(compared) == {name for version, name in SHOW if version == release}


def test_the_smallest_context(shared):
    """102 MB at a context of 4, as the command showed it."""
    record = json.loads((shared / "data/ollama/v0.33.0/env/051-cli-ps-num-ctx.json").read_text("utf-8"))
    assert "102 MB" in record["stdout"]
    made = shape(shared / "data" / "ollama", "v0.33.0", "tiny:latest")
    assert made is not None
    assert 102e6 <= estimate(made, 4).total < 105e6
