"""Called by one address, listening on another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.bound_for_caller import run
from agwctl.doctor.facts.containers import PublishedPort
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.facts import Nearby
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.service import DropIn
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, OPEN, SERVICE, healthy, server
from tests.doctor.installations import CONTAINER, on

LAN, BRIDGE = "192.168.1.20", "172.17.0.1"
WIDE = {"OLLAMA_HOST": "0.0.0.0:11434"}
UFW = Context("linux", firewall="ufw", user="ada")
HERE = (Nearby(OPEN, "0.33.0"),)
FOLDER = "sudo mkdir -p /etc/systemd/system/ollama.service.d"
DROP_IN = "printf '%s\\n' '[Service]' 'Environment=\"OLLAMA_HOST=0.0.0.0:11434\"' | sudo tee"


def refused(address=LAN, nearby=HERE, is_here=True, **facts):
    host = f"[{address}]" if ":" in address else address
    dials = (Dial(address, 11434, Connect.REFUSED),)
    return server(f"http://{host}:11434", "--ollama", address, dials=dials, nearby=nearby, is_here=is_here, **facts)


def test_an_open_port_of_a_laptop_on_loopback_is_well():
    found = run(healthy())
    assert (found.status, found.ids, found.fixes) == (Status.PASS, (), ())


def test_the_machines_address_and_a_service_on_loopback():
    found = run(healthy(refused(), context=UFW))
    assert (found.status, found.ids) == (Status.FAIL, ("A02",))
    assert found.summary == "Ollama listens on 127.0.0.1:11434 only, so 192.168.1.20:11434 is refused"
    assert found.evidence == (
        "connect 192.168.1.20:11434: refused",
        "connect 127.0.0.1:11434: open, Ollama 0.33.0",
        "listens on 127.0.0.1:11434 (ollama, pid 812)",
    )
    assert found.fixes[0].commands == (
        FOLDER,
        f"{DROP_IN} /etc/systemd/system/ollama.service.d/override.conf",
        "sudo systemctl daemon-reload",
        "sudo systemctl restart ollama",
    )
    assert found.fixes[-1].commands == ("sudo ufw allow from 192.168.1.0/24 to any port 11434 proto tcp",)


@pytest.mark.parametrize(
    ("install", "changes", "id", "command"),
    [
        (Install.LINUX_MANUAL, {}, "A02", "OLLAMA_MODELS='/data/my models' OLLAMA_HOST=0.0.0.0:11434 ollama serve"),
        (Install.LINUX_MANUAL, {"environment": WIDE}, "A11",
         "OLLAMA_MODELS='/data/my models' OLLAMA_HOST=0.0.0.0:11434 ollama serve"),
        (Install.LINUX_SYSTEMD, {"environment": WIDE}, "A11", "sudo systemctl daemon-reload"),
        (Install.MACOS_APP, {}, "A02", "launchctl setenv OLLAMA_HOST 0.0.0.0:11434"),
        (Install.MACOS_APP, {"environment": WIDE}, "A13", "launchctl setenv OLLAMA_HOST 0.0.0.0:11434"),
        (Install.MACOS_APP, {"launchctl": WIDE}, "A13", "osascript -e 'quit app \"Ollama\"'"),
        (Install.MACOS_BREW, {}, "A02", "brew services restart ollama"),
        (Install.WINDOWS_APP, {}, "A02", "setx OLLAMA_HOST '0.0.0.0:11434'"),
        (Install.WINDOWS_APP, {"windows": Windows(WIDE)}, "A14", "setx OLLAMA_HOST '0.0.0.0:11434'"),
    ],
)  # fmt: skip
def test_whose_variable_it_is(install, changes, id, command):
    found = run(on(install, refused(), **changes))
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    assert command in found.fixes[0].commands
    assert not any("export" in line for fix in found.fixes for line in fix.commands)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (
            "[Service]\nEnvironment=\u201cOLLAMA_HOST=0.0.0.0\u201d\n",
            FOLDER,
        ),
        ('[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0"\n', "sudo systemctl daemon-reload"),
    ],
)
def test_a_drop_in_in_vain(text, first):
    service = replace(SERVICE, drop_ins=(DropIn("/etc/systemd/system/ollama.service.d/override.conf", text),))
    found = run(healthy(refused(), service=service))
    assert (found.ids, found.fixes[0].commands[0]) == (("A12",), first)


ONE_FAMILY = (Nearby(Dial("::1", 11434, Connect.OPEN), "0.33.0"),)
LAN_ONLY = (Nearby(Dial(LAN, 11434, Connect.OPEN), "0.33.0"),)
ELSE = (Nearby(Dial("127.0.0.1", 8080, Connect.OPEN), "0.33.0"),)
DOCKER = Context("linux", container="docker", default_gateway=BRIDGE, addresses=("127.0.0.1", "172.17.0.5"))
WSL = Context("linux", wsl="nat", default_gateway="172.20.0.1", addresses=("127.0.0.1", "172.20.0.2"))


@pytest.mark.parametrize(
    ("facts", "ids", "command"),
    [
        (healthy(refused("127.0.0.1", ONE_FAMILY)), ("A38",), "agwctl doctor --ollama 'http://[::1]:11434'"),
        (healthy(refused("::1", HERE)), ("A38",), "agwctl doctor --ollama http://127.0.0.1:11434"),
        (healthy(refused("127.0.0.1", LAN_ONLY)), ("A10",), "agwctl doctor --ollama 192.168.1.20:11434"),
        (healthy(refused(BRIDGE)), ("A05",), FOLDER),
        (healthy(refused(LAN, ELSE), sockets=Sockets()), (), None),
        (healthy(refused(LAN, ())), ("A02",), FOLDER),
        (healthy(refused(LAN, ()), sockets=Sockets()), (), None),
        # seen from elsewhere
        (healthy(refused("192.168.1.50", (), is_here=False)), ("A02",), FOLDER),
        (healthy(refused(BRIDGE, (), is_here=False), context=DOCKER), ("A05",),
         FOLDER),
        (healthy(refused("172.20.0.1", (), is_here=False), context=WSL), ("A07",), "setx OLLAMA_HOST '0.0.0.0:11434'"),
    ],
)  # fmt: skip
def test_other_addresses(facts, ids, command):
    found = run(facts)
    assert (found.status, found.ids) == (Status.FAIL if ids else Status.PASS, ids)
    assert (found.fixes[0].commands[0] if found.fixes else None) == command


def test_a_listener_on_every_address_is_refused_by_a_firewall():
    """Ollama is never told to be bound to loopback when its listener was seen elsewhere."""
    sockets = Sockets((Listener("::", 11434, OLLAMA),), (OLLAMA,))
    found = run(healthy(refused(), sockets=sockets, context=UFW))
    assert (found.status, found.ids) == (Status.FAIL, ("A20",))
    assert found.fixes[0].commands == ("sudo ufw allow from 192.168.1.0/24 to any port 11434 proto tcp",)


def test_of_two_families_the_one_that_most_use_is_told():
    dials = (Dial("::1", 11434, Connect.REFUSED), Dial("127.0.0.1", 11434, Connect.REFUSED))
    found = run(healthy(server("http://localhost:11434", dials=dials, nearby=LAN_ONLY)))
    assert found.ids == ("A10",)
    assert found.evidence[:2] == ("connect [::1]:11434: refused", "connect 127.0.0.1:11434: refused")


def test_a_container_that_is_called_by_its_name():
    dials = (Dial("172.18.0.3", 11434, Connect.REFUSED),)
    found = run(healthy(server("http://ollama:11434", dials=dials, is_here=False), context=DOCKER))
    assert found.ids == ("A02",)
    assert found.fixes[0].title == "if it is a container: give it OLLAMA_HOST=0.0.0.0:11434, and start it"


def test_of_another_machine_it_is_probable():
    found = run(healthy(refused("192.168.1.50", (), is_here=False)))
    assert "probably" in found.summary
    assert found.fixes[0].title.startswith("on the machine 192.168.1.50, if it runs Linux with systemd: ")


@pytest.mark.parametrize(
    ("ports", "called", "line"),
    [
        ((), "127.0.0.1", "docker port ollama: nothing"),
        ((PublishedPort(11434),), "127.0.0.1", "docker port ollama: nothing"),
        ((PublishedPort(11434, "127.0.0.1", 11434),), LAN, "docker port ollama: 127.0.0.1:11434"),
    ],
)
def test_a_container_whose_port_does_not_get_out(ports, called, line):
    container = replace(CONTAINER, ports=ports)
    found = run(on(Install.DOCKER, refused(called, ()), containers=(container,), sockets=Sockets()))
    assert (found.status, found.ids) == (Status.FAIL, ("A21",))
    assert found.evidence[-1] == line
    assert " -p 11434:11434 " in found.fixes[0].commands[-1]
    assert found.fixes[0].platform == "docker"


@pytest.mark.parametrize(
    "container",
    [
        replace(CONTAINER, is_running=False),
        replace(CONTAINER, network_mode="host"),
        replace(CONTAINER, ports=(PublishedPort(11434, "", 8080),)),
        replace(CONTAINER, is_ollama=False, ports=()),
    ],
)
def test_a_container_that_is_none_of_it(container):
    assert (
        run(on(Install.DOCKER, refused("127.0.0.1", ()), containers=(container,), sockets=Sockets())).status
        is Status.PASS
    )


def test_a_listener_whose_owner_is_not_seen_is_believed_when_it_answers():
    sockets = Sockets((Listener("127.0.0.1", 11434),), (OLLAMA,))
    found = run(healthy(refused(), sockets=sockets))
    assert found.ids == ("A02",)
    assert found.evidence[-1] == "listens on 127.0.0.1:11434"
