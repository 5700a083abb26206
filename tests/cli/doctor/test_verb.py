"""The verb against stand-ins and closed ports: what is told, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from agwctl.cli.doctor import run as running
from agwctl.cli.guide import basic
from agwctl.cli.main import main
from agwctl.doctor.system import System
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn
from agwctl.testing import Ollama, ollama
from bench.ports import free_port, refusing_port
from tests.ollama.scripted import hang, reply, scripted

CHAIN = "ollama-listening,models-are-there"


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, no variable that has to do with it, and a machine on which no other test's programs are seen."""
    machine = tmp_path / "machine"
    machine.mkdir()
    monkeypatch.setattr(running, "this_system", lambda environ: System("linux", machine, environ, run=no_command))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("agwctl.cli.guide.PORT", free_port())
    for name in os.environ:
        if name.upper().startswith(("OLLAMA_", "AGWCTL_", "OPENAI_")) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)


def no_command(command: Sequence[str], seconds: float) -> None:
    """Nothing is installed."""


@pytest.fixture
def well() -> Iterator[Ollama]:
    with ollama() as running:
        yield running


@pytest.fixture
def closed() -> Iterator[str]:
    with refusing_port() as port:
        yield f"127.0.0.1:{port}"


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int) -> dict:
    """The document of `--format json`, after the exit code was looked at: it is that of the other format too."""
    assert main(["doctor", *words]) == code
    capsys.readouterr()
    assert main(["doctor", *words, "--format", "json"]) == code
    document: dict = json.loads(capsys.readouterr().out)
    return document


def statuses(document: dict) -> dict[str, str]:
    return {each["id"]: each["status"] for each in document["checks"]}


def test_all_is_well(well, capsys):
    assert main(["doctor", well.url]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("✓ all is well\n")
    assert f"  {well.url} (--ollama, version 0.33.0, 3 models)\n" in out
    assert "not looked at: a gateway (no configuration here; --gateway URL), an answer of a model (--deep)\n" in out
    assert err == ""
    document = told(capsys, well.url, code=0)
    assert document["verdict"]["status"] == "pass"
    assert not [each for each in document["checks"] if each["status"] in ("warn", "fail", "crash") or each["blames"]]


def test_nothing_listens(closed, capsys):
    assert main(["doctor", closed]) == 1
    out, err = capsys.readouterr()
    first, *_, last = out.splitlines()
    assert first.startswith(f"✗ A01: nothing listens on {closed}")
    assert f"seen connect {closed}: refused" in out
    assert "Ollama ✗ ─ model ?" in out
    assert last.startswith("more: agwctl explain A01")
    assert err == ""
    document = told(capsys, closed, code=1)
    assert (document["verdict"]["check"], document["verdict"]["ids"]) == ("ollama-listening", ["A01"])
    assert document["verdict"]["fixes"][0]["commands"]
    assert statuses(document)["models-are-there"] == "skip"


def test_the_variable_of_this_shell_is_the_target(well, closed, capsys, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", closed)
    document = told(capsys, code=1)
    assert document["target"]["servers"] == [
        {"url": f"http://{closed}", "from": "OLLAMA_HOST", "written": closed, "where": None}
    ]
    assert told(capsys, "--ollama", well.url, code=0)["target"]["ollama"] == well.url


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/", "/api/chat", "/v1/chat/completions"])
def test_what_people_type_is_one_address_that_is_shown_once(tail, well, capsys):
    assert main(["doctor", well.url + tail]) == 0
    out, _ = capsys.readouterr()
    assert out.count(well.url) == 1


def test_the_servers_of_a_configuration(well, closed, capsys):
    Path("gw.yaml").write_text(basic(closed, free_port()), "utf-8")
    document = told(capsys, "-f", "gw.yaml", "--only", CHAIN, code=1)
    assert document["target"]["config"] == "gw.yaml"
    servers = {each["url"]: each["from"] for each in document["target"]["servers"]}
    assert servers[f"http://{closed}"] == "configuration"
    document = told(capsys, "-f", "gw.yaml", "-H", well.url, "--only", CHAIN, code=1)
    assert [each["url"] for each in document["target"]["servers"]] == [well.url, f"http://{closed}"]
    assert document["verdict"]["server"] == f"http://{closed}"


def test_a_configuration_from_stdin_is_read_once_for_all_tries(closed, capsys, monkeypatch):
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(basic(closed, free_port()).encode())))
    assert main(["doctor", "-f", "-", "--wait", "200ms", "--only", CHAIN]) == 1
    out, _ = capsys.readouterr()
    assert f"  http://{closed} (<stdin>:" in out
    assert "configuration <stdin>\n" in out


def test_a_configuration_that_does_not_load_is_a_finding(well, capsys):
    Path("agentgateway.yaml").write_text("binds:\n- port: 3000\n  listners: []\n", "utf-8")
    document = told(capsys, well.url, code=1)
    assert document["verdict"]["ids"][0].startswith("E")
    assert statuses(document)["models-are-there"] == "pass"


def test_a_file_that_is_not_there(capsys):
    assert main(["doctor", "-f", "none.yaml", "--format", "json"]) == 3
    out, err = capsys.readouterr()
    assert "none.yaml" in json.loads(out)["error"]["message"]
    assert "none.yaml" in err


def test_a_gateway_that_was_named_has_to_be_there(well, closed, capsys):
    document = told(capsys, well.url, "--gateway", closed, code=1)
    assert document["target"]["gateway"] == f"http://{closed}"
    assert statuses(document)["gateway-listening"] == "fail"


def test_a_model(well, capsys):
    assert main(["doctor", well.url, "--model", "llama3.2"]) == 0
    assert capsys.readouterr().out.startswith("✓ llama3.2 is usable for chat")
    assert main(["doctor", well.url, "--model", " llama3.2 "]) == 0
    assert capsys.readouterr().out.startswith("✓ llama3.2 is usable")
    assert main(["doctor", well.url, "--model", "none"]) == 1
    assert capsys.readouterr().out.startswith("✗ B01: none is not on ")


def test_what_deep_will_do_is_told_without_secrets(well, capsys):
    address = well.url.replace("http://", "http://ada:x-very-secret-1@")
    main(["doctor", address, "--deep", "--only", CHAIN])
    out, err = capsys.readouterr()
    assert "secret" not in out + err


@pytest.mark.parametrize(
    "words", ["from origin 'https://my.page' has been blocked by CORS policy", "Origin: https://my.page"]
)
def test_the_page_that_a_text_names_is_the_one_that_is_asked_about(words, well, capsys):
    assert main(["doctor", well.url, "--error", words, "-vv"]) in (0, 1)
    assert "\n    origin: https://my.page\n" in capsys.readouterr().out


def test_an_empty_text_is_no_error_text(well, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    assert main(["doctor", well.url, "--error", "-"]) == 0
    assert capsys.readouterr().out.startswith("✓ all is well\n")


def test_an_error_text(closed, capsys, monkeypatch):
    text = f"dial tcp {closed}: connect: connection refused"
    assert main(["doctor", closed, "--error", text]) == 1
    assert capsys.readouterr().out.startswith("✗ the error is A01: nothing listens on")
    log = b"\xff\n" * 100_000 + text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(log)))
    assert main(["doctor", closed, "--error", "-"]) == 1
    assert capsys.readouterr().out.startswith("✗ the error is A01: nothing listens on")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--only", "ollama-listenin"], "did you mean 'ollama-listening'?"),
        (["--skip", "Z99"], "there is no check 'Z99'"),
        (["--only", "f03"], "no check finds f03"),
        (["--only", "F"], "no check finds F"),
        (["--report", "x.txt"], "end it with .md or .json"),
        (["http://h", "--ollama", "h"], "name it once"),
        (["ftp://h"], "ftp:// is not how Ollama is reached"),
        (["a b"], "is no address"),
        (["--error", "-", "-f", "-"], "both read stdin"),
        (["--wait", "x"], "no time between"),
        (["--origin", "my.page"], "an origin is SCHEME://HOST"),
    ],
)
def test_wrong_use(words, message, capsys):
    assert main(["doctor", *words]) == 2
    assert message in capsys.readouterr().err


def test_the_list(capsys):
    assert main(["doctor", "--list"]) == 0
    out, _ = capsys.readouterr()
    assert any(line.startswith("ollama-listening ") and "(A01" in line for line in out.splitlines())
    assert main(["doctor", "--list", "--only", "B01", "--format", "json"]) == 0
    listed = {each["id"]: each for each in json.loads(capsys.readouterr().out)["checks"]}
    assert listed["ollama-listening"]["link"] == "network"
    assert "models-are-there" in listed


def test_quiet_leaves_what_is_broken_and_its_fix(well, closed, capsys):
    assert main(["doctor", well.url, "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["doctor", closed, "-q"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"✗ A01: nothing listens on {closed}")
    assert lines[2].startswith("fix: ")


def test_reports_for_others(closed, capsys, monkeypatch):
    monkeypatch.setenv("OLLAMA_API_KEY", "x-very-secret-1")
    monkeypatch.setenv("OLLAMA_MODELS", "/home/ada/models")
    assert main(["doctor", closed, "--report", "a.md", "--report", "b.json"]) == 1
    assert capsys.readouterr().err == "wrote a.md\nwrote b.json\n"
    for text in (Path("a.md").read_text("utf-8"), Path("b.json").read_text("utf-8")):
        assert f"nothing listens on {closed}" in text
        assert "secret" not in text
        assert "/home/ada" not in text
    document = json.loads(Path("b.json").read_text("utf-8"))
    assert document["verdict"]["ids"] == ["A01"]
    assert any(line.endswith("outcome: refused") for line in document["facts"])


def test_a_report_that_cannot_be_written(closed, capsys):
    words = ["doctor", closed, "--report", "no/such/folder.md", "--report", "c.md", "--format", "json"]
    assert main(words) == 3
    out, err = capsys.readouterr()
    assert json.loads(out)["verdict"]["ids"] == ["A01"]
    assert err == "error: cannot write no/such/folder.md: No such file or directory\nwrote c.md\n"


def test_where_there_is_nothing_to_check_all_is_not_well(well, capsys):
    document = told(capsys, well.url, "--only", "gateway-ports-are-free", code=3)
    assert document["verdict"]["status"] == "skip"
    main(["doctor", well.url, "--only", "gateway-ports-are-free"])
    assert capsys.readouterr().out.startswith("? nothing was checked: ")


def test_waiting_in_vain_ends_in_time_with_the_last_report(closed, capsys, monkeypatch):
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.05)
    begin = time.monotonic()
    assert main(["doctor", closed, "--wait", "200ms", "--only", CHAIN]) == 1
    assert time.monotonic() - begin < 2
    out, err = capsys.readouterr()
    assert out.startswith("✗ A01: ")
    assert re.fullmatch(r"waited 0 s \([2-9] tries\)\n", err)


def test_waiting_until_it_is_there(capsys, monkeypatch):
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.05)
    port, started = free_port(), []

    def start() -> None:
        started.append(StandIn(port=port, simulator=Simulator()))
        started[0].start()

    later = threading.Timer(0.3, start)
    later.start()
    assert main(["doctor", f"127.0.0.1:{port}", "--wait", "10s", "--only", CHAIN]) == 0
    later.join()
    started[0].stop()
    out, err = capsys.readouterr()
    assert re.fullmatch(r"all is well after \d s \(\d+ tries\)\n", out)
    assert err == ""


def test_waiting_for_what_is_well_is_one_line(well, capsys):
    assert main(["doctor", well.url, "--wait", "5s", "--only", CHAIN]) == 0
    assert capsys.readouterr() == ("all is well after 0 s (1 try)\n", "")


def test_a_warning_counts_when_asked_for(well, capsys, monkeypatch):
    with scripted(reply(500, "<html><title>Internal Proxy Error</title></html>", "text/html")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert main(["doctor", well.url]) == 0
        assert capsys.readouterr().out.startswith("! nothing is broken, but A19: ")
        assert main(["doctor", well.url, "--fail-on", "warning"]) == 1


def test_the_budget_is_kept_by_whoever_does_not_answer(capsys):
    with scripted(hang()) as silent:
        begin = time.monotonic()
        assert main(["doctor", f"127.0.0.1:{silent.port}", "--budget", "1s"]) in (1, 4)
        assert time.monotonic() - begin < 2


def test_a_gateway_alone(capsys):
    """A CDN in front of a model server somewhere else: no Ollama is here, and that is no failure."""
    models = reply(200, '{"object":"list","data":[{"id":"m","object":"model"}]}', "application/json")
    with scripted(models) as there:
        assert main(["doctor", "--gateway", f"http://127.0.0.1:{there.port}/v1", "--only", "gateway-listening"]) == 0
        out, _ = capsys.readouterr()
        url = f"http://127.0.0.1:{there.port}"
        assert f"  gateway {url} (--gateway; OpenAI clients: {url}/v1)\n" in out
        assert "not looked at: Ollama (none is named" in out
