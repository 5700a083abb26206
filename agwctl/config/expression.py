"""Expressions in the Common Expression Language (CEL).

The parser is loaded when the first expression is met. It is the `cel` package's extension module; the package itself
would load its command line and half of what that is made of.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any, NamedTuple

from agwctl.config.decoding import Bad, Decoder, Decoding
from agwctl.config.scalars import decode_text
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.source.node import Node, Scalar

__all__ = [
    "Expression",
    "Prefix",
    "SyntaxMistake",
    "decode_expression",
    "expression_decoder",
    "parser",
    "syntax_mistake",
]


class Expression(str):
    """An expression as it is written."""

    __slots__ = ()


class SyntaxMistake(NamedTuple):
    """The first thing in a text that keeps it from being an expression."""

    text: str
    """What the parser says: `mismatched input '<EOF>'`."""
    line: int
    column: int
    """1-based, in code points."""

    @property
    def message(self) -> str:
        """The same as agentgateway puts it."""
        return f"parse: ERROR: <input>:{self.line}:{self.column}: Syntax error: {self.text}"


class Prefix:
    """What agentgateway says before what is wrong with an expression."""

    def __init__(self, text: str) -> None:
        self.text = text


def decode_expression(node: Node, to: Decoding) -> Expression | Bad:
    """An expression whose syntax is right; what its names stand for is not looked into."""
    return _decode(node, to, "")


def expression_decoder(prefix: Prefix) -> Decoder:
    """The same, with words before what is wrong."""
    return lambda node, to: _decode(node, to, prefix.text)


def _decode(node: Node, to: Decoding, prefix: str) -> Expression | Bad:
    text = decode_text(node, to)
    if isinstance(text, Bad):
        return text
    mistake = syntax_mistake(text)
    if mistake is None:
        return Expression(text)
    spot = _spot(mistake, text, node)
    labels = () if spot is None else (Label(spot, "here"),)
    return to.report(codes.BAD_EXPRESSION, node, prefix + mistake.message, _hint(mistake, text), labels)


_FIRST = re.compile(r"ERROR: <input>:(?P<line>\d+):(?P<column>\d+): Syntax error: (?P<text>.*)")
_TOO_LONG = re.compile(r" expecting \{.*")
"""The list of all tokens that an expression may begin with tells nobody anything."""


@lru_cache(maxsize=4096)
def syntax_mistake(text: str) -> SyntaxMistake | None:
    """What is wrong with the syntax of an expression; None when nothing is.

    Only what no dialect of CEL has: a macro with strange arguments, or syntax that this parser lacks, is left alone.
    """
    if len(text) > MOST:
        return None
    try:
        parser().compile(text)
    except ValueError as error:
        told = _FIRST.search(str(error).partition("\n")[0]) or _FIRST.search(str(error).removeprefix(_quoted(text)))
        if told is None or "ParseError" in told["text"] or "unsupported syntax" in str(error):
            return None
        return SyntaxMistake(_TOO_LONG.sub("", told["text"]), int(told["line"]), int(told["column"]))
    return None


def _quoted(text: str) -> str:
    return f"Failed to parse expression '{text}': "


def _hint(mistake: SyntaxMistake, text: str) -> str:
    if not text.strip():
        return "write an expression, such as true"
    if "<EOF>'" in mistake.text and "extraneous" not in mistake.text:
        return "something is missing at the end"
    if "token recognition error at: '=" in mistake.text:
        return "write == to compare"
    return "text within an expression needs quotes of its own: \"'text'\""


def _spot(mistake: SyntaxMistake, text: str, node: Node) -> Scalar | None:
    """The place within the value, when it stands in the file letter by letter."""
    margin = node.end - node.start - len(text)
    if not isinstance(node, Scalar) or margin != (0 if node.plain else 2):
        return None
    before = sum(len(line) for line in text.splitlines(keepends=True)[: mistake.line - 1])
    start = min(node.start + margin // 2 + before + mistake.column - 1, node.end - 1)
    return Scalar("", True, start, start + 1)


_MODULE = "cel.cel"
MOST = 4000
"""Code points of an expression that is looked into: the parser recurses, and a long chain would overflow the stack."""


def parser() -> Any:
    """The extension module: `compile(text)` returns a program, or raises ValueError."""
    module = sys.modules.get(_MODULE)
    if module is None:
        from importlib import util
        from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder

        package = util.find_spec("cel")
        assert package is not None and package.submodule_search_locations, "a dependency is missing"
        finder = FileFinder(package.submodule_search_locations[0], (ExtensionFileLoader, EXTENSION_SUFFIXES))
        spec = finder.find_spec(_MODULE)
        assert spec is not None and spec.loader is not None, "the package has no extension module"
        module = util.module_from_spec(spec)
        sys.modules[_MODULE] = module
        spec.loader.exec_module(module)
    return module
