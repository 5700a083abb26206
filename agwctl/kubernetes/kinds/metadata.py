"""What all objects have in common."""

from __future__ import annotations

from typing import TypeAlias

from agwctl.config.model import Model, Unserved
from agwctl.source.node import Node

__all__ = ["ObjectMeta", "Resource", "Unchecked"]

Unchecked: TypeAlias = Unserved
"""A value that nobody looks into."""


class ObjectMeta(Model):
    """Names and labels; the rest is written by the cluster."""

    name: str | None = None
    namespace: str | None = None
    labels: dict[str, str | None] | None = None
    annotations: dict[str, str | None] | None = None
    generate_name: Node | None = None
    creation_timestamp: Node | None = None
    deletion_grace_period_seconds: Node | None = None
    deletion_timestamp: Node | None = None
    finalizers: Node | None = None
    generation: Node | None = None
    managed_fields: Node | None = None
    owner_references: Node | None = None
    resource_version: Node | None = None
    self_link: Node | None = None
    uid: Node | None = None


class Resource(Model):
    """An object of the cluster."""

    api_version: str
    kind: str
    metadata: ObjectMeta

    @property
    def namespace(self) -> str:
        """Empty when kubectl chooses it."""
        return self.metadata.namespace or ""

    @property
    def name(self) -> str:
        return self.metadata.name or ""
