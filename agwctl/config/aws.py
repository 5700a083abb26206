"""Backends at AWS."""

from __future__ import annotations

from agwctl.config.model import Model, OneOf


class AgentCore(Model):
    """A runtime of Bedrock AgentCore."""

    agent_runtime_arn: str
    """`arn:aws:bedrock-agentcore:REGION:ACCOUNT:runtime/ID`."""
    qualifier: str | None = None
    """The version or alias of the runtime."""


class AwsBackend(OneOf):
    """A service of AWS."""

    agent_core: AgentCore | None = None
    """A runtime of Bedrock AgentCore."""
