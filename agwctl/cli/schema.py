"""`agwctl schema`: what editors need to know about configurations."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from agwctl.cli.console import Console
from agwctl.errors import ExitCode

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl schema > agentgateway.schema.json
then, as the first line of agentgateway.yaml:
# yaml-language-server: $schema=agentgateway.schema.json
agwctl schema --kind scenario > scenario.schema.json
"""


def run(
    kind: Annotated[
        Literal["gateway", "scenario"], typer.Option(help="gateway configurations, or scenarios of `agwctl simulate`.")
    ] = "gateway",
) -> int:
    """Print the JSON Schema (2020-12) of configurations, for completion and checks while you type."""
    import json

    from agwctl.config.schema import schema

    if kind == "scenario":
        from agwctl.ollama.scenario.document import Scenario

        found = schema(Scenario, "scenario of the stand-in for Ollama")
    else:
        found = schema()
    Console().result(json.dumps(found, indent=2, ensure_ascii=False))
    return ExitCode.OK
