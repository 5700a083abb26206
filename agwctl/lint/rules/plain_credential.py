"""A credential in clear text.

What it does: finds API keys, client secrets and passwords, and the values of `Authorization`, `X-Api-Key` and
`Cookie` among configured headers, that are neither a variable nor the name of a file. The message never shows them.

Why: the file ends up in a repository, in a backup or in a bug report, and the credential with it.

Example:

    llm:
      models:
      - name: gpt-5
        provider: openai
        params: {apiKey: "sk-proj-4fT9"}

Use instead: a variable or a file; for keys that clients show, a hash.

    llm:
      models:
      - name: gpt-5
        provider: openai
        params: {apiKey: $OPENAI_API_KEY}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.rule import LintContext
from agwctl.source.node import Mapping, Node, Scalar, Sequence

META = Code("AGW501", "plain-credential", Severity.WARNING, "a credential in clear text")
IDS = ()

ALWAYS = frozenset(
    ("apikey", "clientsecret", "secretaccesskey", "sessiontoken", "password", "caauthtoken", "xdsauthtoken")
)
HEADERS = frozenset(("authorization", "proxyauthorization", "xapikey", "apikey", "cookie"))
PRETENDED = frozenset(("", "ollama", "dummy", "none", "null", "unused", "x", "empty", "nokey", "notneeded"))
"""What people write where something insists on a key and nobody reads it."""
PLACEHOLDER = re.compile(r"replace|change.?me|your|example|placeholder|<.*>|x{4}|\.\.\.|…", re.IGNORECASE)
"""What documentation writes in the place of a key."""


class _Step(NamedTuple):
    key: str
    node: Node
    inside: tuple[str, ...]
    """The keys above, the nearest last."""


def check(ctx: LintContext) -> Iterator[Finding]:
    for key, node in _credentials(ctx.root):
        is_real = _plain(node.text) not in PRETENDED and PLACEHOLDER.search(node.text) is None
        if is_real and not _is_from_variable(ctx, node):
            what = "a client's key" if key == "keys" else f"`{key}`"
            yield Finding(META, node, f"{what} is given in clear text", _hint(key))


def _hint(key: str) -> str:
    if key == "keys":
        return "give its hash instead: keyHash: sha256:…, or a variable: $NAME"
    return "write a variable, $NAME, and set it where the gateway runs" + (
        ", or name a file: {file: PATH}" if _plain(key) in ("apikey", "key", "clientsecret") else ""
    )


def _credentials(root: Node) -> Iterator[tuple[str, Scalar]]:
    """The key and the value of what is a credential, in the order of the text."""
    waiting = [_Step("", root, ("", ""))]
    while waiting:
        key, node, inside = waiting.pop()
        if isinstance(node, Mapping):
            below = (*inside, key)[-3:]
            waiting += [_Step(each.text, value, below) for each, value in reversed(node.entries)]
        elif isinstance(node, Sequence):
            waiting += [_Step(key, item, inside) for item in reversed(node.items)]
        elif isinstance(node, Scalar):
            name = _name_of_credential(key, inside)
            if name is not None:
                yield name, node


def _name_of_credential(key: str, inside: tuple[str, ...]) -> str | None:
    """What the credential under a key is called; None when it is none."""
    plain, parent = _plain(key), inside[-1]
    if plain in ALWAYS:
        return key
    if plain in HEADERS and parent in ("add", "set") and inside[-2].endswith(("Modifier", "Headers")):
        return key
    if key == "key" and parent in ("backendAuth", "auth"):
        return key
    if key == "key" and parent == "keys":
        return "keys"
    return "key" if key == "value" and inside[-2:] in (("backendAuth", "key"), ("auth", "key")) else None


def _is_from_variable(ctx: LintContext, node: Scalar) -> bool:
    return any(each.start < node.end and node.start < each.end for each in ctx.source.substitutions)


@lru_cache(maxsize=1024)  # a large file repeats few keys
def _plain(text: str) -> str:
    return text.replace("-", "").replace("_", "").lower()
