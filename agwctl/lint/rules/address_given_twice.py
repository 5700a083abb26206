"""A base URL, and beside it an older key that says something else.

What it does: finds `hostOverride` and `pathPrefix` beside a `baseUrl` of another host or path, in the parameters of
models and providers.

Why: the older keys win, and nothing says so: requests go where `hostOverride` says, and `baseUrl` looks as if it
counted.

Example:

    llm:
      models:
      - name: llama3.2
        provider: ollama
        params:
          baseUrl: http://192.168.1.20:11434/v1
          hostOverride: 192.168.1.10:11434

Use instead:

    llm:
      models:
      - name: llama3.2
        provider: ollama
        params:
          baseUrl: http://192.168.1.20:11434/v1
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.addresses import OldKey, old_keys
from agwctl.lint.rule import LintContext, fix
from agwctl.source.node import Mapping

META = Code("AGW208", "address-given-twice", Severity.WARNING, "an older key that wins over baseUrl")
IDS = ("E03",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for key in old_keys(ctx):
        if key.contradicts:
            node = key.params.node()
            edits = ctx.editor.remove(node, key.name) if isinstance(node, Mapping) else None
            yield Finding(
                META,
                key.params.node(key.field),
                _message(key),
                f"keep one of the two: take {key.name} out, and write into baseUrl what is meant",
                (Label(key.params.node("base_url"), "does not count"),),
                fix("let baseUrl count", edits, safe=False),
            )


def _message(key: OldKey) -> str:
    assert key.url is not None  # what contradicts has something to contradict
    if key.field == "host_override":
        return f"requests go to {key.value}, not to {key.url.host}:{key.url.port}: hostOverride wins over baseUrl"
    return f"paths begin with {key.value or 'nothing'}, not with {key.url.path}: pathPrefix wins over baseUrl"
