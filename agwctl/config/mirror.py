"""The policy `requestMirror`: copies of requests for another server."""

from __future__ import annotations

from agwctl.config.model import Model
from agwctl.config.target import Target
from agwctl.config.types import Number


class RequestMirror(Model):
    """Sends copies of requests, without their bodies, to a server whose answers nobody waits for."""

    backend: Target
    """The server."""
    percentage: Number
    """The share of requests that are copied, from 0 to 1."""
