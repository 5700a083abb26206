from __future__ import annotations

from pathlib import Path

from agwctl.compat import GUIDE
from agwctl.config.load import load_text
from agwctl.lint.addresses import old_keys
from agwctl.lint.check import Checker
from agwctl.lint.fix import fixed
from agwctl.proxy.reach import reaches
from tests.lint.contexts import context

ALONE = Path(__file__).parent / "rules/old_address_key/err/alone.yaml"


def test_what_contradicts_a_base_url():
    ctx = context(
        """
        llm:
          models:
          - {name: a, provider: ollama, params: {baseUrl: "http://H:80/v1", hostOverride: "h:80", pathPrefix: /v1/}}
          - {name: b, provider: ollama, params: {baseUrl: "http://h/v1", hostOverride: "h:81", pathPrefix: /v2}}
          - {name: c, provider: ollama, params: {baseUrl: "http://h", pathPrefix: /v2}}
          - {name: d, provider: ollama, params: {hostOverride: "h:1"}}
          - {name: e, provider: ollama, params: {baseUrl: "h", hostOverride: "h:1"}}
          - {name: f, provider: ollama, params: {pathPrefix: /v1, pathOverride: /x, hostOverride: "unix:/x"}}
        """
    )
    assert [(key.name, key.contradicts) for key in old_keys(ctx)] == [
        ("hostOverride", False),
        ("pathPrefix", False),
        ("hostOverride", True),
        ("pathPrefix", True),
        ("pathPrefix", False),
        ("hostOverride", False),
    ]


def test_requests_go_where_they_went():
    def ways(text: str) -> list[object]:
        config = load_text(text, environ={}).config
        assert config is not None
        return [(way.name, way.path, way.sent, way.answer) for way in reaches(config, GUIDE)]

    before = ALONE.read_text(encoding="utf-8")
    after = fixed(
        before, lambda text: list(Checker({}, wanted=frozenset({"AGW209"})).text(text, "gw.yaml").diagnostics)
    )
    assert "hostOverride:" not in after.text and "pathPrefix:" not in after.text
    assert ways(after.text) == ways(before)
