"""Manifests of a text."""

from __future__ import annotations

from agwctl.kubernetes.manifest import Manifest, manifests
from agwctl.source.node import Source
from agwctl.source.reader import read


def read_manifests(text: str, path: str = "k8s.yaml") -> list[Manifest]:
    reading = read(text)
    assert reading.problem is None
    return manifests(Source(path, text), reading.documents)
