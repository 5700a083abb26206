"""Ollama that ends as soon as it is started."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.evidence.crash_at_start import crash_at_start
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.facts.hardware import Store
from agwctl.doctor.facts.service import Log
from tests.doctor.healthy import HARDWARE, SERVICE, healthy

MKDIR = "Error: mkdir /home/ada/models/blobs: permission denied: ensure path elements are traversable"
BLOCKED = Store("/home/ada/models", None, unreachable_parent="/home/ada")
DROP_IN = "sudo mkdir -p /etc/systemd/system/ollama.service.d"


def crashed(line: str, environment=None, protect="", stores=(), **changes):
    service = replace(SERVICE, active="failed", environment=environment or {}, protect_home=protect)
    hardware = replace(HARDWARE, stores=stores)
    return healthy(service=service, hardware=hardware, log=Log("journalctl -u ollama", ("starting", line)), **changes)


@pytest.mark.parametrize(
    ("facts", "summary", "commands"),
    [
        (
            crashed(MKDIR),
            "Ollama ends when it is started: it may not use its folder of models, /home/ada/models/blobs",
            ("sudo mkdir -p /home/ada/models/blobs", "sudo chown -R ollama:ollama /home/ada/models/blobs",
             "sudo chmod o+x /home/ada", "sudo chmod o+x /home/ada/models", "sudo systemctl enable --now ollama"),
        ),
        (
            crashed(MKDIR, {"OLLAMA_MODELS": "/home/ada/models"}, stores=(BLOCKED,)),
            "Ollama ends when it is started: it may not use its folder of models, /home/ada/models",
            ("sudo mkdir -p /home/ada/models", "sudo chown -R ollama:ollama /home/ada/models",
             "sudo chmod o+x /home/ada", "sudo systemctl enable --now ollama"),
        ),
        (
            crashed("Error: could not create directory mkdir /usr/share/ollama: permission denied"),
            "Ollama ends when it is started: it may not use its folder of models, /usr/share/ollama",
            ("sudo mkdir -p /usr/share/ollama", "sudo chown -R ollama:ollama /usr/share/ollama",
             "sudo systemctl enable --now ollama"),
        ),
    ],
)  # fmt: skip
def test_a_folder_of_another_user(facts, summary, commands):
    found = crash_at_start(facts, is_seen=True)
    assert found is not None
    assert (found.status, found.ids, found.summary) == (Status.FAIL, ("A39",), summary)
    assert found.fixes[0].commands == commands
    assert found.fixes[1].commands[0] == DROP_IN


def test_the_first_folder_that_may_not_be_entered_is_named():
    facts = crashed(MKDIR, stores=(BLOCKED,))
    found = crash_at_start(facts, is_seen=True)
    assert found is not None
    assert found.evidence[1] == "/home/ada: the user ollama may not enter it"


@pytest.mark.parametrize(
    ("environment", "protect", "words"),
    [
        ({"OLLAMA_MODELS": "/home/ada/models"}, "yes", "its unit keeps /home/ada/models from it"),
        ({"OLLAMA_MODELS": "models"}, "", "the folder of models, models, is no absolute path"),
    ],
)
def test_what_no_right_mends(environment, protect, words):
    found = crash_at_start(crashed(MKDIR, environment, protect), is_seen=True)
    assert found is not None
    assert words in found.summary
    assert "OLLAMA_MODELS=/usr/share/ollama/.ollama/models" in found.fixes[0].commands[1]


PANIC = "panic: bad origin: origins must contain '*' or include http://,https://,chrome-extension://"


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        ("ui.example, https://b.example,", "https://ui.example,https://b.example"),
        ("https://*,*,*", "*"),
        ("moz-extension://abc", "moz-extension://abc"),
        ("ftp://x", "https://x"),
    ],
)
def test_origins_that_are_none(value, mended):
    found = crash_at_start(crashed(PANIC, {"OLLAMA_ORIGINS": value}), is_seen=True)
    assert found is not None
    assert found.ids == ("A30",)
    assert f"'Environment=\"OLLAMA_ORIGINS={mended}\"'" in found.fixes[0].commands[1]


def test_a_line_of_the_log_counts_when_a_start_failed_and_a_pasted_one_always():
    assert crash_at_start(crashed(MKDIR), is_seen=False) is None
    pasted = crash_at_start(healthy(asked=Asked(error=MKDIR)), is_seen=False)
    assert pasted is not None
    assert pasted.evidence == (f"--error: {MKDIR}",)
    assert crash_at_start(crashed("Error: something else"), is_seen=True) is None


def test_a_folder_from_a_log_is_no_code():
    import shlex

    found = crash_at_start(crashed("Error: mkdir /srv/x'; touch y; $(id): permission denied"), is_seen=True)
    assert found is not None
    assert shlex.split(found.fixes[0].commands[0]) == ["sudo", "mkdir", "-p", "/srv/x'; touch y; $(id)"]


@pytest.mark.parametrize("folder", ["/", "/data", "/home/ada"])
def test_what_holds_more_than_models_keeps_its_owner(folder):
    found = crash_at_start(crashed(MKDIR, {"OLLAMA_MODELS": folder}), is_seen=True)
    assert found is not None and "chown" not in str(found.fixes)
    assert "OLLAMA_MODELS=/usr/share/ollama" in str(found.fixes[0].commands)
