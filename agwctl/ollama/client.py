"""A client of Ollama's own API: bounded in time and size, and its failures in the words of the `ollama` command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from agwctl import __version__
from agwctl.ollama import replies
from agwctl.ollama.address import Address
from agwctl.ollama.deadline import Deadline
from agwctl.ollama.failures import (
    CHECK_ADDRESS,
    REFUSED,
    CutOff,
    NotOllama,
    OllamaError,
    StatusError,
    TimedOut,
    Unreachable,
    broken,
    unreachable,
    unusable_proxy,
)
from agwctl.ollama.gojson import first_value
from agwctl.ollama.proxy import proxy_for
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.replies import Listed, Running, Shown
from agwctl.ollama.status import Answer, refused, refused_stream

__all__ = [
    "Client",
    "CutOff",
    "Listed",
    "NotOllama",
    "OllamaError",
    "Running",
    "Shown",
    "StatusError",
    "TimedOut",
    "Unreachable",
]

LARGEST = 64 * 2**20
"""Bytes of a reply that is read whole, or of one line of a stream."""
REDIRECTS = 10

T = TypeVar("T")


class Client:
    """Asks one Ollama, over one connection and one more for each stream.

    `timeout` bounds each call that is no stream from connecting to the last byte, in seconds. `api_key` is sent as a
    bearer token. `proxy` is the proxy that the environment asks for, None for this machine. Every call, and making
    one, raises OllamaError.
    """

    def __init__(self, address: Address, *, timeout: float = 10.0, api_key: str | None = None) -> None:
        self.address = address
        self.proxy = proxy_for(address)
        self.url = address.url.rstrip("/")
        self.timeout = timeout
        self._deadline = Deadline()
        headers = {"User-Agent": f"agwctl/{__version__}"}
        if api_key:
            headers["Authorization"] = f"Bearer {api_key}"
        try:
            self._http = httpx.Client(
                headers=headers,
                timeout=timeout,
                follow_redirects=True,
                max_redirects=REDIRECTS,
                proxy=self.proxy and self.proxy.url,
                trust_env=False,
            )
        except (ValueError, ImportError, httpx.InvalidURL) as error:  # only a proxy's URL is read here
            raise unusable_proxy(self.proxy, str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def head(self) -> None:
        """What every `ollama` command does first."""
        try:
            self._unary("HEAD", "/")
        except Unreachable as error:
            if error.text.endswith(" refused"):
                raise Unreachable(REFUSED, error.cause, error.hint) from error
            raise

    def get(self, path: str) -> Any:
        """The whole JSON reply; None for an empty body."""
        return self.send("GET", path)

    def send(self, method: str, path: str, body: object = None) -> Any:
        """The whole JSON reply to a JSON body; None for an empty one."""
        answer = self._unary(method, path, body)
        if not answer.body:
            return None
        try:
            value, rest = first_value(answer.body, empty="unexpected end of JSON input")
        except Refusal as error:
            text = "unexpected end of JSON input" if error.text == "unexpected EOF" else error.text
            raise self._not_ollama(answer, text) from None
        if rest := rest.lstrip():
            raise self._not_ollama(answer, f"invalid character '{rest[0]}' after top-level value")
        return value

    def stream(self, path: str, body: object, *, silence: float | None = None) -> Iterator[dict[str, Any]]:
        """The objects of an NDJSON stream as they come; an `error` in one of them is raised as StatusError 0.

        `silence`: seconds without a byte after which the server counts as hung; None waits for ever.
        """
        limits = httpx.Timeout(self.timeout, read=silence)
        url, leaving = self.url + path, {"Connection": "close"}  # the deadline of a later call does not know this one's
        with (
            self._failing("POST", path),
            self._http.stream("POST", url, json=body, headers=leaving, timeout=limits) as got,
        ):
            if got.is_error:
                raise refused_stream(self._answer(got))
            yield from (self._object(line, got) for line in _lines(got))

    def version(self) -> str:
        return self._read("/api/version", lambda reply: str(reply["version"]))

    def tags(self) -> tuple[Listed, ...]:
        """Every model that is there, newest first."""
        return self._read("/api/tags", lambda reply: tuple(map(replies.listed, (reply or {}).get("models") or ())))

    def ps(self) -> tuple[Running, ...]:
        """The loaded models, the longest-lived first."""
        return self._read("/api/ps", lambda reply: tuple(map(replies.running, (reply or {}).get("models") or ())))

    def show(self, name: str, verbose: bool = False) -> Shown:
        body = {"model": name, "verbose": True} if verbose else {"model": name}
        return self._read("/api/show", lambda reply: replies.shown(reply or {}), body)

    def _read(self, path: str, make: Callable[[Any], T], body: object = None) -> T:
        value = self.send("POST" if body else "GET", path, body)
        try:
            return make(value)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            text = f"unexpected reply of {path}: {error}"
            raise NotOllama(text, f"{self.url}{path} answers JSON that is not Ollama's", CHECK_ADDRESS) from error

    def _unary(self, method: str, path: str, body: object = None) -> Answer:
        content = None if body is None else json.dumps(body).encode()
        headers = {} if content is None else {"Content-Type": "application/json"}
        watch = {"trace": self._deadline.watch}
        with ExitStack() as stack:
            stack.enter_context(self._deadline.within(self.timeout))
            stack.enter_context(self._failing(method, path))
            sent = self._http.stream(method, self.url + path, content=content, headers=headers, extensions=watch)
            answer = self._answer(stack.enter_context(sent))
        if answer.status >= httpx.codes.BAD_REQUEST:
            raise refused(answer)
        return answer

    def _answer(self, response: httpx.Response) -> Answer:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > LARGEST:
                raise NotOllama(
                    f"the reply is larger than {LARGEST // 2**20} MiB",
                    f"{response.url} sends without an end: what answers there is not Ollama",
                    CHECK_ADDRESS,
                )
        url = str(response.url)
        return Answer(url, response.status_code, response.headers.get("content-type", ""), bytes(body))

    def _not_ollama(self, answer: Answer, text: str) -> NotOllama:
        what = "a web page" if "html" in answer.content_type else "something that is not JSON"
        return NotOllama(text, f"{answer.url} answers {answer.line} with {what}: it is not Ollama's API", CHECK_ADDRESS)

    def _object(self, line: bytes, response: httpx.Response) -> dict[str, Any]:
        try:
            value, _ = first_value(line, empty="")
        except Refusal:
            value = None
        if not isinstance(value, dict):
            said = line.decode("utf-8", "replace")
            raise NotOllama(said, f"{response.url} sends a line that is no JSON object", CHECK_ADDRESS)
        if error := value.get("error"):
            raise StatusError(str(error), f"{response.url} reports it in its stream", status=0)
        return value

    @contextmanager
    def _failing(self, method: str, path: str) -> Iterator[None]:
        """Turns what the HTTP library raises into what an `ollama` would say."""
        request = f'{method.title()} "{self.url}{path}"'
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._failure(request, error) from error

    def _failure(self, request: str, error: Exception) -> OllamaError:
        if self._deadline.passed or isinstance(error, httpx.TimeoutException):
            return TimedOut(
                f"{request}: context deadline exceeded",
                f"{self.url} did not answer completely within {self.timeout:g} seconds",
                "it may be busy or hung; --timeout SECONDS waits longer",
            )
        match error:
            case httpx.UnsupportedProtocol():
                text = f'{request}: unsupported protocol scheme "{self.address.scheme}"'
                return Unreachable(text, f"{self.url} is neither http:// nor https://", CHECK_ADDRESS)
            case httpx.InvalidURL():
                text = f'parse "{self.url}/": {error}'
                return Unreachable(text, f"{self.url} is no URL: {error}", CHECK_ADDRESS)
            case httpx.TooManyRedirects():
                text = f"{request}: stopped after {REDIRECTS} redirects"
                return NotOllama(text, f"{self.url} redirects in a circle", CHECK_ADDRESS)
            case httpx.ConnectError() | httpx.ProxyError():
                return unreachable(request, self.address, self.proxy, error)
            case httpx.RemoteProtocolError() if "without sending a response" in str(error):
                return CutOff(
                    f"{request}: EOF", f"{self.url} closed the connection without an answer: it may not speak HTTP"
                )
            case httpx.RemoteProtocolError() if "peer closed" in str(error):
                return CutOff("unexpected EOF", f"{self.url} closed the connection in the middle of its answer")
            case httpx.RemoteProtocolError():
                text = f"{request}: net/http: HTTP/1.x transport connection broken: malformed HTTP response"
                return NotOllama(text, f"what answers at {self.url} does not speak HTTP: {error}", CHECK_ADDRESS)
        return broken(request, self.url, error)


def _lines(response: httpx.Response) -> Iterator[bytes]:
    """The lines of a stream, at newlines only; the last needs none."""
    rest = b""
    for piece in response.iter_bytes():
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line for line in whole if line.strip())
        if len(rest) > LARGEST:
            raise NotOllama("bufio.Scanner: token too long", f"{response.url} sends a line without an end")
    if rest.strip():
        yield rest
