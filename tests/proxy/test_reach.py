"""What is said about calls is what recorded upstreams saw."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from agwctl.compat import GUIDE, MODES, RELEASE
from agwctl.config.load import load_text
from agwctl.config.reach import Reach, Sent, is_served
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


class Row(NamedTuple):
    """A recorded call and what arrived of it."""

    method: str
    path: str
    seen: Sent

    def is_told_by(self, way: Reach) -> bool:
        sent = way.sent
        if sent is None or (way.method, way.path) != (self.method, self.path):
            return False
        has_host = sent.host in (None, self.seen.host)
        return has_host and (sent.method, sent.path) == (self.seen.method, self.seen.path)


def recorded(case: Case) -> list[Row]:
    """The steps whose way depends on nothing but method and path."""
    found = []
    for step in case.steps:
        send, seen = step.send, (step.expect or {}).get("upstream") or []
        path = send.get("path", "?")
        if step.config is None and len(seen) == 1 and "target" in seen[0] and "raw" not in send and "?" not in path:
            has_body = send.get("json") is not None or "body" in send
            host = fill(seen[0]["headers"].get("host") or "", MARKS)
            arrived = Sent("", seen[0]["method"], seen[0]["target"], host, None)
            found.append(Row(send.get("method", "POST" if has_body else "GET"), path, arrived))
    return found


def cases() -> dict[str, Case]:
    return {name: case for name, case in load().items() if case.file in FILES and recorded(case)}


def compared(case: Case) -> list[tuple[Row, list[Reach]]]:
    loaded = load_text(fill(case.config, MARKS), environ={"HOME": "/home", **case.env})
    if loaded.config is None or loaded.not_served:
        return []
    ways = [way for way in reaches(loaded.config, RELEASE) if way.sent is not None]
    calls = {(way.method, way.path) for way in ways}
    return [(row, ways) for row in recorded(case) if (row.method, row.path) in calls]


def test_recorded_upstreams_saw_these_requests():
    found = [(name, *row) for name, case in cases().items() for row in compared(case)]
    wrong = [(name, row) for name, row, ways in found if not any(map(row.is_told_by, ways))]
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
    assert way.sent == ("localhost:11434", "POST", "/v1/chat/completions", "localhost", None)
    assert way.why == ("the route is mounted at /ollama, which is taken off",)
    way = one(followed(MOUNTED, "1.4"), "POST", "/ollama")
    assert (way.sent.path, way.why, is_served(way.sent)) == ("/ollama", (), False)
    assert way.sent.model == "llama3.2", "the release replaces the client's"


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
    assert chat[1].sent.host is None, "an IP address gets the client's"


def test_models_and_what_the_gateway_answers():
    ways = followed("llm: {models: [{name: 'local/*', provider: ollama}, {name: g, provider: gemini}]}")
    assert {way.name for way in ways} == {"local/*", "g"}
    chat = [way for way in ways if way.path == "/v1/chat/completions"]
    assert chat[0].sent == ("localhost:11434", "POST", "/v1/chat/completions", "localhost", None)
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


def test_routes_that_models_tell_apart():
    text = """
gateways: {default: {port: 3000}}
routes:
- {name: a, backends: [{ai: {name: o, hostOverride: "localhost:1", provider: {openAI: {model: llama3.2}}}}]}
- name: b
  policies: {urlRewrite: {authority: {full: "b:1"}}}
  backends: [{ai: {name: o, hostOverride: "localhost:2", provider: {openAI: {model: mistral}}}}]
"""
    ways = followed(text)
    chat = [way for way in ways if way.path == "/v1/chat/completions"]
    assert [way.sent and way.sent[0::3] for way in chat] == [("localhost:1", "localhost"), ("localhost:2", "b:1")]
    lists = [way for way in ways if way.path == "/v1/models"]
    assert lists[0].sent is not None
    assert lists[1].answer == "answered together with route default/a"
    released = [way.answer for way in followed(text, "1.4") if way.name == "default/b"]
    assert set(released) == {"taken by route default/a"}


def test_each_call_has_the_body_that_clients_send():
    text = MOUNTED.replace("      matches: [{path: {pathPrefix: /ollama}}]\n", "")
    embeddings = one(followed(text, "1.4"), "POST", "/v1/embeddings")
    assert embeddings.answer == ("503 processing failed: failed to parse request: missing field `messages`"), (
        "every path is chat"
    )
    assert one(followed(text), "POST", "/v1/embeddings").sent.path == "/v1/embeddings"


def test_a_prefix_that_takes_the_place_of_v1():
    change = "      policies: {urlRewrite: {path: {prefix: /v1}}}\n      backends:"
    way = one(followed(MOUNTED.replace("      backends:", change), "1.4"), "POST", "/ollama/chat/completions")
    assert way.sent.path == "/v1/chat/completions"


def test_a_policy_under_conditions_is_passed_over():
    text = """
      gateways: {default: {port: 3000}}
      routes:
      - policies: {directResponse: {conditional: [{condition: "true", status: 503}]}}
        backends: [{ai: {name: o, hostOverride: "localhost:11434", provider: {openAI: {}}}}]
      """
    assert any(way.sent is not None and way.sent.path == "/v1/chat/completions" for way in followed(text))


@pytest.mark.parametrize("prefix", ["v1", "*", "a/b"])
def test_a_prefix_without_a_slash_takes_nothing(prefix):
    text = f"""
      gateways: {{default: {{port: 3000}}}}
      routes:
      - matches: [{{path: {{pathPrefix: "{prefix}"}}}}]
        backends: [{{host: "localhost:11434"}}]
      """
    assert not [way for way in followed(text) if way.sent is not None]
