"""What the beginning of a GGUF file says about the model in it. Source: github.com/ggml-org/ggml docs/gguf.md."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any

from agwctl.ollama.name import ModelName
from agwctl.ollama.store import Model

__all__ = ["described", "metadata"]

_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_LONGEST_VECTOR = 2**16
_NOT_SHOWN = ("general.name", "tokenizer.chat_template")
_FILE_TYPES = ["F32", "F16", "Q4_0", "Q4_1", *["unknown"] * 3, "Q8_0", "Q5_0", "Q5_1", "Q2_K", "Q3_K_S", "Q3_K_M"]
_FILE_TYPES += ["Q3_K_L", "Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M", "Q6_K"]


def described(beginning: bytes, name: ModelName, digest: str, size: int) -> Model:
    """A model with these weights; what the file does not say at its beginning stays empty."""
    info = {key: value for key, value in metadata(beginning).items() if _is_shown(key, value)}
    family = _text_of(info, "general.architecture", "llama")
    kind = _number_of(info, "general.file_type", -1, most=len(_FILE_TYPES) - 1)
    return Model(
        name,
        size=size,
        modified=0,
        family=family,
        parameter_size=_text_of(info, "general.size_label", ""),
        quantization=_FILE_TYPES[kind] if kind >= 0 else "unknown",
        context_length=_number_of(info, f"{family}.context_length", 0, most=2**31),
        embedding_length=_number_of(info, f"{family}.embedding_length", 0, most=_LONGEST_VECTOR),
        capabilities=("embedding",) if f"{family}.pooling_type" in info else ("completion",),
        blob=digest,
        info=info,
    )


def _is_shown(key: str, value: object) -> bool:
    """Numbers that JSON has no words for are not."""
    return key not in _NOT_SHOWN and not (isinstance(value, float) and not math.isfinite(value))


def _text_of(info: dict[str, Any], key: str, default: str) -> str:
    value = info.get(key)
    return value if isinstance(value, str) else default


def _number_of(info: dict[str, Any], key: str, default: int, most: int) -> int:
    value = info.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    return default


def metadata(beginning: bytes) -> dict[str, Any]:
    """Names and values up to where the bytes given end; lists are read as empty ones. {} for another kind of file."""
    found: dict[str, Any] = {}
    try:
        for key, value in _pairs(beginning):
            found[key] = value
    except (struct.error, IndexError):  # the file goes on behind what is here, or is damaged
        return found
    return found


def _pairs(data: bytes) -> Iterator[tuple[str, Any]]:
    if not data.startswith(b"GGUF"):
        return
    _, _, count = struct.unpack_from("<IQQ", data, 4)
    at = 24
    for _ in range(count):
        key, at = _text(data, at)
        (kind,) = struct.unpack_from("<I", data, at)
        value, at = _value(data, at + 4, kind)
        if at > len(data):
            raise IndexError(at)
        yield key, value


def _value(data: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind == _STRING:
        return _text(data, at)
    if kind == _ARRAY:
        inner, count = struct.unpack_from("<IQ", data, at)
        return [], _behind(data, at + 12, inner, count)
    form = _NUMBERS.get(kind)
    if form is None:
        raise IndexError(kind)
    return struct.unpack_from(form, data, at)[0], at + struct.calcsize(form)


def _behind(data: bytes, at: int, kind: int, count: int) -> int:
    """Where a list ends."""
    if kind in _NUMBERS:
        return at + count * struct.calcsize(_NUMBERS[kind])
    if kind == _ARRAY:
        raise IndexError(kind)  # lists of lists: no file of a model has them
    for _ in range(count):
        _, at = _value(data, at, kind)
    return at


def _text(data: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<Q", data, at)
    end = at + 8 + length
    if end > len(data):
        raise IndexError(end)
    return data[at + 8 : end].decode("utf-8", "replace"), end
