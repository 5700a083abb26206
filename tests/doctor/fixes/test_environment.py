"""Variables for the server, on each kind of installation."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from agwctl.doctor.facts.service import DropIn, Service
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.service import WINDOWS_START, WINDOWS_STOP
from agwctl.doctor.install import Install
from tests.doctor.installations import on

FOLDER = "/etc/systemd/system/ollama.service.d"
BIND = {"OLLAMA_HOST": "0.0.0.0:11434"}
WINDOWS = ("setx OLLAMA_HOST '0.0.0.0:11434'", "$env:OLLAMA_HOST = '0.0.0.0:11434'", WINDOWS_STOP, WINDOWS_START)


def by_drop_in(name: str) -> tuple[str, ...]:
    return (
        f"sudo mkdir -p {FOLDER}",
        f"printf '%s\\n' '[Service]' 'Environment=\"OLLAMA_HOST=0.0.0.0:11434\"' | sudo tee {FOLDER}/{name}",
        "sudo systemctl daemon-reload",
        "sudo systemctl restart ollama",
    )


@pytest.mark.parametrize(
    ("install", "commands"),
    [
        (Install.LINUX_SYSTEMD, by_drop_in("override.conf")),
        (
            Install.LINUX_MANUAL,
            (
                "kill 812 && tail --pid=812 -f /dev/null",
                "OLLAMA_MODELS='/data/my models' OLLAMA_HOST=0.0.0.0:11434 ollama serve",
            ),
        ),
        (
            Install.DOCKER,
            (
                "docker stop ollama",
                "docker rename ollama ollama-before",
                "docker run -d --name ollama --gpus=all -v ollama:/root/.ollama -p 11434:11434"
                " -e OLLAMA_HOST=0.0.0.0:11434 -e OLLAMA_MODELS=/root/.ollama/models ollama/ollama",
            ),
        ),
        (
            Install.MACOS_APP,
            ("launchctl setenv OLLAMA_HOST 0.0.0.0:11434", "osascript -e 'quit app \"Ollama\"'", "open -a Ollama"),
        ),
        (
            Install.MACOS_BREW,
            (
                "plutil -replace EnvironmentVariables.OLLAMA_HOST -string 0.0.0.0:11434"
                ' "$(brew --prefix ollama)/homebrew.mxcl.ollama.plist"',
                "brew services restart ollama",
            ),
        ),
        (Install.WINDOWS_APP, WINDOWS),
        (Install.WSL_WINDOWS, WINDOWS),
        (Install.ELSEWHERE, by_drop_in("zz-agwctl.conf")),
    ],
)
def test_each_kind_of_installation(install, commands):
    fix = give(on(install), "bind", BIND)
    assert (fix.platform, fix.commands) == (install.value, commands)


def test_a_server_elsewhere_is_not_given_this_machines_files():
    here = Service("systemd", drop_ins=(DropIn(f"{FOLDER}/override.conf", "[Service]\nEnvironment=OLLAMA_HOST=x\n"),))
    assert give(on(Install.ELSEWHERE, service=here), "bind", BIND).commands == by_drop_in("zz-agwctl.conf")


NASTY = "https://a'; touch pwned; '$(touch pwned)`touch pwned`\"\n\x1b]0;x\x07touch pwned"


def test_a_value_from_outside_is_no_shell_code(tmp_path):
    """What is pasted is run, with the programs that it calls replaced by one that prints its words."""
    for install in (Install.LINUX_SYSTEMD, Install.LINUX_MANUAL, Install.DOCKER, Install.MACOS_APP, Install.MACOS_BREW):
        for line in give(on(install), "let the page in", {"OLLAMA_ORIGINS": NASTY}).commands:
            assert line.isprintable()
            stubs = "; ".join(
                f"{name}() {{ :; }}" for name in ("sudo", "kill", "docker", "ollama", "launchctl", "tail")
            )
            more = "; ".join(f"{name}() {{ :; }}" for name in ("osascript", "open", "plutil", "brew"))
            subprocess.run(["bash", "-c", f"{stubs}; {more}; {line}"], cwd=tmp_path, check=True, capture_output=True)
            shlex.split(line)
    assert not list(tmp_path.iterdir())


def test_powershell_has_quotes_of_its_own():
    assert give(on(Install.WINDOWS_APP), "x", {"OLLAMA_ORIGINS": "a'b\u2019; calc"}).commands[0] == (
        "setx OLLAMA_ORIGINS 'a''b\u2019\u2019; calc'"
    )
