"""`agwctl schema`: what editors need to know about configurations."""

from __future__ import annotations

from agwctl.cli.console import Console
from agwctl.errors import ExitCode

__all__ = ["EXAMPLES", "run"]

EXAMPLES = """
agwctl schema > agentgateway.schema.json
then, as the first line of agentgateway.yaml:
# yaml-language-server: $schema=agentgateway.schema.json
"""


def run() -> int:
    """Print the JSON Schema (2020-12) of configurations, for completion and checks while you type."""
    import json

    from agwctl.config.schema import schema

    Console().result(json.dumps(schema(), indent=2, ensure_ascii=False))
    return ExitCode.OK
