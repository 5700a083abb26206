"""Base URLs of models."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.base_url import BaseUrl


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://localhost:11434/v1", ("http", "localhost", 11434, "/v1")),
        ("http://h", ("http", "h", 80, "")),
        ("https://H.Example/v1/", ("https", "h.example", 443, "/v1")),
        ("HTTP://h:8080//", ("http", "h", 8080, "")),
        ("http:h/v1", ("http", "h", 80, "/v1")),
        ("http:/h", ("http", "h", 80, "")),
        (" http://h ", ("http", "h", 80, "")),
        ("http://[::1]:80/x", ("http", "::1", 80, "/x")),
        ("http://h:/x", ("http", "h", 80, "/x")),
        ("grpc://h:80/v1", ("grpc", "h", 80, "/v1")),
        ("ws://h", ("ws", "h", 80, "")),
    ],
)
def test_good(text, url):
    assert BaseUrl.parse(text, "m") == url


INVALID = "invalid params.baseUrl for model m"
EXTRA = "params.baseUrl for model m cannot include user info, query parameters, or a fragment"
NO_PORT = "params.baseUrl for model m must use http or https, or include an explicit port"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/v1", INVALID),
        ("", INVALID),
        ("h", INVALID),
        ("http://", INVALID),
        ("http:///", INVALID),
        ("http://h:x/", INVALID),
        ("http://h:65536/", INVALID),
        ("http://a b/", INVALID),
        ("http://[::1/", INVALID),
        ("1http://h", INVALID),
        ("http://u:p@h/v1", EXTRA),
        ("http://h/v1?a=1", EXTRA),
        ("http://h?", EXTRA),
        ("http://h/v1#a", EXTRA),
        ("localhost:11434/v1?a", EXTRA),
        ("localhost:11434/v1", NO_PORT),
        ("grpc://h/v1", NO_PORT),
        ("mailto:a", NO_PORT),
    ],
)
def test_bad(text, message):
    with pytest.raises(ValueError) as raised:
        BaseUrl.parse(text, "m")
    assert str(raised.value) == message


@given(st.text(alphabet="htps:/ab@?#[].%1 \\", max_size=20))
def test_any_text_is_a_url_or_refused(text):
    try:
        url = BaseUrl.parse(text, "m")
    except ValueError as error:
        assert "model m" in str(error)
    else:
        assert url.host
        assert 0 <= url.port <= 65535
        assert not url.path.endswith("/")
