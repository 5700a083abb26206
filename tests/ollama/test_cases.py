"""The cases of what Ollama does, put to the stand-in: requests and answers as data, in `cases/`.

A case's `answer` is a status and a content type: `J` and `j` JSON with and without charset, `N` NDJSON, `S` events,
`T` plain text. `text` is a body byte by byte; `json`, `lines` and `events` are patterns. `faults` go wrong with models.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from agwctl.http.message import Headers, Outcome, Request, Response
from agwctl.ollama.scenario.load import load_text
from agwctl.ollama.scenario.play import play
from agwctl.ollama.simulator import Simulator
from tests.ollama.patterns import differences
from tests.ollama.played import FakeTime

FOLDER = Path(__file__).parent / "cases"
FIXTURE = yaml.safe_load((FOLDER / "fixture.yaml").read_text("utf-8"))
ELSEWHERE = yaml.safe_load((FOLDER / "elsewhere.yaml").read_text("utf-8"))
CASES = [case for path in sorted(FOLDER.glob("0*.yaml")) for case in yaml.safe_load(path.read_text("utf-8"))]
KINDS = {
    "J": "application/json; charset=utf-8",
    "j": "application/json",
    "N": "application/x-ndjson",
    "S": "text/event-stream",
    "T": "text/plain; charset=utf-8",
}
KEYS = {"case", "scenario", "faults", "steps", "send", "each", "with", "body", "raw", "leave", "finish"}
KEYS |= {"answer", "reason", "headers", "closes", "framing", "text", "newline", "json", "lines", "events"}
KEYS |= {"event_types", "numbered"}


def test_no_case_is_left_out():
    numbers = [case["case"] for case in CASES] + list(ELSEWHERE)
    assert sorted(numbers) == list(range(1, 112))
    for place in ELSEWHERE.values():
        assert (FOLDER.parents[2] / place).exists(), place


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["case"]))
def test_case(case: dict[str, Any]) -> None:
    time = FakeTime()
    simulator = play(scenario_of(case), time.clock)
    steps = case.get("steps") or [case]
    left_open: list[Iterator[bytes]] = []
    for step in steps:
        assert step.keys() <= KEYS, step.keys() - KEYS
        if "finish" in step:
            for _ in left_open.pop(step["finish"]):
                pass
            continue
        for asked in step.get("each") or [step["send"]]:
            response = put(simulator, asked, step)
            if step.get("leave") == "open":
                body = cast("Iterator[bytes]", response.body)
                next(body)
                left_open.append(ended(response, body))
            else:
                check(step, response)
                assert simulator.busy == len(left_open)


def scenario_of(case: dict[str, Any]) -> Any:
    document = {**FIXTURE, **case.get("scenario", {})}
    models = [{**model, "faults": case.get("faults", {}).get(model["name"], [])} for model in FIXTURE["models"]]
    if "models" not in case.get("scenario", {}):
        document["models"] = models
    loaded = load_text(json.dumps(document), "case.yaml")
    assert loaded.diagnostics == []
    return loaded.scenario


def put(simulator: Simulator, asked: str, step: dict[str, Any]) -> Response:
    """One request."""
    method, target = asked.split(" ")
    raw = step["raw"].encode() if "raw" in step else b""
    if "body" in step:
        raw = json.dumps(filled(step["body"])).encode()
    fields = {"Host": "127.0.0.1:11434", **step.get("with", {})}
    headers = Headers((name.lower().encode(), value.encode()) for name, value in fields.items() if value is not None)
    size = len(raw) if raw else None
    return simulator(
        Request(method.encode(), target.encode(), headers, body=iter([raw]), has_body=bool(raw), content_length=size)
    )


def filled(value: Any) -> Any:
    """`U(x)`: the messages of a user who says x; `W(n)`: who says n words; `words(n)`: those."""
    if isinstance(value, dict):
        return {key: filled(each) for key, each in value.items()}
    if isinstance(value, str) and (found := re.fullmatch(r"(U|W|words)\((.*)\)", value)):
        text = found[2] if found[1] == "U" else "word " * int(found[2])
        return text if found[1] == "words" else [{"role": "user", "content": text}]
    return value


def ended(response: Response, body: Iterator[bytes]) -> Iterator[bytes]:
    """The rest of a body; the response is told when it is out."""
    yield from body
    if response.on_end is not None:
        response.on_end(Outcome(complete=True))


def check(step: dict[str, Any], response: Response) -> None:
    is_whole = isinstance(response.body, bytes)
    chunks = [response.body] if is_whole else list(ended(response, cast("Iterator[bytes]", response.body)))
    text = b"".join(cast("list[bytes]", chunks)).decode()
    headers: dict[str, str] = {}
    for name, value in response.headers:
        key = name.decode().lower()
        headers[key] = f"{headers[key]}, {value.decode()}" if key in headers else value.decode()
    status, _, kind = step["answer"].partition(" ") if isinstance(step["answer"], str) else (step["answer"], "", "")
    assert (response.status, text if response.status != int(status) else "") == (int(status), "")
    assert headers.get("content-type") == (KINDS.get(kind, kind) or None)
    for name, wanted in step.get("headers", {}).items():
        assert headers.get(name) == wanted, name
    assert response.reason.decode() == step.get("reason", "")
    assert response.close == step.get("closes", False)
    framing = step.get("framing", "chunk a line" if kind == "N" else None)
    if framing:
        assert "content-length" not in headers
        assert len(chunks) == (1 if framing == "one chunk" else text.count("\n"))
    check_body(step, text)


def check_body(step: dict[str, Any], text: str) -> None:
    if "text" in step:
        assert text == step["text"]
    if "json" in step:
        assert text.endswith("\n") == step.get("newline", step["answer"].endswith(" j") and text.endswith("\n"))
        assert list(differences(step["json"], json.loads(text))) == []
    if "lines" in step:
        assert text.endswith("\n")
        assert list(differences(step["lines"], [json.loads(line) for line in text.splitlines()])) == []
    if "events" in step or "event_types" in step:
        check_events(step, text)


def check_events(step: dict[str, Any], text: str) -> None:
    events = text.removesuffix("\n\n").split("\n\n")
    assert text.endswith("\n\n")
    data = [event.rpartition("data: ")[2] for event in events]
    values: list[Any] = [item if item == "[DONE]" else json.loads(item) for item in data]
    if "events" in step:
        assert list(differences(step["events"], values)) == []
    if "event_types" in step:
        types = [event.partition("\n")[0].removeprefix("event: ") for event in events]
        assert types == [value["type"] for value in values]
        assert list(differences(step["event_types"], types)) == []
    if step.get("numbered"):
        assert [value["sequence_number"] for value in values] == list(range(len(values)))
