"""Linux inside of Windows: two machines with a network between them."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.fixes.environment import on_windows
from agwctl.doctor.fixes.shell import one_line

__all__ = ["forward", "let_wsl_in", "mirrored", "nat"]

_IN = "in PowerShell on the Windows side: "


def let_wsl_in(facts: Facts) -> Fix:
    """For an Ollama of Windows that WSL is to reach."""
    port = facts.server.server.address.port
    rule = f"-Direction Inbound -Protocol TCP -LocalPort {port} -RemoteAddress LocalSubnet -Action Allow"
    return Fix(
        f"{_IN}let Ollama listen for WSL, and let WSL through Defender (the last line as administrator)",
        (*on_windows({"OLLAMA_HOST": f"0.0.0.0:{port}"}), f"New-NetFirewallRule -DisplayName 'Ollama WSL' {rule}"),
        "wsl",
    )


def mirrored() -> Fix:
    return Fix(f"{_IN}let WSL share the network of Windows", _networking("mirrored"), "wsl")


def nat() -> Fix:
    return Fix(f"{_IN}give WSL a network of its own again", _networking("nat"), "wsl")


def _networking(mode: str) -> tuple[str, ...]:
    """What stands in the file stays: the section may come twice, and of two keys the last counts."""
    return (
        f'Add-Content "$env:USERPROFILE\\.wslconfig" "`n[wsl2]`nnetworkingMode={mode}"',
        "wsl --shutdown",
    )


def forward(facts: Facts, windows: Windows) -> Fix:
    """Windows passes the port on to the distribution, whose address changes at each start."""
    port = facts.server.server.address.port
    address = one_line(windows.wsl_address) or "$(wsl hostname -I).Trim().Split()[0]"
    told = f"listenport={port} listenaddress=0.0.0.0 connectport={port} connectaddress={address}"
    rule = f"-Direction Inbound -Protocol TCP -LocalPort {port} -RemoteAddress LocalSubnet -Action Allow"
    return Fix(
        f"{_IN}pass the port on to WSL (as administrator)",
        (
            f"netsh interface portproxy delete v4tov4 listenport={port} listenaddress=0.0.0.0",
            f"netsh interface portproxy add v4tov4 {told}",
            f"New-NetFirewallRule -DisplayName 'Ollama WSL' {rule}",
        ),
        "wsl",
    )
