"""A client of Ollama's own API: bounded in time and size, and its failures in the words of the `ollama` command."""

from __future__ import annotations

import json
import ssl
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
    unusable_proxy,
)
from agwctl.ollama.gojson import first_value
from agwctl.ollama.http_failure import REDIRECTS, http_failure, redirected
from agwctl.ollama.proxy import proxy_for
from agwctl.ollama.received import lines, whole
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.replies import Listed, Running, Shown
from agwctl.ollama.status import SHOWN, Answer, refused, refused_stream

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

T = TypeVar("T")


class Client:
    """Asks one Ollama, over one connection and one more for each stream.

    `timeout` bounds each call that is no stream from connecting to the last byte, in seconds. `api_key` is sent as a
    bearer token, to this server only. `proxy` is the proxy that the environment asks for, None for this machine. Every
    call, and making one, raises OllamaError.
    """

    def __init__(self, address: Address, *, timeout: float = 10.0, api_key: str | None = None) -> None:
        self.address = address
        self.proxy = proxy_for(address)
        self.url = address.url.rstrip("/")
        self.timeout = timeout
        self._deadline = Deadline()
        # Nothing compressed: a few bytes of that may be gigabytes.
        headers = {"User-Agent": f"agwctl/{__version__}", "Accept-Encoding": "identity"} | _credentials(api_key)
        try:
            self._http = httpx.Client(
                headers=headers,
                timeout=timeout,
                follow_redirects=True,
                max_redirects=REDIRECTS,
                verify=_trusted() if address.scheme == "https" else True,
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

    def stream(self, path: str, body: object, *, bounded: bool = False) -> Iterator[dict[str, Any]]:
        """The objects of an NDJSON stream as they come; an `error` in one of them is raised as StatusError 0.

        `bounded`: all of it has to come within the time-out, as of other calls; else the server may take for ever.
        """
        limits = httpx.Timeout(self.timeout, read=self.timeout if bounded else None)
        options: dict[str, Any] = {"timeout": limits}
        with ExitStack() as stack:
            if bounded:
                stack.enter_context(self._deadline.within(self.timeout))
                options["extensions"] = {"trace": self._deadline.watch}
            leaving = {"Connection": "close"}  # a later call's deadline does not know this connection
            got = stack.enter_context(self._answering("POST", path, body, leaving, **options))
            if not got.is_success:
                raise refused_stream(self._answer(got))
            for line in lines(self._pieces(got), str(got.url)):
                yield self._object(line, got)

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
        watch = {"trace": self._deadline.watch}
        with (
            self._deadline.within(self.timeout),
            self._answering(method, path, body, {}, extensions=watch) as got,
        ):
            answer = self._answer(got)
        if answer.status >= httpx.codes.MULTIPLE_CHOICES:
            raise refused(answer)
        return answer

    @contextmanager
    def _answering(
        self, method: str, path: str, body: object, headers: dict[str, str], **options: Any
    ) -> Iterator[httpx.Response]:
        """A response whose body is still to come; what the HTTP library raises, until the end, is an OllamaError."""
        url = self.url + path
        if body is not None:
            options["content"] = json.dumps(body).encode()  # the library's own fails for names that are no UTF-8
            headers = headers | {"Content-Type": "application/json"}
        try:
            with self._http.stream(method, url, headers=headers, **options) as got:
                if got.request.method != method:
                    raise redirected(method, url, got)
                yield got
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise self._failure(method, url, error) from error

    def _answer(self, response: httpx.Response) -> Answer:
        url = str(response.url)
        body = whole(self._pieces(response), url)
        return Answer(url, response.status_code, response.headers.get("content-type", ""), body)

    def _pieces(self, response: httpx.Response) -> Iterator[bytes]:
        """The body as it comes."""
        encoding = response.headers.get("content-encoding", "identity")
        if encoding != "identity":
            text = f"the reply is encoded as {encoding}"
            raise NotOllama(text, f"{response.url} sends compressed data, which nobody asked for", CHECK_ADDRESS)
        return response.iter_raw()

    def _not_ollama(self, answer: Answer, text: str) -> NotOllama:
        what = "a web page" if "html" in answer.content_type else "something that is not JSON"
        return NotOllama(text, f"{answer.url} answers {answer.line} with {what}: it is not Ollama's API", CHECK_ADDRESS)

    def _object(self, line: bytes, response: httpx.Response) -> dict[str, Any]:
        said = line[:SHOWN].decode("utf-8", "replace")
        try:
            value, _ = first_value(line, empty="")
        except Refusal:
            value = None
        if not isinstance(value, dict):
            raise NotOllama(said, f"{response.url} sends a line that is no JSON object", CHECK_ADDRESS)
        if error := value.get("error"):
            text = error[:SHOWN] if isinstance(error, str) else said
            raise StatusError(text, f"{response.url} reports it in its stream", status=0)
        return value

    def _failure(self, method: str, url: str, error: Exception) -> OllamaError:
        if not self._deadline.passed and not isinstance(error, httpx.TimeoutException):
            return http_failure(method, url, self.address, self.proxy, error)
        return TimedOut(
            f'{method.title()} "{url}": context deadline exceeded',
            f"{self.url} did not answer completely within {self.timeout:g} seconds",
            "it may be busy or hung; --timeout SECONDS waits longer",
        )


def _trusted() -> ssl.SSLContext:
    """Whom `ollama` trusts: the authorities of this machine, SSL_CERT_FILE and SSL_CERT_DIR; and the public ones."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _credentials(api_key: str | None) -> dict[str, str]:
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()):  # the library's own message would repeat it
        text = "the API key cannot be sent: it holds line ends or characters that are not ASCII"
        raise OllamaError(text, "", "set OLLAMA_API_KEY again, to the key alone")
    return {"Authorization": f"Bearer {key}"} if key else {}
