"""Ports of one's own: two processes never choose the same one."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bench import ports
from bench.ports import bindable, free_port, refusing_port

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


def test_a_held_port_refuses() -> None:
    with refusing_port() as port, socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED
        assert not bindable(port)


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        ("32768\t60999", (10_000, 18_000)),
        ("16000 65535", (8_000, 16_000)),
        ("1024 20000", (20_200, 28_200)),
        ("none", (10_000, 18_000)),
    ],
)
def test_the_kernel_takes_no_port_of_ours(
    kernel: str, expected: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "KERNEL", tmp_path / "range")
    ports.KERNEL.write_text(kernel, "ascii")
    assert ports.kept_apart(10_000, 18_000) == expected
