"""How failures of the verbs about models are told."""

from __future__ import annotations

import io
import json

from agwctl.cli.console import Console
from agwctl.cli.models.ask import ask, connect
from agwctl.ollama.client import Client, OllamaError
from tests.models.scripted import scripted


def failing(client: Client) -> int:
    raise OllamaError("model 'x' not found\nreally\x1b[2J", "it is \x07 not there", "pull it")


def asked(format: str, **options: bool) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = ask(Console(out, err, {}, **options), "http://127.0.0.1:1", 1, format, failing)
    return code, out.getvalue(), err.getvalue()


def test_the_last_line_is_that_of_ollama():
    last = "Error: model 'x' not found\nreally\\u001b[2J\n"
    assert asked("human") == (1, "", "it is \\u0007 not there\npull it\n" + last)
    assert asked("human", quiet=True) == (1, "", last)


def test_for_machines():
    code, out, _ = asked("json")
    assert code == 1
    assert json.loads(out) == {
        "schemaVersion": 1,
        "error": {"message": "model 'x' not found\nreally\x1b[2J", "hint": "pull it"},
    }


def test_what_work_returns():
    console = Console(io.StringIO(), io.StringIO(), {})
    assert ask(console, "box:7", 1, "human", lambda client: len(client.url)) == len("http://box:7")


def test_the_key_is_sent_and_no_proxy_is_used_for_this_machine(monkeypatch):
    monkeypatch.setenv("OLLAMA_API_KEY", "key")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with scripted({}) as server, connect(server.address.url, 5) as client:
        client.head()
        assert server.headers[0][b"authorization"] == b"Bearer key"
