"""Facts of a gateway in front of a healthy Ollama, for tests to break."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent
from typing import Any

from agwctl.cli.doctor.configuration import configuration, servers
from agwctl.compat import GUIDE, Compat
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Answer, Connect, Dial, Resolution, Tls
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.ollama.address import parse
from tests.doctor.healthy import OLLAMA, answer, healthy, server

GATEWAY = Process(4711, "agentgateway", ("agentgateway", "-f", "gw.yaml"), "ada", started=100.0)
OWN = Process(4712, "python3", ("python3", "/usr/bin/agwctl", "serve", "-f", "gw.yaml"), "ada", started=100.0)
NODE = Process(99, "node", ("node", "server.js"), "ada")
LIST = '{"object":"list","data":[{"id":"llama3.2:latest","object":"model"}]}'
TOO_SHORT = '{"error":{"message":"[] is too short - \'messages\'","type":"invalid_request_error"}}'
PAGE = "<html><head><title>Error</title></head><body><pre>Cannot POST /v1/chat/completions</pre></body></html>"
CLOSED = Dial("127.0.0.1", 3000, Connect.REFUSED, error="Connection refused")
BASIC = """\
binds:
- port: 3000
  listeners:
  - routes:
    - backends:
      - ai:
          name: ollama
          hostOverride: 127.0.0.1:11434
          provider:
            openAI:
              model: llama3.2
"""


def text(status: int, body: str) -> Answer:
    """An answer in plain text, as agentgateway's own are."""
    return answer(status, body, "text/plain")


def page(status: int = 404, body: str = PAGE, **headers: str) -> Answer:
    return answer(status, body, "text/html; charset=utf-8", **headers)


def gateway(url: str = "http://127.0.0.1:3000", **facts: Any) -> Gateway:
    address = parse(url)
    well = Gateway(
        address,
        "--gateway",
        is_named=True,
        resolution=Resolution(address.host, ("127.0.0.1",)),
        dials=(Dial("127.0.0.1", address.port, Connect.OPEN, 0.0002),),
        listener=Listener("127.0.0.1", address.port, GATEWAY),
        root=answer(200, "Ollama is running", "text/plain; charset=utf-8"),
        models=answer(200, LIST),
        unknown_path=text(404, "404 page not found"),
        tls=Tls(speaks_tls=False, speaks_http=True),
    )
    return replace(well, **facts)


def known(yaml: str = BASIC, compat: Compat = GUIDE, **changes: Any) -> Configuration:
    """A configuration as the real linter sees it."""
    found = configuration("gw.yaml", dedent(yaml), {"NAME": "ada"}, compat)
    assert found is not None  # it is named
    return replace(found, **changes)


def behind(found: Gateway | None = None, configured: Configuration | None = None, **changes: Any) -> Facts:
    """A healthy Ollama behind a gateway."""
    one = server()
    if configured is not None and configured.models:
        one = server(kind="configuration")
        one = replace(one, server=servers(configured)[0])
    listeners: tuple[Listener, ...] = (Listener("127.0.0.1", 11434, OLLAMA),)
    if found is not None and found.listener is not None and not found.is_down:
        listeners = (*listeners, found.listener)
    facts = healthy(one, gateway=found, configuration=configured, sockets=Sockets(listeners, (OLLAMA,)))
    return replace(facts, **changes)


def answered(configured: Configuration, given: Answer, **facts: Any) -> Gateway:
    """A gateway that answers all calls of the configuration so."""
    return gateway(calls=dict.fromkeys(configured.calls, given), **facts)
