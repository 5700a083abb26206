"""The carried table of keys says what the release's own schema says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.config.test_root import KEYS

pytestmark = pytest.mark.reference

DEFINITIONS = {
    "ai.AiPolicy": "Policy",
    "ai.CustomProvider": "CustomProvider",
    "ai.FormatConfig": "ProviderFormatConfig",
    "ai.OpenAiProvider": "OpenAIProvider",
    "ai.Provider": "AIProvider",
    "auth.BackendAuth": "BackendAuthCompat",
    "backend.AiBackend": "LocalAIBackend",
    "backend.NamedBackend": "FullLocalBackend",
    "backend.RouteBackend": "LocalRouteBackend",
    "bind.Bind": "LocalBind",
    "bind.Gateway": "LocalGateway",
    "bind.GatewayListener": "LocalGatewayListener",
    "bind.GatewayPolicies": "LocalGatewayPolicy",
    "bind.Listener": "LocalListener",
    "connection.Keepalive": "KeepaliveConfig",
    "database.Database": "Config",
    "database.Storage": "RawStorageConfig",
    "listener_tls.ListenerTls": "LocalTLSServerConfig",
    "model_catalog.Catalog": "Catalog",
    "model_catalog.CatalogModel": "Model",
    "model_catalog.CatalogProvider": "Provider",
    "model_catalog.CatalogSource": "ModelCatalogSource",
    "model_catalog.Rates": "Rates",
    "model_catalog.Tier": "Tier",
    "frontend.FrontendHttp": "FrontendHTTP",
    "frontend.FrontendPolicies": "LocalFrontendPolicies",
    "frontend.Logging": "RawLogging",
    "frontend.Process": "RawConfig",
    "frontend.Upstreams": "BackendConfig",
    "llm.Llm": "LocalLLMConfig",
    "llm.LlmMatch": "LLMRouteMatch",
    "llm.LlmModel": "LocalLLMModels",
    "llm.LlmParams": "LocalLLMParams",
    "llm.LlmPolicies": "LocalLLMPolicy",
    "llm.LlmProvider": "LocalModelAIProvider",
    "match.HeaderMatch": "HeaderMatch",
    "match.PathMatch": "PathMatch",
    "match.QueryMatch": "QueryMatch",
    "match.RouteMatch": "RouteMatch",
    "match.ValueMatch": "HeaderValueMatch",
    "policy.Authority": "HostRedirect",
    "policy.BackendHttp": "HTTP",
    "policy.BackendPolicies": "LocalBackendPolicies",
    "policy.DirectResponse": "LocalExplicitOrConditional_DirectResponse",
    "policy.HeaderModifier": "HeaderModifier",
    "policy.PathChange": "PathRedirect",
    "policy.RequestRedirect": "RequestRedirect",
    "policy.RoutePolicies": "FilterOrPolicy",
    "policy.Timeout": "TimeoutPolicy",
    "policy.UrlRewrite": "UrlRewrite",
    "root.Config": "",
    "route.AttachedRoute": "LocalAttachedRoute",
    "route.Route": "LocalRoute",
}


class Schema:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def definition(self, name: str) -> Any:
        return self.document["$defs"][name] if name else self.document

    def resolve(self, part: Any) -> Any:
        while "$ref" in part:
            part = self.definition(part["$ref"].rpartition("/")[2])
        return part

    def choices(self, part: Any) -> list[Any]:
        return [self.resolve(choice) for choice in (*part.get("oneOf", ()), *part.get("anyOf", ()))]

    def keys(self, part: Any) -> dict[str, str]:
        """Names with ! when they must be given and ? when they may be null, as in the table."""
        part = self.resolve(part)
        found = {
            name: f"{name}{'!' if name in part.get('required', ()) else ''}{'?' if self.takes_null(value) else ''}"
            for name, value in part.get("properties", {}).items()
        }
        for choice in self.choices(part):
            for word in (*choice.get("enum", ()), *([choice["const"]] if "const" in choice else ())):
                found.setdefault(word, word)
            for name, shown in self.keys(choice).items():
                found.setdefault(name, shown.replace("!", ""))
        return found

    def takes_null(self, part: Any) -> bool:
        kind = part.get("type")
        return kind == "null" or "null" in (kind or ()) or any(map(self.takes_null, self.choices(part)))


def test_the_table(shared):
    schema = Schema(json.loads((shared / "data" / "agentgateway" / "config-1.4.1.schema.json").read_text("utf-8")))
    assert DEFINITIONS.keys() == KEYS.keys()
    for ours, theirs in DEFINITIONS.items():
        assert set(KEYS[ours].split()) == set(schema.keys(schema.definition(theirs)).values()), ours
