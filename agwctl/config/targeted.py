"""The section `policies`: policies that name what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from agwctl.config.model import Model, OneOf, Unit
from agwctl.config.policy import RoutePolicies
from agwctl.config.types import Port
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding, Label


class ResourceName(Model):
    """The name of something, within a namespace."""

    name: str
    """Its name."""
    namespace: str
    """Its namespace."""


class GatewayTarget(Model):
    """A gateway, one of its listeners, or one of its ports."""

    gateway_name: str
    """The gateway; those of a file are called `default`."""
    gateway_namespace: str
    """Its namespace; `default` for those of a file."""
    listener_name: str | None = None
    """One of its listeners; all when absent."""
    port: Port | None = None
    """One of its ports; all when absent."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports a listener and a port at the same time."""
        if self.listener_name is not None and self.port is not None:
            message = "gateway policy target cannot set both listener_name and port"
            label = Label(self.key_node("listener_name"), "given here too")
            yield Finding(codes.POLICY_CONFLICT, self.key_node("port"), message, "keep one of them", (label,))


class RouteTarget(Model):
    """A route, or one of its rules."""

    name: str
    """Its name."""
    namespace: str
    """Its namespace."""
    rule_name: str | None = None
    """The name of a rule; all when absent."""
    kind: str | None = None
    """The kind of the route, such as `HTTPRoute`; any when absent."""


class SectionTarget(Model):
    """A backend or a listener set, or a part of it."""

    name: str
    """Its name."""
    namespace: str
    """Its namespace."""
    section: str | None = None
    """The part; all when absent."""


class ServiceTarget(Model):
    """A service, or one of its ports."""

    hostname: str
    """Its hostname."""
    namespace: str
    """Its namespace."""
    port: Port | None = None
    """One of its ports; all when absent."""


class BackendTarget(OneOf):
    """A backend, or a service."""

    backend: SectionTarget | None = None
    """A backend, or one of its targets."""
    service: ServiceTarget | None = None
    """A service, or one of its ports."""
    invalid: Unit = None
    """Nothing."""


class PolicyTarget(OneOf):
    """What a policy is for."""

    gateway: GatewayTarget | None = None
    """A gateway, or a part of it."""
    route: RouteTarget | None = None
    """A route, or a part of it."""
    backend: BackendTarget | None = None
    """A backend, or a part of it."""
    listener_set: SectionTarget | None = None
    """A listener set, or one of its listeners."""


class TargetedPolicy(Model):
    """One policy, and what it is for."""

    name: ResourceName
    """The policy's name."""
    target: PolicyTarget
    """What it is for."""
    phase: Literal["route", "gateway"] = "route"
    """Whether it runs before a route is chosen (`gateway`) or afterwards."""
    policy: RoutePolicies
    """The policy: exactly one key."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports more or less than one policy, and what a backend cannot take."""
        given = self.policy.given()
        if len(given) != 1:
            where = self.policy.node() if not given else self.policy.key_node(given[1])
            message = "'policies' must contain exactly 1 policy"
            hint = "add one" if not given else "write an entry for each policy"
            yield Finding(codes.NOT_ONE_POLICY, where, message, hint)
        elif self.target.backend is not None:
            yield from self._for_backend(given[0])

    def _for_backend(self, field: str) -> Iterator[Finding]:
        names = {"transformations": "transformations are", "ext_authz": "extAuthz is"}
        policy = getattr(self.policy, field)
        if field in names and policy.conditional is not None:
            message = f"conditional {names[field]} not supported on backend-targeted policies"
            yield Finding(codes.MISPLACED_POLICY, policy.key_node("conditional"), message, "keep one of the entries")
