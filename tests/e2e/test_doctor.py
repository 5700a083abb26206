"""The doctor in front of Ollama itself: it finds nothing where all is well, and measures what a model does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.gateway import bare_environment
from tests.e2e.conftest import Chain

Found = dict[str, Any]


def doctor(*arguments: str, folder: Path) -> tuple[int, Found]:
    done = subprocess.run(
        [sys.executable, "-m", "agwctl", "doctor", "--format", "json", *arguments],
        env={**bare_environment(), "PYTHONPATH": os.getcwd()},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def check(found: Found, id: str) -> Found:
    return next(each for each in found["checks"] if each["id"] == id)


def bad(found: Found) -> list[str]:
    return [
        f"{each['id']}: {each['summary']}" for each in found["checks"] if each["status"] in ("fail", "warn", "crash")
    ]


@pytest.mark.parametrize("through", ["directly", "a gateway"])
def test_a_healthy_chain(chain: Chain, tmp_path: Path, through: str) -> None:
    gateway = ["--gateway", chain.gateway] if through == "a gateway" else []
    code, found = doctor("--ollama", chain.ollama, *gateway, folder=tmp_path)
    assert (bad(found), code, found["verdict"]["status"]) == ([], 0, "pass")


def test_a_healthy_model(chain: Chain, tmp_path: Path) -> None:
    code, found = doctor("--ollama", chain.ollama, "--model", chain.chat_model, folder=tmp_path)
    assert (bad(found), code) == ([], 0)


def test_words_directly_and_through_the_gateway(chain: Chain, tmp_path: Path) -> None:
    arguments = ("--ollama", chain.ollama, "--gateway", f"{chain.gateway}/v1", "--deep", "--model", chain.chat_model)
    code, found = doctor(*arguments, folder=tmp_path)
    assert (bad(found), code) == ([], 0)
    assert check(found, "answers-a-prompt")["summary"].startswith(chain.chat_model)
    assert len(check(found, "answers-come-through")["evidence"]) == 4
    assert "tokens/s" in check(found, "speed-is-told")["summary"]
    assert "context " in check(found, "speed-is-told")["summary"]
    assert "tell" not in check(found, "stream-is-not-held-back")["summary"]


def test_a_vector_directly_and_through_the_gateway(chain: Chain, tmp_path: Path) -> None:
    arguments = ("--ollama", chain.ollama, "--gateway", chain.gateway, "--deep", "--model", chain.embedding_model)
    code, found = doctor(*arguments, folder=tmp_path)
    assert (bad(found), code) == ([], 0)
    assert "makes a vector of" in check(found, "answers-a-prompt")["summary"]
    assert "/v1/embeddings" in check(found, "answers-come-through")["evidence"][1]


def test_a_model_that_is_not_there(chain: Chain, tmp_path: Path) -> None:
    code, found = doctor("--ollama", chain.ollama, "--model", "phi4-mini", folder=tmp_path)
    assert (code, found["verdict"]["ids"]) == (1, ["B01"])
    assert found["verdict"]["fixes"][0]["commands"][0].endswith("ollama pull phi4-mini")


def test_nobody_is_there(chain: Chain, tmp_path: Path) -> None:
    code, found = doctor("--ollama", "http://127.0.0.1:9", "--gateway", chain.gateway, folder=tmp_path)
    assert code == 1
    assert check(found, "gateway-listening")["status"] == "pass"
