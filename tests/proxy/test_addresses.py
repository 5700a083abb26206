"""Where the gateway's own servers listen and how long it stops: environment, configuration, default, in this order."""

from __future__ import annotations

import pytest

from agwctl.compat import GUIDE, RELEASE
from agwctl.errors import InputError
from agwctl.proxy.addresses import deadlines, ipv6_enabled, own_ports
from tests.proxy.running import loaded

CONFIGURED = "config: {adminAddr: '127.0.0.1:1', statsAddr: '0.0.0.0:2', readinessAddr: '[::1]:3'}"
ALL = ["admin localhost:15000", "stats 127.0.0.1:15020", "readiness 127.0.0.1:15021"]


def ports(text: str, environ: dict[str, str], *, guide: bool = True) -> list[str]:
    found = own_ports(loaded(text).config, environ, GUIDE if guide else RELEASE)
    return [f"{port.name} {port.address}" for port in found]


def test_defaults_stay_on_loopback_in_guide_mode_only() -> None:
    assert ports("{}", {}) == ALL
    assert ports("{}", {}, guide=False) == ["admin localhost:15000", "stats [::]:15020", "readiness [::]:15021"]
    without = ports("{}", {"IPV6_ENABLED": "false"}, guide=False)
    assert without == ["admin localhost:15000", "stats 0.0.0.0:15020", "readiness 0.0.0.0:15021"]


@pytest.mark.parametrize("guide", [True, False])
def test_what_is_said_is_done_in_both_modes(guide: bool) -> None:
    assert ports(CONFIGURED, {}, guide=guide) == ["admin 127.0.0.1:1", "stats 0.0.0.0:2", "readiness [::1]:3"]
    environ = {"ADMIN_ADDR": "localhost:4", "STATS_ADDR": "off", "READINESS_ADDR": "unix:/run/ready.sock"}
    assert ports(CONFIGURED, environ, guide=guide) == ["admin localhost:4", "readiness unix:/run/ready.sock"]


@pytest.mark.parametrize("variable", ["ADMIN_ADDR", "STATS_ADDR", "READINESS_ADDR"])
@pytest.mark.parametrize("text", ["nonsense", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", ""])
def test_an_address_that_cannot_be_read_names_its_variable(variable: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        ports("{}", {variable: text})
    assert variable in caught.value.message
    assert caught.value.hint is not None
    assert variable in caught.value.hint


@pytest.mark.parametrize(
    ("text", "environ", "enabled"),
    [
        ("{}", {}, True),
        ("config: {enableIpv6: false}", {}, False),
        ("config: {enableIpv6: false}", {"IPV6_ENABLED": "true"}, True),
        ("{}", {"IPV6_ENABLED": "false"}, False),
    ],
)
def test_ipv6(text: str, environ: dict[str, str], enabled: bool) -> None:
    assert ipv6_enabled(loaded(text).config, environ) is enabled


@pytest.mark.parametrize("word", ["1", "no", "True", ""])
def test_ipv6_is_true_or_false(word: str) -> None:
    with pytest.raises(InputError, match="IPV6_ENABLED"):
        ipv6_enabled(loaded("{}").config, {"IPV6_ENABLED": word})


TEN = "config: {connectionTerminationDeadline: 10s}"
BOTH = "config: {connectionTerminationDeadline: 10s, connectionMinTerminationDeadline: 3s}"
LEAST = "config: {connectionMinTerminationDeadline: 40s}"


@pytest.mark.parametrize(
    ("text", "environ", "guide", "release"),
    [
        ("{}", {}, (0, 30), (0, 0)),
        (TEN, {}, (0, 10), (0, 0)),
        (BOTH, {}, (3, 10), (3, 6)),
        (LEAST, {}, (40, 40), (40, 45)),
        ("{}", {"CONNECTION_TERMINATION_DEADLINE": "2m"}, (0, 120), (0, 0)),
        (TEN, {"CONNECTION_TERMINATION_DEADLINE": "500ms"}, (0, 0.5), (0, 0)),
        (TEN, {"TERMINATION_GRACE_PERIOD_SECONDS": "60"}, (0, 55), (0, 0)),
        ("{}", {"TERMINATION_GRACE_PERIOD_SECONDS": "10"}, (0, 9), (0, 0)),
        ("{}", {"TERMINATION_GRACE_PERIOD_SECONDS": "1"}, (0, 1), (0, 0)),
        (BOTH, {"CONNECTION_MIN_TERMINATION_DEADLINE": "1s"}, (1, 10), (1, 2)),
    ],
)
def test_deadlines(
    text: str, environ: dict[str, str], guide: tuple[float, float], release: tuple[float, float]
) -> None:
    assert tuple(deadlines(loaded(text).config, environ, GUIDE)) == guide
    assert tuple(deadlines(loaded(text).config, environ, RELEASE)) == release


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("CONNECTION_TERMINATION_DEADLINE", "ten"),
        ("CONNECTION_MIN_TERMINATION_DEADLINE", "5"),
        ("TERMINATION_GRACE_PERIOD_SECONDS", "5s"),
        ("TERMINATION_GRACE_PERIOD_SECONDS", "-1"),
    ],
)
def test_a_deadline_that_cannot_be_read_names_its_variable(variable: str, text: str) -> None:
    with pytest.raises(InputError) as caught:
        deadlines(loaded("{}").config, {variable: text}, GUIDE)
    assert f"{variable}={text}" in caught.value.message
