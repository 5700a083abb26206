"""Addresses of upstreams and of the process's own servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.address import HostPort, ListenAddress


@pytest.mark.parametrize(
    ("text", "address", "is_ip"),
    [
        ("localhost:11434", HostPort("localhost", 11434), False),
        ("1.2.3.4:80", HostPort("1.2.3.4", 80), True),
        ("a:0", HostPort("a", 0), False),
        ("a:+80", HostPort("a", 80), False),
        (":80", HostPort("", 80), False),
        ("unix:/run/x.sock", HostPort("", 0, "/run/x.sock"), False),
        ("unix:", HostPort("", 0, ""), False),
    ],
)
def test_upstreams(text, address, is_ip):
    assert HostPort.parse(text) == address
    assert address.is_ip is is_ip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere", "invalid host:port: nowhere"),
        ("", "invalid host:port: "),
        ("a:b", "invalid digit found in string"),
        ("a:", "cannot parse integer from empty string"),
        ("a:+", "invalid digit found in string"),
        ("a:-1", "invalid digit found in string"),
        ("a:٣", "invalid digit found in string"),
        ("a:" + "9" * 5000, "number too large to fit in target type"),
        ("a:65536", "number too large to fit in target type"),
        ("http://a:80", "invalid digit found in string"),
        ("[::1]:80", "invalid digit found in string"),
        ("::1:80", "invalid digit found in string"),
    ],
)
def test_no_upstreams(text, message):
    with pytest.raises(ValueError) as raised:
        HostPort.parse(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("off", ListenAddress(off=True)),
        ("localhost:15000", ListenAddress("localhost", 15000)),
        ("0.0.0.0:15020", ListenAddress("0.0.0.0", 15020)),
        ("[::]:15021", ListenAddress("::", 15021)),
        ("[::1]:0", ListenAddress("::1", 0)),
        ("unix:/run/x", ListenAddress(path="/run/x")),
    ],
)
def test_own_servers(text, address):
    assert ListenAddress.parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nope", "invalid socket address syntax"),
        ("", "invalid socket address syntax"),
        ("host.name:80", "invalid socket address syntax"),
        ("::1:80", "invalid socket address syntax"),
        ("[1.2.3.4]:80", "invalid socket address syntax"),
        ("1.2.3.4", "invalid socket address syntax"),
        ("1.2.3.4:+80", "invalid socket address syntax"),
        ("OFF", "invalid socket address syntax"),
        ("localhost:x", "invalid digit found in string"),
        ("unix:", "unix socket path must not be empty"),
    ],
)
def test_no_own_servers(text, message):
    with pytest.raises(ValueError) as raised:
        ListenAddress.parse(text)
    assert str(raised.value) == message


@given(st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True), st.integers(0, 65535))
def test_what_is_shown_is_read_again(host, port):
    address = HostPort.parse(f"{host}:{port}")
    assert (address.host, address.port) == (host, port)
    assert HostPort.parse(str(address)) == address


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_refused(text):
    for cls in (HostPort, ListenAddress):
        try:
            assert cls.parse(text).port <= 65535
        except ValueError as error:
            assert str(error)
