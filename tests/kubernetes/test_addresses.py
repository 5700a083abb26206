"""Addresses that the API server takes and refuses."""

from __future__ import annotations

import pytest

from agwctl.kubernetes.addresses import refusal


@pytest.mark.parametrize(
    ("address", "family"),
    [
        ("192.168.1.100", "IPv4"),
        ("10.0.0.1", "IPv4"),
        ("100.64.0.1", "IPv4"),
        ("239.1.1.1", "IPv4"),
        ("255.255.255.255", "IPv4"),
        ("fd00::1", "IPv6"),
        ("2001:db8::1", "IPv6"),
        ("ff05::1", "IPv6"),
    ],
)
def test_taken(address, family):
    assert refusal(address, family) is None


@pytest.mark.parametrize(
    ("address", "family", "message"),
    [
        ("0.0.0.0", "IPv4", "may not be unspecified (0.0.0.0)"),
        ("::", "IPv6", "may not be unspecified (::)"),
        ("127.1.2.3", "IPv4", "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        ("::1", "IPv6", "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        ("169.254.10.1", "IPv4", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        ("fe80::1", "IPv6", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        ("224.0.0.5", "IPv4", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
        ("ff02::1", "IPv6", "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
        ("ollama.lan", "IPv4", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("192.168.1.100:11434", "IPv4", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("[fd00::1]", "IPv6", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("fe80::1%eth0", "IPv6", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("", "IPv4", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("010.0.0.1", "IPv4", "must not have leading 0s"),
        ("::ffff:10.0.0.1", "IPv6", "must not be an IPv4-mapped IPv6 address"),
        ("fd00::1", "IPv4", "must be an IPv4 address"),
        ("10.0.0.1", "IPv6", "must be an IPv6 address"),
        ("FD00::1", "IPv6", 'must be in canonical form ("fd00::1")'),
    ],
)
def test_refused(address, family, message):
    refused = refusal(address, family)
    assert refused is not None
    assert refused.message == message


def test_a_name_belongs_elsewhere():
    name, port = refusal("ollama.lan", "IPv4"), refusal("10.0.0.1:80", "IPv4")
    assert name is not None
    assert port is not None
    assert "host of the AgentgatewayBackend" in name.hint
    assert "without port" in port.hint
