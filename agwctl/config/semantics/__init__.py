"""What must hold between parts of a configuration that are right by themselves."""

from __future__ import annotations

from agwctl.config.decoding import Decoding
from agwctl.config.root import Config
from agwctl.config.semantics import (
    backends,
    certificates,
    gateways,
    listeners,
    llm,
    llm_providers,
    ports,
    process,
    virtual_models,
)

__all__ = ["check"]


def check(config: Config, to: Decoding) -> None:
    """Reports what agentgateway refuses although every part is understood; what is not understood is left alone."""
    process.check(config, to)
    listeners.check(config, to)
    gateways.check(config, to)
    ports.check(config, to)
    certificates.check(config, to)
    backends.check(config, to)
    llm.check(config, to)
    if config.llm is not None:
        llm_providers.check(config.llm, to)
        virtual_models.check(config.llm, to)
