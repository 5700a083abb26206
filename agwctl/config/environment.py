"""Environment variables that count beside the configuration, and before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agwctl.config.address import ListenAddress
from agwctl.config.duration import parse_duration

__all__ = ["READ", "mistakes", "value"]


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("provided string was not `true` or `false`")
    return text == "true"


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("invalid digit found in string")
    return int(text)


READ: dict[str, Callable[[str], Any]] = {
    "IPV6_ENABLED": _flag,
    "ADMIN_ADDR": ListenAddress.parse,
    "STATS_ADDR": ListenAddress.parse,
    "READINESS_ADDR": ListenAddress.parse,
    "CONNECTION_MIN_TERMINATION_DEADLINE": parse_duration,
    "CONNECTION_TERMINATION_DEADLINE": parse_duration,
    "TERMINATION_GRACE_PERIOD_SECONDS": _seconds,
}
"""The variables that are read, and how."""


def value(name: str, environ: Mapping[str, str]) -> Any:
    """The value of a variable of READ; None when it is not set.

    Raises: ValueError with agentgateway's own text.
    """
    text = environ.get(name)
    if text is None:
        return None
    try:
        return READ[name](text)
    except ValueError as error:
        if name.endswith("_ADDR"):
            key = name.removesuffix("_ADDR").lower() + "Addr"
            raise ValueError(f"invalid {name}/config.{key}: {error}") from None
        raise ValueError(f"invalid env var {name}={text} ({error})") from None


def mistakes(environ: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the variables."""
    for name in READ:
        try:
            value(name, environ)
        except ValueError as error:
            yield str(error)
