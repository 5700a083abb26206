"""Where the requests for a model of the `llm` section go."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.config.address import HostPort
from agwctl.config.base_url import BaseUrl
from agwctl.config.llm import LlmModel
from agwctl.config.names import OLLAMA_PORT
from agwctl.source.node import Node

__all__ = ["LlmAddress", "llm_address"]

OLLAMA_URL = f"http://localhost:{OLLAMA_PORT}/v1"


class LlmAddress(NamedTuple):
    """A model's upstream."""

    host: HostPort
    prefix: str | None
    """Takes the place of `/v1`; None leaves it."""
    node: Node
    """What says so."""
    url: BaseUrl | None = None
    """The base URL, when that names the host."""


def llm_address(model: LlmModel) -> LlmAddress | None:
    """The address that a model gives, or Ollama's own; None when only its vendor's is left.

    What is set beside a base URL wins over the URL's part. Raises: ValueError with agentgateway's own text for a base
    URL that is none.
    """
    params = model.params
    text = params.base_url
    if text is None and params.host_override is None and params.path_override is None:
        text = OLLAMA_URL if model.provider.which == "ollama" else None
    url = BaseUrl.parse(text, model.name) if text is not None else None
    prefix = params.path_prefix
    if prefix is None and params.path_override is None and url is not None:
        prefix = url.path or None
    if params.host_override is not None:
        return LlmAddress(params.host_override, prefix, params.node("host_override"))
    if url is None:
        return None
    where = HostPort(url.host, url.port)
    if params.base_url is None:
        return LlmAddress(where, prefix, model.node("provider"))
    return LlmAddress(where, prefix, params.node("base_url"), url)
