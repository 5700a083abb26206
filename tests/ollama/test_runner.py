"""One loaded model."""

from __future__ import annotations

from dataclasses import replace

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace, local_time
from agwctl.ollama.hardware import Placement
from agwctl.ollama.loading import wish
from agwctl.ollama.runner import Runner
from agwctl.ollama.settings import Settings
from tests.ollama.played import NOON

LLAMA = default_models(NOON)[0]
WISH = wish(LLAMA, {}, Settings(), Pace())


def runner(**fields: object) -> Runner:
    loaded = Runner(WISH, WISH.context, Placement(30, 10), keep=7, loading=False)
    for name, value in fields.items():
        setattr(loaded, name, value)
    return loaded


def test_it_serves_whoever_wishes_it_as_it_is() -> None:
    assert runner().serves(WISH)
    assert not runner(loading=True).serves(WISH)
    assert not runner(dead=True).serves(WISH)
    assert not runner().serves(replace(WISH, options=(("num_gpu", 3),)))
    assert not runner().serves(replace(WISH, options=(("num_thread", 3),)))
    assert not runner().serves(replace(WISH, context=8192))


def test_layers_on_gpus_are_no_matter_to_who_does_not_say() -> None:
    placed = runner(wish=replace(WISH, options=(("num_gpu", 3),)))
    assert placed.serves(WISH)
    assert placed.serves(placed.wish)
    assert not placed.serves(replace(WISH, options=(("num_gpu", 0),)))
    assert not placed.serves(replace(WISH, options=(("main_gpu", 1),)))


def test_a_lowered_context_is_the_one_of_who_asked_for_none_and_of_who_asks_for_it() -> None:
    lowered = runner(context=2048)
    assert lowered.serves(WISH)
    assert lowered.serves(replace(WISH, context=2048, chosen=False))
    assert not lowered.serves(replace(WISH, chosen=False))


def test_its_entry() -> None:
    entry = runner().entry(NOON)
    assert list(entry) == [
        "name", "model", "size", "digest", "details", "expires_at", "size_vram", "context_length",
    ]  # fmt: skip
    assert (entry["size"], entry["size_vram"], entry["context_length"]) == (30, 10, 4096)
    assert entry["expires_at"] == local_time(NOON + 7)
    assert runner(expires=NOON + 1).entry(NOON)["expires_at"] == local_time(NOON + 1)
