"""Something listens where Ollama is to be."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, passed
from agwctl.doctor.evidence.binding import most_telling
from agwctl.doctor.evidence.crash_at_start import crash_at_start
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread, known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.fixes import wsl
from agwctl.doctor.fixes.address import instead
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.install import install
from agwctl.doctor.fixes.service import start, unit
from agwctl.doctor.install import Install, install_of
from agwctl.ollama.address import parse

__all__ = ["META", "run"]

META = Check(
    "ollama-listening",
    Link.LISTENER,
    "something listens on {server}",
    ids=("A01", "A39", "A03", "A07", "A10", "A26", "A30"),
    needs=("bound-for-caller",),
)


def run(facts: Facts) -> Finding:
    dials = known(facts.server.dials)
    open_one = next((dial for dial in dials if dial.outcome is Connect.OPEN), None)
    if open_one is not None:
        return passed(f"{open_one.authority} accepts connections in {open_one.seconds * 1000:.0f} ms", [open_one.line])
    tried = most_telling(dials)
    finding = (
        _failed_service(facts)
        or _own_loopback(facts, tried)
        or _other_port(facts, tried)
        or _reserved(facts, tried)
        or _in_wsl(facts, tried)
        or _not_running(facts, tried)
    )
    return finding._replace(evidence=(*(dial.line for dial in dials), *finding.evidence))


def _failed_service(facts: Facts) -> Finding | None:
    """One that was started and did not stay."""
    service = known_or(facts.service, Service())
    if not facts.server.is_here:
        return None
    is_again = service.active == "activating" and service.sub_state in ("", "auto-restart")
    has_failed = service.active == "failed" or is_again or service.result not in ("", "success")
    if not has_failed and not facts.asked.error:
        return None
    told = crash_at_start(facts, is_seen=has_failed)
    if told is not None or not has_failed:
        return told
    name = unit(facts)
    log = known_or(facts.log, Log(""))
    last = [line.strip()[:160] for line in log.lines if line.strip()][-3:]
    why = f": {last[-1]}" if last else f" ({service.result})" if service.result else ""
    look = Fix("see all of its log", (f"journalctl -u {name} -n 50 --no-pager",), Install.LINUX_SYSTEMD.value)
    evidence = [f"{name}: {service.active} ({service.result})", *(f"{log.source}: {line}" for line in last)]
    return failed(
        "A01",
        f"the service {name} was started and did not stay{why}",
        evidence,
        [look, start(facts)._replace(is_besides=True)],
    )


def _own_loopback(facts: Facts, tried: Dial) -> Finding | None:
    """In a container localhost is the container itself."""
    context, service = known_or(facts.context, Context("linux")), known_or(facts.service, Service())
    is_loopback = facts.server.server.address.is_loopback or tried.address == "::1"
    if not context.container or not is_loopback or service.program or known_or(facts.sockets, Sockets()).ollamas:
        return None
    summary = (
        f"this is a container ({context.container}), and {tried.address} is the container itself, where no Ollama is"
    )
    return failed("A03", summary, [f"container: {context.container}"], list(_ways_out(facts, context, tried.port)))


def _ways_out(facts: Facts, context: Context, port: int) -> Iterator[Fix]:
    if context.container == "kubernetes":
        yield Fix("name Ollama by its Service, or by the address of the machine that it runs on")
        return
    if context.container == "podman":
        yield instead(facts, f"http://host.containers.internal:{port}", "name the host, if Ollama runs there")
    elif context.desktop_engine:
        yield instead(facts, f"http://host.docker.internal:{port}", "name the host, on which Ollama runs")
    elif context.default_gateway:
        yield instead(
            facts, f"http://{context.default_gateway}:{port}", "name the host by its address, if Ollama runs there"
        )
    yield Fix("in one compose file with Ollama: use its service's name, `http://ollama:11434`", (), "docker")
    yield Fix("start this container with `--network host` (Linux)", (), "docker")


def _other_port(facts: Facts, tried: Dial) -> Finding | None:
    others = list(_others(facts, tried))
    if not others:
        return None
    authority = others[0][0]
    summary = f"nothing listens on {tried.authority}, but an Ollama does on {authority}"
    return failed("A10", summary, [line for _, line in others], [instead(facts, authority)])


def _others(facts: Facts, tried: Dial) -> Iterator[tuple[str, str]]:
    """Ollamas of this machine on other ports which nobody has named: authority, and how it was found."""
    named = {each.server.address.port for each in facts.servers if each.server.origin.kind != "default"}
    for near in known_or(facts.server.nearby, ()):
        if near.version and near.dial.port not in (tried.port, *named):
            yield near.dial.authority, f"{near.dial.authority}: Ollama {near.version}"
    if not facts.server.is_here:
        return
    for listener in known_or(facts.sockets, Sockets()).of_ollama():
        if (
            listener.port not in (tried.port, *named)
            and listener.process is not None
            and not listener.process.container
        ):
            at = f"127.0.0.1:{listener.port}" if listener.is_wildcard else listener.authority
            yield at, f"{listener.authority} is held by {listener.process.name} (pid {listener.process.pid})"
    for each in known_or(facts.containers, ()):
        for port in each.ports if each.is_ollama and each.is_running else ():
            if port.host_port and port.host_port not in (tried.port, *named):
                yield f"127.0.0.1:{port.host_port}", f"the container {each.name} publishes port {port.host_port}"


def _reserved(facts: Facts, tried: Dial) -> Finding | None:
    ranges = known_or(facts.windows, Windows()).excluded_ports
    taken = next(((first, last) for first, last in ranges if first <= tried.port <= last), None)
    if taken is None or known_or(facts.context, Context("linux")).platform != "win32":
        return None
    keep = f"netsh int ipv4 add excludedportrange protocol=tcp startport={tried.port} numberofports=1"
    summary = f"Windows keeps the ports {taken[0]} to {taken[1]} to itself: Ollama may not listen on {tried.port}"
    fix = Fix("take the port back (as administrator)", ("net stop winnat", keep, "net start winnat"), "windows-app")
    line = f"excludedportrange: {taken[0]}-{taken[1]}"
    return failed("A26", summary, [line], [fix, give(facts, "move Ollama", {"OLLAMA_HOST": "127.0.0.1:11500"})])


def _in_wsl(facts: Facts, tried: Dial) -> Finding | None:
    """No Ollama in the distribution: the one that is meant is on Windows, whose 127.0.0.1 is another."""
    context, service = known_or(facts.context, Context("linux")), known_or(facts.service, Service())
    has_own = service.program or service.manager != "none" or known_or(facts.sockets, Sockets()).ollamas
    if context.wsl not in ("nat", "unknown") or has_own or not facts.server.is_here:
        return None
    summary = f"no Ollama is in this distribution of WSL, and {tried.address} is not that of Windows"
    fixes = [wsl.let_wsl_in(facts), wsl.mirrored()]
    if context.default_gateway:
        windows = f"http://{context.default_gateway}:{tried.port}"
        fixes.insert(1, instead(facts, windows, "name the Windows side")._replace(is_besides=True))
    return failed("A07", summary, [f"WSL networking: {context.wsl}"], fixes)


def _not_running(facts: Facts, tried: Dial) -> Finding:
    service = known_or(facts.service, Service())
    state = (
        f", {service.name} is {service.active}"
        if service.manager != "none" and service.active and facts.server.is_here
        else ""
    )
    summary = f"nothing listens on {tried.authority}{state}"
    evidence = [f"{service.name}: {service.active} ({service.manager})"] if state else []
    is_known = facts.server.is_here and not isinstance(facts.service, Unread)
    if (
        is_known
        and service.manager == "none"
        and not service.program
        and not known_or(facts.sockets, Sockets()).ollamas
    ):
        absent = "no `ollama` program is installed here, and no service"
        fixes = [install(facts), start(facts)._replace(is_besides=True)]
        return failed("A01", f"{summary}, and Ollama is not installed here", [absent], fixes)
    told = (service.environment or {}).get("OLLAMA_HOST", "")
    if install_of(facts) is Install.LINUX_SYSTEMD and parse(told).port != tried.port:
        moved = give(facts, f"let Ollama listen on port {tried.port}, and start it", {"OLLAMA_HOST": tried.authority})
        return failed("A01", summary, evidence, [moved])
    return failed("A01", summary, evidence, [start(facts)])
