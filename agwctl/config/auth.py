"""Credentials that the gateway shows to an upstream."""

from __future__ import annotations

from agwctl.config.model import OneOf, Unserved
from agwctl.config.types import Secret


class BackendAuth(OneOf):
    """The credential sent upstream."""

    key: Secret | None = None
    """Sent as `Authorization: Bearer KEY`; text or `{file: PATH}`."""
    passthrough: Unserved = None
    gcp: Unserved = None
    aws: Unserved = None
    azure: Unserved = None
    copilot: Unserved = None
    oauth_token_exchange: Unserved = None
    cross_app_access: Unserved = None
