"""`agwctl simulate`: play Ollama on a port."""

from __future__ import annotations

from typing import Annotated

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import Quiet
from agwctl.errors import ExitCode, UnavailableError

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl simulate                               a stand-in where Ollama would be
agwctl simulate --port 11435                  beside a real one
OLLAMA_HOST=127.0.0.1:11435 ollama list       what it has
"""


def run(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 11434,
    listen: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    tokens_per_second: Annotated[float, typer.Option(min=0.1, help="How fast its models answer.")] = 60.0,
    quiet: Quiet = False,
) -> int:
    """Play Ollama, without a model: made-up answers in the real one's form. The request log goes to stdout."""
    import dataclasses

    from agwctl.cli.signals import wait_for_stop
    from agwctl.ollama.simulator import Simulator
    from agwctl.ollama.stand_in import READABLE, StandIn

    console = Console(quiet=quiet)
    simulator = Simulator(pace=dataclasses.replace(READABLE, tokens_per_second=tokens_per_second))
    try:
        stand_in = StandIn(listen, port, simulator=simulator, log=console.result)
    except UnavailableError as error:
        free = "agwctl simulate --port 0"
        raise UnavailableError(error.message, f"take another port (0 is a free one): {free}") from None
    stand_in.start()
    console.note(f"a stand-in for Ollama listens on {stand_in.url} (^C ends it)")
    names = [str(model.name) for model in simulator.engine.store.newest_first()]
    console.note(f"models: {', '.join(names)}; the answers are made up")
    wait_for_stop()
    stand_in.stop(patience=1.0)
    return ExitCode.OK
