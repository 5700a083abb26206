"""All works, and something that was set did not arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.bind_variable_arrives import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.service import DropIn
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, SERVICE, healthy, server
from tests.doctor.installations import on

WIDE = {"OLLAMA_HOST": "0.0.0.0"}
OPEN_TO_ALL = Sockets((Listener("::", 11434, OLLAMA),), (OLLAMA,))


def with_drop_in(text: str):
    return replace(SERVICE, drop_ins=(DropIn("/etc/systemd/system/ollama.service.d/override.conf", text),))


@pytest.mark.parametrize(
    ("facts", "status", "ids"),
    [
        (healthy(), Status.PASS, ()),
        (healthy(environment=WIDE), Status.WARN, ("A11",)),
        (healthy(environment=WIDE, sockets=OPEN_TO_ALL), Status.PASS, ()),
        (healthy(environment=WIDE, sockets=Sockets()), Status.PASS, ()),
        (healthy(server(is_here=False), environment=WIDE), Status.SKIP, ()),
        (healthy(environment={"OLLAMA_HOST": "127.0.0.1:11434"}), Status.PASS, ()),
        (on(Install.LINUX_MANUAL, environment=WIDE), Status.WARN, ("A11",)),
        (on(Install.MACOS_APP, environment=WIDE), Status.WARN, ("A13",)),
        (on(Install.WINDOWS_APP, environment=WIDE), Status.WARN, ("A14",)),
        (healthy(service=with_drop_in('Environment="OLLAMA_HOST=0.0.0.0"\n')), Status.WARN, ("A12",)),
        (healthy(service=with_drop_in('Environment="OLLAMA_KEEP_ALIVE=1h"\n')), Status.WARN, ("A12",)),
        (healthy(service=with_drop_in('[Service]\nEnvironment="OLLAMA_KEEP_ALIVE=1h"\n')), Status.PASS, ()),
        (healthy(service=with_drop_in('Environment="HTTPS_PROXY=http://u:p@x"\n')), Status.PASS, ()),
        (healthy(service=replace(SERVICE, needs_reload=True)), Status.WARN, ("A12",)),
    ],
)
def test_what_was_set(facts, status, ids):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)


def test_the_shells_variable_is_put_into_a_drop_in():
    found = run(healthy(environment=WIDE))
    assert found.summary == (
        "Ollama listens on 127.0.0.1:11434 (ollama, pid 812) only: OLLAMA_HOST=0.0.0.0 of this shell does not reach the"
        " service or app"
    )
    assert 'Environment="OLLAMA_HOST=0.0.0.0:11434"' in found.fixes[0].commands[1]


def test_other_variables_are_written_as_systemd_reads_them_and_secrets_are_not_shown():
    text = "export OLLAMA_KEEP_ALIVE=1h\nOLLAMA_API_KEY=secret\n"
    found = run(healthy(service=with_drop_in(text)))
    assert "secret" not in repr(found)
    assert "OLLAMA_KEEP_ALIVE=1h" in found.fixes[0].commands[1]
    assert found.fixes[0].commands[1].endswith("/zz-agwctl.conf")


def test_without_listeners_nothing_is_told():
    with pytest.raises(CannotTell):
        run(healthy(sockets=Unread("no /proc here")))
