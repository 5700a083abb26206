from __future__ import annotations

import pytest

from agwctl.doctor.check import Finding, Link, Scope, Status, failed, not_needed, passed, warned
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.report.chain import drawn
from agwctl.ollama.address import Address
from tests.doctor.healthy import healthy
from tests.doctor.told import checked

WELL, DOWN, SLOW = passed("well"), failed("A01", "down"), warned("C02", "slow")
UNKNOWN, SKIP = Finding(Status.UNKNOWN, "…"), Finding(Status.SKIP, "…")


GATEWAY = Gateway(Address("http", "127.0.0.1", 3000), "gw.yaml:2:9", False)
WITH_GATEWAY = healthy(gateway=GATEWAY)


def plain(text: str, *styles: str) -> str:
    return text


@pytest.mark.parametrize(
    ("results", "line"),
    [
        ([], "client ─ (gateway) ─ (network) ─ (Ollama) ─ (model) ─ (hardware)"),
        (
            [
                checked("a", WELL, Link.NAME),
                checked("b", DOWN, Link.LISTENER),
                checked("c", SKIP, Link.MODEL, blames="b"),
            ],
            "client ─ (gateway) ─ network ✓ ─ Ollama ✗ ─ model ? ─ (hardware)",
        ),
        (
            [
                checked("a", WELL, Link.LISTENER),
                checked("b", WELL, Link.MODEL),
                checked("c", SKIP, Link.MODEL, blames="b"),
            ],
            "client ─ (gateway) ─ (network) ─ Ollama ✓ ─ model ? ─ (hardware)",
        ),
        (
            [checked("a", WELL, Link.MODEL), checked("b", SLOW, Link.MODEL), checked("c", UNKNOWN, Link.MEMORY)],
            "client ─ (gateway) ─ (network) ─ (Ollama) ─ model ! ─ hardware ?",
        ),
        (
            [checked("a", WELL, Link.MEMORY), checked("b", UNKNOWN, Link.MEMORY, matters=False)],
            "client ─ (gateway) ─ (network) ─ (Ollama) ─ (model) ─ hardware ✓",
        ),
        (
            [checked("b", UNKNOWN, Link.MEMORY, matters=False)],
            "client ─ (gateway) ─ (network) ─ (Ollama) ─ (model) ─ (hardware)",
        ),
        (
            [checked("a", DOWN, Link.LISTENER), checked("b", DOWN, Link.GATEWAY, blames="a", scope=Scope.ONCE)],
            "client ─ gateway ? ─ (network) ─ Ollama ✗ ─ (model) ─ (hardware)",
        ),
        (
            [checked("a", WELL, Link.LISTENER), checked("b", not_needed("no gateway"), Link.GATEWAY)],
            "client ─ (gateway) ─ (network) ─ Ollama ✓ ─ (model) ─ (hardware)",
        ),
        ([checked("a", WELL, Link.CLIENT)], "client ✓ ─ (gateway) ─ (network) ─ (Ollama) ─ (model) ─ (hardware)"),
    ],
)
def test_the_chain(results, line):
    assert drawn(WITH_GATEWAY, results, plain) == line


def test_only_what_is_broken_is_bold_and_red():
    line = drawn(
        WITH_GATEWAY,
        [checked("a", WELL, Link.MODEL), checked("b", DOWN, Link.LISTENER)],
        lambda text, *styles: f"<{'+'.join(styles)}:{text}>",
    )
    assert "<bold+red:Ollama ✗>" in line
    assert "<green:model ✓>" in line
    assert "<dim:(hardware)>" in line


@pytest.mark.parametrize(
    ("finding", "part"), [(WELL, "configuration ✓"), (DOWN, "configuration ✗"), (None, "(gateway)")]
)
def test_of_a_gateway_that_does_not_run_the_configuration_is_drawn(finding, part):
    results = [] if finding is None else [checked("configuration-is-valid", finding, Link.GATEWAY, scope=Scope.ONCE)]
    assert drawn(healthy(), results, plain).split(" ─ ")[1] == part
