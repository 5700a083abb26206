"""What a document describes."""

from __future__ import annotations

import pytest

from agwctl.kubernetes.document import MERGE_KEY, Header, has_key, header, is_template
from agwctl.source.reader import read


def root(text):
    return read(text).documents[0]


def test_header():
    told = header(root("{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a, namespace: b}}"))
    assert told == Header("discovery.k8s.io/v1", "EndpointSlice", "b", "a")
    assert (told.group, str(told)) == ("discovery.k8s.io", "EndpointSlice a")


@pytest.mark.parametrize("text", ["[]", "a", "{apiVersion: [], kind: {}, metadata: x}", "{metadata: {name: [a]}}"])
def test_a_header_that_is_none(text):
    assert header(root(text)) == Header("", "", "", "")


def test_core_kinds_have_no_group():
    assert header(root("{apiVersion: v1, kind: Service}")).group == ""


@pytest.mark.parametrize(
    ("text", "is_there"),
    [("a: [{<<: &x {b: 1}}]", True), ("'<<': {b: 1}", False), ("a: <<", False), ("a: &x [1]\nb: *x\nc: *x", False)],
)
def test_keys_at_any_depth(text, is_there):
    assert has_key(root(text), MERGE_KEY) == is_there


def test_templates():
    assert is_template(root("{a: ['{{ .Values.port }}']}"))
    assert not is_template(root("{a: {b: c}}"))
