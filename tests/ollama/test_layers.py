from __future__ import annotations

import hashlib
import json

from agwctl.ollama.layers import Layer, manifest_digest, messages_text, parameters_text


def test_a_layer_is_its_content() -> None:
    layer = Layer.of("system", "You are a pirate.")
    assert (layer.digest, layer.size) == (hashlib.sha256(b"You are a pirate.").hexdigest(), 17)
    assert layer.listed == {
        "mediaType": "application/vnd.ollama.image.system",
        "digest": f"sha256:{layer.digest}",
        "size": 17,
    }


def test_what_was_taken_over_says_so() -> None:
    assert Layer("model", "a" * 64, 5, source="base:latest").listed["from"] == "base:latest"
    assert Layer("config", "a" * 64, 5).listed["mediaType"] == "application/vnd.docker.container.image.v1+json"


def test_a_manifest_s_digest_depends_on_its_layers_and_their_order() -> None:
    config, one, two = Layer("config", "c" * 64, 1), Layer("model", "a" * 64, 1), Layer("system", "b" * 64, 1)
    digests = {manifest_digest(config, layers) for layers in ([one, two], [two, one], [one])}
    assert len(digests) == 3
    assert all(len(digest) == 64 for digest in digests)


def test_texts_of_layers() -> None:
    text = parameters_text([("stop", "b"), ("num_ctx", 8192.0), ("stop", "a"), ("temperature", 0.5)])
    assert text == '{"num_ctx":8192,"stop":["b","a"],"temperature":0.5}\n'
    assert json.loads(messages_text([("user", "hi")])) == [{"role": "user", "content": "hi"}]
