"""Whatever is done to a good scenario: it is read, or all that is wrong is told at places of the file."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.lint.test_any_text import MUTATIONS, QUICK, places, sound

EVERYTHING = yaml.safe_load((Path(__file__).parent / "good" / "everything.yaml").read_text("utf-8"))


@QUICK
@given(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_any_change_of_the_value(mutations, chance):
    value = json.loads(json.dumps(EVERYTHING))
    for mutate in mutations:
        if len(list(places(value))) > 2:
            mutate(value, chance)
    value["scenario"] = "ollama"
    assert sound(yaml.safe_dump(value, sort_keys=False).encode()).kind in ("scenario", "gateway")


@QUICK
@given(st.text(max_size=40))
def test_any_text_behind_a_good_beginning(text):
    sound(f"scenario: ollama\n{text}".encode("utf-8", "replace"))
