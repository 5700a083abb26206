"""What was so when a record of a real Ollama was made: what it had been asked before, and what went wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agwctl.ollama.cloud import CloudSettings
from agwctl.ollama.faults import Crash, DiesIdle, LoadFails, LoadStalls, ModelFault, OutOfMemory, QueueFull
from agwctl.ollama.guards import Door
from agwctl.ollama.layers import Layer
from agwctl.ollama.name import parse
from agwctl.ollama.network import Network, Remote
from agwctl.ollama.store import Model

__all__ = ["ALL", "Asked", "around", "before", "blobs", "faults"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that went before; `goes_on` while the recorded one came."""

    path: str
    body: dict[str, Any]
    goes_on: bool = False
    method: str = "POST"


CHAT, GENERATE, EMBED = "/api/chat", "/api/generate", "/api/embed"
HI = [{"role": "user", "content": "hi"}]

BEFORE: dict[str, Sequence[Asked]] = {
    "*/http/250-ps-one": [Asked(CHAT, {"model": "tiny", "messages": HI})],
    "*/http/335-ps-several": [
        Asked(EMBED, {"model": "all-minilm", "input": "x"}),
        Asked(GENERATE, {"model": "gemma3:270m-q4_K_M", "keep_alive": -1}),
        Asked(CHAT, {"model": "tiny", "messages": HI}),
        Asked(GENERATE, {"model": "plain", "keep_alive": "90m"}),
    ],
    "*/failure/011-http-ps-stopping": [
        Asked(CHAT, {"model": "tiny", "messages": HI}, goes_on=True),
        Asked(GENERATE, {"model": "tiny", "keep_alive": 0}),
    ],
    "*/http/357-*": [Asked("/api/delete", {"model": "gpt-3.5-turbo"}, method="DELETE")],
    "*/pull/003-*": [Asked("/api/pull", {"model": "localhost:5000/acme/tiny", "insecure": True})],
    "*/failure/01[46]-http-crash-idle*": [Asked(CHAT, {"model": "tiny", "messages": HI})],
}

FAULTS: dict[str, ModelFault] = {
    "*/failure/002-*": Crash(),
    "*/failure/01[46]-*": DiesIdle(times=1),
    "*/failure/01[89]-*": Crash(),
    "*/failure/02[0123]-*": OutOfMemory(),
    "*/failure/025-*": LoadFails(),
    "*/failure/02[67]-*": LoadFails(exit_status=3),
    "*/failure/03[03]-*": QueueFull(),
    "*/failure/036-*": LoadStalls(),
}

PROXY = "proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused"
"""What every call beyond the machine ended with."""

AROUND: dict[str, dict[str, Any]] = {
    "*/env/05[245]-*": {"door": Door("0.0.0.0")},
    "*/env/05[67]-*": {"door": Door(origins=("*",))},
    "*/http/06[0-9]-*": {"door": Door(addresses=("192.0.2.2",))},
    "*/http/364-*": {"cloud": CloudSettings(failure=PROXY)},
    "*/http/36[567]-*": {"cloud": CloudSettings(disabled="env")},
}

BLOBS = {"*/env/036-*": ("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",)}
"""Files that had been uploaded before."""
ALL = (*BEFORE, *FAULTS, *AROUND, *BLOBS)


def around(case: Path, version: str, body: str) -> dict[str, Any]:
    """The settings of the server; `body` is the recorded answer."""
    found = next((each for pattern, each in AROUND.items() if case.with_suffix("").match(pattern)), {})
    folder = f"/srv/ollama-data/store-{version}"
    return {"network": Network(failure=PROXY), "folder": folder, "remotes": remotes(case, body)} | found


def remotes(case: Path, body: str) -> tuple[Remote, ...]:
    """What the registry on port 5000 had: the layers that a recorded pull tells of, or why it gave nothing out."""
    if case.parent.name != "pull":
        return ()
    lines = [json.loads(line) for line in body.splitlines()]
    error = next((line["error"] for line in lines if "error" in line), "")
    sizes = {line["digest"].removeprefix("sha256:"): line["total"] for line in lines if "digest" in line}
    layers = tuple(Layer("model", digest, size) for digest, size in sizes.items())
    mismatch = re.search(r"want sha256:(\w+), got sha256:(\w+)", error)
    corrupt = {mismatch[1]: mismatch[2]} if mismatch else {}
    refused = error.partition("pull model manifest: ")[2]
    layers += tuple(Layer("model", digest, 1) for digest in corrupt)
    made = {}
    for name in ("tiny", "newer", "unauth", "boom", "corrupt"):
        parsed = parse(f"localhost:5000/acme/{name}")
        assert parsed is not None
        model = Model(parsed, 1, 0, "llama", "", "", 0, 0, layers=layers)
        made[name] = Remote(model, refusal=refused, corrupt=corrupt)
    return tuple(made.values())


def blobs(case: Path) -> Sequence[str]:
    return next((digests for pattern, digests in BLOBS.items() if case.with_suffix("").match(pattern)), ())


def before(case: Path) -> Sequence[Asked]:
    """What had been asked before a recorded case."""
    return next((asked for pattern, asked in BEFORE.items() if case.with_suffix("").match(pattern)), ())


def faults(case: Path, pieces: int) -> tuple[ModelFault, ...]:
    """What went wrong in a recorded case that broke off after so many pieces."""
    if "crash-midstream" in case.stem and "nostream" not in case.stem:
        return (Crash(after_tokens=pieces),)
    return tuple(fault for pattern, fault in FAULTS.items() if case.with_suffix("").match(pattern))
