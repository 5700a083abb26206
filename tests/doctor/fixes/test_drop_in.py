"""The drop-in: what others say is kept, what is broken is mended, what is secret is not shown."""

from __future__ import annotations

import subprocess

import pytest

from agwctl.doctor.facts.service import DropIn, Service
from agwctl.doctor.fixes.drop_in import assigned, commands, faults

FOLDER = "/etc/systemd/system/ollama.service.d"
BIND = {"OLLAMA_HOST": "0.0.0.0:11434"}
HOST = 'Environment="OLLAMA_HOST=0.0.0.0:11434"'


def written(*texts: str, variables: dict[str, str] | None = None) -> tuple[str, str]:
    """The file that the commands write, and its text, as a shell makes it of them."""
    drop_ins = tuple(DropIn(f"{FOLDER}/{number}0-x.conf", text) for number, text in enumerate(texts, 1))
    line = commands(Service("systemd", drop_ins=drop_ins), "ollama", variables or BIND)[1]
    printing, _, path = line.partition(" | sudo tee ")
    return path, subprocess.run(["sh", "-c", printing], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Service]\nEnvironment=\u201cOLLAMA_HOST=0.0.0.0\u201d\n", ("line 2 has typographic quotes",)),
        ('Environment="OLLAMA_HOST=0.0.0.0"\n', ("line 1 stands outside of [Service]",)),
        ('[Unit]\n# a\nEnvironment="OLLAMA_HOST=0.0.0.0"\n', ("line 3 stands outside of [Service]",)),
        ("[Service]\nexport OLLAMA_HOST=0.0.0.0\n", ("line 2 is no Environment= line",)),
        ("[Service]\nOLLAMA_HOST=0.0.0.0\n", ("line 2 is no Environment= line",)),
        ('[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0" "A=b"\n', ()),
        ("[Service]\nEnvironment=A=b \\\n  # why\n  OLLAMA_HOST=0.0.0.0\n", ()),
        ("[Service]\nEnvironment=A=b \\\n\nexport B=c\n", ("line 4 is no Environment= line",)),
        ("[Unit]\nAfter=network-online.target\n", ()),
        ("", ()),
    ],
)
def test_faults(text, expected):
    assert faults(text) == expected


def test_what_it_means_is_read_in_spite_of_them():
    shown = "Environment=\u201cOLLAMA_HOST=0.0.0.0\u201d\nexport OLLAMA_MODELS=/a\n"
    text = shown + "Environment='B=50%%' C=\"d e\"\nEnvironmentFile=/x\n"
    assert assigned("Environment=A=b \\\n  OLLAMA_HOST=0.0.0.0") == {"A": "b", "OLLAMA_HOST": "0.0.0.0"}
    assert assigned(text) == {"OLLAMA_HOST": "0.0.0.0", "OLLAMA_MODELS": "/a", "B": "50%", "C": "d e"}


@pytest.mark.parametrize(
    ("texts", "path", "text"),
    [
        ((), "override.conf", f"[Service]\n{HOST}\n"),
        # others about other things stay as they are
        (('[Service]\nEnvironment="OLLAMA_MODELS=/a"\n',), "zz-agwctl.conf", f"[Service]\n{HOST}\n"),
        # one that sets it is written anew, with all it says
        (
            ('[Unit]\nAfter=x\n[Service]\n# mine\nEnvironment="OLLAMA_HOST=127.0.0.1" OLLAMA_MODELS=/a\nUser=a\n',),
            "10-x.conf",
            f'[Unit]\nAfter=x\n[Service]\n# mine\nUser=a\n{HOST}\nEnvironment="OLLAMA_MODELS=/a"\n',
        ),
        # of two the one that is read last counts
        (("Environment=OLLAMA_HOST=a\n", "Environment=OLLAMA_HOST=b\n"), "20-x.conf", f"[Service]\n{HOST}\n"),
        # broken ones are mended: quotes, section, export
        (
            ("Environment=\u201cOLLAMA_HOST=0.0.0.0\u201d\nexport OLLAMA_KEEP_ALIVE=1h\n",),
            "10-x.conf",
            f'[Service]\n{HOST}\nEnvironment="OLLAMA_KEEP_ALIVE=1h"\n',
        ),
        # what is not to be shown is not written anew
        (
            ("[Service]\nEnvironment=OLLAMA_HOST=127.0.0.1 HTTPS_PROXY=http://u:p@proxy\n",),
            "zz-agwctl.conf",
            f"[Service]\n{HOST}\n",
        ),
        (("[Service]\nEnvironment=OLLAMA_HOST=a OLLAMA_API_KEY=s\n",), "zz-agwctl.conf", f"[Service]\n{HOST}\n"),
        (("[Service]\n#Environment=TOKEN=s\nEnvironment=OLLAMA_HOST=a\n",), "zz-agwctl.conf", f"[Service]\n{HOST}\n"),
        (("[Service]\nExecStart=/x --key s\nEnvironment=OLLAMA_HOST=a\n",), "zz-agwctl.conf", f"[Service]\n{HOST}\n"),
        # an unclosed quote
        (('[Service]\nEnvironment="OLLAMA_HOST=127.0.0.1\n',), "10-x.conf", f"[Service]\n{HOST}\n"),
    ],
)  # fmt: skip
def test_the_file(texts, path, text):
    assert written(*texts) == (f"{FOLDER}/{path}", text)


def test_our_own_file_keeps_what_we_wrote_before():
    service = Service(
        "systemd", drop_ins=(DropIn(f"{FOLDER}/zz-agwctl.conf", '[Service]\nEnvironment="OLLAMA_DEBUG=1"\n'),)
    )
    assert "OLLAMA_DEBUG=1" in commands(service, "ollama", BIND)[1]


def test_systemd_expands_percent_signs_and_backslashes():
    assert (
        written(variables={"OLLAMA_MODELS": 'a\\b"c%h'})[1] == '[Service]\nEnvironment="OLLAMA_MODELS=a\\\\b\\"c%%h"\n'
    )


def test_a_file_of_the_distribution_is_not_written_to():
    service = Service(
        "systemd", drop_ins=(DropIn("/usr/lib/systemd/system/ollama.service.d/a.conf", "Environment=OLLAMA_HOST=x"),)
    )
    assert commands(service, "ollama", BIND)[1].endswith(f"{FOLDER}/zz-agwctl.conf")
