import re

import pytest

from agwctl.doctor.evidence.deeply import entry, through
from agwctl.doctor.evidence.texts import traces
from agwctl.doctor.facts.deep import DIRECTLY, THROUGH, Deep
from tests.doctor.deep import broken
from tests.doctor.deep import deep as facts_of


def test_the_generations_through_the_gateway():
    found = facts_of().deep
    assert isinstance(found, Deep)
    assert [each.through for each in through(found)] == [THROUGH, THROUGH]


def test_what_it_was_told_is_certain():
    """Checks that look for texts find the errors of this server's own generations, and no others."""
    bad = broken(DIRECTLY, True, 500, "cudaMalloc failed"), broken(THROUGH, True, 503, "cudaMalloc failed too")
    (found,) = traces(facts_of(*bad), re.compile("cudaMalloc"))
    assert (found.is_pasted, found.line) == (True, "cudaMalloc failed")
    assert found.source == "POST http://127.0.0.1:11434/v1/chat/completions"
    assert not list(traces(facts_of(*bad, server="http://127.0.0.1:1"), re.compile("cudaMalloc")))
    (unloaded,) = traces(facts_of(load_error="cudaMalloc failed"), re.compile("cudaMalloc"))
    assert unloaded.source == "POST http://127.0.0.1:11434/api/generate"


@pytest.mark.parametrize(
    ("error", "id"),
    [
        ("unauthorized", "B13"),
        ("ollama cloud is disabled: remote inference is unavailable", "B14"),
        ("model requires more system memory (8.0 GiB) than is available (2.0 GiB)", "D01"),
        ("llama-server process has terminated: signal: killed", "D02"),
        ("the prompt is longer than the context length", "C14"),
        ("llama-server process has terminated: exit status 2", "D08"),
        ("something else", "D08"),
    ],
)
def test_the_entry_of_an_error(error, id):
    assert entry(error) == id
