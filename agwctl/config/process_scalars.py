"""Values of the section `config` that have a syntax of their own."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from agwctl.config.types import Parsed
from agwctl.diagnostics import codes

__all__ = ["SessionKey", "WorkerThreads", "session_key", "worker_threads"]

KEY_BYTES = 32
_NUMBER = re.compile(r"\+?\d+")


def worker_threads(text: str) -> str:
    """A number of threads, or a share of the processors.

    Raises: ValueError with agentgateway's own text.
    """
    if not text.endswith("%"):
        if not _NUMBER.fullmatch(text):
            raise ValueError("invalid number: invalid digit found in string")
        return text
    try:
        share = float(text.removesuffix("%"))
    except ValueError:
        raise ValueError("invalid percentage: invalid float literal") from None
    if not 0 < share <= 100:
        raise ValueError("percentage must be between 0 and 100")
    return text


def session_key(text: str) -> bytes:
    """The bytes of a key; no message holds any of it.

    Raises: ValueError when it is not a key for AES-256.
    """
    if not re.fullmatch(r"([0-9a-fA-F]{2})*", text):
        raise ValueError("it is not made of pairs of hexadecimal digits")
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES:
        raise ValueError(f"it has {len(key)} bytes, {KEY_BYTES} are needed")
    return key


WorkerThreads: TypeAlias = Annotated[
    str,
    Parsed(
        worker_threads,
        codes.BAD_SETTING,
        "a number of threads, or a share of the processors such as 50%",
        "invalid WORKER_THREADS/config.workerThreads: ",
        "a string or an integer",
        (str, int),
    ),
]
SessionKey: TypeAlias = Annotated[
    bytes,
    Parsed(
        session_key,
        codes.BAD_SETTING,
        "64 hexadecimal digits, as `openssl rand -hex 32` makes them",
        "invalid session persistence key config.session.key: ",
    ),
]
