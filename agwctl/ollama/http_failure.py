"""What the HTTP library raises, as the failure of a request to Ollama."""

from __future__ import annotations

import httpx

from agwctl.ollama.address import Address
from agwctl.ollama.failures import (
    CHECK_ADDRESS,
    CutOff,
    NotOllama,
    OllamaError,
    Unreachable,
    broken,
    unreachable,
)
from agwctl.ollama.proxy import Proxy

__all__ = ["REDIRECTS", "http_failure", "redirected"]

REDIRECTS = 10


def http_failure(method: str, url: str, address: Address, proxy: Proxy | None, error: Exception) -> OllamaError:
    """`url` was asked for at `address`, which may have redirected to where the request failed."""
    if (elsewhere := _elsewhere(error, address)) is None:
        return _failure(f'{method.title()} "{url}"', address, proxy, error)
    url, there = elsewhere
    failure = _failure(f'{method.title()} "{url}"', there, proxy, error)
    failure.cause = f"{address.url} redirects to {there.url}: {failure.cause}"
    return failure


def redirected(method: str, url: str, response: httpx.Response) -> NotOllama:
    """The server wants to be asked elsewhere, where the request has become another one."""
    target, became = response.url, response.request.method
    return NotOllama(
        f'{method.title()} "{url}": redirected to {target} as {became}',
        f"{url} redirects to {target}, where the request comes as a {became} without its content",
        f"ask it there at once: --ollama {target.scheme}://{target.netloc.decode()}",
    )


def _elsewhere(error: Exception, address: Address) -> tuple[str, Address] | None:
    """The URL that a redirect led to and its server, without the credentials that it may hold."""
    try:
        url = error.request.url if isinstance(error, httpx.HTTPError) else None
    except RuntimeError:  # it failed before there was a request
        return None
    if url is None or _origin(url) == _origin(httpx.URL(address.url)):
        return None
    there = Address(url.scheme, url.host, url.port or {"https": 443}.get(url.scheme, 80))
    return f"{there.url}{url.raw_path.decode()}", there


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _failure(request: str, address: Address, proxy: Proxy | None, error: Exception) -> OllamaError:
    url = address.url.rstrip("/")
    match error:
        case httpx.UnsupportedProtocol():
            text = f'{request}: unsupported protocol scheme "{address.scheme}"'
            return Unreachable(text, f"{url} is neither http:// nor https://", CHECK_ADDRESS)
        case httpx.InvalidURL() | UnicodeError():  # the latter by a name that is too long for a host
            return Unreachable(f'parse "{url}/": {error}', f"{url} is no URL: {error}", CHECK_ADDRESS)
        case httpx.TooManyRedirects():
            text = f"{request}: stopped after {REDIRECTS} redirects"
            return NotOllama(text, f"{url} redirects in a circle", CHECK_ADDRESS)
        case httpx.ConnectError() | httpx.ProxyError():
            return unreachable(request, address, proxy, error)
        case httpx.RemoteProtocolError():
            return _no_http(request, url, str(error))
    return broken(request, url, error)


def _no_http(request: str, url: str, reason: str) -> OllamaError:
    if "without sending a response" in reason:
        return CutOff(f"{request}: EOF", f"{url} closed the connection without an answer: it may not speak HTTP")
    if "peer closed" in reason:
        return CutOff("unexpected EOF", f"{url} closed the connection in the middle of its answer")
    text = f"{request}: net/http: HTTP/1.x transport connection broken: malformed HTTP response"
    return NotOllama(text, f"what answers at {url} does not speak HTTP: {reason}", CHECK_ADDRESS)
