from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.gguf import described, metadata
from agwctl.ollama.name import parse


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def pair(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def file(*pairs: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)


FILE = file(
    pair("general.architecture", 8, text("qwen2")),
    pair("general.file_type", 4, struct.pack("<I", 15)),
    pair("general.size_label", 8, text("0.5B")),
    pair("tokenizer.tokens", 9, struct.pack("<IQ", 8, 2) + text("a") + text("bc")),
    pair("scores", 9, struct.pack("<IQ", 6, 3) + bytes(12)),
    pair("qwen2.context_length", 4, struct.pack("<I", 32768)),
    pair("qwen2.embedding_length", 10, struct.pack("<Q", 896)),
    pair("some.flag", 7, b"\x01"),
)


def test_what_a_file_says() -> None:
    assert metadata(FILE) == {
        "general.architecture": "qwen2",
        "general.file_type": 15,
        "general.size_label": "0.5B",
        "tokenizer.tokens": [],
        "scores": [],
        "qwen2.context_length": 32768,
        "qwen2.embedding_length": 896,
        "some.flag": True,
    }


def test_a_model_of_it() -> None:
    name = parse("m")
    assert name is not None
    model = described(FILE, name, "d" * 64, 1000)
    assert (model.family, model.quantization, model.parameter_size) == ("qwen2", "Q4_K_M", "0.5B")
    assert (model.context_length, model.embedding_length, model.capabilities) == (32768, 896, ("completion",))
    bert = file(pair("general.architecture", 8, text("bert")), pair("bert.pooling_type", 4, struct.pack("<I", 1)))
    assert described(bert, name, "d" * 64, 1).capabilities == ("embedding",)


STRANGE = {
    "a length in words": pair("llama.context_length", 8, text("long")),
    "a negative length": pair("llama.context_length", 5, struct.pack("<i", -1)),
    "a length that is none": pair("llama.context_length", 6, struct.pack("<f", float("nan"))),
    "a vector that fills the memory": pair("llama.embedding_length", 4, struct.pack("<I", 2**31)),
    "yes for a length": pair("llama.embedding_length", 7, b"\x01"),
    "a list for a family": pair("general.architecture", 9, struct.pack("<IQ", 4, 0)),
    "words for a file type": pair("general.file_type", 8, text("Q4")),
    "a list behind the end": pair("a", 9, struct.pack("<IQ", 4, 2**64 - 1)),
    "lists of lists": pair("a", 9, struct.pack("<IQ", 9, 1) * 20_000),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
def test_what_makes_no_sense_is_as_if_it_was_not_there(strange: bytes) -> None:
    name = parse("m")
    assert name is not None
    model = described(file(strange, pair("end", 4, bytes(4))), name, "d" * 64, 1)
    assert (model.family, model.quantization) == ("llama", "unknown")
    assert (model.context_length, model.embedding_length) == (0, 0)
    assert not any(value != value for value in model.info.values())


@given(st.integers(0, len(FILE)))
def test_a_file_that_goes_on_elsewhere_is_read_as_far_as_it_is_there(length: int) -> None:
    found = metadata(FILE[:length])
    assert found.items() <= metadata(FILE).items()


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    assert isinstance(metadata(b"GGUF" + data), dict)
    assert metadata(b"PK" + data) == {}


@given(st.lists(st.tuples(st.integers(4, len(FILE) - 1), st.integers(0, 255)), max_size=4))
def test_any_damage_is_read_over(damages: list[tuple[int, int]]) -> None:
    data = bytearray(FILE)
    for at, byte in damages:
        data[at] = byte
    name = parse("m")
    assert name is not None
    assert described(bytes(data), name, "d" * 64, 1).context_length >= 0
