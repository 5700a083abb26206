"""A stream comes through the gateway piece by piece, as it comes directly; which only --deep tries."""

from __future__ import annotations

from itertools import pairwise

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, not_needed, passed, warned
from agwctl.doctor.evidence.deeply import NO_GATEWAY, has_gateway, through
from agwctl.doctor.facts.deep import DIRECTLY, THROUGH, Generated
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "stream-is-not-held-back",
    Link.GATEWAY,
    "{gateway} passes a stream on as it comes",
    ids=("E17",),
    needs=("it-is-the-gateway",),
    scope=Scope.ONCE,
    only_deep=True,
)
SHORTEST = 0.1
"""Seconds from the first piece to the last: of a shorter stream it cannot be told whether it is held back."""
SILENT = 0.25
"""Of the time that the pieces take directly, for so long nothing comes of a stream that is held back."""
FEWER = 3
"""Times fewer pieces than directly: a model that thinks for a while sends as many of them."""
NGINX = Fix(
    "do not collect the answer: in nginx's location",
    ("proxy_buffering off;", "proxy_http_version 1.1;", "proxy_read_timeout 600s;"),
)
ELSE = Fix("switch off buffering and compression of answers in whatever stands between the gateway's address and it")


def run(facts: Facts) -> Finding:
    if not has_gateway(facts):
        return NO_GATEWAY
    found = known(facts.deep)
    there, here = found.answer(THROUGH, True), found.answer(DIRECTLY, True)
    if there is None:
        return NO_GATEWAY if not through(found) else not_needed("a vector comes as a whole")
    if not there.is_good:
        return passed("no whole stream came through, so its pace cannot be told")
    evidence = [_pace(each) for each in (here, there) if each is not None]
    compared = here if here is not None and here.is_good else None
    lasts = _spread(compared) if compared is not None else there.total if there.tokens > FEWER else 0.0
    pieces = len(compared.arrivals) if compared is not None else there.tokens
    if lasts < SHORTEST:
        return passed(f"the stream is over in {there.total:.2f} s, too fast to be held back", evidence)
    late = _silence(there) - (compared.first_byte if compared is not None else 0.0)
    if late < SILENT * lasts or FEWER * len(there.arrivals) > pieces:
        return passed(f"its {len(there.arrivals)} pieces come over {_spread(there):.2f} s", evidence)
    return _held(there, pieces, evidence)


def _held(there: Generated, pieces: int, evidence: list[str]) -> Finding:
    by = f" ({there.server_header})" if there.server_header else ""
    came = f"{len(there.arrivals)} instead of {pieces}"
    summary = f"something collects the stream{by}: of its pieces come {came}, and nothing for {_silence(there):.2f} s"
    return warned("E17", summary, evidence, [NGINX if "nginx" in there.server_header.lower() else ELSE])


def _silence(answer: Generated) -> float:
    """The longest time without a piece, from the request on."""
    return max((later - at for at, later in pairwise((0.0, *answer.arrivals))), default=0.0)


def _spread(answer: Generated) -> float:
    return answer.arrivals[-1] - answer.arrivals[0] if answer.arrivals else 0.0


def _pace(answer: Generated) -> str:
    first, last = answer.first_byte, answer.arrivals[-1] if answer.arrivals else answer.total
    pieces = f"{len(answer.arrivals)} piece{'' if len(answer.arrivals) == 1 else 's'}"
    return f"{answer.through}: {pieces}, the first after {first:.2f} s, the last after {last:.2f} s"
