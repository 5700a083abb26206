"""A manifest as its rules see it."""

from __future__ import annotations

from typing import TypeAlias

from agwctl.config.models import Models
from agwctl.kubernetes.kinds.metadata import Resource
from agwctl.kubernetes.manifest import Manifest
from agwctl.kubernetes.manifests import Manifests
from agwctl.lint.rule import Checks
from agwctl.source.edit import Editor
from agwctl.source.node import Source

__all__ = ["ManifestContext", "ManifestRule"]


class ManifestContext(Models):
    """One document, and all manifests of the run around it.

    `each` looks into the document alone; other objects are found with `manifests`. What is not there may be in the
    cluster: that alone is never a mistake.
    """

    def __init__(self, manifest: Manifest, resource: Resource, manifests: Manifests) -> None:
        super().__init__(resource, manifest.unsound)
        self.manifests = manifests
        self.source: Source = manifest.source
        self.editor: Editor = manifest.editor


ManifestRule: TypeAlias = Checks[ManifestContext]
"""A module of `lint/kubernetes/rules`."""
