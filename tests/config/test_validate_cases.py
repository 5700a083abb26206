"""The release's verdicts on 253 configurations: whether each loads, and what it says when it does not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.config.load import Loaded, load_text
from agwctl.diagnostics.diagnostic import Diagnostic

CASES = Path(__file__).parent.parent / "conformance" / "cases" / "validate.yaml"


def entries() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(CASES.read_text("utf-8"))
    return loaded


def agrees(entry: dict[str, Any], loaded: Loaded) -> bool:
    if entry["valid"] or not loaded.errors:
        return bool(entry["valid"]) is not bool(loaded.errors)
    return any(entry["message"] in words for found in loaded.errors for words in as_printed(found))


def as_printed(found: Diagnostic) -> tuple[str, ...]:
    """The release prints a mistake behind its path, or without one, and at the start behind a word of its own."""
    return (f"invalid config: {found.pointer}: {found.message}", f"invalid config: {found.message}")


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["name"])
def test_verdict(entry):
    environ = {"HOME": os.path.expanduser("~"), **{name: str(text) for name, text in entry.get("env", {}).items()}}
    loaded = load_text(entry["config"], f"{entry['name']}.yaml", environ)
    told = [f"{found.pointer}: {found.message}" for found in loaded.errors]
    assert agrees(entry, loaded), f"valid: {entry['valid']} {entry.get('message', '')!r}; told: {told}"
