"""What can go wrong outside of what the user wrote, and the exit code of each."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["AgwctlError", "ExitCode", "InputError", "UnavailableError", "UsageError"]


class ExitCode(IntEnum):
    """What the process returns; the same whatever the output format."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    CANNOT_RUN = 3
    INCOMPLETE = 4
    BUG = 70
    INTERRUPTED = 130


class AgwctlError(Exception):
    """A failure with a message for the user; `hint` says what to do about it."""

    exit_code = ExitCode.CANNOT_RUN

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(AgwctlError):
    """A file cannot be read, or holds no valid configuration where one is needed."""


class UnavailableError(AgwctlError):
    """Something that must answer or be free is not: a port, an upstream, Ollama."""


class UsageError(AgwctlError):
    """Options that do not go together."""

    exit_code = ExitCode.USAGE
