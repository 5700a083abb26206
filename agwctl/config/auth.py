"""Credentials that the gateway shows to an upstream."""

from __future__ import annotations

from agwctl.config.model import OneOf, Unserved
from agwctl.config.types import UpstreamKey


class BackendAuth(OneOf):
    """The credential sent upstream."""

    untagged = "BackendAuthCompat"
    is_secret = True

    key: UpstreamKey | None = None
    """Sent as `Authorization: Bearer KEY`; text, `{file: PATH}`, or either under `value`."""
    credentials: Unserved = None
    passthrough: Unserved = None
    gcp: Unserved = None
    aws: Unserved = None
    azure: Unserved = None
    copilot: Unserved = None
    oauth_token_exchange: Unserved = None
    cross_app_access: Unserved = None
