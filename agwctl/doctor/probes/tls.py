"""A TLS greeting: whether the port speaks TLS, whom its certificate names, and whether it is trusted here."""

from __future__ import annotations

import functools
import ssl
import time
from typing import NamedTuple

from agwctl.doctor.facts.network import Tls, Trouble
from agwctl.doctor.probes.certificate import names_of
from agwctl.doctor.probes.dial import connect
from agwctl.doctor.wire.peer import Broken, Peer, TlsPeer

__all__ = ["look", "trusting", "unchecked"]


class _Met(NamedTuple):
    """How a greeting ended; `failure` is None when TLS was agreed on."""

    failure: Broken | None
    raw: bytes
    certificate: bytes = b""


def look(address: str, port: int, name: str, seconds: float) -> Tls:
    """Greets once as a client that checks; and once as one that does not, to read a certificate that is not trusted."""
    end = time.monotonic() + seconds
    met = _greet(address, port, name, trusting(), end)
    if met.failure is None:
        return Tls(speaks_tls=True, is_trusted=True, names=names_of(met.certificate))
    if met.failure.trouble is Trouble.TLS and met.raw[:1] == _HANDSHAKE:
        shown = _greet(address, port, name, unchecked(), end)
        return Tls(speaks_tls=True, names=names_of(shown.certificate), error=met.failure.problem)
    return Tls(met.raw[:1] == _ALERT, error=met.failure.problem, speaks_http=met.raw.startswith(b"HTTP/"))


_HANDSHAKE, _ALERT = b"\x16", b"\x15"
"""The first byte of a TLS record says what it is."""


@functools.cache
def trusting() -> ssl.SSLContext:
    """Trusts whom this machine trusts, and SSL_CERT_FILE and SSL_CERT_DIR."""
    return ssl.create_default_context()


@functools.cache
def unchecked() -> ssl.SSLContext:
    """Speaks with anybody: for looking, never for sending a secret."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _greet(address: str, port: int, name: str, context: ssl.SSLContext, end: float) -> _Met:
    dialled, connection = connect(address, port, end)
    if connection is None:
        return _Met(Broken(Trouble.CONNECT, f"connect {dialled.authority}: {dialled.outcome}"), b"")
    with connection:
        peer = Peer(connection, end)
        try:
            stream = TlsPeer(peer, context, name)
        except Broken as failure:
            return _Met(failure, peer.raw)
        return _Met(None, peer.raw, stream.tls.getpeercert(binary_form=True) or b"")
