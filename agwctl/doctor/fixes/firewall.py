"""Letting callers through a firewall: the port for them, not for everybody."""

from __future__ import annotations

import ipaddress

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.context import Context, Platform
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.place import titled, word_there
from agwctl.doctor.fixes.shell import one_line
from agwctl.doctor.install import Install, install_of

__all__ = ["allow", "allow_containers", "network_of"]

_DOCKERS = "172.16.0.0/12"
"""Out of which Docker takes the networks of its containers."""


def allow(facts: Facts, source: str, title: str = "") -> Fix:
    """Opens the server's port for an address or network in CIDR form."""
    port = facts.server.server.address.port
    said = title or f"let {source} through the firewall"
    if _is_none_on(facts):
        return Fix(f"{said} ({source}; of this machine no firewall is seen to be on)", (), install_of(facts).value)
    return Fix(titled(facts, said), _commands(facts, one_line(source), port), install_of(facts).value)


def allow_containers(facts: Facts, title: str) -> Fix:
    """Opens the server's port for the containers of this machine, and nothing else of it."""
    port = facts.server.server.address.port
    if _is_none_on(facts):
        return Fix(f"{title} (of this machine no firewall is seen to be on)", (), install_of(facts).value)
    if _is_firewalld(facts):  # whose rules name no interface
        return Fix(titled(facts, title), _commands(facts, _DOCKERS, port), install_of(facts).value)
    commands = (f"sudo ufw allow in on docker0 to any port {port} proto tcp",)
    return Fix(titled(facts, title), commands, install_of(facts).value)


def network_of(address: str) -> str:
    """The network that an address of a house or an office is most likely in: in CIDR form, `/24` and `/64`."""
    bare = address.partition("%")[0]
    return str(ipaddress.ip_network((bare, 64 if ":" in bare else 24), strict=False))


def _commands(facts: Facts, source: str, port: int) -> tuple[str, ...]:
    platform = _platform(facts)
    if platform == "win32":
        rule = f"-Direction Inbound -Protocol TCP -LocalPort {port} -RemoteAddress {source} -Action Allow"
        return (f"New-NetFirewallRule -DisplayName 'Ollama' {rule}",)
    if platform == "darwin":
        tool = "sudo /usr/libexec/ApplicationFirewall/socketfilterfw"
        return (f'{tool} --add "$(command -v ollama)"', f'{tool} --unblockapp "$(command -v ollama)"')
    if _is_firewalld(facts):
        family = "ipv6" if ":" in source else "ipv4"
        rule = f'rule family="{family}" source address="{source}" port port="{port}" protocol="tcp" accept'
        return (
            f"sudo firewall-cmd --permanent --add-rich-rule={word_there(facts, rule)}",
            "sudo firewall-cmd --reload",
        )
    return (f"sudo ufw allow from {word_there(facts, source)} to any port {port} proto tcp",)


def _platform(facts: Facts) -> Platform:
    """Of the machine that the server is on; of an unknown one the most usual."""
    if install_of(facts) is Install.WSL_WINDOWS:
        return "win32"
    return known_or(facts.context, Context("linux")).platform if facts.server.is_here else "linux"


def _is_none_on(facts: Facts) -> bool:
    """On Linux, as far as it can be told without being root."""
    context = known_or(facts.context, Context("linux", firewall="ufw"))
    return facts.server.is_here and _platform(facts) == "linux" and context.firewall not in ("ufw", "firewalld")


def _is_firewalld(facts: Facts) -> bool:
    """Of another machine the most usual is taken."""
    context = known_or(facts.context, Context("linux"))
    return facts.server.is_here and context.firewall == "firewalld"
