"""Why an address for everybody did not arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.evidence.binding import is_wide, most_telling, told, undelivered
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.service import DropIn, Log
from agwctl.doctor.facts.sockets import Listener
from agwctl.doctor.facts.windows import Windows
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, SERVICE, healthy
from tests.doctor.installations import on

PATH = "/etc/systemd/system/ollama.service.d/override.conf"
SHELL_ONLY = "OLLAMA_HOST=0.0.0.0:11434 of this shell does not reach the service or app"
NO_SECTION = f"systemd ignores what {PATH} says: line 1 stands outside of [Service]"
WIDE = {"OLLAMA_HOST": "0.0.0.0:11434"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.0.0.0", True), ("0.0.0.0:8080", True), ("http://0.0.0.0:11434", True), ("::", True), ("[::]:1", True),
        (":11434", True), ('"0.0.0.0"', True), ("127.0.0.1", False), ("192.168.1.20", False), ("", False),
        (None, False), ("box", False),
    ],
)  # fmt: skip
def test_for_everybody(value, expected):
    assert is_wide(value) is expected


@pytest.mark.parametrize(
    ("changes", "id", "why", "unread"),
    [
        ({}, None, "", False),
        ({"environment": WIDE}, "A11", SHELL_ONLY, False),
        ({"drop_ins": "[Service]\nEnvironment=\u201cOLLAMA_HOST=0.0.0.0\u201d\n"}, "A12",
         f"systemd ignores what {PATH} says: line 2 has typographic quotes", False),
        ({"drop_ins": 'Environment="OLLAMA_HOST=0.0.0.0"\n'}, "A12", NO_SECTION, False),
        ({"drop_ins": '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0"\n'}, "A12",
         f"systemd has not read {PATH} yet", True),
        ({"drop_ins": '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0"\n', "given": WIDE}, "A12",
         f"Ollama has not been restarted since OLLAMA_HOST was set in {PATH}", True),
        ({"drop_ins": '[Service]\nEnvironment="OLLAMA_HOST=127.0.0.1"\n'}, None, "", False),
        ({"reload": True}, "A12", "the files of the unit were changed, and systemd has not read them since", True),
        ({"given": WIDE}, "A12", "Ollama has not been restarted since OLLAMA_HOST was set in the service", True),
        # a broken drop-in is nearer than what the shell says
        ({"drop_ins": 'Environment="OLLAMA_HOST=0.0.0.0"\n', "environment": WIDE}, "A12",
         NO_SECTION, False),
    ],
)  # fmt: skip
def test_of_systemd(changes, id, why, unread):
    text = changes.get("drop_ins")
    service = replace(
        SERVICE,
        drop_ins=() if text is None else (DropIn(PATH, text),),
        environment=changes.get("given", {}),
        needs_reload=changes.get("reload", False),
    )
    found = undelivered(healthy(service=service, environment=changes.get("environment", {})))
    assert (found and (found.id, found.why, found.is_only_unread)) == (None if id is None else (id, why, unread))


def test_the_journal_is_shown_beside():
    service = replace(SERVICE, drop_ins=(DropIn(PATH, 'Environment="OLLAMA_HOST=0.0.0.0"'),))
    line = f"{PATH}:1: Assignment outside of section. Ignoring."
    found = undelivered(healthy(service=service, log=Log("journalctl -u ollama", ("x", line))))
    assert found is not None
    assert found.evidence == (f"{PATH}: line 1 stands outside of [Service]", f"journalctl -u ollama: {line}")


@pytest.mark.parametrize(
    ("install", "changes", "id", "why"),
    [
        (Install.LINUX_MANUAL, {"environment": WIDE}, "A11",
         "OLLAMA_HOST=0.0.0.0:11434 of this shell does not reach a server that runs already"),
        (Install.MACOS_APP, {"launchctl": WIDE}, "A13", "Ollama was started before OLLAMA_HOST was set with launchctl"),
        (Install.MACOS_APP, {"environment": WIDE}, "A13",
         SHELL_ONLY),
        (Install.MACOS_BREW, {"environment": WIDE}, "A13",
         SHELL_ONLY),
        (Install.MACOS_BREW, {}, None, ""),
        (Install.WINDOWS_APP, {"windows": Windows(WIDE)}, "A14",
         "Ollama was started before OLLAMA_HOST was set as a user variable"),
        (Install.WINDOWS_APP, {"windows": Windows({}, WIDE)}, "A14",
         "Ollama was started before OLLAMA_HOST was set as a machine variable"),
        (Install.WINDOWS_APP, {"environment": WIDE}, "A14",
         SHELL_ONLY),
        (Install.DOCKER, {"environment": WIDE}, None, ""),
        (Install.ELSEWHERE, {"environment": WIDE}, None, ""),
    ],
)  # fmt: skip
def test_of_others(install, changes, id, why):
    found = undelivered(on(install, **changes))
    assert (found and (found.id, found.why)) == (None if id is None else (id, why))


@pytest.mark.parametrize(
    ("dials", "expected"),
    [(("::1", "127.0.0.1"), "127.0.0.1"), (("::1",), "::1"), (("192.168.1.9 timeout", "192.168.1.8"), "192.168.1.8")],
)
def test_which_attempt_is_told(dials, expected):
    made = [Dial(one.split()[0], 1, Connect.TIMEOUT if " " in one else Connect.REFUSED) for one in dials]
    assert most_telling(made).address == expected


def test_a_listener_with_its_owner():
    assert told(Listener("::1", 11434, OLLAMA)) == "[::1]:11434 (ollama, pid 812)"
    assert told(Listener("127.0.0.1", 11434)) == "127.0.0.1:11434"
