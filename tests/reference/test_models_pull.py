"""`agwctl models pull` in front of a server that sends what a real one sent, chunk by chunk.

The last line on stderr is the one that `ollama` prints; stdout is empty; the exit code is its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agwctl.cli.main import main
from agwctl.models import hardware
from agwctl.models.memory import Memory
from tests.models.scripted import listed, scripted
from tests.reference.conftest import SHARED

RECORDS = SHARED / "data" / "ollama" / "v0.33.0"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not RECORDS.is_dir(), reason=f"NOT COMPARED with a real Ollama: {RECORDS} is absent"),
]

EXPLAINED = {
    "pull/004-http-pull-unknown": "has no such model or tag",
    "pull/006-http-pull-newer": "made for a newer Ollama",
    "pull/007-http-pull-unauth": "wants credentials",
    "pull/008-http-pull-500": "itself has a fault",
    "pull/009-http-pull-corrupt": "the download is damaged",
    "pull/010-http-pull-tls": "--insecure pulls over plain HTTP",
    "http/360-pull-offline": "gets no connection to localhost:1",
    "http/150-badname-pull": "is no model name",
}


def read(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return record


def streams() -> list[str]:
    """Every recorded pull that was streamed, or refused before it was; an empty body is no pull of a command's."""
    found = [*RECORDS.glob("pull/*-http-*.json"), *RECORDS.glob("http/*pull*.json")]
    return sorted(
        f"{path.parent.name}/{path.stem}" for path in found if "nostream" not in path.stem and "nobody" not in path.stem
    )


def chunks(response: dict[str, Any]) -> list[bytes]:
    body, sizes = response["body"].encode(), response["chunk_sizes"]
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return [body[start : start + size] for start, size in zip(starts, sizes, strict=True)]


@pytest.fixture(autouse=True)
def nothing_known_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(hardware, "this_machine", lambda: Memory(None, None))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "none"))


@pytest.mark.parametrize("case", streams())
def test_recorded_pulls(capsys, case):
    record = read(RECORDS / f"{case}.json")
    request = json.loads(record["request"]["raw"].partition("\r\n\r\n")[2])
    response = record["response"]
    status = int(response["status_line"].split()[1])
    reply: object = chunks(response) if response["chunk_sizes"] else json.loads(response["body"])
    with scripted({"GET /api/tags": listed(), "POST /api/pull": reply if status == 200 else (status, reply)}) as server:
        words = ["--insecure"] if request.get("insecure") else []
        code = main(["models", "pull", request["model"], "-H", server.address.url, *words])
        assert server.bodies("/api/pull") == [request]
    out, err = capsys.readouterr()
    assert out == ""
    error = json.loads(response["body"].splitlines()[-1]).get("error")
    if error is None:
        assert code == 0
        assert "\nsuccess\n" in err
        return
    prefix = "" if status == 200 else response["status_line"].removeprefix("HTTP/1.1 ") + ": "
    assert (code, err[err.index("Error: ") :]) == (1, f"Error: {prefix}{error}\n")
    assert EXPLAINED[case] in err


def test_all_are_played():
    assert {*EXPLAINED, "pull/001-http-pull-stream"} == set(streams())


def test_the_last_line_of_a_pull_without_a_registry(capsys):
    """The command's own record beside that of the HTTP call."""
    command, stream = read(RECORDS / "cli/362-pull-offline.json"), read(RECORDS / "http/360-pull-offline.json")
    with scripted({"GET /api/tags": listed(), "POST /api/pull": chunks(stream["response"])}) as server:
        code = main(["models", *command["argv"][1:], "-H", server.address.url])
    out, err = capsys.readouterr()
    recorded = command["stderr"].splitlines()[-1]
    same_stream = f"Error: {json.loads(stream['response']['body'].splitlines()[-1])['error']}"
    assert (code, out) == (command["exit"], command["stdout"])
    assert err.splitlines()[-1] == same_stream
    assert recorded.partition("dial tcp")[0] == same_stream.partition("dial tcp")[0]


def test_without_a_server(capsys, monkeypatch):
    command = read(RECORDS / "cli/008-down-pull.json")
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:1")
    assert main(["models", *command["argv"][1:]]) == command["exit"]
    out, err = capsys.readouterr()
    assert out == command["stdout"]
    assert err.splitlines()[-1] == command["stderr"].splitlines()[-1]
