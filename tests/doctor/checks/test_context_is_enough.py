"""How much of a prompt is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.context_is_enough import run
from agwctl.doctor.facts.configuration import Configuration, ConfigurationFinding
from agwctl.doctor.facts.facts import Facts
from agwctl.models.memory import GIB
from tests.doctor.asking import ANSWERED, asked, configured, doing, loaded, logged, says_nothing, serving
from tests.doctor.healthy import LLAMA, SHOWN, healthy, server

CUT = (
    'time=1 level=WARN source=llama_server.go:317 msg="truncating input prompt" limit=4096 prompt=20321 keep=4 new=4096'
)
LONGER = "the prompt is longer than the context length currently available to the model; shorten the prompt"
NUM_CTX = ConfigurationFinding(
    "AGW412", ("C13", "C10"), "warning", "Ollama's /v1 ignores num_ctx", "gw.yaml:10:19",
    "printf 'FROM llama3.2\\nPARAMETER num_ctx 16384\\n' | ollama create coder-16k -f - and model: coder-16k here",
)  # fmt: skip
LONG = replace(SHOWN, parameters='stop                           "<|eot_id|>"\nnum_ctx                        32768')
RUNS = server(ps=(loaded(2 * GIB),))


@pytest.mark.parametrize(
    ("facts", "status", "id", "summary", "fix"),
    [
        pytest.param(
            healthy(configured("llama3.2", ps=(loaded(2 * GIB),)), configuration=Configuration("gw.yaml", (NUM_CTX,))),
            Status.WARN,
            "C13",
            "asks for 16384 tokens, which has no effect: the context of llama3.2 is 4096 tokens (GET /api/ps)",
            "PARAMETER num_ctx 16384",
            id="num_ctx in a body",
        ),
        pytest.param(
            logged(CUT), Status.WARN, "C13", "of 20321 tokens 4096 were read", "CONTEXT_LENGTH=32768", id="log"
        ),
        pytest.param(logged(CUT, ANSWERED), Status.WARN, "C13", "were cut without a word", "=32768", id="and answered"),
        pytest.param(
            asked(error=CUT), Status.FAIL, "C13", "of 20321 tokens", "OLLAMA_CONTEXT_LENGTH=32768", id="pasted"
        ),
        pytest.param(
            asked("llama3.2", error=LONGER, one=RUNS),
            Status.FAIL,
            "C14",
            "the context of llama3.2 is 4096 tokens",
            "ollama create llama3.2-32k",
            id="refused",
        ),
        pytest.param(
            asked(error="the input length exceeds the context length"),
            Status.FAIL,
            "C14",
            "longer than",
            "in pieces",
            id="embeddings",
        ),
        pytest.param(
            asked(error='{"type":"exceed_context_size_error","n_ctx":512}'),
            Status.FAIL,
            "C14",
            "longer",
            "=32768",
            id="raw",
        ),
        pytest.param(
            healthy(environment={"OLLAMA_CONTEXT_LENGTH": "16384"}),
            Status.WARN,
            "C13",
            "it has none",
            "=16384",
            id="in this shell only",
        ),
        pytest.param(
            asked(error='"finish_reason": "length"'),
            Status.FAIL,
            "C18",
            "its own limit",
            "raise max_tokens",
            id="capped",
        ),
        pytest.param(
            asked("llama3.2", one=server(ps=(loaded(GIB),), shown={LLAMA.name: LONG})),
            Status.PASS,
            "G11",
            "made with a context of 32768 tokens, and was loaded with 4096",
            "num_ctx in the client",
            id="a client's own",
        ),
        pytest.param(
            asked("llama3.2", one=RUNS),
            Status.PASS,
            "C13",
            "reads 4096 of the 131072 tokens",
            "=32768",
            id="the default",
        ),
    ],
)
def test_short(facts: Facts, status: Status, id: str, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids[0]) == (status, id)
    assert summary in found.summary
    assert fix in doing(found)
    assert "max_tokens" not in doing(found) or id == "C18"


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(), id="nothing is asked for"),
        pytest.param(healthy(RUNS), id="loaded, and not asked for"),
        pytest.param(
            asked(
                "llama3.2", one=server(ps=(loaded(GIB, context=32768),)), sockets=serving(OLLAMA_CONTEXT_LENGTH="32768")
            ),
            id="chosen",
        ),
        pytest.param(
            healthy(environment={"OLLAMA_CONTEXT_LENGTH": "4096"}, sockets=serving(OLLAMA_CONTEXT_LENGTH="16384")),
            id="it has more",
        ),
        pytest.param(
            healthy(environment={"OLLAMA_CONTEXT_LENGTH": "16384"}, sockets=serving(OLLAMA_CONTEXT_LENGTH="16384")),
            id="the server has it too",
        ),
        pytest.param(
            healthy(server("http://10.0.0.9:11434", is_here=False), environment={"OLLAMA_CONTEXT_LENGTH": "16384"}),
            id="a server elsewhere",
        ),
        pytest.param(asked(error='{"content": "", "thinking": "Hm", "finish_reason": "length"}'), id="thinking"),
    ],
)
def test_enough(facts: Facts):
    assert says_nothing(run(facts))


def test_no_more_than_the_model_can():
    short = replace(SHOWN, model_info={"general.architecture": "llama", "llama.context_length": 8192})
    one = server(ps=(loaded(GIB),), shown={LLAMA.name: short})
    assert "OLLAMA_CONTEXT_LENGTH=8192" in doing(run(asked("llama3.2", error=LONGER, one=one)))


def test_a_finding_is_told_for_the_server_of_its_entry():
    here = configured("llama3.2")
    other = replace(configured("qwen3"), server=replace(configured("qwen3", url="http://10.0.0.9:11434").server))
    later = replace(other.server.models[0], where="gw.yaml:9:18")
    other = replace(other, server=replace(other.server, models=(later,)))
    facts = healthy(here, servers=(here, other), configuration=Configuration("gw.yaml", (NUM_CTX,)))
    assert run(facts).status is Status.PASS
    assert run(replace(facts, server=other)).ids == ("C13", "G11")
