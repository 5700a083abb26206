"""What a run over a document collects."""

from __future__ import annotations

from agwctl.config.bind import Bind
from agwctl.config.decode import decode
from agwctl.config.decoding import BAD, Decoding
from agwctl.diagnostics import codes
from agwctl.source.node import Scalar
from agwctl.source.reader import read


def decoding() -> Decoding:
    return Decoding(lambda name: "")


def test_a_report_is_kept_and_answers_that_there_is_no_value():
    to, node = decoding(), Scalar("x", True, 0, 1)
    assert to.report(codes.WRONG_TYPE, node, "m", "hint") is BAD
    assert [(finding.code, finding.node, finding.message, finding.hint) for finding in to.findings] == [
        (codes.WRONG_TYPE, node, "m", "hint")
    ]


def test_what_is_not_served_says_what_and_why():
    to = decoding()
    to.not_served(Scalar("x", True, 0, 1), "`tls`", "because")
    assert to.findings[0].message == "this build of agwctl does not run `tls`: because"
    assert to.findings[0].code is codes.NOT_SERVED


def test_an_object_with_a_mistake_of_its_own_is_unsound():
    to = decoding()
    good = decode(Bind, read("{port: 1, listeners: [{routs: []}]}").documents[0], to)
    bad = decode(Bind, read("{port: x, listeners: []}").documents[0], to)
    assert to.is_sound(good)
    assert not to.is_sound(good.listeners[0])
    assert not to.is_sound(bad)
    assert (bad.port, bad.listeners) == (None, [])
