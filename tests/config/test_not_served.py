"""The list of keys that are not run comes from the classes."""

from __future__ import annotations

from agwctl.config.decode import decode
from agwctl.config.decoding import Decoding
from agwctl.config.not_served import not_served
from agwctl.config.root import Config
from agwctl.diagnostics import codes
from agwctl.source.reader import read


def test_each_is_told_once_and_none_stands_below_another():
    paths = not_served()
    assert paths == sorted(set(paths))
    for path in paths:
        assert not any(path.startswith((f"{other}.", f"{other}[")) for other in paths), path


def test_what_is_listed_is_reported():
    """Keys at the top level can be tried without anything around them."""
    top = [path for path in not_served() if "." not in path and "[" not in path]
    assert top
    for path in top:
        decoding = Decoding(lambda name: "")
        decode(Config, read(f"{path}: {{}}").documents[0], decoding)
        assert codes.NOT_SERVED in [finding.code for finding in decoding.findings], path
