"""The guide's text is what people paste; it loads as it stands, and so do its variants."""

from __future__ import annotations

import pytest

from agwctl.cli.guide import BASIC, PORT, basic
from agwctl.config.load import load_text


def test_the_guides_own_text_is_the_one_for_its_own_ollama() -> None:
    assert basic("localhost:11434", PORT) == BASIC


@pytest.mark.parametrize(("authority", "port"), [("localhost:11434", 3000), ("10.0.0.1:8080", 4000)])
def test_it_loads_and_says_where_ollama_is(authority: str, port: int) -> None:
    loaded = load_text(basic(authority, port))
    assert not loaded.diagnostics
    assert loaded.config is not None
    bind = loaded.config.binds[0]
    assert bind.port == port
    routes = bind.listeners[0].routes
    assert routes is not None
    ai = routes[0].backends[0].ai
    assert ai is not None
    assert str(ai.host_override) == authority
