from __future__ import annotations

import socket
import time

from agwctl.models.configured import Configured
from agwctl.models.several import Server, list_each, several_json, several_table
from agwctl.ollama.address import Address
from agwctl.ollama.client import Client
from bench.ports import refusing_port
from tests.models.servers import here, ollama
from tests.ollama.scripted import reply, scripted


def wanted(address: Address, *names: str, is_ollama: bool = True) -> list[Configured]:
    return [Configured(address, name, name, "gw.yaml:1:1", is_ollama) for name in names]


def asked(*entries: list[Configured], timeout: float = 2.0) -> list[Server]:
    return list_each({each[0].server: each for each in entries}, lambda a: Client(a, timeout=timeout), timeout)


def test_who_answers_is_listed_whoever_does_not() -> None:
    with ollama("llama3.2", "mistral") as first, refusing_port() as port:
        answered, dead = asked(wanted(first, "llama3.2"), wanted(here(port), "big", "big", "b2"))
    table = several_table([answered, dead], time.time_ns()).splitlines()
    assert [line.split()[0] for line in table] == ["NAME", "llama3.2:latest", "mistral:latest"]
    assert all(line.rstrip().endswith(first.authority) for line in table[1:])
    assert dead.complaint(2) == (
        f'nothing answers at http://127.0.0.1:{port}: connection refused, models of "big", "b2" unknown'
    )
    one, other = several_json([answered, dead], 2)["servers"]
    assert (one["state"], one["reason"], len(one["models"])) == ("reachable", None, 2)
    assert (other["state"], other["models"], other["names"]) == ("unreachable", [], ["big", "b2"])


def test_several_dead_servers_take_the_time_of_one() -> None:
    silent = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    started = time.monotonic()
    told = asked(*(wanted(here(each.getsockname()[1]), "m") for each in silent), timeout=0.4)
    assert time.monotonic() - started < 1.2
    assert all("did not answer within 0.4 s (timeout)" in each.complaint(0.4) for each in told)
    for each in silent:
        each.close()


def test_what_was_never_said_to_be_ollama_is_passed_over() -> None:
    with scripted(reply(404, "404 page not found", "text/plain")) as server:
        (maybe,) = asked(wanted(server.address, "m", is_ollama=False))
        (surely,) = asked(wanted(server.address, "m"))
    assert (maybe.is_passed_over, surely.is_passed_over) == (True, False)
    assert several_json([maybe], 2)["servers"][0]["state"] == "skipped"
