"""A model reads all that it is sent: its context is as long as is asked for, and prompts are not cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, noted, passed, warned
from agwctl.doctor.evidence.context_size import Tokens, context_of, modelfile_context, trained_context
from agwctl.doctor.evidence.server_settings import server_variable
from agwctl.doctor.evidence.texts import tell, trace, traces
from agwctl.doctor.evidence.wanted import Wanted, loaded, wanted
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import with_context

__all__ = ["META", "run"]

META = Check(
    "context-is-enough",
    Link.CONTEXT,
    "models of {server} have the context that is asked for",
    ids=("C13", "C14", "C18", "G11"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_REFUSED = re.compile(
    r"prompt is longer than the context length|exceeds the available context size|exceed_context_size_error"
    r"|input length exceeds the (?:available )?context",
    re.IGNORECASE,
)
_CUT = re.compile(r"truncating input prompt(?P<rest>.*)")
_LIMIT, _PROMPT = re.compile(r"\blimit=(\d+)"), re.compile(r"\bprompt=(\d+)")
_CAPPED = re.compile(r"finish_reason[\"']?\s*[:=]\s*[\"']?length", re.IGNORECASE)
_EMPTY = re.compile(r"[\"']content[\"']:\s*[\"']{2}")
_ASKED = re.compile(r"(?:num_ctx |OLLAMA_CONTEXT_LENGTH=)(\d{1,9})")
_USUAL = 32_768
"""Tokens that agents and retrieval want, and most models can do."""
_MUCH = 4
"""A model that could read so many times more is worth a word."""


def run(facts: Facts) -> Finding:
    steps = (_refused, _cut, _configured, _variable_of_the_shell, _capped, _below_its_file, _default)
    found = next((finding for step in steps for finding in step(facts)), None)
    return found or passed(_summary(facts))


def _refused(facts: Facts) -> Iterator[Finding]:
    if (found := trace(facts, _REFUSED)) is not None:
        pieces = [Fix("send the text in pieces: models for embeddings have no longer context")]
        fixes = pieces if "input length" in found.match[0].lower() else _longer(facts, _USUAL)
        yield tell(found, failed("C14", f"a prompt was longer than the context{_effective(facts)}", fixes=fixes))


def _cut(facts: Facts) -> Iterator[Finding]:
    """A line of the log: the requests themselves were answered with 200."""
    cuts = list(traces(facts, _CUT))
    if not cuts:
        return
    limit, prompt = _LIMIT.search(cuts[0].line), _PROMPT.search(cuts[0].line)
    sizes = [int(each[1]) for cut in cuts if (each := _PROMPT.search(cut.line))]
    told = f": of {prompt[1]} tokens {limit[1]} were read" if limit is not None and prompt is not None else ""
    summary = f"prompts were cut without a word to the client{told}"
    fixes = _longer(facts, _round(max(sizes, default=_USUAL)))
    yield (failed if cuts[0].is_pasted else warned)("C13", summary, [cut.evidence for cut in cuts[:3]], fixes)


def _configured(facts: Facts) -> Iterator[Finding]:
    """A num_ctx in the gateway's configuration, which Ollama does not read on /v1."""
    findings = facts.configuration.findings if facts.configuration is not None else ()
    for each in findings:
        model = _meant(facts, each.where) if "C13" in each.ids else None
        if model is not None:
            asked = _ASKED.search(each.hint)
            ask = f"{asked[1]} tokens" if asked is not None else "a context of its own"
            told = _effective(facts, model) or ": the server's own context holds"
            summary = f"{each.where} asks for {ask}, which has no effect{told}"
            fixes = _longer(facts, int(asked[1]) if asked is not None else _USUAL, model)
            yield warned("C13", summary, [f"{each.where}: {each.message}"], fixes)._replace(ids=("C13", "G11"))


def _meant(facts: Facts, where: str) -> str | None:
    """The model in whose entry a place of the file stands, if it is one of this server."""
    entries = [(server, each) for server in facts.servers for each in server.server.models if each.model is not None]
    before = [each for each in entries if _line(each[1].where) <= _line(where)]
    server, entry = max(before, key=lambda each: _line(each[1].where), default=(None, None))
    return entry.model if entry is not None and server is not None and server.server == facts.server.server else None


def _line(where: str) -> int:
    found = re.search(r":(\d+):\d+$", where)
    return int(found[1]) if found is not None else 0


def _variable_of_the_shell(facts: Facts) -> Iterator[Finding]:
    given, setting = facts.environment.get("OLLAMA_CONTEXT_LENGTH", ""), server_variable(facts, "OLLAMA_CONTEXT_LENGTH")
    told = context_of(facts, None, None)
    is_shorter = given.isdecimal() and (told is None or told.tokens < int(given))
    if is_shorter and not isinstance(setting, Unread) and setting.value != given:
        has = f"has {setting.value}" if setting.value else "has none"
        summary = f"OLLAMA_CONTEXT_LENGTH={given} is set in this shell, which the server does not read: it {has}"
        fix = give(facts, "give it to the server", {"OLLAMA_CONTEXT_LENGTH": given})
        yield warned("C13", summary, [f"{setting.source}: OLLAMA_CONTEXT_LENGTH={setting.value}"], [fix])


def _capped(facts: Facts) -> Iterator[Finding]:
    found = trace(facts, _CAPPED)
    if found is not None and found.is_pasted and not _EMPTY.search(facts.asked.error):
        summary = "an answer ended at its own limit (max_tokens, num_predict), which is not the context"
        yield tell(
            found, failed("C18", summary, fixes=[Fix("raise max_tokens in the client's request, or leave it out")])
        )


def _below_its_file(facts: Facts) -> Iterator[Finding]:
    for one in wanted(facts):
        asked = modelfile_context(one.shown)
        if asked is not None and one.running is not None and 0 < one.running.context_length < asked:
            loaded = one.running.context_length
            summary = f"{one.name} was made with a context of {asked} tokens, and was loaded with {loaded}"
            evidence = [f"GET /api/ps: context_length {loaded}"]
            yield noted("G11", summary, evidence, [Fix("look for num_ctx in the client that loaded it")])


def _default(facts: Facts) -> Iterator[Finding]:
    """The length that nobody chose, for a model that could read much more."""
    for one, told in _lengths(facts) if wanted(facts) else ():
        trained = trained_context(one.shown)
        if told.is_default and trained is not None and trained >= _MUCH * told.tokens:
            summary = f"{one.name} reads {told.tokens} of the {trained} tokens that it could: longer prompts are cut"
            evidence = [f"{told.source}: {told.tokens}", f"POST /api/show {one.name}: context_length {trained}"]
            yield noted("C13", summary, evidence, _longer(facts, min(_USUAL, trained)))


def _lengths(facts: Facts) -> Iterator[tuple[Wanted, Tokens]]:
    """Of the models that are asked for, else of those that are loaded."""
    for one in wanted(facts) or loaded(facts):
        if one.entry is not None and not one.is_cloud and one.entry.capabilities != ("embedding",):
            told = context_of(facts, one.shown, one.running)
            if told is not None:
                yield one, told


def _effective(facts: Facts, name: str | None = None) -> str:
    """`: the context of llama3.2 is 4096 tokens (GET /api/ps)`, of one model or the first; empty when not known."""
    told = next((each for each in _lengths(facts) if name in (None, each[0].name)), None)
    return "" if told is None else f": the context of {told[0].name} is {told[1].tokens} tokens ({told[1].source})"


def _summary(facts: Facts) -> str:
    told = [f"{one.name} has a context of {each.tokens} tokens ({each.source})" for one, each in _lengths(facts)]
    return "; ".join(told) or "nothing is known of a context that is too short"


def _longer(facts: Facts, tokens: int, name: str | None = None) -> list[Fix]:
    """For all models, or for one, and no more than it can; a client's max_tokens is another limit."""
    one = next((one for one, _ in _lengths(facts) if name in (None, one.name)), None)
    tokens = min(tokens, trained_context(one.shown) or tokens) if one is not None else tokens
    title = "give models a longer context, which takes more memory"
    fixes = [give(facts, title, {"OLLAMA_CONTEXT_LENGTH": str(tokens)})]
    name = name or (one.name if one is not None else None)
    return [*fixes, with_context(facts, name, tokens)] if name is not None else fixes


def _round(tokens: int) -> int:
    """The next power of two, 8192 at least, which leaves room for the answer."""
    return max(8192, 1 << (tokens + 512 - 1).bit_length())
