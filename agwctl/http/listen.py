"""Listening sockets."""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys

__all__ = ["bind", "bind_unix"]

BACKLOG = 1024


def bind(host: str, port: int, *, ipv6: bool = True) -> socket.socket:
    """A listening TCP socket; port 0 takes a free one. With `ipv6` the host "::" or "" takes IPv4 clients as well.

    Raises: OSError, whose errno says whether the port is taken or not allowed.
    """
    host = host.strip("[]")
    if host in ("", "::", "*"):
        host = "::" if ipv6 and socket.has_dualstack_ipv6() else "0.0.0.0"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two processes share the port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def bind_unix(path: str) -> socket.socket:
    """A listening Unix socket; one that is left over, with nobody behind it, is replaced. Raises: OSError."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        try:
            sock.bind(path)
        except OSError:
            _remove_dead(path)
            sock.bind(path)
        sock.listen(BACKLOG)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def _remove_dead(path: str) -> None:
    """Remove a socket file that refuses connections. Raises: OSError when it is alive or no socket."""
    if not stat.S_ISSOCK(os.stat(path).st_mode):  # a connection to any other file is refused as well
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)
