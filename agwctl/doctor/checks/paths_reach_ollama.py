"""What clients ask for arrives at a path that Ollama has."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope, failed, passed
from agwctl.doctor.evidence.linted import linted, said
from agwctl.doctor.evidence.maker import shown
from agwctl.doctor.evidence.passage import End, end_of
from agwctl.doctor.facts.configuration import Call
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.fixes.gateway import validate

__all__ = ["META", "run"]

META = Check(
    "paths-reach-ollama",
    Link.GATEWAY,
    "requests arrive at paths that Ollama has",
    ids=("E01", "E02", "E04", "E05"),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)
CHAT = "/v1/chat/completions"
UNSERVED = ("AGW417", "AGW403", "AGW105")
"""Rules whose finding means that every chat of a route is answered 404, or fails."""


def run(facts: Facts) -> Finding:
    calls = facts.gateway.calls if facts.gateway is not None else {}
    lost = {call: answer for call, answer in calls.items() if end_of(answer) is End.NO_PATH}
    if lost:
        return _lost(facts, lost)
    arrived = [call for call, answer in calls.items() if end_of(answer) is End.REACHED]
    if arrived and not any(each.severity == "error" for each in said(facts, META.ids)):
        return passed(f"a chat without messages to {', '.join(call.path for call in arrived)} reaches Ollama")
    found = linted(facts, META, UNSERVED)
    astray = next((call for call in _calls(facts) if call.upstream_path != CHAT), None)
    # The linter's rule stands for three entries: which of them it is, the path tells.
    return found._replace(ids=(_id(astray),)) if found.ids[:1] == ("E01",) and astray is not None else found


def _calls(facts: Facts) -> tuple[Call, ...]:
    return facts.configuration.calls if facts.configuration is not None else ()


def _lost(facts: Facts, lost: dict[Call, Answer]) -> Finding:
    call, answer = next(iter(lost.items()))
    id = _id(call)
    evidence = [f"POST {each.path} without messages: {shown(got)}" for each, got in lost.items()]
    evidence += [_expected(each) for each in lost]
    summary = f"the gateway brings {call.path} to a path of {call.upstream} that is not there ({answer.line})"
    return failed(id, summary, evidence, [validate(facts, _hint(facts, id))])


def _expected(call: Call) -> str:
    if call.upstream_path == CHAT and call.path != CHAT:
        return f"{call.where}: agwctl takes off what stands before {CHAT}, agentgateway 1.4 does not"
    return f"{call.where}: by the configuration {call.upstream_path} arrives"


def _id(call: Call) -> str:
    if "/v1/v1/" in call.upstream_path:
        return "E02"
    is_sent_on = call.upstream_path in (call.path, CHAT) and call.path.endswith(CHAT) and call.path != CHAT
    return "E04" if is_sent_on else "E01"


def _hint(facts: Facts, id: str) -> str:
    """What the linter advises for this entry, even where it would only note it."""
    findings = facts.configuration.findings if facts.configuration is not None else ()
    hints = (f"at {each.where}: {each.hint}" for each in findings if id in each.ids and each.hint)
    return next(hints, f"make {CHAT} the path that Ollama gets; `agwctl validate --paths` shows each")
