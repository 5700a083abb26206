"""What rules for manifests may look at."""

from __future__ import annotations

from agwctl.kubernetes.kinds.service import Service, ServicePort
from tests.lint.kubernetes.contexts import context

TEXT = """
{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 1}, {port: 2, nodePort: x}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: 3}]}}
"""


def test_own_objects_and_those_around():
    ctx = context(TEXT)
    assert [each.port for each in ctx.each(ServicePort)] == [1]
    assert [each.name for each in ctx.each(Service)] == ["a"]
    other = ctx.manifests.find(Service, "", "b")
    assert other is not None
    assert ctx.manifests.is_sound(other)
    assert ctx.source.path == "k8s.yaml"
