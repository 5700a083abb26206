"""Part of a configuration as one of its own."""

from __future__ import annotations

from agwctl.config.load import load_text
from agwctl.lint.narrow import narrowed

TEXT = """
binds:
- port: 1
  listeners:
  - {routes: [{name: a, backends: []}, {name: b, backends: []}]}
gateways: {default: {port: 2}}
routes: [{name: c, backends: []}, {name: d, backends: []}]
llm: {port: 3, models: [{name: m, provider: ollama}, {name: n, provider: ollama}]}
"""


def test_only_what_is_wanted_is_left():
    config = load_text(TEXT, environ={}).config
    assert config is not None and config.llm is not None
    b, d, n = (config.binds[0].listeners[0].routes or [])[1], config.routes[1], config.llm.models[1]
    part = narrowed(config, [b, d, n])
    assert part.llm is not None
    assert (part.binds[0].listeners[0].routes, part.routes, part.llm.models) == ([b], [d], [n])
    assert (part.binds[0].port, part.llm.port, part.gateways) == (1, 3, config.gateways)
    assert len(config.routes) == len(config.llm.models) == 2, "the original is as it was"
