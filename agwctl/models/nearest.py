"""Which of the models that are there was meant by a name that is not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agwctl.model_name import full_name, same_model
from agwctl.ollama.replies import Listed

__all__ = ["MOST", "SPELT_ALIKE", "Near", "nearest", "of_a_vendor"]

PREFIXES = (
    "ollama", "ollama_chat", "openai", "hosted_vllm", "vllm", "litellm", "litellm_proxy", "openrouter", "custom_openai",
)  # fmt: skip
"""What clients of several providers put in front of a model's name, and are to take away before they send it."""

VENDORS = re.compile(r"gpt-\d|gpt-4o|chatgpt|o[134](-|$)|claude-|gemini-|text-embedding-|dall-e|whisper-1|command-r\+")
"""Names that clients have built in. Not `gpt-oss`, which Ollama has."""

MOST = 3
SPELT_ALIKE = "spelt alike"


class Near(NamedTuple):
    """A model that is there, and how its name differs from the one asked for."""

    name: str
    why: str


def nearest(wanted: str, there: Sequence[Listed], digest: str | None = None) -> tuple[Near, ...]:
    """The likeliest first, at most three; `digest` is what the wanted name stands for on another server."""
    found: dict[str, Near] = {}
    for near in _likely(wanted, there, digest):
        found.setdefault(near.name, near)
    return tuple(found.values())[:MOST]


def of_a_vendor(name: str) -> bool:
    """Whether a client's built-in default has leaked, as `gpt-3.5-turbo` does when its model setting is empty."""
    return VENDORS.match(name.rpartition("/")[2].lower()) is not None


def _likely(wanted: str, there: Sequence[Listed], digest: str | None) -> Iterator[Near]:
    prefix, slash, rest = wanted.partition("/")
    if slash and prefix.lower() in PREFIXES:
        yield from (Near(each.name, f"without the prefix {prefix}/") for each in there if same_model(rest, each.name))
    if digest is not None:
        yield from (Near(each.name, "the same model (equal digest)") for each in there if each.digest == digest)
    # The plain name of a model says most: `llama3.2` of `bob/llama3.2:1b`.
    *place, model, tag = full_name(rest if slash and prefix.lower() in PREFIXES else wanted)
    names = [(each.name, full_name(each.name)) for each in there]
    for name, (*its_place, its_model, _) in names:
        if its_model == model and its_place == place:
            yield Near(name, "another tag")
    for name, (*_, its_model, its_tag) in names:
        if its_model == model:
            yield Near(name, "another namespace" if its_tag == tag else "another namespace and tag")
    yield from _spelt_alike(wanted, model, tag, names)


def _spelt_alike(wanted: str, model: str, tag: str, names: list[tuple[str, tuple[str, ...]]]) -> Iterator[Near]:
    """Names with the same letters and digits, then those a few letters away."""
    short = {name: _plain(parts[-2], parts[-1]) for name, parts in names}
    plain = _plain(model, tag)
    yield from (Near(name, SPELT_ALIKE) for name, its in short.items() if its == plain)
    for close in difflib.get_close_matches(plain, list(short.values()), n=MOST, cutoff=0.75):
        yield from (Near(name, SPELT_ALIKE) for name, its in short.items() if its == close)


def _plain(model: str, tag: str) -> str:
    return re.sub(r"[^a-z0-9]", "", model + (tag if tag != "latest" else ""))
