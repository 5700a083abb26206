"""The way to one server, link by link: its name, its addresses, what answers there, and its API."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from agwctl.doctor.examination.errands import Errand, Errands
from agwctl.doctor.examination.nearby import is_here, nearby
from agwctl.doctor.examination.reach import ANSWER, KEPT, Around, greet, opened, reach
from agwctl.doctor.facts.fact import NOT_ASKED, Unread, known_or
from agwctl.doctor.facts.facts import Asked, Server, ServerFacts
from agwctl.doctor.facts.network import Answer, Dial
from agwctl.doctor.probes import ollama_api
from agwctl.doctor.probes.answers import Line
from agwctl.doctor.probes.proxy import ask_through_proxy
from agwctl.models.verdict import find
from agwctl.ollama.replies import Listed, Shown

__all__ = ["examine_server"]

_MOST_SHOWN = 16
_LISTINGS = ("/api/tags", "/api/ps")

T = TypeVar("T")


def examine_server(server: Server, around: Around) -> ServerFacts:
    errands = around.errands
    resolution, dials = reach(server.address, around)
    here = is_here(server.address, resolution, around.machine.context.get())
    seen = ServerFacts(server, here, resolution, dials)
    others = errands.gather("looking for other Ollamas here", partial(nearby, seen, around))
    seconds = errands.left(ANSWER)
    proxied = errands.start(
        "asking through the proxy", partial(ask_through_proxy, server.address, around.system, seconds), ANSWER
    )
    dialled = opened(dials)
    seen = _unreached(seen) if dialled is None else _asked(seen, dialled, around)
    return replace(seen, nearby=others.get(), through_proxy=proxied.get())


def _unreached(seen: ServerFacts) -> ServerFacts:
    why = seen.dials if isinstance(seen.dials, Unread) else Unread(f"no connection to {seen.server.address.authority}")
    return replace(seen, root=why, tls=why, version_answer=why, version=why, tags=why, ps=why)


def _asked(seen: ServerFacts, dialled: Dial, around: Around) -> ServerFacts:
    """What the server says, all at once where nothing depends on another answer."""
    errands, server = around.errands, seen.server
    plain = _get(Line(server.address, dialled), "/", errands) if server.address.scheme == "https" else None
    line, root, tls = greet(server.address, dialled, errands)
    if server.is_ollama and line.is_trusted:
        line = replace(line, headers=ollama_api.credentials(around.system.environ))
    version_answer = _get(line, "/api/version", errands)
    origin = around.asked.origin
    with_origin = _get(line, "/api/version", errands, Origin=origin) if origin else None
    seen = _described(seen, version_answer, line, around)
    refused = isinstance(seen.version_answer, Answer) and seen.version_answer.status == 403
    local_host = _get(line, "/api/version", errands, Host="localhost:11434") if refused else None
    return replace(
        seen,
        root=root.get(),
        tls=tls.get(),
        plain=_answer(plain),
        local_host=_answer(local_host),
        with_origin=_answer(with_origin),
    )


def _described(seen: ServerFacts, version_answer: Errand[Answer], line: Line, around: Around) -> ServerFacts:
    """What an Ollama tells of itself and of its models; one that is none is not asked for them."""
    errands, server = around.errands, seen.server
    answers = _listings(line, errands) if server.is_ollama else None
    answer = version_answer.get()
    version = _read(ollama_api.version, answer)
    seen = replace(seen, version_answer=answer, version=version)
    if answers is None:
        if isinstance(version, Unread):
            return replace(seen, tags=version, ps=version)
        answers = _listings(line, errands)
    tags = _read(ollama_api.tags, answers[0].get())
    wanted = _wanted(server, around.asked, known_or(tags, ()))
    shown = {each: errands.start(f"/api/show of {each}", partial(_show, line, each, errands)) for each in wanted}
    return replace(
        seen,
        tags=tags,
        ps=_read(ollama_api.ps, answers[1].get()),
        shown={each: errand.get() for each, errand in shown.items()},
    )


def _listings(line: Line, errands: Errands) -> tuple[Errand[Answer], Errand[Answer]]:
    tags, ps = (partial(line.get, path, errands.left(ANSWER), limit=ollama_api.LISTS) for path in _LISTINGS)
    return errands.start("GET /api/tags", tags), errands.start("GET /api/ps", ps)


def _get(line: Line, path: str, errands: Errands, **headers: str) -> Errand[Answer]:
    asking = partial(line.get, path, errands.left(ANSWER), limit=KEPT, **headers)
    return errands.start(f"GET {path}", asking)


def _answer(asked: Errand[Answer] | None) -> Answer | Unread:
    return NOT_ASKED if asked is None else asked.get()


def _read(read: Callable[[Answer], T | Unread], answer: Answer | Unread) -> T | Unread:
    return answer if isinstance(answer, Unread) else read(answer)


def _show(line: Line, model: str, errands: Errands) -> Shown | Unread:
    body = json.dumps({"model": model}).encode()
    return ollama_api.shown(line.post("/api/show", body, errands.left(ANSWER), limit=ollama_api.LISTS), model)


def _wanted(server: Server, asked: Asked, listed: Sequence[Listed]) -> list[str]:
    """The models that the configuration or the person names, as the server lists them."""
    names = [each.model for each in server.models if each.model is not None]
    names += [asked.model] if asked.model else []
    wanted = {entry.name for name in names if (entry := find(name, listed)) is not None}
    return [each.name for each in listed if each.name in wanted][:_MOST_SHOWN]
