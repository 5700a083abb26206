"""A comparison that finds nothing would make every case pass."""

from __future__ import annotations

import pytest

from tests.conformance.compare import access_log, decoded, differences, matching_lines, picked


@pytest.mark.parametrize(
    ("want", "got", "found"),
    [
        ({"status": 200}, {"status": 404}, ["status: want 200 got 404"]),
        ({"body": {"a": [1, 2]}}, {"body": {"a": [1, 3]}}, ["body.a.1: want 2 got 3"]),
        ({"upstream": []}, {"upstream": [{"to": "E"}]}, ['upstream: want [] got [{"to": "E"}]']),
        ({}, {"complete": False}, ["complete: want null got false"]),
        ({"a": None}, {}, []),
        ({"a": 1}, {"a": "1"}, ['a: want 1 got "1"']),
        ({"a": 0.5}, {"a": 0.50001}, []),
        ({"a": 0.5}, {"a": 0.51}, ["a: want 0.5 got 0.51"]),
        ({"body": "x", "status": 1}, {"body": "y", "status": 1}, ['body: want "x" got "y"']),
    ],
)
def test_differences(want, got, found):
    assert list(differences(want, got)) == found


def test_ignored_names_at_any_depth():
    assert not list(differences({"a": [{"id": 1, "b": 2}]}, {"a": [{"id": 3, "b": 2}]}, ignore=["id"]))


def test_numbers_that_may_be_near():
    near = {"x-reset": 1.0}
    assert not list(differences({"x-reset": "59"}, {"x-reset": "60"}, near=near))
    assert list(differences({"x-reset": "58"}, {"x-reset": "60"}, near=near))


def test_bodies():
    assert decoded(b'{"a": 1}') == {"a": 1}
    assert decoded(b"{a") == "{a"
    assert decoded(b"17") == "17"
    assert decoded(b"at 12:30", [r"\d+:\d+"]) == "at ~"
    assert decoded(b"x" * 5000).startswith("<5000 characters, sha256 ")


def test_repeated_headers_are_joined():
    assert picked([("vary", "a"), ("x", "1"), ("vary", "b")], {"vary"}) == {"vary": "a, b"}


def test_labels_are_sorted():
    assert matching_lines('n{b="2",a="1"} 3\nother 1', "^n") == ['n{a="1",b="2"} 3']


def test_access_log_lines_of_both_kinds(tmp_path):
    log = tmp_path / "log"
    log.write_text(
        'not of interest\n2025-01-01T00:00:00.0Z\tinfo\trequest gateway=a http.status=200 reason="two words"\n'
        '{"scope": "request", "http.status": 404}\n{"scope": "other"}\n'
    )
    assert access_log(log, 4, ["http.status", "reason"]) == [
        {"http.status": "200", "reason": "two words"},
        {"http.status": "404"},
    ]
