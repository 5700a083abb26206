"""Environment variables that count beside the configuration."""

from __future__ import annotations

import pytest

from agwctl.config.address import ListenAddress
from agwctl.config.environment import READ, mistakes, value


def test_values():
    environ = {
        "IPV6_ENABLED": "false",
        "ADMIN_ADDR": "off",
        "CONNECTION_TERMINATION_DEADLINE": "1m",
        "TERMINATION_GRACE_PERIOD_SECONDS": "30",
    }
    assert value("IPV6_ENABLED", environ) is False
    assert value("ADMIN_ADDR", environ) == ListenAddress(off=True)
    assert value("CONNECTION_TERMINATION_DEADLINE", environ) == 60
    assert value("TERMINATION_GRACE_PERIOD_SECONDS", environ) == 30
    assert value("STATS_ADDR", environ) is None
    assert list(mistakes(environ)) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "IPV6_ENABLED",
            "maybe",
            "invalid env var IPV6_ENABLED=maybe (provided string was not `true` or `false`)",
        ),
        ("ADMIN_ADDR", "nope", "invalid ADMIN_ADDR/config.adminAddr: invalid socket address syntax"),
        ("READINESS_ADDR", "unix:", "invalid READINESS_ADDR/config.readinessAddr: unix socket path must not be empty"),
        (
            "CONNECTION_MIN_TERMINATION_DEADLINE",
            "5",
            "invalid env var CONNECTION_MIN_TERMINATION_DEADLINE=5 (parse error: missing unit in duration: 5)",
        ),
        (
            "TERMINATION_GRACE_PERIOD_SECONDS",
            "-1",
            "invalid env var TERMINATION_GRACE_PERIOD_SECONDS=-1 (invalid digit found in string)",
        ),
    ],
)
def test_mistakes(name, text, message):
    assert list(mistakes({name: text, "OTHER": "x"})) == [message]


def test_all_mistakes_are_told_at_once():
    assert len(list(mistakes(dict.fromkeys(READ, "~")))) == len(READ)
