"""What keys of other programs, and of agentgateway's own cluster resources, are called here."""

from __future__ import annotations

import re

from agwctl.diagnostics.diagnostic import Edit, Fix, Label
from agwctl.source.node import Node, Scalar
from agwctl.source.quoting import flow_text

__all__ = ["foreign", "wrapped"]

_LITELLM = "this is LiteLLM's; agentgateway import --from litellm converts such a file"
_PROVIDER = {
    "host": "write hostOverride: HOST:PORT; `host` and `port` are what Kubernetes resources have",
    "port": "write it behind the host: hostOverride: HOST:PORT",
    "api_base": "write hostOverride: HOST:PORT",
    "base_url": "write hostOverride: HOST:PORT, without http:// and /v1",
    "baseUrl": "write hostOverride: HOST:PORT, without http:// and /v1; baseUrl is for llm.models",
    "endpoint": "write hostOverride: HOST:PORT",
    "path": "write pathOverride, or pathPrefix: /v1",
    "apiKey": "write policies: {backendAuth: {key: $NAME}}",
    "api_key": "write policies: {backendAuth: {key: $NAME}}",
}
_FOREIGN: dict[str, dict[str, str]] = {
    "Config": {
        "model_list": f"write llm: {{models: […]}}: {_LITELLM}",
        "litellm_settings": _LITELLM,
        "general_settings": _LITELLM,
        "router_settings": _LITELLM,
        "server": "write gateways: {default: {port: 3000}}",
    },
    "AiProvider": _PROVIDER,
    "AiBackend": _PROVIDER,
    "LlmModel": {
        "model_name": "write name",
        "litellm_params": f"write params: {_LITELLM}",
        "api_base": "write params: {baseUrl: http://HOST:PORT/v1}",
        "base_url": "write params: {baseUrl: http://HOST:PORT/v1}",
        "endpoint": "write params: {baseUrl: http://HOST:PORT/v1}",
        "api_key": "write params: {apiKey: $NAME}",
        "max_tokens": "write defaults: {max_tokens: …}",
        "temperature": "write defaults: {temperature: …}",
    },
    "LlmParams": {
        "api_base": "write baseUrl: http://HOST:PORT/v1",
        "endpoint": "write baseUrl: http://HOST:PORT/v1",
        "host": "write baseUrl: http://HOST:PORT/v1",
        "max_tokens": "write it under `defaults` of the model",
        "temperature": "write it under `defaults` of the model",
        "num_ctx": "Ollama takes it from the model or from OLLAMA_CONTEXT_LENGTH, not from requests to /v1",
        "keep_alive": "Ollama takes it from OLLAMA_KEEP_ALIVE, not from requests to /v1",
    },
    "OpenAiSettings": {
        "host": "it belongs one level up, beside 'openai': indent it less",
        "port": "it belongs one level up, beside 'openai': indent it less",
        "path": "it belongs one level up, beside 'openai': indent it less",
        "pathPrefix": "it belongs one level up, beside 'openai': indent it less",
    },
    "LlmProvider": {
        "ollama": "write openai, with host, port and pathPrefix: /v1 beside it; there is no provider `ollama` here",
        "openAI": "write openai; it is openAI in gateway configurations only",
        "hostOverride": "write host and port; hostOverride is for gateway configurations",
        "pathOverride": "write path; pathOverride is for gateway configurations",
    },
    "Provider": {
        "ollama": "write openAI, and hostOverride beside `provider`; `ollama` is for llm.models",
        "azureOpenAI": "write azure; it was azureOpenAI before agentgateway 1.0",
    },
}
"""Class → key → what to do instead."""

_BARE = {
    "PathMatch": ("pathPrefix", re.compile("/.*")),
    "ValueMatch": ("exact", re.compile(".+")),
    "Timeout": ("requestTimeout", re.compile("[0-9].*")),
    "Authority": ("full", re.compile(r".+[.:].+")),
}
"""Class → the key that a value in its place is probably for, and how such a value looks."""


def wrapped(owner: str, node: Node) -> tuple[str, tuple[Label, ...], Fix] | None:
    """Hint, labels and fix for a bare value where an object with one key is asked for."""
    key, looks = _BARE.get(owner, ("", None))
    if looks is None or not isinstance(node, Scalar) or not looks.fullmatch(node.text):
        return None
    fix = Fix(f"make it the {key}", False, (Edit(node, flow_text({key: node.text})),))
    return f"write {{{key}: …}} around it", (), fix


def foreign(key: str, owner: str) -> str | None:
    """What to write instead of a key that is another program's."""
    return _FOREIGN.get(owner, {}).get(key)
