"""What Windows passes on to WSL gets to the distribution that runs."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, failed, not_needed, noted, passed, warned
from agwctl.doctor.evidence.binding import holders
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer, Connect
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.fixes import wsl
from agwctl.doctor.install import Install, install_of

__all__ = ["META", "run"]

META = Check(
    "windows-forwards-port", Link.ROUTE, "what Windows passes on for {server} gets to WSL", ids=("A09",),
    needs=("address-is-dialable",), matters=False,
)  # fmt: skip


def run(facts: Facts) -> Finding:
    context = known_or(facts.context, Context("linux"))
    if context.platform != "win32" and not context.wsl:
        return not_needed("this is not Windows")
    if install_of(facts) is Install.WSL_WINDOWS or not facts.server.is_here:
        return not_needed("it does not run inside of WSL")
    if context.wsl == "mirrored":
        return passed("WSL shares the network of Windows")
    windows = known(facts.windows)
    port = facts.server.server.address.port
    rules = [each for each in windows.port_proxies if each.listen_port == port]
    if not rules:
        return _not_passed_on(facts, context, windows)
    rule = rules[0]
    line = f"portproxy: {rule.listen_address}:{rule.listen_port} → {rule.connect_address}:{rule.connect_port}"
    if not windows.wsl_address or rule.connect_address in (windows.wsl_address, "localhost", "127.0.0.1"):
        return passed("Windows passes the port on to the address that WSL has", [line])
    summary = (
        f"Windows passes port {port} on to {rule.connect_address}, and WSL has the address {windows.wsl_address} now"
    )
    judge = failed if _is_in_vain(facts) else warned
    return judge("A09", summary, [line, f"wsl hostname -I: {windows.wsl_address}"], [wsl.forward(facts, windows)])


def _is_in_vain(facts: Facts) -> bool:
    """Whether the server is called by the address that Windows passes on."""
    dial, root = facts.server.dialled, facts.server.root
    is_loopback = facts.server.server.address.is_loopback
    is_dead = isinstance(root, Answer) and not root.status and dial is not None and dial.outcome is Connect.OPEN
    return is_dead or (dial is not None and dial.outcome is not Connect.OPEN and not is_loopback)


def _not_passed_on(facts: Facts, context: Context, windows: Windows) -> Finding:
    """Callers of other machines reach Windows only; whether somebody wants that is seen by the bind."""
    port = facts.server.server.address.port
    if context.wsl != "nat":
        return passed(f"Windows passes port {port} on to nobody")
    if not any(each.is_wildcard for each in holders(facts)):
        return passed(f"Windows passes port {port} on to nobody; other machines cannot call it")
    summary = (
        f"other machines cannot call this Ollama: it runs inside of WSL, and Windows passes port {port} on to nobody"
    )
    return noted("A09", summary, ["portproxy: nothing for this port"], [wsl.forward(facts, windows)])
