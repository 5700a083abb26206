"""What is done on the Windows side."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.fixes.service import WINDOWS_START, WINDOWS_STOP
from agwctl.doctor.fixes.wsl import forward, let_wsl_in, mirrored, nat
from tests.doctor.healthy import healthy

RULE = (
    "New-NetFirewallRule -DisplayName 'Ollama WSL' -Direction Inbound -Protocol TCP -LocalPort 11434"
    " -RemoteAddress LocalSubnet -Action Allow"
)


def test_windows_lets_wsl_in():
    assert let_wsl_in(healthy()).commands == (
        "setx OLLAMA_HOST '0.0.0.0:11434'",
        "$env:OLLAMA_HOST = '0.0.0.0:11434'",
        WINDOWS_STOP,
        WINDOWS_START,
        RULE,
    )


@pytest.mark.parametrize(("fix", "mode"), [(mirrored(), "mirrored"), (nat(), "nat")])
def test_the_networking_mode(fix, mode):
    assert fix.commands == (
        f'Add-Content "$env:USERPROFILE\\.wslconfig" "`n[wsl2]`nnetworkingMode={mode}"',
        "wsl --shutdown",
    )


@pytest.mark.parametrize(
    ("address", "to"), [("172.20.0.2", "172.20.0.2"), ("", "$(wsl hostname -I).Trim().Split()[0]")]
)
def test_a_port_is_passed_on(address, to):
    assert forward(healthy(), Windows(wsl_address=address)).commands == (
        "netsh interface portproxy delete v4tov4 listenport=11434 listenaddress=0.0.0.0",
        "netsh interface portproxy add v4tov4 listenport=11434 listenaddress=0.0.0.0 connectport=11434"
        f" connectaddress={to}",
        RULE,
    )
