"""The answer to whether a model fits: a line, what it follows from, and the same for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from agwctl.model_name import same_model
from agwctl.models.figures import binary_size, size
from agwctl.models.fit import Placement
from agwctl.models.fitting import Answer
from agwctl.models.memory import Memory
from agwctl.models.processor import processor
from agwctl.models.size_class import guide_wants, parameters_in
from agwctl.ollama.client import Running

__all__ = ["document", "lines", "loaded"]


def lines(found: Answer, more: Iterable[str] = ()) -> Iterator[str]:
    """The answer in one line, and what it follows from; `more` are further notes."""
    yield _headline(found)
    yield _row("needs", _needs(found))
    yield _row("free", f"{_free(found.memory)} ({found.memory.where})")
    if found.fit.placement in (Placement.PARTLY, Placement.GPU, Placement.CPU):
        yield _row("placed", _placed(found))
    if not found.shape.is_embedding and (largest := _largest(found)):
        yield _row("largest", largest)
    yield from (_row("note", text) for text in (*notes(found), *more))


def loaded(running: Iterable[Running], name: str) -> Iterator[str]:
    """What is in memory now: the model itself, as measured, and others that stand in its way."""
    for row in running:
        taken = f"{size(row.size)} at context {row.context_length}, {processor(row.size, row.size_vram)}"
        if same_model(row.name, name):
            yield f"it is loaded now: {taken}; this memory counts as free here"
        else:
            yield f"{row.name} is loaded now: {taken}; agwctl models stop {row.name} frees it"


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
        yield f"by its name: {'; '.join(found.shape.assumed)}"
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


def document(found: Answer, host: str | None, more: Iterable[str] = ()) -> dict[str, Any]:
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
        "notes": [*notes(found), *more],
    }
