"""Folders of models."""

from __future__ import annotations

from dataclasses import replace

from agwctl.doctor.facts.hardware import Store
from agwctl.doctor.fixes.store import larger_disk, own_store, use_store
from agwctl.doctor.install import Install
from agwctl.ollama.replies import Details, Shown
from tests.doctor.asking import hardware
from tests.doctor.healthy import TUNNEL, healthy, server
from tests.doctor.installations import on

FROM = "# Modelfile\n\nFROM /b/blobs/sha256-0123\n"
ADAS = Store("/home/ada's/models", 2)


def test_a_service_gets_copies_of_its_own():
    (fix,) = use_store(on(Install.LINUX_SYSTEMD), ADAS)
    assert fix.commands == (
        "sudo cp -a '/home/ada'\"'\"'s/models'/. /usr/share/ollama/.ollama/models/",
        "sudo chown -R ollama: /usr/share/ollama/.ollama/models",
        "sudo systemctl restart ollama",
    )


def test_a_server_of_ones_own_is_pointed_there():
    (fix,) = use_store(on(Install.MACOS_APP), ADAS)
    assert "launchctl setenv OLLAMA_MODELS" in fix.commands[0]


def test_a_container_does_not_see_the_hosts_folders():
    assert use_store(on(Install.DOCKER), ADAS) == ()


def test_whose_store_it_is():
    assert own_store(healthy()) is not None
    assert own_store(healthy(server("http://10.0.0.9:11434", is_here=False))) is None


def test_what_a_tunnel_leads_to_has_no_store_here():
    assert own_store(healthy(sockets=TUNNEL)) is None


def test_of_two_servers_here_the_one_whose_files_are_in_it():
    stores = (Store("/a", 1), Store("/b", 1))
    one, other = server(), server("http://127.0.0.1:11500", shown={"x:latest": Shown(Details(), None, modelfile=FROM)})
    facts = healthy(one, servers=(one, other), hardware=hardware(1, stores=stores))
    assert own_store(facts) is None
    assert own_store(replace(facts, server=other)) == stores[1]
    assert own_store(replace(facts, servers=(one,))) == stores[0]


def test_a_larger_disk():
    assert "OLLAMA_MODELS" in "".join(larger_disk(healthy()).commands)
