"""A text as a rule sees it."""

from __future__ import annotations

from textwrap import dedent

from agwctl.compat import GUIDE, Compat
from agwctl.config.decode import decode
from agwctl.config.decoding import Decoding
from agwctl.config.root import Config
from agwctl.config.text import parse
from agwctl.lint.rule import LintContext


def context(text: str, compat: Compat = GUIDE) -> LintContext:
    """The context of a text, whether or not there are mistakes in it."""
    parsed = parse(dedent(text), "gw.yaml", {"NAME": "value"})
    decoding = Decoding(lambda name: "secret")
    config = decode(Config, parsed.documents[0], decoding)
    assert isinstance(config, Config)
    return LintContext(config, parsed.documents[0], parsed.source, compat, frozenset(decoding.unsound))
