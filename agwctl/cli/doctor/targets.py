"""Whom `agwctl doctor` looks at: the Ollama of this shell, those of a configuration, and the gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from agwctl.doctor.examination.examine import GatewayTarget
from agwctl.doctor.facts.facts import Origin, Server
from agwctl.doctor.facts.network import Connect
from agwctl.doctor.probes.dial import dial
from agwctl.errors import UsageError
from agwctl.ollama.address import Address, parse, split_host_port, to_dial

if TYPE_CHECKING:
    from agwctl.doctor.facts.configuration import Configuration

__all__ = ["gateway", "listens", "servers"]

PATIENCE = 0.3
"""Seconds for a connect to this machine that only asks whether there is somebody to look at."""

Listens = Callable[[Address], bool]


def listens(address: Address) -> bool:
    """Whether something accepts connections there; its host is an IP address."""
    return dial(address.host, address.port, PATIENCE).outcome is Connect.OPEN


def servers(
    ollama: str | None,
    configuration: Configuration | None,
    environ: Mapping[str, str],
    *,
    is_another_named: bool,
    listens: Listens = listens,
) -> tuple[Server, ...]:
    """The servers in the order in which they are told, each once. Raises: UsageError.

    Ollama's own address, which nobody named, is only looked at when something is there or nothing else is to be looked
    at: that nothing is there is then no failure. Another is named with --gateway, or a file with -f.
    """
    configured = tuple(_configured(configuration))
    named = _named(ollama, environ)
    if named is not None:
        same, others = _apart(named.address, configured)
        return (replace(named, models=tuple(model for each in same for model in each.models)), *others)
    default = Server(to_dial(parse("")), Origin("default", ""))
    same, _ = _apart(default.address, configured)
    nothing_else = not configured and not is_another_named
    return (*configured, default) if nothing_else or (not same and listens(default.address)) else configured


def _apart(address: Address, configured: Iterable[Server]) -> tuple[list[Server], list[Server]]:
    """Those that are at this address, and the others."""
    same = [each for each in configured if _same(address, each.address)]
    return same, [each for each in configured if each not in same]


def _named(ollama: str | None, environ: Mapping[str, str]) -> Server | None:
    """The one that an option or the environment names."""
    if ollama is not None:
        return Server(_root(_address(ollama, ollama)), Origin("--ollama", ollama))
    variable = environ.get("OLLAMA_HOST", "")
    return Server(to_dial(parse(variable)), Origin("OLLAMA_HOST", variable)) if variable.strip() else None


def _configured(configuration: Configuration | None) -> Iterable[Server]:
    if configuration is None:
        return ()
    from agwctl.cli.doctor.configuration import servers

    return servers(configuration)


def _same(one: Address, other: Address) -> bool:
    """`localhost` and 127.0.0.1 are one machine, as far as a choice of servers goes."""
    same_host = one.host == other.host or {one.host, other.host} <= {"localhost", "127.0.0.1"}
    return same_host and (one.scheme, one.port, one.path) == (other.scheme, other.port, other.path)


def gateway(named: str | None, configuration: Configuration | None, listens: Listens = listens) -> GatewayTarget | None:
    """The gateway that was named, else the first port of the configuration's, or of the guide's, that is open here.

    Raises: UsageError.
    """
    if named is not None:
        from agwctl.cli.guide import PORT

        has_port = "://" in named or split_host_port(named.partition("/")[0]) is not None
        address = _root(_address(named, named))
        return GatewayTarget(address if has_port else address._replace(port=PORT), "--gateway", True)
    if configuration is None:
        return _guides(listens)
    for port in configuration.ports:
        address = Address("https" if port.is_tls else "http", "127.0.0.1", port.port)
        if port.purpose == "requests" and listens(address):
            return GatewayTarget(address, port.where, False)
    return None


def _guides(listens: Listens) -> GatewayTarget | None:
    """The gateway that `agwctl serve` is without a configuration, when it runs; another program is none of ours."""
    from agwctl.cli.guide import PORT

    address = Address("http", "127.0.0.1", PORT)
    if not listens(address):
        return None
    from agwctl.cli.state import gateway_answer

    is_running = gateway_answer(address.url).startswith("running")
    return GatewayTarget(address, "the guide's own port", False) if is_running else None


def _address(text: str, written: str) -> Address:
    address = parse(text)
    if address.scheme not in ("http", "https"):
        raise UsageError(f"{written}: {address.scheme}:// is not how Ollama is reached", "write http://HOST:PORT")
    if not address.host.strip() or any(sign.isspace() for sign in address.host):
        raise UsageError(f"{written!r} is no address", "write HOST, HOST:PORT or http://HOST:PORT")
    return to_dial(address)


def _root(address: Address) -> Address:
    """The base of all APIs: people paste what they call, `/v1/chat/completions` or `/api/tags`, too."""
    path = f"/{address.path}/"
    for part in ("/v1/", "/api/"):
        path = path.partition(part)[0] + "/" if part in path else path
    return address._replace(path=path.strip("/"))
