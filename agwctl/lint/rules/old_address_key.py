"""Keys for a model's host and path that `baseUrl` has replaced.

What it does: finds `hostOverride` and `pathPrefix` in the parameters of models and providers. Where they contradict a
`baseUrl`, AGW208 tells.

Why: agentgateway 1.4 calls them deprecated; one `baseUrl` says the same. Backends of routes still have them.

Example:

    llm:
      models:
      - name: llama3.2
        provider: ollama
        params:
          hostOverride: 192.168.1.20:11434
          pathPrefix: /v1

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

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.addresses import as_base_url, old_keys
from agwctl.lint.rule import LintContext, fix

META = Code("AGW209", "old-address-key", Severity.INFO, "a key that baseUrl has replaced")
IDS = ("E03",)


def check(ctx: LintContext) -> Iterator[Finding]:
    keys = list(old_keys(ctx))
    told = {id(key.params) for key in keys if key.contradicts}
    for key in keys:
        if id(key.params) in told:
            continue
        told.add(id(key.params))
        found = as_base_url(ctx, key)
        text, edits = (None, None) if found is None else found
        yield Finding(
            META,
            key.params.key_node(key.field),
            f"{key.name} is deprecated here",
            f"write baseUrl: {text}" if text else "write baseUrl",
            (),
            fix("write baseUrl", edits),
        )
