"""`backendAuth`: the upstream is shown the gateway's key, never the client's."""

from __future__ import annotations

import pytest

from agwctl.proxy.failure import Failure
from agwctl.proxy.filters.backend_auth import on_request
from tests.proxy.exchanges import exchange, policies


def test_the_key_takes_the_place_of_what_the_client_sent() -> None:
    policy = policies("backendAuth: {key: s3cret}").backend_auth
    assert policy is not None
    asked = exchange(headers=[("Authorization", "Bearer client"), ("authorization", "Basic YQ=="), ("x", "y")])
    on_request(policy)(asked)
    assert asked.headers.get_all(b"authorization") == [b"Bearer s3cret"]


def test_a_key_cannot_begin_another_field() -> None:
    policy = policies('backendAuth: {key: "s3cret\\r\\nevil: 1"}').backend_auth
    assert policy is not None
    with pytest.raises(Failure, match="backend authentication failed") as caught:
        on_request(policy)(exchange())
    assert "s3cret" not in caught.value.text
