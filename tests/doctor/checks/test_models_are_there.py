"""What is asked for and not there, by its cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.models_are_there import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Asked, Facts, Nearby, Server
from agwctl.doctor.facts.hardware import Hardware, Store
from agwctl.models.configured import Configured
from agwctl.models.memory import GIB, Memory
from tests.doctor.asking import asked, configured, doing, says_nothing
from tests.doctor.healthy import LLAMA, OPEN, healthy, server

OWN = Store("/usr/share/ollama/.ollama/models", 0, free=200 * GIB)
ADAS = Store("/home/ada/.ollama/models", 2, owner="ada")


@pytest.mark.parametrize(
    ("facts", "id", "summary", "fix"),
    [
        pytest.param(asked("qwen3"), "B01", "qwen3 is not on 127.0.0.1:11434", "ollama pull qwen3", id="not pulled"),
        pytest.param(healthy(configured("qwen3")), "B01", "not pulled", "ollama pull qwen3", id="by a configuration"),
        pytest.param(asked("llama3.2:1b"), "B02", "another tag is another model", "ollama pull llama3.2:1b", id="tag"),
        pytest.param(
            asked("llama3.2:3b"), "B02", "probably the same model", "ollama cp llama3.2:latest llama3.2:3b", id="latest"
        ),
        pytest.param(
            asked("llama3.2:7b"), "B03", "comes in 1b and 3b, not in 7b", "ollama pull llama3.1:8b", id="no such tag"
        ),
        pytest.param(asked("bob/llama3.2"), "B04", "another namespace", "ollama pull bob/llama3.2", id="namespace"),
        pytest.param(
            asked("Llama3.2", one=server(version="0.13.5")),
            "B04",
            "minds capital letters",
            "write llama3.2:latest",
            id="case",
        ),
        pytest.param(
            healthy(configured("ollama/llama3.2")), "B05", "prefix", "write llama3.2 at gw.yaml:7:18", id="prefix"
        ),
        pytest.param(
            asked("gpt-4o"), "B06", "a vendor's model", "ollama cp llama3.2:latest gpt-4o", id="a vendor's model"
        ),
        pytest.param(asked("lama3.2"), "B01", "spelt alike", "write llama3.2:latest", id="slip of the pen"),
        pytest.param(asked("a b"), "B01", "no name of a model", "correct the name", id="no name"),
        pytest.param(
            asked(error="model 'qwen3:8b' not found"), "B01", "qwen3:8b is not", "ollama pull qwen3:8b", id="pasted"
        ),
        pytest.param(
            asked(error="Error: pull model manifest: file does not exist"), "B03", "registry", "library", id="manifest"
        ),
        pytest.param(
            asked(error="LLM Provider NOT provided"), "B05", "LiteLLM", "ollama_chat/llama3.2", id="prefix wanted"
        ),
        pytest.param(asked(one=server(tags=())), "B01", "has no models", "ollama pull llama3.2", id="nothing there"),
        pytest.param(
            healthy(server(tags=()), hardware=Hardware(Memory(GIB, ()), stores=(OWN, ADAS))),
            "B19",
            "/home/ada/.ollama/models holds 2 models of the user ada",
            "sudo cp -a /home/ada",
            id="another store",
        ),
        pytest.param(
            asked("qwen3", one=server(nearby=(Nearby(replace(OPEN, port=11435), "0.33.0", ("qwen3:latest",)),))),
            "B19",
            "another Ollama of this machine, on 127.0.0.1:11435, has it",
            "127.0.0.1:11435",
            id="another Ollama",
        ),
    ],
)
def test_absent(facts: Facts, id: str, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids[0]) == (Status.FAIL, id)
    assert summary in found.summary
    assert fix in doing(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(), id="nothing is asked for"),
        pytest.param(asked("llama3.2"), id="the tag is left out"),
        pytest.param(asked("Library/LLAMA3.2:latest"), id="the same in other words"),
        pytest.param(asked("gpt-oss:120b-cloud"), id="of the cloud"),
        pytest.param(asked(error="model 'llama3.2' not found"), id="pulled since the error was seen"),
        pytest.param(healthy(configured("llama3.2"), asked=Asked(model="clients-name")), id="a client's word for it"),
    ],
)
def test_there(facts: Facts):
    assert says_nothing(run(facts))


def test_several():
    one = configured("qwen3")
    more = replace(one.server.models[0], model="mistral", where="gw.yaml:9:18")
    found = run(healthy(replace(one, server=replace(one.server, models=(*one.server.models, more)))))
    assert "and 1 more" in found.summary
    assert [each.commands for each in found.fixes] == [("ollama pull qwen3", "ollama pull mistral")]
    assert "gw.yaml:9:18: mistral: it was not pulled there" in found.evidence


def test_equal_digest_on_another_server():
    other = replace(server("http://192.168.1.9:11434", tags=(replace(LLAMA, name="chat:v2"),)), is_here=False)
    here = server()
    facts = healthy(here, servers=(here, other), asked=Asked(model="chat:v2"))
    assert run(replace(facts, server=here)).status is Status.PASS  # it is meant for the one that has it
    wanted = Configured(here.server.address, "chat:v2", "chat", "gw.yaml:1:1", True)
    here = replace(here, server=replace(here.server, models=(wanted,)))
    found = run(replace(facts, server=here, servers=(here, other), asked=Asked()))
    assert (found.ids, "llama3.2:latest is the same model" in found.summary) == (("B02",), True)


def test_elsewhere_it_is_pulled_through_the_server():
    found = run(healthy(replace(server("http://192.168.1.9:11434"), is_here=False), asked=Asked(model="qwen3")))
    assert found.fixes[0].commands == ("agwctl models pull qwen3 -H http://192.168.1.9:11434",)


def test_a_name_from_outside_stays_a_word_of_the_command():
    found = run(asked("x;reboot"))
    assert "reboot" not in "".join(line for each in found.fixes for line in each.commands)


def test_a_server_that_need_not_be_ollama():
    one = server(version=Unread("no"), tags=Unread("no"), root=Unread("no"))
    other = replace(one, server=Server(one.server.address, one.server.origin, is_ollama=False))
    assert says_nothing(run(healthy(other)))


def test_the_list_is_not_known():
    with pytest.raises(CannotTell):
        run(asked("qwen3", one=server(tags=Unread("GET /api/tags took longer than 3 s"))))
