"""Certificates and keys of listeners: whether they can be read, and hold what they are for."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.bind import Gateway, GatewayListener, Listener
from agwctl.config.decoding import Decoding
from agwctl.config.listener_tls import ListenerTls
from agwctl.config.llm import Llm
from agwctl.config.root import Config
from agwctl.config.semantics.places import part
from agwctl.diagnostics import codes

__all__ = ["check"]


def check(config: Config, to: Decoding) -> None:
    """Reports certificates that cannot be used; the first mistake of each listener."""
    for owner in _owners(config):
        if owner.tls is not None and to.is_sound(owner.tls):
            _check_tls(owner.tls, to)


def _owners(config: Config) -> Iterator[Listener | Gateway | GatewayListener | Llm]:
    for bind in config.binds:
        yield from part(bind, "listeners") or ()
    for gateway in config.gateways.values():
        yield gateway
        yield from gateway.listeners
    if config.llm is not None:
        yield config.llm


def _check_tls(tls: ListenerTls, to: Decoding) -> None:
    if tls.mode == "dynamicCa" and tls.root is not None:
        message = "tls.root is not supported with tls.mode=dynamicCa"
        to.report(codes.UNUSABLE_CERTIFICATE, tls.key_node("root"), message, "take out root, or mode")
        return
    for field, what in _FILES:
        if getattr(tls, field) is not None and not _is_usable(tls, field, what, to):
            return


_FILES = (("cert", "certificate"), ("key", "private key"), ("root", "certificate"))


def _is_usable(tls: ListenerTls, field: str, what: str, to: Decoding) -> bool:
    """Whether a file can be read and has a PEM block of its kind."""
    name, node = getattr(tls, field), tls.node(field)
    try:
        text = to.read_file(name)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        message = f"failed to read {what} `{name}`: {reason}"
        to.report(codes.UNUSABLE_CERTIFICATE, node, message, "a relative path begins where the program was started")
        return False
    begins = [line for line in text.splitlines() if line.startswith("-----BEGIN ")]
    if any(line.rstrip("-\r ").endswith(what.upper()) for line in begins):
        return True
    to.report(codes.UNUSABLE_CERTIFICATE, node, f"no {what} in `{name}`", f"it must hold a {what} in PEM format")
    return False
