"""Another address, where the first one stood."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.facts import Origin
from agwctl.doctor.fixes.address import instead
from tests.doctor.healthy import healthy, server

IN_SHELL = "name b:1 in this shell; to keep it for later sessions: the same lines in ~/.bashrc"


@pytest.mark.parametrize(
    ("origin", "title", "commands"),
    [
        (Origin("default", ""), IN_SHELL,
         ("export OLLAMA_HOST=b:1",)),
        (Origin("OLLAMA_HOST", "a:1"), IN_SHELL,
         ("export OLLAMA_HOST=b:1",)),
        (Origin("--ollama", "a:1"), "ask b:1", ("agwctl doctor --ollama b:1",)),
        (Origin("configuration", "a:1", "gw.yaml:7:18"), "in gw.yaml:7 put b:1 in place of a:1", ()),
        (Origin("configuration", "", "gw.yaml:7:18"), "in gw.yaml:7 put b:1 in place of 127.0.0.1:11434", ()),
    ],
)  # fmt: skip
def test_by_where_it_was_found(origin, title, commands):
    one = server()
    fix = instead(healthy(replace(one, server=replace(one.server, origin=origin))), "b:1")
    assert (fix.title, fix.commands) == (title, commands)
