"""What is between here and there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.route_is_open import run
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Nearby
from agwctl.doctor.facts.network import Connect, Dial
from tests.doctor.healthy import OPEN, REFUSED, healthy, server

LAN = ("127.0.0.1", "::1", "192.168.1.20")
HERE = Context("linux", addresses=LAN, user="ada", firewall="ufw")
MAC = Context("darwin", "macOS 15.1", (15, 1), addresses=LAN)
OLD_MAC = Context("darwin", "macOS 14.5", (14, 5), addresses=LAN)
NAT = Context("linux", wsl="nat", default_gateway="172.20.0.1", addresses=("127.0.0.1", "172.20.0.2"))
MIRRORED = Context("linux", wsl="mirrored", addresses=LAN)
DOCKER = Context("linux", container="docker", default_gateway="172.17.0.1", addresses=("127.0.0.1", "172.17.0.5"))
MEMBER = Context("linux", addresses=(*LAN, "100.101.1.1"))
OFF = Context("linux", addresses=("127.0.0.1",), ipv6_disabled=True)
ALSO_HERE = (Nearby(OPEN, "0.33.0"),)


def to(address, outcome, context=HERE, seconds=0.001, error="", is_here=False, **facts):
    host = f"[{address}]" if ":" in address else address
    dials = (Dial(address, 11434, outcome, seconds, error),)
    return healthy(
        server(f"http://{host}:11434", "--ollama", address, is_here=is_here, dials=dials, **facts), context=context
    )


LET_IN = "sudo ufw allow from 192.168.1.20 to any port 11434 proto tcp"
T, N, D = Connect.TIMEOUT, Connect.NO_ROUTE, Connect.DENIED


@pytest.mark.parametrize(
    ("facts", "id", "fix"),
    [
        (to("192.168.1.60", T, seconds=2.0), "A20", LET_IN),
        (to("10.9.9.9", T, seconds=2.0), "A20", "ip route get 10.9.9.9"),
        (to("203.0.113.9", T, seconds=2.0), "A20", "ip route get 203.0.113.9"),
        (to("10.9.9.9", N, error="No route to host"), "A20", "ip route get 10.9.9.9"),
        (to("192.168.1.60", D, error="Permission denied"), "A20", "sudo nft list ruleset"),
        (to("192.168.1.20", T, seconds=2.0, is_here=True), "A20", LET_IN),
        (to("127.0.0.1", N, is_here=True), "A20", "sudo ip link set lo up"),
        (to("172.17.0.1", T, DOCKER), "A06", "sudo ufw allow in on docker0 to any port 11434 proto tcp"),
        (to("172.20.0.1", T, NAT), "A07", "setx OLLAMA_HOST '0.0.0.0:11434'"),
        (to("127.0.0.1", T, MIRRORED, is_here=True), "A08",
         'Add-Content "$env:USERPROFILE\\.wslconfig" "`n[wsl2]`nnetworkingMode=nat"'),
        (to("192.168.1.60", N, MAC), "A22", None),
        (to("192.168.1.60", N, OLD_MAC), "A20", LET_IN),
        (to("192.168.1.60", N, MAC, seconds=3.0), "A37", None),
        (to("192.168.1.60", N, seconds=3.0), "A37", None),
        (to("192.168.1.60", T, seconds=2.0, nearby=ALSO_HERE), "A37", "agwctl doctor --ollama http://127.0.0.1:11434"),
        (to("10.9.9.9", T, seconds=2.0, nearby=ALSO_HERE), "A20", "ip route get 10.9.9.9"),
        (to("100.100.1.2", T), "A35", "sudo tailscale up"),
        (to("100.100.1.2", N), "A35", "sudo tailscale up"),
        (to("100.100.1.2", T, MEMBER), "A35", "tailscale status"),
        (to("100.100.1.2", T, DOCKER), "A35", None),
        (to("fe80::1%eth0", N), "A20", "ip route get fe80::1 dev eth0"),
        (to("fd00::5", N, OFF), "A38", None),
        (to("::1", N, OFF, is_here=True), "A38", "agwctl doctor --ollama http://127.0.0.1:11434"),
    ],
)  # fmt: skip
def test_what_is_in_the_way(facts, id, fix):
    found = run(facts)
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    commands = [line for each in found.fixes for line in each.commands]
    assert commands[:1] == ([fix] if fix else []) or (fix is None and id == "A22")
    assert facts.server.dialled is not None and facts.server.dialled.authority in found.evidence[0]


def test_a_listener_that_was_seen_is_shown():
    found = run(to("192.168.1.20", T, seconds=2.0, is_here=True))
    assert found.evidence == (
        "connect 192.168.1.20:11434: timeout after 2.0 s",
        "listens on 127.0.0.1:11434 (ollama, pid 812)",
    )


def test_a_tunnel_goes_around_what_macos_forbids():
    found = run(to("192.168.1.60", N, MAC))
    assert found.fixes[0].title.startswith("System Settings → Privacy & Security → Local Network")
    assert found.fixes[1].commands == ("ssh -N -L 11434:127.0.0.1:11434 192.168.1.60",)


@pytest.mark.parametrize("dial", [OPEN, REFUSED, Dial("127.0.0.1", 11434, Connect.RESET)])
def test_an_answer_of_any_kind_shows_that_the_way_is_open(dial):
    assert run(healthy(server(dials=(Dial("::1", 11434, Connect.TIMEOUT), dial)))).status is Status.PASS


@pytest.mark.parametrize(
    "dials", [Unread("no address"), (Dial("127.0.0.1", 1, Connect.ERROR, 0.0, "Too many open files"),)]
)
def test_what_cannot_be_told(dials):
    with pytest.raises(CannotTell):
        run(healthy(server(dials=dials)))


def test_an_address_beside_this_machines_own_ollama_is_another_machines():
    facts = to("192.168.1.60", T, seconds=2.0, nearby=ALSO_HERE)
    assert run(replace(facts, servers=(server(), facts.server))).ids == ("A20",)
