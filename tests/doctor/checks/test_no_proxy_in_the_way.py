"""Proxies that take what is not for them."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.no_proxy_in_the_way import run
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.network import Answer
from tests.doctor.healthy import answer, healthy, server

PAGE = answer(500, "<title>Internal Proxy Error</title>", "text/html", via="1.1 test-proxy")
SAME = answer(200, '{"version":"0.33.0"}')
NOT_TRIED = Unread("http through ALL_PROXY is not tried")
VARIABLES = {"HTTP_PROXY": "http://ada:secret@127.0.0.1:8123", "http_proxy": "http://ada:secret@127.0.0.1:8123"}
LIST = "localhost,127.0.0.1,::1"


def proxied(url="http://localhost:11434", through=PAGE, environment=VARIABLES, shell="bash", **facts):
    one = server(url, "--ollama", url, through_proxy=through, **facts)
    return healthy(one, environment=environment, context=Context("linux", shell=shell))


def test_both_answers_stand_side_by_side():
    found = run(proxied())
    assert (found.status, found.ids) == (Status.WARN, ("A19",))
    assert found.summary == (
        "programs started from this shell will send requests for localhost to 127.0.0.1:8123, "
        "because HTTP_PROXY is set and NO_PROXY does not list it"
    )
    assert found.evidence == (
        "direct: 200 application/json in 1 ms",
        "through the proxy: 500 text/html: Internal Proxy Error in 1 ms, Via 1.1 test-proxy",
    )
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("shell", "commands", "lasting"),
    [
        ("bash", (f"export NO_PROXY={LIST}", f"export no_proxy={LIST}"), "the same lines in ~/.bashrc"),
        ("zsh", (f"export NO_PROXY={LIST}", f"export no_proxy={LIST}"), "the same lines in ~/.zshrc"),
        ("fish", (f"set -x NO_PROXY {LIST}", f"set -x no_proxy {LIST}"), "set -Ux in place of set -x"),
        ("powershell", (f"$env:NO_PROXY = '{LIST}'", f"$env:no_proxy = '{LIST}'"), "setx NAME VALUE"),
    ],
)
def test_the_fix_in_this_shells_words(shell, commands, lasting):
    fix = run(proxied(shell=shell)).fixes[0]
    assert fix.commands == commands
    assert fix.title == f"leave this address out of the proxy; to keep it for later sessions: {lasting}"


def test_what_is_excepted_already_stays_and_is_not_shown():
    environment = {"http_proxy": "http://127.0.0.1:8123", "no_proxy": "intranet.example"}
    fix = run(proxied("http://192.168.1.50:11434", environment=environment)).fixes[0]
    assert fix.commands == (
        f'export no_proxy="$no_proxy,"{LIST},192.168.1.50',
        'export NO_PROXY="$no_proxy"',
    )
    script = f'no_proxy=intranet.example; {"; ".join(fix.commands)}; printf "%s %s" "$NO_PROXY" "$no_proxy"'
    both = subprocess.check_output(["sh", "-c", script], text=True).split()
    assert both == [f"intranet.example,{LIST},192.168.1.50"] * 2


@pytest.mark.parametrize(
    ("facts", "status", "ids"),
    [
        (healthy(), Status.SKIP, ()),
        (proxied(environment={**VARIABLES, "no_proxy": "localhost"}), Status.SKIP, ()),
        (proxied(environment={"HTTPS_PROXY": "http://127.0.0.1:8123"}), Status.SKIP, ()),
        (proxied(environment={"ALL_PROXY": "socks5://127.0.0.1:1080"}, through=NOT_TRIED), Status.WARN, ("A19",)),
        (proxied(through=Answer(0, problem="connection refused")), Status.WARN, ("A19",)),
        # one that hands them on is no obstacle
        (proxied("http://192.168.1.50:11434", through=SAME), Status.PASS, ("A19",)),
        (proxied("http://llm.example.com:11434", through=Unread("not tried")), Status.PASS, ("A19",)),
        # of a server that is down it says nothing worse
        (proxied(version=Unread("x"), version_answer=Unread("x"), root=Unread("x")), Status.WARN, ("A19",)),
    ],
)  # fmt: skip
def test_whether_it_is_in_the_way(facts, status, ids):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)


def test_a_host_from_outside_is_no_code():
    fix = run(proxied("http://a$(touch x)`id`\n:1")).fixes[0]
    assert fix.commands
    for command in fix.commands:
        assert command.isprintable()
        assert len(shlex.split(command)) == 2
