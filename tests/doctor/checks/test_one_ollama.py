"""Two where one is thought to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.one_ollama import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Asked, Nearby
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.service import Log
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from tests.doctor.healthy import OLLAMA, healthy, server

SIX, LAN = Dial("::1", 11434, Connect.OPEN), Dial("192.168.1.20", 11434, Connect.OPEN)
BESIDE = Dial("127.0.0.1", 11500, Connect.OPEN)
OWN = ("llama3.2:latest",)
OTHER = Process(900, "ollama", ("ollama", "serve"), "ada", {})
IN_USE = "Error: listen tcp {}: bind: address already in use"
WIDE = Sockets((Listener("::", 11434, OLLAMA),), (OLLAMA,))
FOREIGN = Sockets((Listener("127.0.0.1", 11434, Process(5, "node")),))
GONE = replace(OLLAMA, is_deleted=True, executable="/usr/local/bin/ollama")


def near(*others):
    return healthy(server(nearby=others))


@pytest.mark.parametrize(
    ("facts", "status", "ids"),
    [
        (healthy(), Status.PASS, ()),
        (near(Nearby(LAN, "0.33.0", OWN)), Status.PASS, ()),
        (near(Nearby(SIX, "0.13.5", OWN)), Status.WARN, ("A24",)),
        (near(Nearby(SIX, "0.33.0", ("qwen3:0.6b",))), Status.WARN, ("A24",)),
        (near(Nearby(SIX, "0.33.0", ())), Status.WARN, ("A24",)),
        (near(Nearby(SIX)), Status.PASS, ()),
        (near(Nearby(SIX, "0.33.0", None)), Status.PASS, ()),
        (healthy(server(nearby=(Nearby(SIX, "0.33.0", OWN),), tags=Unread("too slow"))), Status.PASS, ()),
        (near(Nearby(BESIDE, "0.33.0", OWN)), Status.PASS, ("A24",)),
        (healthy(server(nearby=(Nearby(BESIDE, "0.33.0", OWN),)), sockets=FOREIGN), Status.PASS, ()),
        (healthy(server(nearby=(Nearby(BESIDE, "0.33.0", ("qwen3:4b",)),)), sockets=FOREIGN), Status.PASS, ("A24",)),
        (healthy(server(nearby=(Nearby(BESIDE, "0.33.0", OWN),)), sockets=Sockets()), Status.PASS, ("A24",)),
        (healthy(server(nearby=(Nearby(BESIDE, "0.33.0"),)), servers=(server(), server("http://127.0.0.1:11500"))),
         Status.PASS, ()),
        (healthy(sockets=Sockets((Listener("127.0.0.1", 11434, GONE),), (GONE,))), Status.WARN, ("A24",)),
        (healthy(asked=Asked(error=IN_USE.format("0.0.0.0:11434"))), Status.FAIL, ("A25",)),
        (healthy(asked=Asked(error=IN_USE.format("127.0.0.1:11434"))), Status.FAIL, ("A24",)),
        (healthy(asked=Asked(error=IN_USE.format("0.0.0.0:11434")), sockets=WIDE), Status.FAIL, ("A24",)),
        (healthy(asked=Asked(error=IN_USE.format("127.0.0.1:8080"))), Status.PASS, ()),
        (healthy(asked=Asked(error=IN_USE.format("127.0.0.1:11434")), sockets=FOREIGN), Status.PASS, ()),
        (healthy(asked=Asked(error=IN_USE.format("127.0.0.1:11434")), sockets=Sockets()), Status.PASS, ()),
        (healthy(log=Log("journalctl -u ollama", (IN_USE.format("127.0.0.1:11434"),))), Status.WARN, ("A24",)),
    ],
)  # fmt: skip
def test_how_many(facts, status, ids):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)


def test_both_are_shown_with_their_models():
    sockets = Sockets((Listener("127.0.0.1", 11434, OLLAMA), Listener("::1", 11434, OTHER)), (OLLAMA, OTHER))
    found = run(healthy(server(nearby=(Nearby(SIX, "0.13.5", tuple(f"m{n}" for n in range(7))),)), sockets=sockets))
    assert found.evidence == (
        "127.0.0.1:11434: Ollama 0.33.0, llama3.2:latest",
        "[::1]:11434: Ollama 0.13.5, m0, m1, m2, m3, m4 and 2 more",
        "listens on 127.0.0.1:11434 (ollama, pid 812)",
        "listens on [::1]:11434 (ollama, pid 900)",
    )
    assert found.fixes[0].title == "keep one: end the one on [::1]:11434"
    assert found.fixes[0].commands == ("kill 900 && tail --pid=900 -f /dev/null",)


def test_the_message_is_not_believed_but_the_listener():
    found = run(healthy(asked=Asked(error=IN_USE.format("0.0.0.0:11434"))))
    assert found.summary == (
        "the Ollama that runs listens on 127.0.0.1:11434 (ollama, pid 812); 0.0.0.0:11434 is only what a second one"
        " asked for"
    )
    assert "OLLAMA_HOST=0.0.0.0:11434" in found.fixes[0].commands[1]


def test_the_first_one_is_there_to_be_used_and_a_second_one_has_to_wait_for_it():
    found = run(healthy(asked=Asked(error=IN_USE.format("127.0.0.1:11434"))))
    assert found.fixes[0].title == "use the one that runs: nothing has to be started"
    assert found.fixes[1].commands == ("sudo systemctl stop ollama",)


def test_a_version_that_was_not_read_is_no_other_one():
    with pytest.raises(CannotTell):
        run(healthy(server(version=Unread("too slow"), nearby=(Nearby(SIX, "0.33.0", OWN),))))
