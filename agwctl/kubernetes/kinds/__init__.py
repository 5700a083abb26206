"""The kinds that are known: a module for each, loaded when a manifest has one.

A class names the keys that are looked into. `Unchecked` keys are right, but what stands under them is not looked into;
`Node` is for what cannot matter here.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from agwctl.config.model import Model
from agwctl.kubernetes.document import Header

__all__ = ["KINDS", "class_of"]

KINDS: dict[tuple[str, str], str] = {
    ("v1", "Endpoints"): "endpoints.Endpoints",
    ("v1", "Service"): "service.Service",
    ("agentgateway.dev/v1alpha1", "AgentgatewayBackend"): "agentgateway_backend.AgentgatewayBackend",
    ("discovery.k8s.io/v1", "EndpointSlice"): "endpoint_slice.EndpointSlice",
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): "http_route.HTTPRoute",
    ("gateway.networking.k8s.io/v1beta1", "HTTPRoute"): "http_route.HTTPRoute",
}
"""apiVersion and kind → module and class."""


def class_of(header: Header) -> type[Model] | None:
    """The class of a document's kind; None for one that is not known here."""
    name = KINDS.get((header.api_version, header.kind))
    if name is None:
        return None
    module, _, cls = name.partition(".")
    return cast("type[Model]", getattr(import_module(f"agwctl.kubernetes.kinds.{module}"), cls))
