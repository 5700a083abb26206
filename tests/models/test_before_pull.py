"""What speaks against a pull."""

from __future__ import annotations

from pathlib import Path

import pytest

from agwctl.models.before_pull import disk_of, objections, too_large
from agwctl.models.disk import Disk
from agwctl.models.memory import GIB, Memory, given
from agwctl.ollama.client import Client
from agwctl.ollama.replies import Details, Listed
from tests.models.scripted import listed, scripted

ROOMY = Memory(512 * GIB, ())
HOME = Path("/home/me")
DIGEST = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def there(name: str) -> Listed:
    return Listed(name, "", 0, 0, "", "", "", Details(), ())


def told(name: str, disk: Disk | None, memory: Memory = ROOMY, models: tuple[Listed, ...] = ()) -> list[str]:
    return [found.message for found in objections(name, models, disk, memory)]


def test_a_disk_that_is_too_small():
    small = Disk(Path("/models"), 5 * 10**9)
    assert told("llama3.1:8b", small) == ["llama3.1:8b needs about 5.3 GB, but the disk of /models has 5 GB free"]
    assert told("llama3.1:8b", Disk(Path("/models"), 55 * 10**8))  # a tenth more than the model
    assert told("llama3.1:8b", Disk(Path("/models"), 6 * 10**9)) == []
    assert told("llama3.1:8b", None) == []


def test_a_model_that_is_there_is_only_brought_up_to_date():
    assert told("llama3.1:8b", Disk(Path("/m"), 0), models=(there("llama3.1:8b"),)) == []
    assert told("llama3.2", Disk(Path("/m"), 0), models=(there("llama3.2:latest"),)) == []
    assert told("llama3.2", Disk(Path("/m"), 0), models=(there("llama3.2:1b"),))


def test_a_memory_that_is_too_small():
    (found,) = objections("llama3.1:70b", (), None, given("16G", "8G"))
    assert found.message.startswith("llama3.1:70b will not run here: it needs about 44.")
    assert found.message.endswith("free are 16.0 GiB of RAM and 8.0 GiB of GPU")
    assert found.hint == "llama3.1:8b would fit; agwctl models fit llama3.1:70b says more"
    assert told("llama3.1:8b", None, given("16G", None)) == []


@pytest.mark.parametrize("memory", [Memory(None, None, unknown="?"), Memory(GIB, None, unknown="?")])
def test_what_cannot_be_told_is_no_objection(memory):
    assert told("llama3.3:70b", None, memory) == []


@pytest.mark.parametrize("name", ["own-model", "gpt-oss:120b-cloud", "deepseek-v3.1:671b:cloud"])
def test_nothing_is_known_of_it_or_it_runs_elsewhere(name):
    assert told(name, Disk(Path("/models"), 0), Memory(0, ())) == []


def test_what_the_layers_tell():
    found = too_large("own-model", 10**9 + 1, Disk(Path("/models"), 10**9))
    assert found is not None
    assert found.message == "own-model needs 1.0 GB more, but the disk of /models has 1 GB free"
    assert too_large("own-model", 10**9, Disk(Path("/models"), 10**9)) is None


def test_a_model_tells_where_the_disk_is(tmp_path):
    modelfile = f"FROM {tmp_path}/blobs/sha256-{DIGEST}\n"
    with scripted({"POST /api/show": {"modelfile": modelfile}}) as server, Client(server.address) as client:
        disk = disk_of(client, (there("a:latest"),), {}, HOME)
        assert server.bodies("/api/show") == [{"model": "a:latest"}]
    assert disk is not None
    assert disk.folder == tmp_path


def test_a_cloud_model_tells_nothing(tmp_path):
    (tmp_path / ".ollama/models").mkdir(parents=True)
    cloud = Listed("x:cloud", "", 0, 0, "", "x", "https://ollama.com:443", Details(), ())
    with scripted({"GET /api/tags": listed()}) as server, Client(server.address) as client:
        disk = disk_of(client, (cloud,), {"OLLAMA_MODELS": str(tmp_path)}, HOME)
        assert server.bodies("/api/show") == []
    assert disk is not None
    assert disk.folder == tmp_path


def test_a_model_that_cannot_be_shown(tmp_path):
    with scripted({}) as server, Client(server.address) as client:
        assert disk_of(client, (there("a"),), {"OLLAMA_MODELS": str(tmp_path / "none")}, HOME) is None
