"""Nothing secret in any form of the report, and the same placeholder for the same thing everywhere."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.doctor.check import Fix, Link, failed
from agwctl.doctor.engine import diagnose
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.facts import Asked, Facts
from agwctl.doctor.facts.service import DropIn, Log, Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.report.human import render
from agwctl.doctor.report.json_v1 import document
from agwctl.doctor.report.markdown import markdown
from agwctl.doctor.report.masking import Masking
from tests.doctor.healthy import OLLAMA, answer, healthy, server
from tests.doctor.test_engine import module


def forms(facts: Facts, finding, users: bool = False, hosts: bool = False) -> list[str]:
    """Every form of the report about facts, with a check that repeats what it saw."""
    diagnosis = diagnose(facts, [module("seen", Link.MODEL, finding)])
    masking = Masking(facts, diagnosis, users=users, hosts=hosts)
    facts, diagnosis = masking.of(facts), masking.of(diagnosis)
    return [
        *(render(facts, diagnosis, 0.1, level, lambda text, *styles: text) for level in (-1, 0, 2)),
        json.dumps(document(facts, diagnosis, 0.1), ensure_ascii=False),
        markdown(facts, diagnosis, 0.1, "linux-systemd"),
    ]


SECRETS = st.text("abcXYZ123_-", min_size=6, max_size=40).map(lambda text: f"Q{text}7")
"""No words that the report itself uses."""


def everywhere(secret: str) -> list[Facts]:
    """Facts that hold a secret in each of the places where one is known to stand."""
    url = f"http://ada:{secret}@proxy.corp:3128"
    return [
        healthy(environment={"HTTPS_PROXY": url}),
        healthy(environment={"OLLAMA_API_KEY": secret}),
        healthy(environment={"OPENAI_API_KEY": secret, "NO_PROXY": secret}),
        healthy(service=Service("systemd", environment={"HF_TOKEN": secret})),
        healthy(service=Service("systemd", drop_ins=(DropIn("x.conf", f'[Service]\nEnvironment="API_KEY={secret}"'),))),
        healthy(log=Log("journal", (f"time=1 msg=proxy HTTP_PROXY={url}", f"Authorization: Bearer {secret}"))),
        healthy(containers=(Container("a", "ollama/ollama", environment={"DB_PASSWORD": secret}),)),
        healthy(sockets=Sockets((), (Process(1, "ollama", ("ollama", "--api-key", secret)),))),
        healthy(sockets=Sockets((), (Process(1, "ollama", ("ollama", f"--token={secret}")),))),
        healthy(asked=Asked(error=f"401 for url http://x/v1?api_key={secret}&a=1")),
        healthy(server(root=answer(401, json.dumps({"error": "no", "api_key": secret})))),
        healthy(server(root=answer(200, set_cookie=f"session={secret}", x_api_key=secret))),
        healthy(server(f"http://ada:{secret}@127.0.0.1:11434", "OLLAMA_HOST", f"http://ada:{secret}@127.0.0.1:11434")),
    ]


@settings(max_examples=10, deadline=None)
@given(SECRETS, st.booleans())
def test_no_secret_survives_in_any_form(secret, names):
    for facts in everywhere(secret):
        texts = f"{facts.environment} {facts.asked.error} {facts.log} {secret}"
        finding = failed("A01", f"seen {secret}", [texts], [Fix("try", (f"curl -H 'x: {secret}'",))])
        for text in forms(facts, finding, users=names, hosts=names):
            assert secret not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://ada:pw@h:1/v1", "http://***@h:1/v1"),
        ("proxy http://ada:p@ss@h:1", "proxy http://***@h:1"),
        ("Authorization: Bearer abc", "Authorization: Bearer ***"),
        ("curl -H 'Authorization: Bearer sk-1234567890abcdef'", "curl -H 'Authorization: Bearer ***'"),
        ('{"api_key": "x1", "n": 2}', '{"api_key": "***", "n": 2}'),
        ("OLLAMA_API_KEY=x1 ollama list", "OLLAMA_API_KEY=*** ollama list"),
        ("x-api-key: abc", "x-api-key: ***"),
        ("password: hunter2", "password: ***"),
        ("Set-Cookie: session=abc; Path=/", "Set-Cookie: ***"),
        ("ollama --token abc serve", "ollama --token *** serve"),
        ("{'password': 'a b'}", "{'password': '***'}"),
        ("key sk-proj-abcdefghij0123456789", "key ***"),
        ("hf_abcdefghijklmnopqrstu", "***"),
        ("GET /v1?key=abc&x=1", "GET /v1?key=***&x=1"),
        ("a\n-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nb", "a\n***\nb"),
    ],
)
def test_what_is_hidden_by_its_shape(text, shown):
    assert Masking().text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "prompt_tokens: 12, max_tokens=512",
        "model llama3.2:latest@sha256:0123abcd",
        "export OPENAI_API_KEY=ollama",
        "Give it any text: `export OPENAI_API_KEY=ollama`",
        "set OPENAI_API_KEY, write ${OPENAI_API_KEY:-DEFAULT}, or $$ for a dollar sign",
        "Bearer of news about 2 things",
        "Error: digest mismatch, file must be downloaded again",
        "Ollama asks nobody for a password: let your own network in",
        "give it a token: any text will do",
        "Authorization: needed",
        "eos token: 128009",
        "the api key of a client is not looked at",
        "tokenizer.ggml.pre = llama-bpe",
        "key=general.architecture type=string",
        "connect 127.0.0.1:11434: refused",
        "authority localhost:11434, author ada@example.org",
        "OLLAMA_KEEP_ALIVE=5m OLLAMA_HOST=0.0.0.0:11434",
    ],
)
def test_what_is_no_secret_stays(text):
    assert Masking().text(text) == text


@cache
def own_words() -> tuple[str, ...]:
    """Every text in the doctor's own code: what its checks and fixes say."""
    return tuple(_own_words())


def _own_words() -> Iterator[str]:
    for path in (Path(__file__).parents[3] / "agwctl" / "doctor").rglob("*.py"):
        if path.name != "secrets.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_nothing_that_the_doctor_itself_says_is_hidden():
    assert len(own_words()) > 1000
    changed = {text: shown for text in own_words() if (shown := Masking(users=True, hosts=True).text(text)) != text}
    assert not changed


def test_a_key_that_everybody_uses_hides_no_word():
    facts = healthy(environment={"OPENAI_API_KEY": "ollama", "DB_PASSWORD": "test"})
    masking = Masking(facts)
    assert masking.text("ollama serve, latest test") == "ollama serve, latest test"
    assert masking.of(facts).environment == {"OPENAI_API_KEY": "***", "DB_PASSWORD": "***"}


def test_a_short_password_is_hidden_where_it_stands_alone():
    masking = Masking(healthy(environment={"DB_PASSWORD": "mist"}))
    assert masking.text("mistral, mist!") == "mistral, ***!"


@pytest.mark.parametrize(
    "flood", ["A", "-", "%", "://", "eyJ-", "a:", "\"'", "token", "--key", "1.", ":", "/home/", "@a:", "sk-a"]
)
def test_a_flood_takes_no_time(flood):
    """What a peer sends, with a word in it that makes all patterns look."""
    body = "token " + flood * (16 * 1024 // len(flood))
    lines = tuple(body[at : at + 4000] for at in range(0, len(body), 4000))
    facts = healthy(server(root=answer(200, body)), log=Log("journal", lines))
    begin = time.process_time()
    Masking(facts, users=True, hosts=True).of(facts)
    assert time.process_time() - begin < 1


NAMED = healthy(
    server("http://gpu-box.corp.example:11434"),
    environment={"HOME": "/home/ada", "USER": "ada"},
    context=Context("linux", addresses=("127.0.0.1", "192.168.7.9"), hostname="adas-laptop", user="ada"),
    sockets=Sockets((Listener("192.168.7.9", 11434, OLLAMA),), (OLLAMA,)),
)
LINE = (
    "ada on adas-laptop (192.168.7.9): /home/ada/.ollama, /home/bob/x, http://gpu-box.corp.example:11434 at "
    "GPU-BOX.corp.example, fe80::1, 127.0.0.1:11434, 0.33.0"
)


def test_user_names_are_left_out_of_what_others_get():
    shown = Masking(NAMED, LINE, users=True).text(LINE)
    assert shown == LINE.replace("/home/ada", "~").replace("ada on", "user-1 on").replace("bob", "user-2")


def test_hosts_are_left_out_when_asked_for_and_loopback_stays():
    shown = Masking(NAMED, LINE, hosts=True).text(LINE)
    assert shown == (
        "ada on host-2 (address-2): /home/ada/.ollama, /home/bob/x, http://host-1:11434 at host-1, "
        "address-3, 127.0.0.1:11434, 0.33.0"
    )


@pytest.mark.parametrize("word", ["to", "model", "gateway"])
def test_a_name_that_is_a_word_is_hidden_only_where_it_is_a_name(word):
    hosts = Masking(healthy(server(f"http://{word}:11434")), hosts=True)
    users = Masking(healthy(environment={"HOME": f"/home/{word}", "USER": word}), users=True)
    for masking in (hosts, users):
        assert not {text for text in own_words() if masking.text(text) != text and text.lower() != word}
    shown = hosts.text(f"a {word} has no address: http://{word}:11434, {word}:11434, '{word}'")
    assert shown == f"a {word} has no address: http://host-1:11434, host-1:11434, 'host-1'"
    assert users.text(f"a {word} in /home/{word}/.ollama, /srv/{word}") == f"a {word} in ~/.ollama, /srv/{word}"
    assert users.text(word) == "user-1"


@pytest.mark.parametrize("hidden", ["gpu-box", "corp.example", "adas-laptop", "192.168.7.9", "/home/ada", "172.16.1.5"])
def test_a_report_without_names(hidden):
    facts = replace(
        NAMED, log=Log("journal", ("dial tcp 172.16.1.5:11434: i/o timeout", "lookup gpu-box.corp.example"))
    )
    finding = failed(
        "A01", "http://gpu-box.corp.example:11434 is down", ["lookup gpu-box.corp.example on 172.16.1.5:53"]
    )
    for text in forms(facts, finding, users=True, hosts=True):
        assert hidden not in text
    assert any("address-2" in text for text in forms(facts, finding, users=True, hosts=True))


def test_a_copy_is_equal_where_nothing_is_to_be_hidden():
    facts = healthy(environment={"OLLAMA_HOST": "127.0.0.1"}, context=Context("linux", user="root"))
    assert Masking(facts, users=True).of(facts) == facts
