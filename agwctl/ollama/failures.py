"""What goes wrong between a client and Ollama: as the `ollama` command words it, and as it is to be understood."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator

from agwctl.ollama.address import Address
from agwctl.ollama.proxy import Proxy

__all__ = [
    "REFUSED",
    "SOMETHING_WENT_WRONG",
    "CutOff",
    "NotOllama",
    "OllamaError",
    "StatusError",
    "TimedOut",
    "Unreachable",
    "broken",
    "unreachable",
    "unusable_proxy",
]

REFUSED = "could not connect to ollama server, run 'ollama serve' to start it"
SOMETHING_WENT_WRONG = "something went wrong, please see the ollama server logs for details"
CHECK_ADDRESS = "check the address: --ollama URL, or the variable OLLAMA_HOST"


class OllamaError(Exception):
    """A request to Ollama that failed.

    `text` is what the `ollama` command prints after "Error: ", `cause` what happened and where, `hint` what to do.
    """

    def __init__(self, text: str, cause: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.cause = cause
        self.hint = hint


class Unreachable(OllamaError):
    """No connection: nothing listens, the name or the network is unknown, TLS failed."""


class TimedOut(OllamaError):
    """The server did not answer in time, or not to the end."""


class CutOff(OllamaError):
    """The connection ended before the answer did."""


class NotOllama(OllamaError):
    """Something answered, but not as Ollama does."""


class StatusError(OllamaError):
    """The server refused: `status` is the HTTP status, 0 for an error within a stream."""

    def __init__(self, text: str, cause: str, hint: str | None = None, *, status: int) -> None:
        super().__init__(text, cause, hint)
        self.status = status


def unreachable(request: str, address: Address, proxy: Proxy | None, error: BaseException) -> Unreachable:
    """The failed connection in Go's words.

    `request` is how Go introduces it: the method in title case and the quoted URL.
    """
    cause = next((each for each in _chain(error) if isinstance(each, OSError)), None)
    host, authority = address.host, address.authority.replace("%25", "%")
    where, hint, begin = f"at {address.url}", CHECK_ADDRESS, f"{request}: dial tcp"
    if proxy is not None:
        host, authority = proxy.authority.rpartition(":")[0], proxy.authority
        where, begin = f"at {proxy.authority}, the proxy of {proxy.variable}", f"{request}: proxyconnect tcp: dial tcp"
        hint = f"to go without it: NO_PROXY={address.host}"
    if isinstance(cause, ssl.SSLError):
        if isinstance(cause, ssl.SSLCertVerificationError):
            said = f"the certificate {where} is not trusted: {cause.verify_message}"
            return Unreachable(f"{request}: {_tls(cause)}", said, _CERTIFICATE_HINT)
        return Unreachable(f"{request}: {_tls(cause)}", f"TLS failed {where}: {cause.reason or cause}", _TLS_HINT)
    if isinstance(cause, socket.gaierror) and not (":" in host and "%" in host):
        reason = "no such host" if cause.errno in _UNKNOWN_HOST else str(cause.strerror)
        return Unreachable(
            f"{begin}: lookup {host}: {reason}", f"the name {host} cannot be resolved: {cause.strerror}", hint
        )
    if cause is None or cause.errno is None:
        return Unreachable(f"{request}: {error}", f"no connection {where}: {error}", hint)
    # An address with an interface that is not there fails in Python where names are resolved.
    reason = os.strerror(errno.EINVAL if isinstance(cause, socket.gaierror) else cause.errno).lower()
    if cause.errno == errno.ECONNREFUSED and proxy is None:
        hint = "start it with: ollama serve"
    return Unreachable(f"{begin} {authority}: connect: {reason}", f"nothing answers {where}: {reason}", hint)


def broken(request: str, url: str, error: BaseException) -> CutOff:
    """A connection that was there and failed."""
    cause = next((each for each in _chain(error) if isinstance(each, OSError) and each.errno), None)
    reason = os.strerror(cause.errno or 0).lower() if cause else str(error)
    return CutOff(f"{request}: read: {reason}", f"the connection to {url} broke: {reason}")


def unusable_proxy(proxy: Proxy | None, reason: str) -> Unreachable:
    named = f"{proxy.variable}={proxy.authority}" if proxy else "the proxy"
    hint = f"correct {proxy.variable}, or unset it" if proxy else CHECK_ADDRESS
    return Unreachable(f"{named}: {reason}", f"the proxy cannot be used: {reason}", hint)


_UNKNOWN_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_CERTIFICATE_HINT = (
    "ask by a name that the certificate has, and have its authority installed on this machine or in SSL_CERT_FILE"
)
_TLS_HINT = "an Ollama without a proxy in front of it speaks plain HTTP: try http:// instead of https://"


def _tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"tls: failed to verify certificate: x509: {error.verify_message}"
    if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"):
        return "http: server gave HTTP response to HTTPS client"
    return f"remote error: tls: {error.reason or error}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from, outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
