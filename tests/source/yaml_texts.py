"""Random YAML texts in all the layouts that people use, with comments, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from agwctl.source.node import Mapping, Node, Scalar
from agwctl.source.scalar import value_of

__all__ = ["comments", "texts", "tree"]

KEYS = ["a", "b", "port", "hostOverride", '"quoted"', "'x y'"]
SCALARS = ["1", "text", "", "~", '"a # b"', "'it''s'", "localhost:11434", "two words", "true"]


def tree(node: Node) -> Any:
    """What a text means; entries as pairs, for a key may be there twice."""
    if isinstance(node, Scalar):
        return value_of(node)
    if isinstance(node, Mapping):
        return [(key.text, tree(value)) for key, value in node.entries]
    return {"items": [tree(item) for item in getattr(node, "items", [])]}


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def word(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def comment(self) -> str:
        self.count += 1
        return f"#c{self.count}"

    def end(self) -> str:
        return self.word("", "", f" {self.comment()}", "   ") + "\n"

    def between(self, indent: int) -> str:
        kind = self.pick("", "", "", "blank", "comment", "both", "deeper")
        blank = "\n" if kind in ("blank", "both") else ""
        extra = 2 if kind == "deeper" else 0
        return blank + (f"{' ' * (indent + extra)}{self.comment()}\n" if kind in ("comment", "both", "deeper") else "")

    def flow(self, depth: int) -> str:
        if depth <= 0 or self.pick(True, False, False):
            return str(self.pick(*(text for text in SCALARS if text)))
        space, end = self.word("", " "), self.word("", "", ",")
        if self.pick(True, True, False):
            keys = self.draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))
            parts = [f"{key}: {self.flow(depth - 1)}" for key in keys]
            opening, closing = "{", "}"
        else:
            parts = [self.flow(depth - 1) for _ in range(self.draw(st.integers(0, 3)))]
            opening, closing = "[", "]"
        return opening + space + ", ".join(parts) + (end if parts else "") + space + closing

    def long_flow(self, indent: int) -> str:
        keys = self.draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1, max_size=3))
        lines = [f"{' ' * (indent + 2)}{key}: {self.flow(1)},{self.end()}" for key in keys]
        return "{\n" + "".join(lines) + " " * indent + "}"

    def value(self, indent: int, depth: int) -> str:
        """What stands behind a key, from the colon to the end of the line."""
        kind = self.pick("scalar", "flow", "long flow", "literal", "mapping", "mapping", "list", "long text")
        if kind == "flow":
            return f" {self.flow(2)}{self.end()}"
        if kind == "long flow":
            return f" {self.long_flow(indent)}{self.end()}"
        if kind == "literal":
            return f" {self.pick('|', '>', '|-')}\n{' ' * (indent + 2)}text # no comment\n\n{' ' * (indent + 2)}more\n"
        if kind == "long text":
            return f' "one\n{" " * (indent + 3)}two"{self.end()}'
        if depth > 0 and kind == "mapping":
            return self.end() + self.mapping(indent + self.pick(2, 4), depth - 1)
        if depth > 0 and kind == "list":
            return self.end() + self.items(indent + self.pick(0, 2), depth - 1)
        return f" {self.pick(*SCALARS)}{self.end()}"

    def mapping(self, indent: int, depth: int, first: str | None = None) -> str:
        keys = self.draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1, max_size=4))
        lines = []
        for at, key in enumerate(keys):
            before = self.between(indent) + " " * indent if at or first is None else first
            lines.append(f"{before}{key}:{self.value(indent, depth)}")
        return "".join(lines)

    def items(self, indent: int, depth: int) -> str:
        lines = []
        for _ in range(self.draw(st.integers(1, 3))):
            dash = f"{self.between(indent)}{' ' * indent}- "
            kind = self.pick("mapping", "scalar", "flow")
            if kind == "mapping":
                lines.append(self.mapping(indent + 2, depth - 1, dash))
            else:
                lines.append(f"{dash}{self.pick('text', '1') if kind == 'scalar' else self.flow(2)}{self.end()}")
        return "".join(lines)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text whose document is a mapping; every comment in it is `#c` and a number of its own."""
    writer = _Writer(draw)
    text = writer.mapping(0, 3) + writer.between(0)
    text = text.removesuffix("\n") if writer.pick(True, False, False) else text
    return text.replace("\n", writer.word("\n", "\n", "\r\n"))


def comments(text: str) -> list[str]:
    """The comments of such a text in their order."""
    import re

    return re.findall(r"#c\d+", text)
