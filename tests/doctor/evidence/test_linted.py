"""The linter's findings as those of checks: which entry, how bad, and where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agwctl.compat import RELEASE
from agwctl.doctor import checks
from agwctl.doctor.check import Status
from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.facts.fact import Unread
from tests.doctor.gateways import BASIC, behind, gateway, known
from tests.doctor.healthy import healthy

LLM = "llm:\n  models:\n"
OLLAMA_HOST = "hostOverride: 127.0.0.1:11434"
AI = "ai: {name: ollama, hostOverride: 'localhost:11434', provider: {openAI: {}}}"


def routes(*written: str) -> str:
    return "binds:\n- port: 3000\n  listeners:\n  - routes:\n" + "".join(f"    - {each}\n" for each in written)


CASES = [
    ("requests-go-to-ollama", BASIC.replace(f"{OLLAMA_HOST}\n", "\n"), "E06", Status.FAIL),
    (
        "requests-go-to-ollama",
        routes("backends: [{ai: {name: a, provider: {custom: {formats: [{type: completions}]}}}}]"),
        "E06",
        Status.FAIL,
    ),
    (
        "address-is-given-once",
        LLM + "  - {name: a, provider: ollama, params: {hostOverride: 'localhost:1', baseUrl: 'http://localhost:2'}}\n",
        "E03",
        Status.WARN,
    ),
    (
        "host-header-is-right",
        routes(f"hostnames: [ai.example.com]\n      backends: [{{{AI.replace('localhost', '127.0.0.1')}}}]"),
        "E07",
        Status.WARN,
    ),
    (
        "routes-are-reachable",
        routes(f"backends: [{{{AI}}}]", f"matches: [{{path: {{exact: /v1/x}}}}]\n      backends: [{{{AI}}}]",
               f"backends: [{{{AI}}}]"),
        "E19",
        Status.WARN,
    ),
    (
        "models-are-not-replaced",
        LLM + "  - {name: '*', provider: ollama, params: {model: llama3.2}}\n",
        "E20",
        Status.WARN,
    ),
    (
        "generations-are-not-retried",
        routes(f"policies: {{retry: {{attempts: 3, codes: [503]}}}}\n      backends: [{{{AI}}}]"),
        "E16",
        Status.WARN,
    ),
    (
        "dollars-are-meant",
        routes(f"matches: [{{path: {{regex: '/(home|$NAME)'}}}}]\n      backends: [{{{AI}}}]"),
        "E13",
        Status.WARN,
    ),
    (
        "names-match-a-model",
        LLM + "  - {name: a, provider: ollama, visibility: internal}\n",
        "E21",
        Status.WARN,
    ),
    (
        "gateway-ports-are-free",
        BASIC.replace("3000", "15000"),
        "E14",
        Status.WARN,
    ),
    (
        "upstream-tls-fits",
        BASIC.replace("hostOverride: 127.0.0.1:11434", "hostOverride: ollama.example.com:443"),
        "E09",
        Status.WARN,
    ),
    (
        "paths-reach-ollama",
        LLM + "  - {name: a, provider: ollama, params: {baseUrl: 'http://localhost:11434/v1/v1'}}\n",
        "E02",
        Status.FAIL,
    ),
    (
        "paths-reach-ollama",
        LLM + "  - {name: a, provider: ollama, params: {baseUrl: 'http://localhost:11434/other'}}\n",
        "E01",
        Status.FAIL,
    ),
    (
        "options-take-effect",
        LLM + "  - {name: a, provider: ollama, defaults: {keep_alive: 1h}}\n",
        "C10",
        Status.WARN,
    ),
    (
        "paths-reach-ollama",
        routes(f"backends: [{{{AI.replace('provider', 'pathOverride: /v1/chat/completions, provider')}}}]"),
        "E05",
        Status.WARN,
    ),
    (
        "streams-are-not-buffered",
        routes(f"policies: {{buffer: {{response: {{maxBytes: 1048576}}}}}}\n      backends: [{{{AI}}}]"),
        "E17",
        Status.WARN,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "id", "status"), CASES)
def test_what_the_linter_finds(name, text, id, status):
    configured = known(text)
    assert configured.is_valid, configured.findings
    found = check(name).run(behind(None, configured))
    assert (found.status, found.ids) == (status, (id,))
    assert "gw.yaml:" in found.summary
    if id == "C10":  # which the server's own setting mends, not the file
        assert "OLLAMA_KEEP_ALIVE=1h" in " ".join(found.fixes[0].commands)
    else:
        assert found.fixes[0].commands == ("agwctl validate gw.yaml",)


LINTED = sorted(
    path.stem.replace("_", "-")
    for path in Path(checks.__file__).parent.glob("*.py")
    if "from agwctl.doctor.evidence.linted import linted" in path.read_text("utf-8")
)


def test_the_table_is_of_them():
    assert {case[0] for case in CASES} <= {*LINTED}


@pytest.mark.parametrize("name", LINTED)
def test_there_is_nothing_to_say(name):
    """Without a configuration, with a good one, and with one of which another check tells that it is none."""
    assert name in CHECKS
    assert check(name).run(healthy()).status is Status.SKIP
    for facts in (
        behind(None, known()),
        behind(gateway(listener=None), known()),
        behind(None, known("a: 1\n")),
    ):
        found = check(name).run(facts)
        assert (found.status, found.ids) == (Status.PASS, ()), found


def test_notes_about_agentgateway_count_when_that_runs():
    """In guide mode the linter only notes what the release does otherwise."""
    configured = known()
    replaced = check("models-are-not-replaced")
    there = gateway()
    assert there.listener is not None
    assert replaced.run(behind(replace(there, listener=None), configured)).ids == ()
    noted = replaced.run(behind(there, configured))
    assert (noted.status, noted.ids) == (Status.PASS, ("E20",))
    other = "# yaml-language-server: $schema=https://github.com/agentgateway/agentgateway/main/schema/config.json\n"
    of_another = check("schema-fits").run(behind(there, known(f"{other}{BASIC}")))
    assert (of_another.status, of_another.ids) == (Status.PASS, ("E22",))
    ours = known(routes("matches: [{path: {pathPrefix: /ollama}}]\n      backends: [{" + AI + "}]"))
    without = check("paths-reach-ollama").run(behind(None, ours))
    assert (without.status, without.ids) == (Status.PASS, ("E04",)), "who will run it is not known"
    found = check("paths-reach-ollama").run(behind(there, ours))
    assert (found.status, found.ids) == (Status.FAIL, ("E04",))


def test_in_the_mode_of_the_release_it_is_wrong():
    ours = known(routes("matches: [{path: {pathPrefix: /ollama}}]\n      backends: [{" + AI + "}]"), RELEASE)
    assert check("paths-reach-ollama").run(behind(None, ours)).status is Status.FAIL


def test_a_path_is_one_word_of_the_shell():
    configured = replace(known(LLM + "  - {name: '*', provider: ollama, params: {model: a}}\n"), path="my $(gw).yaml")
    found = check("models-are-not-replaced").run(behind(None, configured))
    assert found.fixes[0].commands == ("agwctl validate 'my $(gw).yaml'",)


def test_a_context_is_told_where_the_server_is_known():
    """By the check of contexts; without a server by this one."""
    facts = behind(None, known(LLM + "  - {name: a, provider: ollama, defaults: {num_ctx: 8192}}\n"))
    assert check("options-take-effect").run(facts).ids == ()
    down = replace(facts.server, tags=Unread("refused"))
    assert check("options-take-effect").run(replace(facts, server=down, servers=(down,))).ids == ("C13",)


@pytest.mark.parametrize(("id", "entry"), [("gateway-ports-are-free", "E14"), ("options-take-effect", "C18")])
def test_what_the_release_does_with_every_configuration_is_no_warning(id, entry):
    facts = behind(configured=known("llm: {models: [{name: '*', provider: ollama}]}\n", RELEASE))
    found = check(id).run(facts)
    assert (found.status, found.ids) == (Status.PASS, (entry,))
