"""Which models can be talked to."""

from __future__ import annotations

import pytest

from agwctl.ollama.talking import talks


@pytest.mark.parametrize(
    ("name", "family", "capabilities", "expected"),
    [
        ("llama3.2:latest", "llama", ("completion", "tools"), True),
        ("llama3.2:latest", "llama", (), True),
        ("qwen3-embedding:0.6b", "qwen3", (), False),
        ("Nomic-Embed-Text:latest", "nomic-bert", ("embedding",), False),
        ("all-minilm:latest", "bert", ("completion",), False),  # as Ollama 0.33 lists one that it converted itself
        ("nomic-embed:v2", "nomic-bert-moe", ("completion",), False),
        ("some:latest", "llama", ("embedding",), False),
    ],
)
def test_of_a_list(name, family, capabilities, expected):
    assert talks(name, family, capabilities) is expected
