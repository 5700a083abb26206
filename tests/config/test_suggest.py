"""What was probably meant."""

from __future__ import annotations

import pytest

from agwctl.config.ai import OpenAiProvider, Provider
from agwctl.config.backend import AiBackend, RouteBackend
from agwctl.config.bind import Listener
from agwctl.config.policy import RoutePolicies
from agwctl.config.root import Config
from agwctl.config.route import Route
from agwctl.config.suggest import home_of, nearest, neighbour_of

KNOWN = ("port", "tls", "baseUrl", "urlRewrite", "openAI", "openai", "timeout")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("prot", "port"),
        ("tsl", "tls"),
        ("base_url", "baseUrl"),
        ("baseURL", "baseUrl"),
        ("base-url", "baseUrl"),
        ("urlRewrit", "urlRewrite"),
        ("OpenAI", "openAI"),
        ("timeouts", "timeout"),
        ("bogus", None),
        ("", None),
        ("x", None),
    ],
)
def test_nearest(word, meant):
    assert nearest(word, KNOWN) == meant


@pytest.mark.parametrize(
    ("key", "cls", "home"),
    [
        ("urlRewrite", Listener, "routes[].policies"),
        ("backends", Listener, "routes[]"),
        ("model", AiBackend, "provider.openAI"),
        ("hostOverride", RouteBackend, "ai"),
        ("listeners", Config, "binds[]"),
        ("rules", RoutePolicies, "authorization"),
        ("name", RoutePolicies, None),
        ("bogus", Config, None),
        ("hostname", Route, None),  # it is `hostnames`
    ],
)
def test_home(key, cls, home):
    assert home_of(key, cls) == home


@pytest.mark.parametrize(
    ("key", "cls", "beside"),
    [
        ("backends", RoutePolicies, "policies"),
        ("hostOverride", OpenAiProvider, None),
        ("hostOverride", Provider, "provider"),
        ("routes", Route, None),
        ("hostname", Route, None),
    ],
)
def test_one_level_up(key, cls, beside):
    assert neighbour_of(key, cls) == beside
