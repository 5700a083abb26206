"""Models as files, against records of a real Ollama: digests of layers and manifests, and what /api/show tells."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agwctl.ollama.name import parse
from agwctl.ollama.network import Network
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.store import Model
from tests.ollama.played import Answered, FakeTime, ask
from tests.reference.test_ollama_records import ALL, OLDER, RECORDS, nanoseconds, pytestmark, read, recorded_in_paris

__all__ = ["pytestmark", "recorded_in_paris"]

CREATED = "194-create-api-from"
SHOWN = ["v0.33.0/http/243-*", "v0.33.0/env/041-*", "v0.13.5/http/24[1247]-*"]


def shown_in(case: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(read(case)["response"]["body"])
    return told


def model(told: dict[str, Any], size: int = 10**8) -> Model:
    """The model that an answer of /api/show is about."""
    details, info = told["details"], dict(told["model_info"])
    text = re.search(r"^# FROM (.*)$", told["modelfile"], re.M)[1]  # type: ignore[index]
    blob = re.search(r"sha256-(\w{64})", told["modelfile"])[1]  # type: ignore[index]
    name = parse(text)
    assert name is not None
    del info["general.architecture"]
    return Model(
        name,
        size,
        nanoseconds(told["modified_at"]),
        details["family"],
        details["parameter_size"],
        details["quantization_level"],
        context_length=info.pop(f"{details['family']}.context_length"),
        embedding_length=info.pop(f"{details['family']}.embedding_length"),
        capabilities=tuple(told["capabilities"]),
        template=told["template"],
        parameters=tuple(parameters(told["modelfile"])),
        blob=blob,
        info={key: [] if value is None else value for key, value in info.items()},
        system=told.get("system", ""),
        license=(told["license"],) if "license" in told else (),
        tensors=tuple((each["name"], each["type"], tuple(each["shape"])) for each in told["tensors"]),
    )


def parameters(modelfile: str) -> list[tuple[str, object]]:
    lines = re.findall(r"^PARAMETER (\w+) (.*)$", modelfile, re.M)
    return [(name, int(value) if value.isdigit() else value) for name, value in lines]


def tiny() -> Model:
    """The model that most records are about, under the name and with the size that it has."""
    return model(shown_in(OLDER / "http" / "241-show-tiny.json"), size=listed("tiny:latest")["size"])


def listed(name: str) -> dict[str, Any]:
    listing = json.loads(read(RECORDS / "http" / "213-tags-many.json")["response"]["body"])["models"]
    found: dict[str, Any] = next(entry for entry in listing if entry["name"] == name)
    return found


def create(case: str, records: Path = RECORDS) -> tuple[Simulator, Answered, dict[str, Any]]:
    """Make a model as a record did: the server, what it said, and what was recorded."""
    recorded = read(records / "http" / f"{case}.json")
    settings = Settings(network=Network(failure="none here"))
    version = records.name.removeprefix("v")
    simulator = Simulator([tiny()], clock=FakeTime().clock, version=version, settings=settings)
    answer = ask(simulator, "POST", "/api/create", recorded["request"]["raw"].partition("\r\n\r\n")[2].encode())
    return simulator, answer, recorded["response"]


def test_a_manifest_has_the_digest_of_the_real_one() -> None:
    assert tiny().digest == listed("tiny:latest")["digest"]


@pytest.mark.parametrize(
    ("name", "case"), [("api-made:latest", CREATED), ("api-made2:latest", "196-create-api-nostream")]
)
def test_a_model_made_of_another_one_too(name: str, case: str) -> None:
    simulator, answer, recorded = create(case)
    assert answer.text == recorded["body"]
    assert [len(chunk) for chunk in answer.chunks] == (recorded["chunk_sizes"] or [len(recorded["body"])])
    made = next(entry for entry in ask(simulator, "GET", "/api/tags").json["models"] if entry["name"] == name)
    varying = {"modified_at"}
    assert {key: made[key] for key in made.keys() - varying} == {
        key: value for key, value in listed(name).items() if key not in varying
    }


def test_the_older_release_says_the_same_meanwhile() -> None:
    _, answer, recorded = create(CREATED, OLDER)
    assert (answer.text, [len(chunk) for chunk in answer.chunks]) == (recorded["body"], recorded["chunk_sizes"])


@pytest.mark.parametrize(
    "case", [case for pattern in SHOWN for case in sorted(ALL.glob(f"{pattern}.json"))], ids=lambda case: case.stem
)
def test_show_tells_it_in_the_same_bytes(case: Path) -> None:
    """The model is read from the record, so what is compared is the order, the quoting and what is left out."""
    record = read(case)
    version = case.parts[-3].removeprefix("v")
    settings = Settings(folder=f"/srv/ollama-data/store-{version}")
    head, _, body = record["request"]["raw"].partition("\r\n\r\n")
    agent = re.search(r"User-Agent: (.*)\r", head)[1]  # type: ignore[index]
    simulator = Simulator([model(shown_in(case))], version=version, clock=FakeTime().clock, settings=settings)
    answer = ask(simulator, "POST", "/api/show", body.encode(), user_agent=agent)
    assert in_any_order(answer.text) == in_any_order(record["response"]["body"])
    assert [len(chunk.encode()) for chunk in answer.chunks] == record["response"]["chunk_sizes"]


def in_any_order(text: str) -> str:
    """Parameters come in another order each time; their lines are sorted."""

    def ordered(found: re.Match[str]) -> str:
        return found[1] + "\\n".join(sorted(found[2].split("\\n"))) + found[3]

    text = re.sub(r'("parameters":")((?:[^"\\]|\\.)*)(")', ordered, text)
    return re.sub(r"()((?:PARAMETER (?:[^\"\\]|\\[^n])*\\n)+)()", ordered, text)
