"""The policy `cors`: which other sites' pages may use this one."""

from __future__ import annotations

from agwctl.config.model import Model
from agwctl.config.types import Duration, HeaderName, Method


class Cors(Model):
    """What browsers are told about requests from other sites."""

    allow_credentials: bool = False
    """Whether cookies and the like may be sent along."""
    allow_headers: list[HeaderName] = []
    """Headers that may be sent; `*` for any."""
    allow_methods: list[Method] = []
    """Methods that may be used; `*` for any."""
    allow_origins: list[str] = []
    """Sites that may ask: `https://NAME`, `https://*.SUFFIX`, or `*` for any."""
    expose_headers: list[HeaderName] = []
    """Headers of answers that pages may read."""
    max_age: Duration | None = None
    """How long browsers may remember this."""
