"""Services of others that judge prompts and answers."""

from __future__ import annotations

from agwctl.config.auth import TargetPolicies
from agwctl.config.model import Model
from agwctl.config.types import I32


class Moderation(Model):
    """OpenAI's moderation."""

    model: str | None = None
    """The model that judges; `omni-moderation-latest` when absent."""
    policies: TargetPolicies | None = None
    """How it is connected to."""


class BedrockGuardrails(Model):
    """AWS Bedrock Guardrails."""

    guardrail_identifier: str
    """The guardrail."""
    guardrail_version: str
    """Its version."""
    region: str
    """Its region."""
    policies: TargetPolicies | None = None
    """How it is connected to, and with which credentials; those of the environment when absent."""


class GoogleModelArmor(Model):
    """Google's Model Armor."""

    template_id: str
    """The template."""
    project_id: str
    """The project."""
    location: str | None = None
    """The region; `us-central1` when absent."""
    policies: TargetPolicies | None = None
    """How it is connected to, and with which credentials; those of the environment when absent."""


class AnalyzeText(Model):
    """Looks for hate, self-harm, sex, violence, and words of lists."""

    severity_threshold: I32 | None = None
    """How bad it must be."""
    api_version: str | None = None
    """The API's version."""
    blocklist_names: list[str] | None = None
    """Lists of words."""
    halt_on_blocklist_hit: bool | None = None
    """Whether a word of a list ends the search."""


class DetectJailbreak(Model):
    """Looks for attempts to break out of the instructions; prompts only."""

    api_version: str | None = None
    """The API's version."""


class AzureContentSafety(Model):
    """Azure AI Content Safety."""

    endpoint: str
    """Its host name."""
    policies: TargetPolicies | None = None
    """How it is connected to, and with which credentials; those of the environment when absent."""
    analyze_text: AnalyzeText | None = None
    """Looks for hate, self-harm, sex, violence, and words of lists."""
    detect_jailbreak: DetectJailbreak | None = None
    """Looks for attempts to break out of the instructions."""
