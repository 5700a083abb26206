"""Whatever a server, a gateway or a proxy answers: no probe takes too long, no check crashes, and all can be told."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.engine import diagnose
from agwctl.doctor.examination.examine import GatewayTarget, Plan, examine
from agwctl.doctor.facts.configuration import Call, Configuration, GatewayPort
from agwctl.doctor.facts.context import Platform
from agwctl.doctor.facts.facts import Asked, Origin, Server
from agwctl.doctor.report.human import render
from agwctl.doctor.report.json_v1 import document
from agwctl.doctor.report.masking import Masking
from agwctl.doctor.system import System
from agwctl.models.configured import Configured, Use
from agwctl.ollama.address import parse, to_dial
from tests.doctor.rough import Rough, request, rough

MODEL = {
    "name": "llama3.2:latest", "digest": "a80c4f17acd5", "size": 2019393189, "size_vram": 1019393189,
    "modified_at": "2026-11-01T00:00:00Z", "expires_at": "2026-12-01T00:00:00Z", "context_length": 4096,
    "details": {"family": "llama", "parameter_size": "3.2B", "quantization_level": "Q4_K_M"},
    "capabilities": ["completion", "tools"],
}  # fmt: skip
SHOWN = {
    "details": MODEL["details"],
    "model_info": {
        "general.architecture": "llama", "llama.context_length": 131072, "llama.block_count": 28,
        "llama.attention.head_count_kv": 8, "llama.embedding_length": 3072,
    },
    "capabilities": ["completion"], "parameters": 'num_ctx 4096\nstop "a"', "modelfile": "FROM /x/y",
}  # fmt: skip
SECRET = "sesame-open-it"
WELL: dict[str, Any] = {
    "/": b"Ollama is running",
    "/api/version": {"version": "0.33.0"},
    "/api/tags": {"models": [MODEL]},
    "/api/ps": {"models": [MODEL]},
    "/api/show": SHOWN,
    "/v1/models": {"object": "list", "data": [{"id": "llama3.2:latest", "object": "model"}]},
    "/config_dump": {"binds": [{"listeners": [{"routes": [{}]}]}]},
}
"""What an Ollama, and an admin port, answers."""
VALUES = [None, 0, -1, 10**30, 1.5, "", "x", "\x00\x1b[31m", "\ud800ä", [], {}, [None], {"a": 1}, True, "9" * 5000]
TEXTS = [
    b"",
    b"<html><title>x</title>",
    b"404 page not found",
    b"null",
    b"[]",
    b"[" * 30_000,
    b"\xff\xfe{",
    b'{"error":5}',
]
ERRORS = [
    "server busy, please try again.  maximum pending requests exceeded",
    "model requires more system memory (8.4 GiB) than is available (5.6 GiB)",
    "llama runner process has terminated: exit status 2",
    "model 'x' not found",
    "\x1b[31m",
]
HEADERS = [
    b"Server: nginx", b"Server: cloudflare", b"Via: 1.1 squid", b"Location: https://x/", b"WWW-Authenticate: Basic",
    b"X-Powered-By: Express", b"Date: garbage", b"ngrok-error-code: ERR_NGROK_6024", b"X-\xff: \xff",
]  # fmt: skip
STATUSES = [200] * 20 + [404, 404, 403, 500, 503, 301, 400, 401, 204, 524, 999, 100]


def changed(value: Any, chance: Random) -> Any:
    """The same JSON with some of it of another type, gone, or more often."""
    if chance.random() < 0.1:
        return chance.choice(VALUES)
    if isinstance(value, dict):
        return {key: changed(each, chance) for key, each in value.items() if chance.random() > 0.05}
    if isinstance(value, list):
        return [changed(each, chance) for each in value] * chance.choice([1, 1, 1, 2, 3])
    return value


def body(path: str, chance: Random) -> bytes:
    well, luck = WELL.get(path, {"error": chance.choice(ERRORS)}), chance.random()
    if luck > 0.9:
        return chance.choice(TEXTS)
    value = changed(well, chance) if luck > 0.5 and not isinstance(well, bytes) else well
    text = bytearray(value if isinstance(value, bytes) else json.dumps(value).encode())
    for _ in range(chance.randint(1, 5) if luck > 0.8 and text else 0):
        text[chance.randrange(len(text))] = chance.randrange(256)
    return bytes(text)


def anyhow(seed: int):
    chance = Random(seed)

    def behave(connection: socket.socket, running: Rough) -> None:
        asked = request(connection, running)
        if not asked.startswith((b"GET ", b"POST ")):
            return
        text = body(asked.split(b" ")[1].decode(), chance)
        kinds = [b"application/json", b"text/plain", b"text/html", b"\xff", b"text/event-stream"]
        lines = [b"HTTP/1.1 %d X" % chance.choice(STATUSES), b"Content-Type: " + chance.choice(kinds)]
        lines += [each for each in HEADERS if chance.random() < 0.05]
        lines += [b"Content-Length: %d" % len(text)] * (chance.random() < 0.9)
        connection.sendall(b"\r\n".join([*lines, b"", text]))

    return behave


def plan(chance: Random, one: Rough, front: Rough) -> Plan:
    address = to_dial(parse(one.url))
    wanted = chance.choice(["llama3.2", "x:cloud", None, "../../etc;rm -rf ~"])
    uses = chance.choice([frozenset(), frozenset({Use.CHAT}), frozenset({Use.EMBEDDINGS})])
    models = (Configured(address, wanted, "c", "gw.yaml:2:2", True, uses),)
    origin = Origin(
        chance.choice(["--ollama", "configuration", "OLLAMA_HOST"]), one.url + chance.choice(["", "/v1"]), "gw.yaml:1:1"
    )
    path = "/v1/chat/completions"
    written = Configuration(
        "gw.yaml",
        prefixes=("/a",),
        calls=(Call(front.port, path, "m", address.authority, path, "gw.yaml:3:3"),),
        ports=(GatewayPort(front.port, "requests", "gw.yaml:1:1"), GatewayPort(front.port, "admin", "gw.yaml:1:9")),
        models=models,
        listed_models=("m", "*"),
    )
    asked = Asked(chance.choice([None, "llama3.2", "zz:1b"]), chance.choice(["", *ERRORS]), origin="https://ui.test")
    gateway = GatewayTarget(to_dial(parse(front.url)), "--gateway")
    return Plan(
        (Server(address, origin, models, chance.random() < 0.8),), asked, chance.choice([None, written]), gateway, 3.0
    )


@pytest.mark.parametrize("seed", range(30))
def test_no_answer_makes_a_check_crash(seed, tmp_path: Path):
    chance = Random(seed)
    modules = [check(id) for id in CHECKS]
    with rough(anyhow(seed)) as one, rough(anyhow(-seed)) as front:
        environ = chance.choice(
            [{}, {"http_proxy": front.url}, {"OLLAMA_HOST": "0.0.0.0", "OLLAMA_CONTEXT_LENGTH": "x"}]
        )
        platforms: list[Platform] = ["linux", "darwin", "win32"]
        environ = {"OLLAMA_API_KEY": SECRET, **environ}
        system = System(chance.choice(platforms), tmp_path, environ, tmp_path, lambda command, seconds: None)
        begin = time.monotonic()
        facts = examine(plan(chance, one, front), system)
        diagnosis = diagnose(facts, modules)
        taken = time.monotonic() - begin
    crashed = [each.finding for each in diagnosis.checked if each.finding.status is Status.CRASH]
    assert not crashed
    assert taken < 3.5
    masking = Masking(facts)
    facts, diagnosis = masking.of(facts), masking.of(diagnosis)
    told = render(facts, diagnosis, taken, 2, lambda text, *styles: text)
    assert told.replace("\n", "").isprintable()
    written = json.dumps(document(facts, diagnosis, taken), ensure_ascii=False)
    assert SECRET.encode() not in (told + written).encode()
