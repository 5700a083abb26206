"""What can be pulled in a scenario."""

from __future__ import annotations

import math

from agwctl.ollama.network import NO_DNS, Network
from agwctl.ollama.scenario.document import Scenario
from agwctl.ollama.scenario.load import load_text
from agwctl.ollama.scenario.remote import network, remotes


def read(text: str) -> Scenario:
    loaded = load_text(f"scenario: ollama\n{text}")
    assert loaded.scenario is not None, loaded.diagnostics
    return loaded.scenario


def test_the_network():
    assert network(read("")) == Network()
    down = network(read("network: down\ndownloadSpeed: 5MB\nhardware: {disk: 1GB}"))
    assert down == Network(5e6, failure=NO_DNS, disk=10**9)
    assert network(read("hardware: {ram: 1GB}")).bytes_per_second == math.inf


def test_models_of_the_library():
    phi, qwen = remotes(
        read(
            "library: [phi3, {name: qwen3, downloadSpeed: 1MB, fails: 'no', stopsAt: 3B, "
            "layers: [{size: 4GB}, {size: 1KB, corrupt: true}]}]"
        ),
        {},
        0,
    )
    assert str(phi.model.name) == "phi3:latest"
    assert (phi.refusal, phi.stops_at, phi.corrupt) == ("", None, {})
    assert [layer.size for layer in qwen.model.layers] == [4 * 10**9, 1000]
    assert qwen.model.blob == qwen.model.layers[0].digest
    assert (qwen.bytes_per_second, qwen.refusal, qwen.stops_at) == (10**6, "no", 3)
    (broken,) = qwen.corrupt.items()
    assert broken[0] == qwen.model.layers[1].digest != broken[1]


def test_no_layers_at_all():
    (empty,) = remotes(read("library: [{name: x, layers: []}]"), {}, 0)
    assert empty.model.size == 0
