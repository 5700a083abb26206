"""A unit as systemctl prints it."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.service import DropIn, Service
from agwctl.doctor.probes.systemd import assignments, unit
from agwctl.doctor.system import Ran
from tests.doctor.probes.recorded import data, machine

BOOTED = {"/run/systemd/system/x": ""}
FILES = BOOTED | {
    "/etc/default/ollama": "# by hand\nOLLAMA_KEEP_ALIVE=24h\nexport NOT=seen\n",
    "/etc/systemd/system/ollama.service.d/10-host.conf": '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0:11434"\n',
    "/etc/systemd/system/ollama.service.d/override.conf": "Environment=“OLLAMA_X=1”\n",
}

QUOTED = {
    "PATH": "/usr/bin:/bin", "OLLAMA_ORIGINS": "https://ui.example, app://*", "A": 'it"s $HOME \\ x', "B": "plain",
    "C": "it's", "D": "tab\tx", "E": "$x", "F": "", "G": "`q`", "OLLAMA_HOST": "0.0.0.0:11434",
}  # fmt: skip
"""What systemd 252 gave to the process of the unit whose `Environment=` is in systemctl_quotes.txt."""


def shown(root, printed, files=BOOTED):
    return unit(machine(root, files, {"systemctl show ollama -p LoadState,": printed}))


def test_all_that_is_known_of_it(tmp_path):
    folder = "/etc/systemd/system/ollama.service"
    assert shown(tmp_path, data("systemctl_show.txt"), FILES) == Service(
        "systemd",
        active="active",
        sub_state="running",
        result="success",
        user="ollama",
        environment={
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
            "OLLAMA_HOST": "0.0.0.0:11434",
            "OLLAMA_ORIGINS": "https://ui.example, app://*",
            "OLLAMA_KEEP_ALIVE": "24h",  # the file's, which systemd reads last
        },
        drop_ins=(
            DropIn(f"{folder}.d/10-host.conf", '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0:11434"\n'),
            DropIn(f"{folder}.d/override.conf", "Environment=“OLLAMA_X=1”\n"),
        ),
        needs_reload=True,
        main_pid=812,
        program="/usr/local/bin/ollama",
        protect_home="no",
    )


def test_one_that_fails_again_and_again(tmp_path):
    found = shown(tmp_path, data("systemctl_failed.txt"))
    assert found is not None
    assert (found.active, found.sub_state, found.result) == ("activating", "auto-restart", "exit-code")
    assert (found.main_pid, found.protect_home) == (0, "yes")


def test_a_file_that_is_not_ours_to_read(tmp_path):
    """A folder stands for it: root reads every file."""
    (tmp_path / "etc/ollama/secret.env").mkdir(parents=True)
    found = shown(tmp_path, data("systemctl_show.txt"), FILES)
    assert found is not None
    assert found.unread_files == ("/etc/ollama/secret.env",)


@pytest.mark.parametrize(
    "printed",
    [
        None,
        "",
        Ran(1, "", "Failed to connect to bus"),
        data("systemctl_missing.txt"),
        "\0\ufffd=",
        "LoadState=not-found",
    ],
)
def test_no_unit(tmp_path, printed):
    assert shown(tmp_path, printed) is None


@pytest.mark.parametrize("printed", [None, Ran(1, "", "Failed to connect to bus"), "\0\ufffd="])
def test_a_systemd_that_does_not_answer(tmp_path, printed):
    """The service is there; whether it runs is not known."""
    path = "/etc/systemd/system/ollama.service"
    assert shown(tmp_path, printed, BOOTED | {path: "[Service]\n"}) == Service("systemd")


def test_without_systemd_nothing_is_asked(tmp_path):
    assert shown(tmp_path, data("systemctl_show.txt"), {}) is None


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("A=b", {"A": "b"}),
        ("A=b C=d", {"A": "b", "C": "d"}),
        ('"A=b c" D=e', {"A": "b c", "D": "e"}),
        (r'"A=say \"hi\" \\ \$HOME"', {"A": r'say "hi" \ $HOME'}),
        (r"$'A=it\'s\n'", {"A": "it's\n"}),
        (r"A=\x41\x20b", {"A": "A b"}),
        ("A=“b”", {"A": "“b”"}),
        ("A= B", {"A": ""}),
        ('"A=open C=d', {'"A': "open", "C": "d"}),
        ("A=\\", {"A": "\\"}),
        (data("systemctl_quotes.txt").rstrip(), QUOTED),
    ],
)
def test_quotes_of_systemctl(tmp_path, printed, meant):
    found = shown(tmp_path, f"LoadState=loaded\nEnvironment={printed}\n")
    assert found is not None and found.environment == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A=b\n\n#C=d\n;E=f\n", {"A": "b"}),
        ('A="b c"\nD=\'e "f"\'\n', {"A": "b c", "D": 'e "f"'}),
        ("A=b c \\\n d\n", {"A": "b c  d"}),
        ("  A = b \n", {"A": "b"}),
        ("nothing\n\0", {}),
        ("export A=b\n1A=b\n=b\n", {}),
        (
            'V="a\\"b\\\\c\\$d"\nX=$HOME\nY=a#b # c\nT=a\\\nb\nU=a\\ b\n',
            {"V": 'a"b\\c$d', "X": "$HOME", "Y": "a#b # c", "T": "ab", "U": "a b"},
        ),
    ],
)
def test_files_of_variables(text, meant):
    assert assignments(text) == meant


def test_much_of_nothing_takes_no_time(tmp_path):
    assert shown(tmp_path, "LoadState=loaded\nEnvironment=" + "\"'\\ " * 50_000) is not None
