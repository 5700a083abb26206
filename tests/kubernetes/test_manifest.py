"""Documents become manifests."""

from __future__ import annotations

from agwctl.kubernetes.kinds.service import Service
from tests.kubernetes.texts import read_manifests


def test_the_numbers_are_those_of_the_file():
    found = read_manifests("---\n---\n{apiVersion: v1, kind: Service, metadata: {name: a}}\n---\n{kind: X}\n---\n")
    assert [(each.number, str(each.header)) for each in found] == [(1, "Service a"), (2, "X")]
    assert isinstance(found[0].resource, Service)
    assert found[1].resource is None


def test_what_has_a_mistake_is_known_as_such():
    (manifest,) = read_manifests("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: x}]}}")
    assert isinstance(manifest.resource, Service)
    assert manifest.resource.spec is not None
    assert [id(port.node()) in manifest.unsound for port in manifest.resource.spec.ports or []] == [True]


def test_nothing_of_it_is_understood():
    (manifest,) = read_manifests("[apiVersion, kind]")
    assert (manifest.resource, manifest.unchecked) == (None, ("",))


def test_of_equal_keys_the_last_counts():
    (manifest,) = read_manifests("{apiVersion: v1, kind: Service, metadata: {name: a}, metadata: {name: b}}")
    assert manifest.resource is not None
    assert manifest.resource.name == "b"
