"""A gateway opens what its configuration asks for, says what it cannot open, and leaves nothing behind at its end."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from agwctl.compat import GUIDE, RELEASE
from agwctl.config.root import Config
from agwctl.errors import ExitCode, UnavailableError
from agwctl.proxy.gateway import Gateway, GatewayOptions
from tests.conformance.wire import Reply
from tests.proxy.running import QUIET, Running, free_port, loaded, running
from tests.proxy.upstream import Seen, chunked, reply, upstream

ANSWER = "binds: [{port: PORT, listeners: [{routes: [{policies: {directResponse: {status: 200, body: here}}}]}]}]"


def gateway(config: Config, compat: str, environ: dict[str, str]) -> tuple[Gateway, list[str]]:
    warnings: list[str] = []
    mode = GUIDE if compat == "guide" else RELEASE
    options = GatewayOptions(mode, lambda line: None, warnings.append, listen="127.0.0.1", environ=environ)
    return Gateway(config, options), warnings


@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_a_data_port_that_is_taken_ends_the_start(compat: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failing, _ = gateway(loaded(ANSWER.replace("PORT", str(port))), compat, QUIET)
        with pytest.raises(UnavailableError) as caught:
            failing.open()
        failing.stop()
    assert caught.value.exit_code is ExitCode.CANNOT_RUN
    assert f"port {port}" in caught.value.message
    assert "in use" in caught.value.message
    assert f":{port}" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("number", "hint"), [(errno.EADDRNOTAVAIL, "address that this machine has"), (errno.EACCES, "port above 1023")]
)
def test_why_a_port_cannot_be_had(monkeypatch: pytest.MonkeyPatch, number: int, hint: str) -> None:
    def refuse(host: str, port: int) -> socket.socket:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("agwctl.proxy.gateway.bind", refuse)
    failing, _ = gateway(loaded(ANSWER.replace("PORT", "80")), "guide", QUIET)
    with pytest.raises(UnavailableError) as caught:
        failing.open()
    failing.stop()
    assert caught.value.message == f"cannot listen on port 80 of 127.0.0.1: {os.strerror(number)}"
    assert hint in (caught.value.hint or "")


OWN = ["ADMIN_ADDR", "STATS_ADDR", "READINESS_ADDR"]


@pytest.mark.parametrize("variable", OWN)
def test_an_own_port_that_is_taken_is_a_warning_or_the_end(variable: str) -> None:
    name = variable.partition("_")[0].lower()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        environ = QUIET | {variable: address}
        with running(ANSWER, environ=environ) as serving:
            assert serving.ask("/").body == b"here"
            (warning,) = serving.warnings
            assert name in warning
            assert address in warning
            assert variable in warning
            assert not serving.gateway.own
        failing, _ = gateway(loaded("{}"), "1.4", environ)
        with pytest.raises(UnavailableError) as caught:
            failing.open()
        failing.stop()
    assert caught.value.exit_code == 1
    assert address in caught.value.message


def own(serving: Running, name: str) -> int:
    return next(port.address.port for port in serving.gateway.own if port.name == name)


@pytest.fixture
def with_ports() -> Iterator[Running]:
    with running(ANSWER, environ={variable: f"127.0.0.1:{free_port()}" for variable in OWN}) as serving:
        yield serving


def test_its_own_ports(with_ports: Running) -> None:
    assert with_ports.ask("/healthz/ready", port=own(with_ports, "readiness")).body == b"ready\n"
    with_ports.ask("/")
    with_ports.log()
    metrics = with_ports.ask("/metrics", port=own(with_ports, "stats"))
    assert b'agentgateway_requests_total{backend="unknown",protocol="http",method="GET",status="200"' in metrics.body
    assert not with_ports.gateway.stop_asked.is_set()
    assert with_ports.ask("/quitquitquit", port=own(with_ports, "admin"), method="POST").body == b"shutdown now\n"
    assert with_ports.gateway.stop_asked.is_set()


def test_several_ports_and_listeners() -> None:
    second = free_port()
    text = ANSWER + f"\nllm: {{port: {second}, models: [{{name: m, provider: ollama}}]}}"
    with running(text) as serving:
        assert serving.ask("/").body == b"here"
        assert b'"id":"m"' in serving.ask("/v1/models", port=second).body


def test_a_unix_socket_of_its_own(tmp_path) -> None:
    path = tmp_path / "stats.sock"
    with running("{}", environ={"STATS_ADDR": f"unix:{path}"}), socket.socket(socket.AF_UNIX) as sock:
        sock.connect(str(path))
        sock.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        received = b"".join(iter(lambda: sock.recv(65536), b""))
    assert received.endswith(b"# EOF\n")


@pytest.mark.parametrize(
    ("setting", "fields", "status"), [("", 99, 200), ("", 101, 431), ("http1MaxHeaders: 200", 150, 200)]
)
def test_how_many_headers(setting: str, fields: int, status: int) -> None:
    with running(ANSWER + f"\nfrontendPolicies: {{http: {{{setting}}}}}") as serving:
        answer = serving.raw(b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * (fields - 1) + b"host: a\r\n\r\n")
    assert answer.status == status


@pytest.mark.parametrize(("setting", "sent"), [("", ["x-case"]), ("http1HeaderCase: preserve", ["X-Case"])])
def test_the_case_of_names(setting: str, sent: list[str]) -> None:
    with upstream() as behind:
        routes = f"binds: [{{port: PORT, listeners: [{{routes: [{{backends: [{{host: '{behind.address}'}}]}}]}}]}}]"
        with running(f"{routes}\nfrontendPolicies: {{http: {{{setting}}}}}") as serving:
            serving.raw(b"GET / HTTP/1.1\r\nHost: a\r\nX-Case: 1\r\n\r\n")
        assert [name for name, _ in behind.last.headers if name.lower() == "x-case"] == sent


def test_a_connection_without_requests_is_closed() -> None:
    with running(ANSWER + "\nfrontendPolicies: {http: {http1IdleTimeout: 100ms}}") as serving:
        with serving.connect() as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            began = time.monotonic()
            assert b"here" in b"".join(iter(lambda: sock.recv(4096), b""))
        assert time.monotonic() - began < 2.5


def test_the_log_in_json() -> None:
    with running(ANSWER, environ={"LOG_FORMAT": "json"}) as serving:
        serving.ask("/")
        assert serving.log()[0].startswith('{"level":"info","time":"')
    with running(ANSWER + "\nconfig: {logging: {format: json}}") as serving:
        serving.ask("/")
        assert serving.log()[0].startswith('{"level":"info"')


def slow(seen: Seen) -> Iterator[bytes]:
    yield chunked() + b"5\r\nbegin\r\n"
    time.sleep(0.3)
    yield b"3\r\nend\r\n0\r\n\r\n"


@pytest.mark.parametrize(("compat", "complete"), [("guide", True), ("1.4", False)])
def test_what_is_running_at_the_end(compat: str, complete: bool) -> None:
    answers: list[Reply] = []
    with upstream(slow) as behind:
        route = f"binds: [{{port: PORT, listeners: [{{routes: [{{backends: [{{host: '{behind.address}'}}]}}]}}]}}]"
        with running(route, compat) as serving:
            client = threading.Thread(target=lambda: answers.append(serving.ask("/")))
            client.start()
            behind.wait(1)
            time.sleep(0.05)
            began = time.monotonic()
        took = time.monotonic() - began
        client.join()
    assert (answers[0].complete, answers[0].body) == (complete, b"beginend" if complete else b"begin")
    assert 0.2 < took < 0.6 if complete else took < 0.15


def test_it_takes_no_new_connection_while_it_ends() -> None:
    with upstream(slow) as behind:
        route = f"binds: [{{port: PORT, listeners: [{{routes: [{{backends: [{{host: '{behind.address}'}}]}}]}}]}}]"
        with running(route, environ={"READINESS_ADDR": f"127.0.0.1:{free_port()}"}) as serving:
            client = threading.Thread(target=lambda: serving.ask("/"))
            client.start()
            behind.wait(1)
            ready = own(serving, "readiness")
            stopping = threading.Thread(target=serving.stop)
            stopping.start()
            time.sleep(0.1)
            answer = serving.ask("/healthz/ready", port=ready)
            assert (answer.status, answer.body) == (500, b"not ready, pending: drain\n")
            with pytest.raises(ConnectionRefusedError):
                serving.connect()
            client.join()
            stopping.join()


def test_connections_that_idle_do_not_hold_up_the_end() -> None:
    with running(ANSWER) as serving, serving.connect() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert sock.recv(4096)
        began = time.monotonic()
        serving.stop()
        assert time.monotonic() - began < 0.5
        assert sock.recv(1) == b""


def test_upstream_settings() -> None:
    """`config.backend.poolIdleTimeout`: a connection that idled for longer is not used again."""
    with upstream(reply()) as behind:
        route = f"binds: [{{port: PORT, listeners: [{{routes: [{{backends: [{{host: '{behind.address}'}}]}}]}}]}}]"
        with running(route + "\nconfig: {backend: {poolIdleTimeout: 50ms}}") as serving:
            serving.ask("/")
            serving.ask("/")
            assert behind.connections == 1
            time.sleep(0.08)
            serving.ask("/")
            assert behind.connections == 2
