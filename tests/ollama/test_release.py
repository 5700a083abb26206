"""Which release has what."""

from __future__ import annotations

import pytest

from agwctl.ollama.release import EFFORTS_CLAMPED, EXACT_CHAT_STREAM, LATEST, Release


@pytest.mark.parametrize(
    ("version", "has"),
    [("0.13.5", False), ("0.32.5", False), ("0.32.6", True), ("0.32.6-rc1", True), ("0.33.0", True), ("0.0.0", True)],
)
def test_a_feature_stays_once_it_came(version: str, has: bool) -> None:
    assert Release(version).has(EXACT_CHAT_STREAM) is has


def test_parts_are_compared_as_numbers() -> None:
    assert not Release("0.32.9").has(EFFORTS_CLAMPED)
    assert Release("0.100.0").has(EFFORTS_CLAMPED)


@pytest.mark.parametrize(
    ("version", "path", "serves"),
    [
        ("0.13.2", "/v1/responses", False),
        ("0.13.3", "/v1/responses", True),
        ("0.13.5", "/v1/messages", False),
        ("0.13.5", "/api/chat", True),
        (LATEST.version, "/v1/audio/transcriptions", True),
    ],
)
def test_endpoints(version: str, path: str, serves: bool) -> None:
    assert Release(version).serves(path) is serves


@pytest.mark.parametrize("version", ["", "0.33", "latest", "v0.33.0", "0.33.0.1"])
def test_what_is_no_version(version: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        Release(version)
