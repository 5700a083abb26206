"""JSON Web Key Sets: the public keys with which tokens are checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

from agwctl.config.decoding import Decoding
from agwctl.config.model import OneOf
from agwctl.config.types import Checked, Untagged
from agwctl.diagnostics import codes
from agwctl.source.node import Mapping, Node

__all__ = ["Document", "KeySet", "Source", "check_key_set"]


class Source(OneOf):
    """Where a document is found."""

    is_open = True

    file: str | None = None
    """A file that holds it."""
    url: str | None = None
    """A URL from which it is fetched."""


def check_key_set(value: str | Source, node: Node, to: Decoding) -> None:
    """Reports keys that cannot be used; those that must be fetched first are taken on trust."""
    if isinstance(value, str):
        text, place = value, node
    elif value.file is not None:
        place = value.node("file")
        try:
            text = to.read_file(value.file)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            to.report(codes.UNUSABLE_KEYS, place, f"failed to load JWKS: failed to open `{value.file}`: {reason}")
            return
    else:
        return
    told = next(_mistakes(text), None)
    if told is not None:
        is_path = isinstance(value, str) and text.strip()[:1] not in ("{", "") and not isinstance(node, Mapping)
        hint = "write {file: PATH} or {url: URL} for keys that stand elsewhere" if is_path else None
        to.report(codes.UNUSABLE_KEYS, place, f"failed to load JWKS: {told}", hint)


def _mistakes(text: str) -> Iterator[str]:
    """What is wrong with a set; source: RFC 7517."""
    try:
        document: Any = json.loads(text)
    except ValueError as error:
        yield f"it is no JSON: {error}"
        return
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        yield "missing field `keys`"
        return
    for key in keys:
        if not isinstance(key, dict) or "kty" not in key:
            yield "a key is missing the `kty` attribute"
        elif "kid" not in key:
            yield "the key is missing the `kid` attribute"


Document: TypeAlias = Annotated[str | Source, Untagged("FileInlineOrRemote")]
"""A document: its text, its file, or its URL."""
KeySet: TypeAlias = Annotated[Document, Checked(check_key_set)]
"""A set of public keys: its text, its file, or its URL."""
