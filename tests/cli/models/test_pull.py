"""`agwctl models pull`: the steps, what speaks against it, how it fails and how it is stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agwctl.cli.main import main
from agwctl.models import hardware
from agwctl.models.memory import GIB, Memory
from agwctl.ollama.address import Address
from agwctl.ollama.client import Client
from tests.models.scripted import Scripted, listed, scripted
from tests.ollama import scripted as wire

DIGEST = "sha256:b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
MANIFEST = {"status": "pulling manifest"}
END = [{"status": "verifying sha256 digest"}, {"status": "writing manifest"}, {"status": "success"}]


@pytest.fixture(autouse=True)
def a_roomy_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(hardware, "this_machine", lambda: Memory(512 * GIB, ()))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path))


def chunks(*events: object) -> list[bytes]:
    return [json.dumps(event).encode() + b"\n" for event in events]


def layer(completed: int | None = None, total: int = 98_362_432) -> dict[str, Any]:
    event: dict[str, Any] = {"status": "pulling b179c9523d0e", "digest": DIGEST, "total": total}
    return event if completed is None else event | {"completed": completed}


def server(stream: list[bytes] | Iterator[bytes], **more: object) -> dict[str, Any]:
    return {"GET /api/tags": listed(), "GET /api/version": {"version": "0.13.0"}, "POST /api/pull": stream, **more}


def pull(replies: dict[str, Any], *words: str, name: str = "own-model") -> tuple[int, Scripted]:
    with scripted(replies) as scripted_server:
        return main(["models", "pull", name, "-H", scripted_server.address.url, *words]), scripted_server


def test_a_pull(capsys):
    code, asked = pull(server(chunks(MANIFEST, layer(), layer(60_000_000), *END)))
    out, err = capsys.readouterr()
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        *("pulling manifest", "pulling b179c9523d0e: 98 MB", "60 %: 60 MB of 98 MB"),
        *("verifying sha256 digest", "writing manifest", "success"),
        "own-model is there: 98 MB, 98 MB of it fetched now",
    ]
    assert asked.asked[0][0] == "HEAD /"
    assert asked.bodies("/api/pull") == [{"model": "own-model"}]


def test_plain_http_with_the_registry():
    _, asked = pull(server(chunks(MANIFEST, *END)), "--insecure")
    assert asked.bodies("/api/pull") == [{"model": "own-model", "insecure": True}]


def test_for_machines(capsys):
    assert pull(server(chunks(MANIFEST, layer(98_000_000), layer(98_362_432), *END)), "--format", "json", "-q")[0] == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told.pop("host").startswith("http://127.0.0.1:")
    assert told == {
        "schemaVersion": 1,
        "model": "own-model",
        "status": "success",
        "size": 98_362_432,
        "transferred": 362_432,
        "layers": [{"digest": DIGEST, "size": 98_362_432}],
    }
    assert err == ""


FAILURES = [
    (
        "pull model manifest: file does not exist",
        "llama3.2:7b",
        ["llama3.2 comes as 1b, 3b", "agwctl models pull llama3.1:8b"],
    ),
    ("pull model manifest: 412: newer", "x", ["made for a newer Ollama than http://127.0.0.1", "which is 0.13.0"]),
    ("write x: no space left on device", "x", ["keeps its models on is full", "agwctl models rm NAME"]),
    ("the moon is full", "x", ["reports it in its stream"]),
]


@pytest.mark.parametrize(("text", "name", "told"), FAILURES)
def test_failures(capsys, text, name, told):
    assert pull(server(chunks(MANIFEST, {"error": text})), name=name)[0] == 1
    out, err = capsys.readouterr()
    *notes, last = err.splitlines()
    assert (out, last) == ("", f"Error: {text}")
    for words in told:
        assert any(words in note for note in notes), err


def test_failures_for_machines(capsys):
    stream = chunks(MANIFEST, {"error": "pull model manifest: file does not exist"})
    assert pull(server(stream), "--format", "json", name="llama3.2:7b")[0] == 1
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "schemaVersion": 1,
        "error": {"message": "pull model manifest: file does not exist", "hint": "agwctl models pull llama3.1:8b"},
    }


def test_a_name_that_is_none(capsys):
    refusal = (400, {"error": "invalid model name"})
    assert pull(server([]) | {"POST /api/pull": refusal}, name="bad name")[0] == 1
    err = capsys.readouterr().err
    assert "'bad name' is no model name" in err
    assert err.endswith("Error: 400 Bad Request: invalid model name\n")


def test_a_server_that_ends_early(capsys):
    assert pull(server(chunks(MANIFEST, layer(60_000_000))))[0] == 1
    err = capsys.readouterr().err
    assert "ended the pull before the model was complete\nthe same command continues it\nError: unexpected EOF\n" in err


def test_a_server_that_is_not_there(capsys):
    assert main(["models", "pull", "x", "-H", "http://127.0.0.1:1"]) == 1
    err = capsys.readouterr().err
    assert err.endswith("Error: could not connect to ollama server, run 'ollama serve' to start it\n")


def test_texts_of_a_server_do_not_steer_the_terminal(capsys):
    assert pull(server(chunks({"error": "bad\x1b[2J\nand more"})))[0] == 1
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert err.endswith("Error: bad\\u001b[2J\nand more\n")


def test_it_is_stopped(capsys, monkeypatch):
    """^C while the stream is read: what has come is kept by the server."""

    def stream(self: Client, path: str, body: object, **_: object) -> Iterator[dict[str, Any]]:
        yield from (MANIFEST, layer(43_000_000))
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "stream", stream)
    assert pull(server([]), "--format", "json")[0] == 130
    out, err = capsys.readouterr()
    assert err.endswith("stopped at 43 %; the same command continues it\n")
    assert json.loads(out)["error"]["message"] == "stopped at 43 %"


def room(monkeypatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_a_disk_that_is_too_small_by_the_name(capsys, monkeypatch, tmp_path):
    room(monkeypatch, 10**9)
    assert pull(server(chunks(MANIFEST, *END)), name="llama3.1:8b")[0] == 0
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first == f"warning: llama3.1:8b needs about 5.3 GB, but the disk of {tmp_path} has 1 GB free"
    assert second.startswith("hint: remove models")


def test_a_disk_that_is_too_small_by_the_layers(capsys, monkeypatch):
    room(monkeypatch, 10**7)
    big, small = layer(), layer(None, 50) | {"digest": "sha256:0"}
    assert pull(server(chunks(MANIFEST, big, small, *END)))[0] == 0
    err = capsys.readouterr().err
    assert err.count("warning: own-model needs 98 MB more, but the disk") == 1
    assert err.index("pulling b179c9523d0e") < err.index("warning")


def test_what_is_there_needs_no_room(capsys, monkeypatch):
    room(monkeypatch, 10**7)
    pull(server(chunks(MANIFEST, layer(95_000_000), *END)))
    assert "warning" not in capsys.readouterr().err


def test_a_memory_that_is_too_small(capsys, monkeypatch):
    monkeypatch.setattr(hardware, "this_machine", lambda: Memory(8 * GIB, ()))
    assert pull(server(chunks(MANIFEST, *END)), name="llama3.1:70b")[0] == 0
    err = capsys.readouterr().err
    assert "warning: llama3.1:70b will not run here" in err
    assert "hint: llama3.1:8b would fit" in err


def test_the_store_of_the_server_counts(capsys, monkeypatch, tmp_path):
    """A Modelfile names a folder that is not here: the server runs in a container, and nothing is said of disks."""
    room(monkeypatch, 0)
    shown = {"modelfile": f"FROM /in/the/container/blobs/sha256-{DIGEST[7:]}\n"}
    more = {"GET /api/tags": listed("other:latest"), "POST /api/show": shown}
    assert pull(server(chunks(MANIFEST, layer(), *END)) | more, name="llama3.1:8b")[0] == 0
    assert "warning" not in capsys.readouterr().err


def test_another_machine_is_not_looked_at(capsys, monkeypatch):
    room(monkeypatch, 0)
    monkeypatch.setattr(Address, "is_loopback", False)
    _, asked = pull(server(chunks(MANIFEST, *END)), name="llama3.1:8b")
    assert "warning" not in capsys.readouterr().err
    assert [key for key, _ in asked.asked] == ["HEAD /", "POST /api/pull"]


def test_a_list_that_fails_does_not_keep_it_from_pulling(capsys):
    assert pull(server(chunks(MANIFEST, *END)) | {"GET /api/tags": (500, {"error": "no"})})[0] == 0
    assert "Error" not in capsys.readouterr().err


def test_recorded_streams(capsys):
    for path in sorted((Path(__file__).parents[2] / "models" / "pulls").glob("*.ndjson")):
        assert pull(server(path.read_bytes().splitlines(keepends=True)))[0] == 0
        assert "\nsuccess\nown-model is there: 98 MB" in capsys.readouterr().err


def test_another_program_s_404_is_not_taken_for_the_library_s(capsys):
    page = wire.reply(404, "404 page not found", "text/plain")
    with wire.scripted(lambda request: wire.reply(200) if request.line.startswith("HEAD") else page) as other:
        assert main(["models", "pull", "own-model", "-H", other.address.url]) == 1
    err = capsys.readouterr().err
    assert "the library" not in err
    assert "no Ollama has its root there" in err
    assert err.endswith("Error: 404 Not Found: 404 page not found\n")
