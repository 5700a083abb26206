"""The standalone guide's configurations, as the tests of guide mode use them, are the customer's to the byte."""

from __future__ import annotations

import re

import pytest

from tests.guide.stage import CONFIGS

pytestmark = pytest.mark.reference

OWN = {"model-omitted", "kubernetes", "kubernetes-switched", "kubernetes-multiple"}
"""Made from what a guide says in words or in Kubernetes manifests."""


def test_configurations_are_verbatim(shared):
    texts = [path.read_text("utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    given = {
        block for text in texts for block in re.findall(r"```yaml\n(binds:.*?|# yaml-lang.*?)```", text, re.DOTALL)
    }
    used = {path.stem: path.read_text("utf-8") for path in CONFIGS.glob("*.yaml")}
    assert {text for name, text in used.items() if name not in OWN} == given
