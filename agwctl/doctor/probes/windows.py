"""Settings of Windows, read on it or from inside WSL: variables, ports that it keeps, ports that it passes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.windows import PortProxy, Windows
from agwctl.doctor.system import System

__all__ = ["read"]

_USER = r"HKCU\Environment"
_MACHINE = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_VALUE = re.compile(r"^[ \t]+(\S+)[ \t]+REG_(?:EXPAND_)?SZ[ \t]+(.*)$", re.MULTILINE)
_OURS = re.compile(r"OLLAMA_\w+|(?:HTTPS?|ALL|NO)_PROXY", re.IGNORECASE)
_RANGE = re.compile(r"^[ \t]*(\d+)[ \t]+(\d+)(?:[ \t]+\*)?[ \t]*$", re.MULTILINE)
_PROXY = re.compile(r"^(\S+)[ \t]+(\d+)[ \t]+(\S+)[ \t]+(\d+)[ \t]*$", re.MULTILINE)
_SYSTEM32 = "/mnt/c/Windows/System32"
_SECONDS = 4.0


def read(system: System, context: Context | Unread) -> Windows | Unread:
    """Four short commands of Windows; nothing is started that does not run."""
    known = known_or(context, Context(system.platform))
    if system.platform != "win32" and not known.wsl:
        return Unread("this is not Windows")
    user = _run(system, "reg", "query", _USER)
    if user is None:
        return Unread("Windows' own commands cannot be run from here")
    machine = _run(system, "reg", "query", _MACHINE) or ""
    ranges = _run(system, "netsh", "interface", "ipv4", "show", "excludedportrange", "protocol=tcp") or ""
    proxies = tuple(_port_proxies(_run(system, "netsh", "interface", "portproxy", "show", "v4tov4") or ""))
    return Windows(
        dict(_variables(user)),
        dict(_variables(machine)),
        tuple((int(first), int(last)) for first, last in _RANGE.findall(ranges)),
        proxies,
        _wsl_address(system, known, bool(proxies)),
    )


def _run(system: System, program: str, *arguments: str) -> str | None:
    """What a program of Windows prints; inside WSL it may be on PATH or only in its folder."""
    here = system.platform == "win32"
    for name in (program,) if here else (f"{program}.exe", f"{_SYSTEM32}/{program}.exe"):
        ran = system.run((name, *arguments), _SECONDS)
        if ran is not None:
            return ran.out
    return None


def _variables(printed: str) -> Iterator[tuple[str, str]]:
    """Ollama's and the proxies'; other variables are nobody's business."""
    return ((name.upper(), value.strip()) for name, value in _VALUE.findall(printed) if _OURS.fullmatch(name))


def _port_proxies(printed: str) -> Iterator[PortProxy]:
    for address, port, to, to_port in _PROXY.findall(printed):
        yield PortProxy(address, int(port), to, int(to_port))


def _wsl_address(system: System, context: Context, is_wanted: bool) -> str:
    """Of the distribution that runs: inside WSL its own; on Windows asked only if one runs, since asking starts it."""
    if context.wsl:
        return next((each for each in context.addresses if ":" not in each and not each.startswith("127.")), "")
    running = (
        (_run(system, "wsl", "--list", "--running", "--quiet") or "").replace("\0", "").strip() if is_wanted else ""
    )
    if not running:
        return ""
    printed = (_run(system, "wsl", "hostname", "-I") or "").replace("\0", "").split()
    return next((each for each in printed if re.fullmatch(r"\d+(?:\.\d+){3}", each)), "")
