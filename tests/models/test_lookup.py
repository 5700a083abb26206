"""What a server knows of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from agwctl.models.lookup import Known, look_up
from agwctl.models.shape import shape_of
from agwctl.ollama.client import Client
from tests.models.scripted import listed, scripted

SMOLLM2 = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text("utf-8"))["smollm2"]
ROW = {"name": "a:latest", "model": "a:latest", "size": 5, "size_vram": 0, "digest": "", "context_length": 4}


def known(name: str, tags: Any) -> Known:
    replies = {
        "GET /api/tags": tags,
        "POST /api/show": {"details": {}, "model_info": SMOLLM2["info"]},
        "GET /api/ps": {"models": [ROW]},
    }
    with scripted(replies) as server, Client(server.address) as client:
        return look_up(client, name)


def test_a_model_that_is_there():
    found = known("A", listed("a:latest", size=SMOLLM2["weights"]))
    assert found.shape == shape_of(SMOLLM2["info"], SMOLLM2["weights"])
    row = found.row("A")
    assert row is not None
    assert row.size == 5


def test_a_model_that_is_not():
    found = known("b", listed("a:latest"))
    assert (found.shape, found.remote, len(found.running)) == (None, "", 1)
    assert found.row("b") is None


def test_a_model_of_another_server():
    tags = listed("x:cloud", remote_model="x", remote_host="https://ollama.com:443")
    assert known("x:cloud", tags) == Known(remote="https://ollama.com:443")
