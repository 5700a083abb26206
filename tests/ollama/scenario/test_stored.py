"""Entries of a scenario become models."""

from __future__ import annotations

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.scenario.load import load_text
from agwctl.ollama.scenario.stored import stored
from agwctl.ollama.store import Model
from tests.ollama.played import NOON

KNOWN = {model.name.key: model for model in default_models(NOON)}
LLAMA = KNOWN["registry.ollama.ai/library/llama3.2:latest"]


def models(text: str) -> list[Model]:
    loaded = load_text(f"scenario: ollama\nmodels:\n{text}")
    assert loaded.scenario is not None and loaded.scenario.models is not None, loaded.diagnostics
    return stored(loaded.scenario.models, KNOWN, NOON, Pace(tokens_per_second=7))


def test_a_name_alone_is_the_well_known_model():
    assert models("- llama3.2") == [LLAMA]
    assert models("- {name: llama3.2, replies: [{say: x}]}") == [LLAMA]


def test_a_name_is_shown_as_it_is_written():
    (found,) = models("- LLama3.2")
    assert str(found.name) == "LLama3.2:latest"
    assert found.digest == LLAMA.digest


def test_what_is_written_takes_the_place_of_what_is_known():
    (found,) = models(
        "- {name: llama3.2, size: 5GB, capabilities: [completion], license: Free, modified: 2d, contextLength: 512,"
        " parameters: {num_ctx: 512, stop: [a, b], temperature: 0.5}}"
    )
    assert (found.size, found.capabilities, found.license) == (5 * 10**9, ("completion",), ("Free",))
    assert NOON - found.modified == 2 * 24 * 3600 * 10**9
    assert found.family == LLAMA.family
    assert found.digest != LLAMA.digest
    assert found.options == {"num_ctx": 512, "stop": ["a", "b"], "temperature": 0.5}


def test_a_model_made_from_another_has_its_weights():
    made, base = models("- {name: mario, from: llama3.2, system: You are Mario.}\n- llama3.2")
    assert (made.parent, made.blob, made.system) == ("llama3.2:latest", base.blob, "You are Mario.")
    assert made.digest != base.digest
    assert made.parameter_size == base.parameter_size


def test_a_digest_that_is_given():
    digest = "0123456789abcdef" * 4
    assert models(f"- {{name: x, digest: sha256:{digest}}}")[0].digest == digest


def test_speeds():
    slow, usual = models("- {name: a, loadTime: 2s, promptTokensPerSecond: 90}\n- {name: b}")
    assert slow.pace == Pace(load_seconds=2, prompt_tokens_per_second=90, tokens_per_second=7)
    assert usual.pace is None
