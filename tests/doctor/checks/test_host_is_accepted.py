"""Names that Ollama does not take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.host_is_accepted import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Origin
from tests.doctor.healthy import answer, healthy, server

GUARD, VERSION = answer(403, "", ""), answer(200, '{"version":"0.33.0"}')
NGINX = answer(403, "", "", server="nginx")


def refused(url, local=VERSION, got=GUARD, kind="--ollama", is_here=False, **facts):
    one = server(
        url, kind, url, version=Unread("403"), version_answer=got, root=got, local_host=local, is_here=is_here, **facts
    )
    return one


def test_a_name_that_is_taken():
    assert run(healthy()).status is Status.PASS


@pytest.mark.parametrize(
    ("one", "title", "command"),
    [
        (refused("https://abc.ngrok-free.app"), "start ngrok so that it changes the name",
         'ngrok http 11434 --host-header="localhost:11434"'),
        (refused("https://abc.trycloudflare.com"), "start cloudflared so that it changes the name",
         'cloudflared tunnel --url http://localhost:11434 --http-host-header="localhost:11434"'),
        (refused("https://llm.example.com", got=answer(403, "", "", server="cloudflare")),
         "start cloudflared so that it changes the name",
         'cloudflared tunnel --url http://localhost:11434 --http-host-header="localhost:11434"'),
        (refused("http://llm.example.com", got=NGINX),
         "in nginx: `proxy_set_header Host localhost:11434;`; in other proxies the like", None),
        (refused("http://llm.example.com:11434", is_here=True), "call it by a name of its own machine",
         "agwctl doctor --ollama http://localhost:11434"),
        (refused("http://100.100.1.2:11434"),
         "let what passes the port on (tailscale serve, a tunnel) send the Host `localhost:11434`", None),
    ],
)  # fmt: skip
def test_who_has_to_change_the_name(one, title, command):
    found = run(healthy(one))
    assert (found.status, found.ids) == (Status.FAIL, ("A31",))
    assert found.fixes[0].title.startswith(title) or found.fixes[0].commands == (command,)
    assert (found.fixes[0].commands or (None,))[0] == command


def test_both_answers_are_shown():
    found = run(healthy(refused("http://llm.example.com:11434")))
    assert found.evidence == (
        "GET /api/version, Host llm.example.com: 403, empty body",
        'the same with Host localhost:11434: 200 application/json: {"version":"0.33.0"}',
    )


def test_the_gateway_can_change_it():
    one = refused("http://llm.example.com:11434")
    one = replace(one, server=replace(one.server, origin=Origin("configuration", "x", "gw.yaml:7:3")))
    assert run(healthy(one)).fixes[0].title == (
        "for gw.yaml:7:3: let the route call it `localhost:11434` (`urlRewrite: {authority: {full: localhost:11434}}`)"
    )


def test_what_refuses_every_name_is_not_ollamas_guard():
    found = run(healthy(refused("http://llm.example.com:11434", local=GUARD)))
    assert (found.status, found.ids) == (Status.FAIL, ("A34",))


def test_another_program_is_left_alone():
    one = refused("http://llm.example.com:11434")
    assert run(healthy(replace(one, server=replace(one.server, is_ollama=False)))).status is Status.PASS


def test_without_the_second_answer_nothing_is_told():
    with pytest.raises(CannotTell):
        run(healthy(refused("http://llm.example.com:11434", local=Unread("too slow"))))
