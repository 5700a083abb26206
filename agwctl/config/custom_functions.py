"""`config.customFunctions`: definitions of functions in expressions, one after the other."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from agwctl.config.expression import syntax_mistake
from agwctl.config.types import Parsed
from agwctl.diagnostics import codes

__all__ = ["CustomFunctions", "custom_functions"]

_NAME = r"[A-Za-z_]\w*"
_HEAD = re.compile(rf"(?:this\s*\.\s*)?{_NAME}\s*\(\s*(?:{_NAME}(?:\s*,\s*{_NAME})*(?:\s*\.\.\.)?)?\s*\)\s*\{{")
_SPACE = re.compile(r"(?:\s|//[^\n]*)*")
_INSIDE = re.compile(
    r"""//[^\n]*|[rRbB]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|[{}]""",
    re.DOTALL,
)


def custom_functions(text: str) -> str:
    """Definitions such as `name(a, b) { EXPRESSION }` or `this.name(rest...) { EXPRESSION }`.

    Raises: ValueError saying what is wrong with the first bad one.
    """
    position = _skip(text, 0)
    while position < len(text):
        head = _HEAD.match(text, position)
        if head is None:
            line = text[position:].splitlines()[0]
            raise ValueError(f"no definition begins with `{line}`")
        end = _end_of_body(text, head.end())
        mistake = syntax_mistake(text[head.end() : end])
        if mistake is not None:
            raise ValueError(mistake.message)
        position = _skip(text, end + 1)
    return text


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    assert found is not None, "it matches nothing, too"
    return found.end()


def _end_of_body(text: str, start: int) -> int:
    """Where the brace stands that closes a body."""
    depth = 1
    for found in _INSIDE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.start()
    raise ValueError(f"the brace before `{text[start:].strip()[:30]}` is not closed")


CustomFunctions: TypeAlias = Annotated[
    str,
    Parsed(custom_functions, codes.BAD_SETTING, "name(a, b) { EXPRESSION }", "invalid config.customFunctions: "),
]
