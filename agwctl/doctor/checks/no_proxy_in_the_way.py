"""No proxy of this shell's variables takes the requests that are meant for the server."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, not_needed, noted, warned
from agwctl.doctor.evidence.maker import quoted, shown
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.fixes.shell import dialect, export, one_line, word
from agwctl.ollama.proxy import Proxy, proxy_of_programs

__all__ = ["META", "run"]

META = Check(
    "no-proxy-in-the-way", Link.PROXY, "programs of this shell reach {server} without a proxy", ids=("A19",),
    needs=("address-is-dialable",), matters=False,
)  # fmt: skip
_LOCAL = ("localhost", "127.0.0.1", "::1")


def run(facts: Facts) -> Finding:
    server = facts.server
    proxy = proxy_of_programs(server.server.address, facts.environment)
    if proxy is None:
        return not_needed("no variable of this shell names a proxy for it")
    authority = one_line(proxy.authority)
    host = server.server.address.host
    summary = (
        f"programs started from this shell will send requests for {host} to {authority}, "
        f"because {_variable(facts, proxy)} is set and NO_PROXY does not list it"
    )
    through = server.through_proxy
    evidence = [f"direct: {_told(_direct(server))}", f"through the proxy: {_told(through)}"]
    if isinstance(through, Answer) and _is_same(server, through):
        return noted("A19", f"{summary}; the proxy passes them on", evidence, _fixes(facts))
    if isinstance(through, Unread) and not server.server.address.is_loopback:
        return noted("A19", summary, evidence, _fixes(facts))
    return warned("A19", summary, evidence, _fixes(facts))


def _variable(facts: Facts, proxy: Proxy) -> str:
    """Most programs read both spellings; the one that people know is told when both say the same."""
    upper = proxy.variable.upper()
    return upper if facts.environment.get(upper) == facts.environment.get(proxy.variable) else proxy.variable


def _direct(server: ServerFacts) -> Answer | Unread:
    return server.version_answer if isinstance(server.version_answer, Answer) else server.root


def _is_same(server: ServerFacts, through: Answer) -> bool:
    """Whether the server itself answered, by way of the proxy."""
    direct = _direct(server)
    return isinstance(direct, Answer) and (direct.status, direct.body) == (through.status, through.body)


def _told(answer: Answer | Unread) -> str:
    if isinstance(answer, Unread):
        return answer.reason
    if not answer.status:
        return answer.line
    via = "".join(f", {each.replace(':', '', 1)}" for each in quoted(answer, "via", "proxy-agent", "x-squid-error"))
    return f"{shown(answer) if answer.status != 200 else answer.line} in {answer.seconds * 1000:.0f} ms{via}"


def _fixes(facts: Facts) -> list[Fix]:
    """Both spellings: programs differ in which one they read, and in which one wins."""
    host = one_line(facts.server.server.address.host)
    names = ",".join(dict.fromkeys((*_LOCAL, host)))
    present = [name for name in ("NO_PROXY", "no_proxy") if facts.environment.get(name)]
    fix = export(facts, "leave this address out of the proxy", {"NO_PROXY": names, "no_proxy": names})
    if not present:
        return [fix]
    return [fix._replace(commands=_appended(facts, present[0], names))]


def _appended(facts: Facts, present: str, names: str) -> tuple[str, str]:
    """What is listed already stays, and is not shown."""
    added, other = word(facts, names), {"NO_PROXY": "no_proxy", "no_proxy": "NO_PROXY"}[present]
    return {
        "posix": (f'export {present}="${present},"{added}', f'export {other}="${present}"'),
        "fish": (f'set -x {present} "${present},"{added}', f'set -x {other} "${present}"'),
        "powershell": (f'$env:{present} = "$env:{present}," + {added}', f"$env:{other} = $env:{present}"),
    }[dialect(facts)]
