"""The machine behind the probes: commands and files that may do anything."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from agwctl.doctor.system import LARGEST, System, run_command, this_system


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code)


def test_output_and_exit_code():
    ran = run_command(python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"), 10)
    assert ran == (3, "out\n", "err\n")


def test_messages_are_in_english():
    ran = run_command(python("import os; print(os.environ['LC_ALL'])"), 10)
    assert ran is not None and ran.out == "C\n"


@pytest.mark.parametrize("command", [("no-such-program-anywhere",), ("a\0b",), ("/etc",)])
def test_what_cannot_be_run(command):
    assert run_command(command, 5) is None


def test_a_command_that_hangs_is_ended():
    begun = time.monotonic()
    assert run_command(("sleep", "60"), 0.1) is None
    assert time.monotonic() - begun < 5


def test_a_program_that_is_left_behind_does_not_keep_us():
    begun = time.monotonic()
    ran = run_command(("sh", "-c", "sleep 60 & echo done"), 10)
    assert ran is not None and ran.out == "done\n"
    assert time.monotonic() - begun < 5


def test_a_command_that_nobody_waits_for_any_more_ends_with_us(tmp_path):
    """A probe's thread may still hang when the whole time is over."""
    note = tmp_path / "pid"
    code = f"""
import threading, time
from pathlib import Path
from agwctl.doctor.system import run_command
shell = ("sh", "-c", "echo $$ > {note}; exec sleep 60")
threading.Thread(target=run_command, args=(shell, 60), daemon=True).start()
while not (Path({str(note)!r}).exists() and Path({str(note)!r}).read_text().strip()):
    time.sleep(0.01)
"""
    subprocess.run((sys.executable, "-c", code), check=True, timeout=30)
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_output_without_end_is_cut_off():
    ran = run_command(("yes",), 10)
    assert ran is not None and LARGEST <= len(ran.out) < LARGEST + 65536


def test_output_that_is_no_text():
    ran = run_command(python(r"import os; os.write(1, b'\xff\x00ok\r\n')"), 10)
    assert ran is not None and ran.out == "\ufffd\0ok\n"


def test_files(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "file").write_bytes(b"abc\xff")
    (tmp_path / "etc" / "link").symlink_to("/elsewhere")
    system = System(root=tmp_path)
    assert system.text("/etc/file") == "abc\ufffd"
    assert system.data("/etc/file", 2) == b"ab"
    assert system.names("/etc") == ["file", "link"]
    assert system.link("/etc/link") == "/elsewhere"


@pytest.mark.parametrize("path", ["/nothing", "/folder", "/a\0b", "/pipe"])
def test_what_is_no_file_is_none(tmp_path, path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")  # opening one for reading would wait for a writer
    system = System(root=tmp_path)
    assert system.data(path) is None
    assert system.link(path) == ""


def test_a_large_file_is_read_in_part(tmp_path):
    with open(tmp_path / "large", "wb") as file:
        file.truncate(2**40)
    found = System(root=tmp_path).data("/large")
    assert found is not None and len(found) == LARGEST


def test_this_machine():
    system = this_system({"A": "b"})
    assert system.path("/proc").exists() is (sys.platform == "linux")
    assert system.environ == {"A": "b"}
