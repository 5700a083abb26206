"""The open cases about `models`: a dead server beside a live one, and an Ollama below a path."""

from __future__ import annotations

import http.client
import json
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.cli.main import main
from tests.models.servers import ollama
from tests.ollama.scripted import Request, Scripted, reply, scripted
from tests.proxy.process import process
from tests.proxy.running import free_port

pytestmark = pytest.mark.reference

DEAD, SUB_PATH = "open-13-one-dead-server-blocks-the-list", "open-14-ollama-under-a-sub-path"
SILENT = "192.0.2.10"


@pytest.fixture
def cases(shared: Path) -> dict[str, dict[str, Any]]:
    loaded = yaml.safe_load((shared / "data" / "cases" / "open.yaml").read_text("utf-8"))
    return {case["id"]: case for case in loaded if case["verb"] == "models"}


@pytest.fixture
def dead(cases, tmp_path, monkeypatch) -> Iterator[tuple[dict[str, Any], str]]:
    """The case's folder, with a live server in it, and where that is."""
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    drop_packets(monkeypatch)
    monkeypatch.chdir(tmp_path)
    case = cases[DEAD]
    with ollama("llama3.2", "mistral") as server:
        for name, text in case["input"]["files"].items():
            Path(name).write_text(text.replace("@OLLAMA@", server.authority), "utf-8")
        yield case, server.authority


def drop_packets(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the documentation's addresses: networks differ in what they do with them."""
    connect = socket.create_connection

    def dropping(address: tuple[str, int], timeout: float | None = None, *rest: Any, **options: Any) -> socket.socket:
        if not address[0].startswith("192.0.2."):
            return connect(address, timeout, *rest, **options)
        assert timeout is not None, "it would be waited for without end"
        time.sleep(timeout)
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "create_connection", dropping)


def run(command: str, capsys) -> tuple[int, str, str, float]:
    words = shlex.split(command)
    assert words.pop(0) == "agwctl"
    began = time.monotonic()
    code = main(words)
    took = time.monotonic() - began
    return code, *capsys.readouterr(), took


def test_all_are_here(cases):
    assert sorted(cases) == [DEAD, SUB_PATH]


def test_one_dead_server(dead, capsys):
    case, authority = dead
    expected = case["expected"]
    code, out, err, took = run(case["input"]["command"], capsys)
    assert code == expected["exit"]
    assert err == expected["stderr"].removeprefix("one line - ") + "\n"
    assert took < expected["time_limit_s"]
    head, *lines = out.splitlines()
    assert head.split() == ["NAME", "ID", "SIZE", "MODIFIED", "SERVER"]
    assert [(line.split()[0], line.split()[-1]) for line in lines] == [
        ("llama3.2:latest", authority),
        ("mistral:latest", authority),
    ]
    narrow = run(f"agwctl models list -H {authority}", capsys)[1].splitlines()
    assert [line[: len(beside)] for line, beside in zip((head, *lines), narrow, strict=True)] == narrow


def test_an_entry_for_each_server(dead, capsys):
    case, authority = dead
    code, out, _, _ = run(case["input"]["command"] + " --format json", capsys)
    assert code == case["expected"]["exit"]
    told = json.loads(out)
    assert next(iter(told)) == "schemaVersion"
    assert [(each["host"], each["state"], each["reason"]) for each in told["servers"]] == [
        (f"http://{authority}", "reachable", None),
        (f"http://{SILENT}:11434", "unreachable", f"{SILENT}:11434 did not answer within 2 s (timeout)"),
    ]


def test_three_dead_servers_take_as_long_as_one(dead, capsys):
    case, _ = dead
    model = "  - {{name: b{0}, provider: ollama, params: {{baseUrl: 'http://192.0.2.{0}:11434/v1'}}}}\n"
    file = Path("agw.yaml")
    file.write_text(file.read_text("utf-8") + "".join(model.format(number) for number in (11, 12)), "utf-8")
    code, out, err, took = run(case["input"]["command"], capsys)
    assert (code, out.count("\n"), err.count("\n")) == (4, 3, 3)
    assert took < case["expected"]["time_limit_s"]


def test_the_gateway_lists_its_models_beside_a_dead_server(dead, tmp_path):
    port = free_port()
    file = Path("agw.yaml")
    file.write_text(file.read_text("utf-8").replace("port: 4000", f"port: {port}"), "utf-8")
    with process(tmp_path, "-f", str(tmp_path / file), "--listen", "127.0.0.1", port=port):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        began = time.monotonic()
        client.request("GET", "/v1/models")
        listed = json.loads(client.getresponse().read())
        assert time.monotonic() - began < 1
        client.close()
    assert [each["id"] for each in listed["data"]] == ["llama3.2", "big"]


@contextmanager
def below_a_path() -> Iterator[tuple[Scripted, str]]:
    """A reverse proxy with Ollama below `/ollama-api/` and nothing else, and the URL of that Ollama itself."""
    with ollama("llama3.2", "mistral") as server:

        def forward(request: Request) -> bytes:
            method, path, _ = request.line.split()
            prefix, below, rest = path.partition("/ollama-api/")
            if prefix or not below:
                return reply(404, "<html><center>nginx</center></html>", "text/html", Server="nginx")
            client = http.client.HTTPConnection(server.host, server.port)
            client.request(method, f"/{rest}", request.body or None, {"Content-Type": "application/json"})
            answer = client.getresponse()
            body, kind = answer.read(), answer.getheader("Content-Type", "")
            client.close()
            return reply(answer.status, body, kind)

        with scripted(forward) as proxy:
            yield proxy, server.url


def spellings(case: dict[str, Any], port: int) -> list[str]:
    first = case["input"]["command"].rpartition(" ")[2]
    return [each.replace("@X@", str(port)) for each in (first, *case["input"]["variants"])]


@pytest.mark.parametrize("from_environment", [False, True])
def test_ollama_below_a_path(from_environment, cases, monkeypatch, capsys):
    command = cases[SUB_PATH]["input"]["command"].rpartition(" --ollama ")[0]
    with below_a_path() as (proxy, direct):
        wanted = run(f"{command} --ollama {direct}", capsys)[:3]
        assert (wanted[0], wanted[1].count("\n"), wanted[2]) == (0, 3, "")
        for spelling in spellings(cases[SUB_PATH], proxy.port):
            if from_environment:
                monkeypatch.setenv("OLLAMA_HOST", spelling)
            asked = command if from_environment else f"{command} --ollama {spelling}"
            code, out, err, _ = run(asked, capsys)
            assert (code, out) == wanted[:2], spelling
            assert from_environment or err == "", spelling
    only_below_it(proxy)


@pytest.mark.parametrize(
    "words", ["ps", "show mistral", "pull mistral", "check mistral", "parity", "warm mistral", "stop mistral"]
)
def test_other_verbs_use_the_same_base(words, cases, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))  # without an `ollama` to compare with
    with below_a_path() as (proxy, _):
        for spelling in spellings(cases[SUB_PATH], proxy.port):
            assert run(f"agwctl models {words} --ollama {spelling}", capsys)[0] == 0, spelling
    only_below_it(proxy)


def only_below_it(proxy: Scripted) -> None:
    paths = [line.split()[1] for line in proxy.lines]
    assert paths
    assert not [path for path in paths if not path.startswith("/ollama-api/") or "//" in path]
