"""The policy `backendTunnel`: an upstream that is reached through a proxy."""

from __future__ import annotations

from agwctl.config.model import Model
from agwctl.config.target import Target


class BackendTunnel(Model):
    """A proxy on the way to the upstream, which is asked with CONNECT."""

    proxy: Target
    """The proxy."""
