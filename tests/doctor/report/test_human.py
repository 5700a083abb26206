"""The report as it is read: what stands first, what can be copied, what is folded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agwctl.doctor.check import Finding, Fix, Link, Scope, Status, failed, not_needed, noted, passed, warned
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.report.human import render
from agwctl.ollama.address import Address
from tests.doctor.healthy import healthy, server
from tests.doctor.told import WELL, checked, diagnosis

GOLDEN = Path(__file__).parent / "golden"
OTHER = "http://192.168.1.30:11434"

DROP_IN = Fix(
    "let Ollama listen on all addresses",
    (
        "sudo mkdir -p /etc/systemd/system/ollama.service.d",
        "printf '[Service]\\nEnvironment=\"OLLAMA_HOST=0.0.0.0:11434\"\\n' | sudo tee "
        "/etc/systemd/system/ollama.service.d/x.conf",
        "sudo systemctl daemon-reload",
    ),
    "linux-systemd",
)
CLOSE = Fix("let only your own network in", ("sudo ufw allow from 192.168.1.0/24 to any port 11434",))
ALSO = CLOSE._replace(is_besides=True)
BY_HAND = Fix("allow local network access for the terminal: System Settings, Privacy & Security", (), "macos-app")
PROXY = warned("A19", "a proxy takes the requests", [], [Fix("leave it", ("unset HTTP_PROXY",))])
NO_GATEWAY = Finding(Status.FAIL, "nothing listens on 127.0.0.1:3000")
SKIPPED = Finding(Status.SKIP, "not checked, because of bound-for-caller")
BROKEN = diagnosis(
    checked("name-resolves", passed("192.168.1.20"), Link.NAME),
    checked(
        "bound-for-caller",
        failed("A02", "Ollama listens on 127.0.0.1 only", [f"line {n}" for n in range(8)], [DROP_IN, ALSO, BY_HAND]),
        Link.LISTENER,
    ),
    checked("models-are-there", SKIPPED, blames="bound-for-caller"),
    checked("memory-fits", failed("D01", "too large"), Link.MEMORY, blames="bound-for-caller"),
    checked("no-proxy", PROXY, Link.PROXY),
    checked("no-proxy", PROXY, Link.PROXY, server=OTHER),
    checked("tags-are-read", Finding(Status.UNKNOWN, "cannot tell: it took longer than 2 s"), server=OTHER),
    checked("owner-is-known", Finding(Status.UNKNOWN, "cannot tell: not ours to read"), matters=False),
    checked("gateway-answers", NO_GATEWAY, Link.GATEWAY, scope=Scope.ONCE),
    checked("model-is-named", not_needed("no model is asked for"), server=OTHER),
    checked("model-is-named", not_needed("no model is asked for")),
    checked("listens-to-all", noted("A25", "the port is open to the network", [], [CLOSE]), server=OTHER),
    verdict=1,
)  # fmt: skip
GATEWAY = Gateway(Address("http", "127.0.0.1", 3000), "gw.yaml:2:9", False)
TWO = healthy(gateway=GATEWAY, servers=(server(), server(OTHER, "configuration", OTHER)))
HOSTILE = "a\x1b[31m\nred\u202e"


def shown(facts: Facts, found=BROKEN, verbosity: int = 0) -> str:
    return render(facts, found, 0.84, verbosity, lambda text, *styles: text)


@pytest.mark.parametrize(
    ("name", "facts", "found", "verbosity"),
    [
        ("broken", TWO, BROKEN, 0),
        ("broken-quiet", TWO, BROKEN, -1),
        ("broken-verbose", TWO, BROKEN, 1),
        ("well", healthy(), WELL, 0),
        ("well-quiet", healthy(), WELL, -1),
        (
            "no-server",
            healthy(gateway=GATEWAY, servers=()),
            diagnosis(checked("gateway-answers", passed("200"), Link.GATEWAY, scope=Scope.ONCE), verdict=None),
            0,
        ),
    ],
)
def test_reports(name: str, facts: Facts, found, verbosity: int, golden: Callable[[Path, str], None]):
    golden(GOLDEN / f"{name}.txt", shown(facts, found, verbosity))


def test_of_many_servers_only_those_are_drawn_where_something_is_wrong():
    many = healthy(servers=(server(), server(OTHER, "configuration", OTHER)))
    well = diagnosis(checked("a", passed("b")), checked("a", passed("b"), server=OTHER), verdict=None)
    assert shown(many, well).count(" ─ (network)") == 1
    assert f"  ✓ {OTHER} (configuration" in shown(many, well)
    assert shown(TWO).count(" ─ network") == 2


def test_what_deep_showed_is_told_and_a_note_of_two_servers_once():
    found = diagnosis(
        checked("a", noted("A24", "another Ollama runs")),
        checked("a", noted("A24", "another Ollama runs"), server=OTHER),
        checked("speed-is-told", passed("57 tokens a second"), only_deep=True),
        verdict=None,
    )
    text = shown(TWO, found)
    assert text.count("A24: another Ollama runs") == 1
    assert "\n  57 tokens a second\n" in text


def test_what_mends_two_faults_stands_once():
    fix = Fix("leave it out of the proxy", ("export NO_PROXY=localhost",))
    found = diagnosis(
        checked("a", failed("A01", "x")),
        checked("b", warned("A19", "requests for one", (), [fix])),
        checked("b", warned("A19", "requests for two", (), [fix]), server=OTHER),
        checked("c", warned("A24", "no remedy")),
        checked("d", warned("A24", "none either")),
    )
    text = shown(TWO, found)
    assert text.count("export NO_PROXY") == 1
    assert text.count("fix: as above") == 1
    assert "requests for two" in text


def test_a_command_is_alone_on_its_line_and_whole():
    lines = shown(TWO).split("\n")
    for command in DROP_IN.commands:
        assert command in lines


def test_what_others_wrote_stays_on_its_line():
    found = diagnosis(checked("a", failed("A23", HOSTILE, [HOSTILE], [Fix(HOSTILE, (f"echo '{HOSTILE}'",))])))
    text = shown(healthy(), found, 2)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\nred" not in text.replace("\nred\\u202e'", "", 1)  # a command may have lines


def test_colours_are_the_caller_s():
    text = render(TWO, BROKEN, 0.1, 0, lambda text, *styles: f"<{','.join(styles)}>{text}</>" if styles else text)
    assert text.startswith("<red>✗</> <bold>A02: Ollama listens on 127.0.0.1 only</>")
    assert f"<cyan>{DROP_IN.commands[0]}</>" in text


def test_the_facts_come_with_vv_only():
    assert "\nfacts\n" not in shown(TWO, verbosity=1)
    assert "\nfacts\n" in shown(TWO, verbosity=2)
