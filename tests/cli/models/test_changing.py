"""`agwctl models stop`, `rm` and `cp` as command lines."""

from __future__ import annotations

import json

import pytest

from agwctl.cli.main import main
from tests.ollama.scripted import Request, reply, scripted


def played(request: Request) -> bytes:
    asked = json.loads(request.body or b"{}")
    if asked.get("model") == "bad name" or asked.get("source") == "nope":
        return reply(400, '{"error":"name \\"bad name\\" is invalid"}')
    if "/api/show" in request.line:
        return reply(200, '{"model_info":{}}')
    return reply(200, '{"done":true}' if "/api/generate" in request.line else "")


def run(*arguments: str) -> tuple[int, list[str]]:
    with scripted(played) as server:
        code = main(["models", *arguments, "-H", server.address.url])
    return code, server.lines


def test_stop_says_nothing(capsys) -> None:
    assert run("stop", "a") == (0, ["HEAD /", "POST /api/show", "POST /api/generate"])
    assert capsys.readouterr() == ("", "")


def test_rm_says_what_is_gone_and_stops_at_the_first_failure(capsys) -> None:
    code, lines = run("rm", "a", "bad name", "c")
    told = capsys.readouterr()
    assert (code, told.out) == (1, "deleted 'a'\n")
    assert told.err.splitlines()[0] == "Warning: unable to stop model 'bad name'"
    assert told.err.splitlines()[-1] == 'Error: name "bad name" is invalid'
    assert lines.count("DELETE /api/delete") == 2


def test_cp(capsys) -> None:
    assert run("cp", "a", "b") == (0, ["HEAD /", "POST /api/copy"])
    assert capsys.readouterr() == ("copied 'a' to 'b'\n", "")
    assert run("cp", "nope", "b")[0] == 1
    assert capsys.readouterr().err.splitlines()[-1] == 'Error: name "bad name" is invalid'


@pytest.mark.parametrize(
    "arguments, key, value",
    [
        (("stop", "a"), "stopped", ["a"]),
        (("rm", "a", "b"), "deleted", ["a", "b"]),
        (("cp", "a", "b"), "copied", {"source": "a", "destination": "b"}),
    ],
)
def test_json(capsys, arguments, key, value) -> None:
    assert run(*arguments, "--format", "json")[0] == 0
    assert json.loads(capsys.readouterr().out)[key] == value


@pytest.mark.parametrize(
    "arguments, text",
    [
        (("stop",), "accepts 1 arg(s), received 0"),
        (("rm",), "requires at least 1 arg(s), only received 0"),
        (("cp", "a"), "accepts 2 arg(s), received 1"),
    ],
)
def test_wrong_counts(capsys, arguments, text) -> None:
    assert run(*arguments) == (1, [])
    assert capsys.readouterr().err == f"Error: {text}\n"
