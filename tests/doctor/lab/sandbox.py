"""Machines for the failure lab: each has a root, processes, a network and a name of its own, and is gone in an instant.

`python -m tests.doctor.lab.sandbox` loads everything once and then makes a machine of each line of its input, in
namespaces of Linux; `Zygote` is the other side. What a machine is told is in `machine.py`.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["ROOT", "Zygote", "inside"]

ROOT = Path(__file__).parents[3]
SECONDS = 40.0
"""That a machine may take; the doctor itself takes less than 15."""
NEWNS, NEWUTS, NEWIPC, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Zygote:
    """Makes machines, one after the other."""

    def __init__(self) -> None:
        environ = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "tests.doctor.lab.sandbox"]
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # it lives as long as this
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, cwd=ROOT, env=environ
        )

    def run(self, told: dict[str, Any]) -> dict[str, Any]:
        """What happened on a machine: `steps`, or `skip` with the reason why there can be none here, or `error`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(told).encode() + b"\n")
            self._process.stdin.flush()
            found: dict[str, Any] = json.loads(self._process.stdout.readline())
            return found
        except (OSError, ValueError):
            self._log.seek(0)
            return {"error": f"the sandbox ended: {self._log.read()[-2000:].decode('utf-8', 'replace')}"}

    def close(self) -> None:
        self._process.communicate(timeout=10)
        self._log.close()


def inside(told: dict[str, Any], answer: BinaryIO) -> None:
    """Becomes a machine: new namespaces, a process 1 in them, a root that forgets what is written to it."""
    try:
        _unshare(NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET)
    except OSError as error:
        answer.write(json.dumps({"skip": f"no namespaces here ({error.strerror}); it takes root"}).encode())
        return
    if init := os.fork():
        os.waitpid(init, 0)
        return
    _libc.prctl(PDEATHSIG, signal.SIGKILL)
    if machine := os.fork():
        while os.wait()[0] != machine:  # whoever has lost its parent is this one's child
            pass
        return
    answer.write(json.dumps(_played(told)).encode())


def _played(told: dict[str, Any]) -> dict[str, Any]:
    from tests.doctor.lab.machine import Machine

    try:
        _new_root(Path("/mnt"))
    except OSError as error:
        return {"skip": f"no root of its own for a machine here: {error}"}
    try:
        return Machine(told).play()
    except Exception:
        return {"error": traceback.format_exc()}


def _unshare(flags: int) -> None:
    if _libc.unshare(flags):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _mount(source: str, target: Path, kind: str, flags: int = 0, data: str = "") -> None:
    if _libc.mount(source.encode(), str(target).encode(), kind.encode(), flags, data.encode()):
        raise OSError(
            ctypes.get_errno(), f"cannot mount {kind or source} on {target}: {os.strerror(ctypes.get_errno())}"
        )


BIND, REC, PRIVATE = 0x1000, 0x4000, 0x40000


def _new_root(at: Path) -> None:
    """The same files as here, but what is written or removed is so only for this machine."""
    _mount("none", Path("/"), "", REC | PRIVATE)
    _mount("lab", at, "tmpfs")
    root = at / "root"
    for name in ("upper", "work", "root"):
        (at / name).mkdir()
    _mount("lab", root, "overlay", 0, f"lowerdir=/,upperdir={at}/upper,workdir={at}/work")
    _mount("proc", root / "proc", "proc")
    for path in ("/dev", "/sys", *_elsewhere()):
        _mount(path, root / path[1:], "", BIND | REC)
    program = root / "usr/lib/ollama/ollama"  # a Python by its own name, also for those who ask which file it is
    program.parent.mkdir(parents=True, exist_ok=True)
    program.touch()
    _mount(os.path.realpath(sys.executable), program, "", BIND)
    (root / ".dockerenv").unlink(missing_ok=True)
    os.chroot(root)
    os.chdir("/")


def _elsewhere() -> list[str]:
    """Folders that Python needs and that lie on other file systems than the root."""
    root = os.stat("/").st_dev
    folders = {str(ROOT), sys.prefix, sys.base_prefix}
    return sorted(folder for folder in folders if os.stat(folder).st_dev != root)


def _serve() -> None:
    """Reads machines line by line; everything heavy is loaded before the first one."""
    from tests.doctor.lab import machine

    machine.preload()
    for line in sys.stdin.buffer:
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            os.close(reader)
            with os.fdopen(writer, "wb") as answer:
                inside(json.loads(line), answer)
            os._exit(0)
        os.close(writer)
        sys.stdout.buffer.write(_read(reader, child) + b"\n")
        sys.stdout.buffer.flush()


def _read(reader: int, child: int) -> bytes:
    """What the child writes until it ends; it is killed, and with it its machine, when that lasts too long."""
    data = b""
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], SECONDS)[0]:
            piece = pipe.read(65536)
            if not piece:
                break
            data += piece
        else:
            data = json.dumps({"error": f"not done after {SECONDS:.0f} s"}).encode()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return data or json.dumps({"error": "the machine ended without a word"}).encode()


if __name__ == "__main__":
    _serve()
