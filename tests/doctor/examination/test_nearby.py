"""Where else on this machine an Ollama may be, and who is there."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from agwctl.doctor.examination.errands import Errands
from agwctl.doctor.examination.machine import Machine
from agwctl.doctor.examination.nearby import is_here, nearby
from agwctl.doctor.examination.reach import Around
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Nearby
from agwctl.doctor.facts.network import Connect, Dial, Resolution
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.system import System
from agwctl.ollama.address import parse
from agwctl.testing import ollama
from bench.ports import free_port
from tests.doctor.healthy import OLLAMA, server
from tests.doctor.rough import hang, rough

HERE = Context("linux", addresses=("127.0.0.1", "::1", "192.0.2.20"), hostname="box")
UNREAD = Unread("no")


class Known:
    """An errand that is done."""

    def __init__(self, found: object) -> None:
        self._found = found

    def get(self) -> object:
        return self._found


def around(context: Context | Unread = HERE, sockets: Sockets | Unread = UNREAD, budget: float = 2.0) -> Around:
    known = {name: Known(None) for name in Machine._fields} | {"context": Known(context), "sockets": Known(sockets)}
    return Around(Errands(budget), System(), Asked(), Machine(**cast(dict, known)))


def at(port: int, **facts):
    dials = (Dial("127.0.0.1", port, Connect.REFUSED),)
    return server(f"http://127.0.0.1:{port}", **{"dials": dials, **facts})


def places(found: tuple[Nearby, ...]) -> list[str]:
    return [each.dial.authority for each in found]


@pytest.mark.parametrize(
    ("url", "addresses", "expected"),
    [
        ("127.0.0.1", ("127.0.0.1",), True),
        ("localhost", ("::1",), True),
        ("box", ("127.0.1.1",), True),
        ("box.lan", ("192.0.2.20",), True),
        ("box", (), True),
        ("localhost", (), True),
        ("box", ("192.0.2.9",), False),
        ("gpu", ("192.0.2.9",), False),
        ("gpu", (), False),
        ("gpu", ("fe80::1%eth0",), False),
    ],
)
def test_whether_a_server_is_here(url, addresses, expected):
    assert is_here(parse(url), Resolution(url, addresses), HERE) is expected


def test_without_a_context_loopback_is_here():
    unread = Unread("no")
    assert is_here(parse("127.0.0.1"), unread, unread) and not is_here(parse("box"), unread, unread)


def test_the_same_port_on_other_addresses_and_the_usual_port():
    port = free_port()
    found = nearby(at(port), around(replace(HERE, addresses=("127.0.0.1", "127.0.0.9"))))
    assert places(found) == [f"[::1]:{port}", "127.0.0.1:11434"]
    found = nearby(at(port), around(replace(HERE, ipv6_disabled=True)))
    assert places(found)[:1] == ["127.0.0.1:11434"]
    assert places(found)[1:] == [f"192.0.2.20:{port}"]


def test_another_ollama_is_found_by_its_socket_and_asked():
    with ollama(models=["llama3.2"], version="0.13.5") as other:
        listener = Listener("0.0.0.0", int(other.host.split(":")[1]), OLLAMA)
        foreign = Listener("127.0.0.1", free_port(), Process(9, "python"))
        found = nearby(at(free_port()), around(sockets=Sockets((listener, foreign), (OLLAMA,))))
    assert Nearby(found[1].dial, "0.13.5", ("llama3.2:latest",)) == found[1]
    assert found[1].dial.authority == other.host
    assert f"127.0.0.1:{foreign.port}" not in places(found)


def test_a_server_elsewhere_that_answers_says_nothing_about_here():
    assert nearby(at(free_port(), is_here=False, dials=(Dial("192.0.2.9", 1, Connect.OPEN),)), around()) == ()


def test_one_elsewhere_that_does_not_may_be_here_or_on_the_usual_port_there():
    port = free_port()
    unreachable = at(port, is_here=False, dials=(Dial("127.0.0.3", port, Connect.REFUSED),))
    assert places(nearby(unreachable, around())) == [
        f"127.0.0.1:{port}",
        f"[::1]:{port}",
        "127.0.0.1:11434",
        "127.0.0.3:11434",
    ]


def test_of_several_addresses_of_a_name_the_others_that_are_open_are_asked_too():
    port = free_port()
    one, two = Dial("127.0.0.1", port, Connect.OPEN), Dial("127.0.0.4", port, Connect.OPEN)
    assert places(nearby(at(port, dials=(one, two)), around()))[0] == two.authority
    refused = replace(two, outcome=Connect.REFUSED)
    assert two.authority not in places(nearby(at(port, dials=(one, refused)), around()))


@pytest.mark.parametrize(
    ("around_it", "expected"),
    [({"wsl": "nat"}, True), ({"container": "docker"}, True), ({"container": "kubernetes"}, False), ({}, False)],
)
def test_the_machine_around_this_one(around_it, expected):
    port = free_port()
    context = replace(HERE, default_gateway="127.0.0.5", **around_it)
    assert (f"127.0.0.5:{port}" in places(nearby(at(port), around(context)))) is expected
    open_one = at(port, dials=(Dial("127.0.0.1", port, Connect.OPEN),))
    assert f"127.0.0.5:{port}" not in places(nearby(open_one, around(context)))


def test_who_does_not_answer_in_time_is_left_out_or_no_ollama():
    with rough(hang) as other:
        listener = Listener("127.0.0.1", other.port, OLLAMA)
        found = nearby(at(free_port()), around(sockets=Sockets((listener,), (OLLAMA,)), budget=0.3))
    assert all(each.version is None for each in found)


def test_not_more_than_a_dozen_are_tried():
    many = Context("linux", addresses=tuple(f"127.0.2.{number}" for number in range(40)))
    listeners = tuple(Listener(f"127.0.3.{number}", free_port(), OLLAMA) for number in range(1, 40))
    assert len(nearby(at(free_port()), around(many, Sockets(listeners, (OLLAMA,))))) <= 12
