"""The report for a reader of a terminal: the verdict first, what was seen, what to paste; the rest as far as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from agwctl.diagnostics.printable import printable
from agwctl.doctor.check import Finding, Fix, Status
from agwctl.doctor.engine import Checked, Diagnosis
from agwctl.doctor.facts.facts import Facts, ServerFacts
from agwctl.doctor.outcome import counted, is_not_needed, tells_nothing
from agwctl.doctor.report.chain import MARKS, drawn, part_status
from agwctl.doctor.report.headline import headline
from agwctl.doctor.report.raw import raw

__all__ = ["render"]

Paint = Callable[..., str]

MOST_EVIDENCE = 6
"""Lines of what was seen that are shown unasked."""


def render(facts: Facts, diagnosis: Diagnosis, seconds: float, verbosity: int, paint: Paint) -> str:
    """`verbosity` -1 leaves what is broken, 1 adds every check with its evidence, 2 the facts themselves."""
    verdict = diagnosis.verdict
    if verbosity < 0:
        return "\n".join(_block(facts, diagnosis, verbosity, paint)) if verdict is not None else ""
    parts = [
        _block(facts, diagnosis, verbosity, paint),
        _others(facts, diagnosis, paint),
        _notes(diagnosis, paint) if verbosity < 1 else _all(diagnosis, paint),
        [raw(facts)] if verbosity > 1 else [],
        _end(facts, diagnosis, seconds, verbosity),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := [*part]))


def _block(facts: Facts, diagnosis: Diagnosis, verbosity: int, paint: Paint) -> Iterator[str]:
    """The verdict: one line, the chain, what was seen, what mends it, what is broken behind it."""
    verdict = diagnosis.verdict
    well = Status.SKIP if tells_nothing(diagnosis) else Status.PASS
    status = well if verdict is None else verdict.finding.status
    mark, colour = MARKS[status]
    yield f"{paint(mark, colour)} {paint(printable(headline(facts, diagnosis)), 'bold')}"
    if verbosity >= 0:
        yield ""
        yield from _chains(facts, diagnosis, paint)
    if verdict is not None:
        yield from _seen(verdict.finding, verbosity, paint)
        yield from _fixes(verdict.finding.fixes, paint)
        yield from _consequences(diagnosis, verdict) if verbosity >= 0 else ()


def _chains(facts: Facts, diagnosis: Diagnosis, paint: Paint) -> Iterator[str]:
    """What is checked once belongs to all servers; of those that are well only the first is drawn, if all are."""
    once = [each for each in diagnosis.checked if each.server is None]
    found = _by_server(facts, diagnosis)
    drawn_ones = [own for own in found if part_status(own) not in (None, Status.PASS)] or found[:1]
    for server, own in zip(facts.servers, found, strict=True):
        if own in drawn_ones:
            yield f"  {drawn(facts, [*own, *once], paint)}"
        mark = "" if own in drawn_ones or not own else f"{paint(*MARKS[Status.PASS])} "
        yield f"  {mark}{paint(printable(_where(server)), 'dim')}"
    if not facts.servers:
        yield f"  {drawn(facts, once, paint)}"
    if facts.gateway is not None:
        clients = f"; OpenAI clients: {facts.gateway.url}/v1" if facts.gateway.is_named else ""
        yield f"  {paint(printable(f'gateway {facts.gateway.url} ({facts.gateway.source}{clients})'), 'dim')}"
    if facts.configuration is not None:
        yield f"  {paint(printable(f'configuration {facts.configuration.path}'), 'dim')}"


def _by_server(facts: Facts, diagnosis: Diagnosis) -> list[list[Checked]]:
    """The results of each server, by their order: what is hidden in a URL may make it look different."""
    results: dict[str, list[Checked]] = {}
    for each in diagnosis.checked:
        if each.server is not None:
            results.setdefault(each.server, []).append(each)
    found = list(results.values())[: len(facts.servers)]
    return found + [[] for _ in facts.servers[len(found) :]]


def _where(server: ServerFacts) -> str:
    """The address as it is dialled, and where it comes from."""
    origin = server.server.origin
    is_another = server.server.address.authority not in origin.written
    written = f" {origin.written!r}" if origin.written and is_another else ""
    source = origin.where or {"default": "the default"}.get(origin.kind, origin.kind)
    version = f", version {server.version}" if isinstance(server.version, str) else ""
    count = len(server.tags) if isinstance(server.tags, tuple) else None
    models = "" if count is None else f", {count} model{'' if count == 1 else 's'}"
    return f"{server.server.url} ({source}{written}{version}{models})"


def _seen(finding: Finding, verbosity: int, paint: Paint) -> Iterator[str]:
    """The evidence; with -v all of it stands with the check."""
    most = MOST_EVIDENCE if verbosity == 0 else 0
    shown, left = finding.evidence[:most], finding.evidence[most:]
    if shown:
        yield ""
        yield from (f"  {paint('seen', 'dim')} {printable(line)}" for line in shown)
    if shown and left:
        yield f"  {paint('seen', 'dim')} … {len(left)} more with -v"


def _fixes(fixes: Sequence[Fix], paint: Paint) -> Iterator[str]:
    """Commands stand alone on their lines, so that they can be copied as they are."""
    for number, fix in enumerate(fixes):
        yield ""
        yield paint(f"{_word(number, fix)}: {printable(fix.title)}", "bold")
        if fix.commands:
            yield ""
            yield from (paint(printable(line), "cyan") for line in _lines(fix))


def _word(number: int, fix: Fix) -> str:
    return "fix" if not number else "and" if fix.is_besides else "or"


def _lines(fix: Fix) -> Iterator[str]:
    for command in fix.commands:
        yield from command.split("\n")


def _consequences(diagnosis: Diagnosis, verdict: Checked) -> Iterator[str]:
    follows = [each for each in diagnosis.checked if each.blames == verdict.check.id]
    broken = [" ".join([each.check.id, *_in_brackets(each.finding.ids)]) for each in follows if _failed(each)]
    skipped = sum(each.finding.status in (Status.SKIP, Status.UNKNOWN) for each in follows)
    parts = [
        *([f"broken further down, too: {', '.join(dict.fromkeys(broken))}"] if broken else []),
        *([f"not checked because of it: {skipped}"] if skipped else []),
    ]
    if parts:
        yield ""
        yield f"  {'; '.join(parts)}"


def _in_brackets(ids: Sequence[str]) -> Iterator[str]:
    if ids:
        yield f"({', '.join(ids)})"


def _failed(checked: Checked) -> bool:
    return checked.finding.status is Status.FAIL


def _others(facts: Facts, diagnosis: Diagnosis, paint: Paint) -> Iterator[str]:
    """Further faults and warnings, each once however many servers have it, and what cannot be told."""
    first = diagnosis.verdict
    told, mended = ({_same(first)}, [first.finding.fixes]) if first is not None else (set(), [])
    for status in (Status.FAIL, Status.WARN, Status.CRASH, Status.UNKNOWN):
        for each in diagnosis.checked:
            matters = each.check.matters or status is not Status.UNKNOWN
            if each.finding.status is status and matters and not each.blames and _same(each) not in told:
                yield from [""] if len(told) > (first is not None) else []
                told.add(_same(each))
                yield _line(each, each.server if len(facts.servers) > 1 else None, paint)
                is_told = each.finding.fixes and each.finding.fixes in mended
                yield from [paint("fix: as above", "bold")] if is_told else _fixes(each.finding.fixes, paint)
                mended.append(each.finding.fixes)


def _same(checked: Checked) -> str:
    """Two entries of the catalogue may come of one line of a file."""
    return checked.finding.summary


def _line(checked: Checked, server: str | None, paint: Paint) -> str:
    mark, colour = MARKS[checked.finding.status]
    finding = checked.finding
    named = f"{finding.ids[0]}: " if finding.ids else f"{checked.check.id}: "
    return f"{paint(mark, colour)} {named}{printable(finding.summary)}" + (f" ({printable(server)})" if server else "")


def _notes(diagnosis: Diagnosis, paint: Paint) -> Iterator[str]:
    """What holds and is worth knowing, with what can be done."""
    noted = {(*each.finding.ids, each.finding.summary): each for each in diagnosis.checked if _is_noted(each)}
    if noted:
        yield paint("good to know", "dim")
    for each in noted.values():
        named = f"{each.finding.ids[0]}: " if each.finding.ids else ""
        yield f"  {named}{printable(each.finding.summary)}"
        for fix in each.finding.fixes:
            yield f"    {printable(fix.title)}" + (":" if fix.commands and not fix.title.endswith("}") else "")
            yield from (f"    {paint(printable(line), 'cyan')}" for line in _lines(fix))


def _is_noted(checked: Checked) -> bool:
    """What holds and has an id, and what somebody asked for with --deep."""
    return checked.finding.status is Status.PASS and bool(checked.finding.ids or checked.check.only_deep)


def _all(diagnosis: Diagnosis, paint: Paint) -> Iterator[str]:
    """Every check: what should hold, what was found, what was seen; those that are about nothing here at the end."""
    needed = [each for each in diagnosis.checked if not is_not_needed(each)]
    for each in needed:
        mark, colour = MARKS[each.finding.status]
        ids = f" [{', '.join(each.finding.ids)}]" if each.finding.ids else ""
        yield f"{paint(mark, colour)} {each.check.id}: {printable(each.statement)}"
        yield f"    {each.finding.status.value}{ids}: {printable(each.finding.summary)}"
        yield from (f"    seen {printable(line)}" for line in each.finding.evidence)
        if _is_noted(each) and each.finding.fixes:
            yield from [*_fixes(each.finding.fixes, paint), ""]
    idle = (
        f"- {each.check.id}: {printable(each.finding.summary)}" for each in diagnosis.checked if is_not_needed(each)
    )
    yield from (paint(line, "dim") for line in dict.fromkeys(idle))


def _end(facts: Facts, diagnosis: Diagnosis, seconds: float, verbosity: int) -> Iterator[str]:
    """How much was looked at, what was not, and how to see more."""
    first = next(_ids(diagnosis.checked), None)
    more = [
        *([f"agwctl explain {first}"] if first is not None else []),
        *(["agwctl doctor -v shows every check"] if verbosity < 1 else []),
    ]
    count = len(diagnosis.checked)
    yield f"{count} {'check' if count == 1 else 'checks'}: {counted(diagnosis.checked)}; {seconds:.1f} s"
    is_broken = diagnosis.verdict is not None and diagnosis.verdict.finding.status is Status.FAIL
    if not is_broken and (left := [*_not_looked_at(facts)]):
        yield f"not looked at: {', '.join(left)}"
    if more:
        yield f"more: {', '.join(more)}"


def _not_looked_at(facts: Facts) -> Iterator[str]:
    if not facts.servers:
        yield "Ollama (none is named, and none at its usual address)"
    if facts.gateway is None:
        named = facts.configuration is not None
        yield f"a gateway ({'none runs' if named else 'no configuration here'}; --gateway URL)"
    if not facts.asked.is_deep:
        yield "an answer of a model (--deep)"


def _ids(checked: Iterable[Checked]) -> Iterator[str]:
    order = (Status.FAIL, Status.WARN, Status.PASS)
    for status in order:
        yield from (each.finding.ids[0] for each in checked if each.finding.status is status and each.finding.ids)
