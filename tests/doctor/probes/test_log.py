"""The end of Ollama's log."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.probes.log import read
from agwctl.doctor.system import Ran
from tests.doctor.probes.recorded import machine

UNIT = Service("systemd", "ollama")
JOURNAL = "journalctl -u ollama -n 2000 --no-pager -o cat"
DENIED = """Hint: You are currently not seeing messages from other users and the system.
      Users in groups 'adm', 'systemd-journal' can see all messages.
No journal files were opened due to insufficient permissions.
"""


def test_the_journal_of_a_unit(tmp_path):
    found = read(machine(tmp_path, {}, {JOURNAL: "one\n\ntwo\n"}), UNIT)
    assert found == Log("journalctl -u ollama", ("one", "two"))


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (None, "not there, or takes longer than 3 s"),
        (Ran(1, "", DENIED), "`journalctl -u ollama`: only root and the groups adm and systemd-journal may read it"),
        (Ran(0, "-- No entries --\n", DENIED), "only root and the groups"),
        (Ran(1, "", "Failed to open\nmore\n"), "Failed to open"),
        (Ran(3, "", ""), "exit code 3"),
    ],
)
def test_a_journal_that_is_not_ours_to_read(tmp_path, printed, reason):
    found = read(machine(tmp_path, {}, {JOURNAL: printed}), UNIT)
    assert isinstance(found, Unread) and reason in found.reason


def test_a_journal_without_entries(tmp_path):
    found = read(machine(tmp_path, {}, {JOURNAL: "-- No entries --\n"}), UNIT)
    assert found == Log("journalctl -u ollama", ("-- No entries --",))


def test_both_streams_of_a_container(tmp_path):
    commands = {"docker logs --tail 2000 my-ollama": Ran(0, "[GIN] 200\n", "time=… msg=started\n")}
    found = read(machine(tmp_path, {}, commands), Service("docker", "my-ollama"))
    assert found == Log("docker logs --tail 2000 my-ollama", ("[GIN] 200", "time=… msg=started"))


def test_a_container_that_is_gone(tmp_path):
    commands = {"docker logs": Ran(1, "", "Error: No such container: ollama\n")}
    found = read(machine(tmp_path, {}, commands), Service("docker"))
    assert found == Unread("`docker logs --tail`: Error: No such container: ollama")


def test_the_file_that_a_server_writes_to(tmp_path):
    system = machine(tmp_path, {"/tmp/ollama.log": b"old\nnew \xff\n"})
    (tmp_path / "proc/4100/fd").mkdir(parents=True)
    (tmp_path / "proc/4100/fd/2").symlink_to("/tmp/ollama.log")
    assert read(system, Service(main_pid=4100)) == Log("/tmp/ollama.log", ("old", "new \ufffd"))


@pytest.mark.parametrize("target", ["/dev/pts/3", "pipe:[123]", "socket:[9]", "/tmp/gone (deleted)"])
def test_a_server_that_writes_elsewhere(tmp_path, target):
    (tmp_path / "proc/4100/fd").mkdir(parents=True)
    (tmp_path / "proc/4100/fd/2").symlink_to(target)
    assert read(machine(tmp_path), Service(main_pid=4100)) == Unread("no log of Ollama's was found")


APP = "/home/ada/.ollama/logs/server.log"
BREW = "/opt/homebrew/var/log/ollama.log"


@pytest.mark.parametrize(
    ("manager", "files", "source"),
    [
        ("macos-app", [APP, BREW], APP),
        ("brew", [APP, BREW], BREW),
        ("brew", [APP], APP),
        ("none", [APP], APP),
    ],
)
def test_files_on_macos(tmp_path, manager, files, source):
    system = machine(tmp_path, dict.fromkeys(files, "line\n"), platform="darwin")
    assert read(system, Service(manager)) == Log(source, ("line",))


def test_the_file_on_windows(tmp_path):
    system = machine(
        tmp_path, {"/local/Ollama/server.log": "a\r\nb\r\n"}, platform="win32", environ={"LOCALAPPDATA": "/local"}
    )
    assert read(system, Service("windows-app")) == Log("/local/Ollama/server.log", ("a", "b"))


def test_of_a_huge_file_the_beginning_and_the_end_are_read(tmp_path):
    """An app's log begins with the settings."""
    system = machine(tmp_path, {APP: "begin\n"}, platform="darwin")
    with open(tmp_path / APP.lstrip("/"), "r+b") as file:
        file.seek(2**36)
        file.write(b"\nlast but one\nlast\n")
    found = read(system, Service("macos-app"))
    assert isinstance(found, Log)
    assert (found.lines[0], found.lines[-2:]) == ("begin", ("last but one", "last"))
    assert max(map(len, found.lines)) <= 4000


def test_of_another_huge_file_only_the_end(tmp_path):
    system = machine(tmp_path, {BREW: "begin\n" + "x" * 600_000 + "\nend\n"}, platform="darwin")
    assert read(system, Service("brew")) == Log(BREW, ("end",))
