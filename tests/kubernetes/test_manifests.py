"""Manifests are found by kind, namespace and name."""

from __future__ import annotations

from agwctl.kubernetes.kinds.endpoints import Endpoints
from agwctl.kubernetes.kinds.service import Service
from agwctl.kubernetes.manifests import Manifests
from agwctl.source.node import Scalar
from tests.kubernetes.texts import read_manifests

TEXT = """
{apiVersion: v1, kind: Service, metadata: {name: a, namespace: x}}
---
{apiVersion: v1, kind: Service, metadata: {name: a}}
---
{apiVersion: v1, kind: Service, metadata: {name: a, namespace: x}, spec: {type: wrong}}
---
{apiVersion: v1, kind: Service}
---
{apiVersion: other/v1, kind: Other, metadata: {}}
"""
ALL = Manifests(read_manifests(TEXT))


def test_find():
    assert ALL.find(Service, "x", "a") is ALL.all[2].resource
    assert ALL.find(Service, "", "a") is ALL.all[1].resource
    assert ALL.find(Service, "y", "a") is None
    assert ALL.find(Endpoints, "x", "a") is None


def test_each():
    assert ALL.each(Service) == [manifest.resource for manifest in ALL.all[:3]]
    assert ALL.each(Endpoints) == []


def test_keys_of_documents_of_a_kind():
    assert ALL.has_key("Other", "metadata")
    assert not ALL.has_key("Other", "spec")
    assert not ALL.has_key("Endpoints", "metadata")


def test_soundness():
    first, _, third = ALL.each(Service)
    assert third.spec is not None
    assert ALL.is_sound(first, third)
    assert not ALL.is_sound(first, third.spec)


def test_slices_of_a_service():
    slices = """
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a-1, namespace: x, labels: {LABEL: a}}}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a-2, namespace: x}}
"""
    found = Manifests(read_manifests(slices.replace("LABEL", "kubernetes.io/service-name")))
    assert [each.name for each in found.slices("x", "a")] == ["a-1"]
    assert found.slices("", "a") == []


def test_what_several_files_define_is_not_found():
    text = "{apiVersion: v1, kind: Service, metadata: {name: NAME}}"
    files = [read_manifests(text.replace("NAME", name), path) for name, path in (("a", "1"), ("a", "2"), ("b", "2"))]
    around = [manifest for file in files for manifest in file]
    assert Manifests([], around).find(Service, "", "a") is None
    assert Manifests([], around).find(Service, "", "b") is around[2].resource
    assert Manifests(files[0], around[1:]).find(Service, "", "a") is around[0].resource


def test_the_document_of_a_value():
    first, second, *_ = ALL.each(Service)
    assert ALL.around(second.metadata.node("name")) is ALL.all[1]
    assert ALL.around(first.node()) is ALL.all[0]
    assert ALL.around(Scalar("", True, 0, 0)) is None
