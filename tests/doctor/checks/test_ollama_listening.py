"""Whether something listens, and why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.ollama_listening import run
from agwctl.doctor.facts.containers import PublishedPort
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Asked, Nearby, Origin
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.fixes.service import WINDOWS_START
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, REFUSED, SERVICE, healthy, server
from tests.doctor.installations import CONTAINER, on

DOWN = server(dials=(REFUSED,), nearby=())
STOPPED = replace(SERVICE, active="inactive", main_pid=0)
SHUT = "nothing listens on 127.0.0.1:11434"
NOBODY = Sockets()
NOTHING = Service("none")
MKDIR = "Error: mkdir /data/models: permission denied: ensure path elements are traversable"
DOCKER = Context("linux", container="docker", default_gateway="172.17.0.1", shell="bash")
DESKTOP = replace(DOCKER, desktop_engine=True)
PODMAN = replace(DOCKER, container="podman")
PODS = replace(DOCKER, container="kubernetes")
WSL = Context("linux", wsl="nat", default_gateway="172.20.0.1", shell="bash")


def down(one=DOWN, service=STOPPED, sockets=NOBODY, **changes):
    return healthy(one, service=service, sockets=sockets, **changes)


def test_an_open_port():
    assert run(healthy()).status is Status.PASS


@pytest.mark.parametrize(
    ("facts", "summary", "command"),
    [
        (down(), "nothing listens on 127.0.0.1:11434, ollama is inactive", "sudo systemctl enable --now ollama"),
        (down(service=replace(NOTHING, program="/usr/local/bin/ollama")), SHUT, "ollama serve"),
        (down(service=NOTHING), "nothing listens on 127.0.0.1:11434, and Ollama is not installed here",
         "curl -fsSL https://ollama.com/install.sh | sh"),
        (down(service=Unread("no systemctl")), SHUT, "ollama serve"),
        (on(Install.MACOS_APP, DOWN, sockets=Sockets()), SHUT, "open -a Ollama"),
        (on(Install.MACOS_BREW, DOWN, sockets=Sockets()), SHUT, "brew services start ollama"),
        (on(Install.WINDOWS_APP, DOWN, sockets=Sockets()), SHUT, WINDOWS_START),
        (on(Install.DOCKER, DOWN, sockets=Sockets(), containers=(replace(CONTAINER, is_running=False),)),
         "nothing listens on 127.0.0.1:11434, ollama is active", "docker start ollama"),
    ],
)  # fmt: skip
def test_nothing_runs(facts, summary, command):
    found = run(facts)
    assert (found.status, found.ids, found.summary) == (Status.FAIL, ("A01",), summary)
    assert found.evidence[0] == "connect 127.0.0.1:11434: refused"
    assert found.fixes[0].commands[0] == command


@pytest.mark.parametrize(
    ("service", "log", "id"),
    [
        (replace(STOPPED, active="failed", result="exit-code"), MKDIR, "A39"),
        (replace(STOPPED, active="activating", sub_state="auto-restart"), MKDIR, "A39"),
        (replace(STOPPED, active="failed", result="exit-code"), "panic: bad origin: origins must contain", "A30"),
        (replace(STOPPED, active="failed", result="exit-code"), "Error: something new", "A01"),
        (STOPPED, MKDIR, "A01"),
    ],
)
def test_a_service_that_did_not_stay(service, log, id):
    found = run(down(service=service, log=Log("journalctl -u ollama", ("starting", log))))
    assert (found.status, found.ids) == (Status.FAIL, (id,))


def test_the_last_lines_of_the_log_are_shown_when_they_say_nothing_known():
    service = replace(STOPPED, active="failed", result="signal")
    found = run(down(service=service, log=Log("journalctl -u ollama", ("a", "Error: something new"))))
    assert found.summary == "the service ollama was started and did not stay: Error: something new"
    assert found.fixes[0].commands == ("journalctl -u ollama -n 50 --no-pager",)


def test_what_was_pasted_counts_without_a_service():
    found = run(down(service=replace(NOTHING, program="/usr/bin/ollama"), asked=Asked(error=MKDIR)))
    assert found.ids == ("A39",)


BESIDE = (Nearby(Dial("127.0.0.1", 8080, Connect.OPEN), "0.33.0"),)
MOVED = replace(OLLAMA, pid=900)


def named(kind: str, where: str = ""):
    one = replace(DOWN, nearby=BESIDE)
    return down(replace(one, server=replace(one.server, origin=Origin(kind, "127.0.0.1:11434", where))))


@pytest.mark.parametrize(
    ("facts", "title", "commands"),
    [
        (named("default"), None, ("export OLLAMA_HOST=127.0.0.1:8080",)),
        (named("OLLAMA_HOST"), None, ("export OLLAMA_HOST=127.0.0.1:8080",)),
        (named("--ollama"), None, ("agwctl doctor --ollama 127.0.0.1:8080",)),
        (named("configuration", "gw.yaml:7:18"), "in gw.yaml:7 put 127.0.0.1:8080 in place of 127.0.0.1:11434", ()),
        (down(sockets=Sockets((Listener("::", 8080, MOVED),), (MOVED,))), None, ("export OLLAMA_HOST=127.0.0.1:8080",)),
        (down(sockets=Sockets((Listener("192.168.1.20", 8080, MOVED),), (MOVED,))), None,
         ("export OLLAMA_HOST=192.168.1.20:8080",)),
        (down(containers=(replace(CONTAINER, ports=(PublishedPort(11434, "", 8080),)),)), None,
         ("export OLLAMA_HOST=127.0.0.1:8080",)),
    ],
)  # fmt: skip
def test_another_port(facts, title, commands):
    found = run(facts)
    assert (found.status, found.ids) == (Status.FAIL, ("A10",))
    assert found.fixes[0].commands == commands
    assert title is None or found.fixes[0].title == title


def test_an_ollama_that_is_named_itself_is_none_that_was_moved():
    one, two = replace(DOWN, nearby=BESIDE), server("http://127.0.0.1:8080", "configuration", "127.0.0.1:8080")
    assert run(down(one, servers=(one, two))).ids == ("A01",)
    own = server("http://127.0.0.1:8080")  # by default: nobody named that one
    assert run(down(one, servers=(one, own))).ids == ("A10",)


@pytest.mark.parametrize(
    ("service", "command"),
    [
        (replace(NOTHING, program="/usr/bin/ollama"), "OLLAMA_HOST=127.0.0.1:8080 ollama serve"),
        (STOPPED, "sudo mkdir -p /etc/systemd/system/ollama.service.d"),
        (replace(STOPPED, environment={"OLLAMA_HOST": "0.0.0.0:8080"}), "sudo systemctl enable --now ollama"),
    ],
)
def test_it_is_started_where_it_is_called(service, command):
    one = server("http://127.0.0.1:8080", dials=(replace(REFUSED, port=8080),), nearby=())
    assert run(down(one, service=service)).fixes[0].commands[0] == command


def test_what_is_not_installed_is_installed_and_then_started():
    found = run(down(service=NOTHING))
    assert found.evidence[-1] == "no `ollama` program is installed here, and no service"
    assert [fix.commands for fix in found.fixes] == [
        ("curl -fsSL https://ollama.com/install.sh | sh",),
        ("ollama serve",),
    ]


@pytest.mark.parametrize(
    ("context", "first"),
    [
        (DOCKER, "export OLLAMA_HOST=http://172.17.0.1:11434"),
        (DESKTOP, "export OLLAMA_HOST=http://host.docker.internal:11434"),
        (PODS, None),
        (PODMAN, "export OLLAMA_HOST=http://host.containers.internal:11434"),
    ],
)
def test_a_containers_own_loopback(context, first):
    found = run(down(service=NOTHING, context=context))
    assert (found.status, found.ids) == (Status.FAIL, ("A03",))
    assert (found.fixes[0].commands or (None,))[0] == first


def test_ollamas_own_container_is_not_told_of_the_host():
    assert run(down(service=replace(NOTHING, program="/usr/bin/ollama"), context=DOCKER)).ids == ("A01",)


def test_an_empty_distribution_of_wsl():
    found = run(down(service=NOTHING, context=WSL))
    assert (found.status, found.ids) == (Status.FAIL, ("A07",))
    assert found.fixes[1].commands == ("export OLLAMA_HOST=http://172.20.0.1:11434",)
    assert run(down(service=replace(NOTHING, program="/usr/bin/ollama"), context=WSL)).ids == ("A01",)


@pytest.mark.parametrize(
    ("ranges", "id"), [(((11400, 11499),), "A26"), (((11434, 11434),), "A26"), (((50000, 50059),), "A01")]
)
def test_ports_that_windows_keeps(ranges, id):
    found = run(on(Install.WINDOWS_APP, DOWN, sockets=Sockets(), windows=Windows(excluded_ports=ranges)))
    assert found.ids == (id,)
    if id == "A26":
        assert found.fixes[0].commands == (
            "net stop winnat",
            "netsh int ipv4 add excludedportrange protocol=tcp startport=11434 numberofports=1",
            "net start winnat",
        )


def test_without_a_connect_nothing_is_told():
    with pytest.raises(CannotTell):
        run(healthy(server(dials=Unread("no address"))))
