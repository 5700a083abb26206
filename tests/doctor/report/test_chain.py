from __future__ import annotations

import pytest

from agwctl.doctor.check import Finding, Link, Scope, Status, failed, not_needed, passed, warned
from agwctl.doctor.report.chain import drawn
from tests.doctor.told import checked

WELL, DOWN, SLOW = passed("well"), failed("A01", "down"), warned("C02", "slow")
UNKNOWN, SKIP = Finding(Status.UNKNOWN, "…"), Finding(Status.SKIP, "…")


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
    assert drawn(results, plain) == line


def test_only_what_is_broken_is_bold_and_red():
    line = drawn(
        [checked("a", WELL, Link.MODEL), checked("b", DOWN, Link.LISTENER)],
        lambda text, *styles: f"<{'+'.join(styles)}:{text}>",
    )
    assert "<bold+red:Ollama ✗>" in line
    assert "<green:model ✓>" in line
    assert "<dim:(hardware)>" in line
