"""Where a document holds credentials, so that no excerpt shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["find_secrets", "guess_secrets", "without_secrets"]

HIDDEN = "<secret>"

_NAMES = frozenset(
    [
        "apikey",
        "auth",
        "authorization",
        "backendauth",
        "caauthtoken",
        "clientsecret",
        "cookie",
        "credential",
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
_ENDS = ("apikey", "password", "privatekey", "secret", "signingkey", "token")
"""The same for ends of keys, such as names of environment variables and headers."""
_SHORT = 5
"""Letters up to which a name that is nearly the same is another word."""
_IN_URL = re.compile(r"(?:://|\A)[^/\s@]*:[^/\s@]*@")
"""A password in a URL, or before a host."""


def find_secrets(root: Node) -> Iterator[Scalar]:
    """The scalars under keys that are named like credentials, at any depth below them except names of files.

    So are all headers that go to a collector of traces, URLs with a password in them, and what a header that is named
    like a credential must hold to match.
    """
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, is_secret = waiting.pop()
        if isinstance(node, Scalar):
            if node.text and (is_secret or ("@" in node.text and _IN_URL.search(node.text))):
                yield node
        elif isinstance(node, Sequence):
            waiting += [(item, is_secret) for item in node.items]
        elif isinstance(node, Mapping):
            if _names_credential(node):
                waiting += [(value, True) for key, value in node.entries if key.text == "value"]
            for key, value in node.entries:
                name = _plain(key.text)
                waiting.append((value, (is_secret or _is_credential(name)) and name not in _HARMLESS))
                if name == "tracing" and isinstance(value, Mapping):
                    waiting += [(headers, True) for other, headers in value.entries if other.text == "headers"]


@lru_cache(maxsize=1024)  # a large file repeats few names
def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


@lru_cache(maxsize=1024)
def _is_credential(name: str) -> bool:
    return name in _NAMES or name.endswith(_ENDS) or not _MISSPELT.isdisjoint(_with_one_letter_less(name))


def _with_one_letter_less(name: str) -> set[str]:
    """A name and all that it is without one of its letters: equal for names that differ in a letter or two."""
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def _names_credential(node: Mapping) -> bool:
    """Whether it is one such as `{name: authorization, value: …}`."""
    name = next((value for key, value in node.entries if key.text == "name"), None)
    return isinstance(name, Scalar) and _is_credential(_plain(name.text))


def without_secrets(findings: list[Finding], secrets: list[Scalar]) -> list[Finding]:
    """The same findings without the credentials that they quote: what is wrong with one is told, but not the text."""
    known = {id(node) for node in secrets}
    return [_without_text(finding) if id(finding.node) in known else finding for finding in findings]


def _without_text(finding: Finding) -> Finding:
    text = finding.node.text if isinstance(finding.node, Scalar) else ""
    if not text or finding.code in _ABOUT_FILES or text not in f"{finding.message}{finding.hint}":
        return finding
    quoted = re.compile(rf"(?<=[\"'`\[ ]){re.escape(text)}(?=[\"'`\]}}])")
    hint = None if finding.hint is None else quoted.sub(HIDDEN, finding.hint)
    return finding._replace(message=quoted.sub(HIDDEN, finding.message), hint=hint, fix=None)


_ABOUT_FILES = (codes.UNREADABLE_FILE, codes.UNREADABLE_SECRET, codes.UNUSABLE_CERTIFICATE, codes.UNUSABLE_KEYS)


_PAIR = re.compile(r"""(?P<name>[A-Za-z_-]+)["']?[ \t]*:[ \t]+(?P<value>[^\s,}\]#][^\n,}\]]*)""")


def guess_secrets(text: str) -> Iterator[Scalar]:
    """The same in a text that is no YAML."""
    for match in _PAIR.finditer(text):
        if _is_credential(_plain(match["name"])) or _IN_URL.search(match["value"]):
            yield Scalar(match["value"], True, *match.span("value"))


_HARMLESS = frozenset(
    [
        "aws",
        "azure",
        "crossappaccess",
        "expression",
        "file",
        "gcp",
        "location",
        "metadata",
        "mode",
        "name",
        "oauthtokenexchange",
        "rules",
    ]
)
"""Keys below such ones that hold no credentials themselves; those below them may again."""

_MISSPELT = frozenset(letters for name in _NAMES if len(name) > _SHORT for letters in _with_one_letter_less(name))
"""A key that is misspelt holds the credential all the same."""
