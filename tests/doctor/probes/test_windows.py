"""Settings of Windows, from it and from inside WSL."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.windows import PortProxy, Windows
from agwctl.doctor.probes.windows import read
from tests.doctor.probes.recorded import data, machine

WINDOWS = Context("win32")
WSL = Context("linux", wsl="nat", addresses=("127.0.0.1", "::1", "172.20.0.2"))
PRINTED = {
    ("reg", "query HKCU\\Environment"): data("reg_user.windows.txt"),
    ("reg", "query HKLM\\"): data("reg_machine.windows.txt"),
    ("netsh", "interface ipv4 show excludedportrange protocol=tcp"): data("excluded.windows.txt"),
    ("netsh", "interface portproxy show v4tov4"): data("portproxy.windows.txt"),
}
EXPECTED = Windows(
    {"OLLAMA_HOST": "0.0.0.0"},
    {"OLLAMA_MODELS": "D:\\my models", "HTTP_PROXY": "http://proxy:3128"},
    ((5357, 5357), (11380, 11479), (50000, 50059)),
    (PortProxy("0.0.0.0", 11434, "172.20.0.2", 11434), PortProxy("*", 3000, "127.0.0.1", 3001)),
    "172.20.0.2",
)
RUNNING = {"wsl --list --running": "U\0b\0u\0n\0t\0u\0", "wsl hostname -I": "fd00::2 172.20.0.2 172.17.0.1 \n"}


def commands(template):
    return {f"{template.format(program)} {rest}": printed for (program, rest), printed in PRINTED.items()}


def test_on_windows(tmp_path):
    system = machine(tmp_path, {}, commands("{}") | RUNNING, platform="win32")
    assert read(system, WINDOWS) == EXPECTED


@pytest.mark.parametrize("template", ["{}.exe", "/mnt/c/Windows/System32/{}.exe"])
def test_inside_wsl(tmp_path, template):
    assert read(machine(tmp_path, {}, commands(template)), WSL) == EXPECTED


def test_a_distribution_that_does_not_run_is_not_started(tmp_path):
    stopped = commands("{}") | {"wsl --list --running": "\0\n", "wsl hostname": "1.2.3.4"}
    found = read(machine(tmp_path, {}, stopped, platform="win32"), WINDOWS)
    assert isinstance(found, Windows) and found.wsl_address == ""


@pytest.mark.parametrize("context", [Context("linux"), Context("darwin"), Unread("no")])
def test_elsewhere(tmp_path, context):
    assert read(machine(tmp_path, {}, commands("{}.exe")), context) == Unread("this is not Windows")


def test_wsl_without_interoperability(tmp_path):
    assert read(machine(tmp_path), WSL) == Unread("Windows' own commands cannot be run from here")


@pytest.mark.parametrize(
    "printed", ["", "\n" * 100_000, " " * 100_000, "\0\ufffd", "ERROR: Access is denied.\n", "1 2 3\n"]
)
def test_garbage_is_no_setting(tmp_path, printed):
    found = read(machine(tmp_path, {}, {"": printed}, platform="win32"), WINDOWS)
    assert found == Windows()
