"""Path or text → configuration, with everything that is wrong with it."""

from __future__ import annotations

import errno
import gc
import os
from collections import abc
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from agwctl.config import environment, semantics
from agwctl.config.damage import without_damage
from agwctl.config.decode import decode
from agwctl.config.decoding import BAD, Decoding
from agwctl.config.root import Config
from agwctl.config.text import Text, parse, read_text, spot
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, Finding, Severity
from agwctl.source.environment import Unset
from agwctl.source.node import Mapping, Node, Scalar, Source

__all__ = [
    "Decoded",
    "Loaded",
    "check",
    "collector_paused",
    "decode_document",
    "load",
    "load_text",
    "place",
    "without_unset",
]


class Loaded(NamedTuple):
    """A configuration, or None when there is an error; its text; what there is to say about it."""

    config: Config | None
    source: Source
    diagnostics: list[Diagnostic]

    @property
    def errors(self) -> list[Diagnostic]:
        """What agentgateway refuses to load."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity is Severity.ERROR]

    @property
    def not_served(self) -> list[Diagnostic]:
        """What is valid, but not run by this build."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.code is codes.NOT_SERVED]


def load(path: str | Path, environ: abc.Mapping[str, str] | None = None) -> Loaded:
    """Loads a file.

    Raises: InputError when it cannot be read as text.
    """
    return load_text(read_text(path), str(path), environ)


def load_text(text: str, path: str = "<config>", environ: abc.Mapping[str, str] | None = None) -> Loaded:
    """Loads a text; `path` is the name it is shown under, `environ` replaces the process's environment."""
    environ = os.environ if environ is None else environ
    with collector_paused():
        parsed = parse(text, path, environ)
        config, diagnostics = check(parsed, 0, environ)
        return Loaded(config, parsed.source, diagnostics)


class Decoded(NamedTuple):
    """A document as far as it was understood, and what is wrong with it."""

    number: int
    root: Node
    config: Config | None
    """None when nothing of it could be understood; it may lack what has a mistake."""
    findings: list[Finding]
    unsound: frozenset[int]
    """Objects in whose own fields something is wrong, by the ids of their nodes."""


def check(
    text: Text, document: int, environ: abc.Mapping[str, str], *, is_first: bool = True
) -> tuple[Config | None, list[Diagnostic]]:
    """Decodes one document of a text as a gateway configuration and reports what is wrong with it.

    What is wrong with the text as a whole is told with the first one.
    """
    decoded = decode_document(text, document, environ, is_first=is_first)
    diagnostics = place(decoded.findings, decoded, text)
    is_refused = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    return None if is_refused else decoded.config, diagnostics


def decode_document(text: Text, document: int, environ: abc.Mapping[str, str], *, is_first: bool = True) -> Decoded:
    """Decodes one document; what is wrong with the text as a whole is told with the first one."""
    findings = list(text.findings) if is_first else []
    if document >= len(text.documents):
        root = spot(0, 0)
        return Decoded(document, root, None, findings, frozenset())
    root = text.documents[document]
    decoding = Decoding(_read_secret, environ, (text.source, root))
    manifest = manifest_key(root)
    config = decode(Config, root, decoding) if manifest is None else _no_config(manifest, decoding)
    if config is not BAD:
        semantics.check(config, decoding)
    findings += without_damage(without_unset(_once(decoding.findings), text.unset), text.damage)
    if is_first:
        findings += _around(text, environ)
    understood = None if config is BAD else config
    return Decoded(document, root, understood, findings, frozenset(decoding.unsound))


def place(findings: list[Finding], decoded: Decoded, text: Text) -> list[Diagnostic]:
    """Gives findings of a document their places, and hides the secrets around them."""
    if not findings:
        return []
    from agwctl.config.secrets import find_secrets, without_secrets
    from agwctl.diagnostics.locate import locate

    secrets = list(find_secrets(decoded.root))
    _hide_secrets(text, secrets)
    return locate(without_secrets(findings, secrets), decoded.root, text.source, decoded.number)


def manifest_key(root: Node) -> Scalar | None:
    """`apiVersion`, when a document is a Kubernetes manifest."""
    if not isinstance(root, Mapping) or not isinstance(root.get("kind"), Scalar) or root.get("apiVersion") is None:
        return None
    return root.first("apiVersion")


def _no_config(manifest: Scalar, decoding: Decoding) -> Any:
    message = "unknown field `apiVersion`: this is a Kubernetes manifest, not a gateway configuration"
    hint = "it is for kubectl apply; a gateway configuration has gateways, binds or llm"
    return decoding.report(codes.UNKNOWN_KEY, manifest, message, hint)


def _hide_secrets(text: Text, secrets: list[Scalar]) -> None:
    for node in secrets:
        text.source.hide(node)
    if text.problem is not None:
        from agwctl.config.secrets import guess_secrets

        for node in guess_secrets(text.source.parsed):
            text.source.hide(node)


def _around(text: Text, environ: abc.Mapping[str, str]) -> abc.Iterator[Finding]:
    """What is wrong beside the document itself."""
    for told in environment.mistakes(environ):
        yield Finding(codes.BAD_ENVIRONMENT, spot(0, 0), told, "set it right, or leave it out")
    if len(text.documents) > 1:
        message = "deserializing from YAML containing more than one document is not supported"
        yield Finding(codes.DOCUMENT_COUNT, text.documents[1], message, "keep one document in the file")


def _once(findings: list[Finding]) -> list[Finding]:
    """What is wrong with a key need not also be called not served."""
    wrong = {id(finding.node) for finding in findings if finding.code.severity is Severity.ERROR}
    return [finding for finding in findings if finding.code is not codes.NOT_SERVED or id(finding.node) not in wrong]


def without_unset(findings: list[Finding], unset: list[Unset]) -> abc.Iterator[Finding]:
    """What is said about a value whose variable is not set would be about the word that stands for it."""
    for finding in findings:
        node = finding.node
        if not isinstance(node, Scalar) or not any(node.start < each.end and each.start < node.end for each in unset):
            yield finding


def _read_secret(name: str) -> str:
    """The text of a file that a configuration names; a pipe may never end, nor begin."""
    path = Path(name)
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "it is a pipe or a device")
    return path.read_text(encoding="utf-8")


@contextmanager
def collector_paused() -> abc.Iterator[Any]:
    """Without the cyclic collector, which would go through the growing tree again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
