"""The manifests of a file: what the API server refuses about them, and what the rules find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from agwctl.config.model import NOWHERE
from agwctl.config.secrets import find_secrets, guess_secrets, without_secrets
from agwctl.config.text import Text, parse
from agwctl.diagnostics.diagnostic import Diagnostic, Finding
from agwctl.diagnostics.locate import locate
from agwctl.diagnostics.report import Status
from agwctl.kubernetes.manifest import Manifest, manifests
from agwctl.kubernetes.manifests import Manifests
from agwctl.lint.engine import found_by
from agwctl.lint.kubernetes.context import ManifestContext
from agwctl.lint.kubernetes.rules import RULES, rule

__all__ = ["Checked", "check", "read_around"]

SHOWN = 6
"""Objects, and paths of each, that are named when they were not looked into."""


class Checked(NamedTuple):
    """What is wrong with the manifests of a file, and what was not looked into."""

    diagnostics: list[Diagnostic]
    status: Status
    reason: str | None


def check(text: Text, around: Iterable[Manifest], wanted: frozenset[str]) -> Checked:
    """Checks the manifests of a text; `around` are those of other files."""
    if text.problem and "{{" in text.source.text:
        return Checked([], "skipped", "a Helm template: check what `helm template` prints")
    own = manifests(text.source, text.documents)
    if not text.problem and all(manifest.resource is None and not manifest.findings for manifest in own):
        kinds = ", ".join(sorted({manifest.header.kind for manifest in own}))
        return Checked([], "skipped", f"no Kubernetes object of a kind that is checked: {kinds}")
    found = _of_text(text)
    every = Manifests(own, [each for each in around if each.source.path != text.source.path])
    rules = {code: rule(code) for code in RULES if code in wanted}
    for manifest in own:
        findings = list(manifest.findings)
        if manifest.resource is not None:
            findings += found_by(rules, ManifestContext(manifest, manifest.resource, every))
        found += _placed(findings, manifest, every)
    return Checked(found, "checked", _not_checked(own))


def read_around(texts: Iterable[tuple[str, str]]) -> tuple[Manifest, ...]:
    """The manifests of several files, given as path and text."""
    parsed = [parse(text, path, None) for path, text in texts]
    return tuple(manifest for text in parsed for manifest in manifests(text.source, text.documents))


def _of_text(text: Text) -> list[Diagnostic]:
    for node in guess_secrets(text.source.parsed) if text.problem else ():
        text.source.hide(node)
    return locate(text.syntax, NOWHERE, text.source)


def _placed(findings: list[Finding], manifest: Manifest, every: Manifests) -> list[Diagnostic]:
    if not findings:
        return []
    secrets = list(find_secrets(manifest.root))
    for node in secrets:
        manifest.source.hide(node)
    labels = [label for finding in findings for label in finding.related]
    owners = {id(owner): owner for label in labels if (owner := every.around(label.node)) is not None}
    around = [(owner.root, owner.source) for owner in owners.values() if owner is not manifest]
    return locate(without_secrets(findings, secrets), manifest.root, manifest.source, manifest.number, around)


def _not_checked(own: list[Manifest]) -> str | None:
    """What nobody looked into, in one line; None when everything was."""
    parts = [_told(manifest) for manifest in own if manifest.unchecked]
    more = [f"{len(parts) - SHOWN} more"] if len(parts) > SHOWN else []
    return "; ".join([*parts[:SHOWN], *more]) or None


def _told(manifest: Manifest) -> str:
    name = str(manifest.header) or f"document {manifest.number + 1}"
    paths = [path for path in manifest.unchecked if path]
    if not paths:
        return name
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return f"{', '.join(paths[:SHOWN])}{more} of {name}"
