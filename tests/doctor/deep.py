"""Facts of --deep, made up: a model that answers well directly and through a gateway, for tests to break."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agwctl.doctor.facts.deep import DIRECTLY, THROUGH, Deep, Generated
from agwctl.doctor.facts.facts import Asked, Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.ollama.address import parse, to_dial
from agwctl.ollama.replies import Details, Running
from tests.doctor.healthy import answer, healthy

HERE, THERE = "http://127.0.0.1:11434", "http://127.0.0.1:4000"
GATEWAY = Gateway(to_dial(parse(THERE)), "--gateway", True, models=answer(200, '{"object":"list","data":[]}'))
LOADED = Running("llama3.2:latest", "a80c", 2_600_000_000, 2_600_000_000, 2**62, "", 4096, Details())
OVER_A_SECOND = tuple(0.1 + step / 20 for step in range(20))


def said(through: str, is_stream: bool, **changes: Any) -> Generated:
    """A good answer of a second."""
    url = f"{HERE if through == DIRECTLY else THERE}/v1/chat/completions"
    arrivals = OVER_A_SECOND if is_stream else ()
    good = Generated(
        through, is_stream, url, 200, 0.1 if is_stream else 1.05, 1.05, arrivals, 20, 9, "stop", "One, two, three.",
        model="llama3.2",
    )  # fmt: skip
    return replace(good, **changes)


def broken(through: str, is_stream: bool, status: int, error: str = "", **changes: Any) -> Generated:
    lost = {"arrivals": (), "text": "", "finish_reason": "", "tokens": 0, "is_complete": False}
    return said(through, is_stream, **{**lost, "status": status, "error": error, **changes})


def deep(*answers: Generated, **changes: Any) -> Facts:
    """What is not among the answers went well."""
    given = {(each.through, each.is_stream): each for each in answers}
    ways = [(through, is_stream) for is_stream in (True, False) for through in (DIRECTLY, THROUGH)]
    all_of_them = tuple(given.get(way) or said(*way) for way in ways)
    well = Deep("llama3.2:latest", False, HERE, all_of_them, 2.0, "", 20.0, (LOADED,))
    return healthy(asked=Asked(is_deep=True), gateway=GATEWAY, deep=replace(well, **changes))
