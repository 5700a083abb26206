"""The `llm` section → a model router."""

from __future__ import annotations

from collections.abc import Mapping

from agwctl.config.auth import BackendAuth
from agwctl.config.llm import Llm, LlmModel
from agwctl.config.llm_address import llm_address
from agwctl.llm.formats import OLLAMA, OPENAI
from agwctl.llm.models import ModelEntry, in_resolution_order
from agwctl.llm.paths import UpstreamPath
from agwctl.llm.route_type import LLM_SECTION, LLM_SECTION_DETECT, RouteType
from agwctl.proxy.compile_backend import NOT_RUN, host_target
from agwctl.proxy.compile_match import compile_value
from agwctl.proxy.failure import Failure
from agwctl.proxy.filters import BACKEND_REQUEST, RESPONSE, compile_filters
from agwctl.proxy.route import AiTarget, Backend
from agwctl.proxy.router import ModelRouter, Offer
from agwctl.proxy.table import Match

__all__ = ["compile_router"]

RUN = ("ollama", "openai", "open_ai", "custom")
PROVIDERS = {"ollama": "ollama", "openai": "openai", "open_ai": "openai"}


class ModelPolicies:
    """A model's policies under the names that backends use."""

    def __init__(self, model: LlmModel) -> None:
        key = model.params.api_key
        self.backend_auth = model.auth if key is None else BackendAuth(key=key)
        self.request_header_modifier = model.request_headers
        self.response_header_modifier = model.response_headers


def compile_router(config: Llm) -> ModelRouter:
    """The router of the section's models; it tries those with more literal characters first."""
    models = [ModelEntry(model.name, model, model.visibility == "public") for model in config.models]
    offers = []
    for index, entry in enumerate(in_resolution_order(models)):
        offers.append(ModelEntry(entry.name, _offer(entry.target, index), entry.public))
    return ModelRouter(offers)


def _offer(model: LlmModel, index: int) -> Offer:
    policies = ModelPolicies(model)
    backend = Backend(
        name=f"/llm:model:{model.name}:{index}",
        target=_target(model),
        request_filters=compile_filters(policies, BACKEND_REQUEST),
        response_filters=compile_filters(policies, RESPONSE),
    )
    matches = [
        Match(headers=tuple((header.name.lower().encode(), compile_value(header.value)) for header in match.headers))
        for match in model.matches
    ]
    return Offer(backend, matches, model)


def _target(model: LlmModel) -> AiTarget | Failure:
    tag, custom, params = model.provider.which, model.provider.custom, model.params
    where = llm_address(model) if tag in RUN else None
    if where is None:
        return NOT_RUN
    spoken: Mapping[RouteType, str | None] = dict.fromkeys(OLLAMA if tag == "ollama" else OPENAI)
    if custom is not None:
        spoken = {RouteType(fmt.type): fmt.path for fmt in custom.formats}
    return AiTarget(
        host=host_target(where.host),
        provider=PROVIDERS.get(tag or "") or (custom.provider_override if custom else None) or "custom",
        path=UpstreamPath(
            openai=custom is None and tag != "ollama",
            prefix=where.prefix,
            override=params.path_override,
            formats={kind: path for kind, path in spoken.items() if path is not None},
        ),
        formats=spoken.keys(),
        model=params.model or (custom.model if custom is not None else None),
        model_is_fixed=True,
        types=LLM_SECTION_DETECT if model.passthrough == "detect" else LLM_SECTION,
    )
