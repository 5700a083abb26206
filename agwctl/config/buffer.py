"""The policy `buffer`: bodies that are read whole before they are passed on."""

from __future__ import annotations

from typing import Literal

from agwctl.config.model import Model
from agwctl.config.types import Size


class BufferedBody(Model):
    """How much of a body is held."""

    max_bytes: Size | None = None
    """The bytes that are held at most; `frontendPolicies.http.maxBufferSize` when absent."""
    failure_mode: Literal["failClosed", "failOpen"] = "failClosed"
    """Whether a longer body is refused or passed on as it comes."""


class Buffer(Model):
    """Bodies that are read whole."""

    request: BufferedBody | None = None
    """Those of requests."""
    response: BufferedBody | None = None
    """Those of answers."""
