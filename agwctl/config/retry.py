"""The policy `retry`: further attempts after a failure."""

from __future__ import annotations

from agwctl.config.expression import Expression
from agwctl.config.model import Model
from agwctl.config.types import Duration, NonzeroU8, Status


class Retry(Model):
    """When a request is sent again."""

    attempts: NonzeroU8 = 1
    """How often it is sent again."""
    backoff: Duration | None = None
    """The time between two attempts; none when absent."""
    codes: list[Status]
    """Statuses of answers after which it is sent again, beside failures of the connection."""
    precondition: Expression | None = None
    """What must be true of the request for it to be sent again at all."""
    condition: Expression | None = None
    """What is true of an answer after which it is sent again."""
