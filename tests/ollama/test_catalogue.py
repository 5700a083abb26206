"""The well-known models."""

from __future__ import annotations

from agwctl.ollama.catalogue import default_models
from tests.ollama.played import NOON


def test_digests_are_64_hex_digits_and_differ() -> None:
    digests = {model.digest for model in default_models(NOON)}
    assert len(digests) == 3
    assert all(len(digest) == 64 and set(digest) <= set("0123456789abcdef") for digest in digests)
