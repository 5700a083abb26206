"""Open TCP ports, the programs behind them, and every Ollama that runs."""

from __future__ import annotations

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.probes import processes
from agwctl.doctor.probes.socket_holders import holders
from agwctl.doctor.probes.socket_table import listening
from agwctl.doctor.system import System

__all__ = ["read"]


def read(system: System) -> Sockets | Unread:
    """Owners are told as far as the system lets this user see them."""
    if system.platform == "darwin":
        from agwctl.doctor.probes import sockets_macos  # elsewhere only time to load

        return sockets_macos.read(system)
    if system.platform == "win32":
        from agwctl.doctor.probes import sockets_windows

        return sockets_windows.read(system)
    return _linux(system)


def _linux(system: System) -> Sockets | Unread:
    open_ones = listening(system)
    if open_ones is None:
        return Unread("/proc/net/tcp is not readable")
    running = {each.pid: each for each in processes.running(system)}
    ollamas = processes.ollamas(system, running.values())
    holding = holders(system, open_ones, running, ollamas)
    seen = {
        pid: processes.process(system, running[pid], with_environment=pid in ollamas)
        for pid in sorted(ollamas.union(holding.values()))
    }
    listeners = {
        (each.address, each.port, pid): Listener(each.address, each.port, seen.get(pid))
        for each in open_ones
        for pid in (holding.get(each.inode, 0),)
    }
    return Sockets(tuple(listeners.values()), tuple(seen[pid] for pid in sorted(ollamas)))
