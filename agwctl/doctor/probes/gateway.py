"""The gateway in front: whether it is there, and where it brings the calls that its configuration promises."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from agwctl.doctor.examination.errands import Errand
from agwctl.doctor.examination.nearby import is_here
from agwctl.doctor.examination.reach import ANSWER, CONNECT, KEPT, Around, greet, opened, reach
from agwctl.doctor.facts.configuration import Call, Configuration
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Answer, Connect, Dial
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.probes.answers import Line
from agwctl.doctor.probes.dial import dial
from agwctl.ollama.address import Address

__all__ = ["NOWHERE", "read"]

T = TypeVar("T")

NOWHERE = "/agwctl-doctor/no-such-path"
_ADMIN_PORT = 15_000
_DUMP = 2**22
_MOST = 20
"""Prefixes, and calls, that are tried."""


IsOllama = Callable[[str], bool]
"""Whether the server at `host:port` has said that it is one."""


def read(
    found: Gateway, configuration: Configuration | None, around: Around, is_ollama: IsOllama = lambda upstream: False
) -> Gateway:
    """`found` with what its address, source and whether it was named; calls without messages load no model."""
    resolution, dials = reach(found.address, around)
    found = replace(found, resolution=resolution, dials=dials)
    here = is_here(found.address, resolution, around.machine.context.get())
    dump = around.errands.start("asking the admin port", partial(_dump, configuration, around)) if here else None
    dialled = opened(dials)
    if dialled is not None:
        found = _asked(found, dialled, configuration, around, is_ollama)
    else:
        why = dials if isinstance(dials, Unread) else Unread(f"no connection to {found.address.authority}")
        found = replace(found, root=why, models=why, unknown_path=why, tls=why)
    if dump is None:
        return found
    listeners = known_or(around.machine.sockets.get(), Sockets()).on(found.address.port)
    return replace(found, listener=next(iter(listeners), None), dump=dump.get())


def _asked(
    found: Gateway, dialled: Dial, configuration: Configuration | None, around: Around, is_ollama: IsOllama
) -> Gateway:
    errands = around.errands
    line, root, tls = greet(found.address, dialled, errands)
    seconds = errands.left(ANSWER)
    models = errands.start("GET /v1/models", partial(line.get, "/v1/models", seconds, limit=KEPT))
    nowhere = errands.start(f"POST {NOWHERE}", partial(line.post, NOWHERE, b"", seconds))
    origin = around.asked.origin
    asking = partial(line.get, "/v1/models", seconds, Origin=origin)
    crossing = errands.start("GET /v1/models", asking) if origin else None
    found = replace(found, models=models.get(), unknown_path=nowhere.get())
    if configuration is not None and not any(_is_foreign(each) for each in (found.models, found.unknown_path)):
        found = _promised(found, line, configuration, around, is_ollama)
    if crossing is not None:
        found = replace(found, with_origin=crossing.get())
    return replace(found, root=root.get(), tls=tls.get())


def _is_foreign(answer: Answer | Unread) -> bool:
    """Whether a program for people answers, which is not to be asked for chats."""
    return isinstance(answer, Answer) and ("x-powered-by" in answer.headers or "html" in answer.content_type)


def _promised(found: Gateway, line: Line, configuration: Configuration, around: Around, is_ollama: IsOllama) -> Gateway:
    """With what the prefixes and calls of the configuration are answered with; no other server gets a chat."""
    errands = around.errands
    seconds = errands.left(ANSWER)
    bare = replace(line, address=line.address._replace(path=""))
    prefixes = {
        each: errands.start(f"GET {each}/v1/models", partial(bare.get, f"{each.rstrip('/')}/v1/models", seconds))
        for each in configuration.prefixes[:_MOST]
    }
    here = [each for each in configuration.calls if each.port == line.address.port]
    calls = [each for each in here if each.is_ollama or is_ollama(each.upstream)][:_MOST]
    posts = {each: errands.start(f"POST {each.path}", partial(_call, bare, each, seconds)) for each in calls}
    return replace(found, by_prefix=_answers(prefixes), calls=_answers(posts))


def _answers(asked: Mapping[T, Errand[Answer]]) -> Mapping[T, Answer]:
    answers = {each: errand.get() for each, errand in asked.items()}
    return {each: answer for each, answer in answers.items() if isinstance(answer, Answer)}


def _call(line: Line, call: Call, seconds: float) -> Answer:
    body = json.dumps({"model": call.model, "messages": []}).encode()
    return line.post(call.path, body, seconds)


def _dump(configuration: Configuration | None, around: Around) -> Mapping[str, object] | Unread:
    """What the gateway itself says that it runs."""
    ports = configuration.ports if configuration is not None else ()
    port = next((each.port for each in ports if each.purpose == "admin"), _ADMIN_PORT)
    dialled = dial("127.0.0.1", port, around.errands.left(CONNECT))
    if dialled.outcome is not Connect.OPEN:
        return Unread(f"nothing listens on the admin port {port}")
    line = Line(Address("http", "127.0.0.1", port), dialled)
    answer = line.get("/config_dump", around.errands.left(ANSWER), limit=_DUMP)
    try:
        dump = json.loads(answer.body) if answer.status == 200 and answer.is_whole else None
    except (ValueError, RecursionError):
        dump = None
    return dump if isinstance(dump, dict) else Unread(f"/config_dump on port {port} is answered with {answer.line}")
