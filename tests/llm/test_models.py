"""The model router's list, its search by name, its errors, and Ollama's idea of equal names."""

from __future__ import annotations

import json

import pytest

from agwctl.llm.document import Document
from agwctl.llm.models import (
    NOT_DECODED,
    TOO_LARGE,
    ModelEntry,
    Refused,
    entries_of,
    find_model,
    in_resolution_order,
    is_model_list,
    model_list,
    requested_model,
    stated_model,
    union,
)

PATTERNS = in_resolution_order(
    [
        ModelEntry("*", "any"),
        ModelEntry("llama*", "prefix"),
        ModelEntry("*-vision", "suffix"),
        ModelEntry("llama3*", "longer-prefix"),
        ModelEntry("llama3.2", "exact"),
        ModelEntry("llama3.2", "exact-again"),
        ModelEntry("hidden", "internal", public=False),
    ]
)


@pytest.mark.parametrize(
    ("model", "target"),
    [
        ("llama3.2", "exact"),
        ("llama3.2:1b", "longer-prefix"),
        ("llama2", "prefix"),
        ("x-vision", "suffix"),
        ("llama3-vision", "suffix"),
        ("phi4", "any"),
        ("", "any"),
        ("hidden", "any"),
        ("Llama3.2", "any"),
    ],
)
def test_the_most_telling_pattern_answers(model: str, target: str) -> None:
    assert find_model(PATTERNS, model).target == target


def test_an_entry_whose_conditions_fail_is_passed_over() -> None:
    assert find_model(PATTERNS, "llama3.2", lambda target: target != "exact").target == "exact-again"


@pytest.mark.parametrize("model", ["mistral", "llama3.2:latest", "Llama3.2", "", "llama3"])
def test_a_name_that_no_entry_has_is_not_found(model: str) -> None:
    with pytest.raises(Refused) as raised:
        find_model([ModelEntry("llama3.2", None)], model)
    error = {"message": "Model not found", "type": "invalid_request_error", "code": "model_not_found"}
    assert (raised.value.refusal.status, json.loads(raised.value.refusal.body)) == (404, {"error": error})


@pytest.mark.parametrize(
    ("body", "content_type", "code", "message"),
    [
        (b"not json", None, "invalid_request_body", "LLM request body must be valid JSON"),
        (b"", None, "invalid_request_body", "LLM request body must be valid JSON"),
        (b"{}", None, "missing_model", "LLM request body is missing string field 'model'"),
        (b'{"model":null}', None, "missing_model", "LLM request body is missing string field 'model'"),
        (b'{"model":1}', None, "missing_model", "LLM request body is missing string field 'model'"),
        (b"[1]", "application/json", "missing_model", "LLM request body is missing string field 'model'"),
        (
            b'--b\r\ncontent-disposition: form-data; name="x"\r\n\r\ny\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            "missing_model",
            "LLM multipart request body is missing string field 'model'",
        ),
        (b"--b--", "multipart/form-data", "invalid_request_body", "LLM request body must be valid JSON"),
    ],
)
def test_a_request_that_names_no_model(body: bytes, content_type: str | None, code: str, message: str) -> None:
    with pytest.raises(Refused) as raised:
        requested_model(Document(body), content_type)
    refusal = raised.value.refusal
    assert (refusal.status, refusal.code, refusal.message) == (400, code, message)


def test_errors_of_reading_the_body() -> None:
    assert (NOT_DECODED.status, NOT_DECODED.code) == (400, "request_body_decode_failed")
    assert (TOO_LARGE.status, TOO_LARGE.code) == (413, "request_body_too_large")


FORM = (
    b'--a b\r\nContent-Disposition: form-data; name="file"; filename="m.wav"\r\n\r\n\x00--a\r\n--x model\r\n'
    b'--a b\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper:1\r\n--a b--\r\n'
)


def test_the_model_that_is_asked_for() -> None:
    assert requested_model(Document(b'{"model": "m\\u00e9", "n": 1}'), "text/plain") == "m\u00e9"
    assert requested_model(Document(b'{"model": ""}'), None) == ""
    assert requested_model(Document(FORM), 'multipart/form-data; charset=utf-8; boundary="a b"') == "whisper:1"


def test_a_model_that_may_be_named() -> None:
    assert stated_model(Document(b'{"model": "m"}')) == "m"
    assert [stated_model(Document(body)) for body in (b"", b"x", b"[]", b"{}", b'{"model": 5}')] == [None] * 5


@pytest.mark.parametrize("path", ["/v1/models", "/models", "/v1/models/", "/v1/models/llama3.2", "/models/a/b"])
def test_paths_of_the_list(path: str) -> None:
    assert is_model_list(path)


@pytest.mark.parametrize("path", ["/x/v1/models", "/v1/modelsx", "/v1/model", "/", "/v2/models"])
def test_other_paths(path: str) -> None:
    assert not is_model_list(path)


def test_the_list_is_in_openais_form() -> None:
    names = [entry.name for entry in in_resolution_order([ModelEntry(n, None) for n in ("*", "llama3.2", "local/*")])]
    listed = json.loads(model_list(names, 1795571643))
    assert listed == {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": 1795571643, "owned_by": "openai"}
            for name in ("llama3.2", "local/*", "*")
        ],
    }


def test_lists_of_several_upstreams_become_one() -> None:
    one = entries_of(b'{"object":"list","data":[{"id":"a","created":1},{"id":"b","created":2}]}')
    other = entries_of(b'{"object":"list","data":[{"id":"b","created":3},{"id":"c","created":4}]}')
    assert one is not None and other is not None
    assert json.loads(union([one, other])) == {
        "object": "list",
        "data": [{"id": "a", "created": 1}, {"id": "b", "created": 2}, {"id": "c", "created": 4}],
    }


def test_replies_that_are_no_list() -> None:
    assert entries_of(b'{"object":"list","data":null}') == []
    assert [entries_of(body) for body in (b"", b"oops", b"[]", b"{}", b'{"data": 5}')] == [None] * 5
