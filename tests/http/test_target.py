"""Request targets: which are accepted, and what they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.http.target import Target, is_authority, is_target, split_target

ACCEPTED = {
    b"/": Target(None, b"/"),
    b"*": Target(None, b"*"),
    b"/a//b?x={y}|z": Target(None, b"/a//b?x={y}|z"),
    b"/%": Target(None, b"/%"),
    b'/a\\b^{"x"}': Target(None, b'/a\\b^{"x"}'),
    b"/p?q=`^": Target(None, b"/p?q=`^"),
    b"http://b.test/p?q": Target(b"b.test", b"/p?q"),
    b"HTTP://B.test": Target(b"B.test", b"/"),
    b"http://b.test?q": Target(b"b.test", b"/?q"),
    b"http://[::1]:80/p": Target(b"[::1]:80", b"/p"),
    b"http://user:pa%20ss@b.test/": Target(b"user:pa%20ss@b.test", b"/"),
    b"h.test:443": Target(b"h.test:443", b""),
    b"p": Target(b"p", b""),
}
REFUSED = [
    b"",
    b"/<x>",
    b"/a`b",
    b"/a>b",
    b'/p?q="',
    b"/p?<",
    b"/\x7f",
    b"/\xc3\xa9",
    b"b.test/p",
    b"http://",
    b"http:///p",
    b"http://[::1/p",
    b"http://a b/",
    b"http://a:1:2/",
    b"http://%61.test/",
    b"1" * 65 + b"://a/",
    b"://a/",
]


@pytest.mark.parametrize(("target", "parts"), ACCEPTED.items())
def test_accepted_targets_and_their_parts(target, parts):
    assert is_target(target)
    assert split_target(target) == parts


@pytest.mark.parametrize("target", REFUSED)
def test_refused_targets(target):
    assert not is_target(target)


@pytest.mark.parametrize(
    "value", [b"a.test", b"a.test:x", b"a.test.", b"a_b.test:80", b"127.0.0.1", b"[::1]:80", b"u@h"]
)
def test_authorities(value):
    assert is_authority(value)


@pytest.mark.parametrize(
    "value",
    [b"", b"a test", b"%61.test", b"http://a.test", b"[::1", b"::1]", b"a[b]", b"a]b[", b"a:1:2", b"u@", b"[a]b]"],
)
def test_no_authorities(value):
    assert not is_authority(value)


@given(st.binary(max_size=30))
def test_an_accepted_target_holds_nothing_that_ends_a_line_or_a_word(target):
    if is_target(target):
        assert not set(target) & set(b" \r\n\t\0")
        authority, path = split_target(target)
        assert path[:1] in (b"/", b"*", b"")
        assert authority is None or is_authority(authority)
