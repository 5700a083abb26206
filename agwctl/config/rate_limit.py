"""The policies `localRateLimit` and `remoteRateLimit`: how many requests or tokens are let through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from agwctl.config import conditional
from agwctl.config.auth import Server
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull
from agwctl.config.types import U64, Duration, Untagged
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding

RateLimitUnit: TypeAlias = Literal["requests", "tokens"]


class RateLimit(Model):
    """A bucket that is full at first; what finds it empty is refused."""

    max_tokens: U64 = 0
    """What the bucket holds; nothing gets through a bucket of 0."""
    tokens_per_fill: U64 = 0
    """What is put back each time."""
    fill_interval: Duration
    """The time between two times."""
    type: RateLimitUnit = "requests"
    """What takes from the bucket: each request, or the tokens of a model's prompt and answer."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports a bucket that is smaller than what is put into it."""
        if self.tokens_per_fill > self.max_tokens:
            message = "max tokens cannot be less than the refill amount"
            place = "tokens_per_fill" if "max_tokens" not in self.given() else "max_tokens"
            yield Finding(codes.OUT_OF_RANGE, self.node(place), message, "raise maxTokens, or lower tokensPerFill")


class RateLimitCase(RateLimit):
    """One of several, with the condition under which it is the one."""

    is_open = True

    condition: Expression | None = None
    """What must be true; without it the entry is for all that is left."""


class ConditionalRateLimit(Model):
    """A choice between several buckets."""

    or_list = "conditional"

    conditional: list[RateLimitCase]
    """The first entry whose condition is true counts."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports conditions of which some can never count; no entry at all is no limit here."""
        return conditional.mistakes(self) if self.conditional else iter(())


LocalRateLimit: TypeAlias = Annotated[list[RateLimit] | ConditionalRateLimit, Untagged("LocalRateLimitPolicy")]
"""Buckets that a request must all find filled, or a choice between several."""


class DescriptorValue(Model):
    """A key of a descriptor with an expression for its value."""

    is_open = True

    key: str
    """The key."""
    value: Expression
    """An expression for its value."""


class Descriptor(Model):
    """What the rate limit service is asked about."""

    entries: list[DescriptorValue]
    """Keys and values; a value that fails leaves the whole descriptor out."""
    type: RateLimitUnit = "requests"
    """What is counted."""
    cost: Expression | None = None
    """How much a request counts; 1 when absent."""
    limit_override: Expression | None = None
    """A limit in place of the service's own."""


class RemoteRateLimitRules(Server):
    """The rate limit service, and what it is asked."""

    domain: str
    """The service's name for the set of its rules."""
    descriptors: list[Descriptor]
    """What it is asked about."""
    failure_mode: Literal["failClosed", "FailClosed", "failOpen", "FailOpen"] = "failClosed"
    """Whether requests are refused or let through when it does not answer."""


class RemoteRateLimitCase(RemoteRateLimitRules):
    """One of several, with the condition under which it is the one."""

    is_open = True

    condition: Expression | None = None
    """What must be true; without it the entry is for all that is left."""


class RemoteRateLimit(RemoteRateLimitRules):
    """A service that decides over rates, or a choice between several."""

    instead = "conditional"

    conditional: Annotated[list[RemoteRateLimitCase], NotNull()] | None = None
    """The first entry whose condition is true counts."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports conditions of which some can never count."""
        return conditional.mistakes(self)
