"""How Ollama is installed and started here, and what it wrote to its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["DropIn", "Log", "Manager", "Service"]

Manager = Literal["systemd", "launchd", "brew", "macos-app", "windows-app", "docker", "none"]


@dataclass(frozen=True, slots=True)
class DropIn:
    """A file that adds to a systemd unit."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Service:
    """What starts Ollama on this machine."""

    manager: Manager = "none"
    """`none`: nothing but a person who types `ollama serve`."""
    name: str = "ollama"
    """Of the unit, the brew formula or the container."""
    active: str = ""
    """systemd's ActiveState (active, inactive, failed, activating); of others `active` or `inactive`."""
    sub_state: str = ""
    result: str = ""
    """systemd's Result: success, exit-code, signal, oom-kill."""
    user: str = ""
    environment: Mapping[str, str] | None = None
    """What the manager gives to it; None when that is not readable."""
    unread_files: tuple[str, ...] = ()
    """Files of systemd's EnvironmentFile= that are there and not ours to read; `environment` lacks what they set."""
    drop_ins: tuple[DropIn, ...] = ()
    needs_reload: bool = False
    main_pid: int = 0
    """Of the server, whoever started it; 0 when none runs, or none that is seen."""
    program: str = ""
    """Path of the `ollama` program that is installed; empty when there is none."""
    protect_home: str = ""
    """systemd's ProtectHome: with `yes` or `tmpfs` the service sees nothing below /home and /root."""


@dataclass(frozen=True, slots=True)
class Log:
    """The last lines of Ollama's log, oldest first."""

    source: str
    """`journalctl -u ollama`, or a file."""
    lines: tuple[str, ...] = ()
