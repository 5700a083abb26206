"""`agwctl models` beside the `ollama` command, on the same server at the same moment: the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable

import ollama
import pytest

from bench.ports import refusing_port
from tests.e2e.conftest import Chain

OURS = [sys.executable, "-m", "agwctl", "models"]
CONTROL = re.compile(r"\x1b\[[?\d;]*[A-Za-z]|\r")


@pytest.fixture(scope="session")
def binary() -> str:
    found = os.environ.get("AGWCTL_E2E_OLLAMA_BINARY") or shutil.which("ollama")
    if not found:
        pytest.skip("NOT COMPARED with the ollama command: there is none on PATH (make e2e builds one)")
    return found


@pytest.fixture
def same(binary: str, chain: Chain) -> Callable[..., None]:
    """Asserts that both commands do the same with these arguments."""

    def compare(*arguments: str) -> None:
        # Ages are told in seconds: what changed between two looks of one command proves nothing about the other.
        for _ in range(5):
            before = run([binary, *arguments], chain.ollama)
            ours = run([*OURS, *arguments], chain.ollama)
            if before == run([binary, *arguments], chain.ollama):
                break
        assert ours == before

    return compare


def run(command: list[str], host: str) -> tuple[str, str, int]:
    """What a command writes to stdout, its last line on stderr, its exit code."""
    environ = os.environ | {"OLLAMA_HOST": host}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120)
    lines = CONTROL.sub("", done.stderr).splitlines() or [""]
    return done.stdout, lines[-1], done.returncode


@pytest.fixture
def client(chain: Chain):
    made = ollama.Client(host=chain.ollama, timeout=120)
    yield made
    made.close()


def test_list(same, chain: Chain) -> None:
    for prefix in ((), (chain.chat_model[:3],), (chain.chat_model[:3].upper(),), ("nothing-like-it",)):
        same("list", *prefix)


def test_ps(same, chain: Chain, client: ollama.Client) -> None:
    for model in (chain.chat_model, chain.embedding_model):
        client.generate(model=model, keep_alive=0)
    same("ps")
    client.generate(model=chain.chat_model, keep_alive="1h")
    client.embed(model=chain.embedding_model, keep_alive=-1)
    for prefix in ((), (chain.chat_model[:3],), (chain.chat_model[:3].upper(),)):
        same("ps", *prefix)


FLAGS = ("--license", "--modelfile", "--parameters", "--system", "--template")


@pytest.mark.parametrize("flags", [(), ("-v",), *((flag,) for flag in FLAGS), FLAGS[:2]], ids=" ".join)
def test_show(same, chain: Chain, flags: tuple[str, ...]) -> None:
    for model in (chain.chat_model, chain.embedding_model):
        same("show", model, *flags)


CANNOT = ("show nope", "show a:b:c", "stop nope", "stop a:b:c", "rm nope", "rm a:b:c", "cp nope other")


@pytest.mark.parametrize("arguments", [*CANNOT, "show", "cp one", "stop"])
def test_what_cannot_be_done(same, arguments: str) -> None:
    same(*arguments.split())


def test_cp_and_stop(same, chain: Chain, client: ollama.Client) -> None:
    client.generate(model=chain.chat_model, keep_alive="1h")
    same("cp", chain.chat_model, "agwctl-copy")
    same("list", "agwctl")
    same("stop", "agwctl-copy")
    same("ps")
    client.delete("agwctl-copy")


def test_rm(binary: str, chain: Chain, client: ollama.Client) -> None:
    results = []
    for command in ([binary], OURS):
        for name in ("agwctl-1", "agwctl-2"):
            client.copy(chain.chat_model, name)
        results.append(run([*command, "rm", "agwctl-1", "agwctl-2", "agwctl-1"], chain.ollama))
    assert results[0] == results[1]
    assert results[0][0] == "deleted 'agwctl-1'\ndeleted 'agwctl-2'\n"


@pytest.mark.parametrize("arguments", ["list", "ps", "show x", "stop x", "rm x", "cp x y"])
def test_a_server_that_is_down(binary: str, arguments: str) -> None:
    with refusing_port() as port:
        host = f"127.0.0.1:{port}"
        assert run([*OURS, *arguments.split()], host) == run([binary, *arguments.split()], host)
