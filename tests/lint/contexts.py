"""A text as a rule sees it."""

from __future__ import annotations

from textwrap import dedent

from agwctl.compat import GUIDE, Compat
from agwctl.config.decode import decode
from agwctl.config.decoding import Decoding
from agwctl.config.root import Config
from agwctl.config.text import parse
from agwctl.lint.rule import LintContext

TWO_ROUTES = """
    gateways: {default: {port: 3000}}
    backends:
    - name: shared
      policies: {ai: {routes: {"*": passthrough}}}
      ai: {name: o, hostOverride: "localhost:11434", provider: {openAI: {model: mistral}}}
    - {name: plain, host: "localhost:11434"}
    routes:
    - backends: [{backend: /shared}, {backend: /plain}, {host: "localhost:9000"}]
    - backends:
      - backend: /shared
      - ai: {name: own, hostOverride: "localhost:11435", pathPrefix: /v1, provider: {openAI: {}}}
"""
"""Two routes to a backend that they share, and backends of their own."""


def context(text: str, compat: Compat = GUIDE) -> LintContext:
    """The context of a text, whether or not there are mistakes in it."""
    parsed = parse(dedent(text), "gw.yaml", {"NAME": "value"})
    decoding = Decoding(lambda name: "secret")
    config = decode(Config, parsed.documents[0], decoding)
    assert isinstance(config, Config)
    return LintContext(config, parsed.documents[0], parsed.source, compat, frozenset(decoding.unsound))
