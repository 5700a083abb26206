"""Names of headers, methods, versions and services, and credentials."""

from __future__ import annotations

import pytest

from agwctl.config.types import SecretText, header_name, http_version, method, service_name


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


@pytest.mark.parametrize("text", ["GET", "get", "*", "M-SEARCH"])
def test_methods(text):
    assert method(text) == text


@pytest.mark.parametrize("text", ["", "GET, POST", "GÉT"])
def test_no_methods(text):
    with pytest.raises(ValueError, match="invalid HTTP method"):
        method(text)


@pytest.mark.parametrize("text", ["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3.0"])
def test_versions(text):
    assert http_version(text) == text


@pytest.mark.parametrize("text", ["1.1", "http/1.1", "HTTP/1.2", "HTTP/4", "HTTP/2.1", "h2"])
def test_no_versions(text):
    with pytest.raises(ValueError, match="expected valid HTTP version"):
        http_version(text)


def test_a_credential_is_text_that_does_not_show_itself():
    secret = SecretText("sk-1")
    assert f"Bearer {secret}" == "Bearer sk-1"
    assert "sk-1" not in repr(secret)
    assert "sk-1" not in repr({"key": [secret]})
