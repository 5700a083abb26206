"""Processes of the lab's machines, and programs for them."""

from __future__ import annotations

import ctypes
import os
import pwd
import stat
import subprocess
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.doctor.lab.peers import TROUBLE

__all__ = ["as_user", "checked", "daemon", "named", "script"]

NAME = 15
"""PR_SET_NAME"""


def daemon(body: Callable[[], object]) -> int:
    """Runs it in a process that is nobody's child but the first one's, which takes note of its end."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        os.waitpid(child, 0)
        with os.fdopen(reader) as pipe:
            return int(pipe.readline())
    if pid := os.fork():
        os.write(writer, b"%d\n" % pid)
        os._exit(0)
    os.close(writer)
    try:
        body()
    except BaseException:
        TROUBLE.write_text(traceback.format_exc())
    os._exit(1)


def named(name: str) -> None:
    """Gives this process the name of another program."""
    ctypes.CDLL(None).prctl(NAME, name.encode(), 0, 0, 0)


def as_user(name: str | None) -> None:
    """Goes on as somebody else, if one is named."""
    if name:
        user = pwd.getpwnam(name)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)


def script(path: Path, text: str) -> None:
    """A program of a shell's commands."""
    path.write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def checked(command: list[str], **more: Any) -> None:
    """Runs it to its end. Raises: RuntimeError, with what it printed."""
    with open("/lab/run", "w+") as out:
        done = subprocess.run(command, text=True, stdout=out, stderr=out, **more, timeout=20)
    if done.returncode:
        raise RuntimeError(f"{command} gave {done.returncode}: {Path('/lab/run').read_text()}")
