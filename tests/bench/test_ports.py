"""Ports of one's own: two processes never choose the same one."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from bench import ports
from bench.ports import bindable, free_port

ROOT = Path(__file__).parent.parent.parent


def test_two_processes_have_different_blocks() -> None:
    mine = {free_port() for _ in range(50)}
    code = "from bench.ports import free_port; print(*{free_port() for _ in range(50)})"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert mine.isdisjoint(map(int, other.split()))
    assert mine.isdisjoint(ports.MEANT)


def test_a_port_in_use_is_left_out() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = taken.getsockname()[1]
        assert not bindable(port)
        assert port not in {free_port() for _ in range(250)}  # once round the block
