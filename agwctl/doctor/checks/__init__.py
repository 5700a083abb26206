"""Every check, one module each, in the order of blame: what stands further up is told first.

A line may be added anywhere within its link; `tests/doctor/test_registry.py` compares the list with the folder.
"""

from __future__ import annotations

import importlib
from typing import cast

from agwctl.doctor.check import CheckModule

__all__ = ["CHECKS", "check"]

CHECKS = (
    # name
    "address-is-dialable",
    "name-resolves",
    # proxy
    "no-proxy-in-the-way",
    # route
    "route-is-open",
    "localhost-is-ipv4-too",
    "windows-forwards-port",
    "network-is-quick",
    # listener
    "bound-for-caller",
    "ollama-listening",
    "bind-variable-arrives",
    # identity
    "scheme-fits",
    "it-is-ollama",
    "one-ollama",
    # protocol
    # guard
    "host-is-accepted",
    "origin-is-accepted",
    # version
    "release-is-new-enough",
    # model
    "store-has-room",
    "models-are-there",
    "model-is-named",
    "store-is-whole",
    "release-fits-model",
    "pull-gets-out",
    # capability
    "model-can-do-it",
    "cloud-is-signed-in",
    # memory
    "runner-has-memory",
    "runner-is-alive",
    "model-fits",
    "memory-is-free",
    # placement
    "speed-is-told",
    "gpu-is-used",
    "all-on-the-gpu",
    "models-stay-loaded",
    # context
    "context-is-enough",
    # queue
    "queue-has-room",
    "loads-in-time",
    "answers-a-prompt",
    # gateway
    "configuration-is-valid",
    "gateway-listening",
    "gateway-scheme-fits",
    "it-is-the-gateway",
    "gateway-needs-no-login",
    "prefixes-are-routed",
    "paths-reach-ollama",
    "upstream-tls-fits",
    "gateway-reaches-ollama",
    "requests-go-to-ollama",
    "host-header-is-right",
    "names-match-a-model",
    "routes-are-reachable",
    "models-are-not-replaced",
    "time-limits-allow-loading",
    "generations-are-not-retried",
    "streams-are-not-buffered",
    "options-take-effect",
    "address-is-given-once",
    "dollars-are-meant",
    "schema-fits",
    "configuration-is-running",
    "gateway-ports-are-free",
    "gateway-config-folder",
    "gateway-has-no-cdn",
    "gateway-list-matches",
    "answers-come-through",
    "stream-is-not-held-back",
    # client
    "thinking-is-expected",
    "containers-find-ollama",
    "client-base-url",
    "client-api-key",
    "browser-may-call",
    "client-uses-this-address",
    "pasted-error-is-confirmed",
)


def check(id: str) -> CheckModule:
    """The module of a check, imported on demand."""
    return cast(CheckModule, importlib.import_module(f"agwctl.doctor.checks.{id.replace('-', '_')}"))
