"""What a folder of models holds."""

from __future__ import annotations

import json

import pytest

from agwctl.doctor.probes.manifests import Contents, contents
from tests.doctor.probes.recorded import machine

STORE = "/models"
ONE, TWO = "1" * 64, "2" * 64


def manifest(*layers):
    return json.dumps({"layers": [{"digest": f"sha256:{digest}", "size": size} for digest, size in layers]})


def blob(digest, size):
    return {f"{STORE}/blobs/sha256-{digest}": b"x" * size}


def library(name, tag="latest", host="registry.ollama.ai/library"):
    return f"{STORE}/manifests/{host}/{name}/{tag}"


def held(root, files):
    return contents(machine(root, files), STORE)


def test_whole_models(tmp_path):
    files = {library("llama3.2"): manifest((ONE, 3)), library("gemma3", "4b"): manifest((ONE, 3), (TWO, 0))}
    assert held(tmp_path, files | blob(ONE, 3) | blob(TWO, 0)) == Contents(2)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("llama3.2:latest", library("llama3.2")),
        ("ada/mine:7b", library("mine", "7b", "registry.ollama.ai/ada")),
        ("hf.co/bartowski/Llama-GGUF:Q4_K_M", library("Llama-GGUF", "Q4_K_M", "hf.co/bartowski")),
    ],
)
@pytest.mark.parametrize("blobs", [{}, blob(ONE, 2), blob(ONE, 4)])
def test_models_with_a_missing_or_a_cut_off_blob(tmp_path, name, path, blobs):
    assert held(tmp_path, {path: manifest((ONE, 3))} | blobs) == Contents(1, (), (name,))


def test_a_configuration_that_is_missing(tmp_path):
    text = json.dumps({"config": {"digest": f"sha256:{ONE}", "size": 1}, "layers": []})
    assert held(tmp_path, {library("m"): text}).damaged == ("m:latest",)


def test_half_a_download(tmp_path):
    names = (f"sha256-{ONE}-partial", f"sha256-{ONE}-partial-0", f"sha256-{ONE}-partial-15", f"sha256-{TWO}")
    files = {f"{STORE}/blobs/{name}": b"" for name in names}
    assert held(tmp_path, files) == Contents(0, (f"sha256-{ONE}-partial",))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\0",
        b"[1]",
        b'"x"',
        b"{",
        b"[" * 100_000,
        b'{"layers": 5}',
        b'{"layers": [5, {"digest": 5}, {"digest": "sha256:../../etc/passwd", "size": 1}], "config": 1}',
        b'{"layers": [{"digest": "sha256:' + b"1" * 64 + b'", "size": "3"}]}',
    ],
)
def test_a_manifest_that_is_not_understood_is_not_called_damaged(tmp_path, text):
    assert held(tmp_path, {library("m"): text}) == Contents(1)


def test_a_folder_that_is_not_there(tmp_path):
    assert held(tmp_path, {}) == Contents(0)


def test_a_folder_that_is_not_ours_to_read(tmp_path):
    """A file stands for it: root reads every folder."""
    assert held(tmp_path, {STORE: ""}) == Contents(None)
