"""The question whether a model fits, and its answer: from the model where it is there, from its name where not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from agwctl.model_library import billions, sizes
from agwctl.models.fit import Estimate, Fit, Placement, default_context, estimate, fits, largest_context
from agwctl.models.memory import Memory
from agwctl.models.shape import Shape, needs_arrays, shape_of
from agwctl.models.size_class import parameters_in, shape_by_name, shape_by_size
from agwctl.ollama.replies import Listed, Shown

if TYPE_CHECKING:
    from agwctl.ollama.client import Client  # which loads httpx; a question about memory asks nobody

__all__ = ["Answer", "Question", "answer", "runs_elsewhere", "shape_shown", "shape_there"]


_PARAMETERS = re.compile(r"[0-9]{1,9}(\.[0-9]+)?[bm]")


class Question(NamedTuple):
    """A model and how it is to be used."""

    name: str
    context: int | None = None
    """Tokens of each request; None: what Ollama takes by itself."""
    parallel: int = 1
    cache: str = "f16"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it fits, and all that this follows from."""

    question: Question
    shape: Shape
    is_there: bool
    """Whether the shape is that of the model itself; else of what its name says."""
    context: int
    needed: Estimate
    memory: Memory
    fit: Fit
    largest: int | None
    largest_on_gpu: int | None
    instead: str = ""
    """A smaller model of the same family that fits."""

    @property
    def verdict(self) -> str:
        """`yes`, `no` or `unknown`."""
        return {Placement.NO: "no", Placement.UNKNOWN: "unknown"}.get(self.fit.placement, "yes")


def shape_there(client: Client, entry: Listed, shown: Shown) -> Shape:
    """The shape of a model that a server has; asks again when its layers differ in size.

    Raises: OllamaError.
    """
    if needs_arrays(shown.model_info or {}):
        shown = client.show(entry.name, verbose=True)
    return shape_shown(entry, shown)


def shape_shown(entry: Listed, shown: Shown) -> Shape:
    """The shape of a model by what was told of it."""
    return shape_of(shown.model_info or {}, entry.size) or _by_details(entry, shown)


def _by_details(entry: Listed, shown: Shown) -> Shape:
    """A file that does not tell its layers: what is usual for its parameters, or for its size."""
    told = shown.details.parameter_size.lower()
    parameters = billions(told) if _PARAMETERS.fullmatch(told) else None
    embeds = shown.capabilities == ("embedding",)
    weights = max(0, entry.size)
    return shape_by_size(
        parameters or weights / 0.6e9, weights, shown.details.quantization or "an unknown format", is_embedding=embeds
    )


def answer(question: Question, memory: Memory, there: Shape | None = None) -> Answer | None:
    """Whether it fits; `there` is the shape of the model itself. None when its name says nothing either."""
    shape = there or shape_by_name(question.name)
    if shape is None:
        return None
    context = question.context or default_context(shape, memory)
    context = min(context, shape.trained or context)
    needed = estimate(shape, context, question.parallel, question.cache)
    fit = fits(needed, memory)
    room = (shape, memory, question.parallel, question.cache)
    return Answer(
        question,
        shape,
        there is not None,
        context,
        needed,
        memory,
        fit,
        largest_context(*room),
        largest_context(*room, within=[Placement.GPU]),
        _smaller(question, memory) if fit.placement is Placement.NO else "",
    )


def _smaller(question: Question, memory: Memory) -> str:
    family, parameters = question.name.partition(":")[0], parameters_in(question.name)
    for each in reversed(sizes(family)):
        if parameters is not None and billions(each) < parameters:
            smaller = answer(question._replace(name=f"{family}:{each}"), memory)
            if smaller is not None and smaller.fit.placement is not Placement.NO:
                return smaller.question.name
    return ""


def runs_elsewhere(name: str) -> bool:
    """Whether a name asks for a model of Ollama's cloud."""
    tag = name.rpartition("/")[2].partition(":")[2].lower()
    return tag.endswith("cloud") and tag.removesuffix("cloud")[-1:] in ("", ":", "-")
