"""Pages that call Ollama from a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.origin_is_accepted import run
from agwctl.doctor.facts.fact import CannotTell
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, answer, healthy, server
from tests.doctor.installations import on

UI = "https://ui.example"
REFUSED = answer(403, "", "")
VERSION = '{"version":"0.33.0"}'
LET_IN = answer(200, VERSION, access_control_allow_origin="*")


def page(origin=UI, got=REFUSED, url="http://127.0.0.1:11434", given=None, **changes):
    process = replace(OLLAMA, environment=given or {})
    sockets = Sockets((Listener("127.0.0.1", 11434, process),), (process,))
    return healthy(server(url, with_origin=got), asked=Asked(origin=origin), sockets=sockets, **changes)


@pytest.mark.parametrize(
    ("facts", "status", "ids"),
    [
        (healthy(), Status.SKIP, ()),
        (page(), Status.FAIL, ("A30",)),
        (page("chrome-extension://abc"), Status.FAIL, ("A30",)),
        (page(got=LET_IN), Status.PASS, ()),
        (page(got=answer(200, VERSION, access_control_allow_origin=UI)), Status.PASS, ()),
        (page(got=answer(200, VERSION)), Status.FAIL, ("A30",)),
        (page("http://127.0.0.1:11434", answer(200, VERSION)), Status.PASS, ()),
        (page(url="http://192.168.1.50:11434", got=LET_IN), Status.FAIL, ("A29",)),
        (page("http://ui.example", LET_IN, "http://192.168.1.50:11434"), Status.PASS, ()),
        (page(url="https://192.168.1.50", got=LET_IN), Status.PASS, ()),
        (page("", given={"OLLAMA_ORIGINS": "*"}), Status.PASS, ("A30",)),
        (page("", given={"OLLAMA_ORIGINS": "https://*.example"}), Status.SKIP, ()),
    ],
)
def test_whether_it_is_let_in(facts, status, ids):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)


def test_no_answer_says_nothing():
    with pytest.raises(CannotTell):
        run(page(got=Answer(0, problem="time is over")))


def test_both_answers_are_shown_and_the_page_is_added_to_those_that_are_let_in():
    found = run(page(given={"OLLAMA_ORIGINS": "https://a.example"}))
    assert found.evidence == ("GET /api/version: 200 application/json", f"the same with Origin {UI}: 403")
    assert found.fixes[0].commands[1] == (
        "printf '%s\\n' '[Service]' 'Environment=\"OLLAMA_ORIGINS=https://a.example,https://ui.example\"'"
        " | sudo tee /etc/systemd/system/ollama.service.d/override.conf"
    )


@pytest.mark.parametrize(
    ("install", "command"),
    [
        (Install.LINUX_MANUAL, "OLLAMA_MODELS='/data/my models' OLLAMA_ORIGINS=https://ui.example ollama serve"),
        (Install.MACOS_APP, "launchctl setenv OLLAMA_ORIGINS https://ui.example"),
        (Install.WINDOWS_APP, "setx OLLAMA_ORIGINS 'https://ui.example'"),
    ],
)
def test_on_other_installations(install, command):
    found = run(on(install, server(with_origin=REFUSED), asked=Asked(origin=UI)))
    assert command in found.fixes[0].commands
