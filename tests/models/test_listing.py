"""Which models are listed, in which order, and what of them."""

from __future__ import annotations

import pytest

from agwctl.models.listing import chosen, listed_json, listed_table, running_json, running_table, sorted_by
from agwctl.ollama.client import NotOllama
from agwctl.ollama.replies import listed, running

DIGEST = "a80c4f17acd5" + "0" * 52
NOW = 1_795_608_000 * 10**9


def model(name: str, **members: object):
    entry = {"name": name, "digest": DIGEST, "size": 5, "modified_at": "2026-11-25T11:59:00Z"}
    return listed(entry | members)


MODELS = (
    model("Llama:b", size=10, capabilities=["completion", "tools"], details={"family": "llama"}),
    model("llava:a", size=30, capabilities=["completion", "vision"], details={"family": "llama"}),
    model("other", size=20, modified_at="2027-01-01T00:00:00Z", capabilities=["embedding"], details={"family": "bert"}),
)


@pytest.mark.parametrize(
    "prefix, filters, names",
    [
        ("", [], ["Llama:b", "llava:a", "other"]),
        ("LL", [], ["Llama:b", "llava:a"]),
        ("", [("capability", "Tools")], ["Llama:b"]),
        ("", [("family", "llama"), ("capability", "vision")], ["llava:a"]),
        ("x", [], []),
    ],
)
def test_choice(prefix, filters, names) -> None:
    assert [each.name for each in chosen(MODELS, prefix, filters)] == names


@pytest.mark.parametrize(
    "order, names",
    [
        (None, ["Llama:b", "llava:a", "other"]),
        ("name", ["Llama:b", "llava:a", "other"]),
        ("size", ["llava:a", "other", "Llama:b"]),
        ("modified", ["other", "Llama:b", "llava:a"]),
    ],
)
def test_order(order, names) -> None:
    assert [each.name for each in sorted_by(MODELS, order)] == names


def test_a_cloud_model_has_no_size() -> None:
    assert "    -       2" not in listed_table([model("a", size=7)], NOW)
    assert listed_table([model("a", remote_model="b")], NOW).splitlines()[1].split()[2] == "-"


def test_a_digest_that_is_none() -> None:
    with pytest.raises(NotOllama, match="with length 3"):
        listed_table([model("a", digest="abc")], NOW)


def test_json_of_a_listed_model() -> None:
    assert listed_json(model("a", details={"family": "llama", "parameter_size": "1B"})) == {
        "name": "a",
        "id": "a80c4f17acd5",
        "digest": DIGEST,
        "size": 5,
        "modifiedAt": "2026-11-25T11:59:00Z",
        "remote": False,
        "family": "llama",
        "parameterSize": "1B",
        "quantization": None,
        "contextLength": None,
        "capabilities": None,
    }


def test_running_models() -> None:
    entry = {"name": "a", "digest": DIGEST, "size": 8, "size_vram": 3, "context_length": 4096}
    loaded = running(entry | {"expires_at": "2026-11-25T12:04:00.5Z"})
    row = "a       a80c4f17acd5    8 B     63%/37% CPU/GPU    4096       4 minutes from now    "
    assert running_table([loaded], NOW).splitlines()[1] == row
    assert "Stopping..." in running_table([running(entry)], NOW)
    told = running_json(loaded)
    assert (told["processor"], told["context"]) == ({"cpuPercent": 63, "gpuPercent": 37}, 4096)
    assert told["expiresAt"] == "2026-11-25T12:04:00.5Z"
    assert running_json(running(entry | {"size_vram": 9}))["processor"] is None
