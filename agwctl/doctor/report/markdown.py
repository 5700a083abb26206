"""The report for an issue tracker: what is broken, where it runs, every check, and the facts below a fold."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator

from agwctl import __version__
from agwctl.diagnostics.printable import printable
from agwctl.doctor.check import Finding
from agwctl.doctor.engine import Diagnosis
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.outcome import counted, is_not_needed
from agwctl.doctor.report.chain import drawn
from agwctl.doctor.report.headline import headline
from agwctl.doctor.report.raw import raw

__all__ = ["markdown"]


def markdown(facts: Facts, diagnosis: Diagnosis, seconds: float, install: str) -> str:
    """GitHub's Markdown; nothing that a server or a file says becomes a link, a mention or a heading.

    `install` is the kind of installation, which facts with hidden addresses do not tell any more.
    """
    return "\n\n".join(_blocks(facts, diagnosis, seconds, install)) + "\n"


def _blocks(facts: Facts, diagnosis: Diagnosis, seconds: float, install: str) -> Iterator[str]:
    yield "# agwctl doctor"
    yield f"**{_escaped(headline(facts, diagnosis))}**"
    yield f"`{drawn(facts, diagnosis.checked, lambda text, *styles: text)}`"
    if diagnosis.verdict is not None:
        yield from _finding(diagnosis.verdict.finding)
    yield "## Environment"
    yield "\n".join(_environment(facts, install))
    yield "## Checks"
    yield "\n".join(_table(diagnosis))
    yield f"{counted(diagnosis.checked)} in {seconds:.1f} s"
    yield from _others(diagnosis)
    yield f"<details><summary>Facts</summary>\n\n{_fenced(raw(facts))}\n\n</details>"


def _finding(finding: Finding) -> Iterator[str]:
    if finding.evidence:
        yield "Seen:"
        yield _fenced("\n".join(map(printable, finding.evidence)))
    for number, fix in enumerate(finding.fixes):
        word = "Fix" if not number else "And" if fix.is_besides else "Or"
        platform = "" if fix.platform == "any" else f" ({_escaped(fix.platform)})"
        yield f"{word}{platform}: {_escaped(fix.title)}"
        if fix.commands:
            yield _fenced("\n".join(printable(line) for command in fix.commands for line in command.split("\n")))


def _environment(facts: Facts, install: str) -> Iterator[str]:
    context = known_or(facts.context, Context("linux", platform.platform()))
    yield f"- agwctl {__version__}, Python {platform.python_version()}"
    within = ", ".join(filter(None, [context.container and f"in {context.container}", context.wsl and "in WSL"]))
    yield f"- {_escaped(context.release or context.platform)}" + (f", {within}" if within else "")
    for each in facts.servers:
        version = "not known" if isinstance(each.version, Unread) else each.version
        origin = each.server.origin.where or each.server.origin.kind
        yield f"- Ollama {_escaped(version)} at {_code(each.server.url)} ({_escaped(origin)})"
    if facts.servers:
        yield f"- installed as {install}"
    if facts.gateway is not None:
        yield f"- gateway at {_code(facts.gateway.url)} ({_escaped(facts.gateway.source)})"
    if facts.configuration is not None:
        yield f"- configuration {_code(facts.configuration.path)}"


def _table(diagnosis: Diagnosis) -> Iterator[str]:
    yield "| Check | Server | Status | Found | Id |"
    yield "|---|---|---|---|---|"
    for each in diagnosis.checked:
        if is_not_needed(each):
            continue
        finding = each.finding
        server = _code(each.server) if each.server is not None else ""
        found = _escaped(finding.summary)
        yield f"| {each.check.id} | {server} | {finding.status.value} | {found} | {', '.join(finding.ids)} |"


def _others(diagnosis: Diagnosis) -> Iterator[str]:
    """What was seen of all else that was found, each once however many servers have it."""
    told = [diagnosis.verdict.finding] if diagnosis.verdict is not None else []
    for each in diagnosis.checked:
        finding = each.finding
        if finding not in told and finding.ids and (finding.evidence or finding.fixes):
            told.append(finding)
            yield f"### {each.check.id}"
            yield _escaped(f"{finding.ids[0]}: {finding.summary}")
            yield from _finding(finding)


def _fenced(text: str) -> str:
    """A block whose fence is longer than any in it."""
    longest = max((len(found) for found in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _escaped(text: str) -> str:
    """Text in which nothing is markup: no table cell ends, nobody is mentioned."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", printable(text)).replace("@", "@\u200b")


def _code(text: str) -> str:
    plain = printable(text).translate({ord("`"): "'", ord("|"): "\\|"})
    return f"`{plain}`"
