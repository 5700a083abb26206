"""TLS on the way to Ollama, which speaks plain HTTP.

What it does: finds `backendTLS`, `tls` and `https://` base URLs on the way to port 11434.

Why: Ollama has no TLS. The handshake fails, and every request ends in 503 with `InvalidContentType`. A `hostOverride`
alone turns off the TLS that the provider would use.

Example:

    backends:
    - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}
      policies: {backendTLS: {}}

Use instead:

    backends:
    - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.names import OLLAMA_PORT
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.rule import LintContext, fix
from agwctl.lint.upstreams import Upstream, upstreams
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping, Node, Scalar

META = Code("AGW204", "tls-to-ollama", Severity.WARNING, "TLS on the way to Ollama, which speaks plain HTTP")
IDS = ("E08",)


def check(ctx: LintContext) -> Iterator[Finding]:
    for upstream in upstreams(ctx):
        asked = upstream.tls
        if asked is None or upstream.port != OLLAMA_PORT:
            continue
        is_url = asked is upstream.node
        yield Finding(
            META,
            asked,
            f"Ollama speaks plain HTTP on {upstream.host}:{upstream.port}: the handshake fails, requests end in 503",
            "write http://" if is_url else "take it out",
            () if is_url else (Label(upstream.node, "goes here"),),
            fix("use plain HTTP", _without_tls(ctx, upstream, asked), safe=False),
        )


def _without_tls(ctx: LintContext, upstream: Upstream, asked: Node) -> Edits:
    if asked is upstream.node:
        text = asked.text if isinstance(asked, Scalar) else ""
        return ctx.editor.replace(asked, f"http{text[len('https') :]}")
    for layer in upstream.layers:
        node = layer.node()
        if isinstance(node, Mapping) and any(key is asked for key, _ in node.entries) and isinstance(asked, Scalar):
            return ctx.editor.remove(node, asked)
    return None
