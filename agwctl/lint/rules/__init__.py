"""The rules: a line for each file beside this one."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from agwctl.lint.rule import Rule

__all__ = ["RULES", "rule"]

RULES: dict[str, str] = {
    # 1xx: gateways, listeners, routes
    "AGW101": "route_shadowed",
    "AGW102": "models_shadowed",
    "AGW103": "hostname_never_matches",
    "AGW104": "path_never_matches",
    "AGW105": "rewrite_fails",
    "AGW106": "listener_shadowed",
    # 2xx: backends
    "AGW201": "missing_backend",
    "AGW202": "no_backend",
    "AGW203": "vendor_host",
    "AGW204": "tls_to_ollama",
    "AGW205": "tls_missing",
    "AGW206": "wrong_host",
    "AGW207": "one_path_for_all",
    "AGW208": "address_given_twice",
    "AGW209": "old_address_key",
    "AGW210": "provider_without_host",
    # 3xx: policies
    # 4xx: LLM; 401 to 410 are the differences between the modes
    "AGW401": "request_model_wins",
    "AGW402": "route_type_by_path",
    "AGW403": "prefix_is_a_mount",
    "AGW404": "same_match_by_model",
    "AGW405": "openai_errors",
    "AGW406": "token_cap",
    "AGW407": "body_limits",
    "AGW408": "graceful_stop",
    "AGW409": "strict_framing",
    "AGW410": "own_ports",
    "AGW411": "unknown_model_tag",
    "AGW412": "ignored_option",
    "AGW413": "cap_as_context",
    "AGW414": "model_shadowed",
    "AGW415": "model_unreachable",
    "AGW416": "any_name_one_model",
    "AGW417": "unserved_path",
    # 5xx: security
    "AGW501": "plain_credential",
    "AGW502": "open_port",
    "AGW503": "admin_exposed",
    "AGW504": "unverified_tls",
    "AGW505": "any_origin",
    "AGW506": "credential_not_required",
    "AGW507": "allows_everything",
    "AGW508": "guard_skips_streams",
    "AGW509": "open_to_web_pages",
    # 6xx: performance and robustness
    "AGW601": "short_timeout",
    "AGW602": "generation_retried",
    "AGW603": "slow_regex",
    "AGW604": "small_body_limit",
    "AGW605": "failover_without_eviction",
    "AGW606": "rate_limit_never_fills",
    "AGW607": "token_limit_without_llm",
    "AGW608": "stream_buffered",
    "AGW609": "own_port_taken",
    "AGW610": "ollama_port",
    "AGW611": "failover_without_retry",
    "AGW612": "calls_itself",
    # 7xx: spelling and leftovers
    "AGW701": "deprecated_key",
    "AGW702": "other_schema",
    "AGW703": "word_as_text",
    "AGW704": "expanded_dollar",
    "AGW705": "nothing_served",
    "AGW706": "unused_provider",
    "AGW707": "unused_route_group",
    "AGW708": "unused_backend",
}
"""Code → name of the module, in the order of the codes."""


def rule(code: str) -> Rule:
    """The rule of a code, loaded when it is first asked for."""
    return cast("Rule", import_module(f"agwctl.lint.rules.{RULES[code]}"))
