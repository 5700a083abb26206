"""Manifests are found by kind, namespace and name."""

from __future__ import annotations

from agwctl.kubernetes.kinds.endpoints import Endpoints
from agwctl.kubernetes.kinds.service import Service
from agwctl.kubernetes.manifests import Manifests
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
{apiVersion: other/v1, kind: Other}
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


def test_kinds():
    assert ALL.has_kind("Other")
    assert not ALL.has_kind("Endpoints")


def test_soundness():
    first, _, third = ALL.each(Service)
    assert third.spec is not None
    assert ALL.is_sound(first, third)
    assert not ALL.is_sound(first, third.spec)
