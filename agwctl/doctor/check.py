"""What a check is: a statement that should hold, and a pure function of facts that tells whether it does."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, IntEnum, StrEnum
from typing import NamedTuple, Protocol

from agwctl.doctor.facts.facts import Facts

__all__ = [
    "Check",
    "CheckModule",
    "Finding",
    "Fix",
    "Link",
    "Part",
    "Scope",
    "Status",
    "failed",
    "not_needed",
    "noted",
    "passed",
    "warned",
]


class Part(StrEnum):
    """The links of the chain as it is drawn, in its order."""

    CLIENT = "client"
    GATEWAY = "gateway"
    NETWORK = "network"
    OLLAMA = "ollama"
    MODEL = "model"
    HARDWARE = "hardware"


class Link(IntEnum):
    """The order of blame: of two broken links the one further up here is told, the other may be its consequence."""

    NAME = 1
    PROXY = 2
    ROUTE = 3
    LISTENER = 4
    IDENTITY = 5
    PROTOCOL = 6
    GUARD = 7
    VERSION = 8
    MODEL = 9
    CAPABILITY = 10
    MEMORY = 11
    PLACEMENT = 12
    CONTEXT = 13
    QUEUE = 14
    GATEWAY = 15
    CLIENT = 16

    @property
    def part(self) -> Part:
        return _PARTS[self]


_PARTS = {
    **dict.fromkeys((Link.NAME, Link.PROXY, Link.ROUTE), Part.NETWORK),
    **dict.fromkeys((Link.LISTENER, Link.IDENTITY, Link.PROTOCOL, Link.GUARD, Link.VERSION), Part.OLLAMA),
    **dict.fromkeys((Link.MODEL, Link.CAPABILITY), Part.MODEL),
    **dict.fromkeys((Link.MEMORY, Link.PLACEMENT, Link.CONTEXT, Link.QUEUE), Part.HARDWARE),
    Link.GATEWAY: Part.GATEWAY,
    Link.CLIENT: Part.CLIENT,
}


class Status(StrEnum):
    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    UNKNOWN = "unknown"
    CRASH = "crash"


class Scope(Enum):
    """How often a check is run."""

    SERVER = "for each server"
    ONCE = "once"


class Fix(NamedTuple):
    """What mends it here: a block to paste, and whom it is for."""

    title: str
    commands: tuple[str, ...] = ()
    """Lines to paste as they are; a fix that is done by hand has none, its title says what to do."""
    platform: str = "any"
    """linux-systemd, linux-manual, docker, macos-app, macos-brew, windows-app, wsl, any, …"""
    is_besides: bool = False
    """Whether it is to be done as well, and not in place of the one before."""


class Finding(NamedTuple):
    """What a check found."""

    status: Status
    summary: str
    """One sentence, with what was seen; no full stop at its end."""
    ids: tuple[str, ...] = ()
    """The entries of the catalogue of failures, the one that is meant first."""
    evidence: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()


class Check(NamedTuple):
    """The declaration of a check."""

    id: str
    link: Link
    statement: str
    """What should hold; `{server}` and `{gateway}` stand for their addresses."""
    ids: tuple[str, ...]
    """Entries of the catalogue of failures that it can find."""
    needs: tuple[str, ...] = ()
    """Checks that have to pass, or to warn, before this one means something."""
    scope: Scope = Scope.SERVER
    matters: bool = True
    """False for side information: when it cannot be told, all that matters may be well all the same."""
    only_deep: bool = False
    """Whether it is about a generation, for which somebody has to ask (--deep); else it is not among the checks."""


class CheckModule(Protocol):
    """A file of `checks/`."""

    META: Check

    def run(self, facts: Facts) -> Finding:
        """Raises: CannotTell."""


def passed(summary: str, evidence: Iterable[str] = ()) -> Finding:
    return Finding(Status.PASS, summary, (), tuple(evidence))


def not_needed(summary: str) -> Finding:
    """There is nothing here that it could be about, such as a gateway."""
    return Finding(Status.SKIP, summary)


def noted(id: str, summary: str, evidence: Iterable[str] = (), fixes: Iterable[Fix] = ()) -> Finding:
    """It holds, and there is something to know about it."""
    return Finding(Status.PASS, summary, (id,), tuple(evidence), tuple(fixes))


def warned(id: str, summary: str, evidence: Iterable[str] = (), fixes: Iterable[Fix] = ()) -> Finding:
    """It works now and is slow, wrong at times, or will fail some day."""
    return Finding(Status.WARN, summary, (id,), tuple(evidence), tuple(fixes))


def failed(id: str, summary: str, evidence: Iterable[str] = (), fixes: Iterable[Fix] = ()) -> Finding:
    return Finding(Status.FAIL, summary, (id,), tuple(evidence), tuple(fixes))
