"""A port for those who call, not for everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.fixes.firewall import allow, allow_containers, network_of
from agwctl.doctor.install import Install
from tests.doctor.installations import on

UFW = ("sudo ufw allow from 192.168.1.0/24 to any port 11434 proto tcp",)
FIREWALLD = (
    'sudo firewall-cmd --permanent --add-rich-rule=\'rule family="ipv4" source address="192.168.1.0/24"'
    ' port port="11434" protocol="tcp" accept\'',
    "sudo firewall-cmd --reload",
)
DEFENDER = (
    "New-NetFirewallRule -DisplayName 'Ollama' -Direction Inbound -Protocol TCP -LocalPort 11434"
    " -RemoteAddress 192.168.1.0/24 -Action Allow",
)
TOOL = "sudo /usr/libexec/ApplicationFirewall/socketfilterfw"
MACOS = (f'{TOOL} --add "$(command -v ollama)"', f'{TOOL} --unblockapp "$(command -v ollama)"')


@pytest.mark.parametrize(
    ("install", "commands"),
    [
        (Install.LINUX_SYSTEMD, UFW),
        (Install.LINUX_MANUAL, UFW),
        (Install.DOCKER, UFW),
        (Install.MACOS_APP, MACOS),
        (Install.WINDOWS_APP, DEFENDER),
        (Install.WSL_WINDOWS, DEFENDER),
        (Install.ELSEWHERE, UFW),
    ],
)
def test_each_kind_of_installation(install, commands):
    facts = on(install)
    facts = replace(facts, context=replace(known_or(facts.context, Context("linux")), firewall="ufw"))
    assert allow(facts, "192.168.1.0/24").commands == commands


@pytest.mark.parametrize(
    ("context", "commands"),
    [
        (Context("linux", "Fedora Linux 41", firewall="ufw"), UFW),
        (Context("linux", "Ubuntu 24.04", firewall="firewalld"), FIREWALLD),
        (Context("linux", "Ubuntu 24.04"), ()),
        (Context("linux", "Ubuntu 24.04", firewall="nftables"), ()),
    ],
)
def test_the_firewall_of_this_machine(context, commands):
    assert allow(on(Install.LINUX_SYSTEMD, context=context), "192.168.1.0/24").commands == commands


@pytest.mark.parametrize(
    ("firewall", "commands"),
    [
        ("ufw", ("sudo ufw allow in on docker0 to any port 11434 proto tcp",)),
        (
            "firewalld",
            (FIREWALLD[0].replace("192.168.1.0/24", "172.16.0.0/12"), FIREWALLD[1]),
        ),
        ("", ()),
    ],
)
def test_for_containers(firewall, commands):
    facts = on(Install.LINUX_SYSTEMD, context=Context("linux", firewall=firewall))
    assert allow_containers(facts, "x").commands == commands


@pytest.mark.parametrize(("address", "network"), [("192.168.1.20", "192.168.1.0/24"), ("fd00::1%eth0", "fd00::/64")])
def test_networks(address, network):
    assert network_of(address) == network
