"""An upstream that is called by a name it does not answer to.

What it does: computes the Host that an upstream sees. Told are an Ollama on this machine's loopback address that is
called by another name, and tunnels such as ngrok's that are called by another name than their own.

Why: an Ollama that listens on 127.0.0.1 refuses other names than `localhost` with 403 and an empty body; it sees the
client's Host when the gateway knows it by an IP address. A tunnel finds its way by the Host.

Example:

    routes:
    - hostnames: [ai.example.com]
      backends: [{ai: {name: ollama, hostOverride: "127.0.0.1:11434", provider: {openAI: {}}}}]

Use instead: the name, which Ollama then sees, or a rewrite.

    routes:
    - hostnames: [ai.example.com]
      policies: {urlRewrite: {authority: {full: "localhost:11434"}}}
      backends: [{ai: {name: ollama, hostOverride: "127.0.0.1:11434", provider: {openAI: {}}}}]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.address import HostPort
from agwctl.config.llm import LlmModel
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.policy import Authority
from agwctl.config.route import Route
from agwctl.config.this_machine import is_here
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.hostnames import listener_hostnames
from agwctl.lint.rule import LintContext, fix
from agwctl.lint.upstreams import Upstream, upstreams
from agwctl.source.edit import Edits
from agwctl.source.node import Node

META = Code("AGW206", "wrong-host", Severity.WARNING, "an upstream that is called by a name it does not answer to")
IDS = ("E07", "A31")

TUNNELS = (
    ".loca.lt",
    ".ngrok-free.app",
    ".ngrok-free.dev",
    ".ngrok.app",
    ".ngrok.dev",
    ".ngrok.io",
    ".trycloudflare.com",
    ".ts.net",
)
LOCAL = (".localhost", ".local", ".internal")
"""Ends of names that Ollama takes for this machine's."""


class _Seen(NamedTuple):
    """A Host as the upstream may see it, and what says so."""

    name: str
    node: Node
    authority: Authority | None


def check(ctx: LintContext) -> Iterator[Finding]:
    for upstream in upstreams(ctx):
        is_tunnel = upstream.host.endswith(TUNNELS)
        if not is_tunnel and not (is_here(upstream.host) and upstream.port == OLLAMA_PORT):
            continue
        for seen in _seen(ctx, upstream):
            if is_tunnel and seen.name != upstream.host:
                message = f"the tunnel finds its way by the Host, and gets `{seen.name}` instead of `{upstream.host}`"
                cure = fix("call it by its name", _rewrite(ctx, upstream, seen, upstream.host), safe=False)
                yield Finding(META, seen.node, message, f"let the authority be {upstream.host}", (), cure)
                break
            if not is_tunnel and not _is_local(seen.name):
                message = f"Ollama sees the Host `{seen.name}`: on 127.0.0.1 it answers 403 to that"
                cure = fix("call it localhost", _rewrite(ctx, upstream, seen, "localhost:11434"), safe=False)
                yield Finding(META, seen.node, message, _hint(upstream, seen), (), cure)
                break


def _hint(upstream: Upstream, seen: _Seen) -> str:
    if seen.authority is not None:
        return "write authority: {full: localhost:11434}"
    by_name = "write localhost instead of the IP address, which Ollama then sees"
    is_model = isinstance(upstream.owner, LlmModel)
    return by_name if is_model else f"add urlRewrite.authority.full: localhost:11434, or {by_name}"


def _seen(ctx: LintContext, upstream: Upstream) -> Iterator[_Seen]:
    """The names that an upstream is called by, as far as the file says."""
    if any(_sets_host(layer) for layer in (upstream.owner, *upstream.layers)):
        return
    authority = _authority(upstream.owner)
    if authority is not None and authority.which in ("full", "host"):
        text = str(authority.value)
        yield _Seen(_without_port(text), authority.node(authority.which or ""), authority)
    elif (authority is not None and authority.which in ("port", "none")) or HostPort(upstream.host, 0).is_ip:
        for name in _clients_names(ctx, upstream.owner):
            yield _Seen(name, upstream.node if authority is None else authority.node(), authority)


def _authority(owner: Route | LlmModel) -> Authority | None:
    if isinstance(owner, LlmModel) or owner.policies is None or owner.policies.url_rewrite is None:
        return None
    return owner.policies.url_rewrite.authority


def _sets_host(owner: object) -> bool:
    for name in ("request_header_modifier", "request_headers"):
        change = getattr(owner, name, None)
        if change is not None and any(header.lower() == "host" for header in (*change.add, *change.set)):
            return True
    return False


def _clients_names(ctx: LintContext, owner: Route | LlmModel) -> list[str]:
    if isinstance(owner, Route) and owner.hostnames:
        return owner.hostnames
    front = ctx.config.llm if isinstance(owner, LlmModel) else owner
    return [name for name in (listener_hostnames(ctx, front) if front is not None else []) if name is not None]


def _without_port(text: str) -> str:
    return text if text.startswith("[") or text.count(":") != 1 else text.partition(":")[0]


def _is_local(name: str) -> bool:
    bare = name.lower().strip("[]")
    return is_here(bare) or bare.endswith(LOCAL) or HostPort(bare, 0).is_ip or "*" in name.removeprefix("*.")


def _rewrite(ctx: LintContext, upstream: Upstream, seen: _Seen, name: str) -> Edits:
    if seen.authority is not None:
        return ctx.editor.replace(seen.node, name) if seen.authority.which == "full" else None
    if isinstance(upstream.owner, LlmModel):
        return None
    return put(ctx.editor, upstream.owner.node(), "policies.urlRewrite.authority", {"full": name}, "matches")
