"""A manifest as a rule sees it."""

from __future__ import annotations

from agwctl.kubernetes.manifests import Manifests
from agwctl.lint.kubernetes.context import ManifestContext
from tests.kubernetes.texts import read_manifests


def context(text: str, number: int = 0) -> ManifestContext:
    found = read_manifests(text)
    resource = found[number].resource
    assert resource is not None
    return ManifestContext(found[number], resource, Manifests(found))
