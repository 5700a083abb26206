"""From an address to a connection that takes requests: the part of the way that servers and the gateway share."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from agwctl.doctor.examination.errands import Errand, Errands
from agwctl.doctor.examination.machine import Machine
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.facts.network import Answer, Connect, Dial, Resolution, Tls
from agwctl.doctor.probes.answers import Line
from agwctl.doctor.probes.dial import dial
from agwctl.doctor.probes.resolve import resolve
from agwctl.doctor.system import System
from agwctl.ollama.address import Address

__all__ = ["ANSWER", "CONNECT", "KEPT", "RESOLVE", "Around", "Greeted", "greet", "opened", "reach"]

RESOLVE, CONNECT, ANSWER = 0.3, 0.3, 0.4
"""Shares of the budget that one name, one connect and one answer may take; Windows refuses only after two seconds."""
KEPT = 2**17
"""Bytes of an answer that is kept as a fact: a list of a thousand models."""
_MOST_ADDRESSES = 8


class Around(NamedTuple):
    """What all that is asked at the same time shares."""

    errands: Errands
    system: System
    asked: Asked
    machine: Machine


def reach(address: Address, around: Around) -> tuple[Resolution | Unread, tuple[Dial, ...] | Unread]:
    """The name's addresses, and a connect to each of them at the same time."""
    errands = around.errands
    resolution = errands.start(
        f"looking up {address.host}", partial(resolve, address.host, around.system), RESOLVE
    ).get()
    if isinstance(resolution, Unread):
        return resolution, resolution
    if not resolution.addresses:
        return resolution, Unread(f"{address.host} has no address: {resolution.error}")
    seconds = errands.left(CONNECT)
    calls = [
        errands.start(f"connecting to {each}", partial(dial, each, address.port, seconds))
        for each in resolution.addresses[:_MOST_ADDRESSES]
    ]
    dials = tuple(each for each in (call.get() for call in calls) if isinstance(each, Dial))
    return resolution, dials or Unread(f"connecting to {address.authority} took too long")


def opened(dials: tuple[Dial, ...] | Unread) -> Dial | None:
    """The first that got through."""
    return None if isinstance(dials, Unread) else next((each for each in dials if each.outcome is Connect.OPEN), None)


class Greeted(NamedTuple):
    """A way that takes requests, and what its end said for a greeting."""

    line: Line
    root: Errand[Answer]
    """GET /"""
    tls: Errand[Tls]


def greet(address: Address, dialled: Dial, errands: Errands) -> Greeted:
    """Says hello in HTTP and in TLS; of https the certificate is looked at first, as it decides what may be sent."""
    if address.scheme != "https":
        line = Line(address, dialled)
        root = errands.start("GET /", partial(line.get, "/", errands.left(ANSWER)))
        return Greeted(line, root, errands.start("the TLS greeting", partial(_tls_unless_plain, line, root, errands)))
    from agwctl.doctor.probes.tls import trusting, unchecked  # loads OpenSSL

    tls = errands.start("the TLS greeting", partial(_tls, address, dialled, errands))
    met = tls.get()
    is_trusted = isinstance(met, Tls) and met.is_trusted
    line = Line(address, dialled, trusting() if is_trusted else unchecked(), is_trusted=is_trusted)
    return Greeted(line, errands.start("GET /", partial(line.get, "/", errands.left(ANSWER))), tls)


def _tls_unless_plain(line: Line, root: Errand[Answer], errands: Errands) -> Tls:
    """A port that answers well in plain HTTP is not greeted in TLS: that would only fill its log."""
    answer = root.within(errands.left(ANSWER / 4))
    if isinstance(answer, Answer) and 200 <= answer.status < 300:
        return Tls(speaks_tls=False, speaks_http=True)
    return _tls(line.address, line.dial, errands)


def _tls(address: Address, dialled: Dial, errands: Errands) -> Tls:
    from agwctl.doctor.probes.tls import look

    return look(dialled.address, dialled.port, address.host, errands.left(ANSWER))
