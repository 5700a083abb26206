"""`agwctl models show` as a command line."""

from __future__ import annotations

import json

import pytest

from agwctl.cli.main import main
from tests.ollama.scripted import Request, reply, scripted

SHOWN = {
    "license": "MIT\x1b[2J",
    "system": "be brief",
    "template": "{{ .Prompt }}",
    "modelfile": "FROM x",
    "model_info": {},
}


def show(*arguments: str, **members: object) -> tuple[int, list[dict[str, object]]]:
    def script(request: Request) -> bytes:
        return reply(200, "" if request.line.startswith("HEAD") else json.dumps(SHOWN | members))

    with scripted(script) as server:
        code = main(["models", "show", *arguments, "-H", server.address.url])
    return code, [json.loads(request.body) for request in server.requests if request.body]


@pytest.mark.parametrize(
    "flag, out",
    [
        ("--license", "MIT\x1b[2J\n"),
        ("--modelfile", "FROM x\n"),
        ("--parameters", "\n"),
        ("--system", "be brief"),
        ("--template", "{{ .Prompt }}"),
    ],
)
def test_one_part_arrives_byte_by_byte(capfdbinary, flag, out) -> None:
    assert show("a", flag) == (0, [{"model": "a"}])
    assert capfdbinary.readouterr().out == out.encode()


def test_a_terminal_is_not_steered(capfdbinary, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    show("a", "--license")
    assert capfdbinary.readouterr().out == b"MIT\\u001b[2J\n"


def test_verbose_asks_for_everything(capsys) -> None:
    assert show("a", "-v")[1] == [{"model": "a", "verbose": True}]
    assert "  Metadata\n" in capsys.readouterr().out


def test_json(capsys) -> None:
    assert show("a", "--format", "json")[0] == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told)[:3] == ["schemaVersion", "host", "name"]
    assert told["system"] == "be brief"


@pytest.mark.parametrize(
    "arguments, members, text",
    [
        ((), {}, "accepts 1 arg(s), received 0"),
        (("a", "b"), {}, "accepts 1 arg(s), received 2"),
        (
            ("a", "--system", "--license"),
            {},
            "only one of '--license', '--modelfile', '--parameters', '--system', or '--template' can be specified",
        ),
        (("a",), {"capabilities": ["image"]}, "image generation models are not currently supported"),
    ],
)
def test_refusals(capsys, arguments, members, text) -> None:
    assert show(*arguments, **members)[0] == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"Error: {text}\n")
