from __future__ import annotations

import pytest

from agwctl.ollama.refusal import Refusal
from agwctl.ollama.source import refer


@pytest.mark.parametrize(
    ("text", "name", "source", "stored"),
    [
        ("llama3.2", "llama3.2:latest", "", "llama3.2:latest"),
        ("gpt-oss:20b:cloud", "gpt-oss:20b", "cloud", "gpt-oss:20b-cloud"),
        ("gpt-oss:20b-cloud", "gpt-oss:20b", "cloud", "gpt-oss:20b-cloud"),
        ("x:cloud", "x:latest", "cloud", "x:cloud"),
        ("x:CLOUD", "x:latest", "cloud", "x:cloud"),
        ("qwen3:8b:local", "qwen3:8b", "local", "qwen3:8b"),
        ("my-cloud-model", "my-cloud-model:latest", "", "my-cloud-model:latest"),
        ("my-cloud", "my-cloud:latest", "", "my-cloud:latest"),
        ("bob/x:cloud", "bob/x:latest", "cloud", "bob/x:cloud"),
    ],
)
def test_where_a_model_is_to_run(text: str, name: str, source: str, stored: str) -> None:
    found = refer(text)
    assert (str(found.name), found.source, str(found.stored)) == (name, source, stored)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x:cloud:local", 'use either :local or :cloud, not both: "x:cloud:local"'),
        ("x:local:cloud", "not both"),
        ("bad name", "invalid model name"),
        ("", "invalid model name"),
        (":cloud", "invalid model name"),
    ],
)
def test_what_is_no_name(text: str, told: str) -> None:
    with pytest.raises(Refusal, match=told) as refusal:
        refer(text)
    assert refusal.value.status == 400
