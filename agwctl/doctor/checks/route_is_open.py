"""Packets get to the server and back: nothing on the way drops or forbids them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, passed
from agwctl.doctor.evidence.binding import holders, told
from agwctl.doctor.evidence.container_host import is_container_host
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import CannotTell, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.fixes import wsl
from agwctl.doctor.fixes.address import instead
from agwctl.doctor.fixes.bind import widen
from agwctl.doctor.fixes.firewall import allow, allow_containers
from agwctl.doctor.fixes.shell import word

__all__ = ["META", "run"]

META = Check(
    "route-is-open",
    Link.ROUTE,
    "packets reach {server}",
    ids=("A20", "A06", "A07", "A08", "A22", "A35", "A37", "A38"),
    needs=("name-resolves",),
)
_ARRIVED = (Connect.OPEN, Connect.REFUSED, Connect.RESET)
_AT_ONCE = 0.5
"""Seconds within which a refusal is a rule's; asking a network in vain for a machine takes longer."""
_TAILNET = ipaddress.ip_network("100.64.0.0/10")


def run(facts: Facts) -> Finding:
    dials = known(facts.server.dials)
    arrived = next((dial for outcome in _ARRIVED for dial in dials if dial.outcome is outcome), None)
    if arrived is not None:
        return passed(f"{arrived.address} answers in {arrived.seconds * 1000:.0f} ms", [dial.line for dial in dials])
    first = dials[0]
    if first.outcome is Connect.ERROR:
        raise CannotTell(f"connecting to {first.authority} ended with: {first.error}")
    context = known_or(facts.context, Context("linux"))
    found = (find(facts, context, first) for find in _FINDERS)
    finding = next((each for each in found if each is not None), None) or _by_firewall(facts, context, first)
    seen = [f"listens on {told(each)}" for each in holders(facts)] if facts.server.is_here else []
    return finding._replace(evidence=(*(f"{each.line}{_words(each)}" for each in dials), *seen))


def _words(dial: Dial) -> str:
    return f" ({dial.error})" if dial.error and dial.outcome is not Connect.TIMEOUT else ""


def _without_ipv6(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    if ":" not in dial.address or not context.ipv6_disabled:
        return None
    summary = f"{dial.authority} is an IPv6 address, and IPv6 is switched off here"
    return failed("A38", summary, (), [instead(facts, f"http://127.0.0.1:{dial.port}")] if facts.server.is_here else [])


def _without_loopback(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    """A machine, or a network namespace, whose own interface nobody has switched on."""
    is_loopback = ipaddress.ip_address(dial.address.partition("%")[0]).is_loopback
    if not is_loopback or dial.outcome is not Connect.NO_ROUTE or context.platform != "linux":
        return None
    summary = f"there is no route to {dial.authority}, this machine's own address: its loopback interface is down"
    return failed("A20", summary, (), [Fix("switch the interface on", ("sudo ip link set lo up",))])


def _in_wsl(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    address = ipaddress.ip_address(dial.address.partition("%")[0])
    if context.wsl == "mirrored" and address.is_loopback:
        summary = f"{dial.authority} does not even answer itself: WSL's mirrored networking is broken here"
        return failed("A08", summary, (), [wsl.nat()])
    if context.wsl and dial.address == context.default_gateway:
        summary = f"nothing comes back from {dial.authority}, the Windows side: probably Defender drops packets of WSL"
        return failed("A07", summary, (), [wsl.let_wsl_in(facts), wsl.mirrored()])
    return None


def _from_container(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    if not is_container_host(facts, context, dial):
        return None
    summary = f"nothing comes back from the host {dial.authority}: probably its firewall drops packets of containers"
    bridge = allow_containers(facts, "let containers in (of a compose network the bridge is br-…)")
    return failed("A06", summary, (), [bridge, widen(facts, dial.address)[0]._replace(is_besides=True)])


def _by_tailnet(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    address = ipaddress.ip_address(dial.address.partition("%")[0])
    name = facts.server.server.address.host.lower()
    if address not in _TAILNET and not name.endswith(".ts.net"):
        return None
    is_member = any(":" not in each and ipaddress.ip_address(each) in _TAILNET for each in context.addresses)
    if is_member:
        summary = f"{dial.authority} does not answer in the tailnet: it is offline, or an ACL forbids port {dial.port}"
        ways = ("tailscale status", f"tailscale ping {dial.address}")
        fixes = [Fix("see whether it is online, and by which way it is reached", ways)]
    elif context.container:
        summary = f"{dial.authority} is in a tailnet, of which this container is no member"
        fixes = [Fix("run it with `--network host` on a member, or Tailscale on every node, or its egress service")]
    else:
        summary = f"{dial.authority} is in a tailnet, of which this machine is no member"
        fixes = [Fix("join the tailnet", ("sudo tailscale up",))]
    return failed("A35", summary, (), fixes)


def _by_macos(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    is_lan = _is_private(dial) and not facts.server.is_here
    is_rule = dial.outcome is Connect.NO_ROUTE and dial.seconds < _AT_ONCE
    if context.platform != "darwin" or context.version[:1] < (15,) or not is_lan or not is_rule:
        return None
    summary = f"macOS forbids programs of this terminal the local network: no route to {dial.authority}, at once"
    settings = "System Settings → Privacy & Security → Local Network: switch this terminal or IDE on, and restart it"
    port = dial.port
    tunnel = Fix("go around it", (f"ssh -N -L {port}:127.0.0.1:{port} {dial.address}",), "macos-app")
    return failed("A22", summary, (), [Fix(settings, (), "macos-app"), tunnel])


def _moved(facts: Facts, context: Context, dial: Dial) -> Finding | None:
    """A literal address of the own network that nobody has any more."""
    is_written = facts.server.server.address.host == dial.address
    if facts.server.is_here or not is_written or not _is_private(dial) or dial.outcome is Connect.DENIED:
        return None
    found = next(
        (each for each in known_or(facts.server.nearby, ()) if each.version and each.dial.port == dial.port), None
    )
    is_nobodys = dial.outcome is Connect.NO_ROUTE and dial.seconds >= _AT_ONCE
    # Where the Ollama of this machine is looked at as well, this one is to be another.
    is_another = any(each.is_here and each.server != facts.server.server for each in facts.servers)
    if found is not None and not is_another and (is_nobodys or _neighbour(context, dial)):
        summary = f"nobody answers at {dial.address}; this machine has an Ollama, and probably had that address"
        return failed("A37", summary, (), [instead(facts, f"http://{found.dial.authority}"), _KEEP])
    if is_nobodys:
        return failed("A37", f"no machine of this network has the address {dial.address} now", (), [_KEEP])
    return None


_KEEP = Fix("find out the machine's address of today, and let the router keep it for it; or use the machine's name")


def _by_firewall(facts: Facts, context: Context, dial: Dial) -> Finding:
    own = next((each for each in context.addresses if _neighbour(Context("linux", addresses=(each,)), dial)), None)
    if dial.outcome is Connect.DENIED:
        summary = f"this system forbids programs to connect to {dial.authority}: {dial.error or 'permission denied'}"
        look = Fix("see which rule it is", ("sudo nft list ruleset", "sudo iptables -S OUTPUT"))
        return failed("A20", summary, (), [look])
    if dial.outcome is Connect.NO_ROUTE:
        summary = f"there is no route to {dial.authority}, or a firewall says so: {dial.error or 'no route'}"
    elif facts.server.is_here:
        own_rule = "probably its own firewall drops the packets"
        summary = f"nothing comes back from {dial.authority}, an address of this machine: {own_rule}"
    else:
        summary = f"nothing comes back from {dial.authority}: a firewall drops the packets, or no machine is there"
    fixes = [allow(facts, own, f"let {own} through the firewall")] if own else []
    if context.platform == "linux":
        address, zone, device = dial.address.partition("%")
        way = f"ip route get {address}{f' dev {word(facts, device)}' if zone else ''}"
        fixes.append(Fix("see by which way packets go", (way,), is_besides=bool(own)))
    return failed("A20", summary, (), fixes)


def _is_private(dial: Dial) -> bool:
    address = ipaddress.ip_address(dial.address.partition("%")[0])
    return address.is_private and not address.is_loopback


def _neighbour(context: Context, dial: Dial) -> bool:
    """Whether one of this machine's addresses is probably in the same network."""
    if ":" in dial.address:
        return False
    start = dial.address.rpartition(".")[0]
    return any(each.rpartition(".")[0] == start for each in context.addresses)


_FINDERS: tuple[Callable[[Facts, Context, Dial], Finding | None], ...] = (
    _without_ipv6,
    _without_loopback,
    _in_wsl,
    _from_container,
    _by_tailnet,
    _by_macos,
    _moved,
)
