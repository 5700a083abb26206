"""Two faults at once: the link further up the chain is blamed, and what is further down is folded under it.

The order of blame: name, route, listener, identity, protocol, guard, version, model, capability, memory, gateway.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.doctor.lab.played import Said, played
from tests.doctor.lab.sandbox import Zygote

GOOD: dict[str, Any] = {"server": {"ollama": {"models": ["llama3.2"]}, "port": 11434}, "doctor": ""}
TEAPOT = {"*": {"status": 200, "headers": {"X-Powered-By": "Express"}, "body": "<title>App</title>"}}
OLD = {
    "GET /": {"type": "text/plain", "body": "Ollama is running"},
    "GET /api/version": {"type": "application/json", "body": '{"version":"0.1.13"}'},
    "GET /api/tags": {"type": "application/json", "body": '{"models":[]}'},
    "*": {"status": 404, "type": "text/plain", "body": "404 page not found"},
}
HUGE = {"ollama": {"models": [{"name": "llama3.1:405b", "size": "900GB"}]}}
EMBEDDER = {"ollama": {"models": ["nomic-embed-text"]}}
ROUTE = """
binds:
- port: 3000
  listeners:
  - routes:
    - policies: {urlRewrite: {authority: {full: "localhost:11434"}}}
      backends: [{ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {model: llama3.2}}}}]
"""
FAULTS: dict[str, dict[str, Any]] = {
    "A18": {"doctor": "http://ollama-box:11434"},
    "A20": {"network": "route add prohibit 10.9.9.9", "doctor": "10.9.9.9"},
    "A01": {"server": None, "doctor": "127.0.0.1:11434"},
    "A02": {"doctor": "192.168.1.20"},
    "A10": {"server": {"port": 8080}},
    "A38": {"server": {"bind": "::1"}, "doctor": "127.0.0.1"},
    "A23": {"server": {"ollama": None, "peer": TEAPOT}},
    "A27": {"doctor": "https://127.0.0.1:11434"},
    "A31": {"files": {"/etc/hosts": "127.0.0.1 localhost llm.example.com\n"}, "doctor": "http://llm.example.com:11434"},
    "A30": {"doctor": "--origin https://ui.example"},
    "A40": {"server": {"ollama": None, "peer": OLD}},
    "B01": {"doctor": "--model qwen3:0.6b"},
    "B09": {"server": EMBEDDER, "doctor": "--error '\"nomic-embed-text\" does not support chat'"},
    "D01": {"server": HUGE, "doctor": "--model llama3.1:405b"},
    "E11": {"files": {"agentgateway.yaml": "binds:\n- port: 3000\n  listners: []\n"}},
    "E12": {"files": {"agentgateway.yaml": "binds:\n\t- port: 3000\n"}},
    "E13": {"files": {"agentgateway.yaml": "binds:\n- port: ${GATEWAY_PORT}\n  listeners: []\n"}},
    "E14": {"files": {"agentgateway.yaml": ROUTE}, "servers": [{"peer": TEAPOT, "port": 3000, "process": "grafana"}]},
    "down": {"doctor": "--gateway http://127.0.0.1:3999"},
}
"""What is added to a machine where all is well; `down` is a gateway of which no entry tells."""
CHECKS = {"down": "gateway-listening", "E14": "it-is-the-gateway"}
PAIRS = (
    "A18 E11", "A18 down", "A18 B01", "A20 E12", "A20 down", "A20 B01", "A01 E11", "A01 E13", "A01 E14", "A01 down",
    "A01 B01", "A02 E11", "A02 down", "A02 B01", "A10 E11", "A10 B01", "A10 A30", "A38 E12", "A23 E11", "A23 B01",
    "A23 down", "A27 E11", "A27 B01", "A31 E11", "A31 B01", "A31 down", "A30 E11", "A30 B01", "A30 down", "A40 E11",
    "A40 B01", "B01 E11", "B01 E13", "B01 E14", "B01 down", "B09 E11", "D01 E12", "D01 down",
)  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_the_earlier_link_is_blamed(pair, zygote: Zygote) -> None:
    earlier, later = pair.split()
    machine = merged(merged(GOOD, FAULTS[earlier]), FAULTS[later])
    server = machine.pop("server")
    machine["servers"] = [*([server] if server else []), *machine.get("servers", [])]
    (said,) = played(zygote, machine)
    blamed = said.verdict["ids"][:1]
    assert (blamed, said.verdict["status"], said.code) == ([earlier], "fail", 1), said
    told = {each["id"]: (each["status"], each["blames"]) for each in concerned(said, later)}
    told.pop(said.verdict["check"], None)
    folded = {(status, said.verdict["check"]) for status in ("fail", "skip")}
    assert set(told.values()) & folded, f"{later} is not folded under {said.verdict['check']}: {told}"
    assert not [each for each, (status, blames) in told.items() if status == "fail" and blames is None], said


def concerned(said: Said, fault: str) -> list[dict[str, Any]]:
    """The checks that find a fault, or were to."""
    return [each for each in said.checks if fault in each["ids"] or finds(each["id"], fault)]


def finds(check: str, fault: str) -> bool:
    from agwctl.doctor.checks import check as module

    return CHECKS.get(fault) == check if fault in CHECKS else fault in module(check).META.ids


def merged(one: Any, other: Any) -> Any:
    """Mappings key by key, arguments and lists one behind the other; nothing takes the place of anything."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = {key: merged(one[key], value) if key in one else value for key, value in other.items()}
        return {key: value for key, value in {**one, **both}.items() if value is not None or key == "server"}
    if isinstance(one, list) and isinstance(other, list):
        return [*one, *other]
    if isinstance(one, str) and isinstance(other, str):
        return f"{one} {other}"
    return other
