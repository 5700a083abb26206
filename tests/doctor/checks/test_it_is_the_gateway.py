"""Another program on the gateway's port is told from a gateway, and from what may stand in front of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.config.load import load_text
from agwctl.doctor.check import Status
from agwctl.doctor.checks.it_is_the_gateway import run
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.facts.sockets import Listener, Sockets
from tests.doctor.gateways import BASIC, CLOSED, LIST, NODE, behind, gateway, known, page, text
from tests.doctor.healthy import OLLAMA, answer, healthy, server

EXPRESS = gateway(
    models=answer(200, LIST, x_powered_by="Express"),
    unknown_path=page(x_powered_by="Express"),
    listener=Listener("127.0.0.1", 3000, NODE),
)


@pytest.mark.parametrize(
    "well",
    [
        gateway(),
        gateway(models=text(404, "route not found"), unknown_path=text(404, "route not found")),
        gateway(unknown_path=page(server="nginx/1.24.0")),
        gateway(models=answer(200, LIST, server="cloudflare", cf_ray="0-TST"), unknown_path=page(524, cf_ray="0-TST")),
        gateway(models=page(502, "<html>bad gateway</html>", server="nginx")),
        gateway(models=answer(401, '{"error":{"message":"key","type":"authentication_error"}}')),
        gateway(root=page(200), models=answer(200, LIST)),
        gateway(listener=None),
    ],
)
def test_gateways(well):
    found = run(behind(well))
    assert (found.status, found.ids) == (Status.PASS, ()), found


def test_nobody_is_there():
    assert run(behind(gateway(dials=(CLOSED,), models=page()))).status is Status.SKIP


@pytest.mark.parametrize(
    "foreign",
    [
        EXPRESS,
        gateway(models=page(200)),
        gateway(unknown_path=page()),
        gateway(models=answer(200, "<!DOCTYPE html><title>App</title>", "text/plain")),
        gateway(models=Answer(0, problem="SSH-2.0 is no HTTP")),
        gateway(models=answer(404, '{"detail":"Not Found"}'), unknown_path=answer(404, '{"detail":"Not Found"}')),
        gateway(models=page(404, server="nginx/1.24.0"), unknown_path=page(404, server="nginx/1.24.0")),
    ],
)
def test_other_programs(foreign):
    found = run(behind(foreign))
    assert (found.status, found.ids) == (Status.FAIL, ("A23",))


def test_what_is_said_of_it():
    found = run(behind(EXPRESS))
    assert "node (pid 99)" in found.summary
    assert "GET /v1/models: header X-Powered-By: Express" in found.evidence
    assert any(line.startswith("POST to an API path: 404 text/html: Error") for line in found.evidence)
    assert any("does not prove that chat works" in line for line in found.evidence)
    assert "what is behind the gateway was asked directly, not through it" in found.evidence


def test_without_a_configuration_a_free_port_is_offered():
    listening = Sockets((Listener("0.0.0.0", 3000, NODE), Listener("0.0.0.0", 4000, NODE)))
    fix = run(behind(EXPRESS, sockets=listening)).fixes[0]
    given = '{"llm": {"port": 8080, "models": [{"name": "*", "provider": "ollama"}]}}'
    assert fix.commands == (f"agwctl serve --listen 127.0.0.1 -c '{given}'",)
    far = run(replace(behind(EXPRESS), server=server("http://10.0.0.9:8080"))).fixes[0]
    text = far.commands[0].partition("-c ")[2].strip("'")
    assert '"baseUrl": "http://10.0.0.9:8080/v1"' in text
    assert load_text(text, "x", {}).config is not None


def test_the_port_that_the_configuration_opens_is_offered():
    found = run(behind(EXPRESS, known(BASIC.replace("3000", "4100"))))
    assert found.ids == ("A23",)
    assert [fix.commands for fix in found.fixes] == [
        ("export OPENAI_BASE_URL=http://127.0.0.1:4100/v1",),
        ("agwctl serve -f gw.yaml",),
    ]


def test_the_gateway_s_own_port_is_taken():
    found = run(behind(replace(EXPRESS, is_named=False), known()))
    assert (found.status, found.ids) == (Status.FAIL, ("E14", "A23"))
    assert "stop that program, or give gw.yaml another port" in found.fixes[0].title


def test_nobody_wants_a_gateway_there():
    assert run(behind(replace(EXPRESS, is_named=False))).ids == ()


def test_an_owner_that_is_not_to_be_seen_can_be_looked_for():
    found = run(behind(replace(EXPRESS, listener=None)))
    assert found.fixes[-1].commands == ("sudo lsof -nP -iTCP:3000 -sTCP:LISTEN",)


def test_a_tunnel_s_own_page():
    found = run(behind(gateway(models=page(404, "<html>ERR_NGROK_3200</html>", ngrok_error_code="ERR_NGROK_3200"))))
    assert (found.status, found.ids) == (Status.FAIL, ("A32",))
    assert "ERR_NGROK_3200" in found.summary


def test_ollama_itself():
    found = run(behind(gateway("http://127.0.0.1:11434", listener=Listener("127.0.0.1", 11434, OLLAMA))))
    assert (found.status, found.ids) == (Status.WARN, ("A23",))


def test_no_gateway():
    assert run(healthy()).status is Status.SKIP
