"""The environment as Ollama has it when nobody sets anything."""

from __future__ import annotations

from agwctl.ollama.duration import keep_alive
from agwctl.ollama.settings import Settings


def test_ollama_s_own_defaults() -> None:
    settings = Settings()
    assert settings.keep_alive == keep_alive("5m")
    assert (settings.num_parallel, settings.max_loaded, settings.max_queue) == (1, 0, 512)
    assert (settings.context_length, settings.load_timeout) == (0, 300)
