"""Pulls that do not reach the registry."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.pull_gets_out import run
from tests.doctor.asking import asked, doing, logged, says_nothing, serving
from tests.doctor.healthy import healthy

AT = 'pull model manifest: Get "https://registry.ollama.ai/v2/library/qwen3/manifests/latest": '
SHELL = {"HTTPS_PROXY": "http://user:secret@proxy.corp:3128"}


@pytest.mark.parametrize(
    ("problem", "summary", "fix"),
    [
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            "x509",
            "certificate auth",
        ),
        ("http: server gave HTTP response to HTTPS client", "gave HTTP response to HTTPS client", "HTTPS_PROXY"),
        ("dial tcp 104.21.75.227:443: i/o timeout", "i/o timeout", "port 443"),
        ("dial tcp: lookup registry.ollama.ai: no such host", "no such host", "registry.ollama.ai"),
        ("proxyconnect tcp: dial tcp 10.0.0.1:3128: connection refused", "proxyconnect", "HTTPS_PROXY"),
    ],
)
def test_pasted(problem: str, summary: str, fix: str):
    found = run(asked(error=f"Error: {AT}{problem}"))
    assert (found.status, found.ids, summary in found.summary) == (Status.FAIL, ("B20",), True)
    assert fix in doing(found)


def test_only_the_proxy_of_this_shell_is_put_into_commands():
    """What stands for an address that nobody knows would end every pull once it is pasted."""
    blocked = f"Error: {AT}dial tcp 104.21.75.227:443: i/o timeout"
    found = run(asked(error=blocked, environment={"https_proxy": "http://proxy.corp:3128"}))
    assert "HTTPS_PROXY=http://proxy.corp:3128" in doing(found)
    assert not run(asked(error=blocked)).fixes[0].commands
    assert "proxy.corp" not in doing(run(asked(error=blocked, environment=SHELL)))


def test_a_name_that_is_not_found_is_no_matter_of_a_proxy():
    found = run(asked(error=f"Error: {AT}dial tcp: lookup registry.ollama.ai: no such host"))
    assert [each.commands for each in found.fixes] == [("getent hosts registry.ollama.ai",)]


def test_in_the_log():
    assert run(logged(f"{AT}dial tcp: i/o timeout")).status is Status.WARN


def test_a_proxy_that_only_this_shell_knows():
    found = run(asked("qwen3", environment=SHELL))
    assert (found.status, found.ids) == (Status.PASS, ("B20",))
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(asked("qwen3", environment=SHELL, sockets=serving(HTTPS_PROXY="http://p:1")), id="it has its own"),
        pytest.param(asked("llama3.2", environment=SHELL), id="nothing to pull"),
        pytest.param(asked("qwen3"), id="no proxy"),
        pytest.param(asked(error="pull model manifest: file does not exist"), id="no such model"),
        pytest.param(healthy(), id="well"),
    ],
)
def test_nothing_in_the_way(facts):
    assert says_nothing(run(facts))
