"""Guards that look at prompts and answers, and may mask or refuse them."""

from __future__ import annotations

from typing import ClassVar, Literal

from agwctl.config.expression import Expression
from agwctl.config.guard_service import AzureContentSafety, BedrockGuardrails, GoogleModelArmor, Moderation
from agwctl.config.header_modifier import HeaderModifier
from agwctl.config.match import HeaderMatch
from agwctl.config.model import Model, OneOf
from agwctl.config.target import Target
from agwctl.config.types import ByteText, Pattern, Status

REFUSAL = b"The request was rejected due to inappropriate content"


class Rejection(Model):
    """The answer to what is refused."""

    body: ByteText = REFUSAL
    """Its body."""
    status: Status = 403
    """Its status."""
    headers: HeaderModifier | None = None
    """Changes to its headers."""


class RegexRule(OneOf):
    """What is looked for."""

    untagged = "RegexRule"

    builtin: Literal["ssn", "creditCard", "phoneNumber", "email", "caSin"] | None = None
    """A kind of personal data."""
    pattern: Pattern | None = None
    """A regular expression."""


class RegexGuard(Model):
    """Looks for text."""

    action: Literal["mask", "reject"] = "mask"
    """What becomes of what is found: replaced, or refused with all the rest."""
    rules: list[RegexRule]
    """What is looked for."""


class Webhook(Model):
    """Asks a server of yours."""

    target: Target
    """The server."""
    headers: dict[str, Expression] = {}
    """Headers of the question; `:path`, `:method` and `:authority` change the request line."""
    forward_header_matches: list[HeaderMatch] = []
    """Which of the client's headers are passed on."""
    failure_mode: Literal["failClosed", "failOpen"] = "failClosed"
    """What becomes of a request when the server does not answer."""


class ResponseGuard(OneOf):
    """A guard that looks at answers."""

    beside = ("rejection",)
    flattened = "ResponseGuardKind"
    removed: ClassVar = {
        "kind": "`kind` is gone, its content stands here: no variant of enum ResponseGuardKind found in flattened data"
    }

    rejection: Rejection = Rejection()
    """The answer to what is refused."""
    regex: RegexGuard | None = None
    """Looks for text."""
    webhook: Webhook | None = None
    """Asks a server of yours."""
    bedrock_guardrails: BedrockGuardrails | None = None
    """Asks AWS Bedrock Guardrails."""
    google_model_armor: GoogleModelArmor | None = None
    """Asks Google's Model Armor."""
    azure_content_safety: AzureContentSafety | None = None
    """Asks Azure AI Content Safety."""


class RequestGuard(ResponseGuard):
    """A guard that looks at prompts."""

    flattened = "RequestGuardKind"
    removed: ClassVar = {}

    open_ai_moderation: Moderation | None = None
    """Asks OpenAI's moderation."""


class PromptGuard(Model):
    """Guards, one after the other."""

    streaming: Literal["Disabled", "Enabled"] = "Disabled"
    """Whether the answers' guards look at streams as well."""
    request: list[RequestGuard] = []
    """Guards that look at prompts."""
    response: list[ResponseGuard] = []
    """Guards that look at answers."""
