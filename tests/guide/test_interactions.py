"""Every request that the guides print or promise, in both modes, as interactions.yaml says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.cli.guide import BASIC
from tests.conformance.wire import Reply
from tests.guide.stage import CONFIGS, Asked, staged

INTERACTIONS = yaml.safe_load((Path(__file__).parent / "interactions.yaml").read_text("utf-8"))
MODES = ("guide", "1.4")


@pytest.mark.parametrize("compat", MODES)
@pytest.mark.parametrize("interaction", INTERACTIONS, ids=lambda interaction: interaction["about"])
def test_interaction(interaction: dict[str, Any], compat: str) -> None:
    expected, send = interaction[compat], dict(interaction["send"])
    own = {"local": ("llama3.2",), "remote": ("mistral",)} if interaction["config"] == "multiple-instances" else {}
    with staged(interaction["config"], compat, **own) as stage:
        answer = stage.gateway.ask(send.pop("path"), send.pop("json", None), **send)
        reached = {"local": stage.local.asked, "remote": stage.remote.asked}
    assert told(answer, expected) == expected_answer(expected), answer.body
    everywhere = "ids" in expected
    for name, asked in reached.items():
        here = "target" in expected and (everywhere or name == expected.get("at", "local"))
        assert [each.target for each in asked] == ([expected["target"]] if here else [])
        if here and "sent" in expected:
            check_sent(asked[0], expected)
        # An Ollama on loopback answers 403 to a Host that is no name of its own machine.
        assert all(each.host.partition(":")[0] in ("localhost", "127.0.0.1") for each in asked)


ANSWER = ("status", "model", "code", "text", "reply", "ids", "error", "tokens", "stream")


def expected_answer(expected: dict[str, Any]) -> dict[str, Any]:
    return {name: expected[name] for name in ANSWER if name in expected}


def told(answer: Reply, expected: dict[str, Any]) -> dict[str, Any]:
    """What the answer says of the things that are expected."""
    assert answer.complete
    found: dict[str, Any] = {"status": answer.status}
    text = answer.body.decode()
    if "text" in expected:
        return found | {"text": text}
    if expected.get("stream"):
        assert dict(answer.headers)["content-type"] == "text/event-stream"
        return found | {"stream": text.startswith("data: {") and text.endswith("data: [DONE]\n\n")}
    reply = json.loads(text)
    if "model" in expected:
        found["model"] = reply["model"]
    if "code" in expected:
        found["code"] = reply["error"]["code"]
    if "error" in expected:
        found["error"] = reply["error"]["message"]
    if "ids" in expected:
        found["ids"] = [entry["id"] for entry in reply["data"]]
    if "tokens" in expected:
        found["tokens"] = reply["usage"]["completion_tokens"]
    if "reply" in expected:
        found["reply"] = {name: reply.get(name) for name in expected["reply"]}
    return found


def check_sent(asked: Asked, expected: dict[str, Any]) -> None:
    assert asked.model == expected["sent"]
    got = expected.get("got", {})
    assert {name: asked.body.get(name) for name in got} == got


def test_there_are_enough_of_them() -> None:
    """The guides hold 33 interactions; what the release keeps of them is less than half."""
    assert len(INTERACTIONS) >= 33
    kept = [each for each in INTERACTIONS if each["1.4"] == each["guide"]]
    assert len(kept) * 2 < len(INTERACTIONS)


def test_the_configurations_are_the_customer_s() -> None:
    assert (CONFIGS / "basic.yaml").read_text("utf-8") == BASIC
    for path in CONFIGS.glob("*.yaml"):
        assert path.stem in {each["config"] for each in INTERACTIONS}, f"{path.name} is not used"
