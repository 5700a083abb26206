"""Transcriptions: what a form has to hold."""

from __future__ import annotations

import pytest

from agwctl.ollama.name import parse
from agwctl.ollama.store import Model
from tests.ollama.played import Answered, ask, simulator

HEARING = parse("ear")
assert HEARING is not None
EAR = Model(HEARING, 1, 0, "llama", "1B", "F16", 8192, 64, ("completion", "audio"))
DEAF = EAR.__class__(HEARING._replace(model="deaf"), 1, 0, "llama", "1B", "F16", 8192, 64, ("completion",))
TYPE = "multipart/form-data; boundary=x"


def post(*fields: tuple[str, str], kind: str = TYPE) -> Answered:
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields)
    play = simulator(models=[EAR, DEAF])
    return ask(play, "POST", "/v1/audio/transcriptions", (body + "--x--\r\n").encode(), content_type=kind)


SOUND = ("file", "RIFF")
NO_FORM = "failed to parse multipart form: "


@pytest.mark.parametrize(
    ("answered", "status", "text"),
    [
        (post(SOUND, ("model", "ear"), kind=""), 400, f"{NO_FORM}request Content-Type isn't multipart/form-data"),
        (post(kind="multipart/form-data"), 400, f"{NO_FORM}no multipart boundary param in Content-Type"),
        (post(kind="multipart/form-data; boundary=y"), 400, f"{NO_FORM}multipart: NextPart: EOF"),
        (post(SOUND), 400, "model is required"),
        (post(("model", "ear")), 400, "file is required: http: no such file"),
        (post(("model", "ear"), ("file", "")), 400, "audio file is empty"),
        (post(SOUND, ("model", "nope")), 404, "model 'nope' not found"),
    ],
)
def test_errors(answered: Answered, status: int, text: str) -> None:
    assert (answered.status, answered.json["error"]["message"]) == (status, text)


def test_a_model_that_does_not_hear_says_so_as_its_runner_does() -> None:
    answered = post(SOUND, ("model", "deaf"))
    assert (answered.status, "content-length" in answered.headers) == (400, False)
    assert "Multimodal data provided" in answered.json["error"]["message"]


def test_a_text_as_json_or_plain() -> None:
    whole = post(SOUND, ("model", "ear")).json
    plain = post(SOUND, ("model", "ear"), ("response_format", "text"))
    assert plain.headers["content-type"] == "text/plain"
    assert whole == {"text": plain.text}
