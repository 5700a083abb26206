from __future__ import annotations

import pytest

from agwctl.doctor.check import Finding, Status, failed, passed, warned
from agwctl.doctor.engine import Diagnosis
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.report.headline import headline
from agwctl.ollama.replies import Details, Shown
from tests.doctor.healthy import LLAMA, healthy, server
from tests.doctor.told import WELL, checked, diagnosis

DOWN = diagnosis(checked("ollama-listening", failed("A01", "nothing listens on 127.0.0.1:11434")))
PROXY = diagnosis(checked("no-proxy", warned("A19", "a proxy takes the requests")), checked("b", passed("well")))
UNTOLD = diagnosis(checked("tags", Finding(Status.UNKNOWN, "cannot tell: it took longer than 2 s")))
OF_TEXT = diagnosis(
    checked("pasted-error-is-confirmed", warned("G01", "all is well as seen from here; the text may mean G01"))
)
TEXT_FOUND = diagnosis(checked("pasted-error-is-confirmed", failed("G03", "the text means: a whole endpoint is given")))
MISSING = diagnosis(checked("models-are-there", failed("B01", "qwen3 is not on 127.0.0.1:11434")))
UNNAMED = diagnosis(checked("gateway-answers", Finding(Status.FAIL, "nothing listens on 127.0.0.1:3000")))


@pytest.mark.parametrize(
    ("asked", "found", "line"),
    [
        (Asked(), WELL, "all is well"),
        (Asked(is_part=True), WELL, "nothing is wrong in what was checked"),
        (Asked(), diagnosis(verdict=None), "nothing was checked: what these checks are about is not here"),
        (Asked(), DOWN, "A01: nothing listens on 127.0.0.1:11434"),
        (Asked(), UNNAMED, "gateway-answers: nothing listens on 127.0.0.1:3000"),
        (Asked(), PROXY, "nothing is broken, but A19: a proxy takes the requests"),
        (Asked(), UNTOLD, "nothing is broken as far as can be told; tags: cannot tell: it took longer than 2 s"),
        (Asked(model="llama3.2"), WELL, "llama3.2 is usable for chat, tools"),
        (
            Asked(model="llama3.2:latest"),
            PROXY,
            "llama3.2:latest is usable for chat, tools; nothing is broken, but A19: a proxy takes the requests",
        ),
        (Asked(model="qwen3"), MISSING, "B01: qwen3 is not on 127.0.0.1:11434"),
        (Asked(error="x", candidates=("G03",)), TEXT_FOUND, "G03: the text means: a whole endpoint is given"),
        (Asked(model="qwen3"), DOWN, "qwen3 is not usable: A01: nothing listens on 127.0.0.1:11434"),
        (Asked(error="x", candidates=("A01", "A10")), DOWN, "the error is A01: nothing listens on 127.0.0.1:11434"),
        (
            Asked(error="x", candidates=("A27", "E08")),
            DOWN,
            "A01: nothing listens on 127.0.0.1:11434 (the error points to A27 or E08)",
        ),
        (Asked(error="x", candidates=("A27",)), WELL, "the error points to A27, of which nothing is found now"),
        (
            Asked(error="x", candidates=("A27",)),
            PROXY,
            "the error points to A27, of which nothing is found now; nothing is broken, but A19: a proxy takes "
            "the requests",
        ),
        (Asked(error="x", candidates=("A19",)), PROXY, "the error is A19: a proxy takes the requests"),
        (Asked(error="x", candidates=("G01",)), OF_TEXT, "all is well as seen from here; the text may mean G01"),
        (Asked(error="x"), WELL, "the error is not one that is known; nothing is broken here now"),
        (Asked(error="x"), DOWN, "the error is not one that is known; A01: nothing listens on 127.0.0.1:11434"),
    ],
)
def test_the_first_line_answers_what_was_asked(asked: Asked, found: Diagnosis, line: str):
    assert headline(healthy(asked=asked), found) == line


def test_what_a_model_can_do_is_told_by_who_was_asked_about_it():
    """Ollama 0.33.0 lists an imported all-minilm as one that talks."""
    embeds = Shown(Details(), None, ("embedding",))
    facts = healthy(server(shown={LLAMA.name: embeds}), asked=Asked(model="llama3.2"))
    assert headline(facts, WELL) == "llama3.2 is usable for embedding"


def test_without_a_server_nothing_is_said_of_all():
    assert headline(healthy(servers=()), WELL) == "nothing is wrong in what was checked"
