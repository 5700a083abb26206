"""`agwctl simulate`: play Ollama on a port."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import Quiet
from agwctl.errors import ExitCode, UnavailableError, UsageError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl simulate                               a stand-in where Ollama would be
agwctl simulate --port 11435                  beside a real one
OLLAMA_HOST=127.0.0.1:11435 ollama list       what it has
agwctl simulate scenario.yaml                 other models, answers, speeds, troubles
agwctl simulate --models qwen3:8b,nomic-embed-text --vram 8G
agwctl simulate --fault oom=mistral --fault slow
"""


def run(
    scenario: Annotated[
        Path | None, typer.Argument(metavar="SCENARIO", help="What to play, a YAML file; - reads stdin.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 11434,
    listen: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    models: Annotated[
        str | None, typer.Option(metavar="NAME,…", help="The models that it has, by their names in Ollama's library.")
    ] = None,
    version_like: Annotated[
        str | None, typer.Option("--version-like", metavar="X.Y.Z", help="The release to play. [default: 0.33.0]")
    ] = None,
    ram: Annotated[str | None, typer.Option(metavar="SIZE", help="Memory for models, such as 16G.")] = None,
    vram: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Memory of its GPUs; without any, it has none.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="What the made-up answers depend on.")] = None,
    tokens_per_second: Annotated[
        float | None, typer.Option(min=0.1, help="How fast its models answer. [default: 60]")
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[=MODEL]",
            help="What goes wrong: oom, load-fails, crash, crash-mid-stream, cut, hang, hang-mid-stream, slow, busy, "
            "overflow, unauthorized, forbidden. May be given several times.",
        ),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Play Ollama, without a model: made-up answers in the real one's form. The request log goes to stdout."""
    from agwctl.cli.scenario import simulator
    from agwctl.cli.signals import wait_for_stop
    from agwctl.ollama.stand_in import StandIn

    console = Console(quiet=quiet)
    machine = _given(ram=_memory("--ram", ram), vram=_memory("--vram", vram))
    names = None if models is None else [name.strip() for name in models.split(",") if name.strip()]
    values = _given(
        version=version_like, seed=seed, models=names, hardware=machine or None, tokens_per_second=tokens_per_second
    )
    playing = simulator(scenario, console, values, tuple(fault or ()), bind=listen)
    try:
        stand_in = StandIn(listen, port, simulator=playing, log=console.result)
    except UnavailableError as error:
        port_hint = "take another port (0 is a free one): agwctl simulate --port 0"
        raise UnavailableError(error.message, error.hint or port_hint) from None
    stand_in.start()
    console.note(f"a stand-in for Ollama listens on {stand_in.url} (^C ends it)")
    has = [str(model.name) for model in playing.engine.store.newest_first()]
    console.note(f"models: {', '.join(has) or 'none'}; the answers are made up")
    wait_for_stop()
    stand_in.stop(patience=1.0)
    return ExitCode.OK


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _memory(option: str, text: str | None) -> int | None:
    """Bytes. Raises: UsageError."""
    from agwctl.models.memory import amount

    try:
        return None if text is None else amount(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None
