"""A browser lets the page that was named call the server, and the server lets it in."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, noted, passed
from agwctl.doctor.evidence.maker import shown
from agwctl.doctor.evidence.server_settings import server_variable
from agwctl.doctor.facts.fact import CannotTell, Unread, known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.fixes.environment import give

__all__ = ["META", "run"]

META = Check(
    "origin-is-accepted",
    Link.GUARD,
    "pages of the origin that was named may call {server}",
    ids=("A30", "A29"),
    needs=("host-is-accepted",),
)


def run(facts: Facts) -> Finding:
    origin, address = facts.asked.origin, facts.server.server.address
    if not origin:
        return _open_to_all(facts)
    if origin.lower().startswith("https://") and address.scheme == "http" and not address.is_loopback:
        summary = f"a browser lets no page of {origin} call {facts.server.server.url}, which is without TLS"
        fix = Fix("let the page call a gateway with TLS, or, on the page's own machine, http://127.0.0.1:11434")
        return failed("A29", summary, [f"page: {origin}", f"server: {facts.server.server.url}"], [fix])
    answer = known(facts.server.with_origin)
    plain = known(facts.server.version_answer)
    evidence = [f"GET /api/version: {plain.line}", f"the same with Origin {origin}: {shown(answer)}"]
    if answer.status == 403 and plain.status != 403:
        summary = f"Ollama refuses what comes from pages of {origin} (403)"
        return failed("A30", summary, evidence, [_let_in(facts, origin)])
    if not answer.status:
        raise CannotTell(f"a request with Origin {origin} is not answered: {answer.line}")
    if plain.status == answer.status and not _lets_read(facts, answer):
        summary = f"it answers pages of {origin}, and does not tell the browser to let them read that"
        front = Fix("let what is in front of Ollama pass Origin on, and Access-Control-Allow-Origin of the answers")
        return failed("A30", summary, [*evidence, "Access-Control-Allow-Origin: not there, or another"], [front])
    return passed(f"pages of {origin} may call it", evidence)


def _lets_read(facts: Facts, answer: Answer) -> bool:
    """Whether a browser gives the answer to the page; to one of the server's own it always does."""
    allowed = answer.headers.get("access-control-allow-origin", "")
    return allowed in ("*", facts.asked.origin) or facts.asked.origin == facts.server.server.url


def _let_in(facts: Facts, origin: str) -> Fix:
    """Those that are let in already stay."""
    setting = server_variable(facts, "OLLAMA_ORIGINS")
    present = [] if isinstance(setting, Unread) else [each for each in setting.value.split(",") if each]
    return give(facts, f"let pages of {origin} in", {"OLLAMA_ORIGINS": ",".join([*present, origin])})


def _open_to_all(facts: Facts) -> Finding:
    setting = server_variable(facts, "OLLAMA_ORIGINS")
    if not isinstance(setting, Unread) and "*" in setting.value.split(","):
        evidence = [f"{setting.source}: OLLAMA_ORIGINS={setting.value}"]
        return noted("A30", "OLLAMA_ORIGINS lets the pages of everybody call this Ollama", evidence)
    return not_needed("no page was named (--origin)")
