"""What programs may rely on: the names, their types, and that nothing goes missing."""

from __future__ import annotations

import json

from agwctl import __version__
from agwctl.doctor.check import Fix, Link, Scope, Status, failed, passed
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.report.json_v1 import document
from agwctl.ollama.address import Address
from tests.doctor.healthy import healthy, server
from tests.doctor.told import SERVER, WELL, checked, diagnosis

START = Fix("start Ollama", ("sudo systemctl enable --now ollama",), "linux-systemd")
START_JSON = {"title": "start Ollama", "commands": ["sudo systemctl enable --now ollama"], "platform": "linux-systemd"}
DOWN = checked(
    "ollama-listening",
    failed("A01", "nothing listens", ["connect 127.0.0.1:11434: refused"], [START]),
    Link.LISTENER,
    seconds=0.0034,
)


def test_the_document_of_a_broken_link():
    gateway = Gateway(Address("http", "127.0.0.1", 3000), "gw.yaml:2:9", False)
    two = (server(), server("http://gpu:11434", "OLLAMA_HOST", "gpu"))
    facts = healthy(servers=two, gateway=gateway, configuration=Configuration("gw.yaml"))
    once = checked("gateway-answers", failed("A32", "502"), Link.GATEWAY, scope=Scope.ONCE, blames="ollama-listening")
    told = document(facts, diagnosis(DOWN, once), 0.84)
    assert list(told) == ["schemaVersion", "tool", "target", "verdict", "checks", "durationMs"]
    assert told["schemaVersion"] == 1
    assert told["tool"] == {"name": "agwctl", "version": __version__}
    assert told["target"] == {
        "ollama": "http://127.0.0.1:11434",
        "gateway": "http://127.0.0.1:3000",
        "config": "gw.yaml",
        "kube": None,
        "servers": [
            {"url": "http://127.0.0.1:11434", "from": "default", "written": None, "where": None},
            {"url": "http://gpu:11434", "from": "OLLAMA_HOST", "written": "gpu", "where": None},
        ],
    }
    assert told["verdict"] == {
        "status": "fail",
        "check": "ollama-listening",
        "server": SERVER,
        "ids": ["A01"],
        "summary": "nothing listens",
        "fixes": [START_JSON],
    }
    assert told["checks"][0] == {
        "id": "ollama-listening",
        "server": SERVER,
        "ids": ["A01"],
        "link": "network",
        "statement": "ollama-listening holds",
        "status": "fail",
        "summary": "nothing listens",
        "evidence": ["connect 127.0.0.1:11434: refused"],
        "blames": None,
        "durationMs": 3,
        "fixes": [START_JSON],
    }
    assert (told["checks"][1]["server"], told["checks"][1]["blames"]) == (None, "ollama-listening")
    assert told["durationMs"] == 840
    assert json.loads(json.dumps(told)) == told


def test_the_verdict_when_all_is_well():
    told = document(healthy(), WELL, 0.1)
    assert told["verdict"]["status"] == "pass"
    assert told["verdict"]["check"] is None
    assert [each["ids"] for each in told["checks"]] == [[], [], []]


def test_every_link_and_status_has_a_word_of_the_contract():
    links = {document(healthy(), diagnosis(checked("a", passed("b"), link)), 0)["checks"][0]["link"] for link in Link}
    assert links == {"client", "gateway", "network", "ollama", "model", "hardware"}
    assert {status.value for status in Status} == {"pass", "warn", "fail", "skip", "unknown", "crash"}


def test_no_server_is_no_target():
    assert document(healthy(servers=()), WELL, 0)["target"]["ollama"] is None


def test_all_is_not_said_to_be_well_where_only_a_part_was_looked_at():
    told = document(healthy(asked=Asked(is_part=True)), WELL, 0.1)["verdict"]
    assert (told["status"], told["summary"]) == ("pass", "nothing is wrong in what was checked")
