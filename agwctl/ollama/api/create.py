"""Models made from others, or from files: /api/create."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.downloads import Step
from agwctl.ollama.engine import Engine
from agwctl.ollama.gguf import described
from agwctl.ollama.gojson import Struct, decode
from agwctl.ollama.layers import Layer, messages_text, parameters_text
from agwctl.ollama.name import ModelName
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LLAMA_SERVER
from agwctl.ollama.source import refer
from agwctl.ollama.store import Model
from agwctl.ollama.wire import progress

__all__ = ["create"]

_TEXTS = ("model", "name", "from", "template", "system", "quantize", "quantization", "renderer", "parser", "requires")
_CREATE = Struct(
    "api.CreateRequest",
    {
        **dict.fromkeys(_TEXTS, "string"),
        **dict.fromkeys(("files", "adapters", "parameters"), "map[string]interface {}"),
        "stream": "bool",
        "license": "any",
        "messages": Struct("api.Message", {"role": "string", "content": "string"}, many=True),
    },
)


def create(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _CREATE, empty="missing request body")
    name = engine.store.spelling(refer(asked.get("model") or asked.get("name") or "").stored)
    return progress(_steps(engine, name, asked, request), stream=asked.get("stream", True))


def _steps(engine: Engine, name: ModelName, asked: dict[str, Any], request: Request) -> Iterator[Step]:
    if asked.get("from"):
        base = yield from _stored(engine, asked["from"], request)
        layers = [replace(layer, source=str(base.name)) for layer in base.files]
        model = replace(base, name=name, parent=str(base.name))
    elif asked.get("files"):
        model = yield from _from_files(engine, name, asked["files"])
        layers = list(model.files)
    else:
        raise Refusal(400, "neither 'from' or 'files' was specified")
    model = _changed(model, layers, asked)
    for layer in model.files:
        known = engine.store.holds(layer.digest)
        yield {"status": f"{'using existing' if known else 'creating new'} layer sha256:{layer.digest}"}
    yield {"status": "writing manifest"}
    engine.store.put(replace(model, modified=engine.clock.now()))
    yield {"status": "success"}


def _stored(engine: Engine, text: str, request: Request) -> Generator[Step, None, Model]:
    """The model to start from, pulled when it is not there."""
    name = refer(text).stored
    model = engine.store.get(name)
    if model is not None:
        return model
    for step in engine.library.pull(name, hangup=request.hangup):
        if step["status"] != "success":
            yield step
    pulled = engine.store.get(name)
    if pulled is None:
        raise Refusal(404, f"model '{text}' not found")  # somebody deleted it at once
    return pulled


def _from_files(engine: Engine, name: ModelName, files: dict[str, Any]) -> Generator[Step, None, Model]:
    """A model whose weights are an uploaded file, described by what its beginning says."""
    blobs = {digest: engine.store.blob(digest) for digest in (str(each)[-64:].lower() for each in files.values())}
    weights = next((digest for digest, (_, beginning) in blobs.items() if beginning.startswith(b"GGUF")), None)
    if weights is None:
        raise Refusal(400, "unknown type")
    yield {"status": "parsing GGUF"}
    if engine.release.has(LLAMA_SERVER):
        yield {"status": "verifying conversion"}
    size, beginning = blobs[weights]
    return described(beginning, name, weights, size)


def _changed(model: Model, layers: list[Layer], asked: dict[str, Any]) -> Model:
    """The model with what the request sets; every layer that is set moves to the end, as Ollama orders them."""
    template, system = asked.get("template") or model.template, asked.get("system") or model.system
    licenses = (*model.license, *_texts(asked.get("license")))
    messages = tuple((said.get("role", ""), said.get("content", "")) for said in asked.get("messages") or ())
    parameters = _merged(model.parameters, asked.get("parameters") or {})
    if asked.get("template"):
        layers = _set(layers, "template", template)
    if asked.get("system"):
        layers = _set(layers, "system", system)
    layers = [*layers, *(Layer.of("license", text) for text in licenses[len(model.license) :])]
    if parameters:
        layers = _set(layers, "params", parameters_text(parameters))
    if messages:
        layers = _set(layers, "messages", messages_text(messages))
    return replace(
        model,
        template=template,
        system=system,
        license=licenses,
        parameters=parameters,
        messages=messages or model.messages,
        capabilities=_capabilities(model.capabilities, asked.get("template") or ""),
        requires=asked.get("requires") or model.requires,
        layers=tuple(layers),
        size=sum(layer.size for layer in (*layers, model.config)),
        digest="",
    )


def _set(layers: list[Layer], kind: str, content: str) -> list[Layer]:
    return [*(layer for layer in layers if layer.kind != kind), Layer.of(kind, content)]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _merged(old: tuple[tuple[str, object], ...], new: dict[str, Any]) -> tuple[tuple[str, object], ...]:
    kept = [pair for pair in old if pair[0] not in new]
    for name, value in new.items():
        kept += [(name, each) for each in value] if isinstance(value, list) else [(name, value)]
    return tuple(kept)


def _capabilities(old: tuple[str, ...], template: str) -> tuple[str, ...]:
    """What a model can do with another template: its own, and what the template makes use of."""
    if not template or "embedding" in old:
        return old
    uses = {"tools": ".Tools", "insert": ".Suffix", "thinking": ".Thinking"}
    kept = [capability for capability in old if capability not in uses]
    return (*kept, *(capability for capability, field in uses.items() if field in template))
