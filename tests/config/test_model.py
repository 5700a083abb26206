"""What a configuration class is."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import pytest

from agwctl.config.load import load_text
from agwctl.config.match import PathMatch, RouteMatch
from agwctl.config.model import (
    NOWHERE,
    Model,
    NotNull,
    OneOf,
    Served,
    Unit,
    Unserved,
    fields,
    is_unserved,
    markers_of,
    wire_name,
    without_none,
)
from agwctl.config.policy import Authority
from agwctl.source.node import Mapping, Scalar


class Inner(Model):
    text: str = "default"


class Outer(Inner):
    aliases: ClassVar = {"older": "innerThing"}

    inner_thing: Inner | None = None
    number: Annotated[int, NotNull()] | None = None
    word: Annotated[Literal["a", "b"], Served("a")]
    later: Unserved = None


class Choice(OneOf):
    beside = ("weight",)

    weight: int = 1
    first: str | None = None
    auto: Unit = None


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("port", "port"),
        ("url_rewrite", "urlRewrite"),
        ("http1_max_headers", "http1MaxHeaders"),
        ("enable_ipv6", "enableIpv6"),
        ("a2a", "a2a"),
        ("open_ai", "openAI"),
        ("backend_tls", "backendTLS"),
    ],
)
def test_names_in_yaml(name, wire):
    assert wire_name(name) == wire


def test_fields_come_in_their_order_the_inherited_first():
    assert [(field.name, field.wire, field.required) for field in fields(Outer)] == [
        ("text", "text", False),
        ("inner_thing", "innerThing", False),
        ("number", "number", False),
        ("word", "word", True),
        ("later", "later", False),
    ]
    assert fields(Outer)[0].default == "default"


def test_what_an_annotation_carries():
    by_name = {field.name: field.annotation for field in fields(Outer)}
    assert [type(marker) for marker in markers_of(by_name["number"])] == [NotNull]
    assert is_unserved(markers_of(by_name["later"]))
    assert not is_unserved(markers_of(by_name["inner_thing"]))
    assert without_none(by_name["inner_thing"]) is Inner
    assert without_none(int) is int


def test_objects_are_made_in_code_as_well():
    match = RouteMatch(method="GET")
    assert (match.method, match.path.which, match.path.value, match.headers) == ("GET", "path_prefix", "/", [])
    assert match.node() is match.node("path") is match.key_node("path") is NOWHERE
    assert match.given() == ["method"]
    assert repr(RouteMatch(path=PathMatch(exact="/x"))) == "RouteMatch(path=PathMatch(exact='/x'))"


def test_the_tag_of_a_choice():
    assert (Choice(first="x", weight=2).which, Choice(first="x").value) == ("first", "x")
    assert (Choice(auto=True).which, Choice(auto=True).value) == ("auto", True)
    assert (Choice(weight=2).which, Choice(weight=2).value) == (None, None)
    assert Choice(first="x", auto=None).which == "first"
    assert Authority(none=True).which == "none"


def test_nodes_of_a_loaded_object():
    loaded = load_text("frontendPolicies: {logging: {}}\nbinds: [{port: 1, listeners: []}]", environ={})
    assert loaded.config is not None
    bind = loaded.config.binds[0]
    port, key = bind.node("port"), bind.key_node("port")
    assert isinstance(port, Scalar)
    assert isinstance(key, Scalar)
    assert (port.text, key.text) == ("1", "port")
    assert isinstance(bind.node(), Mapping)
    assert bind.node("mode") is bind.key_node("mode") is bind.node()
    frontend = loaded.config.frontend_policies
    assert frontend is not None
    alias = frontend.key_node("access_log")
    assert isinstance(alias, Scalar)
    assert alias.text == "logging"
    assert frontend.given() == ["access_log"]
