"""The objects of a document."""

from __future__ import annotations

from agwctl.config.bind import Bind, Listener
from agwctl.config.models import Models
from agwctl.config.route import Route
from tests.lint.contexts import context

TEXT = """
binds:
- port: 1
  listeners:
  - name: a
    routes: [{name: one}, {name: two}]
- port: 2
  listeners: [{name: b, bogus: 1, routes: [{name: three}]}]
"""


def test_objects_come_in_the_order_of_the_file_without_unsound_ones():
    ctx = context(TEXT)
    assert [bind.port for bind in ctx.each(Bind)] == [1, 2]
    assert [listener.name for listener in ctx.each(Listener)] == ["a"]
    assert [route.name for route in ctx.each(Route)] == ["one", "two", "three"]
    assert [listener.name for listener in Models(ctx.config).each(Listener)] == ["a", "b"]


def test_what_is_above():
    ctx = context(TEXT)
    first, *_, last = ctx.each(Route)
    bind = ctx.above(first, Bind)
    assert bind is not None
    assert bind.port == 1
    listener = ctx.above(last, Listener)
    assert listener is not None
    assert listener.name == "b"
    assert ctx.above(bind, Bind) is None
