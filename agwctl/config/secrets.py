"""Where a document holds credentials, so that no excerpt shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["find_secrets", "guess_secrets"]

_NAMES = frozenset(
    [
        "apikey",
        "auth",
        "authorization",
        "backendauth",
        "caauthtoken",
        "clientsecret",
        "cookie",
        "credentials",
        "htpasswd",
        "key",
        "keys",
        "password",
        "secret",
        "secretaccesskey",
        "sessiontoken",
        "token",
        "xapikey",
        "xdsauthtoken",
    ]
)
"""Keys whose values are taken for credentials, in lower case and without `-` and `_`."""


def find_secrets(root: Node) -> Iterator[Scalar]:
    """The scalars under keys that are named like credentials, at any depth below them except names of files."""
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, is_secret = waiting.pop()
        if isinstance(node, Scalar):
            if is_secret and node.text:
                yield node
        elif isinstance(node, Sequence):
            waiting += [(item, is_secret) for item in node.items]
        elif isinstance(node, Mapping):
            for key, value in node.entries:
                name = key.text.replace("-", "").replace("_", "").lower()
                waiting.append((value, (is_secret or name in _NAMES) and name not in _HARMLESS))


_PAIR = re.compile(r"""(?P<name>[A-Za-z_-]+)["']?[ \t]*:[ \t]+(?P<value>[^\s,}\]#][^\n,}\]]*)""")


def guess_secrets(text: str) -> Iterator[Scalar]:
    """The same in a text that is no YAML."""
    for match in _PAIR.finditer(text):
        if match["name"].replace("-", "").replace("_", "").lower() in _NAMES:
            yield Scalar(match["value"], True, *match.span("value"))


_HARMLESS = frozenset(("file", "name", "mode", "location", "metadata"))
