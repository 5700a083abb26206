"""`config` and what took its place."""

from __future__ import annotations

from agwctl.config.decoding import Decoding
from agwctl.config.root import Config
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label

__all__ = ["check"]


def check(config: Config, to: Decoding) -> None:
    """Reports settings that are made under their old name and their new one."""
    frontend, logging = config.frontend_policies, config.config.logging
    if frontend is None:
        return
    if logging is not None and frontend.access_log is not None and {"filter", "fields"} & set(logging.given()):
        to.report(
            codes.POLICY_CONFLICT,
            config.config.key_node("logging"),
            "cannot use deprecated config.logging together with frontendPolicies.accessLog",
            "move filter and fields to frontendPolicies.accessLog",
            (Label(frontend.key_node("access_log"), "given here too"),),
        )
    if config.config.tracing is not None and frontend.tracing is not None:
        to.report(
            codes.POLICY_CONFLICT,
            config.config.key_node("tracing"),
            "cannot use deprecated config.tracing together with frontendPolicies.tracing",
            "keep frontendPolicies.tracing",
            (Label(frontend.key_node("tracing"), "given here too"),),
        )
