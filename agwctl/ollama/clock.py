"""Time as the stand-in sees it: injectable, so that tests need not wait."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from agwctl.http.failure import ClientGone
from agwctl.http.message import Hangup

__all__ = ["GLANCE", "Clock", "Pace", "local_time", "utc_time"]

GLANCE = 0.05
"""Seconds between two looks at whether a client is still there."""


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` in nanoseconds since 1970, `sleep` in seconds."""

    now: Callable[[], int] = time.time_ns
    sleep: Callable[[float], None] = time.sleep

    def wait(self, seconds: float, hangup: Hangup | None) -> None:
        """Sleep for a client; without an end when `seconds` is infinite.

        Raises: ClientGone as soon as it has left, at once when there is none that could end an endless wait.
        """
        if hangup is None and seconds == math.inf:
            raise ClientGone
        while seconds > 0:
            if hangup is not None and hangup.gone():
                raise ClientGone
            nap = min(seconds, GLANCE)
            self.sleep(nap)
            seconds -= nap


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a model is; the defaults answer at once."""

    load_seconds: float = 0.0
    prompt_tokens_per_second: float = float("inf")
    tokens_per_second: float = float("inf")


def utc_time(nanoseconds: int) -> str:
    """RFC 3339 with up to nine digits of a second: `2026-11-25T01:25:35.992156972Z`."""
    return _digits(time.gmtime(nanoseconds // 10**9), nanoseconds) + "Z"


def local_time(nanoseconds: int) -> str:
    """The same with the offset that is in force here at that instant."""
    moment = time.localtime(nanoseconds // 10**9)
    minutes = moment.tm_gmtoff // 60
    if not minutes:
        return _digits(moment, nanoseconds) + "Z"
    hours, minutes = divmod(abs(minutes), 60)
    return f"{_digits(moment, nanoseconds)}{'+' if moment.tm_gmtoff > 0 else '-'}{hours:02}:{minutes:02}"


def _digits(moment: time.struct_time, nanoseconds: int) -> str:
    fraction = f".{nanoseconds % 10**9:09}".rstrip("0").rstrip(".")
    return time.strftime("%Y-%m-%dT%H:%M:%S", moment) + fraction
