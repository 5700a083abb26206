"""Credentials that clients may leave out.

What it does: finds `apiKey`, `basicAuth` and `jwtAuth` without `mode: strict`, where no rule of `authorization` looks
at who the client is and no `backendAuth` needs his credential.

Why: the default is `mode: optional`: a wrong credential is refused, but a request without any passes. With
`permissive` even a wrong one does. The gateway looks protected and is open.

Example:

    policies:
      apiKey:
        keys:
        - key: $CLIENT_KEY

Use instead:

    policies:
      apiKey:
        mode: strict
        keys:
        - key: $CLIENT_KEY
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agwctl.config.authorization import Authorization
from agwctl.config.bind import GatewayPolicies
from agwctl.config.model import Model
from agwctl.config.policy import RoutePolicies
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.nodes import entries, items, scalar
from agwctl.lint.rule import LintContext, fix

META = Code("AGW506", "credential-not-required", Severity.WARNING, "credentials that clients may leave out")
IDS = ()

POLICIES = {"api_key": "apiKey", "basic_auth": "basicAuth", "jwt_auth": "jwt"}
"""The policies, and what expressions find under when a credential was shown."""
DECIDING = ("mcp_authorization", "ext_authz", "oidc", "mcp_authentication")
"""Policies that may refuse who has shown nothing."""
NEEDING = ("passthrough", "oauth_token_exchange", "cross_app_access")
"""Credentials for the upstream that are made of the client's."""


def check(ctx: LintContext) -> Iterator[Finding]:
    owners: list[Model] = [*ctx.each(GatewayPolicies), *ctx.each(RoutePolicies)]
    asking = [(owner, _asked(owner, ctx)) for owner in owners]
    if not any(policies for _, policies in asking):
        return
    rules = list(_rules(ctx))
    for owner, policies in asking:
        is_asked = any(policy.mode == "strict" for policy in policies.values())
        if not policies or is_asked or _is_needed(owner):
            continue
        name = next(iter(policies))
        if not any(POLICIES[name] in rule for rule in rules):
            yield _told(ctx, owner, name, policies[name])


def _asked(owner: Model, ctx: LintContext) -> dict[str, Any]:
    policies = {name: getattr(owner, name, None) for name in POLICIES}
    return {name: policy for name, policy in policies.items() if policy is not None and ctx.is_sound(policy)}


def _is_needed(owner: Model) -> bool:
    """Whether something else fails without a credential."""
    auth = getattr(owner, "backend_auth", None)
    return (auth is not None and auth.which in NEEDING) or any(getattr(owner, name, None) for name in DECIDING)


def _rules(ctx: LintContext) -> Iterator[str]:
    """The expressions of all rules of authorization."""
    for policy in ctx.each(Authorization):
        for rule in items(policy.node("rules")):
            yield from (str(scalar(node)) for node in (rule, *(value for _, value in entries(rule))))


def _told(ctx: LintContext, owner: Model, name: str, policy: Any) -> Finding:
    node = policy.node("mode") if "mode" in policy.given() else owner.key_node(name)
    what = "a wrong credential passes" if policy.mode == "permissive" else "a request without a credential passes"
    why = f"mode is {policy.mode}" + ("" if "mode" in policy.given() else " when it is not given")
    strict = fix("ask everybody", put(ctx.editor, policy.node(), "mode", "strict"), safe=False)
    return Finding(META, node, f"{what}: {why}", "write mode: strict", (), strict)
