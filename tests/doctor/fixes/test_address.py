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
        (Origin("configuration", "http://a:1/v1", "gw.yaml:7:18"),
         "in gw.yaml:7 put http://b:1/v1 in place of http://a:1/v1", ()),
        (Origin("configuration", "", "gw.yaml:7:18"), "in gw.yaml:7 write `params: {baseUrl: http://b:1/v1}`", ()),
    ],
)  # fmt: skip
def test_by_where_it_was_found(origin, title, commands):
    one = server()
    fix = instead(healthy(replace(one, server=replace(one.server, origin=origin))), "b:1")
    assert (fix.title, fix.commands) == (title, commands)


@pytest.mark.parametrize(
    ("written", "value", "right"),
    [
        ("localhost:11434", "http://127.0.0.1:11434", "127.0.0.1:11434"),
        ("http://localhost:11434", "http://127.0.0.1:11434/ollama", "http://127.0.0.1:11434/ollama"),
        ("https://a:1/sub/v1", "b:1", "https://b:1/v1"),
        ("http://localhost:1/sub/v1", "http://127.0.0.1:1/sub", "http://127.0.0.1:1/sub/v1"),
        ("http://a:1/api", "http://a:1", "http://a:1"),
        ("[::1]:11434", "http://[::1]:8080", "[::1]:8080"),
    ],
)
def test_in_a_configuration_the_form_stays(written, value, right):
    one = server(url="http://localhost:11434", kind="configuration", written=written)
    assert instead(healthy(one), value).title.endswith(f"put {right} in place of {written}")


def test_a_prefix_beside_the_address():
    one = server(url="http://a:1/x", kind="configuration", written="a:1")
    assert instead(healthy(one), "http://a:1").title.endswith("write `pathPrefix: /v1` (beside a:1)")
