"""Credentials for the clouds: `backendAuth` with `gcp`, `aws` or `azure`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from agwctl.config.expression import Expression
from agwctl.config.model import Model, Nothing, NotNull, OneOf
from agwctl.config.types import InlineSecret, Secret
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding


class Gcp(Model):
    """A token of Google Cloud."""

    untagged = "GcpAuth"

    type: Literal["idToken", "accessToken"] | None = None
    """An identity token, or an access token; the latter when absent."""
    audience: str | None = None
    """Whom an identity token is for; the upstream's host when absent."""
    credential: Secret | None = None
    """Google's JSON with a credential; what the machine offers when absent."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports an audience of what is no identity token."""
        if self.audience is not None and self.type != "idToken":
            message = "unknown field `audience` without type idToken"
            yield Finding(codes.SEVERAL_VARIANTS, self.key_node("audience"), message, "add type: idToken")


class SessionName(OneOf):
    """The name of a session, computed."""

    expression: Expression | None = None
    """An expression for the name."""


class SessionTag(Model):
    """A tag of a session, with a value or an expression for one."""

    key: str
    """Its key."""
    value: str | None = None
    """Its value."""
    expression: Expression | None = None
    """An expression for its value."""


class AssumedRole(Model):
    """A role that is taken before requests are signed."""

    role_arn: str
    """Its ARN."""
    session_name: str | SessionName | None = None
    """The name of the session."""
    tags: list[SessionTag] = []
    """Tags of the session."""


class Aws(Model):
    """A signature as Amazon asks for (SigV4); with keys, or with what the machine offers."""

    untagged = "AwsAuth"

    access_key_id: Annotated[str, NotNull()] | None = None
    """The key's id."""
    secret_access_key: Annotated[InlineSecret, NotNull()] | None = None
    """The key."""
    session_token: InlineSecret | None = None
    """The token of a session with that key."""
    region: str | None = None
    """The region; the backend's or the machine's own when absent."""
    service_name: str | None = None
    """The service, such as `bedrock`."""
    assume_role: AssumedRole | None = None
    """A role that is taken first."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports half a key, and a key beside a role."""
        pair = {"access_key_id": "accessKeyId", "secret_access_key": "secretAccessKey"}
        missing = [wire for name, wire in pair.items() if getattr(self, name) is None]
        if missing and (len(missing) == 1 or self.session_token is not None):
            yield Finding(codes.MISSING_KEY, self.node(), f"missing field `{missing[0]}`", f"add '{missing[0]}'")
        elif not missing and self.assume_role is not None:
            message = "`assumeRole` and `accessKeyId` cannot both be given"
            yield Finding(codes.SEVERAL_VARIANTS, self.key_node("assume_role"), message, "keep one of them")


class AzureSecret(Model):
    """A client's id and secret."""

    spelt: ClassVar = {"tenant_id": "tenant_id", "client_id": "client_id", "client_secret": "client_secret"}

    tenant_id: str
    """The tenant."""
    client_id: str
    """The client's id."""
    client_secret: InlineSecret
    """The client's secret."""


class AzureIdentity(OneOf):
    """Which of the machine's identities it is."""

    client_id: str | None = None
    """The one with this client id."""
    object_id: str | None = None
    """The one with this object id."""
    resource_id: str | None = None
    """The one with this resource id."""


class AzureManaged(Model):
    """An identity that the machine has."""

    user_assigned_identity: AzureIdentity | None = None
    """Which one; its own when absent."""


class AzureExplicit(OneOf):
    """A way to a token of Azure."""

    client_secret: AzureSecret | None = None
    """A client's id and secret."""
    managed_identity: AzureManaged | None = None
    """An identity that the machine has."""
    workload_identity: Nothing | None = None
    """The identity of the Kubernetes workload."""


class Azure(OneOf):
    """A token of Azure."""

    explicit_config: AzureExplicit | None = None
    """In this way."""
    developer_implicit: Nothing | None = None
    """As the developer who is logged in."""
    implicit: Nothing | None = None
    """In the way that fits the machine."""
