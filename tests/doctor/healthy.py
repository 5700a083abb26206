"""Facts of a machine where all is well, for tests to break: `healthy(server={"dials": (REFUSED,)})`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.facts import Facts, Nearby, Origin, Server, ServerFacts
from agwctl.doctor.facts.hardware import Hardware, Store
from agwctl.doctor.facts.network import Answer, Connect, Dial, Resolution, Tls
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.models.memory import GIB, Memory
from agwctl.ollama.address import parse, to_dial
from agwctl.ollama.replies import Details, Listed, Shown

OLLAMA = Process(812, "ollama", ("/usr/local/bin/ollama", "serve"), "ollama", {"OLLAMA_HOST": "127.0.0.1:11434"}, 1.0)
LLAMA = Listed(
    "llama3.2:latest", "a80c4f17acd5", 2_019_393_189, 0, "2026-11-01T00:00:00Z", "", "",
    Details("llama", "3.2B", "Q4_K_M", "gguf", context_length=131_072), ("completion", "tools"),
)  # fmt: skip
TUNNEL = Sockets((Listener("127.0.0.1", 11434, Process(77, "ssh", ("ssh", "-L", "11434:127.0.0.1:11434"), "ada")),))
"""The port is there, and what answers on it runs somewhere else."""
SERVICE = Service(
    "systemd",
    active="active",
    sub_state="running",
    result="success",
    user="ollama",
    environment={"PATH": "/usr/bin"},
    main_pid=812,
    program="/usr/local/bin/ollama",
)
HARDWARE = Hardware(Memory(16 * GIB, ()), stores=(Store("/usr/share/ollama/.ollama/models", 1, free=200 * GIB),))
SHOWN = Shown(LLAMA.details, {"general.architecture": "llama", "llama.context_length": 131_072}, LLAMA.capabilities)
REFUSED = Dial("127.0.0.1", 11434, Connect.REFUSED, 0.0001, "Connection refused")
OPEN = Dial("127.0.0.1", 11434, Connect.OPEN, 0.0002)


def answer(status: int = 200, body: str = "", kind: str = "application/json; charset=utf-8", **headers: str) -> Answer:
    """A whole answer; `_` in a header's name stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"content-type": kind, **named}, body.encode(), 0.001, raw=f"HTTP/1.1 {status}".encode())


def server(url: str = "http://127.0.0.1:11434", kind: str = "default", written: str = "", **facts: Any) -> ServerFacts:
    address = to_dial(parse(url))
    well = ServerFacts(
        Server(address, Origin(kind, written)),
        resolution=Resolution(address.host, ("127.0.0.1",)),
        dials=(OPEN,),
        nearby=(Nearby(replace(OPEN, address="192.168.1.20", outcome=Connect.REFUSED)),),
        root=answer(200, "Ollama is running", "text/plain; charset=utf-8"),
        tls=Tls(speaks_tls=False, speaks_http=True),
        version_answer=answer(200, '{"version":"0.33.0"}'),
        version="0.33.0",
        tags=(LLAMA,),
        ps=(),
        shown={LLAMA.name: SHOWN},
    )
    return replace(well, **facts)


def healthy(server_facts: ServerFacts | None = None, **changes: Any) -> Facts:
    """A laptop with Ubuntu, the systemd service and one model; `changes` are fields of Facts."""
    one = server_facts or server()
    well = Facts(
        one,
        (one,),
        environment={"SHELL": "/bin/bash", "HOME": "/home/ada"},
        context=Context("linux", "Ubuntu 24.04", addresses=("127.0.0.1", "::1", "192.168.1.20"), user="ada"),
        sockets=Sockets((Listener("127.0.0.1", 11434, OLLAMA),), (OLLAMA,)),
        service=SERVICE,
        log=Log("journalctl -u ollama", ("Listening on 127.0.0.1:11434 (version 0.33.0)",)),
        hardware=HARDWARE,
    )  # fmt: skip
    return replace(well, **changes)
