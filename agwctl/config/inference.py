"""The policy `inferenceRouting`: another server chooses the endpoint of a service."""

from __future__ import annotations

from typing import Literal

from agwctl.config.model import Model
from agwctl.config.target import Target


class InferenceRouting(Model):
    """The endpoint picker of an inference pool."""

    endpoint_picker: Target
    """The server that chooses."""
    destination_mode: Literal["validated", "passthrough"] = "validated"
    """Whether what it chooses must be an endpoint of the service."""
