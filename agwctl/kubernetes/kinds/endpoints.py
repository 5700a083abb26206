"""v1 Endpoints: what EndpointSlice has replaced."""

from __future__ import annotations

from agwctl.kubernetes.kinds.metadata import Resource, Unchecked

__all__ = ["Endpoints"]


class Endpoints(Resource):
    """The addresses behind the Service of the same name."""

    subsets: Unchecked = None
