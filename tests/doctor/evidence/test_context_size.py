"""Who says how long a context is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.evidence.context_size import Tokens, context_of, modelfile_context, trained_context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Gpu
from agwctl.models.memory import GIB
from agwctl.ollama.replies import Running, Shown
from tests.doctor.asking import hardware, loaded, logged, serving
from tests.doctor.healthy import SHOWN, healthy, server

OWN = replace(SHOWN, parameters='num_ctx                        16384\nstop "x"')
SHORT = replace(SHOWN, model_info={"general.architecture": "bert", "bert.context_length": 512})
CARD = (Gpu("NVIDIA RTX A6000", 48 * GIB, 40 * GIB),)
CHOSEN = serving(OLLAMA_CONTEXT_LENGTH="8192")
AT_START = 'time=1 level=INFO msg="vram-based default context" total_vram="24 GiB" default_num_ctx=32768'


@pytest.mark.parametrize(
    ("facts", "shown", "running", "found"),
    [
        (healthy(), SHOWN, loaded(GIB), Tokens(4096, "GET /api/ps", True)),
        (healthy(), OWN, loaded(GIB), Tokens(4096, "GET /api/ps", False)),
        (healthy(sockets=CHOSEN), SHOWN, loaded(GIB, context=8192), Tokens(8192, "GET /api/ps", False)),
        (healthy(sockets=CHOSEN), OWN, None, Tokens(16384, "its Modelfile", False)),
        (healthy(sockets=CHOSEN), SHOWN, None, Tokens(8192, "OLLAMA_CONTEXT_LENGTH of /proc/812/environ", False)),
        (healthy(sockets=CHOSEN), SHORT, None, Tokens(512, "OLLAMA_CONTEXT_LENGTH of /proc/812/environ", False)),
        (logged(AT_START), SHOWN, None, Tokens(32768, "its log: vram-based default context", True)),
        (healthy(server(version="0.13.5")), SHOWN, None, Tokens(4096, "the default of this release", True)),
        (healthy(server(version="0.6.2")), SHOWN, None, Tokens(2048, "the default of this release", True)),
        (healthy(), SHOWN, None, Tokens(4096, "the default", True)),
        (healthy(hardware=hardware(16, 40, gpus=CARD)), None, None,
         Tokens(262_144, "the default for this graphics memory", True)),
        (healthy(hardware=Unread("no")), SHOWN, None, None),
        (healthy(hardware=hardware(16, gpus=None)), SHOWN, None, None),
        (healthy(server("http://10.0.0.9:11434", is_here=False)), SHOWN, None, None),
    ],
)  # fmt: skip
def test_context(facts: Facts, shown: Shown | None, running: Running | None, found: Tokens | None):
    assert context_of(facts, shown, running) == found


def test_lengths_of_a_model():
    assert (modelfile_context(OWN), modelfile_context(SHOWN), modelfile_context(None)) == (16384, None, None)
    assert (trained_context(SHOWN), trained_context(SHORT), trained_context(None)) == (131_072, 512, None)
