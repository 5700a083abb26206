from __future__ import annotations

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.report.raw import LONGEST, raw
from tests.doctor.healthy import OLLAMA, answer, healthy, server


def test_each_fact_has_a_line_with_what_it_is():
    lines = raw(healthy(log=Unread("no journal here"))).split("\n")
    for line in (
        "  servers:",
        "          scheme: http",
        "          outcome: open",
        "      version: 0.33.0",
        "        status: 200",
        "        body: Ollama is running",
        "  log: cannot tell: no journal here",
        "        addresses: ('127.0.0.1',)",
    ):
        assert line in lines


def test_what_nobody_asked_for_is_left_out():
    lines = raw(healthy()).split("\n")
    assert not [line for line in lines if "deep" in line and "is_deep" not in line]
    assert not [line for line in lines if line.endswith((": ", ": ()", ": None"))]


def test_other_programs_keep_to_themselves_how_they_were_started():
    other = Process(7, "psql", ("psql", "postgres://x"), "ada")
    text = raw(healthy(sockets=Sockets((Listener("127.0.0.1", 5432, other), Listener("127.0.0.1", 11434, OLLAMA)))))
    assert "name: psql" in text
    assert "postgres" not in text
    assert "'serve'" in text


def test_of_an_environment_only_what_may_have_to_do_with_it():
    variables = {"OLLAMA_HOST": "x", "https_proxy": "y", "CUDA_VISIBLE_DEVICES": "0", "EDITOR": "vi", "LS_COLORS": "z"}
    text = raw(healthy(environment=variables, service=Service("systemd", environment={"EDITOR": "vi"})))
    for name in ("OLLAMA_HOST: x", "https_proxy: y", "CUDA_VISIBLE_DEVICES: 0"):
        assert f"    {name}" in text
    assert "EDITOR" not in text
    assert "LS_COLORS" not in text


def test_what_is_long_or_steers_is_made_short_and_plain():
    text = raw(healthy(server(root=answer(200, "\x1b[2J" + "x" * (LONGEST + 100)))))
    assert "\x1b" not in text
    assert "more characters)" in text
    assert max(map(len, text.split("\n"))) < LONGEST + 60
