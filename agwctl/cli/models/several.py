"""`agwctl models list -f`: the models of all servers that a configuration names."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agwctl.cli.console import Console
from agwctl.cli.models.configuration import client_for, configured_by
from agwctl.diagnostics.printable import printable
from agwctl.errors import ExitCode

if TYPE_CHECKING:
    from agwctl.models.several import Server

__all__ = ["list_several"]


def list_several(
    console: Console,
    file: Path,
    ollama: str | None,
    prefix: str,
    filters: Sequence[tuple[str, str]],
    sort: str | None,
    timeout: float,
    format: str,
) -> int:
    """Lists what answers within `timeout` seconds; one that does not is a line on stderr, and exit code 4."""
    from agwctl.models.configured import by_server
    from agwctl.models.several import list_each, several_json, several_table

    if ollama is not None:
        console.warn(f"--ollama is not used: {file} says which servers are asked")
    wanted = by_server(configured_by(file, console))
    connect = client_for(timeout, {server for server, named in wanted.items() if any(each.is_ollama for each in named)})
    servers = [_chosen(each, prefix, filters, sort) for each in list_each(wanted, connect, timeout)]
    if format == "json":
        console.document(several_json(servers, timeout))
    elif any(server.error is None for server in servers):
        console.result(several_table(servers, time.time_ns()))
    silent = [server for server in servers if server.error is not None]
    for server in silent:
        console.note(printable(_remark(server, timeout)))
    return ExitCode.OK if all(server.is_passed_over for server in silent) else ExitCode.INCOMPLETE


def _remark(server: Server, timeout: float) -> str:
    reason = server.reason(timeout) or ""
    return f"{reason}: passed over" if server.is_passed_over else server.complaint(timeout)


def _chosen(server: Server, prefix: str, filters: Sequence[tuple[str, str]], sort: str | None) -> Server:
    from agwctl.models.listing import chosen, sorted_by

    return replace(server, models=tuple(sorted_by(chosen(server.models, prefix, filters), sort)))
