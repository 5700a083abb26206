"""`agwctl models parity`: whether Ollama's lists, its command's and the gateway's name the same models."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import ConfigFile, ModelsFormat, ModelsOllama, Quiet, Timeout
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode

if TYPE_CHECKING:
    from agwctl.models.configured import Configured
    from agwctl.models.parity import Source
    from agwctl.ollama.address import Address
    from agwctl.ollama.client import Client

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl models parity                                  Ollama's own lists, and `ollama list` if it is installed
agwctl models parity --gateway http://127.0.0.1:3000  and what clients of the gateway see
agwctl models parity -f gw.yaml                       the same for the Ollama and the port of a configuration
"""


def run(
    gateway: Annotated[str | None, typer.Option(metavar="URL", help="A gateway in front of this Ollama.")] = None,
    file: ConfigFile = None,
    ollama: ModelsOllama = None,
    timeout: Timeout = 10.0,
    format: ModelsFormat = "human",
    quiet: Quiet = False,
) -> int:
    """Compare who lists which models: /api/tags, /v1/models, `ollama list`, and the gateway.

    Exit code 1: they differ; 4: one of them could not be asked.
    """
    from agwctl.cli.models.ask import asked_address
    from agwctl.cli.models.configuration import configured_in, loaded_from
    from agwctl.cli.state import gateway_url
    from agwctl.models.parity import agreement, differences, parity_json, parity_table
    from agwctl.ollama.address import parse, to_dial

    console = Console(quiet=quiet)
    loaded = loaded_from(file, console) if file is not None else None
    named = configured_in(loaded) if loaded is not None else []
    where = asked_address(console, ollama) if ollama or not named else _first_server(named, console)
    gateway = gateway or (gateway_url(loaded) if loaded is not None else None)
    front = to_dial(parse(gateway)) if gateway else None
    sources = _sources(where, front, _meant(named), timeout)
    found = differences(sources)
    if format == "json":
        console.document(parity_json(sources))
    else:
        console.result(parity_table(sources))
        console.result("\n".join(map(printable, found)) or agreement(sources))
    for source in sources:
        if source.problem:
            console.note(printable(f"{source.title} was not asked: {source.problem}"))
    if found:
        return ExitCode.FINDINGS
    return ExitCode.INCOMPLETE if any(source.problem for source in sources) else ExitCode.OK


def _first_server(named: Iterable[Configured], console: Console) -> Address:
    """The Ollama of a configuration; of several the first, which is told."""
    from agwctl.models.configured import by_server

    first, *others = by_server(named)
    if others:
        more = ", ".join(other.url for other in others)
        console.warn(f"compared with {first.url} only, not with {more}", "-H chooses another one")
    return first


def _meant(named: Iterable[Configured]) -> dict[str, str]:
    """The names that a configuration gives to models that are called otherwise, each with the model."""
    from agwctl.model_name import same_model

    return {each.name: each.model for each in named if each.model and not same_model(each.name, each.model)}


def _sources(where: Address, front: Address | None, meant: dict[str, str], timeout: float) -> list[Source]:
    """What each of them lists; all are asked at once."""
    from concurrent.futures import ThreadPoolExecutor

    from agwctl.models.parity import names_of_openai_list

    def tags(client: Client) -> tuple[str, ...]:
        return tuple(model.name for model in client.tags())

    def models(client: Client) -> tuple[str, ...]:
        return names_of_openai_list(client.get("/v1/models"))

    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(_asked, "/api/tags", where, tags, timeout)]
        asked.append(pool.submit(_asked, "/v1/models", where, models, timeout))
        if program := shutil.which("ollama"):
            asked.append(pool.submit(_of_command, program, where, timeout))
        if front is not None:
            asked.append(pool.submit(_asked, "gateway", front, models, timeout, meant))
    return [each.result() for each in asked]


def _asked(
    title: str,
    where: Address,
    names: Callable[[Client], tuple[str, ...]],
    timeout: float,
    meant: Mapping[str, str] = MappingProxyType({}),
) -> Source:
    from agwctl.models.parity import Source
    from agwctl.ollama.client import Client, OllamaError

    try:
        with Client(where, timeout=timeout, api_key=os.environ.get("OLLAMA_API_KEY")) as client:
            return Source(title, names(client), meant=meant)
    except OllamaError as error:
        return Source(title, problem=error.cause or error.text)
    except ValueError as error:
        return Source(title, problem=f"{where.url}: {error}")


def _of_command(program: str, where: Address, timeout: float) -> Source:
    from agwctl.models.parity import Source

    environ = os.environ | {"OLLAMA_HOST": where.url}
    try:
        done = subprocess.run(
            [program, "list"], env=environ, capture_output=True, encoding="utf-8", errors="replace", timeout=timeout
        )
    except subprocess.TimeoutExpired:
        return Source("ollama list", problem=f"{program} is not done within {timeout:g} s")
    except OSError as error:
        return Source("ollama list", problem=f"{program}: {error.strerror}")
    if done.returncode:
        return Source("ollama list", problem=(done.stderr.splitlines() or [f"exit code {done.returncode}"])[-1])
    return Source("ollama list", tuple(line.split()[0] for line in done.stdout.splitlines()[1:] if line.strip()))
