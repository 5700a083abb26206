"""Which lines count: pasted ones, and those that the running server wrote."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from agwctl.doctor.check import Status, failed
from agwctl.doctor.evidence.texts import current_lines, pasted, tell, trace, traces
from agwctl.doctor.facts.deep import Deep, Generated
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Log, Service
from tests.doctor.asking import ANSWERED, START, asked, logged
from tests.doctor.healthy import TUNNEL, healthy, server

FAILED = re.compile("failed")
OTHERS = START[1].replace("11434", "11500")


def wrote(*lines: str, **changes: object) -> Facts:
    return replace(healthy(log=Log("the log", lines)), **changes)  # type: ignore[arg-type]  # fields of Facts


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        pytest.param(wrote("a", *START, "b"), (*START, "b"), id="since its start"),
        pytest.param(wrote(*START, "a", *START, "b"), (*START, "b"), id="the last of several starts"),
        pytest.param(wrote("a", START[1], "b"), (START[1], "b"), id="without the line before"),
        pytest.param(wrote("a", "b"), ("a", "b"), id="the start is too long ago"),
        pytest.param(wrote(OTHERS, "a"), (), id="another server's"),
        pytest.param(wrote(OTHERS, "a", service=Service("docker")), (OTHERS, "a"), id="another port in a container"),
        pytest.param(wrote("a", server=server("http://10.0.0.9:11434", is_here=False)), (), id="a server elsewhere"),
        pytest.param(wrote("a", sockets=TUNNEL), (), id="behind a tunnel"),
        pytest.param(
            wrote(f"Nov 25 11:58:31 host ollama[812]: {START[1]}", "b"),
            (f"Nov 25 11:58:31 host ollama[812]: {START[1]}", "b"), id="with the journal's own words before",
        ),
    ],
)  # fmt: skip
def test_lines_of_the_server_that_runs(facts: Facts, lines: tuple[str, ...]):
    assert current_lines(facts) == lines


def test_pasted_lines_come_first_and_the_log_backwards():
    facts = logged("failed 1", "failed 2", asked=asked(error="first\nfailed 0").asked)
    found = list(traces(facts, FAILED))
    assert [(each.line, each.is_pasted) for each in found] == [
        ("failed 0", True),
        ("failed 2", False),
        ("failed 1", False),
    ]
    assert [each.evidence for each in found[:2]] == ["--error: failed 0", "journalctl -u ollama: failed 2"]


def test_what_was_answered_since():
    found = list(traces(logged("failed 1", ANSWERED, "failed 2"), FAILED))
    assert [(each.line, each.is_over) for each in found] == [("failed 2", False), ("failed 1", True)]


def test_only_generations_show_that_all_is_well_again():
    assert [
        each.is_over for each in traces(logged("failed", ANSWERED.replace("/v1/chat/completions", "/api/show")), FAILED)
    ] == [False]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (asked(error="failed"), Status.FAIL),
        (logged("failed"), Status.WARN),
        (logged("failed", ANSWERED), Status.PASS),
    ],
)
def test_how_bad_it_is(facts: Facts, status: Status):
    found = trace(facts, FAILED)
    assert found is not None
    told = tell(found, failed("D08", "it broke", ["more"]))
    assert (told.status, told.ids, told.evidence) == (status, ("D08",), (found.evidence, "more"))


def test_only_what_was_pasted():
    assert pasted(asked(error="failed"), FAILED) is not None
    assert pasted(logged("failed"), FAILED) is None


def test_a_page_of_text_is_not_repeated():
    found = trace(asked(error="failed" + "x" * 5000), FAILED)
    assert found is not None
    assert len(found.evidence) < 250


def test_what_was_said_to_deep_is_certain():
    said = Generated("directly", False, "http://127.0.0.1:11434/v1/chat/completions", 500, error="failed")
    facts = healthy(deep=Deep("llama3.2", False, "http://127.0.0.1:11434", (said,)))
    assert [each.is_pasted for each in traces(facts, FAILED)] == [True]
    assert not list(traces(replace(facts, server=server("http://10.0.0.9:11434")), FAILED))


@pytest.mark.parametrize(
    "line",
    [
        'level=WARN msg="client connection closed before llama-server finished loading, aborting load"',
        'level=WARN msg="truncating input prompt" limit=4096 prompt=20321',
        'level=ERROR msg="error loading llama server" error="timed out waiting for llama runner to start"',
        "llama runner process has terminated: signal: killed",
        "ggml_backend_cuda_buffer_type_alloc_buffer: cudaMalloc failed",
        "model requires more system memory (5.3 GiB) than is available (3.3 GiB)",
        "server busy, please try again.  maximum pending requests exceeded",
        "write /usr/share/ollama/x: no space left on device",
        "digest mismatch, file must be downloaded again",
        "model runner has unexpectedly stopped",
        "unknown model architecture: 'foo'",
        "invalid file magic",
        "'llama3.2-vision' is no longer compatible with your version of Ollama",
        "the prompt is longer than the context length currently available to the model",
        'pull model manifest: Get "https://registry.ollama.ai/v2/": dial tcp: i/o timeout',
        "412: The model you are attempting to pull requires a newer version of Ollama",
    ],
)
def test_lines_that_tell_of_trouble_are_searched(line: str):
    assert trace(logged(line), re.compile(re.escape(line[:40]))) is not None


def test_other_lines_are_not():
    quiet = 'time=1 level=INFO source=sched.go:728 msg="loaded runners" count=1'
    assert trace(logged(quiet), re.compile("loaded runners")) is None


@pytest.mark.parametrize(
    ("then", "now", "is_told"),
    [
        ("time=2026-11-25T11:58:31.394Z failed", "[GIN] 2026/11/25 - 12:00:01 | 200 |", True),
        ("time=2026-11-18T11:58:31.394Z failed", "[GIN] 2026/11/25 - 12:00:01 | 200 |", False),
        ("[GIN] 2026/11/18 - 12:00:01 failed", "Nov 25 12:00:01 host ollama[1]: time=2026-11-25T12:00:01+01:00", False),
        ("time=2026-11-18T11:58:31.394Z\nfailed", "[GIN] 2026/11/25 - 12:00:01 | 200 |", False),
        ("failed", "[GIN] 2026/11/25 - 12:00:01 | 200 |", True),
        ("time=2026-02-31T11:58:31.394Z failed", "nothing with a time", True),
    ],
)
def test_what_failed_last_week_is_past(then: str, now: str, is_told: bool):
    assert (trace(wrote(*then.split("\n"), now), FAILED) is not None) is is_told
