"""Starting, restarting and stopping Ollama."""

from __future__ import annotations

from shlex import quote

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.doctor.fixes.container import container_name
from agwctl.doctor.fixes.place import Commands, for_install, titled
from agwctl.doctor.fixes.shell import one_line
from agwctl.doctor.install import Install, install_of

__all__ = [
    "WINDOWS_START",
    "WINDOWS_STOP",
    "end_process",
    "own_process",
    "restart",
    "restart_commands",
    "start",
    "stop",
    "unit",
]

WINDOWS_STOP = "Stop-Process -Name 'ollama app','ollama' -Force -ErrorAction SilentlyContinue"
WINDOWS_START = 'Start-Process "$env:LOCALAPPDATA\\Programs\\Ollama\\ollama app.exe"'
_MACOS_QUIT = "osascript -e 'quit app \"Ollama\"'"


def unit(facts: Facts) -> str:
    """The systemd unit's name as a word of a shell; of another machine the usual one."""
    name = known_or(facts.service, Service()).name if facts.server.is_here else ""
    return quote(one_line(name).removesuffix(".service") or "ollama")


def own_process(facts: Facts) -> Process | None:
    """The Ollama behind the server's port, else the only one there is."""
    sockets = known_or(facts.sockets, Sockets())
    port = facts.server.server.address.port
    holders = [each.process for each in sockets.of_ollama() if each.port == port and each.process is not None]
    found = holders or [each for each in sockets.ollamas if "serve" in each.command]
    return found[0] if facts.server.is_here and (holders or len(found) == 1) else None


def end_process(facts: Facts, process: Process) -> str:
    """Another user's process is ended by root."""
    me = facts.environment.get("USER", "")
    return f"kill {process.pid}" if not process.user or process.user == me else f"sudo kill {process.pid}"


def start(facts: Facts) -> Fix:
    return for_install(facts, "start Ollama", {
        Install.LINUX_SYSTEMD: lambda facts: (f"sudo systemctl enable --now {unit(facts)}",),
        Install.LINUX_MANUAL: ("ollama serve",),
        Install.DOCKER: lambda facts: (f"docker start {container_name(facts)}",),
        Install.MACOS_APP: ("open -a Ollama",),
        Install.MACOS_BREW: ("brew services start ollama",),
        Install.WINDOWS_APP: (WINDOWS_START,),
    })  # fmt: skip


def restart(facts: Facts) -> Fix:
    return Fix(titled(facts, "restart Ollama"), restart_commands(facts), install_of(facts).value)


def restart_commands(facts: Facts) -> Commands:
    return for_install(facts, "", {
        Install.LINUX_SYSTEMD: lambda facts: (f"sudo systemctl restart {unit(facts)}",),
        Install.LINUX_MANUAL: lambda facts: (*_end_own(facts), "ollama serve"),
        Install.DOCKER: lambda facts: (f"docker restart {container_name(facts)}",),
        Install.MACOS_APP: (_MACOS_QUIT, "open -a Ollama"),
        Install.MACOS_BREW: ("brew services restart ollama",),
        Install.WINDOWS_APP: (WINDOWS_STOP, WINDOWS_START),
    }).commands  # fmt: skip


def stop(facts: Facts) -> Fix:
    return for_install(facts, "stop Ollama", {
        Install.LINUX_SYSTEMD: lambda facts: (f"sudo systemctl stop {unit(facts)}",),
        Install.LINUX_MANUAL: lambda facts: _end_own(facts) or ("pkill -x ollama",),
        Install.DOCKER: lambda facts: (f"docker stop {container_name(facts)}",),
        Install.MACOS_APP: (_MACOS_QUIT,),
        Install.MACOS_BREW: ("brew services stop ollama",),
        Install.WINDOWS_APP: (WINDOWS_STOP,),
    })  # fmt: skip


def _end_own(facts: Facts) -> Commands:
    process = own_process(facts)
    return () if process is None else (end_process(facts, process),)
