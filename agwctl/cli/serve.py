"""`agwctl serve`: run a gateway configuration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agwctl.cli.console import Console
from agwctl.cli.options import CompatMode, ConfigFile, ConfigText, OllamaUrl, Quiet
from agwctl.errors import ExitCode, UnavailableError, UsageError

if TYPE_CHECKING:
    from agwctl.ollama.address import Address
    from agwctl.ollama.simulator import Simulator
    from agwctl.ollama.stand_in import StandIn

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl serve                                  the guide's gateway on 127.0.0.1:3000 in front of Ollama
agwctl serve -f agentgateway.yaml             a configuration of your own
agwctl serve --compat 1.4 -f agentgateway.yaml    exactly what agentgateway 1.4.1 does
agwctl serve --simulate                       without Ollama: a stand-in answers
agwctl serve --simulate=scenario.yaml         one with other models, answers, speeds, troubles
"""

MOST_SOCKETS = 20_480
"""Twice the connections that a server takes, one on each side, and some."""


def run(
    file: ConfigFile = None,
    config: ConfigText = None,
    compat: CompatMode = "guide",
    ollama: OllamaUrl = None,
    simulate: Annotated[
        bool,
        typer.Option("--simulate", help="Answer from a stand-in Ollama in this process; --simulate=FILE as below."),
    ] = False,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE", help="The same, and what it plays; or --simulate=FILE."),
    ] = None,
    listen: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="IP address of the data ports; all interfaces with a configuration."),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Most requests that wait for an answer at once.")] = 512,
    validate_only: Annotated[bool, typer.Option("--validate-only", help="Check the configuration and stop.")] = False,
    quiet: Quiet = False,
) -> int:
    """Run a gateway configuration: the access log goes to stdout, everything else to stderr."""
    import gc
    import os

    gc.disable()  # much is made while starting, nothing of it is garbage

    from agwctl.cli.banner import banner, warnings
    from agwctl.cli.config_source import find, for_ollama, load_or_fail
    from agwctl.cli.signals import stop_on_signal, wait_for_stop
    from agwctl.compat import MODES
    from agwctl.ollama.address import effective_address

    console = Console(quiet=quiet)
    simulate = simulate or scenario is not None
    where = effective_address(ollama, os.environ)
    listen = _address(listen)
    found = find(file, config, Path.cwd())
    if found is None:
        found, listen = for_ollama(where), listen or "127.0.0.1"
    elif ollama is not None and not simulate:
        console.warn(f"--ollama is not used: {found[0]} says where requests go")
    path, text = found
    loaded = load_or_fail(path, text, os.environ, console)
    if validate_only:
        console.result("Configuration is valid!")
        return ExitCode.OK

    from agwctl.cli.scenario import simulator
    from agwctl.proxy.gateway import Gateway, GatewayOptions

    playing = simulator(scenario, console, bind=where.host) if simulate else None
    options = GatewayOptions(MODES[compat], _write_line, console.warn, listen=listen, threads=threads)
    _allow_many_sockets()
    gateway = Gateway(loaded, options)
    stand_in = None if playing is None else _stand_in(where, playing)
    stop_on_signal(gateway.stop_asked)  # from here on there is something to end well
    gateway.open()
    _collect_no_more()
    for line in banner(gateway, path, compat, listen):
        console.note(line)
    _remark(console, where, stand_in, warnings(gateway, listen))
    wait_for_stop(gateway.stop_asked)
    gateway.stop()
    if stand_in is not None:
        stand_in.stop()
    return ExitCode.OK


def _remark(
    console: Console, where: Address, stand_in: StandIn | None, warnings: Iterable[tuple[str, str | None]]
) -> None:
    """Say what the banner does not: who answers, and what may surprise."""
    if stand_in is not None:
        console.note(f"a stand-in plays Ollama at {stand_in.url}: no model runs, its answers are made up")
    if where.warning is not None:
        console.warn(where.warning)
    for warning, hint in warnings:
        console.warn(warning, hint)


def _address(text: str | None) -> str | None:
    """What `--listen` names. Raises: UsageError."""
    from ipaddress import ip_address

    if not text or text == "localhost":
        return "127.0.0.1" if text else None
    try:
        return str(ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        hint = "give one of this machine without a port, such as 127.0.0.1 or ::; ports stand in the configuration"
        raise UsageError(f"--listen {text}: not an IP address", hint) from None


def _stand_in(where: Address, playing: Simulator) -> StandIn:
    """Start the stand-in where Ollama would be. Raises: UnavailableError when something is there already."""
    from agwctl.ollama.stand_in import StandIn

    try:
        stand_in = StandIn(where.host, where.port, simulator=playing)
    except UnavailableError as error:
        hint = "leave --simulate out if Ollama is running there, or name another address with --ollama"
        raise UnavailableError(f"the stand-in for Ollama: {error.message}", hint) from error
    stand_in.start()
    return stand_in


def _allow_many_sockets() -> None:
    """Raise the soft limit on open files, often 256 or 1,024, to what the process may have without being asked."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_SOCKETS if hard == resource.RLIM_INFINITY else min(hard, MOST_SOCKETS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _collect_no_more() -> None:
    """Put what is loaded out of the collector's sight: it lives as long as the process."""
    import gc

    gc.collect()
    gc.freeze()
    gc.enable()


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
