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


def test_a_real_manifest() -> None:
    """Recorded from Ollama 0.33.0, for SmolLM2-135M-Instruct with a template, a system message and a license."""
    config = (
        '{"model_format":"gguf","model_family":"llama","model_families":["llama"],"model_type":"134.52M",'
        '"file_type":"Q4_1","architecture":"amd64","os":"linux"}\n'
    )
    stops = [("stop", "<|im_end|>"), ("stop", "<|endoftext|>")]
    layers = [
        Layer("model", "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53", 98_362_432),
        Layer("template", "e3b2721cec511e3a627ae0993753abbf5c72cdf4cfcdbc8f5c33ce15c4c4e04b", 102),
        Layer("system", "8830421c3a7b9e1b82f5831bcbaf7758bba4f0e0a872c32177ab1f2fd5347282", 170),
        Layer("license", "c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4", 11_357),
        Layer.of("params", parameters_text([("temperature", 0), ("num_predict", 24), ("seed", 1), *stops])),
    ]
    digest = manifest_digest(Layer.of("config", config), layers)
    assert digest == "92f2cf86a94263ccfd70dde96a4e7c1c537bf06201475572bb8cba4b4c440493"


def test_texts_of_layers() -> None:
    text = parameters_text([("stop", "b"), ("num_ctx", 8192.0), ("stop", "a"), ("temperature", 0.5)])
    assert text == '{"num_ctx":8192,"stop":["b","a"],"temperature":0.5}\n'
    assert json.loads(messages_text([("user", "hi")])) == [{"role": "user", "content": "hi"}]
