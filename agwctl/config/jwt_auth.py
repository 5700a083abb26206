"""The policy `jwtAuth`: clients show a signed token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from agwctl.config.key_set import KeySet
from agwctl.config.location import BEARER, Location
from agwctl.config.model import Model, NotNull
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding, Label


class JwtValidation(Model):
    """What a token must say."""

    required_claims: list[str] = ["exp"]
    """Claims that it must hold; of `exp`, `nbf`, `aud`, `iss` and `sub`, others are passed over."""


class JwtProvider(Model):
    """Somebody who signs tokens."""

    issuer: str
    """The issuer that tokens name."""
    audiences: list[str] | None = None
    """Audiences of which tokens name one; any when absent."""
    jwks: KeySet
    """The public keys."""
    jwt_validation_options: JwtValidation = JwtValidation()
    """What a token must say."""


class JwtAuth(Model):
    """Who may sign the tokens: one issuer, or several `providers`."""

    untagged = "LocalJwtConfig"

    mode: Literal["strict", "optional", "permissive"] = "optional"
    """`strict`: a token must be shown; `optional`: only a bad one is refused; `permissive`: nothing is refused."""
    location: Location = BEARER
    """Where clients show it."""
    providers: Annotated[list[JwtProvider], NotNull()] | None = None
    """Those who sign tokens."""
    issuer: Annotated[str, NotNull()] | None = None
    """The issuer that tokens name."""
    audiences: list[str] | None = None
    """Audiences of which tokens name one; any when absent."""
    jwks: Annotated[KeySet, NotNull()] | None = None
    """The public keys."""
    jwt_validation_options: JwtValidation = JwtValidation()
    """What a token must say."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports an issuer without keys, and one beside `providers`."""
        own = [name for name in ("issuer", "audiences", "jwks", "jwt_validation_options") if name in self.given()]
        if self.providers is None:
            for name in ("issuer", "jwks"):
                if name not in own:
                    yield Finding(codes.MISSING_KEY, self.node(), f"missing field `{name}`", f"add '{name}'")
        elif own:
            message = f"`providers` and `{own[0]}` cannot both be given"
            label = Label(self.key_node("providers"), "given here too")
            yield Finding(codes.SEVERAL_VARIANTS, self.key_node(own[0]), message, "move it into a provider", (label,))
