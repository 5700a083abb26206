"""`ollama show`: what a model is, section by section. Source: ollama cmd/cmd.go, showInfo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from agwctl.models.columns import NARROW, WIDE, body, display_width
from agwctl.models.figures import count, number, plain_number
from agwctl.ollama.client import Shown

__all__ = ["shown_json", "shown_text"]

Rows = list[list[str]]

ARRAY_WIDTH = 10
"""Columns after which an array of the metadata is cut."""
HEAD = 2
"""Lines of a system prompt or a licence that are shown."""


def shown_text(model: Shown, *, verbose: bool = False) -> str:
    """Everything that the bare command prints; `verbose` adds metadata and tensors."""
    sections: list[tuple[str, Rows | None, int]] = [
        ("Model", _model(model), NARROW),
        ("Capabilities", [[each] for each in model.capabilities] or None, NARROW),
        ("Projector", _projector(model.projector_info) if model.projector_info else None, NARROW),
        ("Parameters", _parameters(model.parameters) if model.parameters else None, NARROW),
        ("Metadata", _metadata(model.model_info) if verbose and model.model_info is not None else None, NARROW),
        ("Tensors", [_tensor(each) for each in model.tensors] or None if verbose else None, NARROW),
        ("System", _head(model.system) if model.system else None, WIDE),
        ("License", _head(model.license) if model.license else None, WIDE),
    ]
    return "".join(_section(title, rows, limit) for title, rows, limit in sections if rows is not None)


def _section(title: str, rows: Rows, limit: int) -> str:
    return f"  {title}\n{body([['', *row] for row in rows], limit)}\n"


def _model(model: Shown) -> Rows:
    rows = []
    if model.remote_host:
        rows += [["Remote model", model.remote_model], ["Remote URL", model.remote_host]]
    if model.model_info is None:
        rows += [["architecture", model.details.family], ["parameters", model.details.parameter_size]]
    else:
        rows += _facts(model, model.model_info)
    rows.append(["quantization", model.details.quantization])
    return rows + ([["requires", model.requires]] if model.requires else [])


def _facts(model: Shown, told: Mapping[str, Any]) -> Rows:
    architecture = told.get("general.architecture")
    architecture = architecture if isinstance(architecture, str) else ""
    parameters, counted = model.details.parameter_size, told.get("general.parameter_count")
    if not parameters and _is_number(counted):
        parameters = count(int(counted))
    context, embedding = (told.get(f"{architecture}.{key}_length") for key in ("context", "embedding"))
    return [
        *([["architecture", architecture]] if architecture else []),
        *([["parameters", parameters]] if parameters else []),
        *([["context length", plain_number(context)]] if _is_number(context) else []),
        *([["embedding length", plain_number(embedding)]] if _is_number(embedding) else []),
    ]


def _projector(told: Mapping[str, Any]) -> Rows:
    """What is missing, and makes `ollama` panic, is left out."""
    architecture = told.get("general.architecture")
    numbers = (
        ("parameters", "general.parameter_count", lambda value: count(int(value))),
        ("embedding length", f"{architecture}.vision.embedding_length", plain_number),
        ("dimensions", f"{architecture}.vision.projection_dim", plain_number),
    )
    rows = [["architecture", architecture]] if isinstance(architecture, str) else []
    return rows + [[title, write(told[key])] for title, key, write in numbers if _is_number(told.get(key))]


def _parameters(text: str) -> Rows:
    return [line.split() for line in text.split("\n") if line.strip()]


def _metadata(told: Mapping[str, Any]) -> Rows:
    return [[key, _metadata_value(told[key])] for key in sorted(told)]


def _metadata_value(value: object) -> str:
    if isinstance(value, dict):
        return "map[string]interface {}"
    if not isinstance(value, list):
        return _go_value(value)
    shown: list[str] = []
    width = 1
    for item in map(_go_value, value):
        width += display_width(item) + (2 if shown else 0)
        if width > ARRAY_WIDTH and shown:
            return f"[{' '.join(shown)} ...+{len(value) - len(shown)} more]"
        shown.append(item)
    return f"[{' '.join(shown)}]"


def _go_value(value: object) -> str:
    """A value of a JSON document as Go's `%v` writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return f"[{' '.join(map(_go_value, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_go_value(value[key])}' for key in sorted(value))}]"
    return "<nil>" if value is None else str(value)


def _tensor(told: Mapping[str, Any]) -> list[str]:
    shape = " ".join(str(each) for each in told.get("shape") or ())
    return [str(told.get("name", "")), str(told.get("type", "")), f"[{shape}]"]


def _head(text: str) -> Rows:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [[line] for line in lines[:HEAD]] + ([["..."]] if len(lines) > HEAD else [])


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def shown_json(name: str, model: Shown, *, verbose: bool = False) -> dict[str, Any]:
    """The model as members of a JSON document; what the server does not tell is null."""
    told = model.model_info or {}
    architecture = told.get("general.architecture")
    document = {
        "name": name,
        "family": model.details.family or None,
        "parameterSize": model.details.parameter_size or None,
        "quantization": model.details.quantization or None,
        "contextLength": told.get(f"{architecture}.context_length"),
        "embeddingLength": told.get(f"{architecture}.embedding_length"),
        "capabilities": list(model.capabilities) or None,
        "requires": model.requires or None,
        "remote": {"model": model.remote_model, "host": model.remote_host} if model.remote_host else None,
        "parameters": model.parameters or None,
        "system": model.system or None,
        "template": model.template or None,
        "license": model.license or None,
        "modelfile": model.modelfile or None,
    }
    return document | ({"modelInfo": told, "tensors": list(model.tensors)} if verbose else {})
