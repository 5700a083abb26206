"""The stand-in against byte-exact records of a real Ollama: the same request, the same bytes but for what varies."""

from __future__ import annotations

import calendar
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from agwctl.http.answer import Answer as Framed
from agwctl.http.message import Headers, Request
from agwctl.ollama import address
from agwctl.ollama.answer import Answer, Piece
from agwctl.ollama.name import parse
from agwctl.ollama.settings import Settings
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.store import Model
from tests.reference import ollama_circumstances as circumstances

ALL = Path(__file__).parents[3] / "shared" / "data" / "ollama"
RECORDS = ALL / "v0.33.0"
OLDER = ALL / "v0.13.5"

pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(not RECORDS.is_dir(), reason=f"NOT COMPARED with a real Ollama: {RECORDS} is absent"),
]

NOT_PLAYED = {
    "a token's alternatives, which only the real model has": "http/256-*",
    "models as files, for test_ollama_files": "http/194-* v0.33.0/http/243-* env/041-* v0.13.5/http/24[1247]-*",
}
"""What cannot be compared: reason → case patterns."""


def left_out(case: Path) -> bool:
    name = case.with_suffix("")
    return any(name.match(pattern) for patterns in NOT_PLAYED.values() for pattern in patterns.split())


def cases() -> Iterator[Path]:
    for case in [*sorted(RECORDS.glob("*/*.json")), *sorted(OLDER.glob("*/*.json"))]:
        if (
            case.parent.name in ("http", "env", "failure", "inference", "pull")
            and "raw" in read(case).get("request", {})
            and (read(case)["response"].get("head") or read(case)["response"].get("raw"))  # it came in time
            and not left_out(case)
        ):
            yield case


def read(case: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(case.read_text(encoding="utf-8"))
    return record


@pytest.fixture(autouse=True)
def recorded_in_paris(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: "/".join(case.with_suffix("").parts[-3:]))
def test_same_bytes(case: Path) -> None:
    record = read(case)
    head, body, chunks = recorded_response(record["response"])
    version = case.parts[-3].removeprefix("v")
    faults = circumstances.faults(case, len(streamed_pieces(body)))
    settings = Settings(
        context_length=2048, load_timeout=0.01, faults=faults, **circumstances.around(case, version, body)
    )
    simulator = Simulator(store(case), answer=recorded_answer(body), version=version, settings=settings)
    for digest in circumstances.blobs(case):
        simulator.engine.store.add_blob(digest, 11)
    going_on = [ask(simulator, asked) for asked in circumstances.before(case)]
    expected = [masked(chunk) for chunk in chunks]
    told, pieces = played(simulator, record["request"]["raw"])
    if case.parent.name == "pull":
        expected, pieces = without_progress(expected), [line for line in without_progress(pieces) if line in expected]
    assert (told, pieces) == (masked_head(head), expected)
    del going_on  # until here


def without_progress(lines: list[str]) -> list[str]:
    """A line for each layer: how often progress is told, and whether a small layer is told of, varies."""
    return list(dict.fromkeys(re.sub(r',"completed":\d+', "", line) for line in lines))


def ask(simulator: Simulator, asked: circumstances.Asked) -> Iterator[bytes]:
    """Put a request, read its answer unless it goes on meanwhile; what is left of it."""
    host = Headers([(b"host", b"localhost")])
    body = iter([json.dumps(asked.body).encode()])
    answer = simulator(Request(asked.method.encode(), asked.path.encode(), host, body=body)).body
    left = iter(()) if isinstance(answer, bytes) else cast("Iterator[bytes]", answer)
    if not asked.goes_on:
        list(left)
    return left


def played(simulator: Simulator, raw: str) -> tuple[list[str], list[str]]:
    """The stand-in's head and chunks for a raw request, masked; framing as the server writes it."""
    head, _, body = raw.partition("\r\n\r\n")
    request_line, *lines = head.split("\r\n")
    method, target, version = request_line.encode().split(b" ")
    fields = [line.split(": ", 1) for line in lines]
    headers = Headers((name.lower().encode(), value.encode()) for name, value in fields)
    request = Request(method, target, headers, version.removeprefix(b"HTTP/"), iter([body.encode()]))
    response = simulator(request)
    stays = b"close" not in (headers.get(b"connection") or b"") and not response.close
    framed = Framed(request, response, keep_alive=stays)
    chunks = [response.body] if isinstance(response.body, bytes) else list(cast("Iterator[bytes]", response.body))
    if framed.length is not None and not framed.bodyless:
        assert sum(map(len, chunks)) == framed.length
    written = framed.head.decode().removesuffix("\r\n\r\n").split("\r\n")
    return masked_head(written), [masked(chunk.decode()) for chunk in chunks]


def recorded_response(response: dict[str, Any]) -> tuple[list[str], str, list[str]]:
    """The lines of the head, the body, and the body in its chunks."""
    sizes: list[int] | None
    if "raw" in response:
        head, _, body = response["raw"].partition("\r\n\r\n")
        body, sizes = dechunked(body) if "chunked" in head else (body, None)
    else:
        head, body, sizes = response["head"], response["body"], response["chunk_sizes"]
    data = body.encode()
    chunks = []
    for size in sizes or [len(data)]:
        chunks.append(data[:size].decode())
        data = data[size:]
    assert not data
    return head.split("\r\n"), body, chunks


def dechunked(text: str) -> tuple[str, list[int]]:
    sizes, body, data = [], b"", text.encode()
    while data:
        line, _, data = data.partition(b"\r\n")
        if not (size := int(line, 16)):
            break
        sizes.append(size)
        body += data[:size]
        data = data[size + 2 :]
    return body.decode(), sizes


VARIES = (
    (r'"(created_at|expires_at)":"[^"]*"', r'"\1":TIME'),
    (r'"(created|created_at|completed_at)":\d+', r'"\1":TIME'),
    (r'"(\w+_duration|prompt_eval_count|prompt_tokens|total_tokens|input_tokens)":\d+', r'"\1":N'),
    (r'"(id|item_id|request_id)":"(chatcmpl|cmpl|msg|resp|req)[-_]\w+"', r'"\1":"\2_X"'),
    (r'"context":\[[\d,]+\]', '"context":[N]'),
    (r'"size":\d+(?=,"digest":"\w+","details":\{[^}]*\},"expires_at")', '"size":N'),
    (r'request \(\d+ tokens\)|n_prompt_tokens\\":\d+', "TOKENS"),
    (r"(?<=[\[,])-?\d(\.\d+)?(e-\d+)?(?=[,\]])", "F"),
    (r'"embedding":"[^"]*"', '"embedding":BASE64'),
)


def masked(text: str) -> str:
    for pattern, instead in VARIES:
        text = re.sub(pattern, instead, text)
    return text


def masked_head(lines: list[str]) -> list[str]:
    return [re.sub(r"^(Date|Content-Length): .*", r"\1: *", line) for line in lines]


def recorded_answer(body: str) -> Answer:
    """The stand-in says what the real model said, in as many pieces; more of them when a limit cut it off."""
    pieces = streamed_pieces(body)
    thoughts = [json.loads(text) for text in re.findall(r'"content":"","thinking":("(?:[^"\\]|\\.)*")\}', body)]
    if thoughts and not pieces:
        tags = int(re.findall(r'"eval_count":(\d+)', body)[-1]) - 1 - len(thoughts)
        return lambda model, conversation: [*(Piece(thinking=text) for text in thoughts), *[Piece()] * tags]
    if reasoned := re.findall(r'"reasoning":("(?:[^"\\]|\\.)*")', body):
        return lambda model, conversation: [Piece(thinking=json.loads(text)) for text in reasoned] + [Piece()] * 2
    if not pieces:
        said = re.findall(r'"(?:content|response|text)":("(?:[^"\\]|\\.)*")', body)
        counts = re.findall(r'"(?:eval_count|completion_tokens|output_tokens)":(\d+)', body)
        tokens = int(counts[-1]) - 1 if counts else 0
        pieces = [*(json.loads(text) for text in said[:1] if text != '""' or tokens), *[""] * (tokens - 1)]
    if '"models":' in body:
        pieces = ["and", " so", " on"]  # what a request is told that goes on meanwhile
    if re.search(r'"\w+_reason":"(length|max_tokens)"', body) or "max_output_tokens" in body:
        pieces += ["", ""]
    return lambda model, conversation: [Piece(text) for text in pieces]


def streamed_pieces(body: str) -> list[str]:
    """The pieces of a recorded stream, from whichever of the four shapes it has."""
    shapes = (
        r'"message":\{"role":"assistant","content":("(?:[^"\\]|\\.)*")\},"done":false',
        r'"response":("(?:[^"\\]|\\.)*"),"done":false',
        r'"delta":\{(?:"role":"assistant",)?"content":("(?:[^"\\]|\\.)*")',
        r'"choices":\[\{"text":("(?:[^"\\]|\\.)+"),"index":0,"finish_reason":null',
        r'"content_index":0,"delta":("(?:[^"\\]|\\.)*")',
        r'"text_delta","text":("(?:[^"\\]|\\.)*")',
    )
    body = re.sub(r'data: \{[^\n]*"model":"",[^\n]*\n\n$', "", body)  # what is left of an error is no piece
    return next(([json.loads(piece) for piece in found] for shape in shapes if (found := re.findall(shape, body))), [])


def store(case: Path) -> list[Model]:
    """The models that were there when the case was recorded."""
    number = int(case.stem.partition("-")[0])
    if case.parent.name == "http" and number < 180:  # the store was still empty
        return []
    listing = json.loads(read(RECORDS / "http" / "213-tags-many.json")["response"]["body"])["models"]
    if OLDER in case.parents:
        models = older_store({entry["name"]: entry for entry in listing})
    else:
        models = [listed(entry, exact=number == 213) for entry in listing]
    return in_order(models, case) if number == 214 else models


def in_order(models: list[Model], case: Path) -> list[Model]:
    """Recorded at another time: some of one second had changed places."""
    order = [entry["id"] for entry in json.loads(read(case)["response"]["body"])["data"]]
    times = sorted((model.modified for model in models), reverse=True)
    models = sorted(models, key=lambda model: order.index(str(model.name)))
    return [replace(model, modified=moment) for model, moment in zip(models, times, strict=True)]


def older_store(newer: dict[str, Any]) -> list[Model]:
    """The models of the older release, whose listing does not tell what they can do; `newer` does."""
    listing = json.loads(read(OLDER / "http" / "213-tags-many.json")["response"]["body"])["models"]
    plain = {"capabilities": ["completion"], "details": {"context_length": 8192, "embedding_length": 576}}
    entries = []
    for entry in listing:
        known = newer.get(entry["name"], plain)
        details = {name: known["details"].get(name, 0) for name in ("context_length", "embedding_length")}
        entries.append(entry | {"capabilities": known["capabilities"], "details": entry["details"] | details})
    return [listed(entry, exact=False) for entry in entries]


def listed(entry: dict[str, Any], *, exact: bool) -> Model:
    """A model from its entry in a listing. `exact`: all-minilm too, which the listing does not know to embed."""
    name = parse(entry["name"])
    assert name is not None
    details, embeds = entry["details"], name.model == "all-minilm"
    return Model(
        name,
        size=entry["size"],
        modified=nanoseconds(entry["modified_at"]),
        family=details["family"],
        parameter_size=details["parameter_size"],
        quantization=details["quantization_level"],
        context_length=details.get("context_length", 0 if exact else 512),
        embedding_length=details.get("embedding_length", 0 if exact else 384),
        capabilities=("embedding",) if embeds and not exact else tuple(entry["capabilities"]),
        parameters={"tiny": (("num_predict", 24),), "plain": (("num_predict", 16),)}.get(name.model, ()),
        digest=entry["digest"],
        blob=details["parameter_size"],  # all but three are of the same weights
        parent=details["parent_model"],
    )


def nanoseconds(text: str) -> int:
    moment, fraction, offset = re.fullmatch(r"([^.]*)\.?(\d*)([+-]\d\d:\d\d)", text).groups()  # type: ignore[union-attr]
    hours, minutes = offset[1:].split(":")
    shift = (1 if offset[0] == "+" else -1) * (int(hours) * 3600 + int(minutes) * 60)
    seconds = calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%S")) - shift
    return seconds * 10**9 + int(fraction.ljust(9, "0"))


def test_every_exception_is_needed() -> None:
    for subject, patterns in NOT_PLAYED.items():
        for pattern in patterns.split():
            assert list(ALL.glob(f"**/{pattern}.json")), f"{subject}: nothing is called {pattern}"
    for pattern in circumstances.ALL:
        assert list(ALL.glob(f"{pattern}.json")), f"nothing is called {pattern}"


@pytest.mark.parametrize("case", sorted(RECORDS.glob("env/*-cli-host-*.json")), ids=lambda case: case.stem)
def test_ollama_host_is_read_as_the_command_line_reads_it(case: Path) -> None:
    """Its message names the URL that it tried; where it does not, the default port was tried in vain."""
    record = read(case)
    tried = re.search(r'Head "(.*?)/?"|parse "(.*?)/?"', record["stderr"])
    if tried:
        assert address.parse(record["env"]["OLLAMA_HOST"]).url.rstrip("/") == next(filter(None, tried.groups()))
    assert ("WARN invalid port" in record["stderr"]) == bool(address.parse(record["env"]["OLLAMA_HOST"]).warning)
