"""One chat completion, with the moment at which each piece of it came."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from agwctl.doctor.facts.deep import MOST_TOKENS, Generated

__all__ = ["Reply", "complete", "send"]

PROMPT = "Count from one to ten, in words."
MOST_BYTES = 2**20
_HEADERS = {"Content-Type": "application/json", "Accept": "*/*", "Connection": "close"}
_LATE = "not done after {:.0f} s"
_CUT_OFF = "the connection ended in the middle of the answer"
_TOLD = ("Server", "CF-RAY", "Via")


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
    arrivals = tuple(at - reply.began for at, _ in reply.pieces)
    told = Generated(
        through,
        is_stream,
        where,
        reply.status,
        first_byte=arrivals[0] if arrivals else 0.0,
        total=reply.seconds,
        arrivals=arrivals if is_stream else (),
        error=reply.problem,
        server_header=", ".join(f"{name}: {reply.headers[name]}" for name in _TOLD if name in reply.headers),
    )
    if reply.status != 200:
        return replace(told, error=reply.error, is_complete=False)
    if is_stream and reply.headers.get("Content-Type", "").startswith("text/event-stream"):
        return _streamed(told, reply.text)
    return _whole(told, reply.text)


def send(method: str, url: str, body: object, seconds: float) -> Reply:
    """Sends JSON (nothing for None), never through a proxy, and reads the answer piece by piece."""
    reply = Reply(time.monotonic())
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds)
    timer = threading.Timer(seconds, _cut)
    timer.daemon = True
    try:
        connection.connect()
        timer.args = (connection.sock, reply, seconds)  # the connection lets go of it at the answer's head
        timer.start()
        connection.request(method, parts.path, None if body is None else json.dumps(body), _HEADERS)
        _read(connection.getresponse(), reply)
    except TimeoutError:
        reply.problem = _LATE.format(seconds)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reply.problem = reply.problem or _words(error)
    finally:
        timer.cancel()
        connection.close()
    return reply


def _read(answer: http.client.HTTPResponse, reply: Reply) -> None:
    reply.status, reply.headers = answer.status, _fields(answer)
    size = 0
    with answer:
        while piece := answer.read1(65536):
            reply.pieces.append((time.monotonic(), piece))
            size += len(piece)
            if size > MOST_BYTES:
                reply.problem = "the answer does not end"
                return
        if answer.length:  # read1 is not told of it
            reply.problem = _CUT_OFF


def _fields(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Those that are of interest, under the name that we know them by."""
    names = ("Content-Type", *_TOLD)
    return {name: value for name in names if (value := answer.headers.get(name)) is not None}


def _connection(scheme: str, host: str, port: int | None, seconds: float) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=seconds)
    context = ssl.create_default_context()  # whom it trusts is another check's matter; nothing secret is sent
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)


def _cut(sock: socket.socket, reply: Reply, seconds: float) -> None:
    """At the deadline: a peer that sends a byte now and then would otherwise go on."""
    reply.problem = _LATE.format(seconds)
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has just ended by itself
        pass


def _words(error: Exception) -> str:
    if isinstance(error, http.client.IncompleteRead):
        return _CUT_OFF
    return str(error) or type(error).__name__


def _whole(told: Generated, text: str) -> Generated:
    value = _json(text)
    choice = _first_choice(value)
    if choice is None:
        return replace(told, error=told.error or _error(value) or "the answer is no chat completion", is_complete=False)
    return _with_usage(_with_text(told, choice, "message"), value)


def _streamed(told: Generated, text: str) -> Generated:
    is_done = False
    for data in _events(text):
        is_done = is_done or data == "[DONE]"
        value = _json(data)
        told = replace(told, error=told.error or _error(value))
        told = _with_usage(told, value)
        choice = _first_choice(value)
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


def _first_choice(value: Any) -> dict[str, Any] | None:
    choices = value.get("choices") if isinstance(value, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
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
