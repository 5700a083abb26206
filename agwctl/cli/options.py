"""Options that several verbs share. Each one can also be set as AGWCTL_ + its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "CompatMode",
    "ConfigFile",
    "ConfigText",
    "ModelsFormat",
    "ModelsOllama",
    "OllamaUrl",
    "Quiet",
    "Timeout",
]

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "-f",
        "--file",
        metavar="PATH",
        help="Configuration file; - reads stdin. Without one: the first of agentgateway.yaml, agentgateway.yml, "
        "config.yaml here.",
    ),
]
ConfigText = Annotated[str | None, typer.Option("-c", "--config", metavar="TEXT", help="The configuration itself.")]
CompatMode = Annotated[
    Literal["guide", "1.4"],
    typer.Option(help="guide keeps the promises of the Ollama guides; 1.4 does what agentgateway 1.4.1 does."),
]
OllamaUrl = Annotated[
    str | None,
    typer.Option("--ollama", metavar="URL", help="The Ollama to use; else OLLAMA_HOST, else http://127.0.0.1:11434."),
]
ModelsOllama = Annotated[
    str | None,
    typer.Option(
        "-H", "--ollama", metavar="URL", help="The Ollama to ask; else OLLAMA_HOST, else http://127.0.0.1:11434."
    ),
]


def seconds(text: str | float) -> float:
    """`2`, `2s`, `500ms`, `1m` or `1h` in seconds."""
    found = re.fullmatch(r"(\d+\.?\d*|\.\d+)(ms|s|m|h|)", str(text))
    value = float(found[1]) * {"ms": 0.001, "m": 60.0, "h": 3600.0}.get(found[2], 1.0) if found else 0.0
    if not 0.05 <= value <= 86400:
        raise typer.BadParameter(f"{text!r} is no time between 50ms and a day: write 2, 2s or 500ms")
    return value


Timeout = Annotated[
    float,
    typer.Option(parser=seconds, metavar="SECONDS", help="How long the server may take for an answer: 2, 2s, 500ms."),
]
ModelsFormat = Annotated[
    # AGWCTL_FORMAT is that of `validate`, which has other formats.
    Literal["human", "json"],
    typer.Option(envvar="AGWCTL_MODELS_FORMAT", allow_from_autoenv=False, help="human prints what `ollama` prints."),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Leave only results and errors.")]
