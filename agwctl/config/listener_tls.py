"""TLS of listeners and of gateways."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from agwctl.config.model import Model

TlsVersion: TypeAlias = Literal["TLS_V1_0", "TLS_V1_1", "TLS_V1_2", "TLS_V1_3"]


class ListenerTls(Model):
    """The certificate that a listener shows, and how it speaks TLS."""

    aliases: ClassVar = {"minTlsVersion": "minTLSVersion", "maxTlsVersion": "maxTLSVersion"}

    mode: Literal["static", "dynamicCa"] = "static"
    """`static`: `cert` is the listener's own; `dynamicCa`: `cert` is an authority that issues one for each name."""
    cert: str
    """The certificate's file."""
    key: str
    """The private key's file."""
    root: str | None = None
    """A file with the authorities that clients' certificates must come from."""
    cipher_suites: list[str] | None = None
    """Cipher suites that are allowed, the preferred ones first."""
    min_tls_version: TlsVersion | None = None
    """The oldest version that is spoken: TLS 1.2 or 1.3."""
    max_tls_version: TlsVersion | None = None
    """The newest version that is spoken: TLS 1.2 or 1.3."""
    key_exchange_groups: list[str] | None = None
    """Groups for the key exchange that are allowed."""
