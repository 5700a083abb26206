"""What is known of the kinds: a document for each mistake, and what passes or is not looked into.

`# expect: CODE DOCUMENT POINTER` names a finding, `# unchecked: DOCUMENT POINTER` what nobody looks into; documents
count from 1.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agwctl.diagnostics.locate import locate
from agwctl.kubernetes.document import header
from agwctl.kubernetes.kinds import KINDS, class_of
from tests.kubernetes.texts import read_manifests

HERE = Path(__file__).parent / "kinds"
FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_file(name):
    text = (HERE / name).read_text(encoding="utf-8")
    expected = re.findall(r"^# expect: (.*)$", text, re.MULTILINE)
    assert bool(expected) == name.startswith("bad/")
    found = read_manifests(text)
    told = [
        f"{each.code.id} {manifest.number + 1} {each.pointer}"
        for manifest in found
        for each in locate(manifest.findings, manifest.root, manifest.source)
    ]
    assert told == expected
    unchecked = [f"{manifest.number + 1} {path}" for manifest in found for path in manifest.unchecked]
    if name.startswith("ok/"):
        assert unchecked == re.findall(r"^# unchecked: (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize(("api_version", "kind"), KINDS)
def test_every_kind_has_its_class(api_version, kind):
    text = f"{{apiVersion: {api_version}, kind: {kind}}}"
    (manifest,) = read_manifests(text)
    cls = class_of(header(manifest.root))
    assert cls is not None
    assert cls.__name__ == kind


def test_other_versions_are_not_known():
    (manifest,) = read_manifests("{apiVersion: discovery.k8s.io/v1beta1, kind: EndpointSlice}")
    assert (manifest.resource, manifest.unchecked, manifest.findings) == (None, ("",), [])
