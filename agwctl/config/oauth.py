"""OAuth: tokens that are exchanged, and how the gateway proves who it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from agwctl.config.location import BEARER, Location
from agwctl.config.model import Model, NotNull
from agwctl.config.types import Duration, Secret, Size
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


class SubjectToken(Model):
    """The token that is exchanged."""

    source: Location = BEARER
    """Where in the request it stands."""
    token_type: str = ACCESS_TOKEN
    """Its type, as RFC 8693 names it."""


class ActorToken(Model):
    """The token of whoever acts for somebody else."""

    source: Location
    """Where in the request it stands."""
    token_type: str = ACCESS_TOKEN
    """Its type, as RFC 8693 names it."""
    enforce_may_act: bool = False
    """Whether the other token must allow it with `may_act`."""


class GrantSource(Model):
    """Where the token stands that is exchanged."""

    source: Location = BEARER
    """Where in the request it stands."""


class TokenCache(Model):
    """How tokens are kept."""

    max_entries: Size | None = None
    """How many at most; 8192 when absent, none with 0."""
    default_ttl: Duration | None = None
    """For how long when the answer does not say it; 300 s when absent."""


_PROOFS = {
    "clientSecretBasic": {"client_secret": "clientSecret"},
    "clientSecretPost": {},
    "privateKeyJwt": {"signing_key": "signingKey", "assertion_audience": "assertionAudience"},
}
"""What must be given with each method."""


class ClientAuth(Model):
    """How the gateway proves to an authorization server who it is."""

    untagged = "OAuthClientAuth"

    method: Literal["clientSecretBasic", "clientSecretPost", "privateKeyJwt"] = "clientSecretBasic"
    """With the secret in a header, with the secret in the body, or with a signed assertion."""
    client_id: str
    """The gateway's name there."""
    client_secret: Secret | None = None
    """The secret."""
    signing_key: Annotated[Secret, NotNull()] | None = None
    """The private key that signs assertions, as PEM."""
    certificate: Secret | None = None
    """The certificates for that key, as PEM, the key's own first."""
    certificate_header: Literal["x5c", "x5t#S256"] | None = None
    """The header in which an assertion bears the certificate."""
    alg: Literal["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"] = "RS256"
    """How assertions are signed."""
    kid: str | None = None
    """The key's name in assertions."""
    assertion_audience: Annotated[str, NotNull()] | None = None
    """Whom assertions are for."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports what the method needs and does not have."""
        for field, wire in _PROOFS[self.method].items():
            if getattr(self, field) is None:
                yield Finding(codes.MISSING_KEY, self.node(), f"missing field `{wire}`", f"add '{wire}'")
        if self.certificate is not None and self.certificate_header is None:
            message = "missing field `certificateHeader`, which `certificate` needs"
            yield Finding(codes.MISSING_KEY, self.node(), message, "add certificateHeader: x5c")
