"""The other servers that policies ask: where they are."""

from __future__ import annotations

import inspect
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
        cls.beside = (*cls.beside, *inspect.get_annotations(cls))
