"""`agwctl serve`: run a gateway configuration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import CompatMode, ConfigFile, ConfigText, OllamaUrl, Quiet
from agwctl.errors import ExitCode, UnavailableError

if TYPE_CHECKING:
    from agwctl.http.server import Server
    from agwctl.proxy.gateway import Gateway

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl serve                                  the guide's gateway on 127.0.0.1:3000 in front of Ollama
agwctl serve -f agentgateway.yaml             a configuration of your own
agwctl serve --compat 1.4 -f agentgateway.yaml    exactly what agentgateway 1.4.1 does
agwctl serve --simulate                       without Ollama: a stand-in answers
"""

ZERO_CONFIG_PORT = 3000
GUIDE = """\
binds:
- port: {port}
  listeners:
  - routes:
    - policies:
        urlRewrite:
          authority:
            full: {ollama}
      backends:
      - ai:
          name: ollama
          hostOverride: {ollama}
          provider:
            openAI: {{}}
"""


def run(
    file: ConfigFile = None,
    config: ConfigText = None,
    compat: CompatMode = "guide",
    ollama: OllamaUrl = None,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Answer from a stand-in Ollama in this process.")
    ] = False,
    listen: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Address of the data ports; all interfaces with a configuration."),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Most requests that wait for an answer at once.")] = 512,
    validate_only: Annotated[bool, typer.Option("--validate-only", help="Check the configuration and stop.")] = False,
    quiet: Quiet = False,
) -> int:
    """Run a gateway configuration: the access log goes to stdout, everything else to stderr."""
    import gc

    gc.disable()  # much is made while starting, nothing of it is garbage
    import os

    from agwctl.cli.banner import banner, exposed
    from agwctl.cli.config_source import find, load_or_fail
    from agwctl.compat import MODES
    from agwctl.ollama.address import effective_address

    console = Console(quiet=quiet)
    where = effective_address(ollama, os.environ)
    found = find(file, config, Path.cwd())
    if found is None:
        found = ("the guide's basic configuration", GUIDE.format(port=ZERO_CONFIG_PORT, ollama=where.authority))
        listen = listen or "127.0.0.1"
    path, text = found
    loaded = load_or_fail(path, text, os.environ, console)
    if validate_only:
        console.result("Configuration is valid!")
        return ExitCode.OK

    from agwctl.proxy.gateway import Gateway, GatewayOptions

    options = GatewayOptions(MODES[compat], _write_line, console.warn, listen=listen, threads=threads)
    gateway = Gateway(loaded, options)
    stand_in = _simulator(where.host, where.port) if simulate else None
    gateway.open()
    gc.collect()
    gc.freeze()  # what is loaded now lives as long as the process; collections need not look at it again
    gc.enable()
    for line in banner(gateway, path, compat, listen):
        console.note(line)
    if simulate:
        console.note(f"a stand-in answers for Ollama at {where.url}: no model runs")
    if (warning := exposed(gateway, listen)) is not None:
        console.warn(*warning)
    _wait(gateway)
    gateway.stop()
    if stand_in is not None:
        stand_in.stop()
    return ExitCode.OK


def _simulator(host: str, port: int) -> Server:
    """Start the stand-in where Ollama would be. Raises: UnavailableError when something is there already."""
    from agwctl.http.listen import bind
    from agwctl.http.server import Server, ServerSettings
    from agwctl.ollama.simulator import Simulator

    try:
        listening = bind(host, port)
    except OSError as error:
        raise UnavailableError(
            f"the stand-in cannot listen on {host}:{port}: {error.strerror or error}",
            "leave --simulate out if Ollama is running there, or name another address with --ollama",
        ) from error
    server = Server(ServerSettings())
    server.listen(listening, Simulator())
    server.start()
    return server


def _wait(gateway: Gateway) -> None:
    """Return on the first INT, TERM or request to quit; a second signal ends the process at once."""
    import os
    import signal

    def asked(number: int, frame: object) -> None:
        if gateway.stop_asked.is_set():
            os._exit(ExitCode.OK)
        gateway.stop_asked.set()

    signal.signal(signal.SIGINT, asked)
    signal.signal(signal.SIGTERM, asked)
    gateway.stop_asked.wait()


def _write_line(line: bytes) -> None:
    """One line of the access log in one write, so that lines of several threads stay whole."""
    import os

    try:
        while line:
            line = line[os.write(1, line) :]
    except OSError:
        _log_is_gone()


def _log_is_gone() -> None:
    """Nobody reads the log any more (a closed pipe, a full disk): serving goes on, the log goes nowhere."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    Console().warn("the access log cannot be written to stdout any more; it is dropped from here on")
