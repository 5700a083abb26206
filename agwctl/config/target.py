"""The other servers that policies ask: where they are."""

from __future__ import annotations

from typing import Any, ClassVar

from agwctl.config.model import Model, OneOf
from agwctl.config.types import HostPort, Port, ServiceName


class ServiceBackend(Model):
    """A service of the `services` section."""

    name: ServiceName
    """Its namespace and hostname, with a slash between them."""
    port: Port
    """One of its ports."""


class Target(OneOf):
    """A server: one of `service`, `host` and `backend`.

    Classes made from it have further keys, which stand beside the tag.
    """

    several: ClassVar = "backend must be exactly one of service, host, or backend"

    service: ServiceBackend | None = None
    """A service of the `services` section."""
    host: HostPort | None = None
    """A host with its port."""
    backend: str | None = None
    """`/NAME` of an entry of the top-level `backends`."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.beside = (*cls.beside, *(name for name in cls.__annotations__ if name not in _TAGS))


_TAGS = ("service", "host", "backend")
_SCHEMES = {"http": 80, "https": 443}


def server_address(text: str) -> HostPort:
    """The address in `host:port` or in a URL without a path; the path of a Unix socket.

    Raises: ValueError with agentgateway's own text.
    """
    scheme, mark, rest = text.partition("://")
    if not mark:
        return HostPort.parse(text)
    if scheme.lower() not in _SCHEMES:
        raise ValueError("backend URL scheme must be http or https")
    host, _, path = rest.partition("/")
    if path:
        raise ValueError("backend URL paths are not supported")
    if not host:
        raise ValueError("backend URL must include a host")
    return HostPort.parse(host if ":" in host else f"{host}:{_SCHEMES[scheme.lower()]}")
