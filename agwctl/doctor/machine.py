"""What is to be known of this machine: whatever needs another fact waits for that one only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from agwctl.doctor.errands import Errand, Errands
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.hardware import Hardware
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.probes import context, hardware, log, service, sockets
from agwctl.doctor.system import System

__all__ = ["Machine", "look"]

COMMAND = 0.5
"""Share of the budget that what is read by a command may take."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What is being read of it."""

    context: Errand[Context]
    sockets: Errand[Sockets]
    service: Errand[Service]
    log: Errand[Log]
    hardware: Errand[Hardware]


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
    )
