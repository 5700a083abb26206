"""launchd's variables."""

from __future__ import annotations

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.probes.macos import launchctl
from agwctl.doctor.system import Ran
from tests.doctor.probes.recorded import machine


def test_those_that_are_set(tmp_path):
    commands: dict[str, str | Ran | None] = {
        "launchctl getenv OLLAMA_HOST": "0.0.0.0:11434\n",
        "launchctl getenv": Ran(1, "", ""),
    }
    assert launchctl(machine(tmp_path, {}, commands, platform="darwin")) == {"OLLAMA_HOST": "0.0.0.0:11434"}


def test_none(tmp_path):
    assert launchctl(machine(tmp_path, {}, {"launchctl": "\n"}, platform="darwin")) == {}


def test_a_launchd_that_hangs_is_asked_once(tmp_path):
    assert launchctl(machine(tmp_path, platform="darwin")) == Unread("launchctl does not answer")


def test_elsewhere(tmp_path):
    assert launchctl(machine(tmp_path)) == Unread("this is not macOS")
