"""Credentials that clients may leave out.

What it does: finds `apiKey`, `basicAuth` and `jwtAuth` without `mode: strict`, where no `authorization` policy beside
them looks at who the client is and no `backendAuth` needs it.

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

from agwctl.config.bind import GatewayPolicies
from agwctl.config.model import Model
from agwctl.config.policy import RoutePolicies
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.nodes import at, given, scalar
from agwctl.lint.rule import LintContext, fix

META = Code("AGW506", "credential-not-required", Severity.WARNING, "credentials that clients may leave out")
IDS = ()

POLICIES = ("api_key", "basic_auth", "jwt_auth")
DECIDING = ("authorization", "mcp_authorization", "ext_authz", "oidc", "mcp_authentication")
"""Policies that may refuse who has shown nothing."""
NEEDING = ("passthrough", "oauthTokenExchange", "crossAppAccess")
"""Credentials for the upstream that are made of the client's."""


def check(ctx: LintContext) -> Iterator[Finding]:
    owners: list[Model] = [*ctx.each(GatewayPolicies), *ctx.each(RoutePolicies)]
    for owner in owners:
        asking = [name for name in POLICIES if given(owner, name) is not None]
        if not asking or any(given(owner, name) is not None for name in DECIDING):
            continue
        if any(at(given(owner, "backend_auth"), name) is not None for name in NEEDING):
            continue
        modes = {name: scalar(at(given(owner, name), "mode")) for name in asking}
        if "strict" not in modes.values():
            yield _told(ctx, owner, asking[0], modes[asking[0]])


def _told(ctx: LintContext, owner: Model, name: str, mode: object) -> Finding:
    key = owner.key_node(name)
    node = at(given(owner, name), "mode")
    what = (
        "a wrong credential passes as well as none" if mode == "permissive" else "a request without a credential passes"
    )
    strict = fix("ask everybody", put(ctx.editor, owner.node(name), "mode", "strict"), safe=False)
    why = f"mode is {mode}" if node is not None else "mode is optional when it is not given"
    return Finding(META, node or key, f"{what}: {why}", "write mode: strict", (), strict)
