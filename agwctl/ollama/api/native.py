"""Ollama's own inference API under /api: chat and generate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.answer import Conversation, Piece, ToolCall, Turn, Whole
from agwctl.ollama.api.inference import Loaded, begin, failed
from agwctl.ollama.api.tools import CALLS, NATIVE_TOOLS, called, calls, offered
from agwctl.ollama.clock import utc_time
from agwctl.ollama.duration import keep_alive
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account, Generation
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.goshape import Reader
from agwctl.ollama.logprobs import logprobs
from agwctl.ollama.prompt import Prompt, prompted_model
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.wire import JSON_UTF8, NDJSON, native_error, reply, streamed

__all__ = ["KEEP_ALIVE", "NO_BODY", "chat", "generate"]

NO_BODY = "missing request body"


def _keep_alive(value: object) -> object:
    keep_alive(value)
    return value


_LEVELS = '"high", "medium", "low", "max", true, or false'


def _think(value: object) -> object:
    if isinstance(value, str) and value not in ("high", "medium", "low", "max"):
        raise Refusal(400, f'invalid think value: "{value}" (must be {_LEVELS})')
    if not isinstance(value, (str, bool)):
        raise Refusal(400, f"think must be a boolean or string ({_LEVELS})")
    return value


KEEP_ALIVE: Reader = _keep_alive
"""How long a model is to stay, checked and as it was given."""

_SHARED: dict[str, str | Struct | Reader] = {
    "model": "string",
    "stream": "*bool",
    "format": "any",
    "keep_alive": KEEP_ALIVE,
    "options": "map[string]interface {}",
    "think": _think,
    "truncate": "*bool",
    "shift": "*bool",
    "_debug_render_only": "bool",
    "logprobs": "bool",
    "top_logprobs": "int",
}
_MESSAGE = Struct(
    "api.Alias",
    {
        **dict.fromkeys(("role", "content", "thinking", "tool_name", "tool_call_id"), "string"),
        "images": "[]api.ImageData",
        "tool_calls": CALLS,
    },
    many=True,
    alone=True,
    slice="[]api.Message",
)
_CHAT = Struct("api.ChatRequest", {**_SHARED, "messages": _MESSAGE, "tools": NATIVE_TOOLS})
_GENERATE = Struct(
    "api.GenerateRequest",
    {
        **_SHARED,
        **dict.fromkeys(("prompt", "suffix", "system", "template"), "string"),
        "raw": "bool",
        "context": "[]int",
        "images": "[]api.ImageData",
    },
)


def chat(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _CHAT, empty=NO_BODY)
    turns = tuple(
        Turn(
            message.get("role", "").lower(),
            message.get("content", ""),
            called(message.get("tool_calls")),
            len(message.get("images", ())),
        )
        for message in asked.get("messages", ())
    )
    return _infer(engine, request, asked, _prompt(asked, "chat", turns))


def generate(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _GENERATE, empty=NO_BODY)
    turns: tuple[Turn, ...] = ()
    if asked.get("prompt"):
        system = (Turn("system", asked["system"]),) if asked.get("system") else ()
        turns = (*system, Turn("user", asked["prompt"], images=len(asked.get("images", ()))))
    prompt = _prompt(asked, "generate", turns)
    if asked.get("raw") and any(asked.get(name) for name in ("template", "system", "context")):
        prompted_model(engine.store, engine.release, prompt)
        raise Refusal(400, "raw mode does not support template, system, or context")
    return _infer(engine, request, asked, prompt)


def _prompt(asked: dict[str, Any], verb: str, turns: tuple[Turn, ...]) -> Prompt:
    options = asked.get("options", {})
    seed = options.get("seed")
    return Prompt(
        asked.get("model", ""),
        Conversation(
            turns,
            offered(asked.get("tools")),
            asked.get("think"),
            asked.get("format"),
            seed if isinstance(seed, int) else 0,
        ),
        verb,
        options=options,
        keep_alive=asked.get("keep_alive"),
        insert=bool(asked.get("suffix")),
        top_logprobs=asked.get("top_logprobs", 0),
        truncate=asked.get("truncate", True),
        shift=asked.get("shift", True),
    )


def _infer(engine: Engine, request: Request, asked: dict[str, Any], prompt: Prompt) -> Response:
    if not prompt.conversation.turns:
        fields = {"done": True, "done_reason": engine.load(prompt, request)}
        return reply(200, JSON_UTF8, encode(_head(engine, prompt) | _said(prompt, "") | fields))
    streaming = asked.get("stream", True)
    try:
        generation, pieces = begin(engine, prompt, request)
    except RunnerFailure as failure:
        return failed(failure, encode(failure.native()), streaming=True) if streaming else native_error(failure)
    if streaming:
        return streamed(NDJSON, generation, _stream(engine, prompt, generation, pieces, asked))
    whole, probabilities = Whole(), []
    for piece in pieces:
        whole.add(piece)
        probabilities += _logprobs(asked, prompt, piece)
    last = _said(prompt, whole.text, whole.thinking, whole.calls)
    done = _done(generation.account, prompt, asked, whole.text, probabilities)
    return reply(200, JSON_UTF8, encode(_head(engine, prompt) | last | done))


def _stream(
    engine: Engine, prompt: Prompt, generation: Generation | Loaded, pieces: Iterator[Piece], asked: dict[str, Any]
) -> Iterator[str]:
    whole = Whole()
    try:
        for piece in pieces:
            if prompt.verb == "chat" and piece == Piece():
                continue  # a tag that was taken out; only generate tells of it
            new = [piece.call] if piece.call else []
            said = _said(prompt, piece.text, piece.thinking, new, len(whole.calls))
            whole.add(piece)
            likely = _logprobs(asked, prompt, piece)
            rest = {"done": False} | ({"logprobs": likely} if likely else {})
            yield encode(_head(engine, prompt) | said | rest) + "\n"
    except RunnerFailure as failure:
        yield encode(failure.native()) + "\n"
        return
    done = _done(generation.account, prompt, asked, whole.text, [])
    yield encode(_head(engine, prompt) | _said(prompt, "") | done) + "\n"


def _head(engine: Engine, prompt: Prompt) -> dict[str, Any]:
    model = engine.store.find(prompt.model)
    far = {"remote_model": model.remote_model, "remote_host": model.remote_host} if model and model.remote_model else {}
    return {"model": prompt.model, **far, "created_at": utc_time(engine.clock.now())}


def _said(
    prompt: Prompt, text: str, thinking: str = "", wanted: Sequence[ToolCall] = (), first: int = 0
) -> dict[str, Any]:
    thought = {"thinking": thinking} if thinking else {}
    if prompt.verb != "chat":
        return {"response": text} | thought
    called = {"tool_calls": calls(wanted, first)} if wanted else {}
    return {"message": {"role": "assistant", "content": text} | thought | called}


def _logprobs(asked: dict[str, Any], prompt: Prompt, piece: Piece) -> list[dict[str, Any]]:
    return logprobs(piece, prompt.top_logprobs, prompt.conversation.seed) if asked.get("logprobs") else []


def _done(
    account: Account, prompt: Prompt, asked: dict[str, Any], text: str, likely: list[dict[str, Any]]
) -> dict[str, Any]:
    """How a reply ends; the two endpoints have the probabilities at different places."""
    end: dict[str, Any] = {"done": True, "done_reason": account.reason}
    told = {"logprobs": likely} if likely else {}
    metrics = {
        "total_duration": account.total_duration,
        "load_duration": account.load_duration,
        "prompt_eval_count": account.prompt_tokens,
        "prompt_eval_duration": account.prompt_duration,
        "eval_count": account.tokens,
        "eval_duration": account.eval_duration,
    }
    metrics = {name: value for name, value in metrics.items() if value}
    if prompt.verb == "chat":
        return end | told | metrics
    if not asked.get("raw"):
        end["context"] = [*asked.get("context", ()), *(sum(word.encode()) for word in text.split())]
    return end | metrics | told
