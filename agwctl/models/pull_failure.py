"""Why a pull failed, by the server's own words, and what to do about it.

The server downloads, not the client: its network, its proxy settings, its disk and its release count. Source: the
errors of Ollama's server/images.go and server/download.go, and of Go's net package.
"""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from agwctl.model_library import families, sizes, unknown_tag
from agwctl.models.nearest import PREFIXES
from agwctl.ollama.name import HOST, ModelName, parse

__all__ = ["Explained", "explain_pull"]

LIBRARY = "https://ollama.com/library"
_PROXY = (
    "the server downloads, not this command: set HTTPS_PROXY (not HTTP_PROXY) for the Ollama service and restart it"
)
_DOWNLOAD = "update it there: https://ollama.com/download"


_ELSEWHERE = "the server must reach it, not this machine: its own localhost, its DNS, its network"
"""Another registry than the library's is rather down, or spelt wrong, than behind a proxy."""


class Explained(NamedTuple):
    """What happened, and what to do."""

    cause: str
    hint: str


_KNOWN: tuple[tuple[str, str, str], ...] = (
    # pattern of the server's text, cause, fix; {host}: the registry, {name}: the model as it was asked for
    (
        r"412: |requires a newer version of Ollama",
        "the model is made for a newer Ollama than {server}",
        "the release of the server counts, not of this command: " + _DOWNLOAD,
    ),
    (
        r"no space left on device|not enough space|disk quota exceeded",
        "the disk that the server keeps its models on is full",
        "remove models (agwctl models rm NAME) or move OLLAMA_MODELS to a larger disk, then restart Ollama",
    ),
    (
        r"digest mismatch",
        "what came is not what was published: the download is damaged, and deleted",
        "the same command fetches it again; if it happens again look at the server's proxy, disk and RAM",
    ),
    (
        r"rename .*-partial",
        "the server could not put the finished file in its place: another program holds it, or the disk has a fault",
        "restart Ollama and pull again; keep virus scanners out of the models' folder",
    ),
    (
        r"id_ed25519",
        "the server cannot read its own key pair",
        "the user that Ollama runs as must own its folder .ollama in its home; restart Ollama to make a new key",
    ),
    (
        r"realm host",
        "{host} wants credentials, but does not say where to get a token",
        "Ollama can only sign in to registries that hand out tokens; use one without a password",
    ),
    (
        r"unauthorized|access denied|: 40[13]\b",
        "{host} does not let this server have {name}: it is private, or its namespace does not exist",
        "check the namespace; for a model of your own run `ollama signin` as the user that Ollama runs as",
    ),
    (
        r"permission denied|path elements are traversable|read-only file system",
        "the server may not write to its models' folder",
        "give the folder (OLLAMA_MODELS) to the user that Ollama runs as",
    ),
    (
        r"no Location header",
        "{host} sends files itself, where Ollama expects it to redirect to another host",
        "put the registry behind one that redirects, or serve its files under another host name",
    ),
    (
        r"proxyconnect",
        "the proxy that the server uses does not answer",
        "check HTTPS_PROXY of the Ollama service; it is the server's, not this shell's",
    ),
    (
        r"x509|certificate",
        "the server does not trust the certificate that {host} shows: a proxy in between puts in its own",
        "install the proxy's certificate authority on the server's machine (update-ca-certificates) and restart Ollama",
    ),
    (
        r"not look like a TLS handshake|HTTP response to HTTPS client|WRONG_VERSION_NUMBER",
        "{host} speaks plain HTTP",
        "--insecure pulls over plain HTTP",
    ),
    (r"no such host|server misbehaving|lookup ", "the server cannot find {host}: it has no DNS or no Internet", _PROXY),
    (
        r"connection refused|network is unreachable|no route to host",
        "the server gets no connection to {host}",
        _PROXY,
    ),
    (
        r"i/o timeout|deadline exceeded|handshake timeout|Client\.Timeout",
        "{host} does not answer the server: a firewall drops its requests, or the network is slow",
        _PROXY,
    ),
    (r": 429\b|too many requests", "{host} limits how often this server may ask", "wait some minutes and pull again"),
    (r"manifest: 5\d\d\b", "{host} itself has a fault", "pull again later; nothing is wrong with this server"),
    (
        r"connection reset|broken pipe|unexpected EOF|EOF$",
        "the connection from the server to {host} was cut",
        "the same command continues; if it happens again: a proxy or firewall in between, or, after a disk was full, "
        "an Ollama that needs a restart",
    ),
)


def explain_pull(text: str, name: str, server: str = "this server") -> Explained | None:
    """What a server's error text of a pull of `name` means; `server` is what to call it, with its release."""
    if "invalid model name" in text:
        return Explained(f"{name!r} is no model name", "write [HOST/][NAMESPACE/]MODEL[:TAG], such as llama3.2:3b")
    parsed = parse(name)
    host = parsed.host if parsed is not None else HOST
    if re.search(r"manifest: file does not exist|manifest unknown|: 404\b", text):
        return _no_such_model(name, parsed)
    if f'Get "https://{host}' in text and text.endswith("EOF") and host != HOST:
        return Explained(f"{host} hangs up on TLS: it probably speaks plain HTTP", "--insecure pulls over plain HTTP")
    for pattern, cause, hint in _KNOWN:
        if re.search(pattern, text):
            cause = cause.format(host=host, name=name, server=server)
            hint = _ELSEWHERE if hint is _PROXY and host != HOST else hint
            kept = "max retries exceeded" in text and "continues" not in hint
            return Explained(cause, f"{hint}; what has come is kept" if kept else hint)
    return None


def _no_such_model(name: str, parsed: ModelName | None) -> Explained:
    wrong = unknown_tag(name)
    if wrong is not None:
        cause = f"the library has no {wrong.family}:{wrong.size}: {wrong.family} comes as {', '.join(wrong.sizes)}"
        return Explained(cause, f"agwctl models pull {wrong.instead}")
    prefix, slash, rest = name.partition("/")
    if slash and prefix.lower() in PREFIXES and prefix.lower() != "library":
        return Explained(f"{prefix}/ is no part of the name for Ollama", f"agwctl models pull {rest}")
    if parsed is None or parsed.host != HOST:
        host = parsed.host if parsed is not None else "the registry"
        return Explained(f"{host} has no such model or tag", "check the name there, its upper and lower case too")
    return _neighbours(parsed)


def _neighbours(name: ModelName) -> Explained:
    cause = f"the library has no {name}"
    if known := sizes(name.model):
        return Explained(cause, f"sizes of {name.model}: {', '.join(known)}; all tags: {LIBRARY}/{name.model}/tags")
    near = difflib.get_close_matches(name.model.lower(), families(), 3, 0.7)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return Explained(cause, f"{meant}All names: {LIBRARY}")
