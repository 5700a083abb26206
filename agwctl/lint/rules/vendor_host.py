"""Requests meant for Ollama go to a vendor on the internet.

What it does: finds LLM backends and models without an address of their own that are named after Ollama or ask for one
of its models, and have no credential for the vendor.

Why: without `hostOverride` or `baseUrl` the provider's own host is used. Prompts leave the house, and what comes back
is a 401 from api.openai.com.

Example:

    backends:
    - ai:
        name: ollama
        provider:
          openAI:
            model: llama3.2

Use instead:

    backends:
    - ai:
        name: ollama
        hostOverride: localhost:11434
        provider:
          openAI:
            model: llama3.2
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.config.llm import LlmModel
from agwctl.config.llm_backends import model_of
from agwctl.config.model import Model
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.llm import ai_places, key_of, once
from agwctl.lint.rule import LintContext, fix

META = Code("AGW203", "vendor-host", Severity.ERROR, "requests meant for Ollama that go to a vendor")
IDS = ("E06",)

VENDORS = {"open_ai": "api.openai.com", "openai": "api.openai.com", "anthropic": "api.anthropic.com"}
GIVING = ("backend_auth", "auth", "ext_authz", "ext_proc", "transformations", "transformation")
HEADERS = ("authorization", "x-api-key")
_LOCAL = re.compile(r"ollama|\blocal\b", re.IGNORECASE)
_OPEN_MODEL = re.compile(
    r"(?:code|tiny)?llama|mistral|mixtral|qwen|gemma|gpt-oss|phi\d|deepseek|smollm|nomic|all-minilm"
)

_VENDORS_MODEL = re.compile(r"gpt-|chatgpt-|o\d|claude-|text-embedding-")


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.loads or ctx.config.policies is not None:
        return  # a targeted policy may hold the credential
    for place in once(ctx.shared(ai_places)):
        vendor = VENDORS.get(place.ai.provider.which or "")
        has_key = any(map(_may_hold_credential, place.layers))
        model = model_of(place.ai)
        if vendor and place.ai.host_override is None and not has_key and _is_local(place.ai.name, model and model[0]):
            edits = put(ctx.editor, place.ai.node(), "hostOverride", "localhost:11434", "name")
            yield Finding(
                META,
                key_of(ctx, place),
                f"without hostOverride requests go to {vendor}, prompts included",
                "add hostOverride: localhost:11434, or the host and port of your Ollama",
                (),
                fix("go to this machine's Ollama", edits, safe=False),
            )
    for entry in ctx.config.llm.models if ctx.config.llm is not None else []:
        if _goes_out(entry):
            yield _of_model(entry)


def _may_hold_credential(policies: Model) -> bool:
    """Whether these policies give requests a credential, or leave that to somebody else."""
    if any(getattr(policies, name, None) is not None for name in GIVING):
        return True
    for name in ("request_header_modifier", "request_headers"):
        change = getattr(policies, name, None)
        if change is not None and any(header.lower() in HEADERS for header in (*change.add, *change.set)):
            return True
    return False


def _of_model(model: LlmModel) -> Finding:
    message = f"without params.baseUrl requests go to {VENDORS[model.provider.which or '']}, prompts included"
    hint = "write provider: ollama, or give params.baseUrl: http://localhost:11434/v1"
    return Finding(META, model.node("provider"), message, hint)


def _goes_out(model: LlmModel) -> bool:
    params = model.params
    has_address = params.base_url is not None or params.host_override is not None
    has_key = params.api_key is not None or _may_hold_credential(model)
    is_vendor = model.provider.which in VENDORS
    return is_vendor and not has_address and not has_key and _is_local(model.name, params.model or model.name)


def _is_local(name: str, model: str | None) -> bool:
    if model is not None and _OPEN_MODEL.match(model) is not None:
        return True
    return _LOCAL.search(name) is not None and (model is None or _VENDORS_MODEL.match(model) is None)
