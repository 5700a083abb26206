"""The real `ollama` command in front of the stand-in: it cannot tell it from Ollama."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

CHAT, EMBEDDING, PULLED = "llama3.2", "nomic-embed-text", "qwen3:0.6b"
CONTROL = re.compile(r"\x1b\[[?\d;]*[A-Za-z]|\r")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def ollama(tmp_path: Path) -> Iterator[Run]:
    """Runs the command with these arguments against a stand-in of its own."""
    binary = os.environ.get("AGWCTL_E2E_OLLAMA_BINARY") or shutil.which("ollama")
    if not binary:
        pytest.skip("NOT TRIED with the ollama command: there is none on PATH (make e2e builds one)")
    stand_in = StandIn(simulator=Simulator())
    stand_in.start()
    environ = {"PATH": os.defpath, "HOME": str(tmp_path), "OLLAMA_HOST": stand_in.url}

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [binary, *arguments], env=environ, input=stdin, capture_output=True, text=True, timeout=60, cwd=tmp_path
        )
        done.stderr = CONTROL.sub("", done.stderr)
        return done

    yield run
    stand_in.stop()


def test_version(ollama: Run) -> None:
    assert ollama("--version").stdout == "ollama version is 0.33.0\n"


def test_run(ollama: Run) -> None:
    answer = ollama("run", "--nowordwrap", CHAT, "Say hello.")
    assert (answer.returncode, '"Say hello."' in answer.stdout) == (0, True)
    assert isinstance(json.loads(ollama("run", "--nowordwrap", "--format", "json", CHAT, "A city").stdout), dict)
    assert len(json.loads(ollama("run", EMBEDDING, "hello").stdout)) == 768
    told = ollama("run", "--nowordwrap", "--verbose", CHAT, "hi").stderr
    assert re.search(r"eval count: +\d+ token\(s\)", told)
    listed = ollama("ps").stdout.splitlines()
    assert [line.split()[0] for line in listed[1:]] == [f"{CHAT}:latest", f"{EMBEDDING}:latest"]


def test_pull_and_think(ollama: Run) -> None:
    pulled = ollama("pull", PULLED)
    assert (pulled.returncode, pulled.stdout) == (0, "")
    assert pulled.stderr.rstrip().endswith("success")
    assert PULLED in ollama("list").stdout
    thought = ollama("run", "--nowordwrap", PULLED, "hello").stdout
    assert thought.startswith("Thinking...\n")
    assert "...done thinking." in thought
    missing = ollama("pull", "nope")
    assert missing.returncode == 1
    assert missing.stderr.splitlines()[-1] == "Error: pull model manifest: file does not exist"


def test_create_show_copy_and_remove(ollama: Run, tmp_path: Path) -> None:
    modelfile = "FROM llama3.2\nSYSTEM You are a pirate.\nPARAMETER num_ctx 8192\n"
    (tmp_path / "Modelfile").write_text(modelfile, "utf-8")
    assert ollama("create", "pirate", "-f", "Modelfile").returncode == 0
    assert ollama("show", "--system", "pirate").stdout.strip() == "You are a pirate."
    assert "num_ctx    8192" in ollama("show", "pirate").stdout
    assert ollama("cp", "pirate", "bob/mine:1").stdout == "copied 'pirate' to 'bob/mine:1'\n"
    ids = {line.split()[1] for line in ollama("list").stdout.splitlines() if line.startswith(("pirate", "bob"))}
    assert len(ids) == 1
    assert ollama("rm", "pirate", "bob/mine:1").stdout == "deleted 'pirate'\ndeleted 'bob/mine:1'\n"
    assert "bob" not in ollama("list").stdout


def test_stop(ollama: Run) -> None:
    ollama("run", "--nowordwrap", CHAT, "hi")
    assert (ollama("stop", CHAT).returncode, ollama("ps").stdout.count("\n")) == (0, 1)
    assert ollama("stop", "nope").stderr.splitlines()[-1] == 'Error: couldn\'t find model "nope" to stop'
