"""Which release of Ollama is played, and which feature came with which release."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = [
    "BLOB_LISTING",
    "CONTEXT_BY_VRAM",
    "EFFORTS_CLAMPED",
    "EMBEDDING_REFUSED",
    "ENDPOINTS",
    "ERROR_TYPES",
    "EXACT_CHAT_STREAM",
    "FULL_RESPONSES",
    "LATEST",
    "LLAMA_SERVER",
    "NAMES_CHECKED",
    "Release",
]

Number = tuple[int, int, int]

CONTEXT_BY_VRAM: Number = (0, 15, 5)
"""Where nobody says how long a context is to be, it is the longer the more VRAM there is."""
NAMES_CHECKED: Number = (0, 17, 6)
"""Bad names are told as such, names are found in any case, and `:cloud` and `:local` mean where a model is."""
ERROR_TYPES: Number = (0, 18, 0)
"""The `type` of an OpenAI-shaped error follows the status, and says no longer `api_error` of all from behind."""
LLAMA_SERVER: Number = (0, 30, 0)
"""Models run in llama-server: other texts when it fails or dies."""
EMBEDDING_REFUSED: Number = LLAMA_SERVER
"""A model that chats does not embed."""
BLOB_LISTING: Number = LLAMA_SERVER
"""Listings tell capabilities and lengths; what is not found is told with its tag."""
FULL_RESPONSES: Number = (0, 14, 0)
"""Replies of /v1/responses have all fields; from which release on is not recorded, only that 0.13.5 had few."""
EXACT_CHAT_STREAM: Number = (0, 32, 6)
"""OpenAI's chat stream names the role once, ends with a chunk of its own, and keeps one `created`."""
EFFORTS_CLAMPED: Number = (0, 32, 11)
"""Reasoning efforts beyond Ollama's own are taken for the nearest, and image URLs have a refusal of their own."""

ENDPOINTS: dict[str, Number] = {
    "/v1/responses": (0, 13, 3),
    "/v1/messages": (0, 14, 0),
    "/api/status": (0, 16, 2),
    "/v1/audio/transcriptions": (0, 20, 0),
}
"""Paths that not every release has: path → first release."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version as `/api/version` tells it; 0.0.0 is what a build from source says, and has everything.

    Raises: ValueError when the version is not of three numbers.
    """

    version: str

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise ValueError(f"{self.version!r} is no version of Ollama; write it like {LATEST.version}")

    @property
    def number(self) -> Number:
        """The version as numbers, any suffix left aside."""
        major, minor, patch = map(int, _VERSION.findall(self.version)[0])
        return major, minor, patch

    def has(self, feature: Number) -> bool:
        """Whether this release has what came with release `feature`."""
        return self.number == (0, 0, 0) or self.number >= feature

    def serves(self, path: str) -> bool:
        """Whether this release knows the path, of those that Ollama has at all."""
        return self.has(ENDPOINTS.get(path, (0, 0, 0)))


_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-.+)?")

LATEST = Release("0.33.0")
