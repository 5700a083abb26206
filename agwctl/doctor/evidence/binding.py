"""On which address Ollama listens, and why an address that somebody set did not arrive at it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from typing import NamedTuple

from agwctl.doctor.evidence.server_settings import server_process
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.service import DropIn, Log, Service
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.fixes.drop_in import assigned, faults
from agwctl.doctor.install import Install, install_of
from agwctl.ollama.address import parse

__all__ = ["Undelivered", "holders", "is_wide", "most_telling", "own_address", "told", "undelivered"]

_IGNORED = ("Invalid environment assignment", "Assignment outside of section")


class Undelivered(NamedTuple):
    """An address for everybody that was set where the server does not see it."""

    id: str
    why: str
    """Words that follow "because" or a colon."""
    evidence: tuple[str, ...] = ()
    title: str = ""
    """Of its fix, where that does more than to set a variable."""
    is_only_unread: bool = False
    """Whether what is written is right, and has only to be read."""


def most_telling(dials: Sequence[Dial]) -> Dial:
    """The attempt to tell of when none got through: one that was refused, of IPv4 if there is one."""
    refused = [dial for dial in dials if dial.outcome in (Connect.REFUSED, Connect.RESET)] or list(dials)
    return next((dial for dial in refused if ":" not in dial.address), refused[0])


def is_wide(value: str | None) -> bool:
    """Whether OLLAMA_HOST of this value lets every address of the machine be called."""
    if not value:
        return False
    host = parse(value).host
    try:
        return not host or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def holders(facts: Facts) -> tuple[Listener, ...]:
    """The listeners on the server's port, as far as they are known."""
    return known_or(facts.sockets, Sockets()).on(facts.server.server.address.port)


def own_address(facts: Facts) -> str:
    """One of this machine's addresses in its network; the usual one when it is not known."""
    addresses = known_or(facts.context, Context("linux")).addresses
    return next((each for each in addresses if ":" not in each and not each.startswith("127.")), "192.168.0.1")


def told(listener: Listener) -> str:
    """`127.0.0.1:11434 (ollama, pid 812)`"""
    process = listener.process
    return listener.authority if process is None else f"{listener.authority} ({process.name}, pid {process.pid})"


def undelivered(facts: Facts) -> Undelivered | None:
    """Why Ollama is not open to everybody although somebody said so; None when nobody did."""
    found = (find(facts) for find in _FINDERS.get(install_of(facts), ()))
    return next((each for each in found if each is not None), None)


def _by_drop_in(facts: Facts) -> Undelivered | None:
    service = known_or(facts.service, Service())
    setting = next((each for each in reversed(service.drop_ins) if "OLLAMA_HOST" in assigned(each.text)), None)
    if setting is not None and is_wide(assigned(setting.text)["OLLAMA_HOST"]):
        return _in_vain(facts, service, setting)
    if service.needs_reload:
        why = "the files of the unit were changed, and systemd has not read them since"
        return Undelivered("A12", why, ("NeedDaemonReload: yes",), is_only_unread=True)
    if is_wide((service.environment or {}).get("OLLAMA_HOST")):
        return _not_restarted(facts, "the service")
    return None


def _in_vain(facts: Facts, service: Service, setting: DropIn) -> Undelivered:
    wrong = faults(setting.text)
    if wrong:
        log = known_or(facts.log, Log(""))
        lines = [f"{log.source}: {line[:160]}" for line in log.lines if any(each in line for each in _IGNORED)][-2:]
        return Undelivered(
            "A12", f"systemd ignores what {setting.path} says: {wrong[0]}",
            (*(f"{setting.path}: {each}" for each in wrong), *lines),
            "write the drop-in as systemd reads it",
        )  # fmt: skip
    if not is_wide((service.environment or {}).get("OLLAMA_HOST")):
        reload = f"NeedDaemonReload: {'yes' if service.needs_reload else 'no'}"
        return Undelivered("A12", f"systemd has not read {setting.path} yet", (reload,), is_only_unread=True)
    return _not_restarted(facts, setting.path)


def _not_restarted(facts: Facts, where: str) -> Undelivered:
    why = f"Ollama has not been restarted since OLLAMA_HOST was set in {where}"
    return Undelivered("A12", why, tuple(_own(facts)), is_only_unread=True)


def _own(facts: Facts) -> list[str]:
    """What the process itself was given."""
    process = server_process(facts)
    if process is None or process.environment is None:
        return []
    return [f"/proc/{process.pid}/environ: OLLAMA_HOST={process.environment.get('OLLAMA_HOST', '')}"]


def _by_launchctl(facts: Facts) -> Undelivered | None:
    value = known_or(facts.launchctl, {}).get("OLLAMA_HOST")
    if not is_wide(value):
        return None
    why = "Ollama was started before OLLAMA_HOST was set with launchctl"
    return Undelivered("A13", why, (f"launchctl getenv OLLAMA_HOST: {value}",), is_only_unread=True)


def _by_registry(facts: Facts) -> Undelivered | None:
    windows = known_or(facts.windows, Windows())
    for scope, variables in (("user", windows.user_environment), ("machine", windows.machine_environment)):
        if is_wide(value := variables.get("OLLAMA_HOST")):
            why = f"Ollama was started before OLLAMA_HOST was set as a {scope} variable"
            return Undelivered("A14", why, (f"{scope} variable OLLAMA_HOST: {value}",))
    return None


def _by_shell(id: str) -> Callable[[Facts], Undelivered | None]:
    def find(facts: Facts) -> Undelivered | None:
        value = facts.environment.get("OLLAMA_HOST", "")
        if not is_wide(value):
            return None
        what = "a server that runs already" if install_of(facts) is Install.LINUX_MANUAL else "the service or app"
        why = f"OLLAMA_HOST={value} of this shell does not reach {what}"
        return Undelivered(id, why, (f"this shell: OLLAMA_HOST={value}", *_own(facts)))

    return find


_FINDERS: dict[Install, tuple[Callable[[Facts], Undelivered | None], ...]] = {
    Install.LINUX_SYSTEMD: (_by_drop_in, _by_shell("A11")),
    Install.LINUX_MANUAL: (_by_shell("A11"),),
    Install.MACOS_APP: (_by_launchctl, _by_shell("A13")),
    Install.MACOS_BREW: (_by_shell("A13"),),
    Install.WINDOWS_APP: (_by_registry, _by_shell("A14")),
    Install.WSL_WINDOWS: (_by_registry,),
}
