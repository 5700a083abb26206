from dataclasses import replace

import pytest

from agwctl.doctor.check import Status, not_needed
from agwctl.doctor.checks.stream_is_not_held_back import run
from agwctl.doctor.evidence.deeply import NO_GATEWAY
from agwctl.doctor.facts.deep import DIRECTLY, THROUGH
from agwctl.doctor.facts.fact import CannotTell, Unread
from tests.doctor.deep import OVER_A_SECOND, broken, deep, said

AT_ONCE = {"first_byte": 1.0, "arrivals": (1.0, 1.01)}
HEAD_FIRST = {"first_byte": 0.1, "arrivals": (0.1, 1.05)}
LATER = {"first_byte": 0.9, "arrivals": tuple(0.9 + step / 20 for step in range(20)), "total": 1.85}
FASTER = {"first_byte": 0.1, "arrivals": tuple(0.1 + step / 200 for step in range(20))}
IN_BURSTS = {"first_byte": 0.4, "arrivals": (0.4, 0.7, 1.0)}
QUICK = {"first_byte": 0.01, "arrivals": (0.01, 0.02, 0.03), "total": 0.03}
NGINX = {"server_header": "Server: nginx/1.22.1"}


@pytest.mark.parametrize(
    ("answers", "said_"),
    [
        ((), "its 20 pieces come over 0.95 s"),
        ((said(THROUGH, True, **LATER),), "its 20 pieces come over 0.95 s"),
        ((said(THROUGH, True, **FASTER),), "its 20 pieces come over 0.10 s"),
        ((said(DIRECTLY, True, **QUICK), said(THROUGH, True, **QUICK)), "too fast to be held back"),
        ((broken(THROUGH, True, 504, "timeout"),), "no whole stream came through"),
    ],
)
def test_it_streams(answers, said_):
    found = run(deep(*answers))
    assert found.status is Status.PASS
    assert said_ in found.summary


@pytest.mark.parametrize(
    ("pace", "seen"),
    [
        (AT_ONCE, "of its pieces come 2 instead of 20, and nothing for 1.00 s"),
        (IN_BURSTS, "of its pieces come 3 instead of 20, and nothing for 0.40 s"),
        (HEAD_FIRST, "of its pieces come 2 instead of 20, and nothing for 0.95 s"),
    ],
)
def test_it_is_collected(pace, seen):
    found = run(deep(said(THROUGH, True, **pace)))
    assert (found.status, found.ids) == (Status.WARN, ("E17",))
    assert found.summary == f"something collects the stream: {seen}"


@pytest.mark.parametrize(("extra", "fix"), [(NGINX, "proxy_buffering off;"), ({}, None)])
def test_who_collects_it(extra, fix):
    found = run(deep(said(THROUGH, True, **AT_ONCE, **extra)))
    assert ("(Server: nginx/1.22.1)" in found.summary) is bool(fix)
    assert found.fixes[0].commands[:1] == ((fix,) if fix else ())
    assert found.evidence == (
        "directly: 20 pieces, the first after 0.10 s, the last after 1.05 s",
        "through the gateway: 2 pieces, the first after 1.00 s, the last after 1.01 s",
    )


@pytest.mark.parametrize(("arrivals", "status"), [((1.0, 1.01), Status.WARN), (OVER_A_SECOND, Status.PASS)])
def test_with_nothing_to_compare_with(arrivals, status):
    assert run(deep(answers=(said(THROUGH, True, arrivals=arrivals),))).status is status


def test_nobody_was_asked():
    assert run(deep(answers=(said(DIRECTLY, True),))) is NO_GATEWAY
    assert run(replace(deep(), gateway=None, deep=Unread("no server has a model"))) is NO_GATEWAY


def test_vectors_do_not_stream():
    assert run(deep(answers=(said(THROUGH, False, vector=768),))) == not_needed("a vector comes as a whole")


def test_nobody_could_be_asked():
    with pytest.raises(CannotTell, match="no server has a model"):
        run(replace(deep(), deep=Unread("no server has a model")))
