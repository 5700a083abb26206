"""Names that the file does not give, and what references stand for."""

from __future__ import annotations

import pytest

from agwctl.config.load import load_text
from agwctl.config.names import attached, gateway_listeners, llm_gateways, name_of, route_key
from agwctl.config.root import Config

TEXT = """
gateways:
  default: {port: 1}
  two: {port: 2, listeners: [{hostname: a.example}, {name: own, hostname: b.example}]}
routes:
- {backends: []}
- {name: r, namespace: n, backends: []}
"""


def config(text: str = TEXT) -> Config:
    loaded = load_text(text, environ={}).config
    assert loaded is not None
    return loaded


def test_names_by_place():
    routes, listeners = config().routes, config().gateways["two"].listeners
    assert [route_key(route, index) for index, route in enumerate(routes)] == ["default/route0", "n/r"]
    assert [name_of(listener, index) for index, listener in enumerate(listeners)] == ["listener0", "own"]


def test_listeners_of_a_gateway():
    gateways = config().gateways
    assert [key for key, _ in gateway_listeners("two", gateways["two"])] == ["two/listener0", "two/own"]
    assert list(gateway_listeners("default", gateways["default"])) == [("default", gateways["default"])]


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        ((), ["default"]),
        (("two",), ["two/listener0", "two/own"]),
        (("two/own", "default"), ["two/own", "default"]),
        (("two/nobody",), []),
        (("nobody",), []),
    ],
)
def test_references(names: tuple[str, ...], keys: list[str]):
    assert [key for key, _ in attached(config().gateways, names)] == keys


@pytest.mark.parametrize(
    ("gateways", "llm", "names"),
    [
        ("{default: {port: 1}}", "{models: []}", ("default",)),
        ("{a: {port: 1}}", "{models: [], gateways: a}", ("a",)),
        ("{default: {port: 1}}", "{models: [], port: 4}", ()),
        ("{a: {port: 1}}", "{models: []}", ()),
        ("{default: {port: 1}}", None, ()),
    ],
)
def test_where_models_are(gateways: str, llm: str | None, names: tuple[str, ...]):
    text = f"gateways: {gateways}\n" + ("" if llm is None else f"llm: {llm}\n")
    assert llm_gateways(config(text)) == names
