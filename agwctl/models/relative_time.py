"""How long ago, or from now, in `ollama`'s words. Source: ollama format/time.go."""

from __future__ import annotations

from agwctl.ollama.duration import FOREVER
from agwctl.ollama.replies import NEVER

__all__ = ["relative"]

SECOND, MINUTE, HOUR = 10**9, 60 * 10**9, 3600 * 10**9


def relative(moment: int, now: int, never: str = "Never") -> str:
    """`2 weeks ago`, `4 minutes from now`; both instants in nanoseconds since 1970."""
    if moment == NEVER:
        return never
    passed = max(-FOREVER, min(FOREVER, now - moment))  # Go's durations end after 292 years
    if -passed // HOUR // 24 // 365 > 20:
        return "Forever"
    return f"{_length(abs(passed))} {'from now' if passed < 0 else 'ago'}"


def _length(span: int) -> str:
    seconds, minutes, hours = span // SECOND, span // MINUTE, (span + HOUR // 2) // HOUR
    days = hours // 24
    table = (
        (seconds < 1, "Less than a second"),
        (seconds == 1, "1 second"),
        (seconds < 60, f"{seconds} seconds"),
        (minutes == 1, "About a minute"),
        (minutes < 60, f"{minutes} minutes"),
        (hours == 1, "About an hour"),
        (hours < 48, f"{hours} hours"),
        (hours < 24 * 7 * 2, f"{days} days"),
        (hours < 24 * 30 * 2, f"{days // 7} weeks"),
        (hours < 24 * 365 * 2, f"{days // 30} months"),
    )
    return next((text for fits, text in table if fits), f"{span // HOUR // 24 // 365} years")
