"""Looking at configurations of which parts were not understood."""

from __future__ import annotations

from agwctl.config.decode import decode
from agwctl.config.decoding import Decoding
from agwctl.config.root import Config
from agwctl.config.semantics.places import indexed, knows, part, routes_of
from agwctl.source.reader import read

TEXT = """
binds:
- 5
- {port: x, listeners: [{routes: [{name: a}]}]}
- {listeners: 5}
routes: [{name: b, gateways: g}]
"""


def config() -> Config:
    decoded: Config = decode(Config, read(TEXT).documents[0], Decoding(lambda name: ""))
    return decoded


def test_numbers_are_those_of_the_file():
    assert [number for number, _ in indexed(config(), "binds")] == [1, 2]
    assert [number for number, _ in indexed(config(), "routes")] == [0]
    assert list(indexed(config(), "backends")) == []


def test_what_is_known():
    first, second = config().binds
    assert [knows(first, field) for field in ("port", "listeners", "mode")] == [False, True, True]
    assert [knows(second, field) for field in ("port", "listeners")] == [True, False]
    assert part(first, "port") is None
    assert part(second, "listeners") is None


def test_all_routes():
    assert [route.name for route in routes_of(config())] == ["a", "b"]
