"""The name of the server has an address where it is looked up."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed
from agwctl.doctor.evidence.container_host import HOST_NAMES
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Resolution
from agwctl.doctor.fixes.address import instead
from agwctl.doctor.fixes.shell import word

__all__ = ["META", "run"]

META = Check(
    "name-resolves",
    Link.NAME,
    "the name in {server} has an address here",
    ids=("A18", "A04", "A32", "A35"),
    needs=("address-is-dialable",),
)
_TUNNELS = (
    ".ngrok.io",
    ".ngrok.app",
    ".ngrok-free.app",
    ".ngrok-free.dev",
    ".ngrok.dev",
    ".trycloudflare.com",
    ".loca.lt",
)


def run(facts: Facts) -> Finding:
    resolution = known(facts.server.resolution)
    if resolution.addresses:
        return _known_name(facts, resolution)
    context = known_or(facts.context, Context("linux"))
    name = resolution.name.lower().rstrip(".")
    evidence = [f"look up {resolution.name}: {resolution.error or 'no address'}"]
    if name in HOST_NAMES:
        return _engines_name(facts, context, name, evidence)
    if name.endswith(".ts.net"):
        return _tailnet(context, resolution.name, evidence)
    if name.endswith(_TUNNELS):
        summary = f"the tunnel {resolution.name} is gone: names that cost nothing change when it is started again"
        new = Fix("start the tunnel again, and write its new name wherever the old one stands (also as `sni`)")
        return failed("A32", summary, evidence, [new])
    where = f" in this {context.container} container" if context.container not in ("", "other") else ""
    summary = f"the name {resolution.name} has no address{where or ' here'}"
    return failed("A18", summary, evidence, _fixes(facts, context, name))


def _known_name(facts: Facts, resolution: Resolution) -> Finding:
    if resolution.addresses == (resolution.name,):
        return passed(f"{resolution.name} is an address")
    shown = ", ".join(resolution.addresses[:4])
    summary = f"{resolution.name} is {shown}"
    line = f"look up {resolution.name}: {shown} in {resolution.seconds * 1000:.0f} ms"
    is_for_others = facts.server.server.origin.kind == "configuration" and resolution.name.lower() != "localhost"
    if resolution.from_hosts_file and is_for_others:
        return noted("A18", f"{summary}, by the hosts file of this machine: containers and pods do not know it", [line])
    return passed(summary, [line])


def _engines_name(facts: Facts, context: Context, name: str, evidence: list[str]) -> Finding:
    port = facts.server.server.address.port
    if not context.container:
        summary = f"{name} is a name inside of containers; this is none"
        return failed("A04", summary, evidence, [instead(facts, f"http://127.0.0.1:{port}")])
    summary = f"{name} does not exist here: only Docker Desktop makes that name, engines on Linux have to be told"
    start = f"docker run --add-host={name}:host-gateway …"
    fixes = [
        Fix(f"start this container with `{start}`", (), "docker"),
        Fix(f'with compose: `extra_hosts: ["{name}:host-gateway"]`', (), "docker"),
    ]
    if context.default_gateway:
        fixes.append(instead(facts, f"http://{context.default_gateway}:{port}", "name the host by its address"))
    return failed("A04", summary, evidence, fixes)


def _tailnet(context: Context, name: str, evidence: list[str]) -> Finding:
    """MagicDNS is asked only where Tailscale runs and is let change the resolver."""
    summary = f"{name} is a name of a tailnet, which is not known here"
    address = Fix("use the machine's address of 100.64.0.0/10, which `tailscale status` shows, in place of its name")
    if context.container == "kubernetes":
        more = Fix("let CoreDNS ask 100.100.100.100 for `ts.net`, or use the Tailscale operator's egress service")
    elif context.container:
        more = Fix("start this container with `--dns 100.100.100.100` or `--network host`", (), "docker")
    else:
        more = Fix("join the tailnet and take its names", ("sudo tailscale up --accept-dns=true",))
    return failed("A35", summary, evidence, [address, more])


def _fixes(facts: Facts, context: Context, name: str) -> list[Fix]:
    url = facts.server.server.address._replace(host="ADDRESS").url.rstrip("/")
    by_address = Fix(f"name the server by its IP address: `{url}`")
    if context.container == "kubernetes":
        return [Fix("give the name a Service with an EndpointSlice, or use the server's IP address"), by_address]
    if context.container:
        same = "" if "." in name else f"if {name} is a container: put both into one network; else "
        return [by_address, Fix(f"{same}start this one with `--add-host={name}:ADDRESS`", (), "docker")]
    if name.endswith(".local"):
        return [by_address, Fix("let this machine ask for names in .local (Linux: the package libnss-mdns)")]
    if "." in name:
        return [Fix(f"see whether {name} is spelt as its DNS has it"), by_address]
    if context.platform == "linux":
        line = f"echo ADDRESS {word(facts, name)} | sudo tee -a /etc/hosts"
        return [by_address, Fix(f"make the name known here, with its address: `{line}`")]
    return [by_address]
