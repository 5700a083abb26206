"""Which configuration a verb runs, and loading it or saying all that is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from agwctl.cli.console import Console
from agwctl.errors import InputError, UsageError

if TYPE_CHECKING:
    from agwctl.config.root import Config
    from agwctl.diagnostics.diagnostic import Diagnostic
    from agwctl.ollama.address import Address
    from agwctl.source.node import Source

__all__ = ["CANDIDATES", "find", "for_ollama", "load_or_fail", "not_valid"]

CANDIDATES = ("agentgateway.yaml", "agentgateway.yml", "config.yaml")


def find(file: Path | None, text: str | None, folder: Path) -> tuple[str, str] | None:
    """(path as shown, text) of the configuration to run; None when there is none.

    A file that is named comes before the first of `CANDIDATES` in `folder`. Raises: InputError, UsageError.
    """
    if file is not None and text is not None:
        raise UsageError("only one of --config or --file", "give the configuration once")
    if text is not None:
        return "<config>", text
    if file is None:
        file = next((folder / name for name in CANDIDATES if (folder / name).is_file()), None)
        if file is None:
            return None
        file = file.relative_to(folder)
    from agwctl.config.text import read_text, text_of

    if str(file) == "-":
        return "<stdin>", text_of(sys.stdin.buffer.read(), "<stdin>")
    return str(file), read_text(folder / file)


def for_ollama(where: Address) -> tuple[str, str]:
    """The same for the guide's basic configuration, in front of that Ollama.

    Raises: InputError for an address that it has no form for.
    """
    from agwctl.cli.guide import basic

    if where.host == "::1":
        where = where._replace(host="localhost")
    if where.scheme != "http" or where.path or ":" in where.host:
        part = "https" if where.scheme != "http" else "a path" if where.path else "an IPv6 address"
        raise InputError(
            f"{where.url}: without a configuration file the gateway goes to http://NAME:PORT only, not to {part}",
            "name Ollama so with --ollama, or write a configuration (-f)",
        )
    return "the guide's basic configuration", basic(where.authority)


def load_or_fail(path: str, text: str, environ: Mapping[str, str], console: Console) -> Config:
    """Load a configuration that must be valid, served whole, and lead to somebody else than the gateway itself.

    Raises: InputError after everything that is wrong has been shown on stderr.
    """
    from agwctl.config.load import load_text

    loaded = load_text(text, path, environ)
    blocking = loaded.errors or loaded.not_served
    if not blocking and loaded.config is not None:
        _refuse_to_call_itself(path, loaded.config, loaded.source, console)
        return loaded.config
    if loaded.errors:
        raise not_valid(path, blocking, console)
    _show(path, blocking, console)
    keys = ", ".join(dict.fromkeys(diagnostic.pointer for diagnostic in loaded.not_served))
    raise InputError(
        f"{path} uses what this build of agwctl does not run yet: {keys}",
        "nothing is started, because ignoring a policy could leave a door open; take it out to run the rest",
    )


def not_valid(path: str, diagnostics: list[Diagnostic], console: Console) -> InputError:
    """The error to raise; what is wrong has been shown on stderr."""
    _show(path, diagnostics, console)
    return InputError(
        f"{path} is not a valid configuration",
        None if path.startswith("<") else f"agwctl validate {path} shows the same",
    )


def _show(path: str, diagnostics: list[Diagnostic], console: Console) -> None:
    from agwctl.diagnostics.human import render
    from agwctl.diagnostics.report import FileReport, Report

    told = Report((FileReport(path, "gateway", "checked", None, tuple(diagnostics)),))
    console.note(render(told, colour=console.err_colour))


def _refuse_to_call_itself(path: str, config: Config, source: Source, console: Console) -> None:
    """Ends the start of a gateway whose requests would come back to it until nothing moves any more."""
    from agwctl.config.names import LLM_PORT, OLLAMA_PORT

    ports = {bind.port for bind in config.binds} | {gateway.port for gateway in config.gateways.values()}
    if config.llm is not None:
        ports.add(config.llm.port or LLM_PORT)
    # Upstreams are written HOST:PORT, if their port is not a usual one: where there is none, no rule need be loaded.
    if not any(port in (80, 443, OLLAMA_PORT) or f":{port}" in source.parsed for port in ports):
        return
    from agwctl.compat import GUIDE
    from agwctl.diagnostics.locate import locate
    from agwctl.lint.rule import LintContext
    from agwctl.lint.rules import calls_itself

    found = locate(calls_itself.check(LintContext(config, config.node(), source, GUIDE)), config.node(), source)
    if found:
        _show(path, found, console)
        raise InputError(f"{path}: the gateway would call itself", "nothing is started; give it another port")
