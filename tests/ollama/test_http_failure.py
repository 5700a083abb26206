"""Failures behind a redirect name the server that failed; a request that a redirect turns into another is none."""

from __future__ import annotations

import pytest

from agwctl.ollama.client import Client, NotOllama, OllamaError, Unreachable
from tests.ollama.scripted import reply, scripted


@pytest.mark.parametrize(
    "location, kind, text, cause",
    [
        (
            "http://user:secret@127.0.0.1:1/there",
            Unreachable,
            'Get "http://127.0.0.1:1/there": dial tcp 127.0.0.1:1: connect: connection refused',
            "redirects to http://127.0.0.1:1: nothing answers at http://127.0.0.1:1",
        ),
        ("ftp://a/b", OllamaError, 'Get "ftp://a:80/b": unsupported protocol scheme "ftp"', "neither http:// nor"),
    ],
)
def test_a_redirect_to_a_server_that_fails(location, kind, text, cause) -> None:
    said = reply(302, Location=location)
    with scripted(said) as server, Client(server.address) as client, pytest.raises(kind) as failure:
        client.tags()
    assert failure.value.text == text
    assert cause in failure.value.cause
    assert "secret" not in failure.value.cause


@pytest.mark.parametrize("method, path", [("POST", "/api/copy"), ("DELETE", "/api/delete")])
def test_a_redirect_that_loses_what_was_to_be_done_is_no_success(method, path) -> None:
    with scripted(reply(200)) as other:
        said = reply(302, Location=other.address.url + path)
        with (
            scripted(said) as server,
            Client(server.address) as client,
            pytest.raises(NotOllama, match="as GET") as failure,
        ):
            client.send(method, path, {"model": "a"})
    assert failure.value.hint == f"ask it there at once: --ollama {other.address.url}"
