"""The policy `backendTLS`: TLS towards an upstream."""

from __future__ import annotations

from typing import Literal, TypeAlias

from agwctl.config.file_path import FilePath
from agwctl.config.model import Model

KeyExchangeGroup: TypeAlias = Literal["X25519", "P-256", "P-384", "X25519_MLKEM768"]


class BackendTls(Model):
    """How the upstream's certificate is checked, and what the gateway shows it."""

    cert: FilePath | None = None
    """The file of a certificate that the gateway shows."""
    key: FilePath | None = None
    """The file of its private key."""
    root: FilePath | None = None
    """A file with the authorities that are trusted; the system's when absent."""
    hostname: str | None = None
    """The name that is asked for and that the certificate must bear; the upstream's own when absent."""
    insecure: bool = False
    """Whether any certificate will do."""
    insecure_host: bool = False
    """Whether a certificate for another name will do."""
    alpn: list[str] | None = None
    """The protocols that are offered, the preferred ones first."""
    subject_alt_names: list[str] | None = None
    """Names of which the certificate must bear one, in place of `hostname`."""
    key_exchange_groups: list[KeyExchangeGroup] | None = None
    """Groups for the key exchange that are allowed."""
