import re

from agwctl.doctor.evidence.deeply import through
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
