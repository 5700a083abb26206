"""The carried table of keys says what the release's own schema says."""

from __future__ import annotations

import json
import typing
from contextlib import suppress
from typing import Any

import pytest

from agwctl.config.duration import parse_duration
from agwctl.config.model import Model, OneOf, fields, is_unserved, markers_of
from tests.config.test_root import KEYS, cls_of

pytestmark = pytest.mark.reference

DEFINITIONS = {
    "access_log.AccessLog": "LoggingPolicy",
    "access_log.DatabaseLog": "DatabaseLoggingConfig",
    "access_log.OtlpLog": "OtlpLoggingConfig",
    "ai.AiPolicy": "Policy",
    "ai.AnthropicProvider": "AnthropicProvider",
    "ai.AzureProvider": "AzureProvider",
    "ai.BedrockProvider": "BedrockProvider",
    "ai.CopilotProvider": "CopilotProvider",
    "ai.CustomProvider": "CustomProvider",
    "ai.FormatConfig": "ProviderFormatConfig",
    "ai.GeminiProvider": "GeminiProvider",
    "ai.Message": "SimpleChatCompletionMessage",
    "ai.OpenAiProvider": "OpenAIProvider",
    "ai.PromptCaching": "PromptCachingConfig",
    "ai.Prompts": "PromptEnrichment",
    "ai.Provider": "AIProvider",
    "ai.VertexProvider": "VertexProvider",
    "api_key.ApiKey": "LocalAPIKey",
    "api_key.ApiKeys": "LocalAPIKeys",
    "auth.AuthorizationServer": "CrossAppAccessEndpoint",
    "auth.BackendAuth": "BackendAuthCompat",
    "auth.Credential": "BackendAuthCredential",
    "auth.CrossAppAccess": "CrossAppAccessAuth",
    "auth.Passthrough": "BackendAuth/passthrough",
    "auth.TargetPolicies": "SimpleLocalBackendPolicies",
    "auth.TokenExchange": "OAuthTokenExchangeAuth",
    "authorization.Authorization": "RuleSet",
    "authorization.Rule": "RuleSerde",
    "aws.AgentCore": "LocalAgentCoreBackend",
    "aws.AwsBackend": "LocalAwsBackend",
    "backend.AiBackend": "LocalAIBackend",
    "backend.AiGroup": "LocalAIProviders",
    "backend.AiProvider": "LocalNamedAIProvider",
    "backend.NamedBackend": "FullLocalBackend",
    "backend.RouteBackend": "LocalRouteBackend",
    "backend_tls.BackendTls": "LocalBackendTLS",
    "basic_auth.BasicAuth": "LocalBasicAuth",
    "bind.Bind": "LocalBind",
    "bind.Gateway": "LocalGateway",
    "bind.GatewayListener": "LocalGatewayListener",
    "bind.GatewayPolicies": "LocalGatewayPolicy",
    "bind.Listener": "LocalListener",
    "buffer.Buffer": "Buffer",
    "buffer.BufferedBody": "BufferBody",
    "cloud_auth.AssumedRole": "AwsAssumeRole",
    "cloud_auth.Aws": "AwsAuth",
    "cloud_auth.Azure": "AzureAuth",
    "cloud_auth.AzureExplicit": "AzureAuth/explicitConfig",
    "cloud_auth.AzureIdentity": "AzureUserAssignedIdentity",
    "cloud_auth.AzureManaged": "AzureAuth/explicitConfig/managedIdentity",
    "cloud_auth.AzureSecret": "AzureAuth/explicitConfig/clientSecret",
    "cloud_auth.Gcp": "GcpAuth",
    "cloud_auth.SessionName": "AwsSessionName",
    "cloud_auth.SessionTag": "AwsSessionTag",
    "connection.Keepalive": "KeepaliveConfig",
    "connection.Upstreams": "BackendConfig",
    "cors.Cors": "CorsSerde",
    "csrf.Csrf": "Csrf",
    "database.Database": "Config",
    "database.Storage": "RawStorageConfig",
    "delay.Delay": "DelayPolicy",
    "direct_response.DirectResponse": "LocalExplicitOrConditional_DirectResponse",
    "direct_response.FixedAnswerCase": "LocalConditionalPolicy_DirectResponse",
    "ext_authz.CheckCache": "CacheConfig",
    "ext_authz.CheckFailure": "ExtAuthzFailureMode",
    "ext_authz.CheckProtocol": "ExtAuthzProtocol",
    "ext_authz.CheckedBody": "BodyOptions",
    "ext_authz.ExtAuthz": "LocalExplicitOrConditional_ExtAuthz",
    "ext_authz.ExtAuthzCase": "LocalConditionalPolicy_ExtAuthz",
    "ext_authz.ExtAuthzRules": "ExtAuthz",
    "ext_authz.GrpcCheck": "ExtAuthzProtocol/grpc",
    "ext_authz.HttpCheck": "ExtAuthzProtocol/http",
    "ext_proc.ExtProc": "LocalExplicitOrConditional_ExtProc",
    "ext_proc.ExtProcCase": "LocalConditionalPolicy_ExtProc",
    "ext_proc.Processing": "ProcessingOptions",
    "frontend.Connect": "Connect",
    "frontend.FrontendHttp": "FrontendHTTP",
    "frontend.FrontendPolicies": "LocalFrontendPolicies",
    "frontend.FrontendTcp": "FrontendTCP",
    "frontend.FrontendTls": "TLS",
    "frontend.ProxyProtocol": "Proxy",
    "guard_service.AnalyzeText": "AnalyzeTextConfig",
    "guard_service.AzureContentSafety": "AzureContentSafety",
    "guard_service.BedrockGuardrails": "BedrockGuardrails",
    "guard_service.DetectJailbreak": "DetectJailbreakConfig",
    "guard_service.GoogleModelArmor": "GoogleModelArmor",
    "guard_service.Moderation": "Moderation",
    "header_modifier.HeaderModifier": "HeaderModifier",
    "health.Eviction": "LocalEviction",
    "health.Health": "LocalHealthPolicy",
    "inference.InferenceRouting": "InferenceRouting",
    "jwt_auth.JwtAuth": "LocalJwtConfig",
    "jwt_auth.JwtProvider": "ProviderConfig",
    "jwt_auth.JwtValidation": "JWTValidationOptions",
    "key_set.Source": "FileInlineOrRemote",
    "listener_tls.ListenerTls": "LocalTLSServerConfig",
    "llm.Llm": "LocalLLMConfig",
    "llm.LlmMatch": "LLMRouteMatch",
    "llm.LlmModel": "LocalLLMModels",
    "llm.LlmPolicies": "LocalLLMPolicy",
    "llm_provider.LlmParams": "LocalLLMParams",
    "llm_provider.LlmProvider": "LocalModelAIProvider",
    "llm_provider.NamedProvider": "LocalLLMProvider",
    "llm_provider.ProviderDefaults": "LocalLLMProviderDefaults",
    "location.HeaderLocation": "AuthorizationLocation/header",
    "location.Location": "AuthorizationLocation",
    "location.NamedLocation": "AuthorizationLocation/queryParameter",
    "match.HeaderMatch": "HeaderMatch",
    "match.PathMatch": "PathMatch",
    "match.QueryMatch": "QueryMatch",
    "match.RouteMatch": "RouteMatch",
    "match.ValueMatch": "HeaderValueMatch",
    "mcp.Mcp": "LocalSimpleMcpConfig",
    "mcp.McpBackend": "LocalMcpBackend",
    "mcp.McpCommand": "LocalMcpTarget/stdio",
    "mcp.McpServer": "LocalMcpTarget/mcp",
    "mcp.McpTarget": "LocalMcpTarget",
    "mcp.OpenApi": "LocalMcpTarget/openapi",
    "mcp_policy.Guardrail": "Processor",
    "mcp_policy.HeaderFilter": "HeaderFilter",
    "mcp_policy.McpAuthentication": "LocalMcpAuthentication",
    "mcp_policy.McpGuardrails": "McpGuardrails",
    "mcp_policy.McpProvider": "McpIDP",
    "mirror.RequestMirror": "RequestMirror",
    "model.Nothing": "A2aPolicy",
    "model_catalog.Catalog": "Catalog",
    "model_catalog.CatalogModel": "Model",
    "model_catalog.CatalogProvider": "Provider",
    "model_catalog.CatalogSource": "ModelCatalogSource",
    "model_catalog.Rates": "Rates",
    "model_catalog.Tier": "Tier",
    "oauth.ActorToken": "ActorTokenSpec",
    "oauth.ClientAuth": "OAuthClientAuth",
    "oauth.GrantSource": "CrossAppAccessSubjectToken",
    "oauth.SubjectToken": "TokenSpec",
    "oauth.TokenCache": "TokenCacheConfig",
    "oidc.OidcLogin": "LocalOidcConfig",
    "policy.A2a": "A2aPolicy",
    "policy.Authority": "HostRedirect",
    "policy.BackendPolicies": "LocalBackendPolicies",
    "policy.PathChange": "PathRedirect",
    "policy.RequestRedirect": "RequestRedirect",
    "policy.RoutePolicies": "FilterOrPolicy",
    "policy.Timeout": "TimeoutPolicy",
    "policy.UrlRewrite": "UrlRewrite",
    "process.Dns": "RawDnsConfig",
    "process.Hbone": "RawHBONE",
    "process.Process": "RawConfig",
    "process.ProcessMcp": "RawMcpConfig",
    "process.Session": "RawSession",
    "process.StandardAttributes": "RawStandardAttributes",
    "process_logging.LogFields": "RawLoggingFields",
    "process_logging.Logging": "RawLogging",
    "process_telemetry.MetricFields": "RawMetricFields",
    "process_telemetry.Metrics": "RawMetrics",
    "process_telemetry.ProcessTracing": "RawTracing",
    "prompt_guard.PromptGuard": "PromptGuard",
    "prompt_guard.RegexGuard": "RegexRules",
    "prompt_guard.RegexRule": "RegexRule",
    "prompt_guard.Rejection": "RequestRejection",
    "prompt_guard.RequestGuard": "RequestGuard",
    "prompt_guard.ResponseGuard": "ResponseGuard",
    "prompt_guard.Webhook": "Webhook",
    "rate_limit.ConditionalRateLimit": "LocalConditionalPolicies_RateLimitSpec",
    "rate_limit.Descriptor": "DescriptorEntry",
    "rate_limit.DescriptorValue": "KV",
    "rate_limit.RateLimit": "RateLimitSpec",
    "rate_limit.RateLimitCase": "LocalConditionalPolicy_RateLimitSpec",
    "rate_limit.RemoteRateLimit": "LocalExplicitOrConditional_RemoteRateLimit",
    "rate_limit.RemoteRateLimitRules": "RemoteRateLimit",
    "rate_limit.RemoteRateLimitCase": "LocalConditionalPolicy_RemoteRateLimit",
    "retry.Retry": "RetryPolicy",
    "root.Config": "",
    "route.AttachedRoute": "LocalAttachedRoute",
    "route.Route": "LocalRoute",
    "route.RouteGroup": "LocalRouteGroup",
    "target.ServiceBackend": "SimpleLocalBackendSerde/service",
    "target.Target": "SimpleLocalBackendSerde",
    "targeted.BackendTarget": "BackendTarget",
    "targeted.GatewayTarget": "ListenerTarget",
    "targeted.PolicyTarget": "PolicyTarget",
    "targeted.ResourceName": "ResourceName",
    "targeted.RouteTarget": "RouteName",
    "targeted.SectionTarget": "ListenerSetTarget",
    "targeted.ServiceTarget": "BackendTarget/service",
    "targeted.TargetedPolicy": "LocalPolicy",
    "tcp_route.AttachedTcpRoute": "LocalAttachedTCPRoute",
    "tcp_route.TcpBackend": "LocalTCPRouteBackend",
    "tcp_route.TcpBackendPolicies": "LocalTCPBackendPolicies",
    "tcp_route.TcpPolicies": "TCPFilterOrPolicy",
    "tcp_route.TcpRoute": "LocalTCPRoute",
    "tracing.Tracing": "TracingConfig",
    "transformation.Transformation": "LocalTransform",
    "transformation.Transformations": "LocalTransformationConfig",
    "transformation.TransformationsCase": "LocalConditionalPolicy_LocalTransformationConfig",
    "transformation.TransformationsPolicy": "LocalExplicitOrConditional_LocalTransformationConfig",
    "tunnel.BackendTunnel": "Tunnel",
    "ui.Ui": "LocalUIConfig",
    "ui.UiPolicies": "LocalUIPolicy",
    "upstream.BackendHttp": "HTTP",
    "upstream.BackendTcp": "TCP",
    "virtual_model.ConditionalRouting": "LocalLLMConditionalRouting",
    "virtual_model.ConditionalTarget": "LocalLLMConditionalTarget",
    "virtual_model.Failover": "LocalLLMFailoverRouting",
    "virtual_model.FailoverTarget": "LocalLLMFailoverTarget",
    "virtual_model.Routing": "LocalLLMVirtualModelRouting",
    "virtual_model.VirtualModel": "LocalLLMVirtualModel",
    "virtual_model.Weighted": "LocalLLMWeightedRouting",
    "virtual_model.WeightedTarget": "LocalLLMWeightedTarget",
}

INSIDE = {
    "AccessLogFields": "process_logging.LogFields",
    "DirectResponse": "direct_response.DirectResponse",
    "ExtProc": "ext_proc.ExtProc",
    "LocalBuiltinModelAIProvider": "llm_provider.LlmProvider",
    "LocalConditionalPolicies_DirectResponse": "direct_response.DirectResponse",
    "LocalConditionalPolicies_ExtAuthz": "ext_authz.ExtAuthz",
    "LocalConditionalPolicies_ExtProc": "ext_proc.ExtProc",
    "LocalConditionalPolicies_LocalTransformationConfig": "transformation.TransformationsPolicy",
    "LocalConditionalPolicies_RemoteRateLimit": "rate_limit.RemoteRateLimit",
    "LocalRateLimitPolicy": "rate_limit.ConditionalRateLimit",
    "QueryValueMatch": "match.ValueMatch",
    "RawDefaultClientSecretBasicAuth": "oauth.ClientAuth",
    "RawOAuthClientAuth": "oauth.ClientAuth",
}
"""Definitions whose keys a class has among others."""
WITHOUT_CLASS = {"FileOrInline"}
"""Definitions that become plain values: a credential is text."""

BY_MODE = {"frontend.FrontendHttp.maxBufferSize"}
"""Keys whose default depends on --compat."""


class Schema:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def definition(self, path: str) -> Any:
        """What a definition says, or an object in it that has no name: `DEFINITION/KEY`."""
        name, *keys = path.split("/")
        part = self.document["$defs"][name] if name else self.document
        for key in keys:
            part = next(
                found for choice in (part, *self.choices(part)) if (found := choice.get("properties", {}).get(key))
            )
        return part

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
        always = self.required(part)
        for choice in self.choices(part):
            for word in (*choice.get("enum", ()), *([choice["const"]] if "const" in choice else ())):
                found.setdefault(word, word)
            for name, shown in self.keys(choice).items():
                found.setdefault(name, shown if name in always else shown.replace("!", ""))
                if shown.endswith("?") and not found[name].endswith("?"):
                    found[name] += "?"
        return found

    def values(self, part: Any, name: str) -> list[Any]:
        """What a key of an object may hold, by what is chosen beside it."""
        part = self.resolve(part)
        own = [part["properties"][name]] if name in part.get("properties", {}) else []
        return own + [value for choice in self.choices(part) for value in self.values(choice, name)]

    def words(self, part: Any) -> set[str]:
        """The words that a value may be, in a list or in the values of a map as well."""
        part = self.resolve(part)
        found = {*part.get("enum", ()), *([part["const"]] if "const" in part else ())}
        inner = [part[key] for key in ("items", "additionalProperties") if isinstance(part.get(key), dict)]
        return found.union(*(self.words(each) for each in [*self.choices(part), *inner])) - {None}

    def has_properties(self, part: Any) -> bool:
        return bool(part.get("properties")) or any(map(self.has_properties, self.choices(part)))

    def required(self, part: Any) -> set[str]:
        """Keys that must be given whatever is chosen."""
        part = self.resolve(part)
        choices = [self.required(choice) for choice in self.choices(part)]
        return {*part.get("required", ()), *(set.intersection(*choices) if choices else ())}

    def takes_null(self, part: Any) -> bool:
        kind = part.get("type")
        return kind == "null" or "null" in (kind or ()) or any(map(self.takes_null, self.choices(part)))


@pytest.fixture
def schema(shared) -> Schema:
    path = shared / "data" / "agentgateway" / "config-1.4.1.schema.json"
    return Schema(json.loads(path.read_text("utf-8")))


def test_the_table(schema):
    assert DEFINITIONS.keys() == KEYS.keys()
    for ours, theirs in DEFINITIONS.items():
        assert set(KEYS[ours].split()) == set(schema.keys(schema.definition(theirs)).values()), ours


def test_every_definition_with_keys_has_a_class(schema):
    told = {path.partition("/")[0] for path in DEFINITIONS.values()} | INSIDE.keys() | WITHOUT_CLASS
    definitions = schema.document["$defs"]
    assert len(definitions) == 278
    assert {name for name, part in definitions.items() if schema.has_properties(part)} <= told
    for theirs, ours in INSIDE.items():
        own = {key.rstrip("!?") for key in KEYS[ours].split()}
        assert schema.keys(schema.definition(theirs)).keys() <= own, theirs


def test_words_are_the_same(schema):
    compared = 0
    for ours, theirs in DEFINITIONS.items():
        for field in fields(cls_of(ours)):
            own = words_of(field.annotation)
            if own:
                values = schema.values(schema.definition(theirs), field.wire)
                assert own == set().union(*map(schema.words, values)), f"{ours}.{field.wire}"
                compared += 1
    assert compared > 40


def test_defaults_are_the_same(schema):
    compared = 0
    for ours, theirs in DEFINITIONS.items():
        for field in fields(cls_of(ours)):
            if is_unserved(markers_of(field.annotation)):
                continue
            for value in schema.values(schema.definition(theirs), field.wire):
                if isinstance(value.get("default"), (str, int, float)) and f"{ours}.{field.wire}" not in BY_MODE:
                    own = field.default.which if isinstance(field.default, OneOf) else field.default
                    assert own in readings(value["default"]), f"{ours}.{field.wire}"
                    compared += 1
    assert compared > 60


def readings(default: Any) -> list[Any]:
    """What a default may be here: the value itself, a duration in seconds, bytes."""
    found: list[Any] = [default]
    if isinstance(default, str):
        found.append(default.encode())
        with suppress(ValueError):
            found.append(parse_duration(default))
    return found


def words_of(annotation: Any) -> set[str]:
    """The words of a Literal, in a list or in the values of a map as well."""
    if typing.get_origin(annotation) is typing.Literal:
        return set(typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return set()
    inside = typing.get_args(annotation)
    return set().union(*(words_of(each) for each in inside)) if inside else set()
