"""Names of headers and services, and credentials."""

from __future__ import annotations

import pytest

from agwctl.config.types import SecretText, header_name, service_name


@pytest.mark.parametrize("name", ["x-a", "X_A", "a!#$%&'*+.^_`|~1", ":method", ":authority", ":status"])
def test_header_names(name):
    assert header_name(name) == name


@pytest.mark.parametrize("name", ["", "a b", "a:", ":other", "é", "a\n", "a\t"])
def test_no_header_names(name):
    with pytest.raises(ValueError, match="invalid HTTP header name"):
        header_name(name)


def test_service_names_have_two_parts():
    assert service_name("ns/host.name") == "ns/host.name"
    for name in ("h", "a/b/c", ""):
        with pytest.raises(ValueError, match="format namespace/hostname"):
            service_name(name)


def test_a_credential_is_text_that_does_not_show_itself():
    secret = SecretText("sk-1")
    assert f"Bearer {secret}" == "Bearer sk-1"
    assert "sk-1" not in repr(secret)
    assert "sk-1" not in repr({"key": [secret]})
