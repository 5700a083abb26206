from __future__ import annotations

import hashlib

import pytest

from tests.ollama.played import ask, simulator

DATA = b"GGUF" + bytes(60)
DIGEST = hashlib.sha256(DATA).hexdigest()


def test_a_file_is_kept_once() -> None:
    play = simulator()
    path = f"/api/blobs/sha256:{DIGEST}"
    missing = ask(play, "HEAD", path)
    assert (missing.status, missing.text) == (404, "")
    made = ask(play, "POST", path, DATA)
    assert (made.status, made.text, made.headers["content-length"]) == (201, "", "0")
    assert "content-type" not in made.headers
    assert ask(play, "POST", path, DATA).status == 200
    assert ask(play, "HEAD", path).status == 200


def test_another_file_than_was_said_is_kept_under_its_own_name() -> None:
    play = simulator()
    wrong = "0" * 64
    answer = ask(play, "POST", f"/api/blobs/sha256:{wrong}", DATA)
    assert answer.status == 400
    assert answer.json["error"] == f'digest mismatch, expected "sha256:{wrong}", got "sha256:{DIGEST}"'
    assert ask(play, "HEAD", f"/api/blobs/sha256:{DIGEST}").status == 200


def test_of_what_is_no_weights_nothing_is_kept() -> None:
    play = simulator()
    data = b"GGML" + bytes(60)
    digest = hashlib.sha256(data).hexdigest()
    assert ask(play, "POST", f"/api/blobs/sha256:{digest}", data).status == 201
    assert play.engine.store.blob(digest) == (64, b"")


@pytest.mark.parametrize("method", ["HEAD", "POST"])
@pytest.mark.parametrize("digest", ["x", "sha256:abc", f"md5:{DIGEST}"])
def test_what_is_no_digest(method: str, digest: str) -> None:
    answer = ask(simulator(), method, f"/api/blobs/{digest}", DATA)
    assert answer.status == 400
    assert method == "HEAD" or answer.json == {"error": "invalid digest format"}
