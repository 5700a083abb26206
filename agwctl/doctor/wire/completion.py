"""One chat completion, with the moment at which each piece of it came; or one vector."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from agwctl.doctor.examination.errands import Errand
from agwctl.doctor.facts.deep import MOST_TOKENS, Generated
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.network import Answer, Trouble
from agwctl.doctor.probes.answers import host_header
from agwctl.doctor.probes.resolve import resolve
from agwctl.doctor.system import System
from agwctl.doctor.wire.exchange import exchange
from agwctl.ollama.address import Address, parse

__all__ = ["Reply", "complete", "embed", "send"]

PROMPT = "Count from one to ten, in words."
MOST_EVENTS = 1000
MOST_BYTES = 2**20
_LATE = "not done after {:.0f} s"
_CUT_OFF = "the connection ended in the middle of the answer"
_TOLD = ("Server", "CF-RAY", "Via")
_KEPT = ("Content-Type", *_TOLD)


@dataclass(slots=True)
class Reply:
    """What came back for a POST, as it came; `began` and the arrivals are monotonic seconds."""

    began: float
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    problem: str = ""

    @property
    def seconds(self) -> float:
        """Until its last piece."""
        return (self.pieces[-1][0] if self.pieces else time.monotonic()) - self.began

    @property
    def error(self) -> str:
        """The message of an error, how the connection broke, or the beginning of what came instead; empty for 200."""
        if self.status in (0, 200) or not self.pieces:
            return self.problem
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        return _error(self.json) or f"{kind}: {' '.join(self.text[:100].split())}".strip(": ")

    @property
    def json(self) -> Any:
        """None when it is none."""
        return _json(self.text)

    @property
    def text(self) -> str:
        return b"".join(piece for _, piece in self.pieces).decode("utf-8", "replace")


def complete(url: str, model: str, through: str, is_stream: bool, seconds: float) -> Generated:
    """Asks for a few words at `url`/v1/chat/completions; whatever a peer does, it ends in time and raises nothing."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": "user", "content": PROMPT}],
        "max_tokens": MOST_TOKENS,
        "stream": is_stream,
    }
    if is_stream:
        body["stream_options"] = {"include_usage": True}
    where = f"{url}/v1/chat/completions"
    reply = send("POST", where, body, seconds)
    told = _told(reply, where, through, is_stream)
    if reply.status != 200:
        return told
    if is_stream and reply.headers.get("Content-Type", "").startswith("text/event-stream"):
        return _streamed(told, reply.text)
    return _whole(told, reply.text)


def embed(url: str, model: str, through: str, seconds: float) -> Generated:
    """Asks for the vector of a few words at `url`/v1/embeddings."""
    where = f"{url}/v1/embeddings"
    reply = send("POST", where, {"model": model, "input": PROMPT}, seconds)
    told = _told(reply, where, through, is_stream=False)
    if reply.status != 200:
        return told
    first = _first(reply.json, "data")
    vector = first.get("embedding") if first is not None else None
    if not isinstance(vector, list) or not vector:
        return replace(told, error=told.error or _error(reply.json) or "the answer is no vector", is_complete=False)
    return _with_usage(replace(told, vector=len(vector)), reply.json)


def _told(reply: Reply, where: str, through: str, is_stream: bool) -> Generated:
    """All but what it says."""
    arrivals = tuple(at - reply.began for at, _ in reply.pieces)
    return Generated(
        through,
        is_stream,
        where,
        reply.status,
        first_byte=arrivals[0] if arrivals else 0.0,
        total=reply.seconds,
        arrivals=arrivals if is_stream else (),
        error=reply.error,
        is_complete=reply.status == 200,
        server_header=", ".join(f"{name}: {reply.headers[name]}" for name in _TOLD if name in reply.headers),
    )


def send(method: str, url: str, body: object, seconds: float) -> Reply:
    """Sends JSON (nothing for None), never through a proxy, and reads the answer piece by piece."""
    address, reply = parse(url), Reply(time.monotonic())
    found = Errand(f"looking up {address.host}", seconds, lambda: resolve(address.host, System())).get()
    if isinstance(found, Unread) or not found.addresses:
        reply.problem = found.reason if isinstance(found, Unread) else found.error
        return reply
    data = b"" if body is None else json.dumps(body).encode()
    for each in found.addresses:
        answer = _asked(method, address, each, data, reply, seconds)
        if answer.trouble is not Trouble.CONNECT:
            break
    reply.status = answer.status
    reply.headers = {name: answer.headers[name.lower()] for name in _KEPT if name.lower() in answer.headers}
    reply.problem = _problem(answer, seconds)
    return reply


def _asked(method: str, address: Address, ip: str, data: bytes, reply: Reply, seconds: float) -> Answer:
    tls = None
    if address.scheme == "https":
        from agwctl.doctor.probes.tls import unchecked  # loads OpenSSL

        tls = unchecked()  # whom it trusts is another check's matter; nothing secret is sent
    return exchange(
        (ip, address.port),
        method,
        f"/{address.path}",
        headers={"Host": host_header(address), "Content-Type": "application/json"},
        body=data,
        tls=tls,
        server_name=address.host,
        seconds=reply.began + seconds - time.monotonic(),
        limit=MOST_BYTES,
        heard=lambda piece: reply.pieces.append((time.monotonic(), piece)),
    )


def _problem(answer: Answer, seconds: float) -> str:
    """Why it is not whole, in words that stand alone."""
    if answer.trouble is Trouble.TIMEOUT:
        return _LATE.format(seconds)
    if answer.trouble is Trouble.TOO_LONG:
        return "the answer does not end"
    if answer.trouble is Trouble.FOREIGN:
        return f"no HTTP: {' '.join(answer.text[:100].split())}"
    return _CUT_OFF if answer.trouble is Trouble.CLOSED and answer.status else answer.problem


def _whole(told: Generated, text: str) -> Generated:
    value = _json(text)
    choice = _first(value, "choices")
    if choice is None:
        return replace(told, error=told.error or _error(value) or "the answer is no chat completion", is_complete=False)
    return _with_usage(_with_text(told, choice, "message"), value)


def _streamed(told: Generated, text: str) -> Generated:
    is_done = False
    for data in islice(_events(text), MOST_EVENTS):
        is_done = is_done or data == "[DONE]"
        value = _json(data)
        told = replace(told, error=told.error or _error(value))
        told = _with_usage(told, value)
        choice = _first(value, "choices")
        if choice is not None:
            told = _with_text(told, choice, "delta")
    return replace(told, is_complete=is_done and bool(told.finish_reason))


def _events(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("data:"):
            yield line[5:].strip()


def _with_text(told: Generated, choice: dict[str, Any], key: str) -> Generated:
    message = choice.get(key)
    if not isinstance(message, dict):
        message = {}
    thoughts = message.get("reasoning") or message.get("reasoning_content") or ""
    return replace(
        told,
        text=told.text + str(message.get("content") or ""),
        thinking=told.thinking + str(thoughts),
        finish_reason=str(choice.get("finish_reason") or told.finish_reason),
    )


def _with_usage(told: Generated, value: Any) -> Generated:
    usage = value.get("usage") if isinstance(value, dict) else None
    if not isinstance(usage, dict):
        return told
    tokens, prompt = usage.get("completion_tokens"), usage.get("prompt_tokens")
    return replace(
        told,
        tokens=tokens if isinstance(tokens, int) else told.tokens,
        prompt_tokens=prompt if isinstance(prompt, int) else told.prompt_tokens,
        model=str(value.get("model") or told.model),
    )


def _first(value: Any, key: str) -> dict[str, Any] | None:
    entries = value.get(key) if isinstance(value, dict) else None
    first = entries[0] if isinstance(entries, list) and entries else None
    return first if isinstance(first, dict) else None


def _error(value: Any) -> str:
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict):
        return str(error.get("message") or error)
    return str(error or "")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
