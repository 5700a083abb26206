"""`own-ports`: on a laptop with something else running the gateway starts all the same, and stays on loopback."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.guide.stage import config
from tests.proxy.process import process, serve
from tests.proxy.running import free_port


def listening(port: int) -> str:
    """The local address of a listener on this port, as the kernel writes it."""
    rows = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    found = re.search(rf": ([0-9A-F]+):{port:04X} [0-9A-F:]+ 0A ", rows)
    assert found, f"nobody listens on {port}"
    return found[1]


LOOPBACK = "0100007F"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_where_they_listen(tmp_path: Path, compat: str) -> None:
    """Each on an address of its own here: of the default ports another process may have one."""
    ports = {name: free_port() for name in ("STATS_ADDR", "READINESS_ADDR")}
    everywhere = "0.0.0.0" if compat == "1.4" else "127.0.0.1"
    environ = {name: f"{everywhere}:{port}" for name, port in ports.items()}
    text = config("basic", 1).replace("PORT", str(free_port()))
    with process(tmp_path, "--compat", compat, "-c", text, environ=environ):
        addresses = {listening(port) for port in ports.values()}
    assert addresses == ({LOOPBACK} if compat == "guide" else {"00000000"})


@pytest.mark.parametrize("variable", ["ADMIN_ADDR", "STATS_ADDR", "READINESS_ADDR"])
def test_one_that_is_taken(tmp_path: Path, variable: str) -> None:
    port = free_port()
    text = config("basic", 1).replace("PORT", str(port))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with process(tmp_path, "-c", text, environ={variable: address}) as running:
            name = variable.partition("_")[0].lower()
            running.wait_for(f"warning: {name} server cannot listen on {address}: Address already in use; it stays off")
            socket.create_connection(("127.0.0.1", port)).close()
            assert address not in running.err.partition("stays off")[2]
        done = serve("--compat", "1.4", "-c", text, **{variable: address})
    assert done.returncode == 1
    assert f"error: {name} server starts: {name} server cannot listen on {address}" in done.stderr
