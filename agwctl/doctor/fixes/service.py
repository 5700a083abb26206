"""Starting, restarting and stopping Ollama."""

from __future__ import annotations

from collections.abc import Mapping

from agwctl.doctor.check import Fix
from agwctl.doctor.evidence.server_settings import server_process
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.doctor.fixes.container import container_name, engine
from agwctl.doctor.fixes.drop_in import is_shown
from agwctl.doctor.fixes.place import Commands, for_install, titled, word_there
from agwctl.doctor.fixes.shell import one_line, with_variables, word
from agwctl.doctor.install import Install, install_of
from agwctl.ollama.address import DEFAULT_PORT

__all__ = [
    "WINDOWS_START",
    "WINDOWS_STOP",
    "anew",
    "end_process",
    "restart",
    "restart_commands",
    "start",
    "stop",
    "unit",
    "unit_name",
]

WINDOWS_STOP = "Stop-Process -Name 'ollama app','ollama' -Force -ErrorAction SilentlyContinue"
WINDOWS_START = 'Start-Process "$env:LOCALAPPDATA\\Programs\\Ollama\\ollama app.exe"'
_MACOS_QUIT = "osascript -e 'quit app \"Ollama\"'"


def unit(facts: Facts) -> str:
    """The systemd unit as a word of a shell."""
    return word_there(facts, unit_name(facts))


def unit_name(facts: Facts) -> str:
    """Of another machine the usual one."""
    name = "" if install_of(facts) is Install.ELSEWHERE else known_or(facts.service, Service()).name
    return one_line(name).removesuffix(".service") or "ollama"


def _own_process(facts: Facts) -> Process | None:
    """The Ollama behind the server's port, else the only one there is; those in containers are their engine's."""
    if not facts.server.is_here:
        return None
    servers = [each for each in known_or(facts.sockets, Sockets()).ollamas if "serve" in each.command]
    holder = server_process(facts) or (servers[0] if len(servers) == 1 else None)
    return None if holder is None or holder.container else holder


def end_process(facts: Facts, process: Process) -> str:
    """Ends it and waits until it has ended; another user's is ended by root."""
    sudo = "sudo " if _is_of_another(facts, process) else ""
    return f"{sudo}kill {process.pid} && tail --pid={process.pid} -f /dev/null"


def anew(facts: Facts, variables: Mapping[str, str] | None = None) -> Commands:
    """Ends the server that was started by hand, and starts it with the variables that it had, and these."""
    process = _own_process(facts)
    had = (process.environment or {}) if process is not None else _bind(facts)
    kept = {name: value for name, value in had.items() if is_shown(name, value)}
    return (*_end_own(facts), _serve(facts, {**kept, **(variables or {})}))


def _serve(facts: Facts, variables: Mapping[str, str]) -> str:
    """`ollama serve` with the variables, by the program and the user that ran it before."""
    process = _own_process(facts)
    if process is None or not _is_of_another(facts, process):
        return with_variables(facts, variables, _program(facts, process))
    given = "".join(f"{name}={word(facts, value)} " for name, value in variables.items())
    return f"sudo -H -u {word(facts, process.user)} {given}{_program(facts, process)}"


def _is_of_another(facts: Facts, process: Process) -> bool:
    user = known_or(facts.context, Context("linux")).user
    return bool(process.user and user) and process.user != user


def _program(facts: Facts, process: Process | None) -> str:
    """`ollama serve` where a shell finds that, else the words by which the process was started."""
    installed = known_or(facts.service, Service()).program
    if process is None or process.is_deleted or not process.command:
        return "ollama serve"
    path = next((each for each in (process.executable, process.command[0]) if each.rpartition("/")[2] == "ollama"), "")
    folder = path.rpartition("/")[0]
    if path and path != installed and folder not in _ON_PATH:
        return f"{word(facts, path)} serve"
    if installed or path:
        return "ollama serve"
    return " ".join(word(facts, each) for each in process.command)


_ON_PATH = ("", "/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin")


def _bind(facts: Facts) -> Mapping[str, str]:
    """What makes it listen where it is called, when that is not where it does so by itself."""
    address = facts.server.server.address
    is_usual = address.is_loopback and address.port == DEFAULT_PORT
    return {} if is_usual or not facts.server.is_here else {"OLLAMA_HOST": address.authority}


def start(facts: Facts) -> Fix:
    return for_install(facts, "start Ollama", {
        Install.LINUX_SYSTEMD: lambda facts: (f"sudo systemctl enable --now {unit(facts)}",),
        Install.LINUX_MANUAL: lambda facts: (_serve(facts, _bind(facts)),),
        Install.DOCKER: lambda facts: (f"{engine(facts)} start {container_name(facts)}",),
        Install.MACOS_APP: ("open -a Ollama",),
        Install.MACOS_BREW: ("brew services start ollama",),
        Install.WINDOWS_APP: (WINDOWS_START,),
    })  # fmt: skip


def restart(facts: Facts) -> Fix:
    return Fix(titled(facts, "restart Ollama"), restart_commands(facts), install_of(facts).value)


def restart_commands(facts: Facts) -> Commands:
    return for_install(facts, "", {
        Install.LINUX_SYSTEMD: lambda facts: (f"sudo systemctl restart {unit(facts)}",),
        Install.LINUX_MANUAL: anew,
        Install.DOCKER: lambda facts: (f"{engine(facts)} restart {container_name(facts)}",),
        Install.MACOS_APP: (_MACOS_QUIT, "open -a Ollama"),
        Install.MACOS_BREW: ("brew services restart ollama",),
        Install.WINDOWS_APP: (WINDOWS_STOP, WINDOWS_START),
    }).commands  # fmt: skip


def stop(facts: Facts) -> Fix:
    return for_install(facts, "stop Ollama", {
        Install.LINUX_SYSTEMD: lambda facts: (f"sudo systemctl stop {unit(facts)}",),
        Install.LINUX_MANUAL: lambda facts: _end_own(facts) if _own_process(facts) else (_end_holder(facts),),
        Install.DOCKER: lambda facts: (f"{engine(facts)} stop {container_name(facts)}",),
        Install.MACOS_APP: (_MACOS_QUIT,),
        Install.MACOS_BREW: ("brew services stop ollama",),
        Install.WINDOWS_APP: (WINDOWS_STOP,),
    })  # fmt: skip


def _end_holder(facts: Facts) -> str:
    """Of a program that is not seen only the port is known; others of its name are none of ours."""
    return f"sudo fuser -k -TERM {facts.server.server.address.port}/tcp"


def _end_own(facts: Facts) -> Commands:
    """Ends the server that was started by hand; of what else holds its port a word says that it has to be ended."""
    process = _own_process(facts)
    if process is not None:
        return (end_process(facts, process),)
    port = facts.server.server.address.port
    holders = known_or(facts.sockets, Sockets()).on(port) if facts.server.is_here else ()
    owner = next((each.process for each in holders if each.process is not None), None)
    if owner is not None:
        return (f"# port {port} is held by {one_line(owner.name)} (pid {owner.pid}), which has to end first; then:",)
    return ("# end the Ollama that runs now, which is another user's; then:",) if holders else ()
