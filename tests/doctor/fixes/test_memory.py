"""What leaves more memory."""

from __future__ import annotations

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.fixes.memory import less_memory
from agwctl.models.memory import GIB
from tests.doctor.asking import hardware, loaded
from tests.doctor.healthy import healthy, server


def titles(facts) -> list[str]:
    return [each.title for each in less_memory(facts)]


def test_on_this_machine():
    facts = healthy(server(ps=(loaded(GIB),)), hardware=hardware(16, oom_kills=1))
    assert titles(facts) == [
        "unload llama3.2:latest",
        "let models take less memory",
        "use llama3.2:latest, the largest of the models there that fits",
        "raise the memory limit of its container or unit",
    ]


def test_what_fits_elsewhere_is_not_known():
    assert "largest" not in "".join(titles(healthy(server("http://10.0.0.9:11434", is_here=False))))
    assert titles(healthy(hardware=Unread("no"))) == ["let models take less memory"]
