"""OpenAI's API: recorded pairs of bodies (openai/*.yaml), and that nothing of a client's is lost or made up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agwctl.llm.dialects import DIALECTS, TokenCap, dialect
from agwctl.llm.document import Document
from agwctl.llm.failure import LlmError
from agwctl.llm.route_type import RouteType

CASES = Path(__file__).parent / "openai"
OPENAI = dialect("openai")


def pairs(*kinds: str) -> list[Any]:
    return [
        pytest.param(RouteType(case.get("kind", kind)), case, id=f"{kind}-{case['id']}")
        for kind in kinds
        for case in yaml.safe_load((CASES / f"{kind}.yaml").read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("kind", "case"), pairs("completions", "embeddings", "responses"))
def test_a_request_goes_on_as_recorded(kind: RouteType, case: dict[str, Any]) -> None:
    options = {"model": case.get("model"), "request_model_wins": case.get("request_model_wins", False)}
    cap = TokenCap[case.get("token_cap", "AS_SENT")]
    document = Document(case["send"].encode())
    if "error" in case:
        with pytest.raises(LlmError) as raised:
            OPENAI.read_request(kind, document, **options, token_cap=cap)
        assert {"detail": raised.value.detail, "code": raised.value.code, "status": raised.value.status} == case[
            "error"
        ]
        return
    request = OPENAI.read_request(kind, document, **options, token_cap=cap)
    assert request.body.decode() == case["goes"]
    assert request.model == json.loads(case["goes"])["model"]
    assert request.stream is case.get("stream", False)
    if "parameters" in case:
        assert request.parameters == case["parameters"]


@pytest.mark.parametrize(("kind", "case"), pairs("replies"))
def test_a_reply_comes_back_as_recorded(kind: RouteType, case: dict[str, Any]) -> None:
    body = case["from"].encode()
    if "error" in case:
        with pytest.raises(LlmError) as raised:
            OPENAI.read_reply(kind, body)
        assert raised.value.detail == case["error"]
        assert (raised.value.code, raised.value.status) == ("upstream_reply_unreadable", 502)
        return
    reply = OPENAI.read_reply(kind, body)
    assert reply.body.decode() == case.get("back", case["from"])
    assert len(reply.body) == case.get("length", len(reply.body))
    assert reply.model == case["model"]
    assert (reply.usage and list(reply.usage[:3])) == case.get("usage")


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(LlmError, match="failed to parse request: invalid unicode code point"):
        OPENAI.read_request(RouteType.COMPLETIONS, Document(b'{"messages": [], "model": "\xff"}'))
    with pytest.raises(LlmError, match="invalid unicode code point"):
        OPENAI.read_reply(RouteType.EMBEDDINGS, b'"\xff"')


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"[" * 200_000, "failed to parse request: recursion limit exceeded"),
        (
            b'{"messages": [], ' + b" " * 200_000 + b"x",
            "failed to parse request: expected value at line 1 column 200018",
        ),
        (b'{"model": "m"' + b" " * 200_000 + b"}", "failed to parse request: missing field `messages`"),
        (b"9" * 200_000, "failed to parse request: number out of range"),
    ],
)
def test_a_long_bad_body_is_told_briefly(body: bytes, detail: str) -> None:
    with pytest.raises(LlmError) as raised:
        OPENAI.read_request(RouteType.COMPLETIONS, Document(body))
    assert raised.value.detail == detail


def test_a_logged_float_is_what_32_bits_hold() -> None:
    body = b'{"model":"m","messages":[],"temperature":0.7,"top_p":0.123456789012}'
    request = OPENAI.read_request(RouteType.COMPLETIONS, Document(body))
    assert request.body == b'{"messages":[],"model":"m","top_p":0.12345679,"temperature":0.7}'
    assert request.parameters["temperature"] == 0.699999988079071


def test_a_float_beyond_32_bits_becomes_null() -> None:
    body = b'{"model":"m","messages":[],"temperature":1e300}'
    request = OPENAI.read_request(RouteType.COMPLETIONS, Document(body))
    assert request.body == b'{"messages":[],"model":"m","temperature":null}'
    assert request.parameters == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
UNKNOWN = st.text(min_size=1, max_size=12).map("x-{}".format)


@given(rest=st.dictionaries(UNKNOWN, JSON, max_size=5), ascii_only=st.booleans())
def test_unknown_fields_survive_in_their_order(rest: dict[str, Any], ascii_only: bool) -> None:
    message = {"role": "user", "content": "hi", **rest}
    body = json.dumps({**rest, "model": "m", "messages": [message]}, ensure_ascii=ascii_only).encode()
    sent = json.loads(OPENAI.read_request(RouteType.COMPLETIONS, Document(body)).body)
    assert sent == {"messages": [message], "model": "m", **rest}
    assert list(sent) == ["messages", "model", *rest]
    reply = json.dumps({"model": "m", **rest, "choices": [{"message": message, **rest}]}, ensure_ascii=ascii_only)
    back = json.loads(OPENAI.read_reply(RouteType.COMPLETIONS, reply.encode()).body)
    assert back == {"model": "m", "usage": None, "choices": [{"message": message, **rest}], **rest}


@given(body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    for kind in (RouteType.COMPLETIONS, RouteType.EMBEDDINGS, RouteType.RESPONSES):
        for model in (None, "m"):
            try:
                request = OPENAI.read_request(kind, Document(body), model=model)
            except LlmError as error:
                assert error.detail and error.code in ("invalid_json", "invalid_request", "model_missing")
            else:
                assert json.loads(request.body)["model"] == request.model
        try:
            OPENAI.read_reply(kind, body)
        except LlmError as error:
            assert error.status == 502


def test_the_registry_names_what_is_there() -> None:
    folder = Path(sys.modules["agwctl.llm.dialects"].__file__ or "").parent
    on_disk = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert set(DIALECTS) == on_disk
    for name in DIALECTS:
        assert callable(dialect(name).read_request) and callable(dialect(name).read_reply)
