"""What a configuration comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agwctl.cli.effective import HIDDEN, effective
from agwctl.cli.guide import BASIC
from agwctl.compat import MODES
from agwctl.config.load import load_text
from agwctl.source.writer import Noted, write

GOLDEN = Path(__file__).parent / "golden"
GOOD = sorted((Path(__file__).parents[1] / "config" / "good").glob("*.yaml"))


def told(text: str, environ: dict[str, str] | None = None, compat: str = "guide") -> Noted:
    loaded = load_text(text, "gw.yaml", environ or {})
    assert loaded.config is not None, loaded.errors
    return effective(loaded.config, loaded.source, environ or {}, MODES[compat])


def at(tree: Noted, *path: str | int) -> tuple[Any, str | None]:
    found: Any = tree
    for step in path:
        found = found.value[step]
    return found.value, found.note


def test_the_guide(golden):
    golden(GOLDEN / "effective-guide.yaml", write(told(BASIC)))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_what_is_shown_loads_and_comes_to_the_same(path):
    environ = {"HOME": "/home/somebody", "OLLAMA_KEY": "sk-1"}
    first = told(path.read_text("utf-8"), environ)
    assert values(told(write(first), environ)) == values(first)


def values(tree: Any) -> Any:
    value = tree.value
    if isinstance(value, dict):
        return {key: values(each) for key, each in value.items()}
    return [values(each) for each in value] if isinstance(value, list) else value


def test_names_by_place():
    tree = told(
        "binds: [{port: 1, listeners: [{routes: [{name: a, backends: []}, {backends: []}]},"
        " {name: b, hostname: b, routes: []}]}]"
    )
    listeners = "binds", 0, "listeners"
    assert at(tree, *listeners, 0, "name") == ("listener0", "default")
    assert at(tree, *listeners, 1, "name") == ("b", "gw.yaml:1")
    assert at(tree, *listeners, 0, "routes", 0, "name") == ("a", "gw.yaml:1")
    assert at(tree, *listeners, 0, "routes", 1, "name") == ("route1", "default")


MODEL = "models: [{name: a, provider: ollama}]"


@pytest.mark.parametrize(
    ("text", "port"),
    [
        (f"llm: {{{MODEL}}}", (4000, "default")),
        (f"llm: {{port: 5, {MODEL}}}", (5, "gw.yaml:1")),
    ],
)
def test_the_port_of_llm(text, port):
    assert at(told(text), "llm", "port") == port


def test_a_section_on_a_gateway_has_no_port():
    assert "port" not in at(told(f"gateways: {{default: {{port: 1}}}}\nllm: {{{MODEL}}}"), "llm")[0]


def test_variables():
    tree = told(
        "binds: [{port: $P, listeners: [{name: '$A-${B:-b}', hostname: x$$, routes: []}]}]", {"P": "1", "A": "a"}
    )
    assert at(tree, "binds", 0, "port") == (1, "$P, gw.yaml:1")
    assert at(tree, "binds", 0, "listeners", 0, "name") == ("a-b", "$A, ${B:-b}, gw.yaml:1")
    assert at(tree, "binds", 0, "listeners", 0, "hostname") == ("x$", "gw.yaml:1")


def test_addresses_of_the_process():
    tree = told("config: {adminAddr: 'localhost:1'}", {"STATS_ADDR": "localhost:2"})
    assert at(tree, "config", "adminAddr") == ("localhost:1", "gw.yaml:1")
    assert at(tree, "config", "statsAddr") == ("localhost:2", "$STATS_ADDR")
    assert at(tree, "config", "readinessAddr") == ("127.0.0.1:15021", "default")
    assert at(told("{}", {}, "1.4"), "config", "readinessAddr") == ("[::]:15021", "default")


@pytest.mark.parametrize(
    "text",
    [
        "llm: {models: [{name: a, provider: ollama, params: {apiKey: sk-1}}]}",
        "llm: {models: [{name: a, provider: ollama, params: {apiKey: $KEY}}]}",
        "llm: {models: [{name: a, provider: ollama, auth: {key: {value: sk-1}}}]}",
        "llm: {models: [{name: a, provider: ollama, requestHeaders: {set: {Authorization: Bearer sk-1}}}]}",
        "config: {database: {url: 'postgres://user:sk-1@host/db'}}",
        "config: {caAuthToken: sk-1}",
    ],
)
def test_credentials_are_never_shown(text):
    loaded = load_text(text, "gw.yaml", {"KEY": "sk-1"})
    assert loaded.config is not None, loaded.errors
    shown = write(effective(loaded.config, loaded.source, {"KEY": "sk-1"}, MODES["guide"]))
    assert "sk-1" not in shown
    assert HIDDEN in shown


def test_what_is_not_run_is_shown_as_well():
    policies = "policies: {retry: {attempts: 2, codes: [500]}}"
    tree = told(f"binds: [{{port: 1, listeners: [{{routes: [{{{policies}, backends: []}}]}}]}}]")
    route = "binds", 0, "listeners", 0, "routes", 0
    assert at(tree, *route, "policies", "retry", "attempts") == (2, "gw.yaml:1")
