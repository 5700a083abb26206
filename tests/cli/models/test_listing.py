"""`agwctl models list` and `ps` as command lines, against good, broken and slow servers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from agwctl.cli.main import main
from tests.ollama.scripted import Request, Scripted, Slow, cut, hang, reply, scripted

DIGEST = "a80c4f17acd5" + "0" * 52
HEADER = "NAME    ID    SIZE    MODIFIED \n"


def entries(count: int) -> str:
    return json.dumps(
        {
            "models": [
                {
                    "name": f"model{number}:latest",
                    "digest": DIGEST,
                    "size": 2019393189,
                    "modified_at": "2024-01-01T00:00:00Z",
                    "capabilities": ["completion", "tools"] if number % 2 else ["embedding"],
                }
                for number in range(count)
            ]
        }
    )


def listing(count: int):
    return lambda request: reply(200, "" if request.line.startswith("HEAD") else entries(count))


@pytest.fixture(autouse=True)
def environment(monkeypatch) -> None:
    for name in ("OLLAMA_HOST", "OLLAMA_API_KEY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


def run(capsys, server: Scripted | str, *arguments: str) -> tuple[int, str, str]:
    url = server if isinstance(server, str) else server.address.url
    code = main(["models", *arguments, "-H", url])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize("verb", [["list"], ["ls"], [], ["list", "", "ignored"]], ids=repr)
def test_it_lists(capsys, verb) -> None:
    with scripted(listing(2)) as server:
        code, out, err = run(capsys, server, *verb)
    assert (code, err, len(out.splitlines())) == (0, "", 3)
    assert server.lines == ["HEAD /", "GET /api/tags"]


def test_the_address_of_the_environment_and_the_key(capsys, monkeypatch) -> None:
    with scripted(listing(0)) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.address.authority)
        monkeypatch.setenv("OLLAMA_API_KEY", "secret")
        assert main(["models"]) == 0
    assert capsys.readouterr().out == HEADER
    assert {request.headers["authorization"] for request in server.requests} == {"Bearer secret"}


def test_filters_and_order(capsys) -> None:
    with scripted(listing(9)) as server:
        asked = ("list", "MODEL", "--filter", "capability=tools", "--sort", "name", "--format", "json")
        code, out, _ = run(capsys, server, *asked)
    told = json.loads(out)
    assert (code, list(told), told["host"]) == (0, ["schemaVersion", "host", "models"], server.address.url)
    assert [model["name"] for model in told["models"]] == [f"model{number}:latest" for number in (1, 3, 5, 7)]


@pytest.mark.parametrize("given", ["tools", "size=3", "capability="])
def test_a_filter_that_is_none(capsys, given) -> None:
    code, _, err = run(capsys, "127.0.0.1:1", "list", "--filter", given)
    assert code == 2
    assert f"--filter {given}: there is capability=VALUE and family=VALUE" in err


def test_the_prefix_of_ps_minds_the_case(capsys) -> None:
    body = json.dumps({"models": [{"name": name, "digest": DIGEST, "size": 1} for name in ("gemma", "Gem", "other")]})
    with scripted(lambda request: reply(200, "" if request.line.startswith("HEAD") else body)) as server:
        _, out, _ = run(capsys, server, "ps", "gem")
        _, document, _ = run(capsys, server, "ps", "--format", "json")
    assert [line.split()[0] for line in out.splitlines()] == ["NAME", "gemma"]
    assert [model["processor"]["cpuPercent"] for model in json.loads(document)["models"]] == [100, 100, 100]


@pytest.mark.parametrize(
    "spelling", ["http://{}/ollama-api", "http://{}/ollama-api/", "http://{}/ollama-api/v1", "{}/ollama-api"]
)
@pytest.mark.parametrize("variable", [False, True], ids=["option", "OLLAMA_HOST"])
@pytest.mark.parametrize("verb", ["list", "ps", "show a"])
def test_an_ollama_under_a_path_of_a_reverse_proxy(capsys, monkeypatch, spelling, variable, verb) -> None:
    def nginx(request: Request) -> bytes:
        path = request.line.split(" ")[1]
        if not path.startswith("/ollama-api/") or "//" in path:
            return reply(404, "<html>nginx</html>", "text/html")
        return reply(200, "" if request.line.startswith("HEAD") else '{"models":[],"model_info":{}}')

    with scripted(nginx) as server:
        url = spelling.format(server.address.authority)
        if variable:
            monkeypatch.setenv("OLLAMA_HOST", url)
        code = main(["models", *verb.split(), *([] if variable else ["--ollama", url])])
    assert code == 0, capsys.readouterr().err
    assert [line.split(" ")[1].rpartition("/")[0] for line in server.lines] == ["/ollama-api", "/ollama-api/api"]


def test_five_thousand_models(capsys) -> None:
    with scripted(listing(5000)) as server:
        started = time.process_time()
        code, out, _ = run(capsys, server, "list")
        assert time.process_time() - started < 3
    assert (code, len(out.splitlines())) == (0, 5001)


GONE_WRONG = "something went wrong, please see the ollama server logs for details"


def then(said: bytes | Slow):
    """A server that answers HEAD and then says that."""
    return lambda request: reply(200) if request.line.startswith("HEAD") else said


def login(request: Request) -> bytes:
    if request.line.startswith("HEAD"):
        return reply(200)
    return reply(200, "<html>", "text/html") if "login" in request.line else reply(302, Location="/login")


HOSTILE: dict[str, Any] = {
    "hangs": (then(hang()), "context deadline exceeded", "within 0.5 seconds"),
    "hangs at once": (hang(), "context deadline exceeded", "within 0.5 seconds"),
    "drips": (then(Slow(reply(200, entries(9)), 0.02)), "context deadline exceeded", "within 0.5 seconds"),
    "a web page": (
        then(reply(200, "<html>", "text/html")),
        "invalid character '<' looking",
        "a web page: it is not Ollama",
    ),
    "403 without a word": (reply(403), GONE_WRONG, "Ollama's check of the Host header"),
    "403 later": (then(reply(403)), GONE_WRONG, "Ollama's check of the Host header"),
    "a cut body": (then(cut(reply(200, entries(3))[:-9])), "unexpected EOF", "in the middle of its answer"),
    "a redirect to itself": (reply(302, Location="/"), "stopped after 10 redirects", "redirects in a circle"),
    "a page of a login": (
        login,
        "invalid character",
        "/login answers 200 OK with a web page",
    ),
    "a bad gateway": (
        then(reply(502, "<html>Bad", "text/html")),
        "<html>Bad",
        "a proxy that does not reach its Ollama",
    ),
    "a terminal's codes": (then(reply(500, '{"error":"\\u001b[2Jx"}')), "\\u001b[2Jx", "500 Internal Server Error"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_servers(capsys, case) -> None:
    script, text, cause = HOSTILE[case]
    with scripted(script) as server:
        started = time.monotonic()
        code, out, err = run(capsys, server, "list", "--timeout", "0.5")
        assert time.monotonic() - started < 2
    assert (code, out) == (1, "")
    *before, last = err.splitlines()
    assert last.startswith("Error: ") and text in last
    assert cause in "\n".join(before)
    assert "\x1b" not in err


def test_an_error_for_machines(capsys) -> None:
    code, out, err = run(capsys, "127.0.0.1:1", "list", "--format", "json", "-q")
    assert code == 1
    text = "could not connect to ollama server, run 'ollama serve' to start it"
    assert json.loads(out) == {"schemaVersion": 1, "error": {"message": text, "hint": "start it with: ollama serve"}}
    assert err == f"Error: {text}\n"


@pytest.mark.parametrize(
    "value, told",
    [
        (":66000", "OLLAMA_HOST: invalid port '66000'"),
        ("127.0.0.1:", "OLLAMA_HOST: invalid port ''"),
        ('"127.0.0.1"', "Python's ollama client takes it as http://\"127.0.0.1"),
        ("::1", "stops with a ValueError"),
    ],
)
def test_what_is_odd_about_the_address_is_said(capsys, monkeypatch, value, told) -> None:
    monkeypatch.setattr("agwctl.ollama.client.Client.head", lambda client: None)
    monkeypatch.setattr("agwctl.ollama.client.Client.tags", lambda client: ())
    monkeypatch.setenv("OLLAMA_HOST", value)
    assert main(["models"]) == 0
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out == HEADER


def test_a_proxy_is_told_once_without_its_password(capsys, monkeypatch) -> None:
    with scripted(listing(0)) as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://u:secret@{server.address.authority}")
        code, _, err = run(capsys, "http://box:11434", "list")
    assert code == 0
    assert err == f"http://box:11434 is asked through {server.address.authority}, the proxy of HTTP_PROXY\n"
    assert server.lines == ["HEAD http://box:11434/", "GET http://box:11434/api/tags"]


def test_help_of_the_verbs_loads_no_client() -> None:
    code = (
        "import sys; from agwctl.cli.main import main; main(['models', 'list', '--help']); main(['models', '--help'])\n"
        "sys.exit(', '.join({'httpx', 'ssl', 'rich', 'yaml', 'h11'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
