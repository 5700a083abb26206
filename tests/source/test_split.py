"""An item of a list becomes one for each value of a list inside of it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from agwctl.source.change import Change, apply
from agwctl.source.edit import Edits
from agwctl.source.environment import expand
from agwctl.source.node import Mapping, Sequence
from agwctl.source.reader import read
from agwctl.source.split import split

CASES = {
    "block": (
        """
        a:
        # both
        - v:
          - "1"   # one
          - '2'
          c: {r: true}  # c
        - v: [9]
        """,
        """
        a:
        # both
        - v:
          - "1"   # one
          c: {r: true}  # c
        - v:
          - '2'
          c: {r: true}  # c
        - v: [9]
        """,
    ),
    "deeper, with comments": (
        """
        a:
          - c: 1
            # above all
            v:
              # one
              - x
              # two
              - y
              # three
              - z
            # last
            d: 2
        b: 1
        """,
        """
        a:
          - c: 1
            # above all
            v:
              # one
              - x
            # last
            d: 2
          - c: 1
            v:
              # two
              - y
            d: 2
          - c: 1
            v:
              # three
              - z
            d: 2
        b: 1
        """,
    ),
    "brackets inside": (
        "a:\n- v: [x, 'y']  # why\n  c: 1\n",
        "a:\n- v: [x]  # why\n  c: 1\n- v: ['y']  # why\n  c: 1\n",
    ),
    "brackets": ("a: [{v: [x, y], c: 1}]", "a: [{v: [x], c: 1}, {v: [y], c: 1}]"),
    "brackets on lines": ("a: [\n  {v: [x, y]}\n]\n", "a: [\n  {v: [x]}, {v: [y]}\n]\n"),
    "at the end": ("a:\n- v:\n  - x\n  - y", "a:\n- v:\n  - x\n- v:\n  - y\n"),
    "other line ends": ("a:\r\n- v:\r\n  - x\r\n  - y\r\n", "a:\r\n- v:\r\n  - x\r\n- v:\r\n  - y\r\n"),
}

NOT = {
    "an anchor": "a:\n- &x {v: [x, y]}\n",
    "an alias": "b: &x [x, y]\na:\n- {v: *x}\n",
    "a variable": "a:\n- v: [$X, y]\n",
    "lists in lists": "a:\n- v:\n  - - x\n    - z\n  - y\n  w: &b 1\n",
    "comments in brackets": "a:\n- v: [x, # one\n    y]\n",
    "an item of several lines in brackets": "a: [{v: [x, y],\n  c: 1}]\n",
}


def edits(text: str) -> Edits:
    source, _ = expand("x", text, {"X": "x"})
    root = read(source.parsed).documents[0]
    assert isinstance(root, Mapping)
    items = root.get("a")
    assert isinstance(items, Sequence)
    item = items.items[0]
    assert isinstance(item, Mapping)
    values = item.get("v")
    assert isinstance(values, Sequence)
    return split(source, items, 0, values)


@pytest.mark.parametrize("name", CASES)
def test_split(name):
    before, after = map(dedent, CASES[name])
    made = edits(before)
    assert made is not None
    changes = [Change(edit.node.start, edit.node.end, edit.text) for edit in made]
    assert apply(before, [changes])[0] == after


@pytest.mark.parametrize("name", NOT)
def test_not_split(name):
    assert edits(NOT[name]) is None
