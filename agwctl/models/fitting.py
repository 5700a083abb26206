"""The question whether a model fits, and its answer: from the model where it is there, from its name where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from agwctl.model_library import billions, sizes
from agwctl.models.figures import binary_size, size
from agwctl.models.fit import Estimate, Fit, Placement, default_context, estimate, fits, largest_context
from agwctl.models.memory import Memory
from agwctl.models.shape import Shape, needs_arrays, shape_of
from agwctl.models.size_class import guide_wants, parameters_in, shape_by_name, shape_by_size
from agwctl.ollama.client import Client, Listed, Shown

__all__ = ["Answer", "Question", "answer", "document", "lines", "shape_there"]


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
    """The shape of a model that a server has.

    Raises: OllamaError.
    """
    info = shown.model_info or {}
    if needs_arrays(info):
        info = client.show(entry.name, verbose=True).model_info or {}
    return shape_of(info, entry.size) or _by_details(entry, shown)


def _by_details(entry: Listed, shown: Shown) -> Shape:
    """A file that does not tell its layers: what is usual for its parameters, or for its size."""
    told = shown.details.parameter_size.lower()
    parameters = billions(told) if told[-1:] in ("b", "m") and told[:-1].replace(".", "", 1).isdigit() else None
    embeds = shown.capabilities == ("embedding",)
    usual = entry.size / 0.6e9
    return shape_by_size(
        parameters or usual, entry.size, shown.details.quantization or "an unknown format", is_embedding=embeds
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


def lines(found: Answer) -> Iterator[str]:
    """The answer in one line, and what it follows from."""
    yield _headline(found)
    yield _row("needs", _needs(found))
    yield _row("free", f"{_free(found.memory)} ({found.memory.where})")
    if found.fit.placement in (Placement.PARTLY, Placement.GPU, Placement.CPU):
        yield _row("placed", _placed(found))
    if not found.shape.is_embedding and (largest := _largest(found)):
        yield _row("largest", largest)
    yield from (_row("note", text) for text in notes(found))


def _headline(found: Answer) -> str:
    name, at = found.question.name, f"at context {found.context}"
    match found.fit.placement:
        case Placement.GPU:
            return f"{name} fits on the GPU {at}"
        case Placement.PARTLY:
            layers = f"{found.fit.layers_on_gpu} of {found.needed.layers} layers on the GPU"
            return f"{name} fits partly {at}: {layers}, the rest on the CPU, which is slower"
        case Placement.CPU:
            return f"{name} fits on the CPU {at}"
        case Placement.NO:
            return f"{name} does not fit {at}"
    return f"cannot tell whether {name} fits {at}: {found.fit.unknown}"


def _needs(found: Answer) -> str:
    needed, question = found.needed, found.question
    requests = f"{question.parallel} x " if question.parallel > 1 and not found.shape.is_single else ""
    parts = [f"weights {binary_size(needed.weights)}"]
    if needed.cache:
        parts.append(f"KV cache {binary_size(needed.cache)} ({requests}{found.context} tokens, {question.cache})")
    parts.append(f"computing {binary_size(needed.compute)}")
    return f"{binary_size(needed.total)}, which `ollama ps` calls {size(needed.total)}: {', '.join(parts)}"


def _free(memory: Memory) -> str:
    ram = "RAM unknown" if memory.ram is None else f"RAM {binary_size(memory.ram)}"
    if memory.gpus is None:
        return f"{ram}, GPU unknown"
    gpus = " + ".join(map(binary_size, memory.gpus))
    shared = ", shared with the RAM" if memory.is_shared else ""
    return f"{ram}, GPU {gpus}{shared}; 1.0 GiB of each GPU stays free" if gpus else f"{ram}, no GPU"


def _placed(found: Answer) -> str:
    parts = [f"GPU {binary_size(found.fit.gpu)}"] if found.fit.gpu else []
    return ", ".join([*parts, f"RAM {binary_size(found.fit.cpu)}"] if found.fit.cpu else parts)


def _largest(found: Answer) -> str:
    on_gpu, anywhere = found.largest_on_gpu, found.largest
    if on_gpu is not None and on_gpu == anywhere:
        return f"context {on_gpu} on the GPU{', all that it is made for' if on_gpu == found.shape.trained else ''}"
    told = [f"context {on_gpu} on the GPU"] if on_gpu is not None else []
    if anywhere is not None:
        where = "with the RAM too" if on_gpu is not None else "in GPU and RAM" if found.memory.gpus else "in RAM"
        told.append(f"{'' if told else 'context '}{anywhere} {where}")
    return ", ".join(told)


def notes(found: Answer) -> Iterator[str]:
    """What the reader should know of the answer: what was assumed, and what else would fit."""
    if not found.is_there:
        yield f"the model is not there; its name says {'; '.join(found.shape.assumed)}"
        asks = guide_wants(parameters_in(found.question.name) or 0)
        if asks is not None:
            yield f"the Ollama guide asks for {asks} for models of this size"
    else:
        yield from found.shape.assumed
    asked = found.question.context
    if asked is not None and asked > found.context:
        yield f"it is made for {found.context} tokens: Ollama gives it no more than that"
    if found.question.parallel > 1 and found.shape.is_single:
        yield "Ollama runs one request of it at a time"
    if found.fit.placement is Placement.NO:
        if found.largest is not None:
            yield f"a smaller context would fit: --context {found.largest}"
        if found.instead:
            yield f"a smaller model would fit: {found.instead}"


def _row(label: str, text: str) -> str:
    return f"  {label:<9}{text}"


def document(found: Answer, host: str | None) -> dict[str, Any]:
    """The answer for machines."""
    needed, fit, memory = found.needed, found.fit, found.memory
    return {
        "schemaVersion": 1,
        "host": host,
        "model": found.question.name,
        "fits": found.verdict,
        "placement": fit.placement.value,
        "reason": fit.unknown or None,
        "basis": "model" if found.is_there else "name",
        "context": found.context,
        "parallel": 1 if found.shape.is_single else found.question.parallel,
        "kvCacheType": found.question.cache,
        "needs": {
            "total": needed.total,
            "weights": needed.weights,
            "kvCache": needed.cache,
            "compute": needed.compute,
        },
        "free": {
            "ram": memory.ram,
            "gpus": None if memory.gpus is None else list(memory.gpus),
            "shared": memory.is_shared,
            "of": memory.where,
        },
        "placed": {"gpu": fit.gpu, "cpu": fit.cpu, "layersOnGpu": fit.layers_on_gpu, "layers": needed.layers},
        "largestContext": {"gpu": found.largest_on_gpu, "any": found.largest},
        "notes": list(notes(found)),
    }
