"""The policy `oidc`: people log in with their browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, TypeAlias

from agwctl.config.decoding import Decoding
from agwctl.config.key_set import Document, KeySet
from agwctl.config.model import Model
from agwctl.config.types import Checked, InlineSecret
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.source.node import Node

COOKIE_SECRET = "OIDC_COOKIE_SECRET"


class OidcLogin(Model):
    """The provider at which people log in, and who the gateway is there."""

    spelt: ClassVar = {"redirect_uri": "redirectURI"}

    issuer: str
    """The provider; where the rest is found when it is not given here."""
    discovery: Document | None = None
    """The provider's own description; fetched from the issuer when absent."""
    authorization_endpoint: str | None = None
    """Where people log in."""
    token_endpoint: str | None = None
    """Where the gateway fetches their tokens."""
    token_endpoint_auth: Literal["clientSecretBasic", "clientSecretPost"] | None = None
    """How it proves there who it is."""
    jwks: KeySet | None = None
    """The public keys of the provider."""
    client_id: str
    """The gateway's name there."""
    client_secret: InlineSecret
    """The gateway's secret there."""
    redirect_uri: str
    """The URL of this route to which people come back."""
    scopes: list[str] = []
    """What is asked for beside `openid`."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports a description of the provider that is given in part, or twice."""
        given = [name for name in _EXPLICIT if name in self.given()]
        if given and len(given) < len(_EXPLICIT):
            message = "authorizationEndpoint, tokenEndpoint, and jwks must either all be set or all be omitted"
            yield Finding(codes.POLICY_CONFLICT, self.key_node(given[0]), message, "take it out, or add the others")
        elif not given and self.token_endpoint_auth is not None:
            message = (
                "tokenEndpointAuth must be omitted unless "
                "authorizationEndpoint, tokenEndpoint, and jwks are configured explicitly"
            )
            yield Finding(codes.POLICY_CONFLICT, self.key_node("token_endpoint_auth"), message, "take it out")
        elif given and self.discovery is not None:
            message = (
                "oidc discovery must be omitted when "
                "authorizationEndpoint, tokenEndpoint, and jwks are configured explicitly"
            )
            yield Finding(codes.POLICY_CONFLICT, self.key_node("discovery"), message, "take it out")


_EXPLICIT = ("authorization_endpoint", "token_endpoint", "jwks")
"""What describes the provider in place of its own description."""


def check_cookie_secret(value: OidcLogin, node: Node, to: Decoding) -> None:
    """Reports the first policy whose cookies nothing protects."""
    message = f"{COOKIE_SECRET} is required when oidc is configured"
    if not to.environ.get(COOKIE_SECRET) and not any(finding.message == message for finding in to.findings):
        to.report(codes.UNSET_VARIABLE, node, message, f"set the environment variable {COOKIE_SECRET}")


Oidc: TypeAlias = Annotated[OidcLogin, Checked(check_cookie_secret)]
