"""What `ollama show` prints of a reply."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agwctl.models.show import shown_json, shown_text
from agwctl.ollama.replies import shown

CASES = yaml.safe_load((Path(__file__).parent / "shown.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sections(case) -> None:
    text = shown_text(shown(case["reply"]), verbose=case.get("verbose", False))
    assert text.replace(" ", "·").split("\n")[:-1] == case["lines"]


def test_a_long_array_is_cut_without_writing_it_out() -> None:
    reply = {"model_info": {"tokens": list(range(10**6))}}
    assert "[0 1 2 ...+999997 more]" in shown_text(shown(reply), verbose=True)


def test_json_tells_nothing_as_null() -> None:
    told = shown_json("a", shown({"model_info": {}, "details": {"family": "llama"}}))
    assert (told["family"], told["contextLength"], told["license"], told["remote"]) == ("llama", None, None, None)
    assert "tensors" not in told
    info = {"general.architecture": "llama", "llama.context_length": 7}
    told = shown_json("a", shown({"model_info": info}), verbose=True)
    assert (told["contextLength"], told["modelInfo"], told["tensors"]) == (7, info, [])
