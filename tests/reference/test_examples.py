"""The release's own example files: what its schema takes loads, but for files that lie elsewhere; the rest does not."""

from __future__ import annotations

import re

import pytest

from agwctl.config.load import load_text
from tests.reference.conftest import SHARED

pytestmark = pytest.mark.reference

FOLDER = SHARED / "data" / "agentgateway" / "examples"
INDEX = [line.split("\t") for line in (FOLDER / "INDEX.tsv").read_text("utf-8").splitlines()] if FOLDER.is_dir() else []


@pytest.mark.parametrize(("name", "verdict"), [entry[:2] for entry in INDEX], ids=[entry[0] for entry in INDEX])
def test_verdicts(name, verdict):
    text = (FOLDER / name).read_text("utf-8")
    environ = {"OIDC_COOKIE_SECRET": "00"} | dict.fromkeys(re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", text), "x")
    loaded = load_text(text, name, environ)
    told = [found.message for found in loaded.errors if not found.message.endswith("No such file or directory")]
    assert bool(told) == (verdict == "invalid"), told
    assert verdict == "invalid" or {found.code.name for found in loaded.diagnostics if found not in loaded.errors} <= {
        "not-served"
    }
