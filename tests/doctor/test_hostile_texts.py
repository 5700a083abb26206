"""Names, paths, banners and logs from outside: whatever they hold, no fix that is pasted runs it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agwctl.doctor.checks import CHECKS, check
from agwctl.doctor.engine import diagnose
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Facts, Nearby, Origin
from agwctl.doctor.facts.hardware import Store
from agwctl.doctor.facts.network import Connect, Dial, Resolution
from agwctl.doctor.facts.service import DropIn, Log, Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.install import Install
from agwctl.models.configured import Configured
from agwctl.ollama.address import Address
from tests.doctor.healthy import HARDWARE, LLAMA, OPEN, REFUSED, answer, server
from tests.doctor.installations import on

NASTY = "x'; >pwned; '\"$(>pwned)`>pwned`\"\n>pwned\r\n\x1b[2J\x1b]0;t\x07 & >pwned | >pwned # \\"
"""Ends every kind of quotes, substitutes, breaks lines and steers the terminal; `>pwned` makes a file."""
GIVEN = {"OLLAMA_MODELS": NASTY, "OLLAMA_ORIGINS": NASTY}
PROCESS = Process(812, "ollama", (f"/{NASTY}/ollama", "serve"), NASTY, GIVEN, executable=f"/{NASTY}/ollama")
FOREIGN = Process(5, NASTY, (NASTY,), NASTY)
DROP_IN = DropIn(f"/etc/{NASTY}.conf", f"Environment=OLLAMA_HOST=0.0.0.0\nOLLAMA_ORIGINS={NASTY}")
UNIT = Service(
    "systemd",
    NASTY,
    "failed",
    result=NASTY,
    user=NASTY,
    environment=GIVEN,
    drop_ins=(DROP_IN,),
    main_pid=812,
    program=NASTY,
)
PORTS = (PublishedPort(11434, "127.0.0.1", 11434), PublishedPort(11434, "192.168.1.20", 11500))
CONTAINER = Container(NASTY, NASTY, is_ollama=True, environment=GIVEN, volumes=(NASTY,), ports=PORTS)
CLIENT = Container(NASTY, NASTY, environment={"OLLAMA_HOST": f"localhost:{NASTY}", NASTY: "http://localhost:11434"})
MODEL = replace(LLAMA, name=NASTY)
LOG = Log(NASTY, (f"Error: mkdir /{NASTY}: permission denied", f"panic: bad origin {NASTY}", NASTY))
ERRORS = (
    f"mkdir /{NASTY}: permission denied",
    f"listen tcp {NASTY}: bind: address already in use",
    f'model "{NASTY}" not found, does not support tools',
    "x",
)
NONE, GUARD, PAGE = Unread(NASTY), answer(403, "", ""), "text/html"
SIX, TIMEOUT = Dial("::1", 11434, Connect.OPEN), replace(REFUSED, address="192.168.1.60", outcome=Connect.TIMEOUT)
WAYS: dict[str, dict[str, Any]] = {
    "resolves not": {"resolution": Resolution(NASTY, (), NASTY), "dials": NONE},
    "refuses": {"dials": (REFUSED,), "nearby": ()},
    "refuses here": {
        "dials": (replace(REFUSED, address="192.168.1.20"),),
        "nearby": (Nearby(OPEN, NASTY, (NASTY,)),),
    },
    "times out": {"dials": (TIMEOUT,), "nearby": ()},
    "is another": {
        "version": NONE,
        "root": answer(200, f"<title>{NASTY}</title>", PAGE, server=NASTY),
        "version_answer": answer(401, NASTY, PAGE, www_authenticate=NASTY),
    },
    "is moved": {"version": NONE, "root": answer(301, "", PAGE, location=f"https://{NASTY}/")},
    "is guarded": {"version": NONE, "version_answer": GUARD, "local_host": answer(), "root": GUARD},
    "is there": {
        "version": "0.1.13",
        "tags": (MODEL,),
        "with_origin": GUARD,
        "nearby": (Nearby(SIX, NASTY, (NASTY,)),),
        "through_proxy": answer(500, NASTY, PAGE, via=NASTY),
    },
}


def hostile(install: Install, way: str, host: str, error: str) -> Facts:
    one = server("http://127.0.0.1:11434", "configuration", NASTY, **WAYS[way])
    address = Address("http", host, 11434)
    entry = Configured(address, NASTY, NASTY, f"{NASTY}:7:3", True)
    one = replace(
        one, server=replace(one.server, address=address, origin=Origin("OLLAMA_HOST", NASTY), models=(entry,))
    )
    facts = on(install, one, service=UNIT, log=LOG, asked=Asked(NASTY, error, (), NASTY))
    holders = (Listener("127.0.0.1", 11434, PROCESS), Listener("127.0.0.1", 11500, FOREIGN))
    return replace(
        facts,
        service=UNIT if install is Install.LINUX_SYSTEMD else facts.service,
        sockets=Sockets() if install is Install.DOCKER else Sockets(holders, (PROCESS,)),
        containers=(CONTAINER, CLIENT),
        configuration=Configuration(NASTY, models=(entry,)),
        environment={
            "http_proxy": f"http://{NASTY}",
            "no_proxy": NASTY,
            "OLLAMA_HOST": "0.0.0.0",
            "SHELL": "/bin/bash",
        },
        launchctl={"OLLAMA_HOST": "0.0.0.0"},
        hardware=replace(HARDWARE, stores=(Store(NASTY, 1, (NASTY,), (NASTY,), unreachable_parent=NASTY),)),
    )


def commands(facts: Facts) -> set[str]:
    found = diagnose(facts, [check(id) for id in CHECKS])
    assert not [each for each in found.checked if each.finding.status == "crash"]
    return {line for each in found.checked for fix in each.finding.fixes for line in fix.commands}


@pytest.mark.parametrize("way", [*WAYS])
@pytest.mark.parametrize("install", [each for each in Install if each is not Install.WINDOWS_APP])
def test_no_text_from_outside_becomes_code(install, way, tmp_path):
    """Each line is run where no program can be found, so that only what the shell itself does is seen."""
    lines: set[str] = set()
    for host in ("127.0.0.1", NASTY):
        for error in ERRORS:
            lines |= commands(hostile(install, way, host, error))
    for line in lines:
        assert line.isprintable(), line
    script = "\n".join(f"( {line}\n)" if "\n" not in line else "false" for line in sorted(lines) if "$env:" not in line)
    done = subprocess.run(
        ["/bin/bash", "-c", script], cwd=tmp_path, env={"PATH": "/nonexistent"}, capture_output=True, text=True
    )
    assert "syntax error" not in done.stderr and "unexpected EOF" not in done.stderr, done.stderr
    assert [*Path(tmp_path).iterdir()] == []


FISH = re.compile(r"""(?:'(?:\\.|[^'\\])*'|"[^"$\\]*"|"\$no_proxy,"|[^'"`$;|&<>])*""")
"""Words of fish in which nothing is substituted and no other command begins."""


def test_in_fish_every_quote_is_closed_where_it_was_opened():
    hostile_lines = 0
    for way in WAYS:
        for install in (Install.LINUX_SYSTEMD, Install.LINUX_MANUAL, Install.DOCKER):
            facts = hostile(install, way, NASTY, ERRORS[0])
            for line in commands(replace(facts, context=Context("linux", shell="fish"))):
                assert line.isprintable(), line
                hostile_lines += "pwned" in line
                assert "pwned" not in line or all(map(FISH.fullmatch, re.split(r" \| sudo tee | && tail ", line))), line
    assert hostile_lines


def test_in_powershell_every_quote_is_closed_where_it_was_opened():
    hostile_lines = 0
    for way in WAYS:
        for line in commands(hostile(Install.WINDOWS_APP, way, NASTY, "x")):
            hostile_lines += "pwned" in line
            assert line.isprintable(), line
            outside = "".join(line.replace("''", "").split("'")[::2])
            assert "pwned" not in outside, line
    assert hostile_lines
