"""An option of Ollama's own API in the bodies of OpenAI requests.

What it does: finds `num_ctx`, `options`, `keep_alive` and the like under `defaults` and `overrides`.

Why: Ollama reads them on /api only. On /v1 it takes them without a word and ignores them: the model runs with the
server's context size, so that longer prompts are cut, and is unloaded when the server thinks fit.

Example:

    llm:
      models:
      - name: coder
        provider: ollama
        params: {model: "qwen3:8b"}
        defaults:
          options: {num_ctx: 16384}

Use instead: a model of your own with that context, made by `printf 'FROM qwen3:8b\\nPARAMETER num_ctx 16384\\n' |
ollama create coder-16k -f -`.

    llm:
      models:
      - name: coder
        provider: ollama
        params: {model: coder-16k}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.ai import AiPolicy
from agwctl.config.llm import LlmModel
from agwctl.config.model import Model
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import entries, scalar
from agwctl.lint.request_body import BodyField, body_fields
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node, Scalar

META = Code("AGW412", "ignored-option", Severity.WARNING, "an option that Ollama ignores on /v1")
IDS = ("C13", "C10")

NATIVE = frozenset(
    ("options", "keep_alive", "num_ctx", "num_predict", "num_gpu", "num_thread", "repeat_penalty", "mirostat")
)
WHERE = "for the server itself (Linux: systemctl edit ollama; macOS: launchctl setenv; Windows: a user variable)"


def check(ctx: LintContext) -> Iterator[Finding]:
    for field in body_fields(ctx):
        if field.key.text in NATIVE and not _reaches_native_api(field.owner):
            yield from _told(field)


def _told(field: BodyField) -> Iterator[Finding]:
    inner = [(key, value) for key, value in entries(field.value) if key.text == "num_ctx"]
    for key, value in inner or [(field.key, field.value)]:
        yield Finding(META, key, f"Ollama's /v1 ignores {key.text}{_effect(key)}", _hint(key, value, field.owner))


def _effect(key: Scalar) -> str:
    match key.text:
        case "num_ctx":
            return ": the model runs with the server's own context size"
        case "keep_alive":
            return ": the server decides when a model is unloaded"
    return ""


def _hint(key: Scalar, value: Node, owner: Model) -> str:
    given = scalar(value)
    match key.text:
        case "num_ctx" if isinstance(given, int):
            model = _model_of(owner) or "llama3.2"
            made = f"{_model_of(owner, alias=True) or 'llama3.2'}-{max(1, given // 1024)}k"
            recipe = f"printf 'FROM {model}\\nPARAMETER num_ctx {given}\\n' | ollama create {made} -f -"
            return f"{recipe} and model: {made} here; or OLLAMA_CONTEXT_LENGTH={given} {WHERE}"
        case "keep_alive":
            return f"set OLLAMA_KEEP_ALIVE={'24h' if given is None else given} {WHERE}"
    return "take it out, or give a model of your own a PARAMETER with ollama create"


def _model_of(owner: Model, *, alias: bool = False) -> str | None:
    if not isinstance(owner, LlmModel) or "*" in owner.name:
        return None
    return owner.name if alias or owner.params.model is None else owner.params.model


def _reaches_native_api(owner: Model) -> bool:
    """Whether the fields are also put into requests for /api, where they count."""
    if isinstance(owner, LlmModel):
        return owner.passthrough == "detect" or owner.provider.which not in ("ollama", "custom", "openai", "open_ai")
    return isinstance(owner, AiPolicy) and "detect" in owner.routes.values()
