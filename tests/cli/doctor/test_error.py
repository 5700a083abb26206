"""What people paste, and the failures that it may be a sign of."""

from __future__ import annotations

import pytest

from agwctl.cli.doctor.error import candidates
from agwctl.explain.manual import data

ROWS = {
    "A01 A02 A03 A05 A10 A39": (
        "curl: (7) Failed to connect: Connection refused",
        "connect ECONNREFUSED 127.0.0.1:11434",
        "[Errno 111] Connection refused",
        "[WinError 10061] No connection could be made",
        "the target machine actively refused it",
    ),
    "A17": ("connect ECONNREFUSED ::1:11434", "dial tcp [::1]:11434: connect: connection refused"),
    "A15": ("The requested address is not valid in its context", "[WinError 10049]"),
    "A04 A18 A35": (
        "[Errno -2] Name or service not known",
        "getaddrinfo ENOTFOUND host.docker.internal",
        "lookup box.lan: no such host",
        "wget: bad address 'ollama:11434'",
    ),
    "A06 A07 A08 A20 F11 F12": ("dial tcp 10.0.0.9:11434: i/o timeout", "Connection timed out", "httpx.ConnectTimeout"),
    "A20 A22": ("No route to host", "connect EHOSTUNREACH 192.168.1.20:11434"),
    "A24 A25 E14": (
        "listen tcp 127.0.0.1:11434: bind: address already in use",
        "Only one usage of each socket address (protocol/network address/port) is normally permitted.",
    ),
    "A26": ("An attempt was made to access a socket in a way forbidden by its access permissions",),
    "A27 E08": (
        "http: server gave HTTP response to HTTPS client",
        "[SSL: WRONG_VERSION_NUMBER] wrong version number",
        "ssl3_get_record:record layer failure",
        "received corrupt message of type InvalidContentType",
    ),
    "A28 E09": (
        "Client sent an HTTP request to an HTTPS server.",
        "400 The plain HTTP request was sent to HTTPS port",
    ),
    "A30 A31": ("Access to fetch at 'http://box:11434' has been blocked by CORS policy", "HTTP 403 Forbidden"),
    "E01 E02 G01 G02 G03 G04 A40": ("404 page not found",),
    "G04 G02": ("405 method not allowed", "301 Moved Permanently, then invalid JSON: ''"),
    "B01 B02 B04 B05 B06": (
        'model "llama3.2" not found, try pulling it first',
        "model 'llama3.2' not found",
        '{"type":"not_found_error"}',
    ),
    "B03": ("Error: pull model manifest: file does not exist",),
    "B17": ("412: The model you are attempting to pull requires a newer version of Ollama.",),
    "B08": ("this model does not support embeddings",),
    "B09": ('"nomic-embed-text" does not support chat', '"x" does not support generate'),
    "B10": ("registry.ollama.ai/library/deepseek-r1:14b does not support tools",),
    "B11": ('"x" does not support vision',),
    "B12": ('"x" does not support thinking',),
    "B13": ("You need to be signed in to use this model", "401 unauthorized", "this model requires a subscription"),
    "B14": ("ollama cloud is disabled",),
    "B15": ("Error: digest mismatch, file must be downloaded again",),
    "B16": ("write /root/.ollama/models: no space left on device", "pulling manifest Error: EOF"),
    "C11": ("server busy, please try again.  maximum pending requests exceeded",),
    "C13": ('level=WARN msg="truncating input prompt" limit=4096',),
    "C14": (
        "the prompt is longer than the context length currently available to the model",
        "the input length exceeds the context length",
    ),
    "C08 C09": (
        "timed out waiting for llama runner to start - progress 0.00",
        "timed out waiting for llama-server to start",
    ),
    "C08": (
        "client connection closed before server finished loading, aborting load",
        '[GIN] 2026/11/01 - 10:00:00 | 499 | 30.0s | 127.0.0.1 | POST "/api/chat"',
    ),
    "D01": ("model requires more system memory (5.3 GiB) than is available (3.3 GiB)",),
    "D02 D03 D08 B18": (
        "llama runner process has terminated: signal: killed",
        "llama-server process has terminated",
        "an error was encountered while running the model",
        "model runner has unexpectedly stopped, this may be due to resource limitations",
    ),
    "D03 D04": ("cudaMalloc failed: out of memory", "CUDA error: out of memory", "vk::ErrorOutOfDeviceMemory"),
    "E04 E21 F06": ("route not found",),
    "E08 A01": ("upstream call failed: SendRequest: connection closed before message completed",),
    "E15 C08": ("upstream call timeout", "504: request timeout"),
    "A18 A35 F01": ("backends required DNS resolution which failed",),
    "F01 F02 F03 F04 F05": ("no healthy backends",),
    "F07 F08": ("no valid backends", "backend does not exist"),
    "E07 A32 A23": (
        "failed to process LLM response: failed to parse response",
        "failed to parse response: expected value at line 1 column 1",
    ),
    "E07": ("<html><title>421 Misdirected Request</title>",),
    "G05": ("The api_key client option must be set either by passing api_key to the client",),
    "B05": ("litellm.BadRequestError: LLM Provider NOT provided.",),
    "A29": ("Mixed Content: The page at 'https://x' was loaded over HTTPS, but requested an insecure resource",),
    "A33": ("Request failed with status code 524",),
    "G08 C15": (
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "pydantic: Invalid JSON: expected value at line 1 column 1",
    ),
    "G09": ("404 Not Found: POST /v1/responses",),
    "G10": ("openai.APITimeoutError: Request timed out.",),
    "G13": ("server busy, please try again.  maximum pending requests exceeded",),
    "G01 E01": (
        "openai.NotFoundError: POST http://box:11434/chat/completions: 404 page not found",
        'POST "/chat/completions" 404',
    ),
    "G04": ("POST //api/chat 405", "http://box:11434//api/chat"),
    "G07": ("json: cannot unmarshal string into Go struct field ChatRequest.messages.tool_calls.function.arguments",),
    "G06": ("Stream decode error",),
    # what clients say who do not tell why
    "A01 A02 A10": (
        "curl: (7) Failed to connect to localhost port 11434 after 0 ms: Couldn't connect to server",
        "net::ERR_CONNECTION_REFUSED",
        "ConnectionError: Failed to connect to Ollama. Please check that Ollama is downloaded, running and accessible.",
        "TypeError: fetch failed",
        "HTTPConnectionPool(host='localhost', port=11434): Max retries exceeded with url: /api/chat",
    ),
    "A01 A19": ("openai.APIConnectionError: Connection error.", "502 Bad Gateway"),
    "A01": ("bash: ollama: command not found",),
    "A30 A01": ("TypeError: Failed to fetch", "NetworkError when attempting to fetch resource."),
    "A18 A04": (
        "curl: (6) Could not resolve host: box",
        "net::ERR_NAME_NOT_RESOLVED",
        "[Errno 11001] getaddrinfo failed",
    ),
    "A20 A06": (
        "curl: (28) Failed to connect to 10.0.0.9 port 11434 after 5001 ms: Timeout was reached",
        "net::ERR_CONNECTION_TIMED_OUT",
    ),
    "D08 A28 A09": (
        "curl: (52) Empty reply from server",
        "read ECONNRESET",
        "httpx.RemoteProtocolError: Server disconnected without sending a response.",
        "unexpected EOF",
    ),
    "A19 C11": ("503 Service Unavailable",),
    "C08 E15 A33": ("504 Gateway Time-out",),
    "E06 A36": (
        "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'Incorrect API key provided: ollama.'}}",
        "The model `llama3.2` does not exist or you do not have access to it.",
    ),
    "B01 B02": ("ollama._types.ResponseError: model not found (status code: 404)",),
    "B18": ("error loading model: unknown model architecture: 'qwen3'",),
    "B20": ('Get "https://registry.ollama.ai/v2/": net/http: TLS handshake timeout', "SSL certificate problem"),
    "A39 A30": ("panic: bad origin: origins must contain '*' or include http://,https://",),
}
"""Entries → texts that have to lead to all of them."""

CODES = {"upstream_refused": "A01", "upstream_unresolved": "A18", "upstream_timeout": "E15", "model_missing": "B07"}
"""Codes of agwctl's own errors, and what is behind them."""


@pytest.mark.parametrize(("ids", "text"), [(ids, text) for ids, texts in ROWS.items() for text in texts])
def test_what_a_text_points_to(ids, text):
    found = candidates(text)
    assert {*ids.split()} <= {*found}, f"{list(found)}"
    assert {*found} <= data("failures").keys()


@pytest.mark.parametrize(("code", "id"), CODES.items())
def test_the_gateway_s_own_code(code, id):
    assert id in candidates(f'{{"error": {{"message": "it went wrong", "code": "{code}"}}}}')


def test_what_the_manual_says():
    title, advice, is_only = candidates("connection refused")["A01"]
    assert title == "Ollama is not running"
    assert "ollama serve" in advice
    assert not is_only


def test_words_that_mean_one_thing_only():
    text = "404 page not found: POST /v1/chat/completions/chat/completions"
    assert [id for id, known in candidates(text).items() if known.is_only] == ["G03"]
    assert next(iter(candidates(text))) == "G03"


def test_what_nobody_knows():
    assert candidates("the cat sat on the mat") == {}
