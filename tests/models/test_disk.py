"""Where the models of a server on this machine are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agwctl.models.disk import models_folder, room

DIGEST = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def modelfile(folder: object) -> str:
    return f"# FROM plain:latest\n\nFROM {folder}/blobs/sha256-{DIGEST}\nTEMPLATE {{{{ .Prompt }}}}\n"


def test_a_model_tells_the_folder(tmp_path):
    there = tmp_path / "store of models"
    there.mkdir()
    assert models_folder(modelfile(there), {"OLLAMA_MODELS": "/elsewhere"}, tmp_path) == there


def test_the_folder_of_a_container_is_not_here(tmp_path):
    (tmp_path / ".ollama/models").mkdir(parents=True)
    assert models_folder(modelfile("/root/in-a-container/models"), {}, tmp_path) is None


@pytest.mark.parametrize(
    ("there", "environ", "expected"),
    [
        (["own"], {"OLLAMA_MODELS": ' "{root}/own" '}, "own"),
        ([".ollama/models"], {"OLLAMA_MODELS": "{root}/own"}, None),
        (["service", ".ollama/models"], {}, "service"),
        ([".ollama/models"], {}, ".ollama/models"),
        ([], {}, None),
    ],
)
def test_the_usual_folders(tmp_path, there, environ, expected):
    for folder in there:
        (tmp_path / folder).mkdir(parents=True)
    given = {name: value.format(root=tmp_path) for name, value in environ.items()}
    found = models_folder("FROM llama3.2\n", given, tmp_path, tmp_path / "service")
    assert found == (tmp_path / expected if expected else None)


def test_the_room_of_a_folder(tmp_path):
    disk = room(tmp_path)
    assert disk is not None
    assert disk.folder == tmp_path
    assert disk.free > 0
    assert room(tmp_path / "nowhere") is None


def test_the_room_of_a_folder_that_is_closed_to_us(tmp_path, monkeypatch):
    closed = tmp_path / "ollama" / "models"
    usage = shutil.disk_usage(tmp_path)

    def disk_usage(path: Path) -> object:
        if path != tmp_path:
            raise PermissionError
        return usage

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    disk = room(closed)
    assert disk is not None
    assert (disk.folder, disk.free) == (closed, usage.free)
