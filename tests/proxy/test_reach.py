"""What is said about calls is what recorded upstreams saw."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.compat import GUIDE, MODES, RELEASE
from agwctl.config.load import load_text
from agwctl.config.reach import Reach, is_served
from agwctl.proxy.reach import reaches
from tests.conformance.placeholders import fill
from tests.conformance.recordings import Case, load

MARKS = {
    "@PORT@": "3000",
    "@PORT2@": "3001",
    "@O@": "127.0.0.1:11434",
    "@OL@": "localhost:11434",
    "@E@": "127.0.0.1:9000",
    "@EL@": "localhost:9000",
    "@D@": "127.0.0.1:9",
    "@DIR@": "/tmp",
}
FILES = ("llm-binds", "llm-section", "seeds", "routing", "filters")


def followed(text: str, compat: str = "guide") -> list[Reach]:
    loaded = load_text(text, environ={"HOME": "/home"})
    assert loaded.config is not None, [each.message for each in loaded.errors]
    return list(reaches(loaded.config, MODES[compat]))


def recorded(case: Case) -> list[tuple[str, str, str]]:
    """Method and path as sent, path as it arrived, of the steps whose way depends on nothing else."""
    found = []
    for step in case.steps:
        send, seen = step.send, (step.expect or {}).get("upstream") or []
        path = send.get("path", "?")
        if step.config is None and len(seen) == 1 and "target" in seen[0] and "raw" not in send and "?" not in path:
            has_body = send.get("json") is not None or "body" in send
            found.append((send.get("method", "POST" if has_body else "GET"), path, seen[0]["target"]))
    return found


def cases() -> dict[str, Case]:
    return {name: case for name, case in load().items() if case.file in FILES and recorded(case)}


def compared(case: Case) -> list[tuple[str, str, str, set[str]]]:
    loaded = load_text(fill(case.config, MARKS), environ={"HOME": "/home", **case.env})
    if loaded.config is None or loaded.not_served:
        return []
    ways: dict[tuple[str, str], set[str]] = {}
    for way in reaches(loaded.config, RELEASE):
        if way.sent is not None:
            ways.setdefault((way.method, way.path), set()).add(way.sent.path)
    return [(method, path, seen, ways[method, path]) for method, path, seen in recorded(case) if (method, path) in ways]


def test_recorded_upstreams_saw_these_paths():
    found = [(name, *row) for name, case in cases().items() for row in compared(case)]
    wrong = [row for row in found if row[3] not in row[4]]
    assert not wrong
    assert len(found) > 60, len(found)


def one(ways: list[Reach], method: str, path: str) -> Any:
    (way,) = [way for way in ways if (way.method, way.path) == (method, path)]
    return way


MOUNTED = """
binds:
- port: 3000
  listeners:
  - routes:
    - name: mounted
      matches: [{path: {pathPrefix: /ollama}}]
      backends:
      - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {model: llama3.2}}}
"""


def test_a_mount_in_both_modes():
    way = one(followed(MOUNTED), "POST", "/ollama")
    assert way.sent == ("localhost:11434", "POST", "/v1/chat/completions", "localhost", "llama3.2")
    assert way.why == ("the route is mounted at /ollama, which is taken off",)
    way = one(followed(MOUNTED, "1.4"), "POST", "/ollama")
    assert (way.sent.path, way.why, is_served(way.sent)) == ("/ollama", (), False)


@pytest.mark.parametrize(
    ("change", "path", "sent", "why"),
    [
        ("policies: {urlRewrite: {path: {prefix: /}}}", "/ollama/api/tags", "/api/tags", "urlRewrite.path makes it"),
        ("policies: {urlRewrite: {path: {full: /api/version}}}", "/ollama/api/tags", "/api/version", "urlRewrite.path"),
    ],
)
def test_a_rewrite_is_told(change: str, path: str, sent: str, why: str):
    text = MOUNTED.replace("      matches:", f"      {change}\n      matches:")
    way = one(followed(text), "GET", path)
    assert way.sent.path == sent
    assert why in way.why[0]


def test_each_backend_and_who_takes_a_call():
    text = """
binds:
- port: 3000
  listeners:
  - routes:
    - name: a
      backends:
      - {host: "127.0.0.1:1", weight: 0}
      - {host: "127.0.0.1:2"}
      - ai: {name: o, hostOverride: "127.0.0.1:3", pathPrefix: /x, provider: {openAI: {}}}
    - name: b
      backends: [{host: "127.0.0.1:4"}]
"""
    ways = followed(text, "1.4")
    chat = [way for way in ways if way.path == "/v1/chat/completions"]
    assert [(way.name, way.sent and way.sent.endpoint, way.answer) for way in chat] == [
        ("default/a", "127.0.0.1:2", None),
        ("default/a", "127.0.0.1:3", None),
        ("default/b", None, "taken by route default/a"),
    ]
    assert chat[1].sent is not None
    assert (chat[1].sent.path, chat[1].why) == ("/x/chat/completions", ("the provider's prefix is /x",))
    assert chat[1].sent.model == "llama3.2", "each backend reads the body"


def test_models_and_what_the_gateway_answers():
    ways = followed("llm: {models: [{name: 'local/*', provider: ollama}, {name: g, provider: gemini}]}")
    assert {way.name for way in ways} == {"local/*", "g"}
    chat = [way for way in ways if way.path == "/v1/chat/completions"]
    assert chat[0].sent == ("localhost:11434", "POST", "/v1/chat/completions", "localhost", "local/llama3.2")
    assert chat[1].answer is not None and "does not run this kind of backend" in chat[1].answer
    assert [way.answer for way in ways if way.path == "/v1/models"] == ["200 from the gateway itself"] * 2


def test_a_thousand_routes_are_a_thousand_calls():
    routes = "\n".join(
        f"    - {{name: r{n}, matches: [{{path: {{exact: /r{n}}}}}], backends: [{{host: 'h{n}:80'}}]}}"
        for n in range(1000)
    )
    loaded = load_text(f"binds:\n- port: 3000\n  listeners:\n  - routes:\n{routes}\n", environ={})
    assert loaded.config is not None
    assert sum(way.sent is not None for way in reaches(loaded.config, GUIDE)) == 1000
