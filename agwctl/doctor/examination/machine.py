"""What is to be known of this machine: whatever needs another fact waits for that one only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from agwctl.doctor.examination.errands import Errand, Errands
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import NOT_ASKED, Unread
from agwctl.doctor.facts.hardware import Hardware
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.probes import containers, context, hardware, log, service, sockets
from agwctl.doctor.system import System

__all__ = ["Machine", "look"]

COMMAND = 0.5
"""Share of the budget that what is read by a command may take."""


class Machine(NamedTuple):
    """What is being read of it."""

    context: Errand[Context]
    sockets: Errand[Sockets]
    service: Errand[Service]
    log: Errand[Log]
    hardware: Errand[Hardware]
    containers: Errand[tuple[Container, ...]]
    windows: Errand[Windows]
    launchctl: Errand[Mapping[str, str]]


def look(system: System, errands: Errands) -> Machine:
    """Begins with all of it at once."""
    where = errands.start("looking where this runs", partial(context.read, system), COMMAND)
    listeners = errands.start("looking for listeners", partial(sockets.read, system), COMMAND)
    started = errands.start("looking for the service", lambda: service.read(system, listeners.get()))
    return Machine(
        where,
        listeners,
        started,
        errands.start("reading the log", lambda: log.read(system, started.get())),
        errands.start("looking at the hardware", lambda: hardware.read(system, started.get(), listeners.get())),
        errands.start("looking for containers", partial(containers.read, system), COMMAND),
        errands.start("asking Windows", lambda: _windows(system, where.get())),
        errands.start("asking launchctl", partial(_launchctl, system), COMMAND),
    )


def _windows(system: System, where: Context | Unread) -> Windows | Unread:
    if system.platform != "win32" and not (isinstance(where, Context) and where.wsl):
        return NOT_ASKED
    from agwctl.doctor.probes import windows

    return windows.read(system, where)


def _launchctl(system: System) -> Mapping[str, str] | Unread:
    if system.platform != "darwin":
        return NOT_ASKED
    from agwctl.doctor.probes import macos

    return macos.launchctl(system)
