"""`make demo`: the guide's gateway on this machine, its request sent, its answers shown, and then it serves on."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, NamedTuple

from agwctl.cli.banner import banner
from agwctl.cli.config_source import load_or_fail
from agwctl.cli.console import Console
from agwctl.cli.guide import PORT, basic
from agwctl.cli.signals import wait_for_stop
from agwctl.compat import MODES
from agwctl.errors import AgwctlError, ExitCode, UnavailableError
from agwctl.http.listen import bind
from agwctl.ollama import discover
from agwctl.ollama.address import effective_address
from agwctl.ollama.stand_in import StandIn
from agwctl.proxy.gateway import Gateway, GatewayOptions

__all__ = ["MODEL", "main"]

MODEL = "llama3.2"
QUESTION = "Hello! Tell me about Ollama in one sentence."
PATH = "/v1/chat/completions"
HOST = "127.0.0.1"
PATIENCE = 300.0
"""Seconds: a real model may have to be loaded first."""


class Upstream(NamedTuple):
    """The Ollama behind the gateway."""

    authority: str
    model: str
    notice: str


def main(arguments: list[str]) -> int:
    """Run the demo; with `--once` it ends after the answers."""
    console = Console()
    try:
        with ExitStack() as running:
            return demo(console, running, once="--once" in arguments)
    except AgwctlError as failure:
        console.error(failure.message, failure.hint)
        return failure.exit_code
    except KeyboardInterrupt:
        return ExitCode.OK


def demo(console: Console, running: ExitStack, *, once: bool) -> int:
    upstream = find_upstream(running)
    console.result(upstream.notice)
    log = Log(console)
    gateway, text = start_gateway(console, upstream, log)
    running.callback(gateway.stop)
    port = gateway.ports[0].number
    if port != PORT:
        console.result(f"Port {PORT} is taken on this machine: the gateway listens on {port} instead")
    console.result(f"\nThe guide's configuration:\n\n{indented(text)}\nWhere everything listens:\n\n")
    for line in banner(gateway, "", "guide", HOST):
        if line.startswith(" "):  # the ports and routes; what to try is shown below
            console.result(line)
    console.result(f"\nThe guide's request:\n\n{indented(as_curl(port, upstream.model))}\n")
    answered = show_whole(console, port, upstream.model) and show_stream(console, port, upstream.model)
    if once:
        return ExitCode.OK if answered else ExitCode.FINDINGS
    console.result(f"\nServing on http://localhost:{port} until ^C; the log:\n\n")
    log.release()
    wait_for_stop(gateway.stop_asked)
    return ExitCode.OK


class Log:
    """The gateway's access log, kept back until the answers have been shown."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._held: list[str] | None = []

    def __call__(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace")
        with self._lock:
            if self._held is None:
                self._console.result(text)
            else:
                self._held.append(text)

    def release(self) -> None:
        """Write what was kept back, and from now on each line at once."""
        with self._lock:
            for text in self._held or ():
                self._console.result(text)
            self._held = None


def find_upstream(running: ExitStack) -> Upstream:
    """The Ollama that OLLAMA_HOST names, with a model that is there; else a stand-in, started here."""
    address = effective_address()
    try:
        if address.scheme != "http" or address.path:
            raise UnavailableError(f"the guide's configuration cannot reach {address.url}")
        found = discover.ask(address)
        model = found.chat_model(MODEL)
        if model is None:
            raise UnavailableError(f"the Ollama at {address.url} has no model that chats (ollama pull {MODEL})")
    except UnavailableError as failure:
        stand_in = StandIn()
        stand_in.start()
        running.callback(stand_in.stop)
        reason = failure.message[0].upper() + failure.message[1:]
        notice = f"{reason}. A built-in stand-in plays it at {stand_in.url}: no model runs, its answers are made up"
        return Upstream(f"{HOST}:{stand_in.port}", MODEL, notice)
    return Upstream(
        "localhost:11434" if (address.host, address.port) == (HOST, 11434) else address.authority,
        model,
        f"Ollama {found.version} answers at {address.url}, with {model}",
    )


def start_gateway(console: Console, upstream: Upstream, log: Log) -> tuple[Gateway, str]:
    """The gateway and its configuration, on the guide's port when that can be had, else on another."""
    try:
        return gateway_on(PORT, console, upstream, log)
    except UnavailableError:
        with closing(bind(HOST, 0)) as probe:
            port = probe.getsockname()[1]
        return gateway_on(port, console, upstream, log)


def gateway_on(port: int, console: Console, upstream: Upstream, log: Log) -> tuple[Gateway, str]:
    text = basic(upstream.authority, port)
    config = load_or_fail("the guide's configuration", text, os.environ, console)
    gateway = Gateway(config, GatewayOptions(MODES["guide"], log, console.warn, listen=HOST))
    try:
        gateway.open()
    except UnavailableError:
        gateway.stop()
        raise
    return gateway, text


def request_body(model: str, *, stream: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"model": model, "messages": [{"role": "user", "content": QUESTION}]}
    return body | {"stream": True} if stream else body


def as_curl(port: int, model: str) -> str:
    """The request as the guide writes it."""
    body = json.dumps(request_body(model, stream=False), indent=2)
    header = "--header 'Content-Type: application/json'"
    return f"curl 'http://localhost:{port}{PATH}' \\\n  {header} \\\n  --data '{indented(body)[2:].rstrip()}'\n"


def show_whole(console: Console, port: int, model: str) -> bool:
    started = time.monotonic()
    with closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as connection:
        response = send(connection, model, stream=False)
        body = response.read()
    took = time.monotonic() - started
    console.result(f"Its answer: {response.status} {response.reason} after {took:.1f} s\n\n")
    console.result(indented(pretty(body)))
    return response.status == 200


def show_stream(console: Console, port: int, model: str) -> bool:
    console.result('\nThe same with "stream": true, as it arrives:\n\n')
    started, times = time.monotonic(), []
    with closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as connection:
        response = send(connection, model, stream=True)
        if response.status != 200:
            console.result(indented(pretty(response.read())))
            return False
        console.out.write("  ")
        for piece in pieces(response):
            times.append(time.monotonic() - started)
            console.out.write(piece)
            console.out.flush()
    console.result("")
    first = f", the first after {times[0]:.2f} s, the last after {times[-1]:.2f} s" if times else ""
    console.result(f"\n({len(times)} pieces{first})")
    return bool(times)


def send(connection: HTTPConnection, model: str, *, stream: bool) -> HTTPResponse:
    body = json.dumps(request_body(model, stream=stream))
    try:
        connection.request("POST", PATH, body, {"Content-Type": "application/json"})
        return connection.getresponse()
    except (OSError, HTTPException) as error:
        raise UnavailableError(f"the gateway does not answer: {error}") from error


def pieces(response: HTTPResponse) -> Iterator[str]:
    """The texts of a chat's event stream."""
    for line in response:
        if not line.startswith(b"data: ") or line.startswith(b"data: [DONE]"):
            continue
        for choice in json.loads(line[6:]).get("choices", ()):
            if text := choice["delta"].get("content"):
                yield text


def pretty(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode("utf-8", "replace")


def indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
