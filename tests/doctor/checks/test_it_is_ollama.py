"""Who answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.it_is_ollama import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Nearby
from agwctl.doctor.facts.network import Answer, Connect, Dial, Trouble
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, answer, healthy, server
from tests.doctor.installations import on

NONE = Unread("/api/version is not answered with JSON but with text/html")
PAGE = answer(200, "<html><title>LM Studio\n</title>", "text/html", x_powered_by="Express")
NODE = Process(4321, "node", ("node", "server.js"), "ada")
BEHIND = answer(502, "<title>502 Bad Gateway</title>", "text/html", server="nginx")
GUARD = answer(403, "", "")
BESIDE = (Nearby(Dial("127.0.0.1", 11500, Connect.OPEN), "0.33.0"),)


def by(got, root=None, process=NODE, url="http://127.0.0.1:11434", **facts):
    one = server(url, version=NONE, version_answer=got, root=root or got, **facts)
    return healthy(one, sockets=Sockets((Listener("127.0.0.1", 11434, process),)))


def silent(trouble, raw=b"", process=NODE):
    return by(Answer(0, seconds=3.0, problem="nothing came", raw=raw, trouble=trouble), process=process)


PROXY = Process(77, "docker-proxy", ("docker-proxy",), "root")
OWN = replace(OLLAMA, name="ollama")


@pytest.mark.parametrize(
    ("facts", "status", "id", "words"),
    [
        (healthy(), Status.PASS, None, "it is Ollama 0.33.0"),
        (by(PAGE, root=answer(200, "Ollama is running", "text/plain")), Status.PASS, None, "it is Ollama"),
        (by(GUARD), Status.PASS, None, "403 without a word"),
        (by(PAGE), Status.FAIL, "A23",
         "another program answers on 127.0.0.1:11434, node (pid 4321): 200 text/html: LM Studio"),
        (by(answer(200, "{}")), Status.FAIL, "A23", "200 application/json: {}"),
        (by(answer(404, "404 page not found", "text/plain")), Status.FAIL, "A23", "404 page not found"),
        (by(BEHIND), Status.FAIL, "A23",
         "a proxy on 127.0.0.1:11434 answers 502: it does not reach the Ollama behind it"),
        (by(answer(404, "no"), url="http://127.0.0.1:11434/llm"), Status.FAIL, "A23",
         "or Ollama is not below /llm of it"),
        (silent(Trouble.FOREIGN, b"SSH-2.0-OpenSSH_9.6\r\n"), Status.FAIL, "A23",
         "another protocol: 'SSH-2.0-OpenSSH_9.6"),
        (silent(Trouble.RESET), Status.FAIL, "A23", "says no word of HTTP: nothing came, node (pid 4321)"),
        (silent(Trouble.CLOSED, process=PROXY), Status.FAIL, "A21", "Docker takes connections"),
        (silent(Trouble.RESET, process=PROXY), Status.FAIL, "A21", "nobody in the container does"),
        (silent(Trouble.TIMEOUT), Status.FAIL, "A23", "says no word of HTTP"),
        (silent(Trouble.TIMEOUT, process=OWN), Status.FAIL, "C16", "answers nothing: it hangs"),
        (silent(Trouble.CLOSED, process=OWN), Status.FAIL, "A23", "says no word of HTTP"),
        (by(answer(200, "<title>ngrok</title>ERR_NGROK_6024", "text/html")), Status.FAIL, "A32",
         "its page for browsers"),
        (by(answer(404, "x", "text/html", ngrok_error_code="ERR_NGROK_3200")), Status.FAIL, "A32",
         "no such tunnel"),
        (by(answer(401, "x", "text/html", www_authenticate='Basic realm="llm"')), Status.FAIL, "A34",
         'asks for credentials: 401 (WWW-Authenticate: Basic realm="llm")'),
        (by(answer(403, "<h1>Forbidden</h1>", "text/html", server="nginx")), Status.FAIL, "A34",
         "403 (Server: nginx)"),
        (by(answer(407, "")), Status.FAIL, "A34", "407"),
        (by(answer(524, "x", "text/html", server="cloudflare", cf_ray="1-TST")), Status.FAIL, "A33",
         "Cloudflare answers 524"),
        (by(answer(524, "x", "text/html")), Status.FAIL, "A23", "524"),
    ],
)  # fmt: skip
def test_who_answers(facts, status, id, words):
    found = run(facts)
    assert (found.status, found.ids) == (status, () if id is None else (id,))
    assert words in found.summary


def test_a_cdn_in_front_is_worth_knowing():
    version = answer(200, '{"version":"0.33.0"}', server="cloudflare", cf_ray="0123-TST")
    found = run(healthy(server("https://llm.example.com", version_answer=version)))
    assert (found.status, found.ids) == (Status.PASS, ("A33",))
    assert "ends a request that has sent no byte for about 100 to 125 s" in found.summary


def test_what_may_be_another_program():
    one = server(version=NONE, version_answer=PAGE, root=PAGE)
    assert run(healthy(replace(one, server=replace(one.server, is_ollama=False)))).status is Status.PASS


def test_another_programs_owner_and_headers_are_shown():
    found = run(by(PAGE))
    assert found.evidence == (
        "GET /: 200 text/html: LM Studio",
        "GET /api/version: 200 text/html: LM Studio",
        "X-Powered-By: Express",
        "port 11434 is held by node (pid 4321)",
    )
    assert found.fixes[0].commands == ("sudo lsof -nP -iTCP:11434 -sTCP:LISTEN",)
    assert "OLLAMA_HOST=127.0.0.1:11435" in found.fixes[1].commands[1]


def test_a_gateway_where_ollama_was():
    found = run(by(answer(404, "route not found"), process=Process(9, "agwctl", ("agwctl", "serve"))))
    assert found.summary == "the gateway itself answers on 127.0.0.1:11434 (agwctl, pid 9), not an Ollama"


def test_an_ollama_beside_it_is_what_to_call():
    found = run(by(PAGE, nearby=BESIDE))
    assert found.fixes[0].commands == ("export OLLAMA_HOST=127.0.0.1:11500",)


def test_a_path_that_ollama_does_not_have():
    missing = answer(404, "404 page not found", "text/plain")
    facts = by(missing, url="http://127.0.0.1:11434/sub")
    found = run(facts)
    assert (found.status, found.ids) == (Status.FAIL, ("A16",))
    assert found.fixes[0].commands == ("export OLLAMA_HOST=127.0.0.1:11434",)


def test_a_proxy_without_anybody_behind_it_is_not_stopped():
    fixes = run(by(BEHIND, nearby=BESIDE)).fixes
    assert fixes[0].title == "start what is behind it; which one that is, its configuration says (nginx: `proxy_pass`)"
    assert [fix.commands for fix in fixes] == [(), ("export OLLAMA_HOST=127.0.0.1:11500",)]


@pytest.mark.parametrize(
    ("got", "key", "summary", "fix"),
    [
        (answer(401, "", www_authenticate="Bearer"), "", "something in front of Ollama asks for credentials: 401",
         "put the key for it into OLLAMA_API_KEY"),
        (answer(401, "no"), "", "something in front of Ollama asks for credentials: 401",
         "put the key for it into OLLAMA_API_KEY"),
        (answer(401, "no"), "secret", "the key in OLLAMA_API_KEY was refused: 401", "put a key into OLLAMA_API_KEY"),
        (answer(401, "no", www_authenticate="Basic realm=x"), "", "something in front of Ollama asks for credentials",
         "give clients the credentials for it"),
    ],
)  # fmt: skip
def test_credentials(got, key, summary, fix):
    found = run(replace(by(got), environment={"OLLAMA_API_KEY": key}))
    assert found.ids == ("A34",)
    assert found.summary.startswith(summary)
    assert found.fixes[0].title.startswith(fix)
    assert "secret" not in repr(found)


def test_another_machines_port_is_not_looked_into():
    found = run(by(PAGE, url="http://192.168.1.50:11434", is_here=False))
    assert "node" not in found.summary
    assert [fix.commands for fix in found.fixes] == [()]


def test_one_that_hangs_is_restarted():
    hung = server(version=NONE, version_answer=Unread("x"), root=Answer(0, seconds=3.0, trouble=Trouble.TIMEOUT))
    assert run(healthy(hung)).fixes[0].commands == ("sudo systemctl restart ollama",)
    assert run(on(Install.MACOS_APP, hung)).fixes[0].commands[-1] == "open -a Ollama"


def test_nobody_hangs_who_was_hardly_waited_for():
    with pytest.raises(CannotTell, match="no answer within"):
        run(by(Answer(0, seconds=0.08, problem="no answer within 0.08 s", trouble=Trouble.TIMEOUT), process=OWN))


def test_the_header_that_ngrok_wants():
    found = run(by(answer(200, "<title>ngrok</title>ERR_NGROK_6024", "text/html")))
    assert "`ngrok-skip-browser-warning: 1`" in found.fixes[0].title


def test_a_title_is_shortened():
    assert len(run(by(answer(200, f"<title>{'x' * 5000}</title>", "text/html"))).summary) < 250


def test_without_an_answer_nothing_is_told():
    with pytest.raises(CannotTell):
        run(healthy(server(version=NONE, root=Unread("GET / took longer than 4 s"))))
