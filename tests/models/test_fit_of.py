"""Whether models fit, for a list of many."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from agwctl.models import fit_of as module
from agwctl.models.fit_of import fit_into, fit_of
from agwctl.models.memory import Memory, given
from agwctl.ollama.address import Address
from agwctl.ollama.replies import Details, Listed, Shown

SMOLLM2 = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text("utf-8"))["smollm2"]
ENTRY = Listed("smollm2:latest", "", SMOLLM2["weights"], 0, "", "", "", Details(), ())
SHOWN = Shown(Details(), SMOLLM2["info"])
HERE = Address("http", "127.0.0.1", 11434)


@pytest.mark.parametrize(
    ("memory", "verdict", "why"),
    [
        (given("16G", "8G"), "yes", ""),
        (given("16G", None), "yes", ""),
        (given("1G", "1150M"), "yes", "only 18 of 30 layers fit on the GPU at context 4096"),
        (given("1M", None), "no", "needs 201.5 MiB of memory at context 4096, less is free"),
        (Memory(None, None, unknown="nothing tells"), "unknown", "nothing tells"),
    ],
)
def test_the_word_and_the_reason(memory, verdict, why):
    assert fit_into(memory, ENTRY, SHOWN) == (verdict, why)


def test_where_it_is_known(monkeypatch):
    monkeypatch.setattr(module, "_measured", lambda: given("1M", None))
    assert fit_of(HERE, ENTRY, SHOWN)[0] == "no"
    assert fit_of(HERE._replace(host="box"), ENTRY, SHOWN) == ("unknown", "")
    cloud = replace(ENTRY, remote_model="x", remote_host="https://ollama.com:443")
    assert fit_of(HERE, cloud, SHOWN) == ("yes", "")
